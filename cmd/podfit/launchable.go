package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/pending"
	"podfit/planner/query"
)

// launchable makes the nodes that launchers could launch: what podfit predicts of each
// instance type, with the labels that Kubernetes, EKS and Karpenter give it.
type launchable struct {
	types []density.Option // that EKS can run and the region offers, the cheapest first
	zones []string         // of the cluster's nodes
	// asked are labels of nodes that pods ask about, and resources that they request.
	asked, resources map[string]bool
	// exact is set if pods ask about properties of instance types: then no type stands for
	// others of its size.
	exact bool
	used  map[string]planner.Millis // CPU of the nodes of a group
}

// newFleet is what can launch nodes of a cluster.
func newFleet(r *request.Request, c *request.Catalogue, in *objects.Snapshot) (pending.Fleet, error) {
	if len(in.Launchers) == 0 {
		return pending.Fleet{}, nil
	}
	all, err := r.Predictions(c, c.TypeNames())
	if err != nil {
		return pending.Fleet{}, err
	}
	l := &launchable{asked: map[string]bool{}, resources: map[string]bool{}, used: map[string]planner.Millis{}}
	for _, name := range slices.SortedFunc(maps.Keys(all), planner.CompareNames) {
		l.types = append(l.types, all[name])
	}
	l.types = query.Filter{query.OfferedNodes()}.Select(l.types)
	slices.SortStableFunc(l.types, func(a, b density.Option) int {
		return cmp.Compare(a.Cost.OnDemandHour.Or(math.MaxInt64), b.Cost.OnDemandHour.Or(math.MaxInt64))
	})
	l.ask(in.Cluster)
	return pending.Fleet{Launchers: in.Launchers, Nodes: l.nodes}, nil
}

// ask finds out what the pods and the nodes of a cluster say.
func (l *launchable) ask(c *pending.Cluster) {
	for i := range c.Nodes {
		n := &c.Nodes[i]
		if zone := n.Labels[planner.ZoneTopology]; zone != "" && !slices.Contains(l.zones, zone) {
			l.zones = append(l.zones, zone)
		}
		if group := planner.GroupOf(n.Labels); group != "" {
			const core = 1000
			l.used[group] += planner.Millis((n.Allocatable["cpu"] + core - 1) / core * core)
		}
	}
	slices.Sort(l.zones)
	for i := range c.Pods {
		p := &c.Pods[i]
		if p.Node != "" {
			continue
		}
		for name := range p.Requests {
			l.resources[name] = true
		}
		terms := []planner.Selector{p.Selector}
		for _, t := range p.Affinity {
			terms = append(terms, t.Labels)
		}
		for _, conditions := range terms {
			for _, r := range conditions {
				l.asked[r.Key] = true
				switch planner.NewerLabel(r.Key) {
				case planner.ZoneTopology, planner.RegionLabel, planner.ArchLabel, planner.OSLabel, planner.HostTopology, planner.KarpenterBuys, planner.EKSBuys:
				default:
					l.exact = l.exact || planner.FollowsFromNode(r.Key)
				}
			}
		}
	}
}

// nodes are those that a launcher can launch: one for each type, zone and way to buy.
func (l *launchable) nodes(of *planner.Launcher) (all []pending.Node, complete bool) {
	if slices.ContainsFunc(of.Requirements, planner.Requirement.IsNever) {
		return nil, true
	}
	zones, buys := of.Zones, of.CapacityTypes
	complete = len(zones) > 0
	if !complete {
		zones = l.zones
	}
	if len(buys) == 0 {
		buys = []planner.CapacityType{planner.OnDemand}
	}
	types, known := l.typesOf(of)
	for _, o := range types {
		for _, zone := range zones {
			for _, b := range buys {
				all = append(all, l.node(of, o, zone, b))
			}
		}
	}
	return all, complete && known && len(zones) > 0
}

// typesOf are the instance types of a launcher, the cheapest first; known is false if some
// are not known. Of a NodePool's types of one size, one stands for the others.
func (l *launchable) typesOf(of *planner.Launcher) (types []*density.Option, known bool) {
	known = len(of.Types) > 0 || of.Kind == planner.NodePool
	found := 0
	sizes := map[string]bool{}
	left, limited := of.CPULimit.Value()
	left -= l.used[of.Name]
	for i := range l.types {
		o := &l.types[i]
		if len(of.Types) > 0 {
			if slices.Contains(of.Types, o.Type.Name) {
				types = append(types, o)
				found++
			}
			continue
		}
		if of.Kind != planner.NodePool || !allowed(of.Requirements, o.Type) || limited && planner.Millis(o.Type.VCPUs)*1000 > left {
			continue
		}
		size := fmt.Sprint(o.Type.Arch, o.Type.VCPUs, o.Type.Memory, o.Type.GPUMaker, o.Type.GPUs, o.Type.Accelerator, o.Addresses.BranchENIs.Or(0) > 0)
		if l.exact || !sizes[size] {
			sizes[size] = true
			types = append(types, o)
		}
	}
	return types, known && found >= len(of.Types)
}

// allowed reports whether a type meets a NodePool's requirements. One on a label that does
// not follow from the type gives nodes that label.
func allowed(requirements planner.Selector, t *planner.InstanceType) bool {
	for i := range requirements {
		r := &requirements[i]
		if value, has, known := t.Label(r.Key); known && !r.Holds(value, has) {
			return false
		}
	}
	return true
}

// ebs is the driver of EBS volumes, by which volumes of nodes are counted.
const ebs = "ebs.csi.aws.com"

func (l *launchable) node(of *planner.Launcher, o *density.Option, zone string, buys planner.CapacityType) pending.Node {
	n := pending.Node{Labels: map[string]string{}, Taints: of.Taints, Allocatable: map[string]int64{}, MaxPods: int64(of.MaxPods.Or(o.MaxPods.Or(0)))}
	for key := range l.asked {
		if value, has, known := o.Type.Label(key); known && has {
			n.Labels[key] = value
		}
	}
	for _, r := range of.Requirements { // a NodePool's own labels
		if _, _, follows := o.Type.Label(r.Key); !follows && r.Operator == planner.In && len(r.Values) > 0 {
			n.Labels[r.Key] = r.Values[0]
		}
	}
	maps.Copy(n.Labels, map[string]string{
		planner.TypeLabel: o.Type.Name, planner.ArchLabel: o.Type.Arch, planner.OSLabel: "linux",
		planner.ZoneTopology: zone, planner.RegionLabel: o.Settings.Region, "topology.ebs.csi.aws.com/zone": zone,
	})
	switch of.Kind {
	case planner.NodePool:
		n.Labels["karpenter.sh/nodepool"], n.Labels[planner.KarpenterBuys] = of.Name, buys.String()
	case planner.ManagedNodeGroup:
		n.Labels["eks.amazonaws.com/nodegroup"] = of.Name
		n.Labels[planner.EKSBuys] = strings.ToUpper(strings.ReplaceAll(buys.String(), "-", "_"))
	}
	maps.Copy(n.Labels, of.Labels)
	for name := range l.resources {
		n.Allocatable[name] = o.Holds(name)
	}
	n.Allocatable["cpu"], n.Allocatable["memory"] = int64(o.CPU.Allocatable), int64(o.AllocatableMemory().Or(0))
	n.Allocatable[planner.BranchENIResource] = int64(o.Addresses.BranchENIs.Or(0))
	maps.Copy(n.Allocatable, of.Extended)
	if slots, known := o.Volumes.Least.Value(); known {
		n.VolumeLimits = map[string]int64{ebs: int64(slots)}
	}
	return n
}

// launchPolicy is who sets max pods of new nodes: Karpenter, if it launches all of them.
func launchPolicy(s *planner.Settings, launchers []planner.Launcher) {
	if slices.ContainsFunc(launchers, func(l planner.Launcher) bool { return l.Kind != planner.NodePool }) {
		return
	}
	s.MaxPods = eni.MaxPods{Policy: eni.PolicyKarpenter}
}
