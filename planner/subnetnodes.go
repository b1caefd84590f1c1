package planner

import (
	"fmt"

	"podfit/eni"
)

// SubnetNodes are nodes of a group that hold the same pods.
type SubnetNodes struct {
	Option *Option
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
func daemons(o *Option) SubnetNodes {
	return SubnetNodes{Option: o, Pods: eni.NodePods{
		Ordinary: o.DaemonSetPods - o.DaemonSetBranchENIs,
		Secured:  o.DaemonSetBranchENIs,
		Max:      o.MaxPods.Or(0),
	}}
}

// SubnetNodes are the nodes of the plan by what they hold; spare ones hold
// DaemonSets alone.
func (p *Plan) SubnetNodes(w Workload) []SubnetNodes {
	kinds := map[string]*PodKind{}
	for i := range w {
		kinds[w[i].Name] = &w[i]
	}
	var all []SubnetNodes
	for i := range p.Groups {
		g := &p.Groups[i]
		bare := daemons(g.Option)
		bare.Group, bare.Zone, bare.Nodes = i, g.Zone, g.SpareNodes
		for _, pattern := range g.Patterns {
			n := bare
			n.Nodes = pattern.Nodes
			for _, k := range pattern.Pods {
				n.add(kinds[k.Kind], k.Pods)
			}
			all = append(all, n)
		}
		if bare.Nodes > 0 {
			all = append(all, bare)
		}
	}
	return all
}

func (n *SubnetNodes) add(k *PodKind, pods int) {
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
func FullNodes(o *Option, nodes int) (SubnetNodes, error) {
	pods, known := o.PodsAtRequest.Value()
	if !known {
		return SubnetNodes{}, fmt.Errorf("%s: how many pods fit is unknown, and so is what its nodes draw", o.Type.Name)
	}
	n := daemons(o)
	n.Nodes, n.Applications = nodes, pods
	secured := 0
	if s := o.Settings; s.CNI.SecurityGroupsForPods && !s.autoMode() {
		secured = ceilDiv(pods*s.SecurityGroupsPercent, 100)
	}
	n.Pods.Secured += secured
	n.Pods.Ordinary += pods - secured
	return n, nil
}

// Held is what each of the nodes draws under warm targets; unknown where it is
// unknown how many branch ENIs the type takes.
func (n *SubnetNodes) Held(w eni.WarmTargets) Maybe[eni.Held] {
	s := n.Option.Settings
	c := s.CNI
	c.SecurityGroupsForPods = c.SecurityGroupsForPods && !s.autoMode()
	return c.Held(n.Option.Type.Network, w, n.Pods)
}
