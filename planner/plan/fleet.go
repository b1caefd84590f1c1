package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/trial"
)

// fleet is numbers of nodes, sorted by column. It is not changed once it is made.
type fleet []nodesOf

type nodesOf struct {
	column
	nodes int
}

// column is what a number of nodes is bought of: an option, in one zone or in
// every zone.
type column struct{ option, zone int }

func (c column) compare(other column) int {
	return cmp.Or(cmp.Compare(c.option, other.option), cmp.Compare(c.zone, other.zone))
}

// with is the fleet with more nodes of a column, or fewer.
func (f fleet) with(c column, more int) fleet {
	all := slices.Clone(f)
	i, has := slices.BinarySearchFunc(all, c, func(n nodesOf, c column) int { return n.column.compare(c) })
	if !has {
		all = slices.Insert(all, i, nodesOf{column: c})
	}
	all[i].nodes += more
	if all[i].nodes <= 0 {
		all = slices.Delete(all, i, i+1)
	}
	return all
}

// of is how many nodes of a column the fleet has.
func (f fleet) of(c column) int {
	for _, n := range f {
		if n.column == c {
			return n.nodes
		}
	}
	return 0
}

func (f fleet) nodes() (n int) {
	for _, c := range f {
		n += c.nodes
	}
	return n
}

// types is the number of options, each of which is a group.
func (f fleet) types() (n int) {
	for i := range f {
		if i == 0 || f[i].option != f[i-1].option {
			n++
		}
	}
	return n
}

func (f fleet) name() string {
	var b strings.Builder
	for _, n := range f {
		fmt.Fprintf(&b, "%d,%d,%d;", n.option, n.zone, n.nodes)
	}
	return b.String()
}

// groups are the node groups of a fleet. Where pods have EBS volumes, each zone has
// one group of a type, because an autoscaler has to know where it adds a node.
func (s *solver) groups(f fleet) (groups []trial.Group) {
	zones, next := len(s.zones()), 0
	if zones == 1 || s.joins() || !s.holdsVolumes() {
		for _, n := range f {
			groups = append(groups, s.trialGroup(n.option, n.nodes, n.zone))
		}
		return groups
	}
	in := make([]int, zones) // of one option
	for i, n := range f {
		if n.zone != trial.EveryZone {
			in[n.zone] += n.nodes
		} else {
			for range n.nodes {
				in[next]++
				next = (next + 1) % zones
			}
		}
		if i+1 < len(f) && f[i+1].option == n.option {
			continue
		}
		for zone, nodes := range in {
			if nodes > 0 {
				groups = append(groups, s.trialGroup(n.option, nodes, zone))
			}
		}
		clear(in)
	}
	return groups
}

// fleetOf is the nodes of another plan, of those options that the question has.
func (s *solver) fleetOf(p *Plan) (f fleet) {
	for i := range p.Groups {
		g := &p.Groups[i]
		option := slices.IndexFunc(s.options, func(o *density.Option) bool { return o.Type.Name == g.Option.Type.Name })
		if option < 0 {
			return nil
		}
		f = f.with(column{option, trial.EveryZone}, g.Nodes)
	}
	return f
}

func (s *solver) trialGroup(option, nodes, zone int) trial.Group {
	return trial.Group{Option: option, Nodes: nodes, Zone: zone, OnDemand: s.capacity(option).OnDemandNodes(nodes)}
}

// capacity is what is bought of an option: the mix of its pool.
func (s *solver) capacity(option int) *planner.Capacity {
	if pool := s.poolOf(option); pool != nil {
		return &pool.Settings(s.Settings).Capacity
	}
	return &s.Settings.Capacity
}

func (s *solver) holdsVolumes() bool {
	return slices.ContainsFunc(s.workloads, func(k *planner.Workload) bool { return k.Volumes > 0 })
}

// measure is a fleet in the objective.
func (s *solver) measure(f fleet) int64 {
	total := int64(0)
	if s.Objective != LeastCost {
		for _, n := range f {
			cost, _ := s.nodeCost(s.options[n.option])
			total += cost * int64(n.nodes)
		}
		return total
	}
	for _, month := range s.months(s.groups(f)) {
		total += int64(month.Or(0))
	}
	return total + int64(s.Settings.Capacity.ClusterAdder)
}

// months are the costs of groups, which share a commitment.
func (s *solver) months(of []trial.Group) []planner.Maybe[planner.Money] {
	groups := make([]NodeGroup, len(of))
	for i, g := range of {
		groups[i] = NodeGroup{Option: s.options[g.Option], Nodes: g.Nodes, OnDemandNodes: g.OnDemand}
	}
	months, _ := planner.Bill(&s.Settings.Capacity, purchases(groups))
	return months
}

// enough reports whether a fleet has as much of every resource as all pods need.
func (s *solver) enough(f fleet) bool {
	for d := range s.total {
		have := int64(0)
		for _, n := range f {
			have += s.problem.Nodes[n.option].Have[d] * int64(n.nodes)
		}
		if have < s.total[d] {
			return false
		}
	}
	return true
}
