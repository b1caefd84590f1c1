package trial

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/schedule"
)

// makeClasses makes a class of each option, zone and capacity type.
func (t *Trial) makeClasses() {
	for _, o := range t.Options {
		shape := t.shape(o)
		for zone := range t.Zones {
			for range 2 { // on-demand and spot
				c := shape
				c.Domains = []int32{schedule.Hostname: 0, schedule.Zone: int32(zone)}
				t.classes = append(t.classes, c)
			}
		}
	}
}

// shape is what all nodes of an option have, wherever they are.
func (t *Trial) shape(o *density.Option) schedule.Class {
	maxPods, branch := o.MaxPods.Or(0), o.Addresses.BranchENIs.Or(0)
	c := schedule.Class{
		Allocatable: []int64{
			schedule.CPU:    int64(o.CPU.Allocatable),
			schedule.Memory: int64(o.AllocatableMemory().Or(0)),
			podENI:          int64(branch),
		},
		MaxPods:     count(maxPods),
		Used:        []int64{schedule.CPU: int64(o.CPU.DaemonSets), schedule.Memory: int64(o.Memory.DaemonSets), podENI: int64(o.DaemonSetBranchENIs)},
		UsedScoring: daemonSetScoring(o),
		UsedPods:    int32(o.HostNetworkPods + o.DaemonSetPods),
		VolumeLimit: int32(o.Volumes.Least.Or(0)),
	}
	c.Addresses[schedule.PodIP] = count(o.Addresses.PodIPs.Or(0) - (o.DaemonSetPods - o.DaemonSetBranchENIs))
	c.Addresses[schedule.BranchENI] = count(branch - o.DaemonSetBranchENIs)
	for _, name := range t.resources {
		c.Allocatable = append(c.Allocatable, o.Holds(name))
	}
	return c
}

// count is a number that the scheduler counts with: of IPv6 addresses a node has more.
func count(n int) int32 { return int32(max(0, min(n, math.MaxInt32))) }

// daemonSetScoring is what the DaemonSets of a node count when nodes are scored.
func daemonSetScoring(o *density.Option) (s schedule.Scoring) {
	add := func(r planner.Resources) {
		cpu, memory := int64(r.CPU), int64(r.Memory)
		if cpu == 0 {
			cpu = schedule.ScoringCPU
		}
		if memory == 0 {
			memory = schedule.ScoringMemory
		}
		s.CPU, s.Memory = s.CPU+cpu, s.Memory+memory
	}
	for _, ds := range o.Settings.SystemPods() {
		add(ds.Request)
	}
	for _, ds := range o.Settings.DaemonSets {
		add(ds.Request)
	}
	for range o.Settings.UnnamedDaemonSets {
		add(planner.Resources{})
	}
	return s
}

// withoutLimits are the classes with room for every pod, but for the resources of
// which it is unknown how many they have.
func (t *Trial) withoutLimits() []schedule.Class {
	const plenty = 1 << 55
	all := slices.Clone(t.classes)
	for i := range all {
		c := &all[i]
		c.Allocatable = slices.Repeat([]int64{plenty}, len(c.Allocatable))
		option, _, _ := t.Class(int32(i))
		for r, name := range t.resources {
			if !t.Options[option].Extended(name).Known() {
				c.Allocatable[podENI+1+r] = 0
			}
		}
		c.MaxPods, c.VolumeLimit = 1<<30, schedule.NoLimit
		c.Addresses = [schedule.AddressKinds]int32{1 << 30, 1 << 30}
	}
	return all
}

// Labels of nodes that follow from the type, the zone and how the node is bought.
const (
	archLabel     = "kubernetes.io/arch"
	osLabel       = "kubernetes.io/os"
	typeLabel     = "node.kubernetes.io/instance-type"
	regionLabel   = "topology.kubernetes.io/region"
	ebsZoneLabel  = "topology.ebs.csi.aws.com/zone"
	karpenterBuys = "karpenter.sh/capacity-type"
	eksBuys       = "eks.amazonaws.com/capacityType"
)

// older are labels with the same value as another.
var older = map[string]string{
	"beta.kubernetes.io/arch": archLabel, "beta.kubernetes.io/os": osLabel, "beta.kubernetes.io/instance-type": typeLabel,
	"failure-domain.beta.kubernetes.io/zone": planner.ZoneTopology, "failure-domain.beta.kubernetes.io/region": regionLabel,
	ebsZoneLabel: planner.ZoneTopology,
}

// Label is a label of nodes of a class; known is false for one that does not follow
// from what the node is, such as team=web.
func (t *Trial) label(c int32, key string) (value string, has, known bool) {
	option, zone, spot := t.Class(c)
	o := t.Options[option]
	if newer, is := older[key]; is {
		key = newer
	}
	switch key {
	case planner.HostTopology:
		return "", true, true
	case planner.ZoneTopology:
		return t.Zones[zone], true, true
	case regionLabel:
		return o.Settings.Region, true, true
	case archLabel:
		return o.Type.Arch, true, true
	case osLabel:
		return "linux", true, true
	case typeLabel:
		return o.Type.Name, true, true
	case karpenterBuys:
		return capacityType(spot).String(), true, true
	case eksBuys:
		return strings.ToUpper(strings.ReplaceAll(capacityType(spot).String(), "-", "_")), true, true
	}
	for _, prefix := range []string{"karpenter.k8s.aws/instance-", "eks.amazonaws.com/instance-"} {
		if property, of := strings.CutPrefix(key, prefix); of {
			value, has = instanceLabel(o.Type, property)
			return value, has, true
		}
	}
	return "", false, false
}

func capacityType(spot bool) planner.CapacityType {
	if spot {
		return planner.Spot
	}
	return planner.OnDemand
}

// instanceLabel is a property that Karpenter and EKS Auto Mode put on their nodes
// (karpenter-provider-aws, pkg/providers/instancetype/types.go, computeRequirements).
func instanceLabel(i *planner.InstanceType, property string) (value string, has bool) {
	family := i.Family()
	letters := strings.IndexAny(family, "0123456789")
	number := func(n int) (string, bool) { return strconv.Itoa(n), n > 0 }
	text := func(s string) (string, bool) { return s, s != "" }
	switch property {
	case "family":
		return family, true
	case "size":
		return i.Size(), true
	case "category":
		if letters > 0 {
			return strings.TrimRight(family[:letters], "-"), true
		}
	case "generation":
		if letters > 0 {
			rest := family[letters:]
			end := strings.IndexFunc(rest, func(c rune) bool { return c < '0' || c > '9' })
			if end < 0 {
				end = len(rest)
			}
			return rest[:end], true
		}
	case "cpu":
		return number(i.VCPUs)
	case "memory":
		return number(int(i.Memory / planner.MiB))
	case "hypervisor":
		return i.Hypervisor, true
	case "cpu-manufacturer":
		return text(strings.ToLower(i.Processor))
	case "gpu-count":
		return number(i.GPUs.Or(0))
	case "gpu-manufacturer":
		return text(strings.ToLower(i.GPUMaker))
	case "gpu-name":
		return text(strings.ToLower(strings.ReplaceAll(i.GPUModel, " ", "-")))
	case "gpu-memory":
		return number(int(i.GPUMemory / planner.MiB))
	case "accelerator-count":
		return number(i.Accelerators)
	case "accelerator-name":
		return text(strings.ToLower(i.Accelerator))
	case "local-nvme":
		return number(i.LocalStorageGB())
	case "ebs-bandwidth":
		return number(i.EBSPeakMbps.Or(0))
	case "network-bandwidth":
		return number(int(i.NetworkGbps * 1000))
	}
	return "", false
}
