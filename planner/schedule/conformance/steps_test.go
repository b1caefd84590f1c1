package conformance

import (
	"cmp"
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

// replays is how often the scheduler carries each of the steps out, and moreReplays how
// often again where chance left more pods than is usual.
const replays, moreReplays = 5, 20

// TestSteps has the scheduler carry out the steps from a cluster's nodes to a plan: at no
// step more pods are pending than podfit says, but for one pod in one run of twenty.
func TestSteps(t *testing.T) {
	var all []*moving
	for _, c := range migrations() {
		t.Run(c.name, func(t *testing.T) {
			m := c.steps(t)
			all = append(all, m)
			m.replay(t, 0, replays)
		})
	}
	runs, one := 0, 0
	sum := func() bool {
		runs, one = 0, 0
		for _, m := range all {
			runs, one = runs+m.runs, one+m.one
		}
		return 20*one <= runs
	}
	if sum() {
		return
	}
	for _, m := range all {
		m.replay(t, replays, moreReplays)
	}
	if !sum() {
		t.Errorf("%d of %d runs leave one pod", one, runs)
	}
}

// moving is steps and how the scheduler has carried them out.
type moving struct {
	*migration
	question  today.Question
	plan      *plan.Plan
	zones     []string
	steps     today.Steps
	runs, one int // runs that leave one pod
}

func (c *migration) steps(t *testing.T) *moving {
	before, _ := c.solve(t, c.from)
	m := &moving{migration: c}
	m.plan, m.zones = c.solve(t, c.to)
	m.question = today.Question{Fleet: todaytest.Fleet(before), Workload: c.workload, Options: map[string]density.Option{}, Settings: &c.settings}
	for _, o := range candidates(t, &c.settings, append(slices.Clone(c.from), c.to...)) {
		m.question.Options[o.Type.Name] = o
	}
	var ok bool
	if m.steps, ok = m.question.Steps(m.plan, c.workload, m.zones); !ok || len(m.steps.Steps) == 0 {
		t.Fatalf("no steps: %t", ok)
	}
	t.Logf("%d to %d nodes in %d steps, %d kept, %d more, at most %d, %d pending", before.Nodes, m.plan.Nodes, len(m.steps.Steps), len(m.steps.Kept), len(m.steps.More), m.steps.Peak, m.steps.Pending)
	if m.steps.Pending > 0 {
		t.Errorf("%d pods are left pending", m.steps.Pending)
	}
	return m
}

// replay has the scheduler carry the steps out some times.
func (m *moving) replay(t *testing.T, from, times uint64) {
	for seed := from; seed < from+times; seed++ {
		real := m.question.Replay(&m.steps, m.plan, m.workload, m.zones, freshSeed+seed, realScheduler(t))
		m.runs++
		switch more := real.Pending - m.steps.Pending; {
		case more == 1:
			m.one++
		case more > 1:
			t.Errorf("%s: run %d leaves %d pods pending, podfit says %d: %+v", m.name, seed, real.Pending, m.steps.Pending, real.Steps)
		}
	}
}

// realScheduler places pods as the real one does.
func realScheduler(t *testing.T) func([]schedule.Class, []schedule.Workload) today.Placer {
	return func(classes []schedule.Class, workloads []schedule.Workload) today.Placer {
		return func(nodes []int32, bound []schedule.Pod, queue []int32) []schedule.Pod {
			w := World{worlds.World{Classes: classes, Workloads: workloads, Nodes: nodes}}
			// Its queue takes pods of a higher priority first.
			slices.SortStableFunc(queue, func(a, b int32) int { return cmp.Compare(workloads[b].Priority, workloads[a].Priority) })
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

func migrations() (all []*migration) {
	small, large := []string{"m5.large", "c5.large"}, []string{"m6i.2xlarge", "m6i.4xlarge", "r6i.2xlarge"}
	add := func(name string, from, to []string, w planner.Workloads) {
		all = append(all, &migration{name, w, from, to, planner.Default()})
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
