package words

import (
	"maps"
	"slices"
	"strings"

	"podfit/planner"
)

// Conditions are what a workload requires in addition to CPU and memory.
func Conditions(k *planner.Workload) string {
	var all []string
	for _, c := range []struct {
		is   bool
		text string
	}{
		{k.NoRequests, "no requests: a guess"},
		{k.SecurityGroups, "security groups"},
		{k.HostNetwork, "host network"},
		{k.OnePerNode, "one per node"},
		{k.ZoneSkew > 0, "spread over zones"},
		{k.HostSkew > 0, "spread over nodes"},
		{k.Volumes > 0, CountedGrouped(k.Volumes, "volume")},
		{k.HoursPerMonth > 0, Plain(k.HoursPerMonth) + " hours a month"},
	} {
		if c.is {
			all = append(all, c.text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(k.Extended)) {
		all = append(all, name+" "+ResourceAmount(name, k.Extended[name]))
	}
	for _, words := range [][]string{k.Nodes.Arch, k.Nodes.Types, k.Nodes.Zones, k.Nodes.Labels.Texts()} {
		all = append(all, words...)
	}
	for _, c := range k.Nodes.CapacityTypes {
		all = append(all, c.String())
	}
	return strings.Join(all, ", ")
}
