// Package worlds draws nodes and workloads for tests of the scheduler: of its
// laws, and of how it compares with the real one.
package worlds

import (
	"slices"

	"pgregory.net/rapid"

	"podfit/planner/schedule"
)

// World is what a scheduler is given.
type World struct {
	Classes   []schedule.Class
	Workloads []schedule.Workload
	Nodes     []int32 // the class of each
}

// rack is a topology key besides hostname and zone.
const rack = schedule.Keys

// Any draws small worlds with every field in use: nodes that lack labels, every
// kind of constraint, alone and together, and more pods than there is room for
// now and then.
func Any(t *rapid.T) World {
	d := draw{t}
	var w World
	zones := d.number("zones", 1, 3)
	for range d.number("shapes", 1, 3) {
		shape := d.shape()
		for z := range zones {
			w.Classes = append(w.Classes, d.class(shape, int32(z)))
		}
	}
	loads := d.number("workloads", 1, 6)
	for i := range loads {
		w.Workloads = append(w.Workloads, d.workload(int32(i), int32(loads), len(w.Classes)))
	}
	for range d.nodes() {
		w.Nodes = append(w.Nodes, int32(d.number("class", 0, len(w.Classes)-1)))
	}
	return w
}

type draw struct{ t *rapid.T }

func (d draw) number(name string, least, most int) int {
	return rapid.IntRange(least, most).Draw(d.t, name)
}

// chance is true once in n draws.
func (d draw) chance(name string, n int) bool { return d.number(name, 1, n) == n }

// nodes is how many; once in a while so many that the scheduler looks at a part.
func (d draw) nodes() int {
	if d.chance("many nodes", 20) {
		return d.number("nodes", 101, 140)
	}
	return d.number("nodes", 1, 9)
}

// shape is what classes of a type have in common.
func (d draw) shape() schedule.Class {
	cpu, memory := int64(d.number("CPU", 1000, 8000)), int64(d.number("MiB", 1000, 16000))<<20
	c := schedule.Class{
		Allocatable: []int64{cpu, memory, int64(d.number("devices", 0, 3))},
		MaxPods:     int32(d.number("max pods", 3, 20)),
		VolumeLimit: schedule.NoLimit,
		Addresses:   [schedule.AddressKinds]int32{int32(d.number("pod IPs", 1, 20)), 3},
	}
	if c.UsedPods = int32(d.number("daemons", 0, 2)); c.UsedPods > 0 {
		c.Used = []int64{int64(d.number("daemon CPU", 0, 200)), int64(d.number("daemon MiB", 0, 200)) << 20}
		c.UsedScoring = schedule.Scoring{CPU: c.Used[schedule.CPU] + schedule.ScoringCPU*int64(d.number("daemon containers", 0, 2)), Memory: c.Used[schedule.Memory]}
		if d.chance("daemon port", 4) {
			c.UsedPorts = []schedule.Port{d.port()}
		}
	}
	return c
}

func (d draw) class(shape schedule.Class, zone int32) schedule.Class {
	shape.Domains = []int32{0, zone, int32(d.number("rack", -1, 2))}
	if d.chance("no zone", 10) {
		shape.Domains[schedule.Zone] = schedule.Unlabelled
	}
	return shape
}

func (d draw) port() schedule.Port {
	return schedule.Port{
		IP:       rapid.SampledFrom([]string{"", "10.0.0.1", "0.0.0.0", "10.0.0.2"}).Draw(d.t, "IP"),
		Protocol: rapid.SampledFrom([]string{"", "TCP", "UDP"}).Draw(d.t, "protocol"),
		Port:     int32(d.number("port", 1, 2)),
	}
}

func (d draw) workload(self, of int32, classes int) schedule.Workload {
	w := schedule.Workload{Need: []int64{0, 0, 0}, Replicas: int32(d.number("replicas", 1, 9)), Priority: int32(d.number("priority", 0, 1))}
	if !d.chance("no CPU", 6) {
		w.Need[schedule.CPU] = int64(d.number("CPU", 1, 1500))
	}
	if !d.chance("no memory", 6) {
		w.Need[schedule.Memory] = int64(d.number("MiB", 1, 3000)) << 20
	}
	if d.chance("devices", 6) {
		w.Need[2] = 1
	}
	w.Scoring = d.scoring(w.Need)
	w.Address = schedule.AddressKind(d.number("address", 0, 2))
	w.DefaultSpread = rapid.Bool().Draw(d.t, "default spread")
	w.Selects, w.Tolerates = d.bools("selects", classes), d.bools("tolerates", classes)
	w.Prefers, w.Taints = d.weights("prefers", classes, 100), d.weights("soft taints", classes, 2)
	if d.chance("ports", 6) {
		w.Ports = []schedule.Port{d.port()}
	}
	for range max(0, d.number("spreads", -3, 2)) {
		w.Spreads = append(w.Spreads, d.spread(self, of))
	}
	for range max(0, d.number("terms", -3, 2)) {
		w.Terms = append(w.Terms, schedule.Term{Key: d.key(), Pods: d.set(self, of), Anti: rapid.Bool().Draw(d.t, "anti"), Weight: int32(max(0, d.number("weight", -100, 100)))})
	}
	return w
}

// scoring is that of a pod with containers that lack requests: of what it needs
// nothing of, at least one does.
func (d draw) scoring(need []int64) schedule.Scoring {
	lack := func(name string, amount int64) int64 {
		if amount == 0 {
			return int64(d.number(name, 1, 2))
		}
		return int64(max(0, d.number(name, -4, 2)))
	}
	return schedule.Scoring{
		CPU:    need[schedule.CPU] + schedule.ScoringCPU*lack("without CPU", need[schedule.CPU]),
		Memory: need[schedule.Memory] + schedule.ScoringMemory*lack("without memory", need[schedule.Memory]),
	}
}

func (d draw) bools(name string, n int) []bool {
	if !d.chance(name, 4) {
		return nil
	}
	return rapid.SliceOfN(rapid.Bool(), n, n).Draw(d.t, name)
}

func (d draw) weights(name string, n int, most int32) []int32 {
	if !d.chance(name, 4) {
		return nil
	}
	return rapid.SliceOfN(rapid.Int32Range(0, most), n, n).Draw(d.t, name)
}

func (d draw) key() schedule.Key { return schedule.Key(d.number("key", 0, int(rack))) }

// set is workloads that a selector selects: mostly a pod's own and some others.
func (d draw) set(self, of int32) schedule.Set {
	var s schedule.Set
	for w := range of {
		if w == self && !d.chance("not itself", 4) || w != self && d.chance("another", 3) {
			s = append(s, w)
		}
	}
	slices.Sort(s)
	return s
}

func (d draw) spread(self, of int32) schedule.Spread {
	return schedule.Spread{
		Key: d.key(), MaxSkew: int32(d.number("skew", 1, 3)), MinDomains: int32(max(0, d.number("domains", -3, 3))),
		Anyway: rapid.Bool().Draw(d.t, "anyway"), Counts: d.set(self, of),
		IgnoreAffinity: d.chance("ignore affinity", 4), HonorTaints: d.chance("honor taints", 4),
	}
}
