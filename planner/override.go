package planner

// Override is what the user measured on nodes of a type; what is known of it
// stands in the place of podfit's own figure.
type Override struct {
	AllocatableCPU    Maybe[Millis]
	AllocatableMemory Maybe[Memory]
	MaxPods           Maybe[int]
}
