package trial

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/schedule"
)

// Existing is nodes that are there and alike, with what the pods of DaemonSets and static
// ones use of each.
type Existing struct {
	planner.TodayGroup
	// Option is what podfit predicts of the type; nil if the type is unknown.
	Option *density.Option
	// Others are how many pods are of no workload, and Request is that of all of them.
	Others  int
	Request planner.Resources
}

// what is a figure that a node reports or, if it does not, that of its type.
func what[T any](e *Existing, reported planner.Maybe[T], predicted func(*density.Option) planner.Maybe[T]) planner.Maybe[T] {
	if reported.Known() || e.Option == nil {
		return reported
	}
	return predicted(e.Option)
}

// AllocatableCPU is what a node has for pods, DaemonSets included.
func (e *Existing) AllocatableCPU() planner.Maybe[planner.Millis] {
	return what(e, e.CPU, func(o *density.Option) planner.Maybe[planner.Millis] { return planner.Known(o.CPU.Allocatable) })
}

// AllocatableMemory is what a node has for pods, DaemonSets included.
func (e *Existing) AllocatableMemory() planner.Maybe[planner.Memory] {
	return what(e, e.Memory, (*density.Option).AllocatableMemory)
}

// KubeletPods is the kubelet's maximum number of pods.
func (e *Existing) KubeletPods() planner.Maybe[int] {
	return what(e, e.MaxPods, func(o *density.Option) planner.Maybe[int] { return o.MaxPods })
}

// PodIPs is how many pods of workloads can get an address of a node; unknown if the type
// is.
func (e *Existing) PodIPs() planner.Maybe[int] {
	return what(e, planner.Maybe[int]{}, func(o *density.Option) planner.Maybe[int] {
		ips, known := o.Addresses.PodIPs.Value()
		if !known {
			return planner.Maybe[int]{}
		}
		return planner.Known(max(0, ips-max(0, e.Others-o.HostNetworkPods)))
	})
}

// existingShape is what a node has. What is unknown is 0: nothing more is placed there.
func (t *Trial) existingShape(e *Existing) schedule.Class {
	var c schedule.Class
	branch := 0
	if e.Option != nil {
		c = t.shape(e.Option)
		branch = e.Option.Addresses.BranchENIs.Or(0)
	} else {
		c.Allocatable = make([]int64, podENI+1+len(t.resources))
	}
	c.Allocatable[schedule.CPU] = int64(e.AllocatableCPU().Or(0))
	c.Allocatable[schedule.Memory] = int64(e.AllocatableMemory().Or(0))
	c.MaxPods = count(e.KubeletPods().Or(0))
	c.Used = []int64{schedule.CPU: int64(e.Request.CPU), schedule.Memory: int64(e.Request.Memory), podENI: 0}
	c.UsedScoring = schedule.Scoring{CPU: int64(e.Request.CPU), Memory: int64(e.Request.Memory)}
	c.UsedPods = int32(e.Others)
	c.Addresses[schedule.PodIP] = count(e.PodIPs().Or(e.KubeletPods().Or(0) - e.Others))
	c.Addresses[schedule.BranchENI] = count(branch)
	return c
}

// ExistingClass is the class of nodes that are there.
func (t *Trial) ExistingClass(existing int, cordoned bool) int32 {
	c := (len(t.Options)*len(t.Zones) + existing) * 2
	if cordoned {
		c++
	}
	return int32(c)
}

// Alike reports whether a node that is there is as those of a class that are bought, for
// all workloads.
func (t *Trial) Alike(there, class int32) bool {
	a, b := &t.kinds[there], &t.kinds[class]
	if a.existing == nil || a.cordoned || a.option == nil || a.option.Type.Name != b.option.Type.Name || a.zone != b.zone || a.buys != b.buys {
		return false
	}
	if t.classes[there].MaxPods != t.classes[class].MaxPods || !slices.Equal(a.keepsAway(), b.keepsAway()) {
		return false
	}
	return !slices.ContainsFunc(t.workloads, func(w schedule.Workload) bool {
		return w.Selects != nil && w.Selects[there] != w.Selects[class]
	})
}

// Exists reports whether the nodes of a class are there, rather than bought.
func (t *Trial) Exists(class int32) bool { return t.kinds[class].existing != nil }

// Evict takes nodes away, and is the pods that stay and the workloads of those that have
// to be placed again: pods with volumes of their own where these are.
func (t *Trial) Evict(placed schedule.Placement, lost func(node int32) bool) (left schedule.Placement, queue []int32) {
	return t.lose(placed, lost)
}

// Continue places further pods among those of a placement, with ties broken by a seed. The
// result is valid until the trial is used again.
func (t *Trial) Continue(from schedule.Placement, queue []int32, seed uint64) *schedule.Result {
	t.sim.StopWhen(nil) // it is the answer
	defer t.sim.StopWhen(t.Stop)
	ties := orderOf(int(seed)).Tiebreak
	return t.sim.Continue(from, queue, ties)
}

// Resources are the names of the resources by their numbers.
func (t *Trial) Resources() []string {
	return append([]string{schedule.CPU: "cpu", schedule.Memory: "memory", podENI: planner.BranchENIResource}, t.resources...)
}
