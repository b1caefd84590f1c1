package today_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/room"
	"podfit/planner/sample"
)

// Two m5.large hold two pods of 500m each and DaemonSets of 150m: 780m are left on each.
func TestRoom(t *testing.T) {
	cordoned := func(g *planner.TodayGroup) { g.Cordoned = true }
	tainted := func(g *planner.TodayGroup) {
		g.Taints = []planner.Taint{{Key: "dedicated", Value: "pci", Effect: "NoSchedule"}}
	}
	for _, c := range []struct {
		name   string
		change func(*planner.TodayGroup)
		pod    planner.Workload
		pods   int // -1 is unknown
		by     density.Limit
	}{
		{"a workload of theirs", asIs, workload[0], 2, density.LimitCPU},
		{"another", asIs, sample.Pods("more", 2, 100, 1), 14, density.LimitCPU},
		{"slots", asIs, sample.Pods("more", 2, 1, 1), 50, density.LimitMaxPods},
		{"cordoned", cordoned, sample.Pods("more", 2, 100, 1), 0, density.NoLimit},
		{"tainted", tainted, sample.Pods("more", 2, 100, 1), 0, density.NoLimit},
		{"nothing says what they hold", func(g *planner.TodayGroup) { g.Holds = nil }, workload[0], -1, density.NoLimit},
		{"unknown type", func(g *planner.TodayGroup) { g.InstanceType = "x9.large" }, workload[0], -1, density.NoLimit},
	} {
		got := ask(sample.Settings(), c.change).Room(&c.pod)
		if r := got.Or(room.Room{Pods: -1}); r.Pods != c.pods || r.LimitedBy.Limit != c.by {
			t.Errorf("%s: %+v, want %d by %v", c.name, r, c.pods, c.by)
		}
	}
}
