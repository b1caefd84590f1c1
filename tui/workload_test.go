package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
)

func gibs(n int) planner.Memory { return planner.Memory(n) * planner.GiB }

// testWorkload has a kind of every sort.
func testWorkload() planner.Workloads {
	return planner.Workloads{
		{Name: "shop/web", Replicas: 120, Request: planner.Resources{CPU: 250, Memory: gibs(1)}, SecurityGroups: true},
		{Name: "shop/api", Replicas: 60, Request: planner.Resources{CPU: 500, Memory: gibs(2)}},
		{Name: "batch/worker", Replicas: 40, Request: planner.Resources{CPU: 2000, Memory: gibs(4)}, HoursPerMonth: 200},
		{Name: "data/cache", Replicas: 9, Request: planner.Resources{CPU: 1000, Memory: gibs(12)}, OnePerNode: true, Volumes: 1},
		{Name: "data/giant", Replicas: 2, Request: planner.Resources{CPU: 1000, Memory: gibs(900)}},
	}
}

func newWorkloadScreen(w planner.Workloads, width, height int) *screen {
	s := newSessionScreen(&disk{}, func(c *Config) {
		c.Workload = w
		c.Settings.CNI.SecurityGroupsForPods = true
		c.Settings.Capacity.OnDemandPercent = 30
	})
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	return s
}

func TestWorkloadAndPlanScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, keys := range map[string]string{
			"workload": "2 down right right",
			"typing":   "2 down right right enter 4 x",
			"columns":  "2 right right right right right right right right right",
			"quick":    "2 b down 2 down x",
			"plan":     "3",
			"runner":   "3 down",
			"few":      "3 h h n z z v",
			"holds":    "3 enter",
		} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := newWorkloadScreen(testWorkload(), size.w, size.h)
				s.do(keys)
				checkFrame(t, s.Model)
				golden.RequireEqual(t, s.text())
			})
		}
	}
}

func TestNoWorkload(t *testing.T) {
	s := newWorkloadScreen(nil, 80, 24)
	s.do("3")
	mustHave(t, s.text(), "There is no workload to plan for: 2 opens it")
	s.do("enter")
	mustHave(t, s.text(), "n adds a kind of pods, b makes a workload of four")
}

func TestWorkloadIsEdited(t *testing.T) {
	s := newWorkloadScreen(nil, 80, 24)
	s.do("2 n w e b tab 4 0 tab 1 tab 2 G i enter")
	mustHave(t, s.text(), "web", "40", "2Gi", "1 kind · 40 pods · 40 CPU · 80Gi")
	for _, c := range []struct{ keys, says string }{
		{"left left left enter x", "PODS: want a whole number"}, // the first column is the name, left stops there
		{"esc right enter m a n y", "CPU: not a quantity as Kubernetes writes it"},
		{"esc right enter 1 2", "MEMORY: that is less than a MiB (did you mean 12Mi?)"},
		{"esc right space right space", "HOST: a pod on the host network cannot have security groups of its own"},
		{"right right enter x", "VOLS: want a whole number from 0 to 1000"},
		{"esc right enter 2 enter right enter 8 0 0", "HOURS: want a number from 0 to 730"},
		{"esc n w e b", `NAME: "web" is the name of another kind already`},
	} {
		if c.keys == "left left left enter x" {
			c.keys = "home h h h h h l enter x"
		}
		s.do(c.keys)
		mustHave(t, s.text(), c.says)
	}
	s.do("enter")
	if s.pods.cell == nil {
		t.Error("a name that is taken is no longer typed")
	}
	s.do("esc x")
	mustHave(t, s.text(), "pods removed, u undoes it")
	if w := *s.workload; len(w) != 1 || w[0].Extended[planner.GPUResource] != 2 || !w[0].SecurityGroups || w[0].Replicas != 40 {
		t.Errorf("%+v", w)
	}
	s.do("u")
	mustHave(t, s.text(), "undone: pods removed", "2 kinds · 41 pods")
	s.do("u u")
	mustHave(t, s.text(), "undone: web GPUS · → 2")
	s.do("ctrl+r")
	mustHave(t, s.text(), "redone: web GPUS · → 2")
}

func TestQuickWorkload(t *testing.T) {
	s := newWorkloadScreen(nil, 80, 24)
	s.do("2 b 1 0 0 0 tab 5 0 0 m tab 2 G i tab 1 0 1 enter")
	mustHave(t, s.text(), "% with security groups: want a whole number from 0 to 100")
	s.do("1 5 enter")
	w := *s.workload
	if len(w) != 2 || w[0].Replicas != 850 || w[1].Replicas != 150 || !w[1].SecurityGroups || w[1].Request != (planner.Resources{CPU: 500, Memory: gibs(2)}) {
		t.Errorf("%+v", w)
	}
	s.do("u")
	if len(*s.workload) != 0 {
		t.Error("not undone")
	}
}

func TestWorkloadIsSavedAndOpened(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d)
	s.do("2 n")
	s.do("enter")
	mustHave(t, d.state[sessionNote], "workload:", "- name: pods")
	s.do("w")
	s.enter("mine.yaml")
	mustHave(t, d.user["mine.yaml"], "replicas: 1")
	if s.unsaved() {
		t.Error("unsaved after it was saved")
	}
	other := newSessionScreen(d)
	other.do("o")
	other.enter("mine.yaml")
	if !sameWorkload(s.workload, other.workload) {
		t.Errorf("%+v", *other.workload)
	}
	other.do("u")
	if len(*other.workload) != 0 {
		t.Error("opening a workload is not undone")
	}
}

func TestWorkloadIsClicked(t *testing.T) {
	s := newWorkloadScreen(testWorkload(), 80, 24)
	s.do("2")
	s.click(30, 4)
	if s.pods.list.cursor != 1 || s.podColumn().key != "replicas" {
		t.Error("at", s.pods.list.cursor, s.podColumn().key)
	}
	if s.click(30, 4); s.pods.cell == nil {
		t.Error("a second click does not change the cell")
	}
}

func TestWorkloadFillsEverySize(t *testing.T) {
	s := newWorkloadScreen(testWorkload(), 80, 24)
	s.style = newStyle(true, true)
	for _, keys := range []string{"2", "end right right right right right right right right right enter", "esc b down", "esc 3", "down down enter", "enter n z z v"} {
		s.do(keys)
		for width := 1; width <= 300; width += 7 {
			for height := 1; height <= 100; height += 3 {
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
				checkFrame(t, s.Model)
			}
		}
		s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		if colour := colourSGR.FindString(s.View().Content); colour != "" {
			t.Errorf("%s: colour %q without colour", keys, colour)
		}
	}
}
