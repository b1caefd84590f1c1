package fargate

import (
	"fmt"
	"slices"

	"podfit/planner"
)

// FargatePrices are what Fargate asks for an hour in the region of a question,
// in its currency; unknown where no table has them. Another region's never
// stand in.
type Prices struct {
	VCPUHour, GBHour planner.Maybe[planner.Money]
	Source           *planner.Source
}

// Warn says that there is no price to compare by in the region.
func (p Prices) Warn(region string) (planner.Warning, bool) {
	return planner.Warning{
		Code:    "fargate-price-unknown",
		Topic:   planner.AboutMoney,
		Text:    fmt.Sprintf("no bundled Fargate price in %s: what it costs, and what would be cheaper there, is unknown", region),
		Fix:     "look it up on AWS's price page; another region's price never stands in",
		Setting: "region",
	}, !p.VCPUHour.Known() || !p.GBHour.Known()
}

// FargateSize is what a pod on Fargate is billed for, one of the combinations
// that Fargate has. Its GB are the table's: 0.5 GB are 512 MiB.
type Size planner.Resources

// fargateTable is https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html:
// for each number of vCPUs the least memory, the most and the steps between.
var sizes = []struct {
	cpu               planner.Millis
	least, most, step planner.Memory
}{
	{250, planner.GiB / 2, planner.GiB / 2, planner.GiB},
	{250, planner.GiB, 2 * planner.GiB, planner.GiB},
	{500, planner.GiB, 4 * planner.GiB, planner.GiB},
	{1_000, 2 * planner.GiB, 8 * planner.GiB, planner.GiB},
	{2_000, 4 * planner.GiB, 16 * planner.GiB, planner.GiB},
	{4_000, 8 * planner.GiB, 30 * planner.GiB, planner.GiB},
	{8_000, 16 * planner.GiB, 60 * planner.GiB, 4 * planner.GiB},
	{16_000, 32 * planner.GiB, 120 * planner.GiB, 8 * planner.GiB},
}

const (
	// fargateSystem is what Fargate adds to every pod for the kubelet, kube-proxy
	// and containerd.
	systemMemory  = 256 * planner.MiB
	largestCPU    = 16_000
	largestMemory = 120 * planner.GiB
)

// FargateSizeOf is the smallest combination that holds a pod's requests and what
// Fargate adds to them; ok is false where none does. A pod that requests
// nothing has the smallest of all.
func SizeOf(request planner.Resources) (size Size, ok bool) {
	memory := request.Memory + systemMemory
	for _, row := range sizes {
		if request.CPU <= row.cpu && memory <= row.most {
			steps := (max(memory, row.least) - row.least + row.step - 1) / row.step
			return Size{row.cpu, row.least + steps*row.step}, true
		}
	}
	return Size{}, false
}

// hour is what a pod of the size costs for an hour, in parts of Money's unit.
func (p Prices) hour(s Size) (float64, bool) {
	vcpu, vcpuKnown := p.VCPUHour.Value()
	gb, gbKnown := p.GBHour.Value()
	return s.CPU.Cores()*float64(vcpu) + s.Memory.GiB()*float64(gb), vcpuKnown && gbKnown
}

// FargateBar is why pods cannot run on Fargate.
type Bar uint8

// The bars, as https://docs.aws.amazon.com/eks/latest/userguide/fargate.html has
// them. Privileged containers and host ports, of which a PodKind says nothing,
// are two more.
const (
	BarCPU         Bar = iota // more than any combination has
	BarMemory                 // the same, with what Fargate adds
	BarHostNetwork            // has no host network
	BarVolumes                // mounts no EBS volumes
	BarResource               // has neither GPUs nor other devices
	BarArch                   // EKS runs it on x86 alone
	BarTypes                  // has no instance types to select
	BarSpot                   // EKS has no Fargate Spot
)

// FargateReason is a bar with what pods need and Fargate has at the most, in the
// unit of what is short: millicores, bytes, volumes, a resource's own.
type Reason struct {
	Bar        Bar
	Resource   string // the name of an extended resource
	Need, Have int64
}

// FargateReasonsOf are all that keeps pods of a kind from running on Fargate.
func Reasons(k *planner.Workload) []Reason {
	var all []Reason
	bar := func(is bool, r Reason) {
		if is {
			all = append(all, r)
		}
	}
	memory := k.Request.Memory + systemMemory
	bar(k.Request.CPU > largestCPU, Reason{Bar: BarCPU, Need: int64(k.Request.CPU), Have: largestCPU})
	bar(memory > largestMemory, Reason{Bar: BarMemory, Need: int64(memory), Have: int64(largestMemory)})
	bar(k.HostNetwork, Reason{Bar: BarHostNetwork})
	bar(k.Volumes > 0, Reason{Bar: BarVolumes, Need: int64(k.Volumes)})
	for _, name := range (planner.Workloads{*k}).ExtendedResources() {
		bar(k.Extended[name] > 0, Reason{Bar: BarResource, Resource: name, Need: k.Extended[name]})
	}
	n := &k.Nodes
	bar(len(n.Arch) > 0 && !slices.Contains(n.Arch, "amd64"), Reason{Bar: BarArch})
	bar(len(n.Types) > 0, Reason{Bar: BarTypes})
	bar(len(n.CapacityTypes) > 0 && !slices.Contains(n.CapacityTypes, planner.OnDemand), Reason{Bar: BarSpot})
	return all
}

// hoursOf is how many hours each pod of the workload runs in a month.
func hoursOf(k *planner.Workload) float64 {
	if k.HoursPerMonth == 0 {
		return planner.HoursPerMonth
	}
	return k.HoursPerMonth
}
