package schedule

import (
	"math"
	"testing"

	_ "podfit/planner/sample/steady"

	"pgregory.net/rapid"
)

// The scores of plugins/noderesources/least_allocated_test.go, most_allocated_test.go
// and balanced_allocation_test.go, worked out in their comments.
func TestResourceScores(t *testing.T) {
	for _, c := range []struct {
		allocatable, used, need [Resources]int64
		least, most, balanced   int64
	}{
		// nothing used, nothing requested
		{[2]int64{4000, 10000}, [2]int64{0, 0}, [2]int64{0, 0}, 100, 0, 100},
		// (1000/4000 + 5000/10000 free) / 2: 37 and 62; |3/4 - 1/2| / 2 apart: 0.125
		{[2]int64{4000, 10000}, [2]int64{0, 0}, [2]int64{3000, 5000}, 37, 62, 87},
		// 4000/10000 and 0/20000 free; 60 and 100 used
		{[2]int64{10000, 20000}, [2]int64{3000, 5000}, [2]int64{3000, 15000}, 20, 80, 80},
		// no CPU: memory alone
		{[2]int64{0, 10000}, [2]int64{0, 0}, [2]int64{0, 5000}, 50, 50, 100},
		// neither
		{[2]int64{0, 0}, [2]int64{0, 0}, [2]int64{0, 0}, 0, 0, 100},
	} {
		n := node{allocatable: c.allocatable}
		for r := range n.free {
			n.free[r], n.inverse[r] = c.allocatable[r]-c.used[r], 1/float64(c.allocatable[r])
		}
		n.scoring = Scoring{c.used[CPU], c.used[Memory]}
		pod := Scoring{c.need[CPU], c.need[Memory]}
		if least, most, balanced := n.allocated(pod, LeastAllocated), n.allocated(pod, MostAllocated), n.balanced(&c.need); least != c.least || most != c.most || balanced != c.balanced {
			t.Errorf("%v: %d %d %d, not %d %d %d", c, least, most, balanced, c.least, c.most, c.balanced)
		}
	}
}

// A node can score as more used than it is, because pods without requests count
// something: LeastAllocated gives 0 then, MostAllocated 100.
func TestScoredBeyondCapacity(t *testing.T) {
	n := node{allocatable: [2]int64{1000, 1000}, inverse: [2]float64{1. / 1000, 1. / 1000}, scoring: Scoring{990, 500}}
	if got := n.allocated(Scoring{100, 0}, LeastAllocated); got != (0+50)/2 {
		t.Error(got)
	}
	if got := n.allocated(Scoring{100, 0}, MostAllocated); got != (100+50)/2 {
		t.Error(got)
	}
}

func TestPercentDivides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(1, 90<<40).Draw(t, "whole")
		part := rapid.Int64Range(0, whole).Draw(t, "part")
		if got, want := percent(part, whole, 1/float64(whole)), part*100/whole; got != want {
			t.Fatalf("100 * %d / %d: %d, not %d", part, whole, got, want)
		}
	})
}

func TestBalancedDivides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := node{}
		var need [Resources]int64
		var part [Resources]float64
		for r := range n.free {
			n.allocatable[r] = rapid.Int64Range(1, 1<<rapid.IntRange(1, 40).Draw(t, "bits")).Draw(t, "allocatable")
			n.inverse[r] = 1 / float64(n.allocatable[r])
			n.free[r] = rapid.Int64Range(0, n.allocatable[r]).Draw(t, "free")
			need[r] = rapid.Int64Range(0, n.allocatable[r]).Draw(t, "need")
			part[r] = min(1, float64(n.allocatable[r]-n.free[r]+need[r])/float64(n.allocatable[r]))
		}
		if got, want := n.balanced(&need), int64((1-math.Abs((part[0]-part[1])/2))*100); got != want {
			t.Fatalf("%v of %v: %d, not %d", need, n, got, want)
		}
	})
}

// As in pkg/scheduler/schedule_one_test.go, TestNumFeasibleNodesToFind, without a percentage set.
func TestSampled(t *testing.T) {
	for n, want := range map[int]int{10: 10, 99: 99, 100: 100, 101: 100, 250: 120, 1000: 420, 5000: 500, 6000: 300} {
		if got := Sampled(n); got != want {
			t.Errorf("of %d nodes %d, not %d", n, got, want)
		}
	}
}

// The order parent, left, right of a heap of seven.
func TestAbove(t *testing.T) {
	order := []int{0, 1, 3, 4, 2, 5, 6}
	for i, a := range order {
		for j, b := range order {
			if i != j && above(a, b) != (i < j) {
				t.Errorf("%d above %d: %v", a, b, above(a, b))
			}
		}
	}
}
