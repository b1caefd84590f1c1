package today

import (
	"slices"

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
	// others are the pods of no workload, with what they request and the addresses that
	// they take.
	others, otherIPs planner.Maybe[int]
	request          planner.Maybe[planner.Resources]
}

func newTally() *tally {
	none, zero := planner.Known(0), planner.Known(planner.Resources{})
	return &tally{pods: none, requested: zero, free: zero, slots: none, podIPs: none, others: none, otherIPs: none, request: zero}
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
	t.others, t.otherIPs, t.request = plus(t.others, other.others), plus(t.otherIPs, other.otherIPs), plusResources(t.request, other.request)
}

// fill sets what the nodes of a group hold.
func (q *evaluation) fill(g *Group) *tally {
	all := newTally()
	var held []*tally
	for _, row := range g.rows {
		for _, e := range q.existing(&q.Fleet.Groups[row]) {
			t := q.ofNodes(&e)
			all.add(t)
			var pods []planner.WorkloadPods
			if e.Holds != nil {
				pods = e.Holds[0].Pods
			}
			at := 0
			for at < len(held) && (!slices.Equal(g.Held[at].Pods, pods) || held[at].pods.Known() != t.pods.Known()) {
				at++
			}
			if at == len(held) {
				g.Held, held = append(g.Held, Held{Pods: pods}), append(held, newTally())
			}
			g.Held[at].Nodes += e.Nodes
			held[at].add(t)
		}
	}
	for i := range held {
		g.Held[i].Use = held[i].use()
	}
	slices.SortStableFunc(g.Held, func(a, b Held) int { return b.Nodes - a.Nodes })
	g.Use = all.use()
	return all
}

// ofNodes is of nodes that hold the same.
func (q *evaluation) ofNodes(e *trial.Existing) *tally {
	n := planner.Millis(e.Nodes)
	t := &tally{requested: planner.Known(planner.Resources{}), pods: planner.Known(0)}
	if e.Holds != nil || e.Option != nil { // otherwise nothing says
		t.others = planner.Known(e.Others * e.Nodes)
		t.request = planner.Known(planner.Resources{CPU: e.Request.CPU * n, Memory: e.Request.Memory * planner.Memory(n)})
	}
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
		t.otherIPs = planner.Known(max(0, e.Others-e.Option.HostNetworkPods) * e.Nodes)
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
	u := Use{Pods: t.pods, Requested: t.requested, Free: t.free, Slots: t.slots, PodIPs: t.podIPs, others: t.others, request: t.request, otherIPs: t.otherIPs}
	if t.pods.Known() {
		u.onPodIPs = planner.Known(t.onPodIPs)
	}
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

// Share is what pods take of one resource of nodes.
type Share struct {
	Of density.Limit
	// Workloads is what pods of workloads take, Others what all others do, and Free is what
	// there is beside the others.
	Workloads, Others, Free planner.Maybe[int64]
}

// Percent is how much of what there is for workloads they take.
func (s *Share) Percent() planner.Maybe[float64] {
	taken, known := s.Workloads.Value()
	free, also := s.Free.Value()
	if !known || !also || free <= 0 {
		return planner.Maybe[float64]{}
	}
	return planner.Known(100 * float64(taken) / float64(free))
}

// Shares are what pods take of CPU, memory, max pods and pod IPs.
func (u *Use) Shares() []Share {
	cpu := func(r planner.Resources) int64 { return int64(r.CPU) }
	memory := func(r planner.Resources) int64 { return int64(r.Memory) }
	count := func(n int) int64 { return int64(n) }
	return []Share{
		{density.LimitCPU, part(u.Requested, cpu), part(u.request, cpu), part(u.Free, cpu)},
		{density.LimitMemory, part(u.Requested, memory), part(u.request, memory), part(u.Free, memory)},
		{density.LimitMaxPods, part(u.Pods, count), part(u.others, count), part(u.Slots, count)},
		{density.LimitPodIPs, part(u.onPodIPs, count), part(u.otherIPs, count), part(u.PodIPs, count)},
	}
}

func part[T any](of planner.Maybe[T], amount func(T) int64) planner.Maybe[int64] {
	all, known := of.Value()
	if !known {
		return planner.Maybe[int64]{}
	}
	return planner.Known(amount(all))
}
