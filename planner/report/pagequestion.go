package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/settings"
)

func (p *Page) questionBlocks() []block {
	q := &p.Question
	pods, all := q.Workload.Sum()
	secured := 0
	for i := range q.Workload {
		if q.Workload[i].SecurityGroups {
			secured += q.Workload[i].Replicas
		}
	}
	aim := []string{"for the least money", "on the fewest nodes", "with more memory for each pod for a little more money", "on a few large nodes for a little more money"}[q.Objective]
	blocks := []block{
		{Lead: fmt.Sprintf("Which EKS node groups in %s hold these %s %s?", p.settings().Region, some(pods, "pod"), aim)},
		{Figures: []fact{
			counting(pods, "pod"),
			counting(len(q.Workload), "kind"),
			{"vCPUs requested", Cores(all.CPU)},
			{"memory requested", GiB(all.Memory)},
			{"with security groups", grouped(float64(secured))},
		}},
	}
	sheet, more := kindSheet(q.Workload)
	blocks = append(blocks, block{Sheet: sheet})
	if more > 0 {
		blocks = append(blocks, block{Text: fmt.Sprintf("And %s more, which the scenario at the end has.", some(more, "kind"))})
	}
	return append(blocks, block{Facts: p.clusterFacts()})
}

// kindsShown of a workload are a page at the most; the scenario has them all.
const kindsShown = 20

func kindSheet(w planner.Workloads) (s *sheet, more int) {
	s = &sheet{Caption: "The workload, requests of each pod", Titles: []string{"Workload", "Replicas", "CPU", "Memory", "Besides"}, Right: []bool{false, true, true, true, false}}
	for i := range w[:min(kindsShown, len(w))] {
		k := &w[i]
		replicas, cpu, memory := grouped(float64(k.Replicas)), CPU(k.Request.CPU), Memory(k.Request.Memory)
		if k.MaxReplicas > k.Replicas {
			replicas += " to " + grouped(float64(k.MaxReplicas))
		}
		if k.NoRequests {
			cpu, memory = Unknown, Unknown
		}
		s.Rows = append(s.Rows, []string{k.Name, replicas, cpu, memory, conditions(k)})
	}
	return s, len(w) - len(s.Rows)
}

// conditions are what a kind asks for besides CPU and memory.
func conditions(k *planner.Workload) string {
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
		{k.Volumes > 0, some(k.Volumes, "volume")},
		{k.HoursPerMonth > 0, plainNumber(k.HoursPerMonth) + " hours a month"},
	} {
		if c.is {
			all = append(all, c.text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(k.Extended)) {
		all = append(all, fmt.Sprintf("%s %d", name, k.Extended[name]))
	}
	for _, words := range [][]string{k.Nodes.Arch, k.Nodes.Types, k.Nodes.Zones, k.Nodes.Labels} {
		all = append(all, words...)
	}
	for _, c := range k.Nodes.CapacityTypes {
		all = append(all, c.String())
	}
	return strings.Join(all, ", ")
}

// clusterFacts are the settings in words.
func (p *Page) clusterFacts() []fact {
	s := p.settings()
	facts := []fact{
		{"Addresses", addressText(s)},
		{"Security groups for pods", securityGroupText(s)},
		{"Max pods", maxPodsText(s)},
		{"Node image", imageText(s)},
		{"DaemonSets", daemonSetText(s)},
		{"Bought", boughtText(&s.Capacity, p.currency())},
		{"Plan", p.shapeText()},
		{"Chosen from", p.chosenText()},
	}
	if own := slices.Concat(slices.Collect(maps.Keys(s.MemoryCapacity)), slices.Collect(maps.Keys(s.Overrides))); len(own) > 0 {
		slices.SortFunc(own, planner.CompareNames)
		facts = append(facts, fact{"Measured on own nodes", strings.Join(slices.Compact(own), ", ")})
	}
	return facts
}

func addressText(s *planner.Settings) string {
	text := "IPv4, secondary addresses of the ENIs"
	switch {
	case s.CNI.Family == eni.IPv6:
		text = "IPv6, a /80 for each node"
	case s.CNI.Mode == eni.PrefixDelegation:
		text = "IPv4, prefix delegation: a /28 in each slot of an ENI"
	}
	if s.CNI.CustomNetworking {
		text += "; custom networking, where the primary ENI carries no pods"
	}
	if s.CNI.MaxENI > 0 {
		text += fmt.Sprintf("; at most %s", some(s.CNI.MaxENI, "ENI"))
	}
	return text
}

func securityGroupText(s *planner.Settings) string {
	switch {
	case !s.CNI.SecurityGroupsForPods:
		return "off"
	case s.SecurityGroupsScope == planner.ScopeApps:
		return "on, for application pods; DaemonSets have none"
	default:
		return "on, for every pod that is not on the host network"
	}
}

func maxPodsText(s *planner.Settings) string {
	switch m := s.MaxPods; m.Policy {
	case eni.PolicyENI:
		return "by ENIs, as nodeadm sets it: ENIs × (addresses − 1) + 2"
	case eni.PolicyManaged:
		return fmt.Sprintf("as EKS managed node groups set it: by addresses, at most %d below %d vCPUs and %d from there", eni.ManagedCap, eni.ManagedLargeVCPUs, eni.ManagedLargeCap)
	case eni.PolicyKarpenter:
		text := "as Karpenter sets it"
		if m.ReservedENIs > 0 {
			text += fmt.Sprintf(", %s reserved", some(m.ReservedENIs, "ENI"))
		}
		if m.PodsPerCore > 0 {
			text += fmt.Sprintf(", %s for each core", some(m.PodsPerCore, "pod"))
		}
		return text
	case eni.PolicyAutoMode:
		return fmt.Sprintf("as EKS Auto Mode sets it, at most %d", eni.AutoModeCap)
	case eni.PolicyExpression:
		return "by the expression " + settings.MaxPodsText(m)
	default:
		return settings.MaxPodsText(m) + " on every node"
	}
}

func imageText(s *planner.Settings) string {
	text := "Amazon Linux 2023"
	if s.AMI == planner.Bottlerocket {
		text = "Bottlerocket"
	}
	if r := s.SystemReserved; r != (planner.Resources{}) {
		text += fmt.Sprintf("; %s and %s reserved for the system", CPU(r.CPU), Memory(r.Memory))
	}
	if s.HugePages > 0 {
		text += fmt.Sprintf("; %s of huge pages", Memory(s.HugePages))
	}
	return text
}

func daemonSetText(s *planner.Settings) string {
	var names []string
	for _, ds := range daemonSetsOf(s) {
		names = append(names, ds.Name)
	}
	if s.UnnamedDaemonSets > 0 {
		names = append(names, fmt.Sprintf("%d more on the pod network", s.UnnamedDaemonSets))
	}
	if len(names) == 0 {
		return "none"
	}
	return listed(names)
}

// daemonSetsOf are all that have a name or a request.
func daemonSetsOf(s *planner.Settings) []planner.DaemonSet {
	var all []planner.DaemonSet
	if !s.MaxPods.Policy.AutoMode() {
		all = append(all, planner.Always...)
	}
	for _, ds := range s.DaemonSets {
		if ds.Name == "" {
			ds.Name = "unnamed"
		}
		all = append(all, ds)
	}
	return all
}

func boughtText(c *planner.Capacity, currency string) string {
	text := fmt.Sprintf("%d%% on demand, the rest spot", c.OnDemandPercent)
	switch {
	case c.OnDemandPercent == 100:
		text = "on demand"
	case c.OnDemandPercent == 0:
		text = "spot"
	}
	if c.OnDemandBase > 0 && c.OnDemandPercent < 100 {
		text = fmt.Sprintf("the first %s of each group on demand, above them %s", some(c.OnDemandBase, "node"), text)
	}
	if c.DiscountPPM > 0 {
		text += fmt.Sprintf("; %s off on-demand prices", plainNumber(float64(c.DiscountPPM)/10_000)+"%")
	}
	if c.NodeAdder > 0 {
		text += fmt.Sprintf("; %s a month more for each node", Money(c.NodeAdder, currency))
	}
	if c.ClusterAdder > 0 {
		text += fmt.Sprintf("; %s a month for the cluster", Money(c.ClusterAdder, currency))
	}
	return text
}

// shapeText is what a plan is to be like.
func (p *Page) shapeText() string {
	q := &p.Question
	text := fmt.Sprintf("at most %s in %s", some(q.Groups, "node group"), some(max(1, q.Zones), "zone"))
	switch q.Spare {
	case plan.SpareNode:
		text += "; any one node may be lost"
	case plan.SpareZone:
		text += "; any one zone may be lost"
	}
	if q.MaxNodes > 0 {
		text += fmt.Sprintf("; at most %s, where that can be", some(q.MaxNodes, "node"))
	}
	return text
}

func (p *Page) chosenText() string {
	in := p.Plans.Answer.Inputs
	text := some(len(p.Question.Candidates), "instance type")
	if len(in.Types) > 0 {
		text += " of " + strings.Join(in.Types, ", ")
	}
	if len(in.Filter) > 0 {
		text += ": " + strings.Join(in.Filter, ", ")
	}
	return text
}
