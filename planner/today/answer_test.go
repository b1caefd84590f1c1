package today_test

import (
	"fmt"
	"slices"
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
	"podfit/planner/schedule"
	"podfit/planner/today"
)

var workload = planner.Workloads{sample.Pods("shop/web", 6, 500, 1000), sample.Pods("shop/db", 2, 1000, 4000)}

// ask asks about groups of on-demand m5.large, which changes may make others.
func ask(s *planner.Settings, changes ...func(*planner.TodayGroup)) *today.Question {
	f := &planner.Today{}
	for i, change := range changes {
		g := planner.TodayGroup{
			Name: fmt.Sprint("g", i), InstanceType: "m5.large", Nodes: 2, Zone: "us-east-1a", CapacityType: planner.Known(planner.OnDemand),
			Holds: []planner.Hold{{Nodes: 2, Pods: []planner.WorkloadPods{{Workload: "shop/web", Pods: 2}}, Others: 2, Request: planner.Resources{CPU: 150}}},
		}
		change(&g)
		f.Groups = append(f.Groups, g)
	}
	return &today.Question{Fleet: f, Workload: workload, Options: optionsOf(s, "m5.large", "r5.xlarge", "trn2.48xlarge"), Settings: s}
}

func asIs(*planner.TodayGroup) {}

func TestAnswer(t *testing.T) {
	cents := func(m planner.Maybe[planner.Money]) string {
		v, known := m.Value()
		if !known {
			return "-"
		}
		return fmt.Sprintf("%.2f", v.Float())
	}
	for _, c := range []struct {
		name   string
		change []func(*planner.TodayGroup)
		want   string // nodes, money, pods, used, waiting, warnings
	}{
		{"as it is", []func(*planner.TodayGroup){asIs}, "2 140.16 4 56.18 [shop/web 2 shop/db 2] []"},
		{"two groups", []func(*planner.TodayGroup){asIs, asIs}, "4 280.32 8 56.18 [shop/db 2] []"},
		{"spot", []func(*planner.TodayGroup){func(g *planner.TodayGroup) { g.CapacityType = planner.Known(planner.Spot) }}, "2 47.65 4 56.18 [shop/web 2 shop/db 2] []"},
		// What is unknown of one group is unknown of all of them.
		{"unknown capacity type", []func(*planner.TodayGroup){asIs, func(g *planner.TodayGroup) { g.CapacityType = planner.Maybe[planner.CapacityType]{} }}, "4 - 8 56.18 [shop/db 2] [today-cost-unknown]"},
		{"unknown type", []func(*planner.TodayGroup){asIs, func(g *planner.TodayGroup) { g.InstanceType = "x9.large" }}, "4 - 8 - [shop/db 2] [today-cost-unknown]"},
		{"no type", []func(*planner.TodayGroup){func(g *planner.TodayGroup) { g.InstanceType = "" }}, "2 - 4 - [shop/web 2 shop/db 2] [today-cost-unknown]"},
		{"no price", []func(*planner.TodayGroup){func(g *planner.TodayGroup) { g.InstanceType = "trn2.48xlarge" }}, "2 - 4 2.04 [shop/web 2 shop/db 2] [today-cost-unknown]"},
		{"nothing says what they hold", []func(*planner.TodayGroup){asIs, func(g *planner.TodayGroup) { g.Holds = nil }}, "4 280.32 - - [] [today-pods-unknown]"},
		{"pods of no workload", []func(*planner.TodayGroup){func(g *planner.TodayGroup) { g.Holds[0].Pods[0].Workload = "gone" }}, "2 140.16 4 - [shop/web 6 shop/db 2] [today-pods-unknown]"},
		// What nodes report wins over what podfit predicts.
		{"reported CPU", []func(*planner.TodayGroup){func(g *planner.TodayGroup) { g.CPU = planner.Known(planner.Millis(2150)) }}, "2 140.16 4 50.00 [shop/web 2 shop/db 2] []"},
		{"reported max pods", []func(*planner.TodayGroup){func(g *planner.TodayGroup) { g.MaxPods = planner.Known(4) }}, "2 140.16 4 100.00 [shop/web 2 shop/db 2] []"},
	} {
		a := ask(sample.Settings(), c.change...).Answer()
		var codes []string
		for _, w := range a.Warnings {
			codes = append(codes, w.About().Code)
		}
		var waiting []string
		for _, w := range a.Waiting {
			waiting = append(waiting, fmt.Sprint(w.Workload, " ", w.Pods))
		}
		used := "-"
		if p, known := a.UsedPercent.Value(); known {
			used = fmt.Sprintf("%.2f", p)
		}
		pods := "-"
		if n, known := a.Pods.Value(); known {
			pods = fmt.Sprint(n)
		}
		if got := fmt.Sprint(a.Nodes, " ", cents(a.Month), " ", pods, " ", used, " ", waiting, " ", codes); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// How many more pods fit is what kube-scheduler places: none on cordoned nodes or against
// taints, and no more than a constraint allows.
func TestMore(t *testing.T) {
	for _, c := range []struct {
		name     string
		workload func(*planner.Workload)
		group    func(*planner.TodayGroup)
		want     int // more of shop/web on two nodes with 1780m free, of which two pods take 1000m
	}{
		{"as it is", func(*planner.Workload) {}, asIs, 2},
		{"cordoned", func(*planner.Workload) {}, func(g *planner.TodayGroup) { g.Cordoned = true }, 0},
		{"tainted", func(*planner.Workload) {}, func(g *planner.TodayGroup) { g.Taints = []planner.Taint{{Key: "a", Effect: planner.NoSchedule}} }, 0},
		{"tolerated", func(k *planner.Workload) { k.Nodes.Tolerations = []string{"a:NoSchedule"} }, func(g *planner.TodayGroup) { g.Taints = []planner.Taint{{Key: "a", Effect: planner.NoSchedule}} }, 2},
		{"another label", func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=pci") }, asIs, 0},
		{"the label", func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=pci") }, func(g *planner.TodayGroup) { g.Labels = map[string]string{"team": "pci"} }, 2},
		{"another zone", func(k *planner.Workload) { k.Nodes.Zones = []string{"us-east-1b"} }, asIs, 0},
		{"one per node", func(k *planner.Workload) { k.OnePerNode = true }, asIs, 0},
		{"max pods", func(*planner.Workload) {}, func(g *planner.TodayGroup) { g.MaxPods = planner.Known(4) }, 0},
		{"a host port in use", func(k *planner.Workload) { k.HostPorts = []planner.HostPort{{Port: 80}} }, asIs, 0},
	} {
		q := ask(sample.Settings(), c.group)
		q.Workload = slices.Clone(workload)
		c.workload(&q.Workload[0])
		if got := q.Answer().More.Workloads[0].Pods; got != c.want {
			t.Errorf("%s: %d more, want %d", c.name, got, c.want)
		}
	}
}

// What keeps waiting pods from nodes is counted as kube-scheduler does.
func TestWaiting(t *testing.T) {
	q := ask(sample.Settings(), asIs, func(g *planner.TodayGroup) { g.Cordoned = true })
	q.Workload = slices.Clone(workload)
	q.Workload[0].Replicas = 12
	w := q.Answer().Waiting[0]
	cpu := schedule.ReasonCount{Reason: schedule.InsufficientResource, Resource: schedule.CPU, Nodes: 2}
	if w.Pods != 4 || w.Pending != planner.Known(2) || !slices.Contains(w.Reasons, cpu) || len(w.Reasons) != 2 {
		t.Errorf("%+v", w)
	}
}

// A commitment pays for today's nodes as for a plan's: for those first of which it saves
// most.
func TestTodayCommitment(t *testing.T) {
	s := sample.Settings()
	s.Capacity.Commitment = sample.Units(0.05)
	before := ask(sample.Settings(), asIs).Answer().Month.Or(0)
	a := ask(s, asIs).Answer()
	use, known := a.Commitment.Value()
	reserved := density.Evaluate(sample.Type("m5.large"), sample.Offering("m5.large", sample.Virginia), s)
	if rates := reserved.Rates(); !rates.Reserved.Known() {
		t.Fatal("no reserved price")
	}
	if !known || use.Used != use.Hour || a.Month.Or(0) >= before {
		t.Errorf("%v with a commitment, %v without: %+v", a.Month, before, use)
	}
}
