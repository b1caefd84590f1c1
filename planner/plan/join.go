package plan

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/trial"
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
	return b
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

// joined is a plan of the nodes of plans of the pools, with the pods where the scheduler
// puts them if all nodes are there, and as many more nodes as it needs then.
func (p *pooled) joined(plans []*Plan) (plan Plan, unplaced []Unplaced) {
	if only, single := onlyOne(plans); single {
		return *only, nil
	}
	q, f := p.together(plans)
	s, err := newSolver(&q)
	if err != nil {
		panic(err) // a trial is made of checked values
	}
	grown := false
	for attempt := 0; attempt < mostAttempts && !s.stop(); attempt++ {
		groups := s.groups(f)
		if s.trial.Sift(groups) && s.trial.AcceptSifted(groups) {
			break
		}
		f, grown = s.grow(f, 1<<(attempt/6)), true
	}
	if grown || p.free {
		f = s.shrink(f)
	}
	plan = s.plan(found{fleet: f, orders: s.trial.Orders(s.groups(f))})
	plan.takeOver(plans)
	return plan, s.unplaced
}

// onlyOne is the plan of the one pool that has nodes.
func onlyOne(plans []*Plan) (only *Plan, single bool) {
	for _, plan := range plans {
		switch {
		case plan == nil:
		case only != nil:
			return nil, false
		default:
			only = plan
		}
	}
	return only, only != nil
}

// together is the question with only the types of plans of the pools, and their nodes.
func (p *pooled) together(plans []*Plan) (q Question, f fleet) {
	q = *p.Question
	q.parts = &parts{pools: p.pools, headroom: make([]int, len(p.Workload))}
	q.Candidates, q.Pools, q.MaxNodes, q.Groups = nil, nil, 0, math.MaxInt
	q.Workload = slices.Clone(p.Workload)
	left := map[string]int{}
	for _, u := range p.unplaced() {
		left[u.Workload] += u.Replicas
	}
	for w := range q.Workload {
		q.Workload[w].Replicas -= left[q.Workload[w].Name]
	}
	same := true
	for i, plan := range plans {
		if plan == nil {
			continue
		}
		spare := p.pools[i].Spare.Or(p.Spare)
		same = same && spare == p.Spare
		for _, w := range p.parts[i].workloads {
			q.parts.headroom[w] = int(p.pools[i].Headroom.Or(Percent(p.Headroom)))
		}
		f = append(f, q.take(i, plan)...)
	}
	if !same { // each pool has been tried by itself
		q.Spare = SpareNothing
	}
	slices.SortFunc(f, func(a, b nodesOf) int { return a.column.compare(b.column) })
	return q, f
}

// take adds the types of a pool's plan to the candidates, and is its nodes.
func (q *Question) take(pool int, plan *Plan) (f fleet) {
	first := len(q.Candidates)
	for i := range plan.Groups {
		g := &plan.Groups[i]
		option := first + slices.IndexFunc(q.Candidates[first:], func(o density.Option) bool { return o.Type.Name == g.Option.Type.Name })
		if option < first {
			option = len(q.Candidates)
			q.Candidates, q.parts.of = append(q.Candidates, *g.Option), append(q.parts.of, pool)
		}
		if g.Nodes > 0 {
			f = f.with(column{option, q.zoneOf(g)}, g.Nodes)
		}
	}
	return f
}

// zoneOf is the zone of a group of a pool among those of the plan.
func (q *Question) zoneOf(g *NodeGroup) int {
	if g.Zone == 0 {
		return trial.EveryZone
	}
	return q.zonesOfPool(g.Pool)[g.Zone-1]
}

// grow adds nodes to the column with which the fewest pods stay pending in the order that
// failed last; of several, to the cheapest.
func (s *solver) grow(f fleet, nodes int) fleet {
	type grown struct {
		fleet
		pending int
		cost    int64
	}
	var all []grown
	for _, n := range f {
		more := f.with(n.column, nodes)
		all = append(all, grown{more, s.trial.PendingInLast(s.groups(more)), s.measure(more)})
	}
	return slices.MinFunc(all, func(a, b grown) int { return cmp.Or(cmp.Compare(a.pending, b.pending), cmp.Compare(a.cost, b.cost)) }).fleet
}

// shrink takes nodes away that the scheduler does not need, the dearest first.
func (s *solver) shrink(f fleet) fleet {
	last := s.trial.Effort() + acceptEffort
	dearest := slices.SortedStableFunc(slices.Values(f), func(a, b nodesOf) int {
		x, _ := s.nodeCost(s.options[a.option])
		y, _ := s.nodeCost(s.options[b.option])
		return cmp.Compare(y, x)
	})
	for _, n := range dearest {
		for range n.nodes {
			fewer := f.with(n.column, -1)
			groups := s.groups(fewer)
			if len(fewer) == 0 || s.stop() || s.trial.Effort() > last || !s.trial.Sift(groups) || !s.trial.AcceptSifted(groups) {
				break
			}
			f = fewer
		}
	}
	return f
}

// takeOver gives groups what their pools' own plans say of them: other types for a group,
// and how far it grows.
func (p *Plan) takeOver(plans []*Plan) {
	for _, plan := range plans {
		if plan == nil {
			continue
		}
		for i := range plan.Groups {
			own := &plan.Groups[i]
			at := slices.IndexFunc(p.Groups, func(g NodeGroup) bool {
				return g.Pool == own.Pool && g.Option.Type.Name == own.Option.Type.Name && (g.Zone == 0) == (own.Zone == 0) && g.ZoneName() == own.ZoneName()
			})
			if at < 0 {
				if own.Nodes == 0 { // for maxReplicas alone
					p.Groups = append(p.Groups, *own)
				}
				continue
			}
			g := &p.Groups[at]
			g.Alternatives, g.SpotRange = own.Alternatives, own.SpotRange
			g.MaxNodes = g.Nodes + own.MaxNodes - own.Nodes
		}
	}
}
