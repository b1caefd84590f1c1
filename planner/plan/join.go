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

// joined is a plan of the nodes of plans of the pools, with the pods where the scheduler
// puts them if all nodes are there, and as many more nodes as it needs then.
func (p *pooled) joined(plans []*Plan) (plan Plan, unplaced []Unplaced) {
	switch only, single := onlyOne(plans); {
	case single:
		return *only, nil
	case !slices.ContainsFunc(plans, func(of *Plan) bool { return of != nil }):
		return plan, nil
	}
	q, f := p.together(plans)
	s, err := newSolver(&q)
	if err != nil {
		panic(err) // a trial is made of checked values
	}
	start := f
	f, ok := s.grown(start)
	if !ok && s.Spare != SpareNothing && !s.stop() {
		s.spareUnmet, p.spareUnmet = true, true
		s.trial.Forgo()
		f, ok = s.grown(start)
	}
	if !ok && !s.stop() {
		s.giveUpAll()
		return plan, s.unplaced
	}
	f = s.shrink(f, start)
	if len(p.choices) > 0 { // pods of other pools may be on its nodes
		f = s.exchanged(s.shrink(f, nil))
	}
	p.effort += s.trial.Effort()
	plan = s.plan(found{fleet: f, orders: s.trial.Orders(s.groups(f))})
	plan.takeOver(plans)
	return plan, s.unplaced
}

// grown is a fleet with as many more nodes as it needs to be accepted; ok is false if
// nodes do not help.
func (s *solver) grown(f fleet) (more fleet, ok bool) {
	most := 2*s.pods() + len(s.zones()) + 2*f.nodes()
	for attempt := 0; attempt < mostAttempts && f.nodes() <= most && !s.stop(); attempt++ {
		groups := s.groups(f)
		if s.trial.Sift(groups) && s.trial.AcceptSifted(groups) {
			return f, true
		}
		f = s.grow(f, 1<<(attempt/6))
	}
	return f, false
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
	q.Workload = p.placeable()
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

// grow adds nodes to the column with which pods of the fewest workloads stay pending in the
// order that failed last; of several, to the cheapest.
func (s *solver) grow(f fleet, nodes int) fleet {
	type grown struct {
		fleet
		pending int
		cost    int64
	}
	var all []grown
	left := s.trial.LeftInLast(s.groups(f))
	for _, n := range f {
		if len(left) > 0 && !slices.ContainsFunc(left, func(w int) bool { return s.fitsOption(w, n.option) }) {
			continue
		}
		more := f.with(n.column, nodes)
		all = append(all, grown{more, len(s.trial.LeftInLast(s.groups(more))), s.measure(more)})
	}
	if len(all) == 0 {
		return times(f, 1.02)
	}
	return slices.MinFunc(all, func(a, b grown) int { return cmp.Or(cmp.Compare(a.pending, b.pending), cmp.Compare(a.cost, b.cost)) }).fleet
}

// fitsOption reports whether a workload of the question fits an option.
func (s *solver) fitsOption(workload, option int) bool {
	kind := slices.Index(s.index, workload)
	return kind >= 0 && s.problem.Nodes[option].Fits[kind]
}

// shrink takes nodes away that the scheduler does not need, the dearest first, down to
// those of another fleet.
func (s *solver) shrink(f, least fleet) fleet {
	return s.fewer(f, least, s.trial.Effort()+acceptEffort, func(groups []trial.Group) bool { return s.trial.Sift(groups) && s.trial.AcceptSifted(groups) })
}

// exchanged replaces nodes of some columns by fewer or cheaper ones of another, as long as
// that makes the fleet cheaper and it is still accepted.
func (s *solver) exchanged(f fleet) fleet {
	last := s.trial.Effort() + acceptEffort
	for better := true; better && s.trial.Effort() < last && !s.stop(); {
		better = false
		for _, n := range f {
			for _, more := range []int{1, 2, 4} {
				most := f.with(n.column, more)
				least := fleet{}.with(n.column, most.of(n.column))
				other := s.fewer(most, least, last, s.trial.Sift)
				if s.measure(other) < s.measure(f) && s.trial.AcceptSifted(s.groups(other)) {
					f, better = other, true
				}
			}
		}
	}
	return f
}

// fewer takes nodes away, the dearest first, as long as a fleet passes, down to those of
// another fleet.
func (s *solver) fewer(f, least fleet, last int64, passes func([]trial.Group) bool) fleet {
	dearest := slices.SortedStableFunc(slices.Values(f), func(a, b nodesOf) int {
		x, _ := s.nodeCost(s.options[a.option])
		y, _ := s.nodeCost(s.options[b.option])
		return cmp.Compare(y, x)
	})
	for _, n := range dearest {
		for range n.nodes - least.of(n.column) {
			fewer := f.with(n.column, -1)
			groups := s.groups(fewer)
			if len(fewer) == 0 || s.stop() || s.trial.Effort() > last || !passes(groups) {
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
