package plan

import (
	"math"
	"slices"

	"podfit/planner"
)

// sums are the bounds of all pools.
type sums struct {
	lower, packed Bound
	measure       float64 // of the lower bound, in the objective
}

// sums of the pools' bounds bound the whole as long as each workload has one pool. Those
// that may be in several are left out of the lower bound.
func (p *pooled) sums() (b sums) {
	b.lower = Bound{Nodes: planner.Known(0), Month: planner.Known(p.Settings.Capacity.ClusterAdder)}
	b.packed = b.lower
	add := func(to *Bound, of Bound) {
		n, counted := of.Nodes.Value()
		month, priced := of.Month.Value()
		sum, summed := to.Nodes.Value()
		total, totalled := to.Month.Value()
		*to = Bound{}
		if counted && summed {
			to.Nodes = planner.Known(sum + n)
		}
		if priced && totalled {
			to.Month = planner.Known(total + month - p.Settings.Capacity.ClusterAdder)
		}
	}
	for i := range p.parts {
		if plans := p.parts[i].answer.Plans; len(plans) > 0 {
			add(&b.packed, plans[0].Packed)
			lower := p.bound(i)
			add(&b.lower, lower.LowerBound)
			b.measure += lower.boundMeasure()
		}
	}
	if whole, ok := p.wholeBound(); ok && whole > b.lower.Month.Or(whole) {
		b.lower.Month = planner.Known(whole)
	}
	return b
}

// wholeBound is the lower bound of the cost of all pods on all types of the pools, where
// some may be in several pools and a problem of that size can be solved.
func (p *pooled) wholeBound() (planner.Money, bool) {
	const most = 200 // workloads
	if len(p.choices) == 0 || len(p.Workload) > most || p.Objective != LeastCost || p.First {
		return 0, false
	}
	q := *p.Question
	q.parts, q.Candidates, q.Pools = &parts{pools: p.pools}, nil, nil
	for i := range p.parts {
		q.Candidates = append(q.Candidates, p.parts[i].candidates...)
		q.parts.of = append(q.parts.of, slices.Repeat([]int{i}, len(p.parts[i].candidates))...)
	}
	q.Workload = p.placeable()
	s, err := newSolver(&q)
	if err != nil || len(s.workloads) == 0 || len(s.unplaced) > 0 {
		return 0, false
	}
	problem := s.restrictedTo(s.undominated())
	return planner.Money(problem.LowerBound()) + p.Settings.Capacity.ClusterAdder, true
}

// placeable are the workloads without the pods that have no place in any pool.
func (p *pooled) placeable() planner.Workloads {
	left := map[string]int{}
	for _, u := range p.unplaced() {
		left[u.Workload] += u.Replicas
	}
	w := slices.Clone(p.Workload)
	for i := range w {
		w[i].Replicas -= left[w[i].Name]
	}
	return w
}

// bound is the first plan of a pool with the lower bound of the workloads that have no
// other.
func (p *pooled) bound(pool int) *Plan {
	first := &p.parts[pool].answer.Plans[0]
	own := slices.DeleteFunc(slices.Clone(p.parts[pool].workloads), func(w int) bool {
		for i := range p.fits {
			if i != pool && p.fits[i][w] {
				return true
			}
		}
		return false
	})
	if len(own) == len(p.parts[pool].workloads) {
		return first
	}
	if len(own) > 0 {
		q := p.question(pool, own)
		q.First = true
		if a, _ := q.solve(1); len(a.Plans) > 0 {
			return &a.Plans[0]
		}
	}
	none := *first
	none.LowerBound, none.GapPercent = Bound{}, math.Inf(1)
	if first.LowerBound.Nodes.Known() {
		none.LowerBound.Nodes = planner.Known(0)
	}
	if first.LowerBound.Month.Known() {
		none.LowerBound.Month = planner.Known(p.Settings.Capacity.ClusterAdder)
	}
	return &none
}

// boundMeasure is the lower bound in the objective.
func (p *Plan) boundMeasure() float64 { return float64(p.measure) / (1 + p.GapPercent/100) }

// over sets the bounds of a plan of all pools.
func (b *sums) over(plan *Plan, p *pooled) {
	plan.LowerBound, plan.Packed = Bound{}, b.packed
	switch p.Objective {
	case LeastCost:
		plan.LowerBound.Month = b.lower.Month
		if month, known := b.lower.Month.Value(); known {
			plan.GapPercent = gapPercent(plan.Month.Or(0).Float(), month.Float())
		}
	case LeastNodes:
		plan.LowerBound.Nodes = b.lower.Nodes
		plan.GapPercent = gapPercent(float64(plan.Nodes), float64(b.lower.Nodes.Or(0)))
	default:
		plan.GapPercent = gapPercent(float64(plan.measure), b.measure)
	}
	if packed, known := b.packed.Month.Value(); known && p.Objective == LeastCost && packed > plan.Month.Or(0) || b.packed.Nodes.Or(0) > plan.Nodes && p.Objective == LeastNodes {
		plan.Packed = Bound{Nodes: planner.Known(plan.Nodes), Month: plan.Month}
	}
}
