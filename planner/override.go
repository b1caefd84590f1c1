package planner

// Override is what the user measured on nodes of a type. Its known figures replace
// podfit's own.
type Override struct {
	AllocatableCPU    Maybe[Millis]
	AllocatableMemory Maybe[Memory]
	MaxPods           Maybe[int]
	// Extended are extended resources by name, such as the MIG slices that the GPUs
	// of a node group are split into.
	Extended map[string]int64
}
