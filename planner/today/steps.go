package today

import (
	"maps"
	"slices"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/schedule"
)

// Steps lead from the nodes that a cluster has to those of a plan.
type Steps struct {
	Steps []Step
	// Kept are today's nodes that the plan has as well.
	Kept []Nodes
	// Peak is the largest number of nodes at a time.
	Peak int
	// Resized is set if pods come back with other requests than they have: these have to be
	// applied before the first step.
	Resized bool
	// Pending is how many pods are left without a node at the worst step.
	Pending int
	// Seeds is how many ways of breaking ties and orders of nodes were tried.
	Seeds    int
	Warnings []planner.Warning

	// More are nodes of the plan's types that are there for the time of the steps alone.
	More []Nodes

	keeps bool
	more  []int
	waits map[int32]bool // the workloads of pods that have no node at some step
}

// Step adds nodes, or drains nodes and removes them.
type Step struct {
	Add, Drain []Nodes
	// Cordon is set for the first step that drains: before it, all nodes that go are
	// cordoned.
	Cordon bool
	// Moved is how many pods are placed anew, at most Pending of them wait after it, and
	// Nodes is how many nodes there are then.
	Moved, Pending, Nodes int
}

// Nodes is a number of nodes of a group, of today or of a plan.
type Nodes struct {
	Group        string // its name today, or that of the plan's group; empty if nothing says
	InstanceType string
	CapacityType planner.Maybe[planner.CapacityType]
	Nodes        int
	Zones        []plan.ZoneNodes
}

// Steps are those to a plan of w, the workload that was planned, in zones by name. ok is
// false if it is unknown what the nodes hold. Nodes that both have are kept, unless that
// leaves pods Pending which replacing all does not.
func (asked *Question) Steps(p *plan.Plan, w planner.Workloads, zones []string) (best Steps, ok bool) {
	q := newEvaluation(asked)
	found, effort := false, int64(0)
	more := make([]int, len(p.Groups))
	for range mostMore + 1 {
		waits := map[int32]bool{}
		for _, keep := range []bool{true, false} {
			m, ok := q.newMigration(p, w, zones, keep, more)
			if !ok {
				return Steps{}, false
			}
			if found && effort > mostEffort {
				return best, true
			}
			s := m.try()
			s.Resized = len(q.Settings.Requests.ResizeAll(q.Workload)) > 0
			s.Warnings = m.stepWarnings(&s, w)
			effort += m.effort()
			maps.Copy(waits, s.waits)
			if !found || s.Pending < best.Pending {
				best, found = s, true
			}
			if s.Pending == 0 {
				return best, true
			}
		}
		more = withMore(more, p, w, waits)
	}
	return best, true
}

// withMore has a node more of each group in which pods that wait may be: of those with the
// largest nodes.
func withMore(more []int, p *plan.Plan, w planner.Workloads, waits map[int32]bool) []int {
	add := map[int]bool{}
	for i := range w {
		if !waits[int32(i)] {
			continue
		}
		if at, ok := p.LargestFor(&w[i]); ok {
			add[at] = true
		}
	}
	more = slices.Clone(more)
	for at := range add {
		more[at]++
	}
	return more
}

// mostMore is how many nodes more than the plan's are tried for the time of the steps in each
// pool, and mostEffort bounds the pods times nodes that are tried.
const (
	mostMore   = 3
	mostEffort = 600_000_000
)

// Placer is a scheduler: it places a queue of pods, by workload, among those that are
// bound to nodes of some classes, and is where each is.
type Placer func(nodes []int32, bound []schedule.Pod, queue []int32) []schedule.Pod

// Replay carries steps to a plan out with another scheduler, which gets the classes of
// nodes and the workloads: the steps as they went there.
func (asked *Question) Replay(s *Steps, p *plan.Plan, w planner.Workloads, zones []string, seed uint64, by func([]schedule.Class, []schedule.Workload) Placer) Steps {
	m, ok := newEvaluation(asked).newMigration(p, w, zones, s.keeps, s.more)
	if !ok {
		return Steps{}
	}
	m.placer = by(m.World())
	return m.run(seed)
}
