package trial

import (
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/schedule"
)

// kind is what the nodes of a class are.
type kind struct {
	option *density.Option // nil if the type is unknown
	zone   int             // index of allZones; -1 if it is unknown
	buys   planner.Maybe[planner.CapacityType]
	// existing are the nodes that are there; nil if they are bought.
	existing *Existing
	cordoned bool
	pool     *Pool // of what is bought; nil without pools
}

// makeClasses makes a class of each option, zone and capacity type, and two of existing
// nodes: open and cordoned.
func (t *Trial) makeClasses() {
	for i, o := range t.Options {
		shape := t.shape(o)
		for zone := range t.Zones {
			for _, buys := range []planner.CapacityType{planner.OnDemand, planner.Spot} {
				t.addClass(kind{option: o, zone: zone, buys: planner.Known(buys), pool: t.pool(i)}, shape)
			}
		}
	}
	t.allZones = slices.Clone(t.Zones)
	for i := range t.Existing {
		e := &t.Existing[i]
		k := kind{option: e.Option, zone: t.zone(e.Zone), buys: e.CapacityType, existing: e, cordoned: e.Cordoned}
		shape := t.existingShape(e)
		t.addClass(k, shape)
		k.cordoned = true
		t.addClass(k, shape)
	}
}

func (t *Trial) addClass(k kind, shape schedule.Class) {
	shape.Domains = []int32{schedule.Hostname: 0, schedule.Zone: int32(k.zone)}
	if k.zone < 0 {
		shape.Domains[schedule.Zone] = schedule.Unlabelled
	}
	t.kinds = append(t.kinds, k)
	t.classes = append(t.classes, shape)
}

// zone is the index of a zone among those of plans and of existing nodes.
func (t *Trial) zone(name string) int {
	if name == "" {
		return -1
	}
	at := slices.Index(t.allZones, name)
	if at < 0 {
		at = len(t.allZones)
		t.allZones = append(t.allZones, name)
	}
	return at
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
		for r, name := range t.resources {
			if o := t.kinds[i].option; o == nil || !o.Extended(name).Known() {
				c.Allocatable[podENI+1+r] = 0
			}
		}
		c.MaxPods, c.VolumeLimit = 1<<30, schedule.NoLimit
		c.Addresses = [schedule.AddressKinds]int32{1 << 30, 1 << 30}
	}
	return all
}

// label is a label of nodes of a class; known is false for one that does not follow
// from what the node is, such as team=web.
func (t *Trial) label(c int32, key string) (value string, has, known bool) {
	k := &t.kinds[c]
	buys, bought := k.buys.Value()
	switch key = planner.NewerLabel(key); key {
	case planner.HostTopology:
		return "", true, true
	case planner.ZoneTopology:
		if k.zone < 0 {
			return "", false, true
		}
		return t.allZones[k.zone], true, true
	case planner.KarpenterBuys:
		return buys.String(), bought, true
	case planner.EKSBuys:
		return strings.ToUpper(strings.ReplaceAll(buys.String(), "-", "_")), bought, true
	}
	if k.option != nil {
		if key == planner.RegionLabel {
			return k.option.Settings.Region, true, true
		}
		value, has, known = k.option.Type.Label(key)
	}
	switch {
	case known:
	case k.existing != nil:
		value, has = k.existing.Labels[key]
		known = true
	case k.pool != nil && Decides(t.Pools, key):
		value, has = k.pool.Labels[key]
		known = true
	}
	return value, has, known
}
