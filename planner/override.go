package planner

// Override is what the user measured on nodes of a type; what is known of it
// stands in the place of podfit's own figure.
type Override struct {
	AllocatableCPU    Maybe[Millis]
	AllocatableMemory Maybe[Memory]
	MaxPods           Maybe[int]
}

var yourScenario = &Source{Name: "your scenario"}

// over is the value of an override, where it has one.
func over[T any](override Maybe[T], own Maybe[T]) Maybe[T] {
	if override.Known() {
		return override
	}
	return own
}

// allocate puts a measured amount in the place of the sum's.
func (r *Reserve[T]) allocate(measured Maybe[T]) {
	r.Allocatable = measured.Or(r.Allocatable)
	r.Free = max(0, r.Allocatable-r.DaemonSets)
}
