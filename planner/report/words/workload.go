package words

import (
	"fmt"
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
		{k.Priority != 0, fmt.Sprint("priority ", k.Priority)},
	} {
		if c.is {
			all = append(all, c.text)
		}
	}
	all = append(all, texts(k.Spreads, spreadText)...)
	all = append(all, texts(k.Affinity, termText)...)
	all = append(all, texts(k.HostPorts, portText)...)
	all = append(all, texts(k.Claims, claimText)...)
	for _, name := range slices.Sorted(maps.Keys(k.Extended)) {
		all = append(all, name+" "+ResourceAmount(name, k.Extended[name]))
	}
	for _, words := range [][]string{k.Nodes.Arch, k.Nodes.Types, k.Nodes.Zones, k.Nodes.Labels.Texts()} {
		all = append(all, words...)
	}
	for _, c := range k.Nodes.CapacityTypes {
		all = append(all, c.String())
	}
	for _, toleration := range k.Nodes.Tolerations {
		all = append(all, "tolerates "+toleration)
	}
	for _, p := range k.Prefers {
		all = append(all, "prefers "+strings.Join(p.Nodes.Texts(), " and "))
	}
	if k.Usage.IsKnown() {
		all = append(all, fmt.Sprintf("uses %s %s (%s)", OrUnknown(k.Usage.CPU, CPU), OrUnknown(k.Usage.Memory, Memory), UsageOver(&k.Usage)))
	}
	return strings.Join(all, ", ")
}

func texts[T any](list []T, text func(T) string) (all []string) {
	for _, v := range list {
		all = append(all, text(v))
	}
	return all
}

// spreadText is a topology spread constraint: spread over zones (at least 3),
// counting tier=front.
func spreadText(s planner.Spread) string {
	text := "spread over " + domains(s.Topology)
	if s.Anyway {
		text = "prefers to " + text
	}
	if s.MinDomains > 0 {
		text += fmt.Sprintf(" (at least %d)", s.MinDomains)
	}
	if pods := podsText(s.Selector); pods != "" {
		text += ", counting " + pods
	}
	return text
}

// termText is pod affinity: not in a zone with tier=front.
func termText(t planner.PodTerm) string {
	text := "in a " + domain(t.Topology) + " with "
	if t.Topology == planner.HostTopology {
		text = "on a node with "
	}
	pods := podsText(t.Selector)
	if pods == "" {
		pods = "its other pods"
	}
	text += pods
	switch {
	case slices.Contains(t.Namespaces, "*"):
		text += " in any namespace"
	case len(t.Namespaces) > 0:
		text += " in " + strings.Join(t.Namespaces, " or ")
	}
	switch {
	case t.Anti && t.Weight > 0:
		return "prefers not to be " + text
	case t.Anti:
		return "not " + text
	case t.Weight > 0:
		return "prefers to be " + text
	}
	return text
}

// podsText is which pods a selector means; empty for the workload's own.
func podsText(s planner.Selector) string {
	switch {
	case len(s) == 0:
		return ""
	case s[0].IsAlways():
		return "any pods"
	case s[0].IsNever():
		return "pods that do not exist"
	}
	return strings.Join(s.Texts(), " and ")
}

// domain is what nodes with the same value of a label make up.
func domain(topology string) string {
	switch topology {
	case planner.HostTopology:
		return "node"
	case planner.ZoneTopology:
		return "zone"
	}
	return topology
}

func domains(topology string) string {
	if topology == planner.HostTopology || topology == planner.ZoneTopology {
		return domain(topology) + "s"
	}
	return topology
}

func portText(p planner.HostPort) string {
	text := fmt.Sprint("host port ", p.Port)
	if p.Protocol != "" {
		text += "/" + p.Protocol
	}
	if p.IP != "" {
		text += " on " + p.IP
	}
	return text
}

func claimText(c planner.Claim) string {
	text := "shares volume " + c.Name
	switch c.Access {
	case planner.ReadWriteOnce:
		text += " on one node"
	case planner.ReadWriteOncePod:
		text = "volume " + c.Name + " for one pod"
	}
	if len(c.Zones) > 0 {
		text += " in " + strings.Join(c.Zones, " or ")
	}
	return text
}
