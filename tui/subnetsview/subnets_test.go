package subnetsview_test

import (
	"fmt"
	"strconv"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/table"
	_ "podfit/planner/sample/steady" // the same cases at every run
	"podfit/tui"
	"podfit/tui/subnetsview"
	"podfit/tui/tuitest"

	"pgregory.net/rapid"
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

// However narrow the screen: what is taken adds up to the difference of FREE and LEFT.
func TestColumnsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := func(name string) int { return rapid.SampledFrom([]int{0, 1, 7, 463, 12000}).Draw(t, name) }
		g := table.New([]string{"ZONE", "FOR", "SUBNETS", "FREE", "NODES", "DRAWN", "FARGATE", "EKS", "UPDATE", "LEFT", "PREFIXES", "NODES-AT-FULL", "PODS-AT-FULL", "SUBNET-FOR-2X"}, "ZONE", "FOR", "SUBNETS")
		for range rapid.IntRange(1, 3).Draw(t, "zones") {
			free, drawn, fargate, eks, update := count("free"), count("drawn"), count("fargate"), count("eks"), count("update")
			g.Add("use1-az1", "nodes", "10.0.0.0/22", fmt.Sprint(free), "13", fmt.Sprint(drawn), fmt.Sprint(fargate), fmt.Sprint(eks), fmt.Sprint(update), fmt.Sprint(free-drawn-fargate-eks-update), "0", "26", "230", "/22")
		}
		shown, widths := subnetsview.Narrowed(g, rapid.IntRange(20, 200).Draw(t, "width"))
		if len(widths) != len(shown.Titles) {
			t.Fatalf("%d widths of %v", len(widths), shown.Titles)
		}
		for _, row := range shown.Rows {
			sum := 0
			for i, title := range shown.Titles {
				n, _ := strconv.Atoi(row[i])
				switch title {
				case "FREE":
					sum += n
				case "DRAWN", "FARGATE", "EKS", "UPDATE", "TAKEN", "LEFT":
					sum -= n
				}
			}
			if sum != 0 {
				t.Errorf("%v: %v do not add up", shown.Titles, row)
			}
		}
	})
}
