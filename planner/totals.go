package planner

import (
	"slices"

	"podfit/eni"
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

// ApplicationPods is how many all nodes have slots and addresses for: without
// security groups for pods, and with them on every pod. Each is unknown where it
// is for one of the types.
func (p *Plan) ApplicationPods() (without, with Maybe[int]) {
	without = overNodes(p, func(o *Option) Maybe[int] { return o.Without.ApplicationPods })
	with = overNodes(p, func(o *Option) Maybe[int] { return o.With.ApplicationPods })
	return without, with
}

// RAMPerPod is what each pod gets where all nodes are full of them; see Density.
func (p *Plan) RAMPerPod() Maybe[Memory] {
	free, freeKnown := overNodes(p, (*Option).FreeMemory).Value()
	pods, podsKnown := overNodes(p, func(o *Option) Maybe[int] { return o.ApplicationPods }).Value()
	if !freeKnown || !podsKnown || pods == 0 {
		return Maybe[Memory]{}
	}
	return Known(free / Memory(pods))
}

// overNodes sums a figure of a node over all nodes.
func overNodes[T int | Memory](p *Plan, of func(*Option) Maybe[T]) Maybe[T] {
	var sum T
	for i := range p.Groups {
		g := &p.Groups[i]
		v, known := of(g.Option).Value()
		if !known {
			return Maybe[T]{}
		}
		sum += v * T(g.Nodes)
	}
	return Known(sum)
}

// Binds is what binds the groups, each limit once, in the groups' order.
func (p *Plan) Binds() []Limit {
	var limits []Limit
	for i := range p.Groups {
		if l := p.Groups[i].Binds; l != NoLimit && !slices.Contains(limits, l) {
			limits = append(limits, l)
		}
	}
	return limits
}

// Stranded is what pods leave of all nodes but the spare ones.
func (p *Plan) Stranded() Resources {
	var all Resources
	for i := range p.Groups {
		all.CPU += p.Groups[i].Stranded.CPU
		all.Memory += p.Groups[i].Stranded.Memory
	}
	return all
}

// Held is what all nodes take from the VPC with the workload and their
// DaemonSets on them; unknown where it is for one of the types, and in Auto Mode,
// whose addresses are not ipamd's.
func (p *Plan) Held(w Workload, warm eni.WarmTargets) Maybe[eni.Held] {
	kinds := map[string]*PodKind{}
	for i := range w {
		kinds[w[i].Name] = &w[i]
	}
	var all eni.Held
	for i := range p.Groups {
		g := &p.Groups[i]
		if g.Option.Settings.autoMode() || !g.Option.MaxPods.Known() {
			return Maybe[eni.Held]{}
		}
		for _, pattern := range append(slices.Clip(g.Patterns), Pattern{Nodes: g.SpareNodes}) {
			h, known := g.Option.Settings.CNI.Held(g.Option.Type.Network, warm, g.nodePods(pattern.Pods, kinds)).Value()
			if !known {
				return Maybe[eni.Held]{}
			}
			addHeld(&all, h, pattern.Nodes)
		}
	}
	return Known(all)
}

// nodePods are the pods of one node, its DaemonSets included.
func (g *NodeGroup) nodePods(pods []PatternPods, kinds map[string]*PodKind) eni.NodePods {
	o := g.Option
	n := eni.NodePods{
		Ordinary: o.DaemonSetPods - o.DaemonSetBranchENIs,
		Secured:  o.DaemonSetBranchENIs,
		Max:      o.MaxPods.Or(0),
	}
	for _, on := range pods {
		switch k := kinds[on.Kind]; {
		case k.HostNetwork:
		case k.SecurityGroups:
			n.Secured += on.Pods
		default:
			n.Ordinary += on.Pods
		}
	}
	return n
}

func addHeld(to *eni.Held, h eni.Held, nodes int) {
	to.ENIs += nodes * h.ENIs
	to.IPs += nodes * h.IPs
	to.Prefixes += nodes * h.Prefixes
	to.BranchENIs += nodes * h.BranchENIs
	to.NodeSubnet += nodes * h.NodeSubnet
	to.PodSubnet += nodes * h.PodSubnet
}
