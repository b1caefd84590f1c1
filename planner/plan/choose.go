package plan

import (
	"cmp"
	"slices"
)

// choose accepts the best fleets in all orders. First comes the one that is
// recommended: of those within 2 % of the cheapest the one with the fewest groups,
// then the smallest share of pods on its largest node; the others follow by cost.
func (r *search) choose(most int) (fleets []found) {
	accepted := r.accept(most)
	if len(accepted) == 0 {
		return nil
	}
	sortFound(accepted)
	near := nearBest * float64(accepted[0].measure)
	recommended := slices.MinFunc(accepted, func(a, b found) int {
		return cmp.Or(
			cmp.Compare(max(near, float64(a.measure)), max(near, float64(b.measure))),
			cmp.Compare(a.types(), b.types()), cmp.Compare(int(100*r.share(a.fleet)), int(100*r.share(b.fleet))), cmp.Compare(a.measure, b.measure))
	})
	fleets = append(fleets, recommended)
	for _, f := range accepted {
		if f.name() != recommended.name() {
			fleets = append(fleets, f)
		}
	}
	return fleets
}

// accept tries fleets in all orders, the cheapest first, and instead of each that fails
// one with another node: all that are near the cheapest, at most so many, and
// besides as many plans as are asked for.
func (r *search) accept(most int) (accepted []found) {
	left, tried, failed := slices.Clone(r.found), map[string]bool{}, map[string]int{}
	sortFound(left)
	before := map[string]fleet{} // of a set of types, the last that failed
	near, last := 0, r.trial.Effort()+acceptEffort
	for attempts := 0; len(left) > 0 && attempts < mostAttempts; attempts++ {
		if r.stop() || len(accepted) > 0 && r.trial.Effort() > last {
			break
		}
		f := left[0]
		left = left[1:]
		types := typesOf(f.fleet)
		if tried[types] {
			continue
		}
		isNear := len(accepted) == 0 || float64(f.measure) <= nearBest*float64(accepted[0].measure)
		if isNear && near >= checkedPlans {
			continue
		}
		if !isNear && len(accepted) >= most {
			break
		}
		if r.trial.AcceptSifted(r.groups(f.fleet)) {
			tried[types] = true
			f = r.tighten(before[types], f)
			f.orders = r.trial.Orders(r.groups(f.fleet))
			accepted = append(accepted, f)
			if isNear {
				near++
			}
			continue
		}
		if failed[types] > mostFailures || f.nodes() > 2*r.pods()+len(r.zones()) { // more nodes do not help
			continue
		}
		before[types] = f.fleet
		next := r.more(f.fleet, 1<<(failed[types]/3))
		failed[types]++
		if r.limit > 0 && next.nodes() > r.limit {
			continue
		}
		left = append(left, found{fleet: next, measure: r.measure(next)})
		sortFound(left)
	}
	if len(accepted) == 0 && r.stop() { // no time was left for all orders
		sortFound(r.found)
		return r.found[:min(1, len(r.found))]
	}
	return accepted
}

// tighten finds the fewest nodes with which a fleet is accepted, between one that failed
// and one that has more of one column.
func (r *search) tighten(failed fleet, f found) found {
	if len(failed) != len(f.fleet) {
		return f
	}
	for i, n := range f.fleet {
		low, high := failed[i].nodes, n.nodes
		for high-low > 1 && !r.stop() {
			mid := (low + high) / 2
			if fewer := f.with(n.column, mid-high); r.passes(fewer) && r.trial.AcceptSifted(r.groups(fewer)) {
				f, high = found{fleet: fewer, measure: r.measure(fewer)}, mid
			} else {
				low = mid
			}
		}
	}
	return f
}

// mostAttempts bounds how many fleets are tried in all orders, and acceptEffort how much
// is tried once there is a plan.
const (
	mostAttempts = 100
	mostFailures = 24 // of a set of types
	acceptEffort = 60_000_000
)

func sortFound(all []found) {
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.measure, b.measure), cmp.Compare(a.nodes(), b.nodes()), cmp.Compare(len(a.fleet), len(b.fleet)), cmp.Compare(a.name(), b.name()))
	})
}

func typesOf(f fleet) string {
	var bare fleet
	for _, n := range f {
		bare = append(bare, nodesOf{n.column, 0})
	}
	return bare.name()
}

// more adds nodes of the cheapest of the fleet's columns with which it passes again.
func (r *search) more(f fleet, nodes int) fleet {
	cheapest := slices.SortedFunc(slices.Values(f), func(a, b nodesOf) int {
		x, _ := r.nodeCost(r.options[a.option])
		y, _ := r.nodeCost(r.options[b.option])
		return cmp.Compare(x, y)
	})
	for _, n := range cheapest {
		if more := f.with(n.column, nodes); r.passes(more) {
			return more
		}
	}
	return times(f, 1.02)
}

// share is the largest part of all pods on one node.
func (s *solver) share(f fleet) float64 {
	placed := s.trial.Place(s.groups(f))
	on := make([]int, len(placed.Nodes))
	most := 0
	for _, p := range placed.Pods {
		if p.Node >= 0 {
			on[p.Node]++
			most = max(most, on[p.Node])
		}
	}
	return float64(most) / float64(max(1, len(placed.Pods)))
}
