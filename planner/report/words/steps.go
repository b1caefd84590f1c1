package words

import (
	"fmt"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// Step is a line of a derivation with its name and its formula, as a person would
// write it with its figures.
type Step struct {
	density.Step
	Name, Formula string
}

// Steps put the derivation of an option in words.
func Steps(o *density.Option) []Step {
	var all []Step
	for _, s := range o.Steps() {
		all = append(all, Step{s, stepNames[s.ID], formula(o, s.ID)})
	}
	return all
}

// StepOf is one step of an option; ok is false where the option has none such.
func StepOf(o *density.Option, id density.StepID) (step Step, ok bool) {
	for _, s := range Steps(o) {
		if s.ID == id {
			return s, true
		}
	}
	return Step{}, false
}

var stepNames = map[density.StepID]string{
	density.StepENIs:                  "ENIs for pods",
	density.StepPodIPs:                "pod IPs",
	density.StepBranchENIs:            "branch ENIs",
	density.StepMaxPods:               "max pods",
	density.StepApplicationPods:       "application pods",
	density.StepWithoutSecurityGroups: "without security groups for pods",
	density.StepWithSecurityGroups:    "with security groups on each",
	density.StepMemoryCapacity:        "memory capacity",
	density.StepKubeReservedMemory:    "kube-reserved memory",
	density.StepAllocatableMemory:     "allocatable memory",
	density.StepFreeMemory:            "free memory",
	density.StepKubeReservedCPU:       "kube-reserved CPU",
	density.StepAllocatableCPU:        "allocatable CPU",
	density.StepFreeCPU:               "free CPU",
	density.StepVolumeSlots:           "volume slots",
	density.StepRAMPerPod:             "RAM per pod",
	density.StepCPUPerPod:             "CPU per pod",
	density.StepPodsAtRequest:         "pods at the request",
	density.StepUnusedMemory:          "unused memory",
	density.StepUnusedCPU:             "unused CPU",
	density.StepUnusedPods:            "unused addresses",
	density.StepOnDemandPerHour:       "on-demand hour",
	density.StepOnDemandPerMonth:      "on-demand month",
	density.StepReservedPerMonth:      "reserved month",
	density.StepAutoModeFee:           "Auto Mode fee",
	density.StepSpotPerMonth:          "spot month",
	density.StepRootVolume:            "root volume, month",
	density.StepPerMonth:              "cost of a node",
	density.StepPerPodMonth:           "cost of a pod",
	density.StepUnusedPerMonth:        "cost of what is unused",
}

func formula(o *density.Option, id density.StepID) string {
	switch id {
	case density.StepENIs:
		return eniFormula(o)
	case density.StepPodIPs:
		return podIPFormula(o)
	case density.StepBranchENIs:
		return branchFormula(o)
	case density.StepMaxPods:
		return maxPodsFormula(o)
	case density.StepApplicationPods:
		return Sum(o)
	case density.StepWithoutSecurityGroups:
		return "of " + countOf(o.Without.MaxPods) + " max pods"
	case density.StepWithSecurityGroups:
		return "of " + countOf(o.With.MaxPods) + " pods that can have them"
	case density.StepVolumeSlots:
		return volumeFormula(o)
	case density.StepRAMPerPod:
		return fmt.Sprintf("%s ÷ %s", mibOf(o.FreeMemory()), podsOf(o.ApplicationPods))
	case density.StepCPUPerPod:
		return fmt.Sprintf("%s ÷ %s", CPU(o.CPU.Free), podsOf(o.ApplicationPods))
	case density.StepPodsAtRequest:
		return requestFormula(o)
	case density.StepUnusedMemory:
		return fmt.Sprintf("%s − %s × %s", mib(o.Memory.Free), podsOf(o.PodsAtRequest), mib(o.Settings.Pod.Memory))
	case density.StepUnusedCPU:
		return fmt.Sprintf("%s − %s × %s", CPU(o.CPU.Free), podsOf(o.PodsAtRequest), CPU(o.Settings.Pod.CPU))
	case density.StepUnusedPods:
		return fmt.Sprintf("%s − %s", countOf(o.ApplicationPods), podsOf(o.PodsAtRequest))
	}
	if text := resourceFormula(o, id); text != "" {
		return text
	}
	return costFormula(o, id)
}

// eniFormula is the subtraction behind the ENIs of ordinary pods.
func eniFormula(o *density.Option) string {
	if o.Settings.CNI.Family == eni.IPv6 && o.Addresses.PodENIs > 0 {
		return "the one ENI that has the /80 prefix"
	}
	return eniSum(o.PodENIs())
}

func eniSum(p density.PodENIs) string {
	sum := Counted(p.Attached, "ENI")
	if p.Attached < p.OfType {
		sum = fmt.Sprintf("min(%s, MAX_ENI %d)", Counted(p.OfType, "ENI"), p.MaxENI)
	}
	if p.CustomNetworking {
		sum += " − 1 primary (custom networking)"
	}
	if p.Trunk {
		sum += " − 1 trunk"
	}
	if sum == Counted(p.Left, "ENI") {
		return sum + " of the default network card"
	}
	if p.Left == 0 {
		return sum + ": none left"
	}
	return fmt.Sprintf("%s = %d", sum, p.Left)
}

func podIPFormula(o *density.Option) string {
	a, l := o.Addresses, o.Type.Network
	switch {
	case o.Settings.CNI.Family == eni.IPv6 && l.Prefixes:
		return "a /80 prefix: addresses never run out"
	case o.Settings.CNI.Family == eni.IPv6:
		return "IPv6 requires nitro or bare metal"
	case a.Mode == eni.PrefixDelegation:
		return fmt.Sprintf("%s × (%d − 1) × %d", Counted(a.PodENIs, "ENI"), l.IPv4PerENI, eni.PrefixIPs)
	default:
		return fmt.Sprintf("%s × (%d − 1)", Counted(a.PodENIs, "ENI"), l.IPv4PerENI)
	}
}

func branchFormula(o *density.Option) string {
	branches := o.Type.Network.BranchENIs
	switch {
	case !branches.Known():
		return "in no table"
	case branches.Or(0) == 0:
		return "the type does not support trunk ENIs"
	case !o.Addresses.Trunk:
		return "only with security groups for pods, which are off"
	default:
		return "as the type allows"
	}
}

// Sum is the subtraction behind ApplicationPods: from the budget that runs out
// first.
func Sum(o *density.Option) string {
	pods, known := o.ApplicationPods.Value()
	if !known {
		return "unknown: " + unknownPods(o)
	}
	var sum string
	left := 0
	switch o.PodsLimitedBy {
	case density.LimitPodIPs:
		left = o.Addresses.PodIPs.Or(0) - (o.DaemonSetPods - o.DaemonSetBranchENIs)
		sum = countText(o.Addresses.PodIPs.Or(0)) + " pod IPs" + lessDaemonSets(o.DaemonSetPods-o.DaemonSetBranchENIs)
	case density.LimitBranchENIs:
		left = o.Addresses.BranchENIs.Or(0) - o.DaemonSetBranchENIs
		sum = Counted(o.Addresses.BranchENIs.Or(0), "branch ENI") + lessDaemonSets(o.DaemonSetBranchENIs)
	default:
		left = o.MaxPods.Or(0) - o.HostNetworkPods - o.DaemonSetPods
		sum = fmt.Sprintf("%d max pods", o.MaxPods.Or(0))
		if o.HostNetworkPods > 0 {
			sum += fmt.Sprintf(" − %d host-network (%s)", o.HostNetworkPods, strings.Join(hostNetworkNames(o), ", "))
		}
		sum += lessDaemonSets(o.DaemonSetPods)
	}
	if left < 0 {
		return fmt.Sprintf("%s = −%d: the DaemonSets alone do not fit", sum, -left)
	}
	if percent := o.Settings.SecurityGroupsPercent; o.PodsLimitedBy != density.LimitMaxPods && o.Settings.CNI.SecurityGroupsForPods && percent < 100 {
		if o.PodsLimitedBy == density.LimitPodIPs {
			percent = 100 - percent
		}
		sum = fmt.Sprintf("(%s) for %d%% of the pods", sum, percent)
	}
	return fmt.Sprintf("%s = %d", sum, pods)
}

func unknownPods(o *density.Option) string {
	switch {
	case !o.MaxPods.Known():
		return "max pods"
	case !o.Addresses.PodIPs.Known():
		return "ENI limits of " + o.Type.Name
	}
	return "branch ENIs of " + o.Type.Name
}

func lessDaemonSets(n int) string {
	if n == 0 {
		return ""
	}
	return " − " + Counted(n, "DaemonSet")
}

func hostNetworkNames(o *density.Option) []string {
	var names []string
	for _, ds := range o.Settings.DaemonSetsOn(o.Type) {
		if ds.HostNetwork {
			names = append(names, ds.Name)
		}
	}
	return names
}

// The figures inside a formula: unknown is a word there.

func mib(m planner.Memory) string { return Plain(MiB(m)) + " MiB" }

func mibOf(m planner.Maybe[planner.Memory]) string { return eni.Map(m, mib).Or(unknown) }

func podsOf(m planner.Maybe[int]) string {
	return eni.Map(m, func(n int) string { return plural(n, "pod", "pods") }).Or(unknown + " pods")
}

func countOf(m planner.Maybe[int]) string { return eni.Map(m, countText).Or(unknown) }

func priceOf(m planner.Maybe[planner.Money]) string {
	return eni.Map(m, func(m planner.Money) string { return Plain(m.Float()) }).Or(unknown)
}

const unknown = "unknown"

// countText keeps the addresses of a /80 readable.
func countText(n int) string {
	if n >= eni.IPv6NodeIPs/2 {
		return "2^48"
	}
	return strconv.Itoa(n)
}
