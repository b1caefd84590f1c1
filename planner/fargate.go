package planner

import (
	"fmt"
	"slices"
)

// FargatePrices are what Fargate asks for an hour in the region of a question,
// in its currency; unknown where no table has them. Another region's never
// stand in.
type FargatePrices struct {
	VCPUHour, GBHour Maybe[Money]
	Source           *Source
}

// WarnFargate says that there is no price to compare by.
func (q *Question) WarnFargate() (Warning, bool) {
	return Warning{
		Code:    "fargate-price-unknown",
		Topic:   AboutMoney,
		Text:    fmt.Sprintf("no bundled Fargate price in %s: what it costs, and what would be cheaper there, is unknown", q.Settings.Region),
		Mend:    "look it up on AWS's price page; another region's price never stands in",
		Setting: "region",
	}, !q.FargatePrices.VCPUHour.Known() || !q.FargatePrices.GBHour.Known()
}

// FargateSize is what a pod on Fargate is billed for, one of the combinations
// that Fargate has. Its GB are the table's: 0.5 GB are 512 MiB.
type FargateSize Resources

// fargateTable is https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html:
// for each number of vCPUs the least memory, the most and the steps between.
var fargateTable = []struct {
	cpu               Millis
	least, most, step Memory
}{
	{250, GiB / 2, GiB / 2, GiB},
	{250, GiB, 2 * GiB, GiB},
	{500, GiB, 4 * GiB, GiB},
	{1_000, 2 * GiB, 8 * GiB, GiB},
	{2_000, 4 * GiB, 16 * GiB, GiB},
	{4_000, 8 * GiB, 30 * GiB, GiB},
	{8_000, 16 * GiB, 60 * GiB, 4 * GiB},
	{16_000, 32 * GiB, 120 * GiB, 8 * GiB},
}

const (
	// fargateSystem is what Fargate adds to every pod for the kubelet, kube-proxy
	// and containerd.
	fargateSystem     = 256 * MiB
	fargateMostCPU    = 16_000
	fargateMostMemory = 120 * GiB
)

// FargateSizeOf is the smallest combination that holds a pod's requests and what
// Fargate adds to them; ok is false where none does. A pod that requests
// nothing has the smallest of all.
func FargateSizeOf(request Resources) (size FargateSize, ok bool) {
	memory := request.Memory + fargateSystem
	for _, row := range fargateTable {
		if request.CPU <= row.cpu && memory <= row.most {
			steps := (max(memory, row.least) - row.least + row.step - 1) / row.step
			return FargateSize{row.cpu, row.least + steps*row.step}, true
		}
	}
	return FargateSize{}, false
}

// hour is what a pod of the size costs for an hour, in parts of Money's unit.
func (p FargatePrices) hour(s FargateSize) (float64, bool) {
	vcpu, vcpuKnown := p.VCPUHour.Value()
	gb, gbKnown := p.GBHour.Value()
	return s.CPU.Cores()*float64(vcpu) + s.Memory.GiB()*float64(gb), vcpuKnown && gbKnown
}

// FargateBar is why pods cannot run on Fargate.
type FargateBar uint8

// The bars, as https://docs.aws.amazon.com/eks/latest/userguide/fargate.html has
// them. Privileged containers and host ports, of which a PodKind says nothing,
// are two more.
const (
	FargateCPU         FargateBar = iota // more than any combination has
	FargateMemory                        // the same, with what Fargate adds
	FargateHostNetwork                   // has no host network
	FargateVolumes                       // mounts no EBS volumes
	FargateResource                      // has neither GPUs nor other devices
	FargateArch                          // EKS runs it on x86 alone
	FargateTypes                         // has no instance types to select
	FargateSpot                          // EKS has no Fargate Spot
)

// FargateReason is a bar with what pods need and Fargate has at the most, in the
// unit of what is short: millicores, bytes, volumes, a resource's own.
type FargateReason struct {
	Bar        FargateBar
	Resource   string // the name of an extended resource
	Need, Have int64
}

// FargateReasons are all that keeps pods of a kind from running on Fargate.
func (k *PodKind) FargateReasons() []FargateReason {
	var all []FargateReason
	bar := func(is bool, r FargateReason) {
		if is {
			all = append(all, r)
		}
	}
	memory := k.Request.Memory + fargateSystem
	bar(k.Request.CPU > fargateMostCPU, FargateReason{Bar: FargateCPU, Need: int64(k.Request.CPU), Have: fargateMostCPU})
	bar(memory > fargateMostMemory, FargateReason{Bar: FargateMemory, Need: int64(memory), Have: int64(fargateMostMemory)})
	bar(k.HostNetwork, FargateReason{Bar: FargateHostNetwork})
	bar(k.Volumes > 0, FargateReason{Bar: FargateVolumes, Need: int64(k.Volumes)})
	for _, name := range (Workload{*k}).resources() {
		bar(k.Extended[name] > 0, FargateReason{Bar: FargateResource, Resource: name, Need: k.Extended[name]})
	}
	n := &k.Nodes
	bar(len(n.Arch) > 0 && !slices.Contains(n.Arch, "amd64"), FargateReason{Bar: FargateArch})
	bar(len(n.Types) > 0, FargateReason{Bar: FargateTypes})
	bar(len(n.CapacityTypes) > 0 && !slices.Contains(n.CapacityTypes, OnDemand), FargateReason{Bar: FargateSpot})
	return all
}

// hours that each pod of the kind runs in a month.
func (k *PodKind) hours() float64 {
	if k.HoursPerMonth == 0 {
		return HoursPerMonth
	}
	return k.HoursPerMonth
}
