package planner

// Override is what the user measured on nodes of a type. Its known figures replace
// podfit's own.
type Override struct {
	AllocatableCPU    Maybe[Millis]
	AllocatableMemory Maybe[Memory]
	MaxPods           Maybe[int]
}
