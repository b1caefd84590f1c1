package share_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/share"
)

// group is nodes of m5.large in a pool at $100 a month each, and what they hold.
func group(pool string, nodes int, patterns ...plan.Pattern) plan.NodeGroup {
	o := sample.Option("m5.large")
	g := plan.NodeGroup{Option: &o, Nodes: nodes, Patterns: patterns, Month: planner.Known(sample.Units(100 * float64(nodes)))}
	if pool != "" {
		g.Pool = &plan.Pool{Name: pool}
	}
	return g
}

// holds is a number of nodes that each hold the same pods: web:3 db:1.
func holds(nodes int, texts ...string) plan.Pattern {
	p := plan.Pattern{Nodes: nodes}
	for _, text := range texts {
		name, n, _ := strings.Cut(text, ":")
		pods := 0
		fmt.Sscan(n, &pods)
		p.Pods = append(p.Pods, plan.PatternPods{Workload: name, Pods: pods})
	}
	return p
}

// planOf has the adder beside its groups.
func planOf(adder float64, groups ...plan.NodeGroup) *plan.Plan {
	p := &plan.Plan{Groups: groups, Currency: "USD"}
	total, known := sample.Units(adder), true
	for i := range groups {
		month, priced := groups[i].Month.Value()
		p.Nodes, total, known = p.Nodes+groups[i].Nodes, total+month, known && priced
	}
	if known {
		p.Month = planner.Known(total)
	}
	return p
}

func text(lines []share.Line) string {
	var all []string
	money := func(m planner.Maybe[planner.Money]) string {
		if v, known := m.Value(); known {
			return fmt.Sprintf("%.2f", v.Float())
		}
		return "?"
	}
	for i := range lines {
		l := &lines[i]
		all = append(all, fmt.Sprintf("%s: %d pods %.2f nodes %s+%s", l.Key, l.Pods, l.Nodes, money(l.RequestedMonth), money(l.IdleMonth)))
	}
	return strings.Join(all, "; ")
}

func TestShares(t *testing.T) {
	// An m5.large gives 1930m and 7250 MiB or so to pods: the halves and quarters below are
	// of what it really has.
	o := sample.Option("m5.large")
	of := func(name string, cpu, memory int) planner.Workload { // in percent of a node
		return planner.Workload{Name: name, Replicas: 1, Request: planner.Resources{CPU: o.CPU.Free * planner.Millis(cpu) / 100, Memory: o.Memory.Free * planner.Memory(memory) / 100}}
	}
	w := planner.Workloads{
		of("shop/web", 50, 10), of("shop/cache", 10, 50), of("pay/db", 100, 100), of("pay/api", 25, 25),
		of("data/cpu", 80, 20), of("data/memory", 20, 80), of("idle/none", 0, 0),
	}
	w[0].Labels = map[string]string{"team": "shop"}
	namespace, label := share.By{}, share.By{What: share.Label, Label: "team"}
	for _, c := range []struct {
		name string
		by   share.By
		plan *plan.Plan
		want string
	}{
		{"a full node has no idle part", namespace, planOf(0, group("", 1, holds(1, "pay/db:1"))), "pay: 1 pods 1.00 nodes 100.00+0.00"},
		{"a half is idle", namespace, planOf(0, group("", 1, holds(1, "shop/web:1"))), "shop: 1 pods 1.00 nodes 50.00+50.00"},
		// The larger of both shares counts: 50% and 50% leave nothing, though half of each is free.
		{"the larger share", share.By{What: share.Workload}, planOf(0, group("", 1, holds(1, "shop/web:1", "shop/cache:1"))),
			"shop/web: 1 pods 0.50 nodes 50.00+0.00; shop/cache: 1 pods 0.50 nodes 50.00+0.00"},
		// 80% and 80% are more than the node.
		{"parts shrink", share.By{What: share.Workload}, planOf(0, group("", 1, holds(1, "data/cpu:1", "data/memory:1"))),
			"data/cpu: 1 pods 0.50 nodes 50.00+0.00; data/memory: 1 pods 0.50 nodes 50.00+0.00"},
		// 1.75 nodes are requested of 2: of the quarter that is idle, db has 1/1.75.
		{"idle of a group", namespace, planOf(0, group("", 2, holds(1, "pay/db:1"), holds(1, "shop/web:1", "pay/api:1"))),
			"pay: 2 pods 1.43 nodes 125.00+17.86; shop: 1 pods 0.57 nodes 50.00+7.14"},
		{"spare nodes are idle", namespace, planOf(0, group("", 3, holds(1, "pay/db:1"))), "pay: 1 pods 3.00 nodes 100.00+200.00"},
		// Each group's idle part stays with its own pods.
		{"groups", namespace, planOf(0, group("", 1, holds(1, "pay/db:1")), group("", 1, holds(1, "shop/web:1"))),
			"pay: 1 pods 1.00 nodes 100.00+0.00; shop: 1 pods 1.00 nodes 50.00+50.00"},
		{"a spare group is its pool's", namespace, planOf(0, group("a", 1, holds(1, "pay/db:1")), group("b", 1, holds(1, "shop/web:1")), group("a", 1)),
			"pay: 1 pods 2.00 nodes 100.00+100.00; shop: 1 pods 1.00 nodes 50.00+50.00"},
		{"a spare pool is all pods'", namespace, planOf(0, group("a", 1, holds(1, "pay/db:1")), group("b", 1, holds(1, "shop/web:1")), group("c", 3)),
			"pay: 1 pods 3.00 nodes 100.00+200.00; shop: 1 pods 2.00 nodes 50.00+150.00"},
		{"the control plane is shared", namespace, planOf(75, group("a", 1, holds(1, "pay/db:1")), group("b", 1, holds(1, "shop/web:1"))),
			"pay: 1 pods 1.00 nodes 100.00+50.00; shop: 1 pods 1.00 nodes 50.00+75.00"},
		{"by pool", share.By{What: share.Pool}, planOf(0, group("a", 1, holds(1, "pay/db:1")), group("", 1, holds(1, "shop/web:1", "pay/api:1"))),
			"a: 1 pods 1.00 nodes 100.00+0.00; default: 2 pods 1.00 nodes 75.00+25.00"},
		{"by label", label, planOf(0, group("", 2, holds(1, "pay/db:1"), holds(1, "shop/web:1", "shop/cache:1"))),
			"(none): 2 pods 1.50 nodes 150.00+0.00; shop: 1 pods 0.50 nodes 50.00+0.00"},
		{"no requests beside some", namespace, planOf(0, group("", 1, holds(1, "shop/web:1", "idle/none:5"))),
			"shop: 1 pods 1.00 nodes 50.00+50.00; idle: 5 pods 0.00 nodes 0.00+0.00"},
		{"no requests alone", namespace, planOf(0, group("", 1, holds(1, "idle/none:5"))), "idle: 5 pods 1.00 nodes 0.00+100.00"},
		{"no pods", namespace, planOf(73), "(none): 0 pods 0.00 nodes 0.00+73.00"},
		{"nothing", namespace, planOf(0), ""},
		{"unknown price", namespace, func() *plan.Plan {
			p := planOf(73, group("", 1, holds(1, "pay/db:1")), group("b", 1, holds(1, "shop/web:1")), group("c", 1))
			p.Groups[1].Month, p.Month = planner.Maybe[planner.Money]{}, planner.Maybe[planner.Money]{}
			return p
		}(), "pay: 1 pods 1.67 nodes ?+?; shop: 1 pods 1.33 nodes ?+?"},
	} {
		if got := text(share.Of(c.plan, w, c.by.Key)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// What lines say of requests and of room is that of their pods.
func TestRequestsAndRoom(t *testing.T) {
	w := planner.Workloads{sample.Pods("a/web", 4, 250, 512), sample.Pods("b/db", 1, 750, 1024)}
	g := group("", 2, holds(2, "a/web:2"), holds(1, "b/db:1"))
	g.Unused = planner.Resources{CPU: 1001, Memory: 700 * planner.MiB}
	lines := share.Of(planOf(0, g), w, share.By{}.Key)
	all := share.Sum("all", lines)
	if all.Unused != g.Unused || all.Requested != (planner.Resources{CPU: 1750, Memory: 3072 * planner.MiB}) || all.Pods != 5 || all.Key != "all" {
		t.Errorf("%+v", all)
	}
	if lines[0].Key != "a" || lines[0].Requested != (planner.Resources{CPU: 1000, Memory: 2048 * planner.MiB}) || lines[0].Unused.CPU != 572 {
		t.Errorf("%+v", lines[0])
	}
}

func TestToCents(t *testing.T) {
	lines := func(amounts ...planner.Money) (all []share.Line) {
		for i := 0; i < len(amounts); i += 2 {
			all = append(all, share.Line{Key: fmt.Sprint(i / 2), RequestedMonth: planner.Known(amounts[i]), IdleMonth: planner.Known(amounts[i+1])})
		}
		return all
	}
	for _, c := range []struct{ of, want []planner.Money }{
		{[]planner.Money{10_000, 20_000}, []planner.Money{10_000, 20_000}},
		// Rounded one by one, each third of a cent would be nothing.
		{[]planner.Money{3_333, 3_334, 3_333, 0}, []planner.Money{0, 10_000, 0, 0}},
		{[]planner.Money{16_666, 16_667, 16_667, 0}, []planner.Money{10_000, 20_000, 20_000, 0}},
		// The whole is written as $0.01.
		{[]planner.Money{2_000, 1_000, 3_000, 0}, []planner.Money{0, 0, 10_000, 0}},
	} {
		got := []planner.Money{}
		for _, l := range share.ToCents(lines(c.of...)) {
			got = append(got, l.RequestedMonth.Or(-1), l.IdleMonth.Or(-1))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.of, got, c.want)
		}
	}
	unknown := []share.Line{{Key: "a"}}
	if got := share.ToCents(unknown); got[0].RequestedMonth.Known() {
		t.Error("an unknown amount became known")
	}
}

func TestMost(t *testing.T) {
	var lines []share.Line
	for i := range 5 {
		lines = append(lines, share.Line{Key: fmt.Sprint(i), Pods: 1})
	}
	for _, c := range []struct {
		most int
		want string
	}{{5, "0 1 2 3 4"}, {4, "0 1 2 3 4"}, {3, "0 1 2 2 others"}} {
		var keys []string
		for _, l := range share.Most(lines, c.most, func(n int) string { return fmt.Sprint(n, " others") }) {
			keys = append(keys, l.Key)
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%d: %s", c.most, got)
		}
	}
}
