package schedule

import (
	"fmt"
	"strings"
	"testing"
)

const gib = 1 << 30

// big is a node that has room for everything here.
func big(domains ...int32) Class {
	return Class{Allocatable: []int64{16000, 64 * gib}, MaxPods: 110, Domains: domains, VolumeLimit: NoLimit, Addresses: [AddressKinds]int32{110, 0}}
}

// small is a pod that fits anywhere.
func small(replicas int32) Workload {
	return Workload{Need: []int64{100, gib}, Scoring: Scoring{100, gib}, Replicas: replicas}
}

func with[T any](x T, change func(*T)) T { change(&x); return x }

// zones are two classes in two zones.
var zones = []Class{big(0, 0), big(0, 1)}

func TestConstraints(t *testing.T) {
	self := Set{0}
	for _, c := range []struct {
		name      string
		classes   []Class
		nodes     []int32
		workloads []Workload
		// The nodes of the pods in the order of the queue, then why pods are pending.
		want string
	}{
		{"least used first", []Class{big()}, []int32{0, 0}, []Workload{small(3)}, "0 1 0"},
		{"more pods than the kubelet takes", []Class{with(big(), func(c *Class) { c.MaxPods, c.UsedPods = 3, 1 })}, []int32{0}, []Workload{small(3)},
			"0 0 - 0:TooManyPods=1"},
		{"DaemonSets take CPU", []Class{with(big(), func(c *Class) { c.Used = []int64{15900} })}, []int32{0}, []Workload{small(2)},
			"0 - 0:InsufficientResource=1"},
		{"extended resource, and memory besides", []Class{with(big(), func(c *Class) { c.Allocatable = []int64{16000, gib, 1} })}, []int32{0},
			[]Workload{with(small(2), func(w *Workload) { w.Need = []int64{100, gib, 1} })}, "0 - 0:InsufficientResource=1,InsufficientResource=1"},
		{"taint", zones, []int32{0, 1}, []Workload{with(small(2), func(w *Workload) { w.Tolerates = []bool{false, true} })}, "1 1"},
		{"nowhere to go", zones, []int32{0, 1}, []Workload{with(small(1), func(w *Workload) { w.Tolerates, w.Selects = []bool{false, true}, []bool{true, false} })},
			"- 0:TaintNotTolerated=1,NodeNotSelected=1"},
		{"volume in a zone", zones, []int32{0, 0}, []Workload{with(small(1), func(w *Workload) { w.Reaches = []bool{false, true} })}, "- 0:VolumeElsewhere=2"},
		{"attach limit", []Class{with(big(), func(c *Class) { c.VolumeLimit = 3 })}, []int32{0}, []Workload{with(small(4), func(w *Workload) { w.Volumes = 1 })},
			"0 0 0 - 0:TooManyVolumes=1"},
		{"shared claim attaches once", []Class{with(big(), func(c *Class) { c.VolumeLimit = 1 })}, []int32{0}, []Workload{with(small(3), func(w *Workload) { w.SharedVolumes = 1 })}, "0 0 0"},
		{"priority goes first", []Class{with(big(), func(c *Class) { c.MaxPods = 1 })}, []int32{0}, []Workload{small(1), with(small(1), func(w *Workload) { w.Priority = 1 })},
			"0 - 0:TooManyPods=1"},
		{"preferred class", zones, []int32{0, 1, 0}, []Workload{with(small(2), func(w *Workload) { w.Prefers = []int32{0, 10} })}, "1 1"},
		{"soft taint", zones, []int32{0, 1, 0}, []Workload{with(small(2), func(w *Workload) { w.Taints = []int32{1, 0} })}, "1 1"},

		// TCP and UDP of a port coexist, and so do two addresses; 0.0.0.0 takes all of them.
		{"host ports", []Class{big()}, []int32{0, 0}, []Workload{
			with(small(3), func(w *Workload) { w.Ports = []Port{{Port: 53}} }), with(small(1), func(w *Workload) { w.Ports = []Port{{Protocol: "UDP", Port: 53}} }),
			with(small(1), func(w *Workload) { w.Ports = []Port{{IP: "10.0.0.1", Port: 53}} }),
		}, "0 1 - 0 - 0:PortTaken=2 2:PortTaken=2"},
		{"port of a DaemonSet", []Class{with(big(), func(c *Class) { c.UsedPorts = []Port{{Port: 80}} })}, []int32{0},
			[]Workload{with(small(1), func(w *Workload) { w.Ports = []Port{{Port: 80}} })}, "- 0:PortTaken=1"},

		// Nodes 0 and 1 are in one zone, 2 in another.
		{"spread by zone", zones, []int32{0, 0, 1}, []Workload{with(small(4), func(w *Workload) { w.Spreads = []Spread{{Key: Zone, MaxSkew: 1, Counts: self}} })}, "0 2 1 2"},
		{"a full node counts with what it has", []Class{big(0, 0), with(big(0, 1), func(c *Class) { c.MaxPods = 1 })}, []int32{0, 1},
			[]Workload{with(small(4), func(w *Workload) { w.Spreads = []Spread{{Key: Zone, MaxSkew: 1, Counts: self}} })}, "0 1 0 - 0:TooManyPods=1,SpreadExceeded=1"},
		{"a zone that it may not go to does not count", zones, []int32{0, 1},
			[]Workload{with(small(3), func(w *Workload) {
				w.Selects, w.Spreads = []bool{true, false}, []Spread{{Key: Zone, MaxSkew: 1, Counts: self}}
			})}, "0 0 0"},
		{"unless its policy ignores that", zones, []int32{0, 1},
			[]Workload{with(small(2), func(w *Workload) {
				w.Selects, w.Spreads = []bool{true, false}, []Spread{{Key: Zone, MaxSkew: 1, Counts: self, IgnoreAffinity: true}}
			})}, "0 - 0:NodeNotSelected=1,SpreadExceeded=1"},
		{"a tainted zone counts", zones, []int32{0, 1},
			[]Workload{with(small(2), func(w *Workload) {
				w.Tolerates, w.Spreads = []bool{true, false}, []Spread{{Key: Zone, MaxSkew: 1, Counts: self}}
			})}, "0 - 0:TaintNotTolerated=1,SpreadExceeded=1"},
		{"unless its policy honors taints", zones, []int32{0, 1},
			[]Workload{with(small(2), func(w *Workload) {
				w.Tolerates, w.Spreads = []bool{true, false}, []Spread{{Key: Zone, MaxSkew: 1, Counts: self, HonorTaints: true}}
			})}, "0 0"},
		{"fewer domains than minDomains", zones, []int32{0, 1}, []Workload{with(small(4), func(w *Workload) { w.Spreads = []Spread{{Key: Zone, MaxSkew: 1, MinDomains: 3, Counts: self}} })},
			"0 1 - - 0:SpreadExceeded=2"},
		{"nodes without the label", []Class{big(0, 0), big(0, Unlabelled)}, []int32{0, 1}, []Workload{with(small(2), func(w *Workload) { w.Spreads = []Spread{{Key: Zone, MaxSkew: 1, Counts: self}} })}, "0 0"},
		{"a spread over two workloads", zones, []int32{0, 1}, []Workload{with(small(1), func(w *Workload) { w.Selects = []bool{true, false} }),
			with(small(2), func(w *Workload) { w.Spreads = []Spread{{Key: Zone, MaxSkew: 1, Counts: Set{0, 1}}} })}, "0 1 0"},
		{"retried when a later pod makes room", zones, []int32{0, 1}, []Workload{
			with(small(2), func(w *Workload) {
				w.Selects, w.Spreads = []bool{true, false}, []Spread{{Key: Zone, MaxSkew: 1, Counts: Set{0, 1}, IgnoreAffinity: true}}
			}),
			with(small(1), func(w *Workload) { w.Selects = []bool{false, true} })}, "0 0 1"},

		{"one per node", []Class{big()}, []int32{0, 0}, []Workload{with(small(3), func(w *Workload) { w.Terms = []Term{{Key: Hostname, Anti: true, Pods: self}} })},
			"0 1 - 0:AntiAffinity=2"},
		{"one per zone", zones, []int32{0, 0, 1}, []Workload{with(small(3), func(w *Workload) { w.Terms = []Term{{Key: Zone, Anti: true, Pods: self}} })},
			"0 2 - 0:AntiAffinity=3"},
		{"anti-affinity of a pod that is there", zones, []int32{0, 1}, []Workload{with(small(1), func(w *Workload) { w.Terms = []Term{{Key: Zone, Anti: true, Pods: Set{1}}} }), small(3)},
			"0 1 1 1"},
		{"affinity follows the first pod", zones, []int32{0, 1}, []Workload{with(small(3), func(w *Workload) { w.Terms = []Term{{Key: Zone, Pods: self}} })}, "0 0 0"},
		{"affinity to another that comes later", zones, []int32{0, 1}, []Workload{with(small(2), func(w *Workload) { w.Terms = []Term{{Key: Zone, Pods: Set{1}}} }), with(small(1), func(w *Workload) { w.Selects = []bool{false, true} })},
			"1 1 1"},
		{"affinity to none that is there", zones, []int32{0, 1}, []Workload{with(small(1), func(w *Workload) { w.Terms = []Term{{Key: Zone, Pods: Set{}}} })}, "- 0:AffinityUnmet=2"},
		{"preferred anti-affinity", []Class{big()}, []int32{0, 0, 0}, []Workload{with(small(1), func(w *Workload) { w.Need, w.Scoring = []int64{8000, 32 * gib}, Scoring{8000, 32 * gib} }),
			with(small(2), func(w *Workload) { w.Terms = []Term{{Key: Hostname, Anti: true, Weight: 100, Pods: Set{1}}} })}, "0 1 2"},
	} {
		s, err := New(c.classes, c.workloads, Profile{Ties: ListedTies})
		if err != nil {
			t.Fatal(c.name, err)
		}
		if got := text(s.Run(c.nodes, FileOrder, 1)); got != c.want {
			t.Errorf("%s: %s\nnot %s", c.name, got, c.want)
		}
	}
}

func text(r *Result) string {
	var b strings.Builder
	for i, p := range r.Pods {
		if i > 0 {
			b.WriteByte(' ')
		}
		if p.Node == Pending {
			b.WriteByte('-')
		} else {
			fmt.Fprint(&b, p.Node)
		}
	}
	for _, f := range r.Failures {
		var why []string
		for _, c := range f.Reasons {
			why = append(why, fmt.Sprintf("%s=%d", c.Reason, c.Nodes))
		}
		fmt.Fprintf(&b, " %d:%s", f.Workload, strings.Join(why, ","))
	}
	return b.String()
}

// kube-scheduler does not know addresses: it places pods that never start.
func TestUnaddressed(t *testing.T) {
	class := big()
	class.Addresses = [AddressKinds]int32{2, 1}
	w := []Workload{small(4), with(small(3), func(w *Workload) { w.Address = BranchENI }), with(small(3), func(w *Workload) { w.Address = HostNetwork })}
	s, err := New([]Class{class}, w, Profile{})
	if err != nil {
		t.Fatal(err)
	}
	if r := s.Run([]int32{0}, FileOrder, 1); r.Pending != 0 || r.Unaddressed != 2+2 {
		t.Errorf("%d pending, %d without an address", r.Pending, r.Unaddressed)
	}
}

func TestRollouts(t *testing.T) {
	none, one := &Limit{}, &Limit{Pods: 1}
	for _, c := range []struct {
		rollout  Rollout
		replicas int32
		want     int32
	}{
		{Rollout{}, 1, 1}, {Rollout{}, 3, 1}, {Rollout{}, 4, 0}, {Rollout{}, 100, 0}, {Rollout{}, 0, 0},
		{Rollout{Strategy: Recreate}, 1, 0},
		{Rollout{MaxUnavailable: one}, 1, 0},
		{Rollout{MaxUnavailable: none}, 100, 1},
		{Rollout{MaxSurge: none, MaxUnavailable: none}, 1, 0}, // both 0: one may be unavailable
		{Rollout{MaxSurge: none}, 3, 0},
		{Rollout{MaxUnavailable: &Limit{Percent: 50}}, 2, 0}, {Rollout{MaxUnavailable: &Limit{Percent: 50}}, 1, 1},
	} {
		if got := c.rollout.ExtraPods(c.replicas); got != c.want {
			t.Errorf("%+v of %d replicas: %d, not %d", c.rollout, c.replicas, got, c.want)
		}
	}
}

// Two workloads of one replica on a node with room for two pods: neither has
// room for its extra pod. With an address too few for a third, neither.
func TestRolloutNeedsRoom(t *testing.T) {
	for _, c := range []struct {
		maxPods, addresses int32
		want               string
	}{{3, 3, "[]"}, {2, 3, "[{0 1 [{TooManyPods 0 1}]} {1 1 [{TooManyPods 0 1}]}]"}, {3, 2, "[{0 1 [{NoAddress 0 1}]} {1 1 [{NoAddress 0 1}]}]"}} {
		class := big()
		class.MaxPods, class.Addresses[PodIP] = c.maxPods, c.addresses
		s, err := New([]Class{class}, []Workload{small(1), small(1), small(0)}, Profile{})
		if err != nil {
			t.Fatal(err)
		}
		s.Run([]int32{0}, FileOrder, 1)
		if got := fmt.Sprint(s.Rollouts()); got != c.want {
			t.Errorf("max pods %d, %d addresses: %s, not %s", c.maxPods, c.addresses, got, c.want)
		}
	}
}

func TestGrow(t *testing.T) {
	class := big()
	class.MaxPods = 3
	s, err := New([]Class{class}, []Workload{small(1), small(1)}, Profile{})
	if err != nil {
		t.Fatal(err)
	}
	before := s.Run([]int32{0, 0}, FileOrder, 1).Clone()
	for more, want := range map[int32]int{1: 0, 3: 0, 4: 1, 5: 2} {
		if r := s.Grow(before, []int32{more, 1}, 1); r.Pending != want || len(r.Pods) != 3+int(more) {
			t.Errorf("%d more: %d pending of %d", more, r.Pending, len(r.Pods))
		}
	}
}

func TestOrders(t *testing.T) {
	w := []Workload{small(1), with(small(2), func(w *Workload) { w.Need = []int64{1000, gib} }), with(small(1), func(w *Workload) { w.Priority = 1 })}
	for _, c := range []struct {
		order Order
		want  string
	}{{FileOrder, "[2 0 1 1]"}, {LargestFirst, "[2 1 1 0]"}} {
		if got := fmt.Sprint(c.order.Queue(nil, w)); got != c.want {
			t.Errorf("%v: %s, not %s", c.order, got, c.want)
		}
	}
	many := []Workload{small(20), small(20)}
	a, b, again := fmt.Sprint(Shuffled(1).Queue(nil, many)), fmt.Sprint(Shuffled(2).Queue(nil, many)), fmt.Sprint(Shuffled(1).Queue(nil, many))
	if a == b || a != again || a == fmt.Sprint(FileOrder.Queue(nil, many)) {
		t.Error(a, b, again)
	}
}

// Among equal nodes the seed decides, and each gets its turn.
func TestRandomTies(t *testing.T) {
	s, err := New([]Class{big()}, []Workload{small(1)}, Profile{})
	if err != nil {
		t.Fatal(err)
	}
	times := make([]int, 4)
	for seed := range uint64(400) {
		times[s.Run([]int32{0, 0, 0, 0}, FileOrder, seed).Pods[0].Node]++
	}
	for i, n := range times {
		if n < 60 || n > 140 {
			t.Errorf("node %d: %d of 400", i, n)
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct {
		class Class
		load  Workload
		want  string
	}{
		{big(0, -2), small(1), "class 0: domain -2 of key 1: must be 0 or more, or Unlabelled"},
		{big(), with(small(1), func(w *Workload) { w.Selects = []bool{true, true} }), "workload 0: 2 values by class: must be 1, one for each class, or none"},
		{big(), with(small(1), func(w *Workload) { w.Spreads = []Spread{{MaxSkew: 0}} }), "workload 0: maxSkew 0: must be 1 or more"},
		{big(), with(small(1), func(w *Workload) { w.Terms = []Term{{Key: -1}} }), "workload 0: topology key -1: must be 0 or more"},
		{big(), with(small(1), func(w *Workload) { w.Terms = []Term{{Pods: Set{1}}} }), "workload 0: set [1]: must be ascending workload indexes below 1"},
	} {
		if _, err := New([]Class{c.class}, []Workload{c.load}, Profile{}); err == nil || err.Error() != c.want {
			t.Errorf("%v, not %s", err, c.want)
		}
	}
}
