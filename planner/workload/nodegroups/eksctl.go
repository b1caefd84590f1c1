package nodegroups

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// ClusterConfig is eksctl's configuration of a cluster.
var ClusterConfig = importer.Format{
	Input: "eksctl's ClusterConfig",
	New:   func(notes *importer.Notes) importer.Reader { return &eksctl{notes: notes} },
}

type eksctl struct {
	notes *importer.Notes
	all   []*importer.Launcher
}

// Workloads are none: a ClusterConfig runs no pods.
func (*eksctl) Workloads() ([]*importer.Workload, error) { return nil, nil }

// Launchers are the node groups.
func (r *eksctl) Launchers() []*importer.Launcher { return r.all }

// The labels that eksctl gives to nodes, which are also the tags of their groups
// (setDefaultNodeLabels in pkg/apis/eksctl.io/v1alpha5/defaults.go).
const (
	eksctlCluster = "alpha.eksctl.io/cluster-name"
	eksctlGroup   = "alpha.eksctl.io/nodegroup-name"
)

// eksctl's defaults (DefaultNodeType and DefaultNodeCount in
// pkg/apis/eksctl.io/v1alpha5/types.go).
const (
	defaultType  = "m5.large"
	defaultNodes = 2
)

// clusterConfig is as in eksctl's schema (pkg/apis/eksctl.io/v1alpha5/assets/schema.json).
type clusterConfig struct {
	Metadata struct {
		Name string `json:"name"`
	} `json:"metadata"`
	Zones []string `json:"availabilityZones"`
	VPC   struct {
		Subnets struct {
			Private map[string]vpcSubnet `json:"private"`
			Public  map[string]vpcSubnet `json:"public"`
		} `json:"subnets"`
	} `json:"vpc"`
	Managed     []eksctlNodes `json:"managedNodeGroups"`
	SelfManaged []eksctlNodes `json:"nodeGroups"`
	Fargate     []struct {
		Name string `json:"name"`
	} `json:"fargateProfiles"`
	AutoMode struct {
		Enabled bool `json:"enabled"`
	} `json:"autoModeConfig"`
}

// vpcSubnet is a subnet under its zone, or under a name of its own with the zone in it.
type vpcSubnet struct {
	ID   string `json:"id"`
	Zone string `json:"az"`
}

type eksctlNodes struct {
	Name          string   `json:"name"`
	AMIFamily     string   `json:"amiFamily"`
	InstanceType  string   `json:"instanceType"`
	InstanceTypes []string `json:"instanceTypes"`
	Spot          bool     `json:"spot"`
	Distribution  *struct {
		InstanceTypes []string `json:"instanceTypes"`
		Base          *int64   `json:"onDemandBaseCapacity"`
		Percent       *int64   `json:"onDemandPercentageAboveBaseCapacity"`
	} `json:"instancesDistribution"`
	Selector       map[string]any    `json:"instanceSelector"`
	LaunchTemplate *struct{}         `json:"launchTemplate"`
	Desired        *int64            `json:"desiredCapacity"`
	Min            *int64            `json:"minSize"`
	Max            *int64            `json:"maxSize"`
	Zones          []string          `json:"availabilityZones"`
	Subnets        []string          `json:"subnets"`
	LocalZones     []string          `json:"localZones"`
	Private        bool              `json:"privateNetworking"`
	MaxPods        int64             `json:"maxPodsPerNode"`
	Labels         objects.Texts     `json:"labels"`
	Taints         json.RawMessage   `json:"taints"`
	Tags           map[string]string `json:"tags"`
}

// ReadObject reads a ClusterConfig.
func (r *eksctl) ReadObject(o *objects.Object) (recognized bool, err error) {
	if o.Kind != "ClusterConfig" || o.Group() != "eksctl.io" || o.Rest {
		return false, nil
	}
	var c clusterConfig
	if err := objects.Decode(o.Text, &c); err != nil {
		return true, fmt.Errorf("%s: ClusterConfig: %w", o.Place, err)
	}
	for _, groups := range []struct {
		key  string
		kind planner.LauncherKind
		all  []eksctlNodes
	}{{"managedNodeGroups", planner.ManagedNodeGroup, c.Managed}, {"nodeGroups", planner.SelfManagedGroup, c.SelfManaged}} {
		for i := range groups.all {
			l := &importer.Launcher{Place: o.Place, Source: "eksctl", Cluster: c.Metadata.Name, Complete: true, Launcher: planner.Launcher{Kind: groups.kind, Name: groups.all[i].Name}}
			if err := groups.all[i].apply(l, &c); err != nil {
				at := strings.TrimSpace(fmt.Sprintf("%s[%d] %s", groups.key, i, l.Name))
				return true, fmt.Errorf("%s: ClusterConfig: %s: %w", o.Place, at, err)
			}
			if !SkipWindows(r.notes, l, groups.all[i].AMIFamily) {
				r.all = append(r.all, l)
			}
		}
	}
	for _, profile := range c.Fargate {
		r.notes.Skip("a Fargate profile needs no nodes", "Fargate profile "+profile.Name)
	}
	if c.AutoMode.Enabled {
		r.notes.Skip("EKS Auto Mode launches nodes by NodePools: add the output of kubectl get nodepools,nodeclasses -o yaml", "ClusterConfig "+c.Metadata.Name)
	}
	return true, nil
}

func (n *eksctlNodes) apply(l *importer.Launcher, c *clusterConfig) error {
	if n.Name == "" {
		return errors.New("missing name: eksctl makes one up, so give it that of the group in the cluster")
	}
	n.applyTypes(l)
	if err := n.applySize(l); err != nil {
		return err
	}
	switch {
	case n.Distribution != nil:
		Distribution{n.Distribution.Base, n.Distribution.Percent}.Apply(l)
	case n.Spot:
		l.CapacityTypes = []planner.CapacityType{planner.Spot}
	default:
		l.CapacityTypes = []planner.CapacityType{planner.OnDemand}
	}
	l.Zones = n.zones(c)
	if n.MaxPods != 0 {
		if err := l.SetMaxPods("maxPodsPerNode", n.MaxPods); err != nil {
			return err
		}
	}
	ApplyTags(l, n.Tags)
	l.Labels, l.Taints = maps.Clone(n.Labels), nil // the tags have them again
	l.SetLabel(eksctlGroup, n.Name)
	if c.Metadata.Name != "" {
		l.SetLabel(eksctlCluster, c.Metadata.Name)
	}
	if l.Kind == planner.ManagedNodeGroup {
		l.SetLabel(GroupLabel, n.Name)
	}
	return n.applyTaints(l)
}

// applyTypes (SetManagedNodeGroupDefaults and SetNodeGroupDefaults in defaults.go).
func (n *eksctlNodes) applyTypes(l *importer.Launcher) {
	l.Types = slices.Clone(n.InstanceTypes)
	if n.Distribution != nil {
		l.Types = append(l.Types, n.Distribution.InstanceTypes...)
	}
	switch {
	case len(l.Types) > 0:
	case n.InstanceType != "" && n.InstanceType != "mixed":
		l.Types = []string{n.InstanceType}
	case len(n.Selector) > 0:
		l.Notes = append(l.Notes, "eksctl chooses its instance types by instanceSelector, which is not read")
	case n.LaunchTemplate != nil:
		l.Notes = append(l.Notes, "its instance type is in its launch template, which is not in the input")
	default:
		l.Types = []string{defaultType}
		l.Notes = append(l.Notes, "no instance type: eksctl's default is "+defaultType)
	}
}

// applySize: the minimum defaults to the desired size and that to the minimum, and the
// maximum to either (validateManagedNodeGroup in validation.go, and AddAllResources in
// pkg/cfn/builder/nodegroup.go).
func (n *eksctlNodes) applySize(l *importer.Launcher) error {
	least, most, desired := n.Min, n.Max, n.Desired
	if least == nil {
		if least = desired; least == nil {
			two := int64(defaultNodes)
			least = &two
			l.Notes = append(l.Notes, fmt.Sprintf("no desired or minimum size: eksctl's default is %d nodes", defaultNodes))
		}
	}
	if desired == nil {
		desired = least
	}
	if most == nil {
		if most = desired; *most == 0 && l.Kind == planner.ManagedNodeGroup {
			one := int64(1) // EKS takes no 0
			most = &one
		}
	}
	if *desired < *least || *desired > *most {
		return fmt.Errorf("desiredCapacity %d: must be from minSize %d to maxSize %d", *desired, *least, *most)
	}
	return l.SetSize(least, most, desired)
}

// zones are those of the group's subnets: its own, or else the cluster's.
func (n *eksctlNodes) zones(c *clusterConfig) (zones []string) {
	subnets := c.VPC.Subnets.Public
	if n.Private || len(subnets) == 0 {
		subnets = c.VPC.Subnets.Private
	}
	of := func(name string, s vpcSubnet) string {
		if s.Zone != "" {
			return s.Zone
		}
		return name
	}
	switch {
	case len(n.Subnets) > 0:
		for _, name := range n.Subnets {
			zone := ""
			for _, all := range []map[string]vpcSubnet{c.VPC.Subnets.Private, c.VPC.Subnets.Public} {
				for key, s := range all {
					if key == name || s.ID == name && name != "" {
						zone = of(key, s)
					}
				}
			}
			if zone == "" {
				return nil
			}
			zones = append(zones, zone)
		}
	case len(n.Zones)+len(n.LocalZones) > 0:
		zones = slices.Concat(n.Zones, n.LocalZones)
	case len(c.Zones) > 0:
		zones = slices.Clone(c.Zones)
	default:
		for name, s := range subnets {
			zones = append(zones, of(name, s))
		}
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

// applyTaints reads a list of taints, or a mapping of keys to value:effect or an effect
// (taintsWrapper in pkg/apis/eksctl.io/v1alpha5/types.go).
func (n *eksctlNodes) applyTaints(l *importer.Launcher) error {
	if isA('{', n.Taints) {
		var byKey objects.Texts
		if err := objects.DecodePart("taints", n.Taints, &byKey); err != nil {
			return err
		}
		for _, key := range sorted(byKey) {
			value, effect, both := strings.Cut(byKey[key], ":")
			if !both {
				value, effect = "", byKey[key]
			}
			if err := l.AddTaint(key, value, effect); err != nil {
				return err
			}
		}
		return nil
	}
	var list []struct {
		Key    string       `json:"key"`
		Value  objects.Text `json:"value"`
		Effect string       `json:"effect"`
	}
	if err := objects.DecodePart("taints", n.Taints, &list); err != nil {
		return err
	}
	for _, t := range list {
		if err := l.AddTaint(t.Key, string(t.Value), t.Effect); err != nil {
			return err
		}
	}
	return nil
}
