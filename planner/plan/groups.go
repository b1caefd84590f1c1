package plan

import (
	"cmp"
	"maps"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/packing"
)

// plan solves the problem in whole nodes of some types.
func (s *solver) plan(nodes []int) Plan {
	sub := s.restrictedTo(nodes)
	solved := s.placeEvenly(&sub)
	var p Plan
	for i, node := range nodes {
		p.Groups = append(p.Groups, s.groupsOf(node, filledOn(i, solved))...)
	}
	s.addSpareNodes(&p)
	s.sizeForMaxReplicas(&p, nodes)
	s.price(&p)
	return p
}

// groupsOf is the group of a type or, if its pods have EBS volumes, which are each
// in one zone, one group per zone.
func (s *solver) groupsOf(node int, filled []packing.Filled) (groups []NodeGroup) {
	if len(filled) == 0 {
		return nil
	}
	if s.Zones < 2 || !slices.ContainsFunc(filled, s.holdsVolumes) {
		g := s.group(node, filled)
		g.Zones = max(1, s.Zones)
		return []NodeGroup{g}
	}
	for i, dealt := range dealToZones(filled, s.Zones) {
		if len(dealt) > 0 || s.Spare == SpareZone { // an empty zone takes over what another loses
			g := s.group(node, dealt)
			g.Zones, g.Zone = 1, i+1
			groups = append(groups, g)
		}
	}
	return groups
}

func (s *solver) holdsVolumes(f packing.Filled) bool {
	return slices.ContainsFunc(f.Things, func(t packing.Things) bool { return s.workloads[t.Kind].Volumes > 0 })
}

// dealToZones splits the nodes between zones so that their numbers differ by at
// most one.
func dealToZones(filled []packing.Filled, zones int) [][]packing.Filled {
	dealt := make([][]packing.Filled, zones)
	next := 0
	for _, f := range filled {
		for z := range dealt {
			times := f.Times / int64(zones)
			if (z-next+zones)%zones < int(f.Times%int64(zones)) {
				times++
			}
			if times > 0 {
				dealt[z] = append(dealt[z], packing.Filled{Column: f.Column, Times: times})
			}
		}
		next = (next + int(f.Times%int64(zones))) % zones
	}
	return dealt
}

// filledOn is what a solution puts on one of the problem's nodes.
func filledOn(node int, solved packing.Solution) []packing.Filled {
	var filled []packing.Filled
	for _, f := range solved.Filled {
		if f.Node == node {
			filled = append(filled, f)
		}
	}
	return filled
}

// withCounts is the problem's items with another number of each.
func (s *solver) withCounts(of func(*planner.Workload) int) []packing.Kind {
	kinds := slices.Clone(s.problem.Kinds)
	for i, k := range s.workloads {
		kinds[i].Count = int64(of(k))
	}
	return kinds
}

// sizeForMaxReplicas sets how many nodes each group needs at maxReplicas.
func (s *solver) sizeForMaxReplicas(p *Plan, nodes []int) {
	scales := slices.ContainsFunc(s.workloads, func(k *planner.Workload) bool { return k.MaxReplicas > k.Replicas })
	for i := range p.Groups {
		p.Groups[i].MaxNodes = p.Groups[i].Nodes
	}
	if !scales {
		return
	}
	// A type that was not bought has no group to grow.
	nodes = slices.DeleteFunc(slices.Clone(nodes), func(node int) bool {
		return !slices.ContainsFunc(p.Groups, func(g NodeGroup) bool { return g.Option == s.options[node] })
	})
	sub := s.restrictedTo(nodes)
	sub.Kinds = s.withCounts(func(k *planner.Workload) int { return max(k.Replicas, k.MaxReplicas) })
	solved := s.placeEvenly(&sub)
	for i, node := range nodes {
		most := 0
		for _, f := range filledOn(i, solved) {
			most += int(f.Times)
		}
		sharing := 0 // one group, or one in each zone in use
		for k := range p.Groups {
			if p.Groups[k].Option == s.options[node] {
				sharing++
			}
		}
		for k := range p.Groups {
			if g := &p.Groups[k]; g.Option == s.options[node] {
				g.MaxNodes = max(g.Nodes, planner.CeilDiv(most, sharing)+g.SpareNodes)
			}
		}
	}
}

// placeEvenly solves a problem so that no node holds more pods of a workload that
// spreads over hosts than an even spread plus its skew. That number depends on the
// number of nodes, so it solves again until both agree.
func (s *solver) placeEvenly(p *packing.Problem) packing.Solution {
	solved := p.Place()
	const rounds = 10
	for range rounds {
		even := s.capPerNode(p, solved)
		if even == nil {
			return solved
		}
		solved = even.Place()
	}
	return solved
}

// zoneBound is the cost of one of the cheapest nodes in each zone.
func (s *solver) zoneBound() int64 {
	least := s.problem.Nodes[0].Cost
	for i := range s.problem.Nodes {
		least = min(least, s.problem.Nodes[i].Cost)
	}
	return least * int64(s.Zones)
}

// capPerNode limits how many pods of a spread workload one node takes; nil if the
// solution already keeps the limit.
func (s *solver) capPerNode(p *packing.Problem, solved packing.Solution) *packing.Problem {
	nodes := int64(0)
	for _, f := range solved.Filled {
		nodes += f.Times
	}
	next := *p
	next.Kinds = slices.Clone(p.Kinds)
	crowded := false
	for i, k := range s.workloads {
		if k.HostSkew == 0 || nodes == 0 {
			continue
		}
		most := (p.Kinds[i].Count+nodes-1)/nodes + int64(k.HostSkew) - 1
		if k.OnePerNode {
			most = 1
		}
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

// group makes a node group of the filled nodes of one type.
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
	for d, u := range used {
		if all := have[d] * int64(g.Nodes); all > 0 {
			if percent := 100 * float64(u) / float64(all); percent > g.UsedPercent {
				g.UsedPercent, g.LimitedBy = percent, s.shortage(d, 0, 0).Limit
			}
		}
	}
	g.Unused = planner.Resources{
		CPU:    planner.Millis(have[cpuBudget]*int64(g.Nodes) - used[cpuBudget]),
		Memory: planner.Memory(have[memoryBudget]*int64(g.Nodes) - used[memoryBudget]),
	}
	g.Alternatives = s.alternatives(node, filled)
	return g
}

// podsOf lists the pods on a node, in the order of the workloads.
func (s *solver) podsOf(things []packing.Things) []PatternPods {
	counts := map[int]int64{}
	for _, t := range things {
		counts[t.Kind] += t.Count
	}
	pods := make([]PatternPods, 0, len(counts))
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		pods = append(pods, PatternPods{s.workloads[kind].Name, int(counts[kind])})
	}
	return pods
}

// alternatives are types with the same vCPUs, memory and architecture that fit the
// same pods: Cluster Autoscaler needs that of the types of a mixed-instances group.
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
	slices.SortFunc(names, planner.CompareNames)
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

// addSpareNodes adds the nodes that the plan needs to survive a loss, and one per
// zone at least. Whichever node or zone is lost, each group keeps enough nodes for
// its pods.
func (s *solver) addSpareNodes(p *Plan) {
	for i := range p.Groups {
		g := &p.Groups[i]
		switch {
		case s.Spare == SpareNode:
			g.SpareNodes = 1
		case s.Spare == SpareZone && s.Zones > 1:
			g.SpareNodes = s.zoneSpare(p, g)
		}
		g.Nodes += g.SpareNodes
		p.Nodes += g.Nodes
	}
	if short := s.Zones - p.Nodes; short > 0 {
		g := &p.Groups[0]
		g.Nodes, g.SpareNodes, p.Nodes = g.Nodes+short, g.SpareNodes+short, p.Nodes+short
	}
}

// zoneSpare is how many more nodes a group needs to survive the loss of any zone.
// Of groups in one zone each, the remaining ones share the nodes of the lost one.
func (s *solver) zoneSpare(p *Plan, g *NodeGroup) int {
	if g.Zone == 0 {
		spare := 0
		for n := g.Nodes; n-planner.CeilDiv(n, s.Zones) < g.Nodes; n++ { // the zone with the most nodes is lost
			spare++
		}
		return spare
	}
	nodes := 0
	for i := range p.Groups {
		if other := &p.Groups[i]; other.Option == g.Option {
			nodes += other.Nodes - other.SpareNodes
		}
	}
	return planner.CeilDiv(nodes, s.Zones-1) - g.Nodes
}

// price sets the cost of a plan and its gap to the lower bound.
func (s *solver) price(p *Plan) {
	total, known := s.Settings.Capacity.ClusterAdder, true
	s.bill(p)
	for i := range p.Groups {
		g := &p.Groups[i]
		cost, _ := s.nodeCost(g.Option) // without a surcharge
		p.measure += cost * int64(g.Nodes)
		if month, ok := g.Month.Value(); ok {
			g.UnusedMonth = planner.Known(g.unusedCost(month))
			total += month
		} else {
			known = false
		}
	}
	if known {
		p.Month = planner.Known(total)
	}
	if s.Objective == LeastNodes {
		dearestNode := nodeWeight + int64(maxMonth/(planner.Unit/100))
		bound := int((s.bound + dearestNode - 1) / dearestNode)
		p.LowerBound.Nodes = planner.Known(bound)
		p.GapPercent = gapPercent(float64(p.Nodes), float64(bound))
		return
	}
	if s.Objective != LeastCost {
		p.GapPercent = gapPercent(float64(p.measure), float64(s.bound))
		return
	}
	bound := planner.Money(s.bound) + s.Settings.Capacity.ClusterAdder
	p.LowerBound.Month = planner.Known(bound)
	p.measure = int64(total)
	p.GapPercent = gapPercent(total.Float(), bound.Float())
}

// unusedCost is the share of the nodes' monthly cost that their pods leave unused.
func (g *NodeGroup) unusedCost(month planner.Money) planner.Money {
	free := density.Worth(g.Option.CPU.Free, g.Option.Memory.Free) * float64(g.Nodes)
	if free == 0 {
		return 0
	}
	return planner.Money(density.Worth(g.Unused.CPU, g.Unused.Memory) / free * float64(month))
}

func gapPercent(value, bound float64) float64 {
	if bound <= 0 {
		return 0
	}
	const cent = 0.01 // a smaller difference in money is rounding
	if value-bound < cent {
		return 0
	}
	return 100 * (value - bound) / bound
}
