package workloadview_test

import (
	"reflect"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/tui/tuitest"
)

func TestWorkloadIsEdited(t *testing.T) {
	s := tuitest.OpenWorkload(nil, 80, 24)
	s.Do("2 a w e b tab 4 0 tab 1 tab 2 G i enter")
	tuitest.Has(t, s.Text(), "web", "40", "2Gi", "1 workload · 40 pods · 40 CPU · 80Gi")
	for _, c := range []struct{ keys, says string }{
		{"left left left enter x", "PODS: must be a whole number"}, // the first column is the name, left stops there
		{"esc right enter m a n y", "CPU: must be a Kubernetes quantity such as 250m or 2"},
		{"esc right enter 1 2", "MEMORY: less than a MiB (did you mean 12Mi?)"},
		{"esc right space right space", "HOST: a pod on the host network cannot have security groups of its own"},
		{"right right enter x", "VOLS: must be a whole number from 0 to 1000"},
		{"esc right enter 2 enter right enter 8 0 0", "HOURS: must be a number from 0 to 730"},
		{"esc a w e b", `NAME: another workload is already named "web"`},
	} {
		if c.keys == "left left left enter x" {
			c.keys = "home h h h h h l enter x"
		}
		s.Do(c.keys)
		tuitest.Has(t, s.Text(), c.says)
	}
	s.Do("enter")
	if !s.Typing() {
		t.Error("a name that is taken is no longer typed")
	}
	s.Do("esc x")
	tuitest.Has(t, s.Text(), "pods removed, u undoes it")
	if w := *s.Workload; len(w) != 1 || w[0].Extended[planner.GPUResource] != 2 || !w[0].SecurityGroups || w[0].Replicas != 40 {
		t.Errorf("%+v", w)
	}
	s.Do("u")
	tuitest.Has(t, s.Text(), "undone: pods removed", "2 workloads · 41 pods")
	s.Do("u u")
	tuitest.Has(t, s.Text(), "undone: web GPUS · → 2")
	s.Do("ctrl+r")
	tuitest.Has(t, s.Text(), "redone: web GPUS · → 2")
}

// Nodes of today hold pods by the names of workloads: under a new name they hold the same,
// in the file too, and undo brings the old one back.
func TestRenamingKeepsTodaysPods(t *testing.T) {
	rename := func(s *tuitest.Screen, row int, name string) {
		s.Do("2 home h h h h h h h h" + strings.Repeat(" down", row) + " enter")
		s.Enter(name)
	}
	for row, k := range tuitest.Workload()[:2] {
		s := tuitest.OpenToday(tuitest.Today(), 120, 40)
		s.Do("6")
		before, waiting, placement := s.Placement.Today.Pods(), s.TodayAnswer().Waiting, s.Placement
		rename(s, row, "a-new-name")
		after := s.Placement.Today.Pods()
		if before[k.Name] == 0 || after["a-new-name"] != before[k.Name] || after[k.Name] != 0 || len(after) != len(before) {
			t.Errorf("%s: nodes hold %v, before %v", k.Name, after, before)
		}
		if s.Do("6"); len(s.TodayAnswer().Waiting) != len(waiting) {
			t.Errorf("%s: %+v wait, before %+v", k.Name, s.TodayAnswer().Waiting, waiting)
		}
		text, err := s.ScenarioText()
		if err != nil {
			t.Fatal(err)
		}
		file, err := scenario.Read("a.yaml", text, scenario.Scenario{Settings: planner.Default()}, s.Table)
		if err != nil || !reflect.DeepEqual(file.Today, s.Placement.Today) {
			t.Errorf("%s: the file has %+v\nthe session %+v (%v)", k.Name, file.Today, s.Placement.Today, err)
		}
		if s.Do("u"); s.Placement != placement {
			t.Errorf("%s: undo leaves %v", k.Name, s.Placement.Today.Pods())
		}
		if s.Do("ctrl+r"); s.Placement.Today.Pods()["a-new-name"] != before[k.Name] {
			t.Errorf("%s: redo leaves %v", k.Name, s.Placement.Today.Pods())
		}
	}
	s := tuitest.OpenToday(tuitest.Today(), 120, 40)
	s.Do("2 x") // shop/web, of which nodes go on holding pods
	rename(s, 0, "shop/web")
	tuitest.Has(t, s.Text(), "NAME: today's nodes hold other pods named shop/web")
	s.Do("esc")
	rename(s, 3, "shop/web") // data/giant, of which they hold none
	if w := *s.Workload; w[3].Name != "shop/web" {
		t.Errorf("%+v", w)
	}
}

func TestWorkloadIsClicked(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 80, 24)
	s.Do("2")
	s.Click(30, 4)
	if s.Click(30, 4); !s.Typing() {
		t.Error("a second click does not change the cell")
	}
}
