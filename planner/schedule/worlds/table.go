package worlds

import (
	"slices"

	"podfit/planner/schedule"
)

// Case is a small world and what the scheduler makes of it, where it takes the
// first of equal nodes and pods arrive in the order of the file.
type Case struct {
	Name string
	World
	// Want is the nodes of the pods in the order of the queue, "-" where a pod is
	// pending, and for each workload with pending pods how many nodes are ruled
	// out by which reason.
	Want string
}

const gib = 1 << 30

// big is a node that has room for everything here.
func big(domains ...int32) schedule.Class {
	return schedule.Class{
		Allocatable: []int64{16000, 64 * gib}, MaxPods: 110, Domains: domains, VolumeLimit: schedule.NoLimit,
		Addresses: [schedule.AddressKinds]int32{110, 0},
	}
}

// small is a pod that fits anywhere.
func small(replicas int32) schedule.Workload {
	return schedule.Workload{Need: []int64{100, gib}, Scoring: schedule.Scoring{CPU: 100, Memory: gib}, Replicas: replicas}
}

func with[T any](x T, change func(*T)) T { change(&x); return x }

// zones are two classes in two zones.
func zones() []schedule.Class { return []schedule.Class{big(0, 0), big(0, 1)} }

// self is the first workload.
func self() schedule.Set { return schedule.Set{0} }

func row(name string, classes []schedule.Class, nodes []int32, workloads []schedule.Workload, want string) Case {
	return Case{name, World{classes, workloads, nodes}, want}
}

// Cases are every constraint by itself.
func Cases() []Case { return slices.Concat(nodeCases(), spreadCases(), affinityCases()) }

func nodeCases() []Case {
	return []Case{
		row("least used first", []schedule.Class{big()}, []int32{0, 0}, []schedule.Workload{small(3)}, "0 1 0"),
		row("more pods than the kubelet takes", []schedule.Class{with(big(), func(c *schedule.Class) { c.MaxPods, c.UsedPods = 3, 1 })}, []int32{0}, []schedule.Workload{small(3)},
			"0 0 - 0:TooManyPods=1"),
		row("DaemonSets take CPU", []schedule.Class{with(big(), func(c *schedule.Class) { c.UsedPods, c.Used, c.UsedScoring.CPU = 1, []int64{15900}, 15900 })}, []int32{0}, []schedule.Workload{small(2)},
			"0 - 0:InsufficientResource=1"),
		row("extended resource, and memory also", []schedule.Class{with(big(), func(c *schedule.Class) { c.Allocatable = []int64{16000, gib, 1} })}, []int32{0},
			[]schedule.Workload{with(small(2), func(w *schedule.Workload) { w.Need = []int64{100, gib, 1} })}, "0 - 0:InsufficientResource=1,InsufficientResource=1"),
		row("taint", zones(), []int32{0, 1}, []schedule.Workload{with(small(2), func(w *schedule.Workload) { w.Tolerates = []bool{false, true} })}, "1 1"),
		row("nowhere to go", zones(), []int32{0, 1}, []schedule.Workload{with(small(1), func(w *schedule.Workload) { w.Tolerates, w.Selects = []bool{false, true}, []bool{true, false} })},
			"- 0:TaintNotTolerated=1,NodeNotSelected=1"),
		row("volume in a zone", zones(), []int32{0, 0}, []schedule.Workload{with(small(1), func(w *schedule.Workload) { w.Reaches = []bool{false, true} })}, "- 0:VolumeElsewhere=2"),
		row("attach limit", []schedule.Class{with(big(), func(c *schedule.Class) { c.VolumeLimit = 3 })}, []int32{0}, []schedule.Workload{with(small(4), func(w *schedule.Workload) { w.Volumes = 1 })},
			"0 0 0 - 0:TooManyVolumes=1"),
		row("shared claim attaches once", []schedule.Class{with(big(), func(c *schedule.Class) { c.VolumeLimit = 1 })}, []int32{0}, []schedule.Workload{with(small(3), func(w *schedule.Workload) { w.SharedVolumes = 1 })}, "0 0 0"),
		row("priority goes first", []schedule.Class{with(big(), func(c *schedule.Class) { c.MaxPods = 1 })}, []int32{0}, []schedule.Workload{small(1), with(small(1), func(w *schedule.Workload) { w.Priority = 1 })},
			"0 - 0:TooManyPods=1"),
		row("preferred class", zones(), []int32{0, 1, 0}, []schedule.Workload{with(small(2), func(w *schedule.Workload) { w.Prefers = []int32{0, 10} })}, "1 1"),
		row("soft taint", zones(), []int32{0, 1, 0}, []schedule.Workload{with(small(2), func(w *schedule.Workload) { w.Taints = []int32{1, 0} })}, "1 1"),

		// TCP and UDP of a port coexist, and so do two addresses; 0.0.0.0 takes all of them.
		row("host ports", []schedule.Class{big()}, []int32{0, 0}, []schedule.Workload{
			with(small(3), func(w *schedule.Workload) { w.Ports = []schedule.Port{{Port: 53}} }), with(small(1), func(w *schedule.Workload) { w.Ports = []schedule.Port{{Protocol: "UDP", Port: 53}} }),
			with(small(1), func(w *schedule.Workload) { w.Ports = []schedule.Port{{IP: "10.0.0.1", Port: 53}} }),
		}, "0 1 - 0 - 0:PortTaken=2 2:PortTaken=2"),
		row("port of a DaemonSet", []schedule.Class{with(big(), func(c *schedule.Class) { c.UsedPods, c.UsedPorts = 1, []schedule.Port{{Port: 80}} })}, []int32{0},
			[]schedule.Workload{with(small(1), func(w *schedule.Workload) { w.Ports = []schedule.Port{{Port: 80}} })}, "- 0:PortTaken=1"),
	}
}

func spreadCases() []Case {
	return []Case{
		// Nodes 0 and 1 are in one zone, 2 in another.
		row("spread by zone", zones(), []int32{0, 0, 1}, []schedule.Workload{with(small(4), func(w *schedule.Workload) {
			w.Spreads = []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: self()}}
		})}, "0 2 1 2"),
		row("a full node counts with what it has", []schedule.Class{big(0, 0), with(big(0, 1), func(c *schedule.Class) { c.MaxPods = 1 })}, []int32{0, 1},
			[]schedule.Workload{with(small(4), func(w *schedule.Workload) {
				w.Spreads = []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: self()}}
			})}, "0 1 0 - 0:TooManyPods=1,SpreadExceeded=1"),
		row("a zone that it may not go to does not count", zones(), []int32{0, 1},
			[]schedule.Workload{with(small(3), func(w *schedule.Workload) {
				w.Selects, w.Spreads = []bool{true, false}, []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: self()}}
			})}, "0 0 0"),
		row("unless its policy ignores that", zones(), []int32{0, 1},
			[]schedule.Workload{with(small(2), func(w *schedule.Workload) {
				w.Selects, w.Spreads = []bool{true, false}, []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: self(), IgnoreAffinity: true}}
			})}, "0 - 0:NodeNotSelected=1,SpreadExceeded=1"),
		row("a tainted zone counts", zones(), []int32{0, 1},
			[]schedule.Workload{with(small(2), func(w *schedule.Workload) {
				w.Tolerates, w.Spreads = []bool{true, false}, []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: self()}}
			})}, "0 - 0:TaintNotTolerated=1,SpreadExceeded=1"),
		row("unless its policy honors taints", zones(), []int32{0, 1},
			[]schedule.Workload{with(small(2), func(w *schedule.Workload) {
				w.Tolerates, w.Spreads = []bool{true, false}, []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: self(), HonorTaints: true}}
			})}, "0 0"),
		row("fewer domains than minDomains", zones(), []int32{0, 1}, []schedule.Workload{with(small(4), func(w *schedule.Workload) {
			w.Spreads = []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, MinDomains: 3, Counts: self()}}
		})},
			"0 1 - - 0:SpreadExceeded=2"),
		row("nodes without the label", []schedule.Class{big(0, 0), big(0, schedule.Unlabelled)}, []int32{0, 1}, []schedule.Workload{with(small(2), func(w *schedule.Workload) {
			w.Spreads = []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: self()}}
		})}, "0 0"),
		row("a spread over two workloads", zones(), []int32{0, 1}, []schedule.Workload{with(small(1), func(w *schedule.Workload) { w.Selects = []bool{true, false} }),
			with(small(2), func(w *schedule.Workload) {
				w.Spreads = []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: schedule.Set{0, 1}}}
			})}, "0 1 0"),
		row("retried when a later pod makes room", zones(), []int32{0, 1}, []schedule.Workload{
			with(small(2), func(w *schedule.Workload) {
				w.Selects, w.Spreads = []bool{true, false}, []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: schedule.Set{0, 1}, IgnoreAffinity: true}}
			}),
			with(small(1), func(w *schedule.Workload) { w.Selects = []bool{false, true} })}, "0 0 1"),
	}
}

func affinityCases() []Case {
	return []Case{
		row("one per node", []schedule.Class{big()}, []int32{0, 0}, []schedule.Workload{with(small(3), func(w *schedule.Workload) {
			w.Terms = []schedule.Term{{Key: schedule.Hostname, Anti: true, Pods: self()}}
		})},
			"0 1 - 0:AntiAffinity=2"),
		row("one per zone", zones(), []int32{0, 0, 1}, []schedule.Workload{with(small(3), func(w *schedule.Workload) { w.Terms = []schedule.Term{{Key: schedule.Zone, Anti: true, Pods: self()}} })},
			"0 2 - 0:AntiAffinity=3"),
		row("anti-affinity of a pod that is there", zones(), []int32{0, 1}, []schedule.Workload{with(small(1), func(w *schedule.Workload) {
			w.Terms = []schedule.Term{{Key: schedule.Zone, Anti: true, Pods: schedule.Set{1}}}
		}), small(3)},
			"0 1 1 1"),
		row("affinity follows the first pod", zones(), []int32{0, 1}, []schedule.Workload{with(small(3), func(w *schedule.Workload) { w.Terms = []schedule.Term{{Key: schedule.Zone, Pods: self()}} })}, "0 0 0"),
		row("affinity to another that comes later", zones(), []int32{0, 1}, []schedule.Workload{with(small(2), func(w *schedule.Workload) { w.Terms = []schedule.Term{{Key: schedule.Zone, Pods: schedule.Set{1}}} }), with(small(1), func(w *schedule.Workload) { w.Selects = []bool{false, true} })},
			"1 1 1"),
		row("affinity to none that is there", zones(), []int32{0, 1}, []schedule.Workload{with(small(1), func(w *schedule.Workload) { w.Terms = []schedule.Term{{Key: schedule.Zone, Pods: schedule.Set{}}} })}, "- 0:AffinityUnmet=2"),
		row("preferred anti-affinity", []schedule.Class{big()}, []int32{0, 0, 0}, []schedule.Workload{with(small(1), func(w *schedule.Workload) {
			w.Need, w.Scoring = []int64{8000, 32 * gib}, schedule.Scoring{CPU: 8000, Memory: 32 * gib}
		}),
			with(small(2), func(w *schedule.Workload) {
				w.Terms = []schedule.Term{{Key: schedule.Hostname, Anti: true, Weight: 100, Pods: schedule.Set{1}}}
			})}, "0 1 2"),
		row("pods with affinity attract those that they select", []schedule.Class{big()}, []int32{0, 0}, []schedule.Workload{
			with(small(1), func(w *schedule.Workload) {
				w.Terms = []schedule.Term{{Key: schedule.Hostname, Pods: schedule.Set{0, 1}}}
			}), small(2)}, "0 0 0"),
		row("affinity by two labels needs both", zones(), []int32{0, 1, 1}, []schedule.Workload{
			with(small(2), func(w *schedule.Workload) {
				w.Terms = []schedule.Term{{Key: schedule.Zone, Pods: schedule.Set{1, 2}}, {Key: schedule.Hostname, Pods: schedule.Set{2}}}
			}),
			with(small(1), func(w *schedule.Workload) { w.Selects = []bool{true, false} }), with(small(1), func(w *schedule.Workload) { w.Selects = []bool{false, true} })}, "1 1 0 1"),
	}
}
