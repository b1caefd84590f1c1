package subnet

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// Nodes are nodes of a group that hold the same pods.
type Nodes struct {
	Option *density.Option
	Group  int // of the plan, counted from 0
	Nodes  int
	// Zone is the one zone of the group, counted from 1; 0 is a group in all zones.
	Zone int
	// Pods is how many pods each node holds, those of DaemonSets included.
	Pods eni.NodePods
	// Applications is how many pods of workloads each node holds, those on the host
	// network included.
	Applications int
}

// withDaemonSets is nodes of an option that hold only DaemonSets.
func withDaemonSets(o *density.Option) Nodes {
	return Nodes{Option: o, Pods: eni.NodePods{
		Ordinary: o.DaemonSetPods - o.DaemonSetBranchENIs,
		Secured:  o.DaemonSetBranchENIs,
		Max:      o.MaxPods.Or(0),
	}}
}

// NodesOf are the nodes of a plan, grouped by the pods that they hold; spare nodes
// hold only DaemonSets.
func NodesOf(p *plan.Plan, w planner.Workloads) []Nodes {
	kinds := map[string]*planner.Workload{}
	for i := range w {
		kinds[w[i].Name] = &w[i]
	}
	var all []Nodes
	for i := range p.Groups {
		g := &p.Groups[i]
		bare := withDaemonSets(g.Option)
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

// FullNodes are nodes with as many application pods as fit, of the size of the pod
// request if there is one.
func FullNodes(o *density.Option, nodes int) (Nodes, error) {
	pods, known := o.PodsAtRequest.Value()
	if !known {
		return Nodes{}, fmt.Errorf("%s: its number of pods is unknown, and so are the addresses of its nodes", o.Type.Name)
	}
	n := withDaemonSets(o)
	n.Nodes, n.Applications = nodes, pods
	secured := 0
	if s := o.Settings; s.CNI.SecurityGroupsForPods {
		secured = planner.CeilDiv(pods*s.SecurityGroupsPercent, 100)
	}
	n.Pods.Secured += secured
	n.Pods.Ordinary += pods - secured
	return n, nil
}

// Held is what each of the nodes holds with warm targets; unknown if the type's
// number of branch ENIs is.
func (n *Nodes) Held(w eni.WarmTargets) planner.Maybe[eni.Held] {
	return n.Option.Settings.CNI.Held(n.Option.Type.Network, w, n.Pods)
}

// HeldBy is what all nodes of a plan hold with the pods of workloads and DaemonSets on
// them; unknown if it is for one of the types, and in Auto Mode, where ipamd does not
// run.
func HeldBy(p *plan.Plan, w planner.Workloads, warm eni.WarmTargets) planner.Maybe[eni.Held] {
	var all eni.Held
	for _, n := range NodesOf(p, w) {
		h, known := n.Held(warm).Value()
		if !known || n.Option.Settings.AutoMode() || !n.Option.MaxPods.Known() {
			return planner.Maybe[eni.Held]{}
		}
		all.Add(n.Nodes, h)
	}
	return planner.Known(all)
}
