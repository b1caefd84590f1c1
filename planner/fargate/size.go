package fargate

import (
	"slices"
	"strings"

	"podfit/planner"
)

// Prices are Fargate's prices of an hour in a region, in its currency; unknown if
// the tables do not have them. Prices of another region are never used instead.
type Prices struct {
	VCPUHour, GBHour planner.Maybe[planner.Money]
	Source           *planner.Source
}

// PriceUnknown is a region without a Fargate price to compare by.
type PriceUnknown struct{ Region string }

// About identifies the warning.
func (PriceUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "fargate-price-unknown", Severity: planner.SeverityUnknown, Topic: planner.AboutMoney, Setting: "region"}
}

// NotExported are workloads that run on Fargate, and so on no node group of a file.
type NotExported struct{ Workloads []string }

// About identifies the warning.
func (w NotExported) About() planner.WarningID {
	return planner.WarningID{Code: "fargate-not-exported", Severity: planner.SeverityNote, Subject: strings.Join(w.Workloads, ", ")}
}

// Warnings warn if the prices of the region are unknown.
func (p Prices) Warnings(region string) []planner.Warning {
	if p.VCPUHour.Known() && p.GBHour.Known() {
		return nil
	}
	return []planner.Warning{PriceUnknown{region}}
}

// Size is the combination of vCPUs and memory that a pod on Fargate is billed for. A
// GB of the table is a GiB: 0.5 GB are 512 MiB.
type Size planner.Resources

// sizes is the table of combinations: the least and the most memory for each number
// of vCPUs, and the steps between.
// https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html
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
	// Fargate adds systemMemory to every pod for the kubelet, kube-proxy and
	// containerd.
	systemMemory  = 256 * planner.MiB
	largestCPU    = 16_000
	largestMemory = 120 * planner.GiB
)

// SizeOf is the smallest combination that holds a pod's requests and the memory that
// Fargate adds; ok is false if none does. A pod without requests gets the smallest
// of all.
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

// hour is the cost of a pod for an hour, in millionths like Money but not rounded.
func (p Prices) hour(s Size) (float64, bool) {
	vcpu, vcpuKnown := p.VCPUHour.Value()
	gb, gbKnown := p.GBHour.Value()
	return s.CPU.Cores()*float64(vcpu) + s.Memory.GiB()*float64(gb), vcpuKnown && gbKnown
}

// ReasonKind is a kind of reason why pods cannot run on Fargate.
type ReasonKind uint8

// The reasons why pods cannot run on Fargate, from
// https://docs.aws.amazon.com/eks/latest/userguide/fargate.html. Privileged
// containers and host ports are two more, but a Workload does not have them.
const (
	TooMuchCPU       ReasonKind = iota // more than the largest combination
	TooMuchMemory                      // the same, with the memory that Fargate adds
	NeedsHostNetwork                   // Fargate has no host network
	NeedsVolumes                       // Fargate mounts no EBS volumes
	NeedsDevices                       // Fargate has no GPUs or other devices
	NeedsArm                           // EKS runs Fargate only on amd64
	SelectsTypes                       // Fargate has no instance types
	NeedsStorage                       // more than what is included in the price
	SelectsSpot                        // EKS does not support Fargate Spot
)

// includedStorage is the ephemeral storage whose cost is part of the pod's.
const includedStorage = int64(20 * planner.GiB)

// Reason is why pods cannot run on Fargate, with the amount that they need and the
// most that Fargate has: millicores, bytes, volumes or units of an extended resource.
type Reason struct {
	Kind       ReasonKind
	Resource   string // the name of an extended resource
	Need, Have int64
}

// Reasons are all reasons why the pods of a workload cannot run on Fargate.
func Reasons(k *planner.Workload) []Reason {
	var all []Reason
	add := func(is bool, r Reason) {
		if is {
			all = append(all, r)
		}
	}
	memory := k.Request.Memory + systemMemory
	add(k.Request.CPU > largestCPU, Reason{Kind: TooMuchCPU, Need: int64(k.Request.CPU), Have: largestCPU})
	add(memory > largestMemory, Reason{Kind: TooMuchMemory, Need: int64(memory), Have: int64(largestMemory)})
	add(k.HostNetwork, Reason{Kind: NeedsHostNetwork})
	add(k.Volumes > 0, Reason{Kind: NeedsVolumes, Need: int64(k.Volumes)})
	for _, name := range (planner.Workloads{*k}).ExtendedResources() {
		if name == planner.EphemeralStorage {
			add(k.Extended[name] > includedStorage, Reason{Kind: NeedsStorage, Need: k.Extended[name], Have: includedStorage})
			continue
		}
		add(k.Extended[name] > 0, Reason{Kind: NeedsDevices, Resource: name, Need: k.Extended[name]})
	}
	n := &k.Nodes
	add(len(n.Arch) > 0 && !slices.Contains(n.Arch, "amd64"), Reason{Kind: NeedsArm})
	add(len(n.Types) > 0, Reason{Kind: SelectsTypes})
	add(len(n.CapacityTypes) > 0 && !slices.Contains(n.CapacityTypes, planner.OnDemand), Reason{Kind: SelectsSpot})
	return all
}

// hoursOf is how many hours each pod of a workload runs in a month.
func hoursOf(k *planner.Workload) float64 {
	if k.HoursPerMonth == 0 {
		return planner.HoursPerMonth
	}
	return k.HoursPerMonth
}
