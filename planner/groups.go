package planner

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner/packing"
)

// How many types are tried together, and how many of the choices that the
// linear program likes best are made whole. Their number decides how long a plan
// takes, so that many kinds of pods get fewer.
const (
	typesTried     = 10
	typesTriedMany = 4
	manyPodKinds   = 30
	choicesMade    = 16
)

// undominated are the nodes that no other betters in every budget, for every
// kind, for no more money: no plan needs any but these.
func (s *solver) undominated() []int {
	var kept []int
	for i := range s.problem.Nodes {
		if !slices.ContainsFunc(indicesOf(s.problem.Nodes), func(k int) bool { return s.betters(k, i) }) {
			kept = append(kept, i)
		}
	}
	return kept
}

func indicesOf[T any](of []T) []int {
	all := make([]int, len(of))
	for i := range all {
		all[i] = i
	}
	return all
}

// betters says that node a does for node b; of two that are alike the first.
func (s *solver) betters(a, b int) bool {
	x, y := &s.problem.Nodes[a], &s.problem.Nodes[b]
	if a == b || x.Cost > y.Cost {
		return false
	}
	alike := x.Cost == y.Cost
	for d := range x.Have {
		if x.Have[d] < y.Have[d] {
			return false
		}
		alike = alike && x.Have[d] == y.Have[d]
	}
	for k := range x.Fits {
		if !x.Fits[k] && y.Fits[k] {
			return false
		}
		alike = alike && x.Fits[k] == y.Fits[k]
	}
	return !alike || a < b
}

// choices are sets of nodes, as many as there may be groups at the most, that
// are worth a plan: of the nodes that the linear program buys most of and of
// those that are cheapest alone, the sets that it finds cheapest.
func (s *solver) choices(few []int, relaxed *packing.Relaxation) [][]int {
	type choice struct {
		nodes []int
		cost  float64
	}
	var all []choice
	for _, nodes := range subsets(s.tried(few, relaxed), min(s.Groups, MaxGroups)) {
		sub := s.only(nodes)
		if !fitsAll(&sub) {
			continue
		}
		all = append(all, choice{nodes, sub.Estimate().Cost})
		if s.Stop != nil && s.Stop() && len(all) > 0 {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(len(a.nodes), len(b.nodes)))
	})
	var sets [][]int
	for _, c := range all[:min(choicesMade, len(all))] {
		sets = append(sets, c.nodes)
	}
	return sets
}

// tried are the nodes worth trying together.
func (s *solver) tried(few []int, relaxed *packing.Relaxation) []int {
	most := typesTried
	if len(s.kinds) > manyPodKinds {
		most = typesTriedMany
	}
	spent := make([]float64, len(s.problem.Nodes))
	for i, c := range relaxed.Columns {
		spent[few[c.Node]] += relaxed.Amounts[i] * float64(s.problem.Nodes[few[c.Node]].Cost)
	}
	bought := sorted(few, func(i int) float64 { return -spent[i] })
	alone := sorted(few, s.alone)
	var nodes []int
	for i := 0; len(nodes) < most && i < len(bought); i++ {
		for _, n := range []int{bought[i], alone[i]} {
			useful := spent[n] > 0 || !math.IsInf(s.alone(n), 1)
			if len(nodes) < most && useful && !slices.Contains(nodes, n) {
				nodes = append(nodes, n)
			}
		}
	}
	slices.Sort(nodes)
	return nodes
}

// sorted has the node with the least first.
func sorted(nodes []int, of func(int) float64) []int {
	values := map[int]float64{}
	for _, i := range nodes {
		values[i] = of(i)
	}
	all := slices.Clone(nodes)
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	return all
}

// alone is what everything would cost on one node's type, by volume.
func (s *solver) alone(node int) float64 {
	n, nodes := &s.problem.Nodes[node], 0.0
	for d, have := range n.Have {
		used := 0.0
		for k, kind := range s.problem.Kinds {
			if !n.Fits[k] || kind.Need[d] > have {
				return math.Inf(1)
			}
			used += float64(kind.Need[d]) * float64(kind.Count)
		}
		if used > 0 {
			nodes = max(nodes, used/float64(have))
		}
	}
	return nodes * float64(n.Cost)
}

// subsets of one to most members.
func subsets(of []int, most int) [][]int {
	var all [][]int
	var grow func(from int, set []int)
	grow = func(from int, set []int) {
		if len(set) > 0 {
			all = append(all, slices.Clone(set))
		}
		if len(set) == most {
			return
		}
		for i := from; i < len(of); i++ {
			grow(i+1, append(set, of[i]))
		}
	}
	grow(0, nil)
	return all
}

// only is the problem with some of its nodes.
func (s *solver) only(nodes []int) packing.Problem {
	sub := packing.Problem{Kinds: s.problem.Kinds, Stop: s.problem.Stop}
	for _, i := range nodes {
		sub.Nodes = append(sub.Nodes, s.problem.Nodes[i])
	}
	return sub
}

func fitsAll(p *packing.Problem) bool {
	for k := range p.Kinds {
		if !p.Fits(k) {
			return false
		}
	}
	return true
}

// plan buys whole nodes of some types.
func (s *solver) plan(nodes []int) Plan {
	sub := s.only(nodes)
	solved := sub.Solve()
	var p Plan
	for i, node := range nodes {
		var filled []packing.Filled
		for _, f := range solved.Filled {
			if f.Node == i {
				filled = append(filled, f)
			}
		}
		if len(filled) > 0 {
			p.Groups = append(p.Groups, s.group(node, filled))
		}
	}
	s.spread(&p)
	s.price(&p)
	return p
}

// group is the nodes of one type that are filled.
func (s *solver) group(node int, filled []packing.Filled) NodeGroup {
	g := NodeGroup{Option: s.options[node]}
	used := make([]int64, len(s.problem.Nodes[node].Have))
	for _, f := range filled {
		g.Nodes += int(f.Times)
		pattern := Pattern{Nodes: int(f.Times)}
		for _, t := range f.Things {
			pattern.Pods = append(pattern.Pods, PatternPods{s.kinds[t.Kind].Name, int(t.Count)})
			for d, need := range s.problem.Kinds[t.Kind].Need {
				used[d] += need * t.Count * f.Times
			}
		}
		g.Patterns = append(g.Patterns, pattern)
	}
	have := s.problem.Nodes[node].Have
	for d, u := range used {
		if all := have[d] * int64(g.Nodes); all > 0 {
			if percent := 100 * float64(u) / float64(all); percent > g.UsedPercent {
				g.UsedPercent, g.Binds = percent, s.lack(d, 0, 0).Limit
			}
		}
	}
	g.Stranded = Resources{
		CPU:    Millis(have[cpuBudget]*int64(g.Nodes) - used[cpuBudget]),
		Memory: Memory(have[memoryBudget]*int64(g.Nodes) - used[memoryBudget]),
	}
	g.Alternatives = s.alternatives(node, filled)
	return g
}

// alternatives hold what the nodes are filled with, and have the same vCPUs and
// memory, by which Cluster Autoscaler takes the nodes of a group for one another.
func (s *solver) alternatives(node int, filled []packing.Filled) []string {
	var names []string
	o := s.options[node]
	for i, other := range s.options {
		if i == node || other.Type.VCPUs != o.Type.VCPUs || other.Type.Memory != o.Type.Memory || other.Type.Arch != o.Type.Arch {
			continue
		}
		if !slices.ContainsFunc(filled, func(f packing.Filled) bool { return !s.holds(i, f.Things) }) {
			names = append(names, other.Type.Name)
		}
	}
	slices.SortFunc(names, CompareNames)
	return names
}

func (s *solver) holds(node int, things []packing.Things) bool {
	left := slices.Clone(s.problem.Nodes[node].Have)
	for _, t := range things {
		if !s.problem.Nodes[node].Fits[t.Kind] {
			return false
		}
		for d, need := range s.problem.Kinds[t.Kind].Need {
			if left[d] -= need * t.Count; left[d] < 0 {
				return false
			}
		}
	}
	return true
}

// spread adds the nodes that a plan has so that something may be lost, and that
// every zone has one. Whatever node or zone is lost, each group keeps as many
// nodes as hold its pods.
func (s *solver) spread(p *Plan) {
	for i := range p.Groups {
		g := &p.Groups[i]
		switch {
		case s.Spare == SpareNode:
			g.SpareNodes = 1
		case s.Spare == SpareZone && s.Zones > 1:
			g.SpareNodes = s.Zones*ceilDiv(g.Nodes, s.Zones-1) - g.Nodes
		}
		g.Nodes += g.SpareNodes
		p.Nodes += g.Nodes
	}
	if short := s.Zones - p.Nodes; short > 0 {
		g := &p.Groups[0]
		g.Nodes, g.SpareNodes, p.Nodes = g.Nodes+short, g.SpareNodes+short, p.Nodes+short
	}
}

// price says what a plan costs and how far that is from the bound.
func (s *solver) price(p *Plan) {
	total, known := s.Settings.Capacity.ClusterAdder, true
	for i := range p.Groups {
		g := &p.Groups[i]
		g.OnDemandNodes = s.Settings.Capacity.onDemandNodes(g.Nodes)
		if month, ok := s.Settings.Capacity.groupMonth(g); ok {
			g.Month = Known(month)
			total += month
		} else {
			known = false
		}
	}
	if known {
		p.Month = Known(total)
	}
	if s.Objective == LeastNodes {
		bound := max(int(s.bound), s.Zones)
		p.LowerBound.Nodes = Known(bound)
		p.GapPercent = gap(float64(p.Nodes), float64(bound))
		return
	}
	bound := Money(s.bound) + s.Settings.Capacity.ClusterAdder
	p.LowerBound.Month = Known(bound)
	p.GapPercent = gap(total.Float(), bound.Float())
}

func gap(value, bound float64) float64 {
	if bound <= 0 {
		return 0
	}
	const cent = 0.01 // what is nearer to a bound of money is rounding
	if value-bound < cent {
		return 0
	}
	return 100 * (value - bound) / bound
}

func (c *Capacity) groupMonth(g *NodeGroup) (Money, bool) {
	onDemand, onDemandKnown := g.Option.Cost.OnDemandMonth.Value()
	spot, spotKnown := g.Option.Cost.SpotMonth.Value()
	spotNodes := g.Nodes - g.OnDemandNodes
	if g.OnDemandNodes > 0 && !onDemandKnown || spotNodes > 0 && !spotKnown {
		return 0, false
	}
	return onDemand*Money(g.OnDemandNodes) + spot*Money(spotNodes) + c.NodeAdder*Money(g.Nodes), true
}
