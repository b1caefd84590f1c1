package planview_test

import (
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/tui/tuitest"
)

// m counts how many more pods of a workload fit, of one after the other; a change of the plan
// counts anew.
func TestRoomIsCounted(t *testing.T) {
	s := openPlanned(planner.Workloads{
		{Name: "web", Replicas: 10, Request: planner.Resources{CPU: 500, Memory: tuitest.GiB(1)}},
		{Name: "db", Replicas: 2, Request: planner.Resources{CPU: 250, Memory: tuitest.GiB(2)}},
	}, plan.SpareNothing)
	s.Size(160, 60)
	s.Do("3")
	if strings.Contains(s.Text(), "more pods of") {
		t.Error("room is counted before anybody asks")
	}
	s.Do("m")
	tuitest.Has(t, s.Text(), "more pods of web, then ", " after the loss of ", "costs $")
	before := s.Text()
	s.Do("v v") // survives the loss of a zone
	tuitest.Has(t, s.Text(), "more pods of web, then ", "spare zone")
	if s.Text() == before {
		t.Error("the room is that of the plan before")
	}
	s.Do("m")
	tuitest.Has(t, s.Text(), "of db")
	s.Do("m")
	if strings.Contains(s.Text(), "of db, then") || strings.Contains(s.Text(), "of web, then") {
		t.Error("after the last workload there is none")
	}
	s.Do("M")
	tuitest.Has(t, s.Text(), "of db")
	// Searched for text, and other depths, do not lose it.
	s.Do("enter esc")
	tuitest.Has(t, s.Text(), "of db")
	s.Do("2 G x 3")
	s.Do("m")
	tuitest.Has(t, s.Text(), "of web")
}
