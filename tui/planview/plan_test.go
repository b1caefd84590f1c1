package planview_test

import (
	"strings"
	"testing"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/planview"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestPlanAnswers(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 120, 32)
	s.Do("3")
	tuitest.Has(t, s.Text(), "✗ unplaced: 2 pods of data/giant: memory: needs 921600Mi", "skipped 1 type without a known price",
		"least cost · up to 3 groups · 1 zone · spare nothing · 30% on-demand", "lower bound: ", "all on-demand $")
	first := s.Plans.Found
	for _, c := range []struct{ key, says string }{
		{"left", "up to 2 groups"}, {"-", "1 group ·"}, {"h", "a plan has at least one group"}, {"+", "up to 2 groups"},
		{"n", "least nodes"}, {"z", "2 zones"}, {"v", "spare node"}, {"v", "spare zone"}, {"Z", "with one zone, spare is now a node"},
		{"v", "sparing a zone needs several zones: now three"},
	} {
		s.Do(c.key)
		tuitest.Has(t, s.Text(), c.says)
	}
	if s.Plans.Found == first || s.Plans.Found.Plans[0].Groups[0].SpareNodes == 0 {
		t.Error("the plans are those of before")
	}
	s.Do("enter")
	tuitest.Has(t, s.Text(), "What the nodes of plan 1 run", "no pods: spare")
	s.Do("esc esc")
	if s.At() != screen.Types {
		t.Error("esc twice is not at the types")
	}
}

func TestPlanSaysWhatToDo(t *testing.T) {
	w := planner.Workloads{{Name: "web", Replicas: 3, SecurityGroups: true, NoRequests: true}}
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Workload = w })
	s.Do("3")
	tuitest.Has(t, s.Text(), "security groups for pods are off: turn on SG for pods", "1 workload without requests")
	s.Do("1 / v c p u s > 5 0 0 enter 3")
	tuitest.Has(t, s.Text(), "no type matches: ")
}

func TestPlanIsClicked(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:3], 120, 32)
	s.Do("3")
	v := s.Tab().View.(*planview.View)
	if len(v.Starts()) < 2 {
		t.Fatal("only one plan")
	}
	y := s.Layout.Body.Inner().Y + 1 + v.Starts()[1]
	if s.Click(5, y); s.Plans.List.Cursor != 1 {
		t.Error("not selected")
	}
	if s.Click(5, y); !strings.Contains(s.Text(), "What the nodes of plan 2 run") {
		t.Error("not opened")
	}
}

func TestNoWorkload(t *testing.T) {
	s := tuitest.OpenWorkload(nil, 80, 24)
	s.Do("3")
	tuitest.Has(t, s.Text(), "There are no workloads to plan for. Press 2")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "No workloads yet: n adds one, b makes one from four")
}
