package plan

import (
	"slices"
	"strconv"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// Pods is how many pods of the workload the plan places.
func (p *Plan) Pods() int {
	pods := 0
	for i := range p.Groups {
		for _, pattern := range p.Groups[i].Patterns {
			for _, on := range pattern.Pods {
				pods += pattern.Nodes * on.Pods
			}
		}
	}
	return pods
}

// ApplicationPods is how many pods all nodes have slots and addresses for, without
// security groups for pods and with them on every pod. Each is unknown if it is for
// one of the types.
func (p *Plan) ApplicationPods() (without, with planner.Maybe[int]) {
	without = overNodes(p, func(o *density.Option) planner.Maybe[int] { return o.Without.ApplicationPods })
	with = overNodes(p, func(o *density.Option) planner.Maybe[int] { return o.With.ApplicationPods })
	return without, with
}

// MostMonth is the cost of the most nodes of all groups and the cluster's adder.
func (p *Plan) MostMonth() planner.Maybe[planner.Money] {
	if len(p.Groups) == 0 {
		return planner.Maybe[planner.Money]{}
	}
	settings := p.Groups[0].Option.Settings
	groups := slices.Clone(p.Groups)
	for i := range groups {
		groups[i].Nodes = groups[i].MaxNodes
		groups[i].OnDemandNodes = groups[i].capacity(settings).OnDemandNodes(groups[i].Nodes)
	}
	return cost(groups, &settings.Capacity)
}

// RAMPerPod is the memory of each pod if all nodes are full; see density.Density.
func (p *Plan) RAMPerPod() planner.Maybe[planner.Memory] {
	free, freeKnown := overNodes(p, (*density.Option).FreeMemory).Value()
	pods, podsKnown := overNodes(p, func(o *density.Option) planner.Maybe[int] { return o.ApplicationPods }).Value()
	if !freeKnown || !podsKnown || pods == 0 {
		return planner.Maybe[planner.Memory]{}
	}
	return planner.Known(free / planner.Memory(pods))
}

// overNodes sums a figure of a node over all nodes.
func overNodes[T int | planner.Memory | planner.Money](p *Plan, of func(*density.Option) planner.Maybe[T]) planner.Maybe[T] {
	var sum T
	for i := range p.Groups {
		g := &p.Groups[i]
		v, known := of(g.Option).Value()
		if !known {
			return planner.Maybe[T]{}
		}
		sum += v * T(g.Nodes)
	}
	return planner.Known(sum)
}

// Pooled says that the plan's groups are in pools.
func (p *Plan) Pooled() bool { return len(p.Groups) > 0 && p.Groups[0].Pool != nil }

// GroupName is the name of a group in answers, by its index: group-1 or, in a pool, pci-1.
func (p *Plan) GroupName(i int) string {
	pool := p.Groups[i].Pool
	if pool == nil {
		return "group-" + strconv.Itoa(i+1)
	}
	n := 0
	for k := range p.Groups[:i+1] {
		if p.Groups[k].PoolName() == pool.Name {
			n++
		}
	}
	return pool.Name + "-" + strconv.Itoa(n)
}

// LimitedBy lists what limits the groups, each once, in the order of the groups.
func (p *Plan) LimitedBy() []density.Limit {
	var limits []density.Limit
	for i := range p.Groups {
		if l := p.Groups[i].LimitedBy; l != density.NoLimit && !slices.Contains(limits, l) {
			limits = append(limits, l)
		}
	}
	return limits
}

// Unused is what pods leave free on all nodes that are not spare.
func (p *Plan) Unused() planner.Resources {
	var all planner.Resources
	for i := range p.Groups {
		all.CPU += p.Groups[i].Unused.CPU
		all.Memory += p.Groups[i].Unused.Memory
	}
	return all
}

// EachWorkload calls do for the pods of each workload on each group of nodes.
func (p *Plan) EachWorkload(do func(g *NodeGroup, workload string, pods int)) {
	for i := range p.Groups {
		g := &p.Groups[i]
		for _, nodes := range g.Patterns {
			for _, k := range nodes.Pods {
				do(g, k.Workload, k.Pods*nodes.Nodes)
			}
		}
	}
}

// Amount is the bound in what it bounds: nodes or money.
func (b *Bound) Amount() planner.Maybe[float64] {
	if b.Month.Known() {
		return eni.Map(b.Month, planner.Money.Float)
	}
	return eni.Map(b.Nodes, func(n int) float64 { return float64(n) })
}

// PackedAmount is what a perfect packer needs, and Scale what the scheduler does, in what
// the lower bound is in: money, or nodes where it is in nodes or unknown.
func (p *Plan) PackedAmount() planner.Maybe[float64] {
	if p.LowerBound.Month.Known() {
		return eni.Map(p.Packed.Month, planner.Money.Float)
	}
	return eni.Map(p.Packed.Nodes, func(n int) float64 { return float64(n) })
}

// Scale is what the plan has of it.
func (p *Plan) Scale() float64 {
	if p.LowerBound.Month.Known() {
		return p.Month.Or(0).Float()
	}
	return float64(p.Nodes)
}
