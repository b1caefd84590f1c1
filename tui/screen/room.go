package screen

import (
	"slices"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/room"
)

// AskRoom is the count of how many more pods of a workload a plan of the answer and the nodes
// that the cluster has take; it takes its time. It is nil if the answer has no such workload.
func (s *Session) AskRoom(p *plan.Plan, workload string) func() room.Answer {
	f := s.Plans.Found
	i := slices.IndexFunc(f.Answer.Workload, func(k planner.Workload) bool { return k.Name == workload })
	if i < 0 {
		return nil
	}
	pod := f.Answer.Workload[i]
	q := room.Question{Plan: p, Workload: f.Answer.Workload, Pod: &pod, Scheduler: f.question.Scheduler, Pools: f.question.Pools}
	now := s.todayQuestion()
	return func() room.Answer {
		a := q.Answer()
		if now.Fleet.IsKnown() {
			a.Today = now.Room(&pod)
		}
		return a
	}
}
