package share_test

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/share"
)

// Each law plans a drawn question: a few in each run, many with -rapid.checks.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	flag.Parse()
	os.Exit(m.Run())
}

var everyBy = []share.By{{}, {What: share.Pool}, {What: share.Workload}, {What: share.Label, Label: "app"}}

// anyPlan is a plan of a drawn question, whose workloads are in some namespaces and whose
// groups are in some pools; nil if no pod has a place.
func anyPlan(t *rapid.T) (*plan.Plan, planner.Workloads) {
	q := sample.AnyQuestion.Draw(t, "question")
	q.First = true
	namespace := rapid.SampledFrom([]string{"shop/", "pay/", ""})
	for i := range q.Workload {
		q.Workload[i].Name = namespace.Draw(t, "namespace") + q.Workload[i].Name
	}
	a := q.Solve(1)
	if len(a.Plans) == 0 {
		return nil, q.Workload
	}
	p := &a.Plans[0]
	pools := []*plan.Pool{nil, {Name: "web"}, {Name: "pci"}}
	for i := range p.Groups {
		p.Groups[i].Pool = rapid.SampledFrom(pools).Draw(t, "pool")
	}
	return p, q.Workload
}

// The shares of any plan sum to what it costs, to its nodes, pods and room.
func TestSharesSumToThePlan(t *testing.T) { rapid.Check(t, sharesSum) }
func FuzzSharesSum(f *testing.F)          { sample.Fuzz(f, sharesSum) }

func sharesSum(t *rapid.T) {
	p, w := anyPlan(t)
	if p == nil {
		return
	}
	for _, by := range everyBy {
		lines := share.Of(p, w, by.Key)
		all := share.Sum("", lines)
		if all.Month() != p.Month || all.Pods != p.Pods() || math.Abs(all.Nodes-float64(p.Nodes)) > 1e-6 || all.Unused != p.Unused() {
			t.Fatalf("by %v: %+v (%v) of a plan of %v, %d nodes, %d pods, %v", by, all, all.Month(), p.Month, p.Nodes, p.Pods(), p.Unused())
		}
		cents := share.ToCents(lines)
		whole := share.Sum("", cents)
		if month, known := p.Month.Value(); known && whole.Month().Or(-1) != (month+5_000)/10_000*10_000 {
			t.Fatalf("by %v: %v in cents of %v", by, whole.Month(), month)
		}
		for i := range lines {
			for _, m := range [][2]planner.Maybe[planner.Money]{{lines[i].RequestedMonth, cents[i].RequestedMonth}, {lines[i].IdleMonth, cents[i].IdleMonth}} {
				if m[0].Known() != p.Month.Known() {
					t.Fatalf("by %v: %v of a plan of %v", by, m[0], p.Month)
				}
				if was, is := m[0].Or(0), m[1].Or(0); was < 0 || is-was >= 10_000 || was-is >= 10_000 {
					t.Fatalf("by %v: %v is written as %v", by, was, is)
				}
			}
		}
	}
}

// Without an adder, a pool with pods costs what its groups do.
func TestPoolsPayForTheirNodes(t *testing.T) {
	pooled := 0
	rapid.Check(t, func(t *rapid.T) {
		p, w := anyPlan(t)
		if p == nil || !p.Month.Known() {
			return
		}
		months, nodes, pods, total := map[string]planner.Money{}, map[string]int{}, map[string]int{}, planner.Money(0)
		for i := range p.Groups {
			g := &p.Groups[i]
			pool := cmp.Or(g.PoolName(), plan.DefaultPool)
			months[pool], nodes[pool], total = months[pool]+g.Month.Or(0), nodes[pool]+g.Nodes, total+g.Month.Or(0)
			pods[pool] += (&plan.Plan{Groups: p.Groups[i : i+1]}).Pods()
		}
		for _, n := range pods {
			if n == 0 {
				return // the others pay for it
			}
		}
		p.Month = planner.Known(total)
		for _, l := range share.Of(p, w, share.By{What: share.Pool}.Key) {
			if by := l.Month().Or(0) - months[l.Key]; by > 100 || by < -100 || math.Abs(l.Nodes-float64(nodes[l.Key])) > 1e-6 {
				t.Fatalf("%s: %v and %v nodes, its groups %v and %d", l.Key, l.Month(), l.Nodes, months[l.Key], nodes[l.Key])
			}
		}
		pooled = max(pooled, len(months))
	})
	if pooled < 2 {
		t.Error("no plan has two pools")
	}
}

// Moving a workload to another namespace changes those two lines alone, by the shares of
// the workload.
func TestMovedWorkload(t *testing.T) { rapid.Check(t, movedWorkload) }

func movedWorkload(t *rapid.T) {
	p, w := anyPlan(t)
	if p == nil {
		return
	}
	moved := rapid.SampledFrom(w).Draw(t, "moved")
	before, own := share.Of(p, w, share.By{}.Key), share.Line{}
	for _, l := range share.Of(p, w, share.By{What: share.Workload}.Key) {
		if l.Key == moved.Name {
			own = l
		}
	}
	to := "new/" + moved.Name[strings.Index(moved.Name, "/")+1:]
	rename := func(name string) string {
		if name == moved.Name {
			return to
		}
		return name
	}
	w, renamed := slices.Clone(w), renamedPlan(p, rename)
	for i := range w {
		w[i].Name = rename(w[i].Name)
	}
	after := share.Of(renamed, w, share.By{}.Key)
	if own.Pods == 0 {
		if !reflect.DeepEqual(before, after) {
			t.Fatalf("moving no pod: %v, %v", before, after)
		}
		return
	}
	for _, l := range before {
		now := find(after, l.Key)
		if l.Key == moved.Namespace() {
			now = share.Sum(l.Key, []share.Line{now, own})
		}
		if !near(&l, &now) {
			t.Fatalf("moving %s: %+v became %+v", moved.Name, l, now)
		}
	}
	if now := find(after, "new"); !near(&now, &own) {
		t.Fatalf("moving %s: %+v of %+v", moved.Name, now, own)
	}
}

// near says that two lines are the same to the hundredth of a cent.
func near(a, b *share.Line) bool {
	close := func(a, b planner.Maybe[planner.Money]) bool {
		by := a.Or(0) - b.Or(0)
		return a.Known() == b.Known() && by <= 100 && by >= -100
	}
	return a.Pods == b.Pods && math.Abs(a.Nodes-b.Nodes) < 1e-6 && a.Requested == b.Requested && close(a.RequestedMonth, b.RequestedMonth) && close(a.IdleMonth, b.IdleMonth)
}

func find(lines []share.Line, key string) share.Line {
	if i := slices.IndexFunc(lines, func(l share.Line) bool { return l.Key == key }); i >= 0 {
		return lines[i]
	}
	return share.Sum(key, nil)
}

func renamedPlan(p *plan.Plan, rename func(string) string) *plan.Plan {
	changed := *p
	changed.Groups = slices.Clone(p.Groups)
	for i := range changed.Groups {
		g := &changed.Groups[i]
		g.Patterns = slices.Clone(g.Patterns)
		for k := range g.Patterns {
			g.Patterns[k].Pods = slices.Clone(g.Patterns[k].Pods)
			for n := range g.Patterns[k].Pods {
				on := &g.Patterns[k].Pods[n]
				on.Workload = rename(on.Workload)
			}
		}
	}
	return &changed
}

// The order of workloads, groups, nodes and pods changes nothing.
func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, w := anyPlan(t)
		if p == nil {
			return
		}
		shuffled := renamedPlan(p, func(name string) string { return name })
		other := rapid.Permutation(w).Draw(t, "workloads")
		shuffled.Groups = rapid.Permutation(shuffled.Groups).Draw(t, "groups")
		for i := range shuffled.Groups {
			g := &shuffled.Groups[i]
			g.Patterns = rapid.Permutation(g.Patterns).Draw(t, "patterns")
			for k := range g.Patterns {
				g.Patterns[k].Pods = rapid.Permutation(g.Patterns[k].Pods).Draw(t, "pods")
			}
		}
		for _, by := range everyBy {
			before, after := share.Of(p, w, by.Key), share.Of(shuffled, other, by.Key)
			if fmt.Sprint(before) != fmt.Sprint(after) {
				t.Fatalf("by %v: %v in another order: %v", by, before, after)
			}
		}
	})
}

// Without the price of one group no share is known, and nodes still sum.
func TestUnknownPrice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, w := anyPlan(t)
		if p == nil || len(p.Groups) == 0 {
			return
		}
		p.Groups[rapid.IntRange(0, len(p.Groups)-1).Draw(t, "unknown")].Month = planner.Maybe[planner.Money]{}
		p.Month = planner.Maybe[planner.Money]{}
		lines := share.Of(p, w, share.By{}.Key)
		for i := range lines {
			if lines[i].RequestedMonth.Known() || lines[i].IdleMonth.Known() || lines[i].Month().Known() {
				t.Fatalf("%+v", lines[i])
			}
		}
		if all := share.Sum("", lines); math.Abs(all.Nodes-float64(p.Nodes)) > 1e-6 {
			t.Fatalf("%v of %d nodes", all.Nodes, p.Nodes)
		}
	})
}
