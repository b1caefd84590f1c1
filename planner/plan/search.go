package plan

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// The search for what schedules. It counts its effort in pods placed times nodes,
// so that it is the same on every machine.
const (
	searchEffort  = 24_000_000
	searchRuns    = 500 // or so many runs, if they are long
	mostEffort    = 64_000_000
	firstEffort   = 2_000_000 // of the first plan
	homogeneous   = 24        // types that are tried alone
	startFleets   = 10
	exchangeTypes = 24
	rankedTypes   = 8
	checkedPlans  = 6
	// nearBest is how much more than the cheapest plan the recommended one may cost.
	nearBest = 1.02
)

// search finds fleets that schedule.
type search struct {
	*solver
	budget int64
	found  []found
	known  map[string]bool
	best   int64 // measure of the best found
	// everyZone asks for a node in every zone.
	everyZone bool
	surcharge int64
	limit     int   // of nodes; 0 is none
	ranked    []int // options by what they should cost alone
}

type found struct {
	fleet
	measure int64
	// placed is where the pods were in one of the orders; set for those that were the
	// best when they were found.
	placed schedule.Placement
	orders int // in how many it was accepted
}

// search finds fleets that the scheduler fills with all pods, the recommended one first.
func (s *solver) search(few []int, packed []fleet, most int) []found {
	r := s.newSearch()
	r.budget += max(0, min(mostEffort, searchRuns*s.trial.Cost(packed[0].nodes()))-searchEffort)
	r.lookAt(few, packed, most)
	chosen := r.choose(most)
	if s.MaxNodes == 0 || len(chosen) == 0 {
		return chosen
	}
	cheapest := slices.MinFunc(chosen, func(a, b found) int { return cmp.Compare(a.measure, b.measure) }).measure
	r.lookForFewer(few, packed, most)
	r.found = slices.DeleteFunc(r.found, func(f found) bool { return f.measure < cheapest })
	if limited := r.choose(most); len(limited) > 0 {
		return limited
	}
	return chosen
}

// tryOnly finds which of the nodes of other plans schedule here.
func (s *solver) tryOnly(plans []Plan) []found {
	r := s.newSearch()
	for i := range plans {
		if f := s.fleetOf(&plans[i]); f.types() <= s.Groups {
			r.passes(f)
		}
	}
	return r.choose(1)
}

func (s *solver) newSearch() *search {
	s.total = make([]int64, len(s.problem.Kinds[0].Need))
	for _, k := range s.problem.Kinds {
		for d, need := range k.Need {
			s.total[d] += need * k.Count
		}
	}
	return &search{
		solver: s, budget: s.trial.Effort() + searchEffort, known: map[string]bool{}, best: math.MaxInt64,
		everyZone: slices.ContainsFunc(s.index, s.trial.SpreadsOverZones),
	}
}

// lookAt looks with all pods, or first with a part of them.
func (r *search) lookAt(few []int, packed []fleet, most int) {
	if parts := r.part(packed); parts > 1 {
		r.lookWithPart(parts, few, packed, most)
	} else {
		r.look(few, packed, most)
	}
	if len(r.found) == 0 {
		r.scale(packed)
	}
}

func (r *search) look(few []int, packed []fleet, most int) {
	r.alone(few, most)
	r.scale(packed)
	r.exchange(few, packed)
}

// nodeSurcharges are added to the price of every node, in prices of the cheapest
// node, to find fleets with fewer nodes: the higher, the fewer.
var nodeSurcharges = []planner.Money{4, 64}

// lookForFewer looks for fleets with fewer nodes. What it looks for does not depend on
// MaxNodes, and none is kept that is cheaper than the best without a limit, so that a
// higher limit never makes the best plan worse.
func (r *search) lookForFewer(few []int, packed []fleet, most int) {
	plain, best := r.found, r.best
	if len(plain) == 0 {
		return
	}
	for _, times := range nodeSurcharges {
		r.surcharge = int64(times * r.cheapest())
		r.found, r.known, r.best = nil, map[string]bool{}, math.MaxInt64
		r.budget = r.trial.Effort() + searchEffort/4
		r.lookAt(few, packed, most)
		for _, f := range r.found {
			if f.measure = r.solver.measure(f.fleet); f.measure >= best {
				plain = append(plain, f)
			}
		}
	}
	r.surcharge, r.found, r.best = 0, plain, best
	fewest := slices.MinFunc(plain, func(a, b found) int { return cmp.Compare(a.nodes(), b.nodes()) }).nodes()
	r.limit = max(fewest, r.MaxNodes)
	r.found = slices.DeleteFunc(r.found, func(f found) bool { return f.nodes() > r.limit })
}

// measure is a fleet in the objective, with the surcharge.
func (r *search) measure(f fleet) int64 { return r.solver.measure(f) + r.surcharge*int64(f.nodes()) }

// covers reports whether a fleet has a node in each zone, where a spread asks for it.
func (r *search) covers(f fleet) bool {
	if !r.everyZone {
		return true
	}
	in := make([]bool, len(r.zones()))
	for _, c := range r.trial.Nodes(r.groups(f)) {
		_, zone, _ := r.trial.Class(c)
		in[zone] = true
	}
	return !slices.Contains(in, false)
}

// withinShare reports whether no node holds a larger part of the pods than allowed.
func (r *search) withinShare(f fleet) bool {
	return r.MaxNodeShare == 0 || 100*r.share(f) <= float64(r.MaxNodeShare)
}

// spent reports whether the effort or the time is used up.
func (r *search) spent() bool { return r.trial.Effort() > r.budget || r.stop() }

// passes sifts a fleet and remembers it.
func (r *search) passes(f fleet) bool {
	if len(f) == 0 || !r.enough(f) || !r.covers(f) {
		return false
	}
	name := f.name()
	if pass, known := r.known[name]; known {
		return pass
	}
	pass := r.trial.Sift(r.groups(f)) && r.withinShare(f)
	r.known[name] = pass
	if pass {
		m := r.measure(f)
		one := found{fleet: f, measure: m}
		if m < r.best {
			r.best, one.placed = m, r.trial.Last(r.groups(f))
		}
		r.found = append(r.found, one)
	}
	return pass
}

// alone tries types one by one, those first that should cost the least, each with
// the fewest nodes that schedule.
func (r *search) alone(few []int, most int) {
	type guess struct {
		option, least, nodes int
		measure              int64
	}
	var guesses []guess
	for _, i := range few {
		if least := r.leastNodes(i); least > 0 {
			nodes := r.guess(i, least)
			guesses = append(guesses, guess{i, least, nodes, r.measure(fleet{{r.column(i), nodes}})})
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return cmp.Compare(a.measure, b.measure) })
	for _, g := range guesses {
		r.ranked = append(r.ranked, g.option)
	}
	for n, g := range guesses {
		bound := r.measure(fleet{{r.column(g.option), g.least}})
		if n >= homogeneous || r.stop() || r.spent() && len(r.found) > 0 {
			return
		}
		if float64(bound) > nearBest*float64(r.best) && n >= most {
			continue
		}
		r.fewest(nil, r.column(g.option), g.least, g.nodes, min(r.plenty(g.nodes), r.mostNodes(nil, g.option, 1.3)))
	}
}

func (r *search) column(option int) column { return column{option, trial.EveryZone} }

// leastNodes is how many nodes of a type have what all pods need; 0 if some do not
// fit the type.
func (s *solver) leastNodes(option int) int {
	nodes := int64(1)
	if s.trial != nil && slices.ContainsFunc(s.index, s.trial.SpreadsOverZones) {
		nodes = int64(len(s.zones()))
	}
	if s.MaxNodeShare > 0 {
		nodes = int64((100 + s.MaxNodeShare - 1) / s.MaxNodeShare)
	}
	have := s.problem.Nodes[option].Have
	for k := range s.problem.Kinds {
		if s.fitsTimes(option, k) == 0 {
			return 0
		}
		if most := s.problem.Kinds[k].Most; most > 0 {
			nodes = max(nodes, (s.problem.Kinds[k].Count+most-1)/most)
		}
	}
	for d, total := range s.total {
		if total > 0 {
			nodes = max(nodes, (total+have[d]-1)/have[d])
		}
	}
	return int(nodes)
}

// fitsTimes is how many pods of a kind an empty node takes.
func (s *solver) fitsTimes(option, kind int) int64 {
	n := &s.problem.Nodes[option]
	if !n.Fits[kind] {
		return 0
	}
	times := int64(math.MaxInt32)
	for d, need := range s.problem.Kinds[kind].Need {
		if need > 0 {
			times = min(times, n.Have[d]/need)
		}
	}
	return times
}

// timesLargest is how often the largest pod goes into a node: it decides how well
// the scheduler fills nodes.
func (s *solver) timesLargest(option int) int64 {
	k := int64(math.MaxInt32)
	for kind := range s.problem.Kinds {
		k = min(k, s.fitsTimes(option, kind))
	}
	return k
}

// guess is how many nodes should do, by what was measured on 1,339 cases.
func (s *solver) guess(option, least int) int {
	k := float64(s.timesLargest(option))
	factor := 1 + 1/k
	switch {
	case k < 2:
		factor = 1.9
	case k < 3:
		factor = 1.5
	}
	zones := float64(len(s.zones()))
	if s.Spare == SpareZone && zones > 1 {
		factor *= zones / (zones - 1)
	}
	nodes := int(math.Ceil(float64(least)*factor - 1e-9))
	if s.Spare == SpareNode {
		nodes++
	}
	return nodes
}

// mostNodes is how many nodes of an option a fleet may have besides before it
// costs so many times the best.
func (r *search) mostNodes(base fleet, option int, times float64) int {
	if r.best == math.MaxInt64 {
		return math.MaxInt32
	}
	cost, _ := r.nodeCost(r.options[option])
	left := float64(r.best)*times - float64(r.measure(base))
	return int(max(0, left/float64(cost)))
}

// plenty is so many nodes that what they do not place has no place: a node for each
// pod, or several times what should do.
func (s *solver) plenty(guess int) int { return max(guess, min(s.pods()+len(s.zones())+2, 4*guess+16)) }

func (s *solver) pods() (n int) {
	for _, k := range s.problem.Kinds {
		n += int(k.Count)
	}
	return n
}

// fewest finds the fewest nodes of a column, between two bounds, with which a fleet
// schedules.
func (r *search) fewest(base fleet, c column, least, guess, most int) (fleet, bool) {
	try := func(n int) bool { return r.passes(base.with(c, n)) }
	guess = max(least, min(guess, most))
	if guess > most {
		return nil, false
	}
	low, high := least-1, guess // low fails or is too few
	for step := 1; !try(high); step *= 2 {
		if high >= most || r.stop() || r.spent() && len(r.found) > 0 {
			return nil, false
		}
		low, high = high, min(most, high+step)
	}
	for step := 1; high-1 > low; step *= 2 {
		next := max(low+1, high-step)
		if r.spent() {
			break
		}
		if try(next) {
			high = next
		} else {
			low = next
			break
		}
	}
	for high-low > 1 && !r.spent() {
		if mid := (low + high) / 2; try(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return base.with(c, high), true
}

// scale tries what a packer buys, with as many times the nodes as it takes.
func (r *search) scale(packed []fleet) {
	for _, f := range packed {
		if f.types() > r.Groups || f.types() == 1 && len(r.found) > 0 {
			continue
		}
		for _, factor := range []float64{1, 1.05, 1.1, 1.16, 1.24, 1.35, 1.5, 1.75, 2, 2.5, 3, 4, 6} {
			if r.stop() || r.spent() && len(r.found) > 0 {
				return
			}
			larger := times(f, factor)
			if len(r.found) > 0 && float64(r.measure(larger)) > 1.1*float64(r.best) {
				break
			}
			if r.passes(larger) {
				break
			}
		}
	}
}

// exchange improves the best fleets: it drops some nodes of one type and adds as many
// of another as still cost less.
func (r *search) exchange(few []int, packed []fleet) {
	sortFound(r.found)
	starts := r.distinct(startFleets)
	pool := r.pool(few, packed, starts)
	r.combine(pool)
	for _, start := range starts {
		for f := start.fleet; ; {
			better, ok := r.better(f, pool)
			if !ok || r.spent() {
				break
			}
			f = better
		}
	}
}

// distinct are the best fleets of different sets of columns.
func (r *search) distinct(most int) (some []found) {
	for _, f := range r.found {
		same := func(other found) bool {
			return slices.EqualFunc(f.fleet, other.fleet, func(a, b nodesOf) bool { return a.column == b.column })
		}
		if len(some) < most && !slices.ContainsFunc(some, same) {
			some = append(some, f)
		}
	}
	return some
}

// pool is the columns to exchange: those of the best fleets and of the packer's, types
// that should cost the least alone, and smaller sizes of their families.
func (r *search) pool(few []int, packed []fleet, starts []found) (pool []column) {
	add := func(c column) {
		if !slices.Contains(pool, c) && len(pool) < exchangeTypes {
			pool = append(pool, c)
		}
	}
	for _, f := range starts {
		for _, n := range f.fleet {
			add(n.column)
		}
	}
	for _, f := range packed {
		for _, n := range f {
			add(n.column)
		}
	}
	for _, i := range r.ranked[:min(len(r.ranked), rankedTypes)] {
		add(r.column(i))
	}
	for _, f := range starts {
		for _, n := range f.fleet {
			for _, i := range few {
				a, b := r.options[i].Type, r.options[n.option].Type
				if a.Family() == b.Family() && a.VCPUs < b.VCPUs {
					add(column{i, n.zone})
				}
			}
		}
	}
	if zonal := r.zonal(); zonal != nil {
		for _, c := range slices.Clone(pool) {
			for _, zone := range zonal {
				pool = append(pool, column{c.option, zone})
			}
		}
	}
	return pool
}

// zonal are the zones that some workload has to be in.
func (s *solver) zonal() (zones []int) {
	for k, w := range s.index {
		if !s.trial.Zonal(w) {
			continue
		}
		for zone := range s.zones() {
			if !slices.Contains(zones, zone) && slices.ContainsFunc(indices(s.options), func(i int) bool {
				return s.problem.Nodes[i].Fits[k] && s.trial.Runs(w, i, zone)
			}) {
				zones = append(zones, zone)
			}
		}
	}
	return zones
}

// better is a cheaper fleet, one exchange away.
func (r *search) better(f fleet, pool []column) (fleet, bool) {
	cost := r.measure(f)
	for _, n := range f {
		for _, drop := range drops(n.nodes) {
			base := f.with(n.column, -drop)
			if r.passes(base) {
				return base, true
			}
			for _, c := range pool {
				grown := base.with(c, 1)
				if c == n.column || grown.types() > r.Groups {
					continue
				}
				most := r.affordable(base, c, cost)
				if most == 0 {
					continue
				}
				if r.passes(base.with(c, most)) {
					if fewer, ok := r.fewest(base, c, 1, most, most); ok {
						return fewer, true
					}
					return base.with(c, most), true
				}
				if r.spent() {
					return nil, false
				}
			}
		}
	}
	return nil, false
}

// drops are how many of so many nodes to take away.
func drops(nodes int) (some []int) {
	for _, n := range []int{nodes, nodes / 2, nodes / 4, 3, 2, 1} {
		if n > 0 && n <= nodes && !slices.Contains(some, n) {
			some = append(some, n)
		}
	}
	return some
}

// affordable is how many nodes of a column can be added for less than a measure.
func (r *search) affordable(base fleet, c column, below int64) int {
	cost, _ := r.nodeCost(r.options[c.option])
	n := int((below - r.measure(base)) / max(1, cost))
	for n > 0 && r.measure(base.with(c, n)) >= below {
		n--
	}
	return n
}
