package tui

import (
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
)

func TestPlanAnswers(t *testing.T) {
	s := newWorkloadScreen(testWorkload(), 120, 32)
	s.do("3")
	mustHave(t, s.text(), "✗ unplaced: 2 pods of data/giant: memory: needs 921600Mi", "left out for want of a price: 1 type",
		"least cost · up to 3 groups · 1 zone · spare nothing · 30% on-demand", "lower bound:", "all on-demand $")
	first := s.plan.found
	for _, c := range []struct{ key, says string }{
		{"left", "up to 2 groups"}, {"-", "1 group ·"}, {"h", "a plan has one group at least"}, {"+", "up to 2 groups"},
		{"n", "least nodes"}, {"z", "2 zones"}, {"v", "spare node"}, {"v", "spare zone"}, {"Z", "one zone cannot be lost: spare is a node now"},
		{"v", "to spare a zone takes several: three zones now"},
	} {
		s.do(c.key)
		mustHave(t, s.text(), c.says)
	}
	if s.plan.found == first || s.plan.found.Plans[0].Groups[0].SpareNodes == 0 {
		t.Error("the plans are those of before")
	}
	s.do("enter")
	mustHave(t, s.text(), "What the nodes of plan 1 hold", "nothing: spare")
	s.do("esc esc")
	if s.page != mainPage {
		t.Error("esc twice is not at the types")
	}
}

// The screen and podfit plan ask the same question.
func TestPlanCandidates(t *testing.T) {
	s := newWorkloadScreen(testWorkload()[:2], 120, 32)
	s.do("3")
	mustHave(t, s.text(), "10 types to choose from") // neither the one of metal nor that with a GPU
	names := func() string {
		var all []string
		for _, p := range s.plan.found.Plans {
			for _, g := range p.Groups {
				all = append(all, g.Option.Type.Name)
			}
		}
		slices.Sort(all)
		return strings.Join(slices.Compact(all), " ")
	}
	s.do("1 / r 6 i enter 3")
	mustHave(t, s.text(), "1 type to choose from", "chosen from the table's types")
	if names() != "r6i.xlarge" {
		t.Error(names())
	}
	s.do("y")
	mustHave(t, s.text(), "podfit plan '*' -f podfit-scenario.yaml --filter 'eks=yes")
}

// An answer to a question that has changed since is dropped, and what works on
// it told to stop.
func TestLatePlansAreDropped(t *testing.T) {
	s := newWorkloadScreen(testWorkload(), 120, 32)
	late := s.send(keyPress("3"))
	stop := s.plan.stop
	mustHave(t, s.text(), "looking for plans for 5 kinds of pods")
	next := s.send(keyPress("left"))
	if !stop.Load() {
		t.Error("goes on")
	}
	s.play(late)
	if s.plan.found != nil {
		t.Error("a late answer is shown")
	}
	s.play(next)
	if s.plan.found == nil || s.plan.found.groups != 2 || s.plan.stop != nil {
		t.Error("no answer")
	}
	again := s.send(keyPress("left"))
	mustHave(t, s.text(), "below are those of before")
	s.do("esc") // the best so far
	s.play(again)
	mustHave(t, s.text(), "stopped early")
	s.send(keyPress("n"))
	stop = s.plan.stop
	s.do("1")
	if !stop.Load() || s.plan.stop != nil {
		t.Error("goes on although nobody looks")
	}
	if s.do("3"); s.plan.found.objective != plan.LeastNodes {
		t.Error("not asked again")
	}
}

func TestPlanSaysWhatToDo(t *testing.T) {
	w := planner.Workloads{{Name: "web", Replicas: 3, SecurityGroups: true, NoRequests: true}}
	s := newSessionScreen(&disk{}, func(c *Config) { c.Workload = w })
	s.do("3")
	mustHave(t, s.text(), "security groups for pods are off in the settings", "1 kind of pods without requests")
	s.do("1 / v c p u s > 5 0 0 enter 3")
	mustHave(t, s.text(), "no type passes: ")
}

func TestPlanIsClicked(t *testing.T) {
	s := newWorkloadScreen(testWorkload()[1:3], 120, 32)
	s.do("3")
	if len(s.plan.starts) < 2 {
		t.Skip("one plan alone")
	}
	y := s.layout.body.inner().y + planHead + s.plan.starts[1]
	if s.click(5, y); s.plan.list.cursor != 1 {
		t.Error("not selected")
	}
	if s.click(5, y); !s.plan.opened {
		t.Error("not opened")
	}
}
