package plan

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner/trial"
)

// whole is a plan of all pools, and the pods that it leaves out.
type whole struct {
	Plan
	unplaced []Unplaced
	// spareUnmet is set if the pools together do not survive what each survives.
	spareUnmet bool
}

// better reports whether a plan places more pods, or as many for less.
func (w *whole) better(other *whole) bool {
	left := func(w *whole) (n int) {
		for _, u := range w.unplaced {
			n += u.Replicas
		}
		return n
	}
	return cmp.Or(cmp.Compare(left(w), left(other)), cmp.Compare(w.measure, other.measure)) < 0
}

// joined is a plan of the nodes of plans of the pools, with the pods where the scheduler
// puts them if all nodes are there, and as many more nodes as it needs then.
func (p *pooled) joined(plans []*Plan) (w whole) {
	switch only, single := onlyOne(plans); {
	case single:
		return whole{Plan: *only}
	case !slices.ContainsFunc(plans, func(of *Plan) bool { return of != nil }):
		return w
	}
	s, start := p.tryTogether(plans)
	defer func() { p.effort += s.trial.Effort() }()
	f, ok := s.grown(start, s.accepts)
	if !ok && s.Spare != SpareNothing && !s.stop() {
		s.spareUnmet, w.spareUnmet = true, true
		s.trial.Forgo()
		f, ok = s.grown(start, s.accepts)
	}
	if !ok && !s.stop() {
		s.giveUpAll()
		w.unplaced = s.unplaced
		return w
	}
	f = s.shrink(f, start)
	if len(p.choices) > 0 { // pods of other pools may be on its nodes
		f = s.exchanged(s.shrink(f, nil), s.trial.Effort()+acceptEffort, s.accepts)
	}
	w.Plan, w.unplaced = s.plan(found{fleet: f, orders: s.trial.Orders(s.groups(f))}), s.unplaced
	w.takeOver(plans)
	return w
}

// tryTogether is the solver of all pools, with the nodes of plans of theirs to begin with.
func (p *pooled) tryTogether(plans []*Plan) (s *solver, f fleet) {
	q, f := p.together(plans)
	s, err := newSolver(&q)
	if err != nil {
		panic(err) // a trial is made of checked values
	}
	return s, f
}

// accepts reports whether the scheduler fills groups with all pods, in all orders.
func (s *solver) accepts(groups []trial.Group) bool {
	return s.trial.Sift(groups) && s.trial.AcceptSifted(groups)
}

// grown is a fleet with as many more nodes as it needs to pass; ok is false if nodes do not
// help.
func (s *solver) grown(f fleet, passes func([]trial.Group) bool) (more fleet, ok bool) {
	most := 2*s.pods() + len(s.zones()) + 2*f.nodes()
	for attempt := 0; attempt < mostAttempts && f.nodes() <= most && !s.stop(); attempt++ {
		if passes(s.groups(f)) {
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
	q.parts = &parts{pools: p.pools, groups: p.Groups, headroom: make([]int, len(p.Workload))}
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
		for other := range p.parts[i].answer.Plans { // to exchange nodes with
			q.take(i, &p.parts[i].answer.Plans[other])
		}
	}
	if !same { // each pool has been tried by itself
		q.Spare = SpareNothing
	}
	slices.SortFunc(f, func(a, b nodesOf) int { return a.column.compare(b.column) })
	return q, f
}

// take adds the types of a pool's plan to the candidates, and is its nodes.
func (q *Question) take(pool int, plan *Plan) (f fleet) {
	for i := range plan.Groups {
		g := &plan.Groups[i]
		option := 0
		for option < len(q.Candidates) && (q.parts.of[option] != pool || q.Candidates[option].Type.Name != g.Option.Type.Name) {
			option++
		}
		if option == len(q.Candidates) {
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

// grow adds nodes to the column with which the most pods more, for their cost, have a place
// in the order that failed last; where none helps by itself, to each that takes such pods.
func (s *solver) grow(f fleet, nodes int) fleet {
	left := s.trial.LeftInLast(s.groups(f))
	pending := sum(left)
	best, gains := f, 0.0
	every, before := f, s.measure(f)
	for _, n := range f {
		more := f.with(n.column, nodes)
		if s.takesSome(n.option, left) {
			every = every.with(n.column, nodes)
		}
		gain := float64(pending-sum(s.trial.LeftInLast(s.groups(more)))) / float64(max(1, s.measure(more)-before))
		if gain > gains {
			best, gains = more, gain
		}
	}
	switch {
	case gains > 0:
		return best
	case every.nodes() > f.nodes():
		return every
	}
	return times(f, 1.02)
}

func sum(pods map[int]int) (all int) {
	for _, n := range pods {
		all += n
	}
	return all
}

// takesSome reports whether one of some workloads of the question fits an option.
func (s *solver) takesSome(option int, workloads map[int]int) bool {
	for k, w := range s.index {
		if workloads[w] > 0 && s.problem.Nodes[option].Fits[k] {
			return true
		}
	}
	return false
}

// shrink takes nodes away that the scheduler does not need, the dearest first, down to
// those of another fleet.
func (s *solver) shrink(f, least fleet) fleet {
	return s.fewer(f, least, s.trial.Effort()+acceptEffort, s.accepts)
}

// exchanged replaces nodes of some columns by fewer or cheaper ones of another, as long as
// that makes the fleet cheaper and it still passes.
func (s *solver) exchanged(f fleet, last int64, passes func([]trial.Group) bool) fleet {
	for better := true; better && s.trial.Effort() < last && !s.stop(); {
		better = false
		for _, to := range s.columns(f) {
			for _, more := range []int{1, 2, 4} {
				most := f.with(to, more)
				least := fleet{}.with(to, most.of(to))
				other := s.fewer(most, least, last, s.trial.Sift)
				if s.measure(other) < s.measure(f) && s.fewGroups(other) && passes(s.groups(other)) {
					f, better = other, true
				}
			}
		}
	}
	return f
}

// fewGroups reports whether each pool has no more types than it may have groups.
func (s *solver) fewGroups(f fleet) bool {
	types := make([][]int, len(s.parts.pools))
	for _, n := range f {
		if pool := s.pools[n.option]; !slices.Contains(types[pool], n.option) {
			types[pool] = append(types[pool], n.option)
		}
	}
	for i := range types {
		if len(types[i]) > cmp.Or(s.parts.pools[i].Groups, s.parts.groups) {
			return false
		}
	}
	return true
}

// columns are those of a fleet, then the other types.
func (s *solver) columns(f fleet) (all []column) {
	for _, n := range f {
		all = append(all, n.column)
	}
	for i := range s.options {
		if !slices.ContainsFunc(f, func(n nodesOf) bool { return n.option == i }) {
			all = append(all, column{i, trial.EveryZone})
		}
	}
	return all
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
