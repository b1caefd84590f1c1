// Package nodegroups imports what says which node groups a cluster has: managed node groups
// and Auto Scaling groups as the AWS CLI prints them, and eksctl's ClusterConfig.
package nodegroups

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// Format is what aws eks describe-nodegroup and aws autoscaling describe-auto-scaling-groups
// print.
var Format = importer.Format{
	Input: "node groups and Auto Scaling groups (aws eks describe-nodegroup, …)",
	New:   func(notes *importer.Notes) importer.Reader { return &reader{notes: notes} },
}

type reader struct {
	notes         *importer.Notes
	managed       []*importer.Launcher
	scalingGroups []scalingGroup
}

// Workloads are none: node groups run no pods of their own.
func (*reader) Workloads() ([]*importer.Workload, error) { return nil, nil }

// document is what the AWS CLI prints, or an item of it.
type document struct {
	NodeGroup     json.RawMessage `json:"nodegroup"`
	NodeGroups    json.RawMessage `json:"nodegroups"`
	ScalingGroups json.RawMessage `json:"AutoScalingGroups"`
	// Of an item, as --query prints it.
	NodeGroupName    *string `json:"nodegroupName"`
	ScalingGroupName *string `json:"AutoScalingGroupName"`
}

// ReadObject reads a document of the AWS CLI.
func (r *reader) ReadObject(o *objects.Object) (recognized bool, err error) {
	var d document
	if o.Kind != "" || o.Rest || objects.Decode(o.Text, &d) != nil {
		return false, nil
	}
	switch {
	case d.ScalingGroupName != nil:
		d.ScalingGroups = slices.Concat([]byte("["), o.Text, []byte("]"))
	case d.NodeGroupName != nil:
		d.NodeGroup = o.Text
	}
	switch {
	case isA('{', d.NodeGroup):
		return true, r.readManaged(o.Place, d.NodeGroup)
	case isA('[', d.ScalingGroups):
		return true, r.readScalingGroups(o.Place, d.ScalingGroups)
	case isA('[', d.NodeGroups):
		return true, fmt.Errorf("%s: only a list of names: import the output of aws eks describe-nodegroup for each", o.Place)
	}
	return false, nil
}

func isA(bracket byte, text json.RawMessage) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && text[0] == bracket
}

// managedGroup is a managed node group
// (docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html).
type managedGroup struct {
	Name         string `json:"nodegroupName"`
	Cluster      string `json:"clusterName"`
	Status       string `json:"status"`
	CapacityType string `json:"capacityType"`
	Scaling      struct {
		Min     *int64 `json:"minSize"`
		Max     *int64 `json:"maxSize"`
		Desired *int64 `json:"desiredSize"`
	} `json:"scalingConfig"`
	InstanceTypes []string          `json:"instanceTypes"`
	AMIType       string            `json:"amiType"`
	Labels        map[string]string `json:"labels"`
	Taints        []struct {
		Key    string `json:"key"`
		Value  string `json:"value"`
		Effect string `json:"effect"`
	} `json:"taints"`
}

// GroupLabel is that of the nodes of a managed node group.
const GroupLabel = "eks.amazonaws.com/nodegroup"

func (r *reader) readManaged(at objects.Place, text []byte) error {
	var g managedGroup
	err := objects.DecodePart("nodegroup", text, &g)
	l := &importer.Launcher{Place: at, Source: "aws eks", Cluster: g.Cluster, Complete: true,
		Launcher: planner.Launcher{Kind: planner.ManagedNodeGroup, Name: g.Name, Types: g.InstanceTypes, Labels: g.Labels}}
	l.SetLabel(GroupLabel, g.Name)
	if err == nil {
		err = l.SetSize(g.Scaling.Min, g.Scaling.Max, g.Scaling.Desired)
	}
	for _, t := range g.Taints {
		if err == nil {
			err = l.AddTaint(t.Key, t.Value, t.Effect)
		}
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s: %s: %w", at, l, err)
	case SkipWindows(r.notes, l, g.AMIType):
	case g.Status == "DELETING" || g.Status == "CREATE_FAILED":
		r.notes.Skip("its status is "+g.Status, l.String())
	default:
		SetCapacityType(l, g.CapacityType)
		r.managed = append(r.managed, l)
	}
	return nil
}

// SkipWindows skips a group of Windows nodes, by its AMI type or family.
func SkipWindows(notes *importer.Notes, l *importer.Launcher, ami string) bool {
	is := strings.HasPrefix(strings.ToLower(ami), "windows")
	if is {
		notes.Skip("its nodes run Windows", l.String())
	}
	return is
}

// SetCapacityType reads how a managed node group buys its nodes, as AWS writes it.
func SetCapacityType(l *importer.Launcher, word string) {
	switch word {
	case "ON_DEMAND":
		l.CapacityTypes = []planner.CapacityType{planner.OnDemand}
	case "SPOT":
		l.CapacityTypes = []planner.CapacityType{planner.Spot}
	case "CAPACITY_BLOCK":
		l.CapacityTypes = []planner.CapacityType{planner.OnDemand}
		l.Notes = append(l.Notes, "its Capacity Block counts as On-Demand: AWS sells it ahead, at another price")
	}
}

// Launchers are the Auto Scaling groups, then the managed node groups, which know more of
// what they have.
func (r *reader) Launchers() []*importer.Launcher {
	return append(r.ofScalingGroups(), r.managed...)
}

// Distribution is how a group with a mixed instances policy divides its nodes
// (docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html).
type Distribution struct {
	OnDemandBase    *int64 // 0 by default
	OnDemandPercent *int64 // above the base; 100 by default
}

// OnDemandAssumed is the doubt about a group without a mixed instances policy.
const OnDemandAssumed = "counted as On-Demand, unless its launch template says otherwise, which is not read"

// Apply sets the capacity types of a group and, if its number of nodes alone is known, how
// many are of each. What is not a whole number stays unknown.
func (d Distribution) Apply(l *importer.Launcher) {
	base, percent := int64(0), int64(100)
	if d.OnDemandBase != nil {
		base = max(0, *d.OnDemandBase)
	}
	if d.OnDemandPercent != nil {
		percent = min(100, max(0, *d.OnDemandPercent))
	}
	switch {
	case percent == 100:
		l.CapacityTypes = []planner.CapacityType{planner.OnDemand}
	case base == 0 && percent == 0:
		l.CapacityTypes = []planner.CapacityType{planner.Spot}
	default:
		l.CapacityTypes = []planner.CapacityType{planner.OnDemand, planner.Spot}
	}
	nodes, known := l.Nodes.Value()
	above := max(0, int64(nodes)-base)
	if len(l.CapacityTypes) == 1 || !known || l.Launched != nil || above*percent%100 != 0 {
		return
	}
	onDemand := nodes - int(above-above*percent/100)
	for _, of := range []planner.LaunchedNodes{{Nodes: onDemand, CapacityType: planner.Known(planner.OnDemand)}, {Nodes: nodes - onDemand, CapacityType: planner.Known(planner.Spot)}} {
		if of.Nodes > 0 {
			l.AddLaunched(of)
		}
	}
}

// template begins the tags by which the Cluster Autoscaler knows the nodes of a group that
// has none (cluster-autoscaler/cloudprovider/aws/README.md of kubernetes/autoscaler).
const template = "k8s.io/cluster-autoscaler/node-template/"

// ApplyTags reads labels, taints and extended resources in tags for the Cluster Autoscaler.
func ApplyTags(l *importer.Launcher, tags map[string]string) {
	for _, key := range sorted(tags) {
		of, found := strings.CutPrefix(key, template)
		what, name, named := strings.Cut(of, "/")
		if !found || !named || name == "" {
			continue
		}
		switch value := tags[key]; what {
		case "label":
			if !planner.FollowsFromNode(name) {
				l.SetLabel(name, value)
			}
		case "taint": // value:effect; the Cluster Autoscaler ignores others
			text, effect, _ := strings.Cut(value, ":")
			if slices.Contains([]string{planner.NoSchedule, planner.PreferNoSchedule, planner.NoExecute}, effect) {
				l.Taints = append(l.Taints, planner.Taint{Key: name, Value: text, Effect: effect})
			}
		case "resources":
			amounts, err := request.ParseAll(key, map[string]request.Quantity{name: request.Quantity(value)})
			switch name {
			case request.EphemeralStorage, "pods": // that of the nodes follows from their own configuration
				continue
			}
			if err == nil {
				for resource, n := range amounts.Extended() {
					if l.Extended == nil {
						l.Extended = map[string]int64{}
					}
					l.Extended[resource] = n
				}
			}
		}
	}
}
