package nodegroups

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// scalingGroup is an Auto Scaling group
// (docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html).
type scalingGroup struct {
	Place objects.Place

	Name      string   `json:"AutoScalingGroupName"`
	Min       *int64   `json:"MinSize"`
	Max       *int64   `json:"MaxSize"`
	Desired   *int64   `json:"DesiredCapacity"`
	Unit      string   `json:"DesiredCapacityType"` // units, vcpu or memory-mib
	Zones     []string `json:"AvailabilityZones"`
	Status    string   `json:"Status"` // set while it is deleted
	Instances []struct {
		Type  string `json:"InstanceType"`
		Zone  string `json:"AvailabilityZone"`
		State string `json:"LifecycleState"`
	} `json:"Instances"`
	Mixed *struct {
		Distribution struct {
			Base    *int64 `json:"OnDemandBaseCapacity"`
			Percent *int64 `json:"OnDemandPercentageAboveBaseCapacity"`
		} `json:"InstancesDistribution"`
		LaunchTemplate struct {
			Overrides []struct {
				Type         string       `json:"InstanceType"`
				Weight       objects.Text `json:"WeightedCapacity"`
				Requirements *struct{}    `json:"InstanceRequirements"`
			} `json:"Overrides"`
		} `json:"LaunchTemplate"`
	} `json:"MixedInstancesPolicy"`
	Tags []struct {
		Key   string `json:"Key"`
		Value string `json:"Value"`
	} `json:"Tags"`
}

func (r *reader) readScalingGroups(at objects.Place, text []byte) error {
	var all []scalingGroup
	if err := objects.DecodePart("AutoScalingGroups", text, &all); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	for i := range all {
		all[i].Place = at
		if err := new(importer.Launcher).SetSize(all[i].Min, all[i].Max, all[i].Desired); err != nil {
			return fmt.Errorf("%s: Auto Scaling group %s: %w", at, all[i].Name, err)
		}
	}
	r.scalingGroups = append(r.scalingGroups, all...)
	return nil
}

// clusterTags begin the tags of groups that are of a cluster; what follows some of them is
// its name.
var clusterTags = []string{"kubernetes.io/cluster/", "k8s.io/cluster/", "k8s.io/cluster-autoscaler/", "eks:", "alpha.eksctl.io/"}

// IsOfCluster reports whether the tags of an Auto Scaling group say that it is of a cluster.
func IsOfCluster(tags map[string]string) bool {
	for key := range tags {
		if slices.ContainsFunc(clusterTags, func(prefix string) bool { return strings.HasPrefix(key, prefix) }) {
			return true
		}
	}
	return false
}

// clusterOf is the name of the cluster in tags.
func clusterOf(tags map[string]string) string {
	for _, key := range []string{"eks:cluster-name", "alpha.eksctl.io/cluster-name"} {
		if tags[key] != "" {
			return tags[key]
		}
	}
	for _, key := range sorted(tags) {
		for _, prefix := range clusterTags[:2] {
			if name, is := strings.CutPrefix(key, prefix); is {
				return name
			}
		}
	}
	return ""
}

func sorted(tags map[string]string) []string { return slices.Sorted(maps.Keys(tags)) }

func (g *scalingGroup) tags() map[string]string {
	tags := map[string]string{}
	for _, t := range g.Tags {
		tags[t.Key] = t.Value
	}
	return tags
}

// ofScalingGroups leaves out groups without a tag of a cluster, if others have one: the AWS
// CLI prints all of an account and region.
func (r *reader) ofScalingGroups() (all []*importer.Launcher) {
	tagged := slices.ContainsFunc(r.scalingGroups, func(g scalingGroup) bool { return IsOfCluster(g.tags()) })
	for i := range r.scalingGroups {
		g := &r.scalingGroups[i]
		tags := g.tags()
		l := OfTags(g.Name, tags)
		l.Place, l.Source = g.Place, "aws autoscaling"
		switch {
		case SkipWindows(r.notes, l, tags[template+"label/"+planner.OSLabel]):
		case g.Status != "":
			r.notes.Skip("it is being deleted", l.String())
		case tagged && !IsOfCluster(tags):
			r.notes.Skip("no tag says that it is of a cluster", l.String())
		default:
			g.apply(l)
			if !tagged {
				l.Notes = append(l.Notes, "no tag says that it is of a cluster, but it counts")
			}
			all = append(all, l)
		}
	}
	return all
}

// OfTags is an Auto Scaling group as far as its tags say what it is: that of a managed node
// group, of a node group of eksctl, or one of its own.
func OfTags(name string, tags map[string]string) *importer.Launcher {
	l := &importer.Launcher{Cluster: clusterOf(tags), Launcher: planner.Launcher{Kind: planner.SelfManagedGroup, Name: name}}
	ApplyTags(l, tags)
	if managed := tags["eks:nodegroup-name"]; managed != "" {
		l.Kind, l.Name = planner.ManagedNodeGroup, managed
		l.SetLabel(GroupLabel, managed)
	} else if group := tags[eksctlGroup]; group != "" {
		l.Name = group
		l.SetLabel(eksctlGroup, group)
	}
	return l
}

// apply sets what a group is beside its tags.
func (g *scalingGroup) apply(l *importer.Launcher) {
	l.Zones = g.Zones
	for _, of := range g.Instances {
		if isNode(of.State) {
			l.AddLaunched(planner.LaunchedNodes{InstanceType: of.Type, Zone: of.Zone, Nodes: 1})
		}
	}
	weighted := g.Unit != "" && g.Unit != "units"
	var distribution *Distribution
	if g.Mixed != nil {
		distribution = &Distribution{g.Mixed.Distribution.Base, g.Mixed.Distribution.Percent}
		for _, o := range g.Mixed.LaunchTemplate.Overrides {
			weighted = weighted || o.Weight != ""
			if o.Type != "" && !slices.Contains(l.Types, o.Type) {
				l.Types = append(l.Types, o.Type)
			}
			if o.Requirements != nil {
				l.Notes = append(l.Notes, "it chooses instance types by attributes, which are not read")
			}
		}
	}
	if !weighted { // otherwise these are no numbers of nodes
		_ = l.SetSize(g.Min, g.Max, g.Desired) // checked when it was read
	}
	l.Finish()
	if distribution != nil {
		distribution.Apply(l)
	} else {
		l.Types = launchedTypes(l) // one, unless the launch template has changed
		l.CapacityTypes = []planner.CapacityType{planner.OnDemand}
		l.Notes = append(l.Notes, OnDemandAssumed)
	}
}

func launchedTypes(l *importer.Launcher) (types []string) {
	for _, nodes := range l.Launched {
		if nodes.InstanceType != "" && !slices.Contains(types, nodes.InstanceType) {
			types = append(types, nodes.InstanceType)
		}
	}
	return types
}

// isNode reports whether an instance in a lifecycle state is, or is about to become, a node
// (docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html). One in a
// warm pool is none yet.
func isNode(state string) bool {
	for _, prefix := range []string{"Terminat", "Detach", "Warmed:", "Quarantined"} {
		if strings.HasPrefix(state, prefix) {
			return false
		}
	}
	return true
}
