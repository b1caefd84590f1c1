package plan_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

func TestPlanTotals(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 40, 1, 1), sample.But(sample.Pods("b", 2, 1, 1), func(k *planner.Workload) { k.HostNetwork = true })}
	o := sample.Option("m5.large", sample.DaemonSets(6))
	q := plan.Question{Workload: w, Candidates: []density.Option{o}, Settings: o.Settings, Groups: 1, Zones: 1, Spare: plan.SpareNode}
	p, _ := solved(t, &q)
	without, with := p.ApplicationPods()
	if p.Nodes != 3 || p.Pods() != 42 || without != planner.Known(63) || with != planner.Known(9) {
		t.Errorf("%d nodes, %d pods, %v without, %v with", p.Nodes, p.Pods(), without, with)
	}
	// That of one node: all three are alike.
	if p.RAMPerPod() != o.RAMPerPod {
		t.Errorf("%v, and a node has %v", p.RAMPerPod(), o.RAMPerPod)
	}
	if got := p.LimitedBy(); !reflect.DeepEqual(got, []density.Limit{density.LimitMaxPods}) {
		t.Errorf("limited by %v", got)
	}
	// No security groups on a type without trunk ENIs.
	o = sample.Option("t3.large")
	q = plan.Question{Workload: w, Candidates: []density.Option{o}, Settings: o.Settings, Groups: 1}
	if _, with := q.Solve(1).Plans[0].ApplicationPods(); with.Known() {
		t.Errorf("t3.large: %v", with)
	}
}

func TestTotalsHold(t *testing.T) { rapid.Check(t, totalsHold) }
func FuzzTotalsHold(f *testing.F) { sample.Fuzz(f, totalsHold) }

// totalsHold: every pod that is not unplaced is placed.
func totalsHold(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	a := q.Solve(1)
	if len(a.Plans) == 0 {
		return
	}
	p := &a.Plans[0]
	pods, _ := q.Workload.Sum()
	for _, u := range a.Unplaced {
		pods -= u.Replicas
	}
	if p.Pods() != pods {
		t.Fatalf("%d pods placed, not %d", p.Pods(), pods)
	}
}

// What is unused adds up over the groups.
func TestTotalsOfGroups(t *testing.T) {
	arm := sample.But(sample.Pods("arm", 1, 500, 1000), func(k *planner.Workload) { k.Nodes.Arch = []string{"arm64"} })
	q := sample.Question(planner.Workloads{sample.Pods("web", 3, 800, 1000), arm}, sample.Settings(), "m5.large", "m7g.medium")
	q.Spare = plan.SpareNode
	p, _ := solved(t, q)
	// Three m5.large with 1780m for three pods of 800m, and two m7g.medium with 790m for
	// one of 500m: one node of each may be lost.
	without, _ := p.ApplicationPods()
	if p.Nodes != 5 || p.Unused().CPU != 3*1780-3*800+2*790-500 || without != planner.Known(3*27+2*6) {
		t.Errorf("%d nodes, %d unused, room for %v pods", p.Nodes, p.Unused().CPU, without)
	}
}
