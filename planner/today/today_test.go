package today_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/today"
	"podfit/planner/today/todaytest"
)

var zones = []string{"us-east-1a", "us-east-1b", "us-east-1c"}

// asked is the plan of workloads on types in three zones.
func asked(t interface{ Fatal(...any) }, w planner.Workloads, s *planner.Settings, types ...string) (*plan.Question, *plan.Plan) {
	q := sample.Question(w, s, types...)
	q.Zones, q.ZoneNames = len(zones), zones
	a := q.Solve(1)
	if len(a.Plans) == 0 {
		t.Fatal("no plan")
	}
	return q, &a.Plans[0]
}

func optionsOf(s *planner.Settings, types ...string) map[string]density.Option {
	all := map[string]density.Option{}
	for _, name := range types {
		all[name] = density.Evaluate(sample.Type(name), sample.Offering(name, sample.Virginia), s)
	}
	return all
}

// drawnWorkload are a few workloads with requests of many sizes.
func drawnWorkload(t *rapid.T) (w planner.Workloads) {
	for i := range rapid.IntRange(1, 5).Draw(t, "workloads") {
		k := sample.Pods(fmt.Sprint("shop/", i), rapid.IntRange(1, 12).Draw(t, "replicas"), planner.Millis(rapid.IntRange(1, 15).Draw(t, "CPU")*100), planner.Memory(rapid.IntRange(1, 40).Draw(t, "memory")*100))
		switch rapid.IntRange(0, 4).Draw(t, "constraint") {
		case 0:
			k.ZoneSkew = 1
		case 1:
			k.HostSkew = 2
		}
		w = append(w, k)
	}
	return w
}

var oldTypes, newTypes = []string{"m5.large", "c5.large"}, []string{"m5.xlarge", "m5.2xlarge", "r5.xlarge"}

func TestPlanIsToday(t *testing.T) { rapid.Check(t, planIsToday) }
func FuzzToday(f *testing.F)       { sample.Fuzz(f, planIsToday) }

// planIsToday: the nodes of a plan, seen as those of today, cost and hold what the plan
// says; no step leads to what is there; and the steps to another plan end with its nodes
// and move every pod.
func planIsToday(t *rapid.T) {
	s, w := sample.Settings(), drawnWorkload(t)
	old, before := asked(t, w, s, append(slices.Clone(oldTypes), "m5.xlarge")...)
	q := &today.Question{Fleet: todaytest.Fleet(before), Workload: w, Options: optionsOf(s, append(slices.Clone(oldTypes), newTypes...)...), Settings: s}
	a := q.Answer()
	if a.Nodes != before.Nodes || a.Month != before.Month || a.Pods != planner.Known(before.Pods()) || len(a.Waiting) > 0 || len(a.Warnings) > 0 {
		t.Fatalf("%d nodes for %v with %v pods, %v waiting, %v; the plan has %d for %v with %d", a.Nodes, a.Month, a.Pods, a.Waiting, a.Warnings, before.Nodes, before.Month, before.Pods())
	}
	_, all := w.Sum()
	if requested := a.Requested.Or(planner.Resources{}); requested != all {
		t.Fatalf("requests %v, the workloads %v", requested, all)
	}
	if unused := a.Unused().Or(planner.Resources{}); unused != before.Unused() {
		// The plan leaves spare nodes out of what is unused.
		if before.Groups[0].SpareNodes == 0 && len(before.Groups) == 1 {
			t.Fatalf("unused %v, in the plan %v", unused, before.Unused())
		}
	}
	checkShares(t, &a)
	if steps, ok := q.Steps(before, w, old.ZoneNames); !ok || len(steps.Steps) > 0 || steps.Peak != before.Nodes {
		t.Fatalf("steps to what is there: %+v", steps)
	}
	next, after := asked(t, w, s, newTypes...)
	steps, ok := q.Steps(after, w, next.ZoneNames)
	if !ok {
		t.Fatal("no steps")
	}
	checkSteps(t, &steps, before.Nodes, after.Nodes)
	if steps.Pending > 0 && !slices.ContainsFunc(w, func(k planner.Workload) bool { return k.ZoneSkew+k.HostSkew > 0 }) {
		t.Fatalf("%d pods are left pending: %+v", steps.Pending, steps)
	}
}

// checkSteps: nodes add up from step to step, and end with those of the plan.
func checkSteps(t *rapid.T, s *today.Steps, from, to int) {
	sum := func(of []today.Nodes) (n int) {
		for _, g := range of {
			n += g.Nodes
			in := 0
			for _, z := range g.Zones {
				in += z.Nodes
			}
			if in != g.Nodes {
				t.Fatalf("%+v: its zones do not add up", g)
			}
		}
		return n
	}
	nodes, peak, cordons := from, from, 0
	for _, step := range s.Steps {
		nodes += sum(step.Add) - sum(step.Drain)
		peak = max(peak, nodes)
		if step.Nodes != nodes || (len(step.Add) == 0) == (len(step.Drain) == 0) {
			t.Fatalf("%d nodes after %+v", nodes, step)
		}
		if step.Cordon {
			cordons++
		}
	}
	if nodes != to || s.Peak != peak || cordons > 1 {
		t.Fatalf("from %d to %d nodes, want %d, with a peak of %d: %+v", from, nodes, to, peak, s)
	}
}

// checkShares: what the nodes of a group hold is what the group does, and the shares of all
// nodes are the sums of the groups'; the largest share is what runs out first.
func checkShares(t *rapid.T, a *today.Answer) {
	sum := make([][3]int64, len(a.Shares()))
	add := func(to [][3]int64, u *today.Use) {
		for i, s := range u.Shares() {
			for k, part := range []planner.Maybe[int64]{s.Workloads, s.Others, s.Free} {
				n, known := part.Value()
				if !known {
					t.Fatalf("%v: %+v", s.Of, s)
				}
				to[i][k] += n
			}
		}
	}
	for i := range a.Groups {
		g := &a.Groups[i]
		held, all, nodes := make([][3]int64, len(sum)), make([][3]int64, len(sum)), 0
		for k := range g.Held {
			add(held, &g.Held[k].Use)
			nodes += g.Held[k].Nodes
		}
		if add(all, &g.Use); nodes != g.Nodes || !slices.Equal(held, all) {
			t.Fatalf("%s: %d nodes with %v, they hold %v on %d", g.Title(), g.Nodes, all, held, nodes)
		}
		add(sum, &g.Use)
	}
	all := make([][3]int64, len(sum))
	if add(all, &a.Use); !slices.Equal(all, sum) {
		t.Fatalf("%v, the groups %v", all, sum)
	}
	most := -1.0
	for _, s := range a.Shares() {
		most = max(most, s.Percent().Or(-1))
		if s.Of == a.LimitedBy && s.Percent() != a.UsedPercent {
			t.Fatalf("%v of %v, used %v", s.Percent(), s.Of, a.UsedPercent)
		}
	}
	if most > a.UsedPercent.Or(-1) {
		t.Fatalf("%v used, a share is %v", a.UsedPercent, most)
	}
}

// Nodes of which nothing says what they hold have unknown shares; what DaemonSets take of a
// known type is podfit's own estimate.
func TestUnknownShares(t *testing.T) {
	s := sample.Settings()
	ask := func(g planner.TodayGroup) (a today.Answer) {
		q := &today.Question{Fleet: &planner.Today{Groups: []planner.TodayGroup{g}}, Workload: planner.Workloads{sample.Pods("web", 2, 100, 100)}, Options: optionsOf(s, "m5.large"), Settings: s}
		return q.Answer()
	}
	a := ask(planner.TodayGroup{InstanceType: "m5.large", Nodes: 2})
	for _, share := range a.Shares() {
		if share.Workloads.Known() || share.Percent().Known() || !share.Others.Known() || !share.Free.Known() {
			t.Errorf("%v: %+v", share.Of, share)
		}
	}
	a = ask(planner.TodayGroup{Nodes: 2})
	for _, share := range a.Shares() {
		if share.Workloads.Known() || share.Others.Known() || share.Free.Known() {
			t.Errorf("no type, and %v: %+v", share.Of, share)
		}
	}
	if len(a.Groups[0].Held) != 1 || a.Groups[0].Held[0].Pods != nil || a.Groups[0].Held[0].Nodes != 2 {
		t.Errorf("%+v", a.Groups[0].Held)
	}
}

// Nodes for the time of the steps are of the pool whose pods wait, not of the largest types.
func TestStepsInPools(t *testing.T) {
	s := sample.Settings()
	w := planner.Workloads{
		sample.But(sample.Pods("pci/a", 11, 1100, 1100), func(k *planner.Workload) { k.HostSkew = 2 }),
		sample.Pods("b", 11, 1100, 2000),
		sample.But(sample.Pods("pci/c", 4, 600, 1100), func(k *planner.Workload) { k.HostSkew = 2 }),
		sample.But(sample.Pods("d", 6, 300, 100), func(k *planner.Workload) { k.HostSkew = 2 }),
		sample.Pods("pci/e", 1, 1500, 900),
	}
	_, before := asked(t, w, s, append(slices.Clone(oldTypes), "m5.xlarge")...)
	pci := plan.Pool{Name: "pci", Labels: map[string]string{"team": "pci"}, Taints: []planner.Taint{{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}}}
	for i := 0; i < len(w); i += 2 {
		w[i].Nodes = planner.NodeSelector{Labels: sample.Conditions("team=pci"), Tolerations: []string{"dedicated=pci:NoSchedule"}}
	}
	next := sample.Question(w, s, newTypes...)
	next.Zones, next.ZoneNames = len(zones), zones
	next.Pools = []plan.PoolNodes{{Pool: pci, Candidates: sample.Question(nil, s, "m5.large", "m5.xlarge").Candidates}}
	after := next.Solve(1)
	if len(after.Plans) == 0 {
		t.Fatal("no plan")
	}
	q := &today.Question{Fleet: todaytest.Fleet(before), Workload: w, Options: optionsOf(s, append(slices.Clone(oldTypes), newTypes...)...), Settings: s}
	steps, ok := q.Steps(&after.Plans[0], w, next.ZoneNames)
	if !ok || steps.Pending > 0 || len(steps.More) != 1 || steps.More[0].InstanceType == "m5.2xlarge" {
		t.Errorf("%d pods are left pending with %+v more: %t", steps.Pending, steps.More, ok)
	}
}
