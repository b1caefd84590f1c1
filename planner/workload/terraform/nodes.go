package terraform

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/nodegroups"
	"podfit/planner/workload/objects"
)

// nodeGroupValues are an aws_eks_node_group's
// (registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_node_group).
type nodeGroupValues struct {
	Name           string   `json:"node_group_name"`
	Prefix         string   `json:"node_group_name_prefix"`
	Cluster        string   `json:"cluster_name"`
	InstanceTypes  []string `json:"instance_types"`
	CapacityType   string   `json:"capacity_type"`
	AMIType        string   `json:"ami_type"`
	Subnets        []string `json:"subnet_ids"`
	LaunchTemplate []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"launch_template"`
	Scaling []struct {
		Desired *int64 `json:"desired_size"`
		Min     *int64 `json:"min_size"`
		Max     *int64 `json:"max_size"`
	} `json:"scaling_config"`
	Labels map[string]string `json:"labels"`
	Taints []struct {
		Key    string `json:"key"`
		Value  string `json:"value"`
		Effect string `json:"effect"`
	} `json:"taint"`
}

// scalingGroupValues are an aws_autoscaling_group's
// (registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group).
type scalingGroupValues struct {
	Name           string   `json:"name"`
	Prefix         string   `json:"name_prefix"`
	Min            *int64   `json:"min_size"`
	Max            *int64   `json:"max_size"`
	Desired        *int64   `json:"desired_capacity"`
	Unit           string   `json:"desired_capacity_type"`
	Zones          []string `json:"availability_zones"`
	Subnets        []string `json:"vpc_zone_identifier"`
	LaunchTemplate []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"launch_template"`
	Mixed []struct {
		Distribution []struct {
			Base    *int64 `json:"on_demand_base_capacity"`
			Percent *int64 `json:"on_demand_percentage_above_base_capacity"`
		} `json:"instances_distribution"`
		LaunchTemplate []struct {
			Overrides []struct {
				Type         string       `json:"instance_type"`
				Weight       objects.Text `json:"weighted_capacity"`
				Requirements []struct{}   `json:"instance_requirements"`
			} `json:"override"`
		} `json:"launch_template"`
	} `json:"mixed_instances_policy"`
	Tags []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"tag"`
}

// Launchers are the node groups and Auto Scaling groups of all files.
func (r *reader) Launchers() []*importer.Launcher { return r.launchers }

// noteLauncher notes which values of a group are known only after apply, and that a plan
// is not yet what there is.
func (f *file) noteLauncher(of *resource, l *importer.Launcher, keys ...string) {
	l.Notes = append(l.Notes, f.doubts(of, keys...)...)
	if actions := f.actions[of.Address]; len(actions) > 0 && !slices.Equal(actions, []string{"no-op"}) {
		l.Notes = append(l.Notes, "counted as it is after apply")
	}
}

// defaultType is EKS's for a managed node group without an instance type
// (docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html, instanceTypes).
const defaultType = "t3.medium"

func (f *file) nodeGroup(of *resource) error {
	var v nodeGroupValues
	if err := objects.DecodePart("values", of.Values, &v); err != nil {
		return f.failed(of, err)
	}
	l := &importer.Launcher{Place: f.Place, Source: "terraform", Cluster: v.Cluster, Complete: true,
		Launcher: planner.Launcher{Kind: planner.ManagedNodeGroup, Name: cmp.Or(v.Name, strings.Trim(v.Prefix, "-"), plainName(of.Address)), Types: v.InstanceTypes, Labels: v.Labels, Zones: f.zones(of, "subnet_ids", v.Subnets)}}
	l.SetLabel(nodegroups.GroupLabel, l.Name)
	if nodegroups.SkipWindows(f.notes, l, v.AMIType) {
		return nil
	}
	for _, s := range v.Scaling {
		if err := l.SetSize(s.Min, s.Max, s.Desired); err != nil {
			return f.failed(of, err)
		}
	}
	for _, t := range v.Taints {
		if err := l.AddTaint(t.Key, t.Value, t.Effect); err != nil {
			return f.failed(of, err)
		}
	}
	if len(v.LaunchTemplate) > 0 && len(l.Types) == 0 {
		l.Types = f.templateTypes(of, v.LaunchTemplate[0].ID, v.LaunchTemplate[0].Name)
	}
	if len(l.Types) == 0 && len(v.LaunchTemplate) == 0 {
		l.Types = []string{defaultType}
		l.Notes = append(l.Notes, "no instance type: EKS's default is "+defaultType)
	}
	nodegroups.SetCapacityType(l, cmp.Or(v.CapacityType, "ON_DEMAND")) // its default
	f.noteLauncher(of, l, "scaling_config", "labels", "taint")
	f.launchers = append(f.launchers, l)
	return nil
}

func (f *file) scalingGroup(of *resource) error {
	var v scalingGroupValues
	if err := objects.DecodePart("values", of.Values, &v); err != nil {
		return f.failed(of, err)
	}
	tags := map[string]string{}
	for _, t := range v.Tags {
		tags[t.Key] = t.Value
	}
	l := nodegroups.OfTags(cmp.Or(v.Name, strings.Trim(v.Prefix, "-"), plainName(of.Address)), tags)
	l.Place, l.Source, l.Zones = f.Place, "terraform", v.Zones
	if !nodegroups.IsOfCluster(tags) {
		f.notes.Skip("no tag says that it is of a cluster", l.String())
		return nil
	}
	if len(l.Zones) == 0 {
		l.Zones = f.zones(of, "vpc_zone_identifier", v.Subnets)
	}
	weighted := v.Unit != "" && v.Unit != "units"
	var distribution nodegroups.Distribution
	for _, mixed := range v.Mixed {
		for _, d := range mixed.Distribution {
			distribution = nodegroups.Distribution{OnDemandBase: d.Base, OnDemandPercent: d.Percent}
		}
		for _, t := range mixed.LaunchTemplate {
			for _, o := range t.Overrides {
				weighted = weighted || o.Weight != ""
				if o.Type != "" {
					l.Types = append(l.Types, o.Type)
				}
				if len(o.Requirements) > 0 {
					l.Notes = append(l.Notes, "it chooses instance types by attributes, which are not read")
				}
			}
		}
	}
	if len(v.LaunchTemplate) > 0 {
		l.Types = f.templateTypes(of, v.LaunchTemplate[0].ID, v.LaunchTemplate[0].Name)
	}
	if !weighted { // otherwise these are no numbers of nodes
		desired := v.Desired
		if desired == nil && !f.isUnknown(of, "desired_capacity") {
			desired = v.Min // the API's default
		}
		if err := l.SetSize(v.Min, v.Max, desired); err != nil {
			return f.failed(of, err)
		}
	}
	distribution.Apply(l)
	if len(v.Mixed) == 0 {
		l.Notes = append(l.Notes, nodegroups.OnDemandAssumed)
	}
	f.noteLauncher(of, l, "min_size", "max_size", "desired_capacity")
	f.launchers = append(f.launchers, l)
	return nil
}

// zones are those of subnets by their ids or, in a plan, of those that the configuration
// refers to; none unless all are in the file.
func (f *file) zones(of *resource, key string, ids []string) (zones []string) {
	subnets := map[string]string{}
	for i := range f.resources {
		if one := &f.resources[i]; one.Type == "aws_subnet" {
			subnets[one.text("id")] = one.text("availability_zone")
		}
	}
	for _, id := range ids {
		zones = append(zones, subnets[id])
	}
	if len(ids) == 0 {
		for _, one := range f.allReferred(of, key, "aws_subnet") {
			zones = append(zones, one.text("availability_zone"))
		}
	}
	slices.Sort(zones)
	zones = slices.Compact(zones)
	if len(zones) > 0 && zones[0] == "" {
		return nil
	}
	return zones
}

// templateTypes is the instance type of a launch template; none if that is unknown.
func (f *file) templateTypes(of *resource, id, name string) []string {
	var found *resource
	for i := range f.resources {
		one := &f.resources[i]
		if one.Type == "aws_launch_template" && (id != "" && one.text("id") == id || name != "" && one.text("name") == name) {
			found = one
		}
	}
	_, own := cutIndex(of.Address)
	for _, one := range f.allReferred(of, "launch_template", "aws_launch_template") {
		if _, index := cutIndex(one.Address); found == nil || id == "" && index == own {
			found = one
		}
	}
	if found == nil || found.text("instance_type") == "" {
		return nil
	}
	return []string{found.text("instance_type")}
}

// allReferred are the resources of a kind to which a key, or the blocks under it, refers:
// those of an index if it names one, and otherwise all or, of launch templates, that with
// the resource's own index.
func (f *file) allReferred(of *resource, key, kind string) (all []*resource) {
	references := f.config.references(of, key)
	for _, reference := range references {
		name, is := strings.CutPrefix(reference, kind+".")
		name, _, _ = strings.Cut(name, ".")
		address, index := cutIndex(name)
		indexed := func(other string) bool { return strings.HasPrefix(other, kind+"."+address+"[") }
		if !is || index == "" && slices.ContainsFunc(references, indexed) {
			continue
		}
		for i := range f.resources {
			one := &f.resources[i]
			base, at := cutIndex(one.Address)
			if base == of.modulePath()+kind+"."+address && (index == "" || index == at) && !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return all
}

// referencesIn are those of an expression, or of the expressions in blocks.
func referencesIn(text json.RawMessage) (all []string) {
	if text = bytes.TrimLeft(text, " \t\r\n"); len(text) == 0 {
		return nil
	}
	switch text[0] {
	case '[':
		var blocks []map[string]json.RawMessage
		_ = json.Unmarshal(text, &blocks) // otherwise a constant
		for _, block := range blocks {
			for _, key := range []string{"id", "name"} {
				all = append(all, referencesIn(block[key])...)
			}
		}
	case '{':
		var expression struct {
			References []string `json:"references"`
		}
		_ = json.Unmarshal(text, &expression)
		all = expression.References
	}
	return all
}
