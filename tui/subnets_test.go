package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
)

const twoSubnets = "use1-az1=10.0.0.0/22 use1-az2=10.0.4.0/22:300free"

func TestSubnetScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, typed := range map[string]string{"none": "", "given": twoSubnets} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := newWorkloadScreen(testWorkload(), size.w, size.h)
				s.do("4 n")
				s.write(typed)
				s.do("enter")
				checkFrame(t, s.Model)
				golden.RequireEqual(t, s.text())
			})
		}
	}
}

// What is typed is checked while it is, and taken whole or not at all.
func TestTypedSubnets(t *testing.T) {
	s := newWorkloadScreen(testWorkload(), 120, 32)
	s.do("4")
	before := s.beside
	for _, c := range []struct{ typed, says string }{
		{"a=10.0.0.0/22 b", `"b": must be ZONE=CIDR`},
		{"a=10.0.0.0/33", "must be an IPv4 CIDR"},
		{"a=10.0.0.0/24:999free", "a /24 has between 0 and 251 free addresses"},
		{"a=10.0.0.0/22 b=10.0.1.0/24", "10.0.1.0/24"},
	} {
		s.do("n")
		s.write(c.typed)
		mustHave(t, s.text(), c.says)
		s.do("enter")
		if s.beside != before || s.subnets.line == nil {
			t.Errorf("%q is taken", c.typed)
		}
		s.do("esc")
	}
	if s.beside != before || s.unsaved() {
		t.Error("what was left is there")
	}
	s.do("p")
	mustHave(t, s.text(), "unless custom networking is on")
	s.do("n")
	s.write(twoSubnets)
	s.do("enter")
	mustHave(t, s.text(), "2 subnets", "use1-az1", "the plan spreads over as many now")
	if s.plan.zones != 2 || !s.unsaved() {
		t.Errorf("%d zones, unsaved %t", s.plan.zones, s.unsaved())
	}
	s.do("u")
	if s.beside != before || s.plan.zones != 1 {
		t.Errorf("undo leaves %+v in %d zones", s.beside, s.plan.zones)
	}
	s.do("ctrl+r")
	if len(s.beside.subnets) != 2 || s.plan.zones != 2 {
		t.Errorf("redo brings back %+v in %d zones", s.beside, s.plan.zones)
	}
	s.do("z")
	mustHave(t, s.text(), "the subnets are in 2 zones")
	s.do("+ +")
	mustHave(t, s.text(), "to last ×4", "SUBNET-FOR-4X")
	s.do("y")
	mustHave(t, s.text(), "podfit subnets '*' -f", "--zones 2", "--growth 4")
}

// Pods have subnets of their own with custom networking alone.
func TestPodSubnets(t *testing.T) {
	s := newSessionScreen(&disk{}, func(c *Config) {
		c.Workload, c.Settings.CNI.CustomNetworking = testWorkload()[1:3], true
		c.Subnets = []planner.Subnet{parsedSubnet(t, "a=10.0.0.0/22")}
	})
	s.send(tea.WindowSizeMsg{Width: 120, Height: 32})
	s.do("4 p")
	s.write("a=100.64.0.0/18")
	s.do("enter")
	mustHave(t, s.text(), "1 subnet · 1 pod subnet", "a     pods")
}

func parsedSubnet(t *testing.T, text string) planner.Subnet {
	s, err := planner.ParseSubnet(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What a scenario says of subnets and of Fargate is in the file that the session
// saves, and in the next that opens it; undo brings back what was there before.
func TestSubnetsAreSaved(t *testing.T) {
	d := &disk{}
	s := newSessionScreen(d, func(c *Config) { c.Workload, c.Fargate = testWorkload(), "cheaper" })
	s.do("4 n")
	s.write(twoSubnets)
	s.do("enter w ctrl+u")
	s.write("sized.yaml")
	s.do("enter")
	text := d.user["sized.yaml"]
	for _, want := range []string{"fargate: cheaper", "cidr: 10.0.0.0/22", "free: 300"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	next := newSessionScreen(d)
	was := next.beside
	next.do("o ctrl+u")
	next.write("sized.yaml")
	next.do("enter")
	if !next.beside.same(s.beside) || next.unsaved() {
		t.Errorf("opened with %+v", next.beside)
	}
	next.do("4")
	mustHave(t, next.text(), "use1-az2")
	next.do("u")
	if next.beside != was {
		t.Error("undo leaves the subnets")
	}
	next.do("ctrl+r")
	if !next.beside.same(s.beside) {
		t.Error("redo does not bring them back")
	}
}

func TestSubnetsWithoutAPlan(t *testing.T) {
	s := newWorkloadScreen(nil, 80, 24)
	s.do("4")
	mustHave(t, s.text(), "There is no workload")
	s = newWorkloadScreen(planner.Workloads{{Name: "giant", Replicas: 1, Request: planner.Resources{CPU: 1000, Memory: gibs(9000)}}}, 80, 24)
	s.do("4")
	mustHave(t, s.text(), "There is no plan whose nodes draw addresses")
}
