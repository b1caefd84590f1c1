package conformance

import (
	"slices"
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
	"podfit/planner/today"
	"podfit/planner/today/todaytest"
)

// replays is how often the scheduler carries each of the steps out.
const replays = 5

// TestSteps has the scheduler carry out the steps from a cluster's nodes to a plan: at no
// step more pods are pending than podfit says, but for one pod in one run of twenty.
func TestSteps(t *testing.T) {
	runs, one := 0, 0
	for _, c := range migrations() {
		t.Run(c.name, func(t *testing.T) {
			before, _ := c.solve(t, c.from)
			after, zones := c.solve(t, c.to)
			q := &today.Question{Fleet: todaytest.Fleet(before), Workload: c.workload, Options: map[string]density.Option{}, Settings: &c.settings}
			for _, o := range candidates(t, &c.settings, append(slices.Clone(c.from), c.to...)) {
				q.Options[o.Type.Name] = o
			}
			steps, ok := q.Steps(after, c.workload, zones)
			if !ok || len(steps.Steps) == 0 {
				t.Fatalf("no steps: %t", ok)
			}
			t.Logf("%d to %d nodes in %d steps, %d kept, %d more, at most %d, %d pending", before.Nodes, after.Nodes, len(steps.Steps), len(steps.Kept), len(steps.More), steps.Peak, steps.Pending)
			if steps.Pending > 0 {
				t.Errorf("%d pods are left pending", steps.Pending)
			}
			for seed := range uint64(replays) {
				real := q.Replay(&steps, after, c.workload, zones, freshSeed+seed, realScheduler(t))
				runs++
				switch more := real.Pending - steps.Pending; {
				case more == 1:
					one++
				case more > 1:
					t.Errorf("run %d leaves %d pods pending, podfit says %d: %+v", seed, real.Pending, steps.Pending, real.Steps)
				}
			}
		})
	}
	if 20*one > runs {
		t.Errorf("%d of %d runs leave one pod", one, runs)
	}
}

// realScheduler places pods as the real one does.
func realScheduler(t *testing.T) func([]schedule.Class, []schedule.Workload) today.Placer {
	return func(classes []schedule.Class, workloads []schedule.Workload) today.Placer {
		return func(nodes []int32, bound []schedule.Pod, queue []int32) []schedule.Pod {
			w := World{worlds.World{Classes: classes, Workloads: workloads, Nodes: nodes}}
			placed, err := w.Place(schedule.LeastAllocated, bound, queue, Workers)
			if err != nil {
				t.Fatal(err)
			}
			return placed
		}
	}
}

// migration is from nodes of some types to a plan of others, or of some of the same.
type migration struct {
	name     string
	workload planner.Workloads
	from, to []string
	settings planner.Settings
}

func migrations() (all []migration) {
	small, large := []string{"m5.large", "c5.large"}, []string{"m6i.2xlarge", "m6i.4xlarge", "r6i.2xlarge"}
	add := func(name string, from, to []string, w planner.Workloads) {
		all = append(all, migration{name, w, from, to, planner.Default()})
	}
	add("small kinds", small, large, smallKinds(200))
	add("to smaller nodes", large, small, smallKinds(200))
	add("five kinds", []string{"m5.2xlarge"}, large, fiveKinds(150))
	add("more of the same", []string{"m5.xlarge"}, []string{"m5.2xlarge"}, smallKinds(150))
	add("zone spread", []string{"m5.xlarge"}, large, planner.Workloads{pods("a", 30, 500, 1024, zoneSkew(1)), pods("b", 12, 250, 2048), pods("c", 9, 1000, 1024, zoneSkew(1))})
	add("host spread", []string{"m5.xlarge"}, large, planner.Workloads{pods("a", 24, 500, 1024, hostSkew(3)), pods("b", 12, 250, 2048)})
	add("one per node", []string{"m5.2xlarge"}, large, planner.Workloads{pods("a", 4, 500, 1024, onePerNode), pods("b", 40, 500, 2048)})
	add("apart", []string{"m5.xlarge"}, large, planner.Workloads{pods("a", 3, 500, 1024), pods("b", 3, 500, 1024, apart("a", planner.HostTopology, 0)), pods("c", 30, 700, 1500)})
	add("near", []string{"m5.xlarge"}, large, planner.Workloads{pods("a", 3, 500, 1024), pods("b", 6, 500, 1024, near("a", planner.ZoneTopology, 0)), pods("c", 30, 700, 1500)})
	add("priorities", []string{"m5.xlarge"}, large, planner.Workloads{pods("a", 20, 500, 1024, priority(1000)), pods("b", 20, 1500, 3000), pods("c", 20, 300, 700, priority(-5))})
	return all
}

func (c *migration) solve(t *testing.T, types []string) (*plan.Plan, []string) {
	t.Helper()
	terms := plan.DefaultTerms()
	terms.SystemPods = []string{}
	q := terms.Ask(c.workload, &c.settings, 3, nil)
	q.Candidates = candidates(t, &c.settings, types)
	a := q.Solve(1)
	if len(a.Plans) == 0 || len(a.Unplaced) > 0 {
		t.Fatalf("no plan: %+v", a.Unplaced)
	}
	return &a.Plans[0], q.ZoneNames
}
