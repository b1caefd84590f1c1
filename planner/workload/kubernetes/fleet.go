package kubernetes

import (
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// The nodes of a cluster, and the pods on them that are of no workload.

// readClusterNode keeps what a node is. Those on which no plan places pods are skipped.
func (r *reader) readClusterNode(o *object) error {
	o.Namespace = "" // nodes have none
	of, err := readNode(o)
	if err != nil {
		return err
	}
	switch of.Kind {
	case planner.NodeFargate, planner.NodeHybrid, planner.NodeWindows:
		r.notes.Skip("a node of no plan: Fargate, hybrid or Windows", o.String())
		return nil
	}
	var spec struct {
		Unschedulable bool            `json:"unschedulable"`
		Taints        []planner.Taint `json:"taints"`
	}
	if err := o.spec(&spec); err != nil {
		return err
	}
	n := &importer.Node{Name: of.Name, Like: planner.TodayGroup{
		InstanceType: of.InstanceType, Nodes: 1, CapacityType: bought(o.metadata.Labels),
		MaxPods: of.Allocatable.Pods, CPU: of.Allocatable.CPU, Memory: of.Allocatable.Memory, Cordoned: spec.Unschedulable,
	}}
	for _, t := range spec.Taints {
		switch {
		case !t.Passes():
			n.Like.Taints = append(n.Like.Taints, t)
		case t.Effect != planner.PreferNoSchedule:
			n.Like.Cordoned = true
		}
	}
	slices.SortFunc(n.Like.Taints, func(a, b planner.Taint) int { return strings.Compare(a.String(), b.String()) })
	readLabels(&n.Like, o.metadata.Labels)
	if r.nodesByName[n.Name] != nil {
		r.notes.Skip(again, o.String())
		return nil
	}
	r.nodesByName[n.Name] = n
	r.nodes = append(r.nodes, n)
	return nil
}

// readLabels keeps the name, the zone and the labels that do not follow from these.
func readLabels(to *planner.TodayGroup, labels map[string]string) {
	to.Name = planner.GroupOf(labels)
	for key, value := range labels {
		switch {
		case modern(key) == planner.ZoneTopology:
			to.Zone = value
		case planner.FollowsFromNode(key) || key == zoneIDLabel:
		default:
			if to.Labels == nil {
				to.Labels = map[string]string{}
			}
			to.Labels[key] = value
		}
	}
}

// runsOn counts pods on a node; a pod without a node waits for one.
func (c *controller) runsOn(node string, pods int) {
	if node == "" {
		return
	}
	if c.On == nil {
		c.On = map[string]int{}
	}
	c.On[node] += pods
}

// countOthers keeps pods of a DaemonSet by their own requests, before they become one.
func (r *reader) countOthers(running []*controller) {
	for _, c := range running {
		r.others = append(r.others, &controller{Workload: importer.Workload{Ref: c.Ref, Request: maps.Clone(c.Request), On: c.On}})
	}
}

// clusterNodes are the nodes with the pods that are of no workload.
func (r *reader) clusterNodes() (all []importer.Node) {
	for _, c := range r.others {
		for name, pods := range c.On {
			if n := r.nodesByName[name]; n != nil {
				n.Others += pods
				n.Request.CPU += planner.Millis(c.Request[request.CPU]) * planner.Millis(pods)
				n.Request.Memory += planner.Memory(c.Request[request.Memory]) * planner.Memory(pods)
			}
		}
	}
	r.others = nil
	for _, n := range r.nodes {
		all = append(all, *n)
	}
	return all
}

// bought is how a node is bought, by the labels of managed node groups, of Karpenter and
// of eksctl.
func bought(labels map[string]string) planner.Maybe[planner.CapacityType] {
	for _, key := range append(slices.Clone(capacityLabels), "node-lifecycle", "node.kubernetes.io/lifecycle") {
		switch strings.ReplaceAll(strings.ToLower(labels[key]), "_", "-") {
		case "on-demand", "reserved", "capacity-block", "normal":
			return planner.Known(planner.OnDemand)
		case "spot":
			return planner.Known(planner.Spot)
		}
	}
	return planner.Maybe[planner.CapacityType]{}
}
