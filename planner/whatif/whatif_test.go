package whatif_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/whatif"
)

// What each line changes, or that it is so already or makes no sense.
func TestOver(t *testing.T) {
	plain := whatif.Case{Settings: planner.Default(), Workload: planner.Workloads{sample.Pods("a", 2, 100, 100)}, Terms: plan.DefaultTerms()}
	changed := plain
	changed.Settings.AMI, changed.Settings.CNI.CustomNetworking = planner.Bottlerocket, true
	changed.Terms.Headroom, changed.Terms.Scheduler = 10, plan.MostAllocated
	changed.Workload = planner.Workloads{sample.But(sample.Pods("a", 2, 100, 100), func(k *planner.Workload) {
		k.ZoneSkew, k.Spreads, k.SecurityGroups = 1, []planner.Spread{{MaxSkew: 1}, {MaxSkew: 2, Anyway: true}}, true
	})}
	windows := plain
	windows.Settings.CNI.OS = eni.Windows
	pools := plain
	pools.Terms.Pools = []plan.Pool{{Name: "pci", Mix: planner.Known(plan.Mix{OnDemandPercent: 100}), Headroom: planner.Known(plan.Percent(20))}}
	chosen := plain // pools that all have types of their own
	chosen.Terms.Pools = []plan.Pool{{Name: "pci", Arch: []string{"amd64"}}, {Name: "web", Candidates: "family=m5"}}
	large := sample.Option("m5.xlarge")
	known := whatif.Known{Best: &plan.Plan{Groups: []plan.NodeGroup{{Option: &large}}}}
	for _, name := range sample.Names() {
		known.Types = append(known.Types, *sample.Type(name))
	}
	for _, c := range []struct {
		line    whatif.Line
		of      whatif.Case
		effect  whatif.Effect
		changes string
	}{
		{whatif.AsSet, plain, whatif.Same, ""},
		{whatif.WithSG, plain, whatif.Changes, "secured"},
		{whatif.WithSG, windows, whatif.Absent, ""},
		{whatif.WithoutSG, plain, whatif.Same, ""},
		{whatif.SecondaryIPs, plain, whatif.Same, ""},
		{whatif.CustomNetworking, plain, whatif.Changes, "custom"},
		{whatif.CustomNetworking, changed, whatif.Changes, "custom bottlerocket most 10% spread"},
		{whatif.WithoutSG, changed, whatif.Changes, "custom bottlerocket most 10% spread"},
		{whatif.IPv6, changed, whatif.Changes, "ipv6 bottlerocket most 10% spread secured"},
		{whatif.IPv6, windows, whatif.Absent, ""},
		{whatif.Arm64, plain, whatif.Changes, "arm64"},
		{whatif.Arm64, windows, whatif.Absent, ""},
		{whatif.Arm64, pools, whatif.Changes, "arm64 mix pool20"},
		{whatif.Arm64, chosen, whatif.Absent, ""},
		{whatif.Bottlerocket, plain, whatif.Changes, "bottlerocket"},
		{whatif.Bottlerocket, changed, whatif.Same, ""},
		{whatif.AllSpot, plain, whatif.Changes, "spot"},
		{whatif.AllSpot, pools, whatif.Changes, "spot pool20"},
		{whatif.NoSpread, plain, whatif.Same, ""},
		{whatif.NoSpread, changed, whatif.Changes, "custom bottlerocket most 10% secured"},
		{whatif.MostAllocated, plain, whatif.Changes, "most"},
		{whatif.MostAllocated, changed, whatif.Same, ""},
		{whatif.WithoutHeadroom, plain, whatif.Same, ""},
		{whatif.WithoutHeadroom, changed, whatif.Changes, "custom bottlerocket most spread secured"},
		{whatif.WithoutHeadroom, pools, whatif.Changes, "mix"},
		{whatif.SizeUp, plain, whatif.Changes, "[m5.2xlarge]"},
		{whatif.SizeDown, plain, whatif.Changes, "[m5.large]"},
		{whatif.SizeDown, pools, whatif.Absent, ""},
		{whatif.OtherRequests, plain, whatif.Absent, ""},
	} {
		before := fmt.Sprint(c.of)
		got, effect := c.line.Over(c.of, known)
		if effect != c.effect || effect == whatif.Changes && said(&got) != c.changes {
			t.Errorf("%s: effect %d, %q; want %d, %q", c.line.Name(&c.of), effect, said(&got), c.effect, c.changes)
		}
		if fmt.Sprint(c.of) != before {
			t.Errorf("%s changes the case that it is given", c.line.Name(&c.of))
		}
	}
	if _, effect := whatif.SizeUp.Over(plain, whatif.Known{Types: known.Types}); effect != whatif.Absent {
		t.Error("one size up of no plan")
	}
}

// said is what of a case lines change.
func said(c *whatif.Case) (text string) {
	add := func(is bool, word string) {
		if is && text != "" {
			text += " "
		}
		if is {
			text += word
		}
	}
	add(c.Settings.CNI.Family == eni.IPv6, "ipv6")
	add(c.Settings.CNI.CustomNetworking, "custom")
	add(c.Settings.AMI == planner.Bottlerocket, "bottlerocket")
	add(c.Settings.Capacity.OnDemandPercent == 0, "spot")
	add(c.Terms.Scheduler == plan.MostAllocated, "most")
	add(c.Terms.Headroom > 0, c.Terms.Headroom.String())
	add(whatif.Spreads(&c.Workload[0]), "spread")
	add(c.Workload[0].SecurityGroups, "secured")
	add(c.Arm64, "arm64")
	for _, p := range c.Terms.Pools {
		add(p.Mix.Known(), "mix")
		add(p.Headroom.Known(), "pool20")
	}
	add(c.Types != nil, fmt.Sprint(c.Types))
	return text
}

// A line that gives a constraint up never costs more than the case with it.
func TestFewerConstraintsAreNeverDearer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := whatif.Case{Settings: *sample.Settings(sample.SecurityGroups), Terms: plan.DefaultTerms()}
		c.Terms.Headroom = plan.Percent(rapid.SampledFrom([]int{0, 10}).Draw(t, "headroom"))
		for i := range rapid.IntRange(2, 8).Draw(t, "workloads") {
			k := sample.Pods(fmt.Sprint("w", i), rapid.IntRange(2, 12).Draw(t, "replicas"), planner.Millis(rapid.IntRange(1, 30).Draw(t, "cpu")*50), planner.Memory(rapid.IntRange(1, 30).Draw(t, "memory")*128))
			k.SecurityGroups = rapid.IntRange(0, 3).Draw(t, "secured") == 0
			k.ZoneSkew = rapid.IntRange(0, 1).Draw(t, "zone skew")
			c.Workload = append(c.Workload, k)
		}
		var questions []whatif.Question
		at := map[whatif.Line]int{}
		for _, l := range whatif.All() {
			varied, effect := l.Over(c, whatif.Known{})
			if effect == whatif.Changes || l == whatif.AsSet {
				at[l] = len(questions)
				questions = append(questions, whatif.Question{Question: ask(&varied), Relaxes: l.Relaxes()})
			}
		}
		solve := func(q *plan.Question, most int) fargate.Answer { return fargate.Answer{Answer: q.Solve(most)} }
		found := whatif.Solve(solve(&questions[0].Question, 3), questions, solve)
		for l, i := range at {
			if !l.Relaxes() || len(found[i].Plans) == 0 || len(found[0].Plans) == 0 || !reflect.DeepEqual(found[i].Unplaced, found[0].Unplaced) {
				continue
			}
			if x, y := found[i].Plans[0].Month.Or(0), found[0].Plans[0].Month.Or(0); x > y {
				t.Fatalf("%s: %v, and as set: %v", l.Name(&c), x.Float(), y.Float())
			}
		}
	})
}

// ask is the question of a case in two zones, over a few types.
func ask(c *whatif.Case) plan.Question {
	s := c.Settings
	q := c.Terms.Ask(c.Workload, &s, 2, nil)
	names := []string{"c5.large", "m5.large", "m5.xlarge", "r5.xlarge"}
	if c.Arm64 {
		names = append(names, "m7g.medium")
	}
	for _, name := range names {
		q.Candidates = append(q.Candidates, density.Evaluate(sample.Type(name), sample.Offering(name, sample.Virginia), &s))
	}
	return q
}
