package plan

import (
	"cmp"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// plan is a fleet with its pods where the scheduler puts them: in the file's order or,
// where the time limit ended the search, where they were last.
func (s *solver) plan(of found) Plan {
	f, groups, placed := of.fleet, s.groups(of.fleet), of.placed
	p := Plan{Nodes: f.nodes(), Currency: planner.RegionCurrency(s.Settings.Region), Scheduled: Scheduled{Profile: s.Scheduler, Orders: of.orders}}
	if !s.stopped || placed.Nodes == nil {
		last := s.trial.PlaceFewer(groups, func(w int) int { return s.Workload[w].Replicas })
		placed, p.Scheduled.Pending = last.Placement, last.Pending
	}
	placed.Pods = s.withoutHeadroom(placed.Pods)
	held, at := placed.Held(), 0
	for _, g := range groups {
		p.Groups = append(p.Groups, s.group(g, placed.Nodes[at:at+g.Nodes], held[at:at+g.Nodes]))
		at += g.Nodes
	}
	p.LargestShare = p.largestShare()
	if !s.stopped && !s.joins() {
		s.sizeForMaxReplicas(&p, f)
	}
	s.price(&p)
	return p
}

// withoutHeadroom are the pods that run, without those for which room is kept.
func (s *solver) withoutHeadroom(pods []schedule.Pod) []schedule.Pod {
	seen := make([]int, len(s.Workload))
	return slices.DeleteFunc(slices.Clone(pods), func(p schedule.Pod) bool {
		seen[p.Workload]++
		return seen[p.Workload] > s.Workload[p.Workload].Replicas
	})
}

// group is a node group of nodes of some classes with the pods on them.
func (s *solver) group(of trial.Group, classes []int32, held [][]schedule.Held) NodeGroup {
	g := NodeGroup{Option: s.options[of.Option], Nodes: of.Nodes, MaxNodes: of.Nodes, OnDemandNodes: of.OnDemand, Zones: s.zoneCount(of.Option), Pool: s.poolOf(of.Option)}
	if of.Zone != trial.EveryZone {
		g.Zones, g.Zone = 1, of.Zone+1
	}
	used := make([]int64, len(s.problem.Nodes[of.Option].Have))
	for n, pods := range held {
		_, zone, _ := s.trial.Class(classes[n])
		g.addNode(s.zones()[zone], s.podsOf(pods))
		for _, h := range pods {
			for d, need := range s.need(&s.Workload[h.Workload]) {
				used[d] += need * int64(h.Pods)
			}
		}
	}
	slices.SortStableFunc(g.Patterns, func(a, b Pattern) int { return cmp.Compare(b.Nodes, a.Nodes) })
	s.use(&g, s.problem.Nodes[of.Option].Have, used)
	g.Alternatives = s.alternatives(of.Option, g.Patterns)
	return g
}

// addNode counts a node in its zone and among those with the same pods.
func (g *NodeGroup) addNode(zone string, pods []PatternPods) {
	if i := slices.IndexFunc(g.ZoneNodes, func(z ZoneNodes) bool { return z.Zone == zone }); i >= 0 {
		g.ZoneNodes[i].Nodes++
	} else {
		g.ZoneNodes = append(g.ZoneNodes, ZoneNodes{zone, 1})
	}
	if len(pods) == 0 {
		g.SpareNodes++
		return
	}
	same := func(p Pattern) bool { return p.Zone == zone && slices.Equal(p.Pods, pods) }
	if i := slices.IndexFunc(g.Patterns, same); i >= 0 {
		g.Patterns[i].Nodes++
	} else {
		g.Patterns = append(g.Patterns, Pattern{Nodes: 1, Zone: zone, Pods: pods})
	}
}

// use sets what limits a group and what it leaves free.
func (s *solver) use(g *NodeGroup, have, used []int64) {
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
}

// podsOf lists the pods on a node, in the order of the workloads.
func (s *solver) podsOf(held []schedule.Held) []PatternPods {
	pods := make([]PatternPods, 0, len(held))
	for _, h := range held {
		pods = append(pods, PatternPods{s.Workload[h.Workload].Name, int(h.Pods)})
	}
	return pods
}

// kindOf is the kind of a workload in the problem.
func (s *solver) kindOf(workload string) int {
	if len(s.kinds) != len(s.workloads) {
		s.kinds = map[string]int{}
		for i, k := range s.workloads {
			s.kinds[k.Name] = i
		}
	}
	return s.kinds[workload]
}

// largestShare is the largest part of the plan's pods that one node holds.
func (p *Plan) largestShare() float64 {
	all, most := p.Pods(), 0
	for i := range p.Groups {
		for _, pattern := range p.Groups[i].Patterns {
			pods := 0
			for _, on := range pattern.Pods {
				pods += on.Pods
			}
			most = max(most, pods)
		}
	}
	return float64(most) / float64(max(1, all))
}

// sizeForMaxReplicas sets how many nodes each group needs at maxReplicas: all groups
// grow by the same factor, the least with which the scheduler places all pods.
func (s *solver) sizeForMaxReplicas(p *Plan, f fleet) {
	scales := slices.ContainsFunc(s.workloads, func(k *planner.Workload) bool { return k.MaxReplicas > k.Replicas })
	if !scales {
		return
	}
	grown := *s.Question
	grown.Workload = slices.Clone(s.Workload)
	for i := range grown.Workload {
		k := &grown.Workload[i]
		k.Replicas = max(k.Replicas, k.MaxReplicas)
		if s.trial.Replicas(i) == 0 {
			k.Replicas = 0 // the plan has no place for it
		}
	}
	if s.spareUnmet {
		grown.Spare = SpareNothing
	}
	most, err := newSolver(&grown)
	if err != nil || len(most.workloads) == 0 {
		return
	}
	for _, u := range most.trial.Unplaced {
		if name := s.Workload[u.Workload].Name; !slices.Contains(s.unplacedAtMost, name) {
			s.unplacedAtMost = append(s.unplacedAtMost, name)
		}
	}
	last := int(growthSteps * (3 + 2*growth(s, most)))
	larger := func(step int) (all fleet) {
		for _, n := range f {
			all = append(all, nodesOf{n.column, planner.CeilDiv(n.nodes*(growthSteps+step), growthSteps)})
		}
		return all
	}
	low, high := -1, 0
	for step := 1; high < last && !most.trial.Sift(most.groups(larger(high))); step *= 2 {
		low, high = high, min(last, high+step)
	}
	for high-low > 1 {
		if mid := (low + high) / 2; most.trial.Sift(most.groups(larger(mid))) {
			high = mid
		} else {
			low = mid
		}
	}
	zonal := map[int]int{} // the most nodes of an option in a zone
	groups := most.groups(larger(high))
	for _, g := range groups {
		zonal[g.Option] = max(zonal[g.Option], g.Nodes)
	}
	for _, g := range groups {
		s.growGroup(p, g.Option, g.Zone+1, zonal[g.Option])
	}
}

// growGroup sets the most nodes of a group. A zone that has no nodes yet gets a group
// without any, beside the type's others.
func (s *solver) growGroup(p *Plan, option, zone, nodes int) {
	o := s.options[option]
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Option == o && g.Zone == zone {
			g.MaxNodes = max(g.Nodes, nodes)
			return
		}
	}
	at := len(p.Groups)
	for i := range p.Groups {
		if g := &p.Groups[i]; g.Option == o {
			at = i
			if g.Zone > zone {
				break
			}
			at++
		}
	}
	p.Groups = slices.Insert(p.Groups, at, NodeGroup{Option: o, Zones: 1, Zone: zone, MaxNodes: nodes, Pool: s.poolOf(option)})
}

// growthSteps is in how many steps groups double.
const growthSteps = 50

// growth is how many times the pods of a question need what those of another need.
func growth(of, most *solver) float64 {
	times := 1.0
	for k := range most.problem.Kinds {
		for i, w := range of.index {
			if w == most.index[k] {
				times = max(times, float64(most.problem.Kinds[k].Count)/float64(of.problem.Kinds[i].Count))
			}
		}
	}
	return times
}

// alternatives are types with the same vCPUs, memory and architecture that fit the
// same pods: Cluster Autoscaler needs that of the types of a mixed-instances group.
func (s *solver) alternatives(node int, patterns []Pattern) []string {
	var names []string
	o := s.options[node]
	for i, other := range s.options {
		if i == node || other.Type.VCPUs != o.Type.VCPUs || other.Type.Memory != o.Type.Memory || other.Type.Arch != o.Type.Arch {
			continue
		}
		if !slices.ContainsFunc(patterns, func(p Pattern) bool { return !s.holds(i, p.Pods) }) {
			names = append(names, other.Type.Name)
		}
	}
	slices.SortFunc(names, planner.CompareNames)
	return names
}

func (s *solver) holds(node int, pods []PatternPods) bool {
	left := slices.Clone(s.problem.Nodes[node].Have)
	for _, on := range pods {
		kind := s.kindOf(on.Workload)
		if !s.problem.Nodes[node].Fits[kind] {
			return false
		}
		for d, need := range s.problem.Kinds[kind].Need {
			if left[d] -= need * int64(on.Pods); left[d] < 0 {
				return false
			}
		}
	}
	return true
}

// price sets the cost of a plan and its gap to the lower bound.
func (s *solver) price(p *Plan) {
	total, known := s.Settings.Capacity.ClusterAdder, true
	s.bill(p)
	for i := range p.Groups {
		g := &p.Groups[i]
		cost, _ := s.nodeCost(g.Option)
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
	return g.worth(g.Unused, g.Nodes, month)
}

// worth is the share of a month's cost of some of the nodes that an amount is worth.
func (g *NodeGroup) worth(r planner.Resources, nodes int, month planner.Money) planner.Money {
	free := density.Worth(g.Option.CPU.Free, g.Option.Memory.Free) * float64(nodes)
	if free == 0 {
		return 0
	}
	return planner.Money(density.Worth(r.CPU, r.Memory) / free * float64(month))
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
