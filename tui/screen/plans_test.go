package screen_test

import (
	"slices"
	"strings"
	"testing"

	"podfit/planner/plan"
	"podfit/tui/tuitest"
)

// The screen and podfit plan ask the same question.
func TestPlanCandidates(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[:2], 120, 32)
	s.Do("3")
	tuitest.Has(t, s.Text(), "10 types to choose from") // neither the one of metal nor that with a GPU
	names := func() string {
		var all []string
		for _, p := range s.Plans.Found.Plans {
			for _, g := range p.Groups {
				all = append(all, g.Option.Type.Name)
			}
		}
		slices.Sort(all)
		return strings.Join(slices.Compact(all), " ")
	}
	s.Do("1 / r 6 i enter 3")
	tuitest.Has(t, s.Text(), "1 type to choose from", "chosen from the types in the table")
	if names() != "r6i.xlarge" {
		t.Error(names())
	}
	s.Do("y")
	tuitest.Has(t, s.Text(), "podfit plan '*' -f podfit-scenario.yaml --filter 'eks=yes")
}

// An answer to a question that has changed since is dropped, and what works on
// it told to stop.
func TestLatePlansAreDropped(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 120, 32)
	late := s.Send(tuitest.Key("3"))
	stop := s.Plans.StopFlag()
	tuitest.Has(t, s.Text(), "searching plans for 5 workloads")
	next := s.Send(tuitest.Key("left"))
	if !stop.Load() {
		t.Error("goes on")
	}
	s.Play(late)
	if s.Plans.Found != nil {
		t.Error("a late answer is shown")
	}
	s.Play(next)
	if s.Plans.Found == nil || s.Plans.Found.Groups != 2 || s.Plans.Searching() {
		t.Error("no answer")
	}
	again := s.Send(tuitest.Key("left"))
	tuitest.Has(t, s.Text(), "the plans below are from before the change")
	s.Do("esc") // the best so far
	s.Play(again)
	tuitest.Has(t, s.Text(), "stopped early")
	s.Send(tuitest.Key("n"))
	stop = s.Plans.StopFlag()
	s.Do("1")
	if !stop.Load() || s.Plans.Searching() {
		t.Error("goes on although nobody looks")
	}
	if s.Do("3"); s.Plans.Found.Objective != plan.LeastNodes {
		t.Error("not asked again")
	}
}
