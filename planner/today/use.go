package today

import (
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/trial"
)

// tally sums what nodes have and what their pods request. A sum is unknown once a part of
// it is.
type tally struct {
	pods             planner.Maybe[int]
	requested, free  planner.Maybe[planner.Resources]
	slots, podIPs    planner.Maybe[int]
	onPodIPs         int // pods that take one
	branches, secure int
}

func newTally() *tally {
	zero := planner.Known(planner.Resources{})
	return &tally{pods: planner.Known(0), requested: zero, free: zero, slots: planner.Known(0), podIPs: planner.Known(0)}
}

func plus(a, b planner.Maybe[int]) planner.Maybe[int] {
	x, known := a.Value()
	y, also := b.Value()
	if !known || !also {
		return planner.Maybe[int]{}
	}
	return planner.Known(x + y)
}

func plusResources(a, b planner.Maybe[planner.Resources]) planner.Maybe[planner.Resources] {
	x, known := a.Value()
	y, also := b.Value()
	if !known || !also {
		return planner.Maybe[planner.Resources]{}
	}
	return planner.Known(planner.Resources{CPU: x.CPU + y.CPU, Memory: x.Memory + y.Memory})
}

func (t *tally) add(other *tally) {
	t.pods, t.slots, t.podIPs = plus(t.pods, other.pods), plus(t.slots, other.slots), plus(t.podIPs, other.podIPs)
	t.requested, t.free = plusResources(t.requested, other.requested), plusResources(t.free, other.free)
	t.onPodIPs, t.branches, t.secure = t.onPodIPs+other.onPodIPs, t.branches+other.branches, t.secure+other.secure
}

// tally is of the nodes of a group.
func (q *evaluation) tally(g *Group) *tally {
	all := newTally()
	for _, row := range g.rows {
		for _, e := range q.existing(&q.Fleet.Groups[row]) {
			all.add(q.ofNodes(&e))
		}
	}
	return all
}

// ofNodes is of nodes that hold the same.
func (q *evaluation) ofNodes(e *trial.Existing) *tally {
	n := planner.Millis(e.Nodes)
	t := &tally{requested: planner.Known(planner.Resources{}), pods: planner.Known(0)}
	cpu, known := e.AllocatableCPU().Value()
	if memory, also := e.AllocatableMemory().Value(); known && also {
		t.free = planner.Known(planner.Resources{CPU: max(0, cpu-e.Request.CPU) * n, Memory: max(0, memory-e.Request.Memory) * planner.Memory(n)})
	}
	if slots, known := e.KubeletPods().Value(); known {
		t.slots = planner.Known(max(0, slots-e.Others) * e.Nodes)
	}
	if ips, known := e.PodIPs().Value(); known {
		t.podIPs = planner.Known(ips * e.Nodes)
	}
	if e.Option != nil {
		t.branches = e.Option.Addresses.BranchENIs.Or(0) * e.Nodes
	}
	if e.Holds == nil {
		t.requested, t.pods = planner.Maybe[planner.Resources]{}, planner.Maybe[int]{}
		return t
	}
	for _, k := range e.Holds[0].Pods {
		pods := k.Pods * e.Nodes
		t.pods = plus(t.pods, planner.Known(pods))
		w := q.workload(k.Workload)
		if w == nil {
			t.requested = planner.Maybe[planner.Resources]{}
			t.onPodIPs += pods
			continue
		}
		t.requested = plusResources(t.requested, planner.Known(planner.Resources{CPU: w.Request.CPU * planner.Millis(pods), Memory: w.Request.Memory * planner.Memory(pods)}))
		switch {
		case w.HostNetwork:
		case w.SecurityGroups:
			t.secure += pods
		default:
			t.onPodIPs += pods
		}
	}
	return t
}

// use is the sums, and what is used most of them.
func (t *tally) use() Use {
	u := Use{Pods: t.pods, Requested: t.requested, Free: t.free, Slots: t.slots, PodIPs: t.podIPs}
	requested, known := t.requested.Value()
	free, also := t.free.Value()
	pods, said := t.pods.Value()
	if !known || !also || !said {
		return u
	}
	most := -1.0
	limit := func(used, have float64, by density.Limit) {
		if have > 0 && 100*used/have > most {
			most, u.LimitedBy = 100*used/have, by
		}
	}
	limit(float64(pods), float64(t.slots.Or(0)), density.LimitMaxPods)
	limit(float64(t.onPodIPs), float64(t.podIPs.Or(0)), density.LimitPodIPs)
	limit(float64(t.secure), float64(t.branches), density.LimitBranchENIs)
	limit(float64(requested.Memory), float64(free.Memory), density.LimitMemory)
	limit(float64(requested.CPU), float64(free.CPU), density.LimitCPU)
	if most >= 0 {
		u.UsedPercent = planner.Known(most)
	}
	return u
}
