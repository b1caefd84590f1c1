package conformance

import (
	"slices"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/room"
	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
)

// mostRoom bounds the pods that the scheduler is given, and seeds is how often.
const (
	mostRoom = 120
	seeds    = 20
)

// TestRoom has the scheduler place pods on plans whose own pods are where the patterns have
// them. It places as many more as podfit says and leaves the next one pending, or gives it no
// address, in nine of ten runs; in the others it is one pod more or fewer.
func TestRoom(t *testing.T) {
	runs, hits, asked := 0, 0, 0
	for _, c := range slices.Concat(constraints(), pooled(), roomCases()) {
		if slices.ContainsFunc(c.workload, func(k planner.Workload) bool { return k.Volumes+len(k.Claims) > 0 }) {
			continue // Place knows nothing of volumes
		}
		t.Run(c.name, func(t *testing.T) {
			q := c.question(t)
			a := q.Solve(1)
			if len(a.Plans) == 0 {
				t.Fatal("no plan")
			}
			pods := slices.Clone(a.Workload)
			pods = append(pods, planner.Workload{Name: "more", Replicas: 2, Request: planner.Resources{CPU: 400, Memory: planner.GiB}})
			for i := range pods {
				about := room.Question{Plan: &a.Plans[0], Workload: a.Workload, Pod: &pods[i], Scheduler: q.Scheduler, Pools: q.Pools}
				said := about.Answer()
				if said.Pods > mostRoom {
					continue
				}
				asked++
				of, hit := placesRoom(t, &about, &said)
				runs, hits = runs+of, hits+hit
			}
		})
	}
	t.Logf("%d workloads: the scheduler places what podfit says in %d of %d runs", asked, hits, runs)
	if asked < 20 || 10*hits < 9*runs {
		t.Errorf("%d workloads, %d of %d runs", asked, hits, runs)
	}
}

// placesRoom is in how many runs the scheduler places as many pods as podfit says.
func placesRoom(t *testing.T, q *room.Question, said *room.Answer) (runs, hits int) {
	n, workload := q.Pinned()
	classes, workloads := n.World()
	w := World{worlds.World{Classes: classes, Workloads: workloads, Nodes: n.Placed.Nodes}}
	for range seeds {
		more, err := w.Place(schedule.Strategy(q.Scheduler), n.Placed.Pods, slices.Repeat([]int32{int32(workload)}, said.Pods+2), Workers)
		if err != nil {
			t.Fatal(err)
		}
		runs++
		switch got := w.started(n.Placed.Pods, more); got - said.Pods {
		case 0:
			hits++
		case -1, 1:
			t.Logf("%s: %d placed, podfit says %d (%+v)", said.Workload, got, said.Pods, said.LimitedBy)
		default:
			t.Errorf("%s: %d placed, podfit says %d (%+v)", said.Workload, got, said.Pods, said.LimitedBy)
		}
	}
	return runs, hits
}

// started is how many of further pods are placed and get an address before the first that is
// not or does not.
func (w *World) started(bound, more []schedule.Pod) int {
	for i, p := range more {
		if p.Node == schedule.Pending || w.unaddressed(append(slices.Clone(bound), more[:i+1]...)) > w.unaddressed(bound) {
			return i
		}
	}
	return len(more)
}

// roomCases are plans besides those of constraints.
func roomCases() (all []planned) {
	for _, c := range append(kinds(), networks()...) {
		if sum, _ := c.workload.Sum(); sum <= 400 && c.types != nil {
			all = append(all, c)
		}
	}
	most := planned{name: "most allocated, two types", workload: fiveKinds(60), types: []string{"m5.xlarge", "m5.2xlarge"}, terms: func(t *plan.Terms) { t.Scheduler = plan.MostAllocated }}
	return append(all, most)
}
