package subnet

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// SubnetNodes are nodes of a group that hold the same pods.
type Nodes struct {
	Option *density.Option
	Group  int // of the plan, from 0
	Nodes  int
	// Zone is the one zone of the group, from 1; 0 spreads over all.
	Zone int
	// Pods are those of each node, the DaemonSets' included.
	Pods eni.NodePods
	// Applications is how many of the workload's are among them, those on the
	// host network included.
	Applications int
}

// daemons is a node of an option with its DaemonSets alone.
func daemons(o *density.Option) Nodes {
	return Nodes{Option: o, Pods: eni.NodePods{
		Ordinary: o.DaemonSetPods - o.DaemonSetBranchENIs,
		Secured:  o.DaemonSetBranchENIs,
		Max:      o.MaxPods.Or(0),
	}}
}

// SubnetNodesOf are the nodes of a plan for a workload by what they hold; spare
// ones hold DaemonSets alone.
func NodesOf(p *plan.Plan, w planner.Workloads) []Nodes {
	kinds := map[string]*planner.Workload{}
	for i := range w {
		kinds[w[i].Name] = &w[i]
	}
	var all []Nodes
	for i := range p.Groups {
		g := &p.Groups[i]
		bare := daemons(g.Option)
		bare.Group, bare.Zone, bare.Nodes = i, g.Zone, g.SpareNodes
		for _, pattern := range g.Patterns {
			n := bare
			n.Nodes = pattern.Nodes
			for _, k := range pattern.Pods {
				n.add(kinds[k.Workload], k.Pods)
			}
			all = append(all, n)
		}
		if bare.Nodes > 0 {
			all = append(all, bare)
		}
	}
	return all
}

func (n *Nodes) add(k *planner.Workload, pods int) {
	n.Applications += pods
	switch {
	case k.HostNetwork:
	case k.SecurityGroups:
		n.Pods.Secured += pods
	default:
		n.Pods.Ordinary += pods
	}
}

// FullNodes are nodes with as many application pods as fit, by the pod request
// where there is one.
func FullNodes(o *density.Option, nodes int) (Nodes, error) {
	pods, known := o.PodsAtRequest.Value()
	if !known {
		return Nodes{}, fmt.Errorf("%s: how many pods fit is unknown, and so is what its nodes draw", o.Type.Name)
	}
	n := daemons(o)
	n.Nodes, n.Applications = nodes, pods
	secured := 0
	if s := o.Settings; s.CNI.SecurityGroupsForPods && !s.AutoMode() {
		secured = planner.CeilDiv(pods*s.SecurityGroupsPercent, 100)
	}
	n.Pods.Secured += secured
	n.Pods.Ordinary += pods - secured
	return n, nil
}

// Held is what each of the nodes draws under warm targets; unknown where it is
// unknown how many branch ENIs the type takes.
func (n *Nodes) Held(w eni.WarmTargets) planner.Maybe[eni.Held] {
	s := n.Option.Settings
	c := s.CNI
	c.SecurityGroupsForPods = c.SecurityGroupsForPods && !s.AutoMode()
	return c.Held(n.Option.Type.Network, w, n.Pods)
}

// HeldBy is what all nodes of a plan take from the VPC with the workload and
// their DaemonSets on them; unknown where it is for one of the types, and in Auto
// Mode, whose addresses are not ipamd's.
func HeldBy(p *plan.Plan, w planner.Workloads, warm eni.WarmTargets) planner.Maybe[eni.Held] {
	var all eni.Held
	for _, n := range NodesOf(p, w) {
		h, known := n.Held(warm).Value()
		if !known || n.Option.Settings.AutoMode() || !n.Option.MaxPods.Known() {
			return planner.Maybe[eni.Held]{}
		}
		all.ENIs += n.Nodes * h.ENIs
		all.IPs += n.Nodes * h.IPs
		all.Prefixes += n.Nodes * h.Prefixes
		all.BranchENIs += n.Nodes * h.BranchENIs
		all.NodeSubnet += n.Nodes * h.NodeSubnet
		all.PodSubnet += n.Nodes * h.PodSubnet
	}
	return planner.Known(all)
}
