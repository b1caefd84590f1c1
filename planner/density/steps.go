package density

import (
	"fmt"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// Step is one line of a derivation.
type Step struct {
	Name string
	// Formula is the sum as a person would write it, with its figures.
	Formula string
	Value   planner.Maybe[float64]
	Unit    string
	Source  *planner.Source
}

// Where the rules come from; figures of a type have their tables' sources.
var (
	cniRules     = &planner.Source{Name: "Amazon VPC CNI v1.20", AsOf: "2026-08"}
	eksRules     = &planner.Source{Name: "EKS user guide", AsOf: "2026-08"}
	nodeadmRules = &planner.Source{Name: "EKS AMI nodeadm", AsOf: "2026-08"}
	karpenter    = &planner.Source{Name: "Karpenter", AsOf: "2026-08"}
	yourSettings = &planner.Source{Name: "your settings"}
	arithmetic   = &planner.Source{Name: "podfit"}
	fargateRatio = &planner.Source{Name: "Fargate prices, us-east-1", AsOf: "2026-06"}
)

// Steps derive the option, from the ENIs of the type to the price of a pod.
func (o *Option) Steps() []Step {
	steps := o.addressSteps()
	steps = append(steps, o.podSteps()...)
	steps = append(steps, o.memorySteps()...)
	steps = append(steps, o.cpuSteps()...)
	steps = append(steps, o.shareSteps()...)
	return append(steps, o.costSteps()...)
}

func (o *Option) addressSteps() []Step {
	l, a := o.Type.Network, o.Addresses
	steps := []Step{
		{"ENIs for pods", o.usableENIs(), count(a.PodENIs), "ENIs", o.Type.Source},
		{"pod IPs", o.podIPs(), maybe(a.PodIPs), "addresses", cniRules},
	}
	branches := Step{"branch ENIs", "as the type allows", maybe(l.BranchENIs), "ENIs", o.Type.BranchSource}
	switch {
	case !l.BranchENIs.Known():
		branches.Formula = "in no table"
	case l.BranchENIs.Or(0) == 0:
		branches.Formula = "the type does not trunk"
	case !a.Trunk:
		branches.Formula = "with security groups for pods, which are off"
	}
	return append(steps, branches)
}

// usableENIs is the sum behind Addresses.PodENIs.
func (o *Option) usableENIs() string {
	c, a := o.Settings.CNI, o.Addresses
	if c.Family == eni.IPv6 && a.PodENIs > 0 {
		return "the one ENI that has the /80 prefix"
	}
	sum := fmt.Sprintf("%d ENIs", a.AttachedENIs)
	if a.AttachedENIs < o.Type.Network.ENIs {
		sum = fmt.Sprintf("min(%d ENIs, MAX_ENI %d)", o.Type.Network.ENIs, c.MaxENI)
	}
	if c.CustomNetworking {
		sum += " − 1 primary (custom networking)"
	}
	if a.Trunk {
		sum += " − 1 trunk"
	}
	if sum == fmt.Sprintf("%d ENIs", a.PodENIs) {
		return sum + " of the default network card"
	}
	if a.PodENIs == 0 {
		return sum + ": none left"
	}
	return fmt.Sprintf("%s = %d", sum, a.PodENIs)
}

func (o *Option) podIPs() string {
	a, l := o.Addresses, o.Type.Network
	switch {
	case o.Settings.CNI.Family == eni.IPv6 && l.Prefixes:
		return "a /80 prefix: addresses never bind"
	case o.Settings.CNI.Family == eni.IPv6:
		return "IPv6 needs nitro or bare metal"
	case a.Mode == eni.PrefixDelegation:
		return fmt.Sprintf("%d ENIs × (%d − 1) × %d", a.PodENIs, l.IPv4PerENI, eni.PrefixIPs)
	default:
		return fmt.Sprintf("%d ENIs × (%d − 1)", a.PodENIs, l.IPv4PerENI)
	}
}

func (o *Option) podSteps() []Step {
	formula, source := o.maxPodsRule()
	return []Step{
		{"max pods", formula, maybe(o.MaxPods), "pods", source},
		{"application pods", o.Sum(), maybe(o.ApplicationPods), "pods", arithmetic},
		{"without security groups for pods", "of " + countOf(o.Without.MaxPods) + " max pods", maybe(o.Without.ApplicationPods), "pods", arithmetic},
		{"with security groups on each", "of " + countOf(o.With.MaxPods) + " pods that can have them", maybe(o.With.ApplicationPods), "pods", arithmetic},
	}
}

// maxPodsRule writes the policy out for the type, and says whose rule it is.
func (o *Option) maxPodsRule() (string, *planner.Source) {
	if o.Override.MaxPods.Known() {
		return "as overridden for " + o.Type.Name, yourScenario
	}
	l, m := o.Type.Network, o.Settings.MaxPods
	enis := fmt.Sprintf("%d ENIs × (%d − 1)", l.ENIs, l.IPv4PerENI)
	if l.ENIs == 0 && m.Policy == eni.PolicyENI {
		return "what nodeadm sets for a type that it does not know", nodeadmRules
	}
	switch m.Policy {
	case eni.PolicyManaged:
		return fmt.Sprintf("managed node group: %s pod IPs + %d, at most %d", countOf(eni.ManagedPodIPs(l, o.Settings.CNI)), eni.HostPods, eni.ManagedLimit(l.VCPUs)), eksRules
	case eni.PolicyNumber:
		return "maxPods as set", yourSettings
	case eni.PolicyExpression:
		return fmt.Sprintf("%s (default_enis %d, ips_per_eni %d)", m.Expression, l.ENIs, l.IPv4PerENI), nodeadmRules
	case eni.PolicyKarpenter:
		rule := enis
		if m.ReservedENIs > 0 {
			rule = fmt.Sprintf("(%d − %d reserved) ENIs × (%d − 1)", l.ENIs, m.ReservedENIs, l.IPv4PerENI)
		}
		rule = fmt.Sprintf("Karpenter: %s + %d", rule, eni.HostPods)
		if m.PodsPerCore > 0 {
			rule = fmt.Sprintf("%s, at most %d × %d vCPUs", rule, m.PodsPerCore, l.VCPUs)
		}
		return rule, karpenter
	case eni.PolicyAutoMode:
		return fmt.Sprintf("Auto Mode: %s, at most %d", enis, eni.AutoModeCap), eksRules
	default:
		return fmt.Sprintf("%s + %d", enis, eni.HostPods), nodeadmRules
	}
}

// Sum is the subtraction behind ApplicationPods, as a person would write it:
// from the budget that runs out first.
func (o *Option) Sum() string {
	pods, known := o.ApplicationPods.Value()
	if !known {
		return "unknown: " + o.unknownPods()
	}
	var sum string
	left := 0
	switch o.PodsLimitedBy {
	case LimitPodIPs:
		left = o.Addresses.PodIPs.Or(0) - (o.DaemonSetPods - o.DaemonSetBranchENIs)
		sum = countText(o.Addresses.PodIPs.Or(0)) + " pod IPs" + daemonSets(o.DaemonSetPods-o.DaemonSetBranchENIs)
	case LimitBranchENIs:
		left = o.Addresses.BranchENIs.Or(0) - o.DaemonSetBranchENIs
		sum = fmt.Sprintf("%d branch ENIs", o.Addresses.BranchENIs.Or(0)) + daemonSets(o.DaemonSetBranchENIs)
	default:
		left = o.MaxPods.Or(0) - o.HostNetworkPods - o.DaemonSetPods
		sum = fmt.Sprintf("%d max pods", o.MaxPods.Or(0))
		if o.HostNetworkPods > 0 {
			sum += fmt.Sprintf(" − %d host-network (%s)", o.HostNetworkPods, strings.Join(o.hostNetworkNames(), ", "))
		}
		sum += daemonSets(o.DaemonSetPods)
	}
	if left < 0 {
		return fmt.Sprintf("%s = −%d: the DaemonSets alone do not fit", sum, -left)
	}
	if percent := o.Settings.SecurityGroupsPercent; o.PodsLimitedBy != LimitMaxPods && o.Settings.CNI.SecurityGroupsForPods && percent < 100 {
		if o.PodsLimitedBy == LimitPodIPs {
			percent = 100 - percent
		}
		sum = fmt.Sprintf("(%s) for %d%% of the pods", sum, percent)
	}
	return fmt.Sprintf("%s = %d", sum, pods)
}

func (o *Option) unknownPods() string {
	switch {
	case !o.MaxPods.Known():
		return "max pods"
	case !o.Addresses.PodIPs.Known():
		return "ENI limits of " + o.Type.Name
	}
	return "branch ENIs of " + o.Type.Name
}

func daemonSets(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return " − 1 DaemonSet"
	default:
		return fmt.Sprintf(" − %d DaemonSets", n)
	}
}

func (o *Option) hostNetworkNames() []string {
	var names []string
	if !o.Settings.AutoMode() {
		for _, ds := range planner.Always {
			names = append(names, ds.Name)
		}
	}
	for _, ds := range o.Settings.DaemonSets {
		if ds.HostNetwork {
			names = append(names, ds.Name)
		}
	}
	return names
}

func (o *Option) memorySteps() []Step {
	m, t := o.Memory, o.Type
	overhead := fmt.Sprintf("%s advertised − %s %s", mib(m.Advertised), mib(o.Overhead.Memory), o.Overhead.Kind)
	if o.Overhead.Formula != "" {
		overhead += ": " + o.Overhead.Formula
	}
	allocatable := fmt.Sprintf("%s − %s kube-reserved", mib(m.Capacity), mibOf(o.KubeReservedMemory()))
	allocatable += minus(m.SystemReserved, "system-reserved") + minus(m.HugePages, "huge pages") + minus(m.Eviction, "eviction")
	source := arithmetic
	if o.Override.AllocatableMemory.Known() {
		allocatable, source = "as overridden for "+t.Name+", in place of "+allocatable, yourScenario
	}
	return []Step{
		{"memory capacity", overhead, planner.Known(m.Capacity.MiB()), "MiB", o.Overhead.Source},
		{"kube-reserved memory", fmt.Sprintf("255 + 11 × %s pods%s", countOf(o.KubeReservedPods), o.reservedBy(t)), maybeMiB(o.KubeReservedMemory()), "MiB", nodeadmRules},
		{"allocatable memory", allocatable, maybeMiB(o.AllocatableMemory()), "MiB", source},
		{"free memory", mibOf(o.AllocatableMemory()) + orNone(minus(m.DaemonSets, "DaemonSets")), maybeMiB(o.FreeMemory()), "MiB", arithmetic},
	}
}

// reservedBy says why kube-reserved goes by another number than max pods.
func (o *Option) reservedBy(t *planner.InstanceType) string {
	if o.KubeReservedPods == o.MaxPods {
		return ""
	}
	return fmt.Sprintf(" (nodeadm's own max pods of %s, not %s)", t.Name, countOf(o.MaxPods))
}

func (o *Option) cpuSteps() []Step {
	c := o.CPU
	allocatable := fmt.Sprintf("%dm − %dm kube-reserved", c.Capacity, c.KubeReserved)
	if c.SystemReserved > 0 {
		allocatable += fmt.Sprintf(" − %dm system-reserved", c.SystemReserved)
	}
	source := arithmetic
	if o.Override.AllocatableCPU.Known() {
		allocatable, source = "as overridden for "+o.Type.Name+", in place of "+allocatable, yourScenario
	}
	return []Step{
		{"kube-reserved CPU", fmt.Sprintf("6%% of the first core, 1%% of the second, 0.5%% of the next two, 0.25%% of the rest of %d", o.Type.VCPUs), planner.Known(float64(c.KubeReserved)), "millicores", nodeadmRules},
		{"allocatable CPU", allocatable, planner.Known(float64(c.Allocatable)), "millicores", source},
		{"free CPU", fmt.Sprintf("%dm − %dm DaemonSets", c.Allocatable, c.DaemonSets), planner.Known(float64(c.Free)), "millicores", arithmetic},
	}
}

func (o *Option) shareSteps() []Step {
	pods := countOf(o.ApplicationPods)
	steps := []Step{
		{"RAM per pod", fmt.Sprintf("%s ÷ %s pods", mibOf(o.FreeMemory()), pods), maybeMiB(o.RAMPerPod), "MiB", arithmetic},
		{"CPU per pod", fmt.Sprintf("%dm ÷ %s pods", o.CPU.Free, pods), maybe(o.CPUPerPod), "millicores", arithmetic},
	}
	pod := &o.Settings.Pod
	if !pod.Given() {
		return steps
	}
	steps = append(steps, Step{"pods at the request", o.atRequestSum(), maybe(o.PodsAtRequest), "pods", arithmetic})
	if m, known := o.Unused.Memory.Value(); known {
		steps = append(steps, Step{"stranded memory", fmt.Sprintf("%s − %s pods × %s", mib(o.Memory.Free), countOf(o.PodsAtRequest), mib(pod.Memory)), planner.Known(m.GiB()), "GiB", arithmetic})
	}
	if c, known := o.Unused.CPU.Value(); known {
		steps = append(steps, Step{"stranded CPU", fmt.Sprintf("%dm − %s pods × %dm", o.CPU.Free, countOf(o.PodsAtRequest), pod.CPU), planner.Known(c.Cores()), "vCPUs", arithmetic})
	}
	if n, known := o.Unused.Pods.Value(); known {
		steps = append(steps, Step{"stranded addresses", fmt.Sprintf("%s − %s pods", pods, countOf(o.PodsAtRequest)), count(n), "pods", arithmetic})
	}
	return steps
}

// atRequestSum writes how many pods each requested resource would allow.
func (o *Option) atRequestSum() string {
	pod := &o.Settings.Pod
	parts := []string{countOf(o.ApplicationPods) + " by slots and addresses"}
	if free, known := o.FreeMemory().Value(); known && pod.Memory > 0 {
		parts = append(parts, fmt.Sprintf("%s ÷ %s = %d by memory", mib(free), mib(pod.Memory), free/pod.Memory))
	}
	if pod.CPU > 0 {
		parts = append(parts, fmt.Sprintf("%dm ÷ %dm = %d by CPU", o.CPU.Free, pod.CPU, o.CPU.Free/pod.CPU))
	}
	if pod.Volumes > 0 {
		parts = append(parts, fmt.Sprintf("%s volume slots ÷ %d", countOf(o.Type.VolumeSlots(o.Addresses.AttachedENIs)), pod.Volumes))
	}
	if pod.GPUs > 0 {
		parts = append(parts, fmt.Sprintf("%s GPUs ÷ %d", countOf(o.Type.GPUs), pod.GPUs))
	}
	sum := "least of " + strings.Join(parts, "; ")
	if o.LimitedBy != NoLimit {
		sum += fmt.Sprintf("; bound by %s", o.LimitedBy)
	}
	return sum
}

func (o *Option) costSteps() []Step {
	currency, c := "USD", &o.Settings.Capacity
	var onDemand, spot *planner.Source
	if r := o.Offering.Region; r != nil {
		currency, onDemand, spot = r.Currency, r.OnDemand, r.Spot
	}
	price := func(m planner.Maybe[planner.Money]) planner.Maybe[float64] { return eni.Map(m, planner.Money.Float) }
	list := "list price of an hour in " + o.Settings.Region
	if c.DiscountPPM > 0 {
		list = fmt.Sprintf("%s a list hour in %s − %s%% discount", priceText(o.Cost.ListHour), o.Settings.Region, decimal(float64(c.DiscountPPM)/10_000))
	}
	spotRule := "no Spot Advisor figure"
	if saving, known := o.Offering.SpotSaving.Value(); known {
		spotRule = fmt.Sprintf("estimate: %s list × %d h × (100 − %d)%%", priceText(o.Cost.ListHour), planner.HoursPerMonth, saving)
	}
	if o.Offering.Spot.Known() {
		spotRule = fmt.Sprintf("%s spot × %d h", priceText(o.Offering.Spot), planner.HoursPerMonth)
	}
	steps := []Step{
		{"on-demand hour", list, price(o.Cost.OnDemandHour), currency, onDemand},
		{"on-demand month", fmt.Sprintf("%s × %d h", priceText(o.Cost.OnDemandHour), planner.HoursPerMonth), price(o.Cost.OnDemandMonth), currency, onDemand},
		{"spot month", spotRule, price(o.Cost.SpotMonth), currency, spot},
		{"cost of a node", purchaseRule(c), price(o.Cost.Month), currency, arithmetic},
		{"cost of a pod", fmt.Sprintf("%s ÷ %s pods", priceText(o.Cost.Month), countOf(o.PodsAtRequest)), price(o.Cost.PerPod), currency, arithmetic},
	}
	if o.Cost.Unused.Known() {
		steps = append(steps, Step{"stranded money", "the stranded share of CPU and memory, weighed as Fargate prices a vCPU and a GB", price(o.Cost.Unused), currency, fargateRatio})
	}
	return steps
}

// purchaseRule says how nodes are bought.
func purchaseRule(c *planner.Capacity) string {
	var rule string
	if c.Nodes > 0 {
		onDemand := c.OnDemandNodes(c.Nodes)
		rule = fmt.Sprintf("mean of %d nodes, %d on-demand and %d spot", c.Nodes, onDemand, c.Nodes-onDemand)
	} else {
		rule = fmt.Sprintf("%d%% on-demand, %d%% spot", c.OnDemandPercent, 100-c.OnDemandPercent)
	}
	if c.NodeAdder > 0 {
		rule += " + " + decimal(c.NodeAdder.Float()) + " a node"
	}
	if c.ClusterAdder > 0 && c.Nodes > 0 {
		rule += " + " + decimal(c.ClusterAdder.Float()) + fmt.Sprintf(" a cluster ÷ %d", c.Nodes)
	}
	return rule
}
