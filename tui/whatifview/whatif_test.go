package whatifview_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/whatif"
	"podfit/tui/tuitest"
)

func open(width, height int) *tuitest.Screen {
	w := slices.Clone(tuitest.Workload()[:1])
	w[0].Replicas, w[0].ZoneSkew = 6, 1
	s := tuitest.OpenWorkload(w, width, height)
	s.ChangeTerms(func(t *plan.Terms) error { t.Headroom = 20; return nil })
	return s
}

// What a line comes to is what the plan is once it is taken over, and u takes all of that
// back.
func TestTakeOver(t *testing.T) {
	lines := 0
	for i := range whatif.All() {
		s := open(120, 32)
		s.Do("9")
		if i >= len(s.WhatIf.Lines) {
			break
		}
		before, file := s.PlanQuestion(), mustText(t, s)
		for range i {
			s.Press("down")
		}
		w := s.WhatIf
		s.Do("enter")
		now := s.PlanQuestion()
		if w.Lines[i].Same {
			if !reflect.DeepEqual(now, before) {
				t.Errorf("%s changes something", w.Planned[i].File)
			}
			continue
		}
		lines++
		if reflect.DeepEqual(now, before) {
			t.Errorf("%s changes nothing: %s", w.Planned[i].File, s.Status.Text)
		}
		if chosen := len(w.Lines[i].Question.Candidates); chosen != s.Plans.Found.Candidates {
			t.Errorf("%s: %d types to choose from, and %d once taken over", w.Planned[i].File, chosen, s.Plans.Found.Candidates)
		}
		if best := w.Planned[i].Best(); best != nil { // lines have the cheapest plan, which need not be recommended
			line, taken := best.Month.Or(0).Float(), s.Plans.Found.Cheapest.Or(0).Float()
			if taken > 1.02*line || taken < line/1.02 {
				t.Errorf("%s: $%.2f, and $%.2f once taken over", w.Planned[i].File, line, taken)
			}
		}
		s.Do("u")
		if text := mustText(t, s); text != file {
			t.Errorf("%s: after undo\n%s\nwas\n%s", w.Planned[i].File, text, file)
		}
	}
	if lines < 9 {
		t.Errorf("%d lines", lines)
	}
}

func mustText(t *testing.T, s *tuitest.Screen) string {
	t.Helper()
	text, err := s.ScenarioText()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Where there are no lines, the view says why, and enter too.
func TestWithoutLines(t *testing.T) {
	for says, s := range map[string]*tuitest.Screen{
		"no workloads to plan for": tuitest.Open(80, 24),
		"Set Fargate to off":       onFargate(),
		"no plan":                  tuitest.OpenWorkload(planner.Workloads{{Name: "huge", Replicas: 1, Request: planner.Resources{CPU: 1 << 30}}}, 80, 24),
	} {
		s.Do("9")
		tuitest.Has(t, strings.Join(strings.Fields(s.Text()), " "), says)
		s.Do("enter")
		if s.Status.Text == "" {
			t.Errorf("%s: enter says nothing", says)
		}
		s.CheckFrame(t)
	}
}

func onFargate() *tuitest.Screen {
	s := tuitest.OpenWorkload(tuitest.Workload(), 80, 24)
	s.ChangeTerms(func(t *plan.Terms) error { t.Fargate = "cheaper"; return nil })
	return s
}

// Lines of before a change are said to be old, and cannot be taken over.
func TestOldLines(t *testing.T) {
	s := open(120, 32)
	s.Do("9")
	s.Press("down down")
	s.Change(func(to *planner.Settings) error { to.UnnamedDaemonSets = 3; return nil })
	before := s.PlanQuestion()
	s.Press("enter")
	tuitest.Has(t, s.Status.Text, "before the change")
	if !reflect.DeepEqual(s.PlanQuestion(), before) {
		t.Error("an old line was taken over")
	}
}

func TestEverySize(t *testing.T) {
	s := open(120, 32)
	s.Do("9 G")
	s.EverySize(t)
}
