package subnetsview_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/tui"
	"podfit/tui/tuitest"
)

const twoSubnets = "use1-az1=10.0.0.0/22 use1-az2=10.0.4.0/22:300free"

// What is typed is checked while it is, and taken whole or not at all.
func TestTypedSubnets(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 120, 32)
	s.Do("4")
	before := s.Placement
	for _, c := range []struct{ typed, says string }{
		{"a=10.0.0.0/22 b", `"b": must be ZONE=CIDR`},
		{"a=10.0.0.0/33", "must be an IPv4 CIDR"},
		{"a=10.0.0.0/24:999free", "a /24 has between 0 and 251 free addresses"},
		{"a=10.0.0.0/22 b=10.0.1.0/24", "10.0.1.0/24"},
	} {
		s.Do("n")
		s.Write(c.typed)
		tuitest.Has(t, s.Text(), c.says)
		s.Do("enter")
		if s.Placement != before || !s.Typing() {
			t.Errorf("%q is taken", c.typed)
		}
		s.Do("esc")
	}
	if s.Placement != before || s.Unsaved() {
		t.Error("what was left is there")
	}
	s.Do("p")
	tuitest.Has(t, s.Text(), "turn on custom networking")
	s.Do("n")
	s.Write(twoSubnets)
	s.Do("enter")
	tuitest.Has(t, s.Text(), "2 subnets", "use1-az1", "the plan now spreads over as many")
	if s.PlanZones() != 2 || !s.Unsaved() {
		t.Errorf("%d zones, unsaved %t", s.PlanZones(), s.Unsaved())
	}
	s.Do("u")
	if s.Placement != before || s.PlanZones() != 3 {
		t.Errorf("undo leaves %+v in %d zones", s.Placement, s.PlanZones())
	}
	s.Do("ctrl+r")
	if len(s.Placement.Subnets) != 2 || s.PlanZones() != 2 {
		t.Errorf("redo brings back %+v in %d zones", s.Placement, s.PlanZones())
	}
	s.Do("z")
	tuitest.Has(t, s.Text(), "follows from the subnets: 2 zones")
	s.Do("+ +")
	tuitest.Has(t, s.Text(), "room for 4× the pods", "SUBNET-FOR-4X")
	s.Do("y")
	tuitest.Has(t, s.Text(), "podfit subnets -f podfit-scenario.yaml --growth 4", "press w to save it first")
}

// Pods have subnets of their own with custom networking alone.
func TestPodSubnets(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Workload, c.Settings.CNI.CustomNetworking = tuitest.Workload()[1:3], true
		c.Subnets = []planner.Subnet{parsedSubnet(t, "a=10.0.0.0/22")}
	})
	s.Size(120, 32)
	s.Do("4 p")
	s.Write("a=100.64.0.0/18")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "1 subnet · 1 pod subnet", "a     pods")
}

func parsedSubnet(t *testing.T, text string) planner.Subnet {
	s, err := planner.ParseSubnet(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSubnetsWithoutAPlan(t *testing.T) {
	s := tuitest.OpenWorkload(nil, 80, 24)
	s.Do("4")
	tuitest.Has(t, s.Text(), "There are no workloads")
	giant := planner.Workloads{{Name: "giant", Replicas: 1, Request: planner.Resources{CPU: 1000, Memory: tuitest.GiB(9000)}}}
	s = tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Workload, c.Plan = giant, plan.DefaultTerms()
		c.Plan.SystemPods = nil // which would have a plan
	})
	s.Do("4")
	tuitest.Has(t, s.Text(), "There is no plan, so no nodes use addresses")
}
