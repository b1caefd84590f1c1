package trial

import (
	"math"
	"slices"
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
	for _, ds := range o.Settings.DaemonSetsOn(o.Type) {
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

// Label is a label of nodes of a class; known is false for one that does not follow
// from what the node is, such as team=web.
func (t *Trial) label(c int32, key string) (value string, has, known bool) {
	option, zone, spot := t.Class(c)
	o := t.Options[option]
	switch key = planner.NewerLabel(key); key {
	case planner.HostTopology:
		return "", true, true
	case planner.ZoneTopology:
		return t.Zones[zone], true, true
	case planner.RegionLabel:
		return o.Settings.Region, true, true
	case planner.KarpenterBuys:
		return capacityType(spot).String(), true, true
	case planner.EKSBuys:
		return strings.ToUpper(strings.ReplaceAll(capacityType(spot).String(), "-", "_")), true, true
	}
	return o.Type.Label(key)
}

func capacityType(spot bool) planner.CapacityType {
	if spot {
		return planner.Spot
	}
	return planner.OnDemand
}
