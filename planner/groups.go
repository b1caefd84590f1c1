package planner

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"podfit/planner/packing"
)

// How many types are tried together, and how many of the choices that the
// linear program likes best are made whole. Their number decides how long a plan
// takes, so that many kinds of pods get fewer.
const (
	typesTried      = 12
	typesTriedMany  = 5
	manyPodKinds    = 30
	coarseKinds     = 40 // that stand for more, while types are chosen
	choicesMade     = 16
	choicesMadeMany = 3
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
func (s *solver) choices(few []int) [][]int {
	type choice struct {
		nodes []int
		cost  float64
	}
	var all []choice
	for _, nodes := range subsets(s.tried(few), min(s.Groups, MaxGroups)) {
		sub := s.only(nodes)
		if !fitsAll(&sub) {
			continue
		}
		all = append(all, choice{nodes, estimate(sub.Coarse(coarseKinds))})
		if s.Stop != nil && s.Stop() && len(all) > 0 {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(len(a.nodes), len(b.nodes)))
	})
	var sets [][]int
	made := choicesMade
	if len(s.kinds) > manyPodKinds {
		made = choicesMadeMany
	}
	for _, c := range all[:min(made, len(all))] {
		sets = append(sets, c.nodes)
	}
	return sets
}

// estimate is what a set of nodes costs, in whole nodes: a few of them are far
// from parts of nodes.
func estimate(sub *packing.Problem) float64 {
	if !fitsAll(sub) { // what stands for many is larger than any of them
		return math.Inf(1)
	}
	return float64(sub.Round(sub.Estimate()).Cost)
}

// tried are the nodes worth trying together: those that the linear program buys,
// those that are cheapest alone, and as many as there may be groups that hold
// the most pods between them.
func (s *solver) tried(few []int) []int {
	problem := s.only(few)
	coarse := problem.Coarse(coarseKinds)
	if !fitsAll(coarse) {
		coarse = &problem
	}
	relaxed := coarse.Estimate()
	spent := make([]float64, len(s.problem.Nodes))
	for i, c := range relaxed.Columns {
		spent[few[c.Node]] += relaxed.Amounts[i] * float64(s.problem.Nodes[few[c.Node]].Cost)
	}
	most := typesTried
	if len(s.kinds) > manyPodKinds {
		most = typesTriedMany
	}
	bought := sorted(few, func(i int) float64 { return -spent[i] })
	alone := s.byShape(sorted(few, s.alone))
	var nodes []int
	add := func(n int, useful bool) {
		if useful && len(nodes) < most && !slices.Contains(nodes, n) {
			nodes = append(nodes, n)
		}
	}
	for i := range few {
		add(bought[i], spent[bought[i]] > 0)
		for _, alike := range alone {
			if i < len(alike) {
				add(alike[i], !math.IsInf(s.alone(alike[i]), 1))
			}
		}
	}
	nodes = append(nodes, s.covering(few)...)
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// byShape parts nodes by how much memory they have for a CPU, to a power of two:
// nodes of one shape seldom complement each other.
func (s *solver) byShape(nodes []int) [][]int {
	var alike [][]int
	at := map[float64]int{} // of a shape in alike
	for _, i := range nodes {
		have := s.problem.Nodes[i].Have
		shape := math.Round(math.Log2(float64(have[memoryBudget]) / float64(max(1, have[cpuBudget]))))
		if _, known := at[shape]; !known {
			at[shape] = len(alike)
			alike = append(alike, nil)
		}
		alike[at[shape]] = append(alike[at[shape]], i)
	}
	return alike
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

// covering are as many nodes as there may be groups, chosen one after the other
// for the pods that those before it do not take.
func (s *solver) covering(few []int) []int {
	var nodes []int
	left := make([]bool, len(s.kinds))
	for k := range left {
		left[k] = true
	}
	for range min(s.Groups, MaxGroups) {
		best, most, cheapest := -1, int64(0), int64(0)
		for _, i := range few {
			pods, cost := int64(0), s.problem.Nodes[i].Cost
			for k := range s.kinds {
				if one := s.only([]int{i}); left[k] && one.Fits(k) {
					pods += s.problem.Kinds[k].Count
				}
			}
			if pods > most || pods == most && pods > 0 && cost < cheapest {
				best, most, cheapest = i, pods, cost
			}
		}
		if best < 0 {
			break
		}
		nodes = append(nodes, best)
		one := s.only([]int{best})
		for k := range left {
			left[k] = left[k] && !one.Fits(k)
		}
	}
	return nodes
}

// leaveOut takes the kinds that fit on none of some nodes out of the problem.
func (s *solver) leaveOut(nodes []int) {
	sub := s.only(nodes)
	var kept []int
	for k, kind := range s.kinds {
		if sub.Fits(k) {
			kept = append(kept, k)
			continue
		}
		s.unplaced = append(s.unplaced, Unplaced{kind.Name, kind.Replicas, Reason{Groups: true}})
	}
	kinds, problem := s.kinds, s.problem.Kinds
	s.kinds, s.problem.Kinds = nil, nil
	fits := make([][]bool, len(s.problem.Nodes))
	for _, k := range kept {
		s.kinds, s.problem.Kinds = append(s.kinds, kinds[k]), append(s.problem.Kinds, problem[k])
		for i := range fits {
			fits[i] = append(fits[i], s.problem.Nodes[i].Fits[k])
		}
	}
	for i := range fits {
		s.problem.Nodes[i].Fits = fits[i]
	}
}

// alone is what everything would cost on one node's type, by volume, in whole
// nodes.
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
	return math.Ceil(nodes-1e-9) * float64(n.Cost)
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
	solved := s.evenly(&sub)
	var p Plan
	for i, node := range nodes {
		if filled := on(i, solved); len(filled) > 0 {
			p.Groups = append(p.Groups, s.group(node, filled))
		}
	}
	s.spread(&p)
	s.grow(&p, nodes)
	s.price(&p)
	return p
}

// on is what a solution puts on one of the problem's nodes.
func on(node int, solved packing.Solution) []packing.Filled {
	var filled []packing.Filled
	for _, f := range solved.Filled {
		if f.Node == node {
			filled = append(filled, f)
		}
	}
	return filled
}

// counted is the problem's kinds in other numbers.
func (s *solver) counted(of func(*PodKind) int) []packing.Kind {
	kinds := slices.Clone(s.problem.Kinds)
	for i, k := range s.kinds {
		kinds[i].Count = int64(of(k))
	}
	return kinds
}

// grow says how many nodes of each group the most replicas want.
func (s *solver) grow(p *Plan, nodes []int) {
	scales := slices.ContainsFunc(s.kinds, func(k *PodKind) bool { return k.MaxReplicas > k.Replicas })
	for i := range p.Groups {
		p.Groups[i].MostNodes = p.Groups[i].Nodes
	}
	if !scales {
		return
	}
	sub := s.only(nodes)
	sub.Kinds = s.counted(func(k *PodKind) int { return max(k.Replicas, k.MaxReplicas) })
	solved := s.evenly(&sub)
	for i, node := range nodes {
		most := 0
		for _, f := range on(i, solved) {
			most += int(f.Times)
		}
		for k := range p.Groups {
			if g := &p.Groups[k]; g.Option == s.options[node] {
				g.MostNodes = max(g.Nodes, most+g.SpareNodes)
			}
		}
	}
}

// evenly solves a problem so that no node holds more pods of a kind that spreads
// over hosts than an even spread, with its skew, puts there. How many that are
// depends on the number of nodes, so it is solved again until it holds.
func (s *solver) evenly(p *packing.Problem) packing.Solution {
	solved := p.Place()
	const rounds = 10
	for range rounds {
		even := s.even(p, solved)
		if even == nil {
			return solved
		}
		solved = even.Place()
	}
	return solved
}

// inEachZone is the least that a node in each zone takes.
func (s *solver) inEachZone() int64 {
	least := s.problem.Nodes[0].Cost
	for i := range s.problem.Nodes {
		least = min(least, s.problem.Nodes[i].Cost)
	}
	return least * int64(s.Zones)
}

// even has no more of a spread kind on one node than an even spread puts there;
// nil where the solution has no more already.
func (s *solver) even(p *packing.Problem, solved packing.Solution) *packing.Problem {
	nodes := int64(0)
	for _, f := range solved.Filled {
		nodes += f.Times
	}
	next := *p
	next.Kinds = slices.Clone(p.Kinds)
	crowded := false
	for i, k := range s.kinds {
		if k.HostSkew == 0 || nodes == 0 {
			continue
		}
		most := (p.Kinds[i].Count+nodes-1)/nodes + int64(k.HostSkew) - 1
		next.Kinds[i].Most = most
		crowded = crowded || slices.ContainsFunc(solved.Filled, func(f packing.Filled) bool {
			return slices.ContainsFunc(f.Things, func(t packing.Things) bool { return t.Kind == i && t.Count > most })
		})
	}
	if !crowded {
		return nil
	}
	return &next
}

// group is the nodes of one type that are filled.
func (s *solver) group(node int, filled []packing.Filled) NodeGroup {
	g := NodeGroup{Option: s.options[node]}
	used := make([]int64, len(s.problem.Nodes[node].Have))
	for _, f := range filled {
		g.Nodes += int(f.Times)
		pattern := Pattern{Nodes: int(f.Times), Pods: s.podsOf(f.Things)}
		for _, t := range f.Things {
			for d, need := range s.problem.Kinds[t.Kind].Need {
				used[d] += need * t.Count * f.Times
			}
		}
		same := func(p Pattern) bool { return slices.Equal(p.Pods, pattern.Pods) }
		if i := slices.IndexFunc(g.Patterns, same); i >= 0 {
			g.Patterns[i].Nodes += pattern.Nodes
		} else {
			g.Patterns = append(g.Patterns, pattern)
		}
	}
	slices.SortStableFunc(g.Patterns, func(a, b Pattern) int { return cmp.Compare(b.Nodes, a.Nodes) })
	have := s.problem.Nodes[node].Have
	g.Zones, g.Zonal = max(1, s.Zones), s.zonal
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

// podsOf is what a node is filled with, in the order of the workload.
func (s *solver) podsOf(things []packing.Things) []PatternPods {
	counts := map[int]int64{}
	for _, t := range things {
		counts[t.Kind] += t.Count
	}
	pods := make([]PatternPods, 0, len(counts))
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		pods = append(pods, PatternPods{s.kinds[kind].Name, int(counts[kind])})
	}
	return pods
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
		cost, _ := s.nodeCost(g.Option)
		p.measure += cost * int64(g.Nodes)
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
		dearestNode := nodeWeight + int64(dearest/(Unit/100))
		bound := int((s.bound + dearestNode - 1) / dearestNode)
		p.LowerBound.Nodes = Known(bound)
		p.GapPercent = gap(float64(p.Nodes), float64(bound))
		return
	}
	if s.Objective != LeastCost {
		p.GapPercent = gap(float64(p.measure), float64(s.bound))
		return
	}
	bound := Money(s.bound) + s.Settings.Capacity.ClusterAdder
	p.LowerBound.Month = Known(bound)
	p.measure = int64(total)
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
