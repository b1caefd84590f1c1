package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
)

func TestConstraints(t *testing.T) {
	for _, c := range worlds.Cases() {
		s, err := schedule.New(c.Classes, c.Workloads, schedule.LeastAllocated)
		if err != nil {
			t.Fatal(c.Name, err)
		}
		if got := text(s.Run(c.Nodes, schedule.FileOrder, schedule.Tiebreak{Ties: schedule.ListedTies})); got != c.Want {
			t.Errorf("%s: %s\nnot %s", c.Name, got, c.Want)
		}
	}
}

func text(r *schedule.Result) string {
	var b strings.Builder
	for i, p := range r.Pods {
		if i > 0 {
			b.WriteByte(' ')
		}
		if p.Node == schedule.Pending {
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

func TestNoNodes(t *testing.T) {
	s, err := schedule.New([]schedule.Class{big()}, []schedule.Workload{small(2)}, schedule.LeastAllocated)
	if err != nil {
		t.Fatal(err)
	}
	for _, nodes := range [][]int32{nil, {0}, {}} {
		if got, want := s.Run(nodes, schedule.FileOrder, schedule.Tiebreak{}).Pending, 2-2*len(nodes); got != want {
			t.Errorf("%v: %d pending, not %d", nodes, got, want)
		}
	}
}

// kube-scheduler does not know addresses: it places pods that never start.
func TestUnaddressed(t *testing.T) {
	class := big()
	class.Addresses = [schedule.AddressKinds]int32{2, 1}
	w := []schedule.Workload{small(4), with(small(3), func(w *schedule.Workload) { w.Address = schedule.BranchENI }), with(small(3), func(w *schedule.Workload) { w.Address = schedule.HostNetwork })}
	s, err := schedule.New([]schedule.Class{class}, w, schedule.LeastAllocated)
	if err != nil {
		t.Fatal(err)
	}
	if r := s.Run([]int32{0}, schedule.FileOrder, schedule.Tiebreak{}); r.Pending != 0 || r.Unaddressed != 2+2 {
		t.Errorf("%d pending, %d without an address", r.Pending, r.Unaddressed)
	}
}

func TestRollouts(t *testing.T) {
	none, one := &schedule.Limit{}, &schedule.Limit{Pods: 1}
	for _, c := range []struct {
		rollout  schedule.Rollout
		replicas int32
		want     int32
	}{
		{schedule.Rollout{}, 1, 1}, {schedule.Rollout{}, 3, 1}, {schedule.Rollout{}, 4, 0}, {schedule.Rollout{}, 100, 0}, {schedule.Rollout{}, 0, 0},
		{schedule.Rollout{Strategy: schedule.Recreate}, 1, 0},
		{schedule.Rollout{MaxUnavailable: one}, 1, 0},
		{schedule.Rollout{MaxUnavailable: none}, 100, 1},
		{schedule.Rollout{MaxSurge: none, MaxUnavailable: none}, 1, 0}, // both 0: one may be unavailable
		{schedule.Rollout{MaxSurge: none}, 3, 0},
		{schedule.Rollout{MaxUnavailable: &schedule.Limit{Percent: 50}}, 2, 0}, {schedule.Rollout{MaxUnavailable: &schedule.Limit{Percent: 50}}, 1, 1},
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
		class.MaxPods, class.Addresses[schedule.PodIP] = c.maxPods, c.addresses
		s, err := schedule.New([]schedule.Class{class}, []schedule.Workload{small(1), small(1), small(0)}, schedule.LeastAllocated)
		if err != nil {
			t.Fatal(err)
		}
		s.Run([]int32{0}, schedule.FileOrder, schedule.Tiebreak{})
		if got := fmt.Sprint(s.Rollouts()); got != c.want {
			t.Errorf("max pods %d, %d addresses: %s, not %s", c.maxPods, c.addresses, got, c.want)
		}
	}
}

func TestGrow(t *testing.T) {
	class := big()
	class.MaxPods = 3
	s, err := schedule.New([]schedule.Class{class}, []schedule.Workload{small(1), small(1)}, schedule.LeastAllocated)
	if err != nil {
		t.Fatal(err)
	}
	before := s.Run([]int32{0, 0}, schedule.FileOrder, schedule.Tiebreak{}).Clone()
	for more, want := range map[int32]int{1: 0, 3: 0, 4: 1, 5: 2} {
		if r := s.Grow(before, []int32{more, 1}, schedule.Tiebreak{}); r.Pending != want || len(r.Pods) != 3+int(more) {
			t.Errorf("%d more: %d pending of %d", more, r.Pending, len(r.Pods))
		}
	}
}

func TestHeld(t *testing.T) {
	p := schedule.Placement{Nodes: []int32{0, 0, 0}, Pods: []schedule.Pod{{Workload: 1, Node: 2}, {Workload: 0, Node: 2}, {Workload: 1, Node: 2}, {Workload: 1, Node: schedule.Pending}, {Workload: 1, Node: 0}}}
	if got, want := fmt.Sprint(p.Held()), "[[{1 1}] [] [{0 1} {1 2}]]"; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}

func TestOrders(t *testing.T) {
	w := []schedule.Workload{small(1), with(small(2), func(w *schedule.Workload) { w.Need = []int64{1000, gib} }), with(small(1), func(w *schedule.Workload) { w.Priority = 1 })}
	for _, c := range []struct {
		order schedule.Order
		want  string
	}{{schedule.FileOrder, "[2 0 1 1]"}, {schedule.LargestFirst, "[2 1 1 0]"}} {
		if got := fmt.Sprint(c.order.Queue(nil, w)); got != c.want {
			t.Errorf("%v: %s, not %s", c.order, got, c.want)
		}
	}
	many := []schedule.Workload{small(20), small(20)}
	a, b, again := fmt.Sprint(schedule.Shuffled(1).Queue(nil, many)), fmt.Sprint(schedule.Shuffled(2).Queue(nil, many)), fmt.Sprint(schedule.Shuffled(1).Queue(nil, many))
	if a == b || a != again || a == fmt.Sprint(schedule.FileOrder.Queue(nil, many)) {
		t.Error(a, b, again)
	}
}

// Among equal nodes the seed decides, and each gets its turn.
func TestRandomTies(t *testing.T) {
	s, err := schedule.New([]schedule.Class{big()}, []schedule.Workload{small(1)}, schedule.LeastAllocated)
	if err != nil {
		t.Fatal(err)
	}
	times := make([]int, 4)
	for seed := range uint64(400) {
		times[s.Run([]int32{0, 0, 0, 0}, schedule.FileOrder, schedule.Tiebreak{Ties: schedule.RandomTies, Seed: seed}).Pods[0].Node]++
	}
	for i, n := range times {
		if n < 60 || n > 140 {
			t.Errorf("node %d: %d of 400", i, n)
		}
	}
}

func TestBadInput(t *testing.T) {
	for _, c := range []struct {
		class schedule.Class
		load  schedule.Workload
		want  string
	}{
		{big(0, -2), small(1), "class 0: domain -2 of key 1: must be 0 or more, or Unlabelled"},
		{big(), with(small(1), func(w *schedule.Workload) { w.Selects = []bool{true, true} }), "workload 0: 2 values by class: must be 1, one for each class, or none"},
		{big(), with(small(1), func(w *schedule.Workload) { w.Spreads = []schedule.Spread{{MaxSkew: 0}} }), "workload 0: maxSkew 0: must be 1 or more"},
		{big(), with(small(1), func(w *schedule.Workload) { w.Terms = []schedule.Term{{Key: -1}} }), "workload 0: topology key -1: must be 0 or more"},
		{big(), with(small(1), func(w *schedule.Workload) { w.Terms = []schedule.Term{{Pods: schedule.Set{1}}} }), "workload 0: set [1]: must be ascending workload indexes below 1"},
	} {
		if _, err := schedule.New([]schedule.Class{c.class}, []schedule.Workload{c.load}, schedule.LeastAllocated); err == nil || err.Error() != c.want {
			t.Errorf("%v, not %s", err, c.want)
		}
	}
}
