package todayview_test

import (
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// The view says what the command line does, in its words.
func TestTodaySaysWhatPlanTodaySays(t *testing.T) {
	s := tuitest.OpenToday(tuitest.Today(), 236, 80)
	s.Do("6")
	a := s.TodayAnswer()
	if a == nil || a.Nodes != 47 || len(a.Groups) != 3 || len(a.Waiting) == 0 {
		t.Fatalf("%+v", a)
	}
	tuitest.Has(t, s.Text(), words.TodayLines(a)...)
	for i := range a.Groups {
		c := words.NewTodayCells(&a.Groups[i], a.Currency)
		line := s.Line(t, c.Name+" ")
		for _, cell := range []string{c.Name, c.Type, c.Buys, c.Nodes, c.Zones, c.Unused, c.UnusedCost, c.Cost} {
			if !strings.Contains(line, cell) {
				t.Errorf("%s: no %q", line, cell)
			}
		}
	}
	c := s.BesideToday()
	if c == nil {
		t.Fatal("no plan beside it")
	}
	steps, known := c.Steps.Value()
	if !known || len(steps.Steps) == 0 {
		t.Fatal("no steps")
	}
	tuitest.Has(t, s.Text(), append(words.StepsToPlan(&steps, a.Nodes), "Beside plan 1 of ", words.Saved(c, 0), ", but leaves 2 pods without a node")...)
	s.Do("y")
	tuitest.Has(t, s.Text(), "podfit plan -f podfit-scenario.yaml --today")
}

// The plan at the cursor is the one beside today's nodes, in both views.
func TestOtherPlans(t *testing.T) {
	s := tuitest.OpenToday(tuitest.Today(), 236, 80)
	s.Do("6")
	first := s.BesideToday()
	if s.Do("right"); s.Plans.List.Cursor != 1 || s.BesideToday() == first {
		t.Fatal("another plan, and the same beside it")
	}
	second := words.Saved(s.BesideToday(), 0)
	tuitest.Has(t, s.Text(), "Beside plan 2 of ", second)
	s.Do("3")
	tuitest.Has(t, s.Text(), words.Today(s.TodayAnswer()), "plan 2: "+second+"; press 6 for the steps")
	s.Do("up")
	tuitest.Has(t, s.Text(), "  "+words.Saved(first, 0)+"; press 6")
	s.Do("6 left left")
	if s.Plans.List.Cursor != 0 {
		t.Error("before the first plan")
	}
}

// What changes the answer has it worked out anew, and nothing else does.
func TestTodayFollowsTheSession(t *testing.T) {
	s := tuitest.OpenToday(tuitest.Today(), 98, 32)
	s.Do("6")
	a, c := s.TodayAnswer(), s.BesideToday()
	if s.Do("down down enter esc up ? esc 3 6"); s.TodayAnswer() != a || s.BesideToday() != c {
		t.Error("worked out again without a change")
	}
	s.TakeWorkload(slices.Clone((*s.Workload)[1:]), "one less")
	s.Do("down")
	if s.TodayAnswer() == a {
		t.Fatal("not worked out again")
	}
	tuitest.Has(t, s.Text(), "today's nodes hold pods of shop/web, which the scenario's workload does not have", "  CPU      - ")
	s.Do("u")
	if got := *s.TodayAnswer(); got.Month != a.Month || got.UsedPercent != a.UsedPercent || len(got.Warnings) != 0 {
		t.Error("after undo it is another")
	}
}

// A search that goes on has no plan to compare with, and no figure of before is shown beside
// one that it does not belong to.
func TestNothingStaleBesideAPlan(t *testing.T) {
	s := tuitest.OpenToday(tuitest.Today(), 98, 60)
	s.Do("6")
	s.ChangeTerms(func(t *plan.Terms) error {
		t.Groups = 1
		return nil
	})
	s.Send(nil) // asks, and nobody answers yet
	if !s.Plans.Searching() {
		t.Fatal("no search")
	}
	tuitest.Has(t, s.Text(), "searching for a plan beside today's nodes")
	if strings.Contains(s.Text(), "the plan saves") {
		t.Error("what a plan of before saves")
	}
}

func TestOpenGroup(t *testing.T) {
	s := tuitest.OpenToday(tuitest.Today(), 150, 60)
	s.Do("6 down down enter")
	tuitest.Has(t, s.Text(), "general-purpose-workers · 26 × m6i.xlarge · on-demand · us-east-1a 21, us-east-1b 5", "What the nodes hold", "15 ×", "3 × shop/api + 5 × shop/web", "no pods of workloads")
	s.Do("esc")
	tuitest.Has(t, s.Text(), "▸ general-pur…se-workers")
	s.Do("up enter")
	tuitest.Has(t, s.Text(), "data (cordoned)", "taint dedicated=data:NoSchedule", "1 × data/cache")
	s.Do("enter esc")
	if s.At() != screen.Types {
		t.Error("esc does not go back")
	}
}

// Groups are clicked; again, one opens.
func TestGroupIsClicked(t *testing.T) {
	s := tuitest.OpenToday(tuitest.Today(), 98, 32)
	s.Do("6")
	y := 0
	for i, line := range strings.Split(s.Text(), "\n") {
		if strings.Contains(line, "data (cordoned)") {
			y = i
		}
	}
	s.Click(5, y)
	tuitest.Has(t, s.Text(), "▸ data (cordoned)")
	s.Click(5, y)
	tuitest.Has(t, s.Text(), "data (cordoned) · 9 × r6i.xlarge")
}

// What is unknown is a dash: no bar, no figure of 0.
func TestUnknownIsADash(t *testing.T) {
	fleet := tuitest.Today()
	fleet.Groups = append(fleet.Groups, tuitest.Unclear())
	s := tuitest.OpenToday(fleet, 236, 80)
	s.Do("6")
	tuitest.Has(t, s.Text(), "today: 49 nodes, ", "how many more pods fit is unknown", "it is unknown what today's nodes hold", "the cost today of", "what the plan saves is unknown")
	if line := s.Line(t, " CPU "); line != "CPU - - - of -" {
		t.Errorf("%q", line)
	}
	s.Do("3")
	tuitest.Has(t, s.Text(), "the cost today of")
}

func TestNoNodes(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 80, 24)
	s.Do("6")
	text := strings.Join(strings.Fields(strings.ReplaceAll(s.Text(), "│", "")), " ")
	tuitest.Has(t, text, words.NoToday)
	s.Do("enter down pgdown right 3")
	if strings.Contains(s.Text(), "today:") {
		t.Error("the plan is beside nothing")
	}
}

func TestNodesWithoutWorkloads(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Today = planner.Today{Groups: []planner.TodayGroup{{InstanceType: "m6i.large", Nodes: 3, CapacityType: planner.Known(planner.OnDemand), Holds: []planner.Hold{{Nodes: 3}}}}}
	})
	s.Do("6")
	tuitest.Has(t, s.Text(), "today: 3 nodes, ", "There are no workloads, so there is no plan")
}
