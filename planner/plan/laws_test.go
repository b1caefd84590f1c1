package plan_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// The laws of plans hold for any question. Each is a test on drawn cases and a fuzz
// target on the same check.

// A law solves a question several times: it is held on a few cases in each run, and on
// many by the fuzz targets, or with -rapid.checks.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	flag.Parse()
	os.Exit(m.Run())
}

func TestPlansHold(t *testing.T) { rapid.Check(t, plansHold) }
func FuzzPlansHold(f *testing.F) { sample.Fuzz(f, plansHold) }

func TestPlanOrder(t *testing.T) { rapid.Check(t, planOrder) }
func FuzzPlanOrder(f *testing.F) { sample.Fuzz(f, planOrder) }

// The two laws below hold of what a search finds, and are not proven: they are held on the
// same cases in each run.

func TestMoreNodes(t *testing.T) { onExamples(t, moreNodesNeverWorse) }

func TestMoreTypes(t *testing.T) { onExamples(t, moreTypesNeverDearer) }

// A search that is cut at any moment is an answer: every pod is placed or has a reason, no
// node is overcommitted, and it says that it was cut.
func TestCutAnywhere(t *testing.T) {
	for seed := range 20 {
		q := sample.AnyQuestion.Example(seed)
		for _, after := range []int{0, 1, 3, 10, 30, 100, 300, 1000, 3000} {
			polls, cut := 0, false
			q.Stop = func() bool {
				polls++
				cut = cut || polls > after
				return cut
			}
			a := q.Solve(2)
			if a.Complete == cut || warned(&a, "search-cut") != cut {
				t.Errorf("question %d, cut after %d polls: %v; complete: %v", seed, after, cut, a.Complete)
			}
			if cut {
				if err := checkPlaced(q, &a); err != nil {
					t.Errorf("question %d, cut after %d polls: %v", seed, after, err)
				}
			}
		}
	}
}

// A first plan is one that holds, and no cheaper than the best.
func TestFirstPlan(t *testing.T) {
	found := 0
	for seed := range 40 {
		q := sample.AnyQuestion.Example(seed)
		q.Objective, q.MaxNodes = plan.LeastCost, 0
		best := q.Solve(1)
		q.First = true
		first := q.Solve(1)
		if len(first.Plans) == 0 {
			if len(best.Plans) > 0 {
				t.Errorf("question %d: no first plan", seed)
			}
			continue
		}
		found++
		if err := checkAnswer(q, &first); err != nil {
			t.Errorf("question %d: %v", seed, err)
		}
		if reflect.DeepEqual(first.Unplaced, best.Unplaced) && first.Cheapest.Or(0) < best.Cheapest.Or(0) {
			t.Errorf("question %d: %v at first, %v at best", seed, first.Cheapest, best.Cheapest)
		}
	}
	if found < 10 {
		t.Errorf("%d first plans", found)
	}
}

// checkPlaced counts pods, and holds each node's against what it has.
func checkPlaced(q *plan.Question, a *plan.Answer) error {
	unplaced := map[string]int{}
	for _, u := range a.Unplaced {
		unplaced[u.Workload] += u.Replicas
	}
	for i := range a.Plans {
		placed := map[string]int{}
		a.Plans[i].EachWorkload(func(_ *plan.NodeGroup, workload string, pods int) { placed[workload] += pods })
		for _, k := range q.Workload {
			if placed[k.Name]+unplaced[k.Name] != k.Replicas {
				return fmt.Errorf("%s: %d placed and %d with a reason of %d", k.Name, placed[k.Name], unplaced[k.Name], k.Replicas)
			}
		}
		for k := range a.Plans[i].Groups {
			g := &a.Plans[i].Groups[k]
			for _, pattern := range g.Patterns {
				if err := fitsNode(g.Option, podsOf(q, pattern)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// onExamples checks a law on the first drawn questions.
func onExamples(t *testing.T, law func(q *plan.Question, seed int) error) {
	for seed := range 60 {
		if err := law(sample.AnyQuestion.Example(seed), seed); err != nil {
			t.Errorf("question %d: %v", seed, err)
		}
	}
}

func TestFieldsWithoutEffect(t *testing.T) { rapid.Check(t, fieldsWithoutEffect) }
func FuzzFieldsWithoutEffect(f *testing.F) { sample.Fuzz(f, fieldsWithoutEffect) }

func TestMaxNodesHold(t *testing.T) { rapid.Check(t, maxNodesHold) }
func FuzzMaxNodesHold(f *testing.F) { sample.Fuzz(f, maxNodesHold) }

func TestDominance(t *testing.T) { rapid.Check(t, dominance) }
func FuzzDominance(f *testing.F) { sample.Fuzz(f, dominance) }

func plansHold(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	a := q.Solve(3)
	if err := checkAnswer(q, &a); err != nil {
		t.Fatal(err)
	}
	if again := q.Solve(3); !reflect.DeepEqual(again, a) {
		t.Fatal("the same question has another answer the second time")
	}
}

// planOrder: candidates in another order give another list with the same lower bound;
// ties may be resolved in another way. The order of workloads is the one in which the
// scheduler gets their pods.
func planOrder(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	other := *q
	other.Candidates = rapid.Permutation(q.Candidates).Draw(t, "types in another order")
	a, b := q.Solve(1), other.Solve(1)
	if err := checkAnswer(&other, &b); err != nil {
		t.Fatal(err)
	}
	if a.Unpriced != b.Unpriced || len(a.Plans) != len(b.Plans) || len(a.Unplaced) != len(b.Unplaced) {
		t.Fatalf("%d, %d unpriced; %d, %d plans; %d, %d unplaced", a.Unpriced, b.Unpriced, len(a.Plans), len(b.Plans), len(a.Unplaced), len(b.Unplaced))
	}
	for _, u := range a.Unplaced {
		if !slices.ContainsFunc(b.Unplaced, func(v plan.Unplaced) bool { return u.Workload == v.Workload && u.Replicas == v.Replicas }) {
			t.Fatalf("%s is unplaced in only one of the orders", u.Workload)
		}
	}
	if len(a.Plans) == 0 {
		return
	}
	x, y := &a.Plans[0], &b.Plans[0]
	if x.LowerBound.Nodes.Or(0) > y.Nodes || y.LowerBound.Nodes.Or(0) > x.Nodes {
		t.Fatalf("%d nodes with a bound of %v, %d with %v", x.Nodes, x.LowerBound.Nodes, y.Nodes, y.LowerBound.Nodes)
	}
	if x.LowerBound.Month.Or(0) > y.Month.Or(0) || y.LowerBound.Month.Or(0) > x.Month.Or(0) {
		t.Fatalf("%v with a bound of %v, %v with %v", x.Month, x.LowerBound.Month, y.Month, y.LowerBound.Month)
	}
}

// moreNodesNeverWorse: a plan that may have one more node never costs more, nor does
// a limit that the cheapest plan keeps.
func moreNodesNeverWorse(q *plan.Question, seed int) error {
	q.Objective = plan.LeastCost
	q.MaxNodes = 0
	free := q.Solve(1)
	q.MaxNodes = 1 + seed%20
	fewer := q.Solve(1)
	if !reflect.DeepEqual(free.Unplaced, fewer.Unplaced) {
		return nil // not the same pods
	}
	if len(free.Plans) > 0 && free.Cheapest.Or(0) > fewer.Cheapest.Or(0) {
		return fmt.Errorf("%v of at most %d nodes, %v without a limit", fewer.Cheapest, q.MaxNodes, free.Cheapest)
	}
	if len(fewer.Plans) == 0 || fewer.Plans[0].Nodes > q.MaxNodes {
		return nil // there may be none
	}
	q.MaxNodes++
	more := q.Solve(1)
	if !reflect.DeepEqual(more.Unplaced, fewer.Unplaced) {
		return nil
	}
	if a, b := fewer.Cheapest.Or(0), more.Cheapest.Or(0); more.Plans[0].Nodes > q.MaxNodes || b > a {
		return fmt.Errorf("%d nodes for %v of at most %d, %d for %v of at most %d", fewer.Plans[0].Nodes, a, q.MaxNodes-1, more.Plans[0].Nodes, b, q.MaxNodes)
	}
	return nil
}

// What-if lines share their nodes, so that one with security groups
// is never cheaper than one without.
func TestSharedNodes(t *testing.T) {
	web := planner.Workloads{sample.Pods("web", 40, 250, 512), sample.Pods("api", 20, 500, 1024)}
	types := []string{"m5.large", "m5.xlarge", "m5.4xlarge", "r5.xlarge"}
	secured := slices.Clone(web)
	for i := range secured {
		secured[i].SecurityGroups = true
	}
	with := sample.Question(secured, sample.Settings(sample.SecurityGroups), types...).Solve(1)
	q := sample.Question(web, sample.Settings(), types...)
	without := q.Solve(1)
	q.Also = []plan.Plan{with.Plans[0], without.Plans[0]}
	shared := q.Solve(1)
	if shared.Cheapest.Or(0) > with.Plans[0].Month.Or(0) || shared.Cheapest.Or(0) > without.Cheapest.Or(0) {
		t.Errorf("%v with the nodes of plans that cost %v and %v", shared.Cheapest, with.Cheapest, without.Cheapest)
	}
	if err := checkAnswer(q, &shared); err != nil {
		t.Error(err)
	}
}

// moreTypesNeverDearer: a type more to choose from never makes the cheapest plan dearer,
// unless it places pods that had no place.
func moreTypesNeverDearer(q *plan.Question, _ int) error {
	q.Objective, q.MaxNodes = plan.LeastCost, 0
	more := q.Solve(1)
	fewer := *q
	fewer.Candidates = slices.Delete(slices.Clone(q.Candidates), 0, 1)
	less := fewer.Solve(1)
	if len(less.Plans) == 0 || !reflect.DeepEqual(less.Unplaced, more.Unplaced) || warned(&less, "spare-unmet") {
		return nil
	}
	if len(more.Plans) == 0 || more.Cheapest.Or(0) > less.Cheapest.Or(0) {
		return fmt.Errorf("%v with %s as well, and %v without", more.Cheapest, q.Candidates[0].Type.Name, less.Cheapest)
	}
	return nil
}

// fieldsWithoutEffect: plans run pods all month, and notes are for readers.
func fieldsWithoutEffect(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	bare := *q
	bare.Workload = slices.Clone(q.Workload)
	for i := range bare.Workload {
		k := &bare.Workload[i]
		k.HoursPerMonth, k.NoRequests, k.Notes = 0, false, nil
	}
	if a, b := q.Solve(2), bare.Solve(2); !reflect.DeepEqual(a.Plans, b.Plans) || !reflect.DeepEqual(a.Unplaced, b.Unplaced) {
		t.Fatalf("%+v\nwithout these fields\n%+v", a, b)
	}
}

// maxNodesHold: all plans, not only the best ones, have room for maxReplicas if most
// workloads scale. The plans further down have types that are bought seldom.
func maxNodesHold(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	for i := range q.Workload {
		q.Workload[i].MaxReplicas = q.Workload[i].Replicas * rapid.IntRange(0, 5).Draw(t, "times")
	}
	a := q.Solve(20)
	if err := checkAnswer(q, &a); err != nil {
		t.Fatal(err)
	}
}

// dominance: each node that is skipped has a kept one that is at least as good in
// every way, and no kept one has another.
func dominance(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	nodes, options, kept := plan.Undominated(q)
	for i := range nodes {
		better := slices.ContainsFunc(kept, func(by int) bool {
			a, b := &nodes[by], &nodes[i]
			asGood := by != i && a.Cost <= b.Cost && (q.Objective != plan.LeastCost || neverDearer(&q.Settings.Capacity, options[by], options[i]))
			for d := range a.Have {
				asGood = asGood && a.Have[d] >= b.Have[d]
			}
			for k := range a.Fits {
				asGood = asGood && (a.Fits[k] || !b.Fits[k])
			}
			return asGood
		})
		if is := slices.Contains(kept, i); is == better {
			t.Fatalf("node %d of %+v: kept %t, and another of %v is as good: %t", i, nodes, is, kept, better)
		}
	}
}

// neverDearer: a costs no more than b, bought in any way that the capacity allows.
func neverDearer(c *planner.Capacity, a, b *density.Option) bool {
	firm := func(o *density.Option) planner.Maybe[planner.Money] {
		if o.Cost.ReservedMonth.Known() && c.Commitment == 0 {
			return o.Cost.ReservedMonth
		}
		return o.Cost.OnDemandMonth
	}
	atMost := func(x, y planner.Maybe[planner.Money]) bool {
		return !y.Known() || x.Known() && x.Or(0)+a.Cost.RootVolume.Or(0) <= y.Or(0)+b.Cost.RootVolume.Or(0)
	}
	return (c.OnDemandBase == 0 && c.OnDemandPercent == 0 || atMost(firm(a), firm(b))) &&
		(c.OnDemandPercent == 100 || atMost(a.Cost.SpotMonth, b.Cost.SpotMonth))
}

// checkAnswer counts what each plan of an answer places again, from its patterns
// and options alone, and checks each figure against its meaning.
func checkAnswer(q *plan.Question, a *plan.Answer) error {
	unplaced := map[string]int{}
	for _, u := range a.Unplaced {
		unplaced[u.Workload] += u.Replicas
		if r := u.Reason; r.Limit != density.NoLimit && !r.DaemonSets && r.Need <= r.Have {
			return fmt.Errorf("%s is unplaced because it needs %d of %v and a node has %d", u.Workload, r.Need, r.Limit, r.Have)
		}
	}
	for i := range a.Plans {
		p := &a.Plans[i]
		for _, check := range []func(*plan.Question, *plan.Plan) error{
			checkGroups, checkMaxNodes, checkPrices, checkGap,
		} {
			if err := check(q, p); err != nil {
				return fmt.Errorf("plan %d: %w", i+1, err)
			}
		}
		if !warned(a, "spare-unmet") {
			if err := checkSpares(q, p); err != nil {
				return fmt.Errorf("plan %d: %w", i+1, err)
			}
		}
		placed := map[string]int{}
		p.EachWorkload(func(_ *plan.NodeGroup, workload string, pods int) { placed[workload] += pods })
		for _, k := range q.Workload {
			if placed[k.Name]+unplaced[k.Name] != k.Replicas {
				return fmt.Errorf("plan %d: %s: %d placed and %d with a reason of %d", i+1, k.Name, placed[k.Name], unplaced[k.Name], k.Replicas)
			}
		}
		if i > 1 && p.GapPercent+1e-6 < a.Plans[i-1].GapPercent {
			return fmt.Errorf("plan %d is %g%% above the bound, and plan %d %g%%", i+1, p.GapPercent, i, a.Plans[i-1].GapPercent)
		}
		if q.Objective == plan.LeastCost && p.Month.Or(0) < a.Cheapest.Or(0) {
			return fmt.Errorf("plan %d costs %v, and the cheapest %v", i+1, p.Month, a.Cheapest)
		}
		if q.Objective == plan.LeastCost && float64(a.Plans[0].Month.Or(0)) > 1.02*float64(a.Cheapest.Or(0)) {
			return fmt.Errorf("the recommended plan costs %v, and the cheapest %v", a.Plans[0].Month, a.Cheapest)
		}
		if p.Scheduled.Pending > 0 || p.Packed.Nodes.Or(0) < p.LowerBound.Nodes.Or(0) || q.Objective == plan.LeastNodes && p.Packed.Nodes.Or(0) > p.Nodes {
			return fmt.Errorf("plan %d: %d pending; %v packed, %d nodes and %v at least", i+1, p.Scheduled.Pending, p.Packed.Nodes, p.Nodes, p.LowerBound.Nodes)
		}
	}
	if pods, _ := q.Workload.Sum(); len(a.Plans) == 0 && a.Complete {
		for _, n := range unplaced {
			pods -= n
		}
		if pods != 0 {
			return fmt.Errorf("no plan, and nothing said of %d pods", pods)
		}
	}
	return checkLimit(q, a)
}

// checkLimit: either all plans keep the maximum number of nodes, or all have the
// fewest and a warning says so.
func checkLimit(q *plan.Question, a *plan.Answer) error {
	if q.MaxNodes == 0 {
		return nil
	}
	for i := range a.Plans {
		if nodes := a.Plans[i].Nodes; (nodes > q.MaxNodes) != warned(a, "more-nodes") {
			return fmt.Errorf("plan %d has %d nodes of at most %d; warned: %t", i+1, nodes, q.MaxNodes, warned(a, "more-nodes"))
		}
	}
	return nil
}

func warned(a *plan.Answer, code string) bool {
	return slices.ContainsFunc(a.Warnings, func(w planner.Warning) bool { return w.About().Code == code })
}

// checkGroups: each node holds its pods, and the groups add up.
func checkGroups(q *plan.Question, p *plan.Plan) error {
	types := map[string]bool{} // each has a group, or one in each zone
	nodes := 0
	for i := range p.Groups {
		g := &p.Groups[i]
		types[g.Option.Type.Name] = true
		nodes += g.Nodes
		for _, check := range []func(*plan.Question, *plan.NodeGroup) error{checkPatterns, checkUnused, checkUses, checkAlternatives} {
			if err := check(q, g); err != nil {
				return fmt.Errorf("%s: %w", g.Option.Type.Name, err)
			}
		}
	}
	if len(types) == 0 || len(types) > q.Groups {
		return fmt.Errorf("%d types in at most %d groups", len(types), q.Groups)
	}
	if nodes != p.Nodes {
		return fmt.Errorf("%d nodes in groups, %d in all", nodes, p.Nodes)
	}
	return nil
}

func checkPatterns(q *plan.Question, g *plan.NodeGroup) error {
	full := 0
	for _, pattern := range g.Patterns {
		full += pattern.Nodes
		if err := fitsNode(g.Option, podsOf(q, pattern)); err != nil {
			return err
		}
		ports := map[planner.HostPort]bool{}
		for _, k := range podsOf(q, pattern) {
			if z := k.Nodes.Zones; len(z) > 0 && !slices.Contains(z, pattern.Zone) {
				return fmt.Errorf("%s is in %s", k.Name, pattern.Zone)
			}
			if c := k.Nodes.CapacityTypes; len(c) == 1 && [2]int{g.OnDemandNodes, g.Nodes - g.OnDemandNodes}[c[0]] == 0 {
				return fmt.Errorf("%s is on a group without nodes that are %s", k.Name, c[0])
			}
			for _, port := range slices.Compact(slices.Clone(k.HostPorts)) {
				if k.Replicas > 1 || ports[port] {
					return fmt.Errorf("port %v twice on a node", port)
				}
				ports[port] = true
			}
		}
	}
	inZones := 0
	for _, z := range g.ZoneNodes {
		inZones += z.Nodes
	}
	if inZones != g.Nodes {
		return fmt.Errorf("%d nodes in zones of %d", inZones, g.Nodes)
	}
	if full+g.SpareNodes != g.Nodes {
		return fmt.Errorf("patterns of %d nodes and %d spare make %d", full, g.SpareNodes, g.Nodes)
	}
	return nil
}

// podsOf is the pods on one node of a pattern, as workloads with so many replicas.
func podsOf(q *plan.Question, pattern plan.Pattern) (pods planner.Workloads) {
	for _, on := range pattern.Pods {
		at := slices.IndexFunc(q.Workload, func(k planner.Workload) bool { return k.Name == on.Workload })
		k := q.Workload[at]
		k.Replicas = on.Pods
		pods = append(pods, k)
	}
	return pods
}

// resources of a node that pods use: what each pod needs and what a node has.
func resources(q *plan.Question) map[string]struct {
	need func(*planner.Workload) int
	have func(*density.Option) int
} {
	type resource = struct {
		need func(*planner.Workload) int
		have func(*density.Option) int
	}
	one := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	all := map[string]resource{
		"CPU":    {func(k *planner.Workload) int { return int(k.Request.CPU) }, func(o *density.Option) int { return int(o.CPU.Free) }},
		"memory": {func(k *planner.Workload) int { return int(k.Request.Memory) }, func(o *density.Option) int { return int(o.FreeMemory().Or(-1)) }},
		"slots": {func(*planner.Workload) int { return 1 }, func(o *density.Option) int {
			return o.MaxPods.Or(0) - o.HostNetworkPods - o.DaemonSetPods
		}},
		"pod IPs": {func(k *planner.Workload) int { return one(!k.HostNetwork && !k.SecurityGroups) }, func(o *density.Option) int {
			return o.Addresses.PodIPs.Or(0) - (o.DaemonSetPods - o.DaemonSetBranchENIs)
		}},
		"branch ENIs": {func(k *planner.Workload) int { return one(!k.HostNetwork && k.SecurityGroups) }, func(o *density.Option) int {
			return o.Addresses.BranchENIs.Or(0) - o.DaemonSetBranchENIs
		}},
		"volumes": {func(k *planner.Workload) int { return k.Volumes }, func(o *density.Option) int {
			return o.Volumes.Least.Or(0)
		}},
	}
	for _, name := range q.Workload.ExtendedResources() {
		all[name] = resource{func(k *planner.Workload) int { return int(k.Extended[name]) }, func(o *density.Option) int { return int(o.Extended(name).Or(0)) }}
	}
	return all
}

// fitsNode names what a node lacks for so many pods of some workloads.
func fitsNode(o *density.Option, pods planner.Workloads) error {
	for i := range pods {
		k := &pods[i]
		switch {
		case k.Replicas < 1:
			return fmt.Errorf("%d of %s on a node", k.Replicas, k.Name)
		case k.OnePerNode && k.Replicas > 1:
			return fmt.Errorf("%d of %s on a node", k.Replicas, k.Name)
		case len(k.Nodes.Arch) > 0 && !slices.Contains(k.Nodes.Arch, o.Type.Arch), len(k.Nodes.Types) > 0 && !slices.Contains(k.Nodes.Types, o.Type.Name):
			return fmt.Errorf("%s does not select it", k.Name)
		}
	}
	for name, r := range resources(&plan.Question{Workload: pods}) {
		used := 0
		for i := range pods {
			used += r.need(&pods[i]) * pods[i].Replicas
		}
		if have := r.have(o); used > max(0, have) {
			return fmt.Errorf("over-committed: %d of %d %s", used, have, name)
		}
	}
	return nil
}

// checkUnused: the resource that limits the group is the one used most, and the
// unused amounts are what the pods leave on the nodes that hold some.
func checkUnused(q *plan.Question, g *plan.NodeGroup) error {
	used, most := map[string]int{}, 0.0
	for name, r := range resources(q) {
		for _, pattern := range g.Patterns {
			for _, k := range podsOf(q, pattern) {
				used[name] += r.need(&k) * k.Replicas * pattern.Nodes
			}
		}
		if have := r.have(g.Option) * g.Nodes; have > 0 {
			most = max(most, 100*float64(used[name])/float64(have))
		}
	}
	if math.Abs(most-g.UsedPercent) > 1e-9 || (g.LimitedBy == density.NoLimit) != (most == 0) {
		return fmt.Errorf("%g%% used, limited by %v, not %g%%", g.UsedPercent, g.LimitedBy, most)
	}
	full := g.Nodes
	want := planner.Resources{
		CPU:    g.Option.CPU.Free*planner.Millis(full) - planner.Millis(used["CPU"]),
		Memory: g.Option.Memory.Free*planner.Memory(full) - planner.Memory(used["memory"]),
	}
	if g.Unused != want {
		return fmt.Errorf("%+v unused, not %+v", g.Unused, want)
	}
	return nil
}

// checkUses: who takes what adds up to what the group says, over all nodes and node by node.
func checkUses(q *plan.Question, g *plan.NodeGroup) error {
	uses := g.Uses(q.Workload)
	var most float64
	var unused planner.Money
	for _, u := range uses {
		most = max(most, u.UsedPercent())
		unused += u.UnusedMonth.Or(0)
		var byNode int64
		for i := range g.Patterns {
			for _, one := range g.NodeUses(q.Workload, &g.Patterns[i]) {
				if one.Of == u.Of && one.Resource == u.Resource {
					byNode += one.Taken() * int64(g.Patterns[i].Nodes)
				}
			}
		}
		if byNode != u.Taken() {
			return fmt.Errorf("%v: %d taken, %d node by node", u.Of, u.Taken(), byNode)
		}
		for i, w := range u.Workloads {
			if w.Amount <= 0 || i > 0 && w.Amount > u.Workloads[i-1].Amount {
				return fmt.Errorf("%v: taken in the order %v", u.Of, u.Workloads)
			}
		}
		switch {
		case u.Of == density.LimitCPU && (u.Free != int64(g.Unused.CPU) || u.All() != int64(g.Option.CPU.Capacity)*int64(g.Nodes)),
			u.Of == density.LimitMemory && (u.Free != int64(g.Unused.Memory) || u.All() != int64(g.Option.Memory.Capacity)*int64(g.Nodes)):
			return fmt.Errorf("%v: %+v is not what the group has", u.Of, u)
		}
	}
	if math.Abs(most-g.UsedPercent) > 1e-9 {
		return fmt.Errorf("at most %g%% used, not %g%%", most, g.UsedPercent)
	}
	if month, known := g.UnusedMonth.Value(); known && math.Abs((month-unused).Float()) > 0.01 {
		return fmt.Errorf("unused: %v, the sum is %v", month, unused)
	}
	return nil
}

// checkAlternatives: each holds the same pods, and is as large.
func checkAlternatives(q *plan.Question, g *plan.NodeGroup) error {
	for _, name := range g.Alternatives {
		at := slices.IndexFunc(q.Candidates, func(o density.Option) bool { return o.Type.Name == name })
		o := &q.Candidates[at]
		if o.Type.VCPUs != g.Option.Type.VCPUs || o.Type.Memory != g.Option.Type.Memory || o.Type.Arch != g.Option.Type.Arch || name == g.Option.Type.Name {
			return fmt.Errorf("%s is not like it", name)
		}
		for _, pattern := range g.Patterns {
			if err := fitsNode(o, podsOf(q, pattern)); err != nil {
				return fmt.Errorf("the alternative %s: %w", name, err)
			}
		}
	}
	return nil
}

// checkSpares takes away each zone, or the largest node, and counts what is left for
// the pods that may go anywhere.
func checkSpares(q *plan.Question, p *plan.Plan) error {
	if q.Spare == plan.SpareNothing || q.Spare == plan.SpareSpotPool || q.Spare == plan.SpareZone && q.Zones < 2 {
		return nil
	}
	zones := map[string]bool{}
	for i := range p.Groups {
		for _, z := range p.Groups[i].ZoneNodes {
			zones[z.Zone] = true
		}
	}
	free := map[string]int{} // replicas that no zone holds
	p.EachWorkload(func(_ *plan.NodeGroup, workload string, pods int) {
		k := &q.Workload[slices.IndexFunc(q.Workload, func(w planner.Workload) bool { return w.Name == workload })]
		if k.Volumes == 0 && len(k.Claims)+len(k.Affinity)+len(k.Spreads)+len(k.Nodes.Zones)+len(k.Nodes.Labels) == 0 {
			free[workload] += pods
		}
	})
	for name, r := range resources(q) {
		need := 0
		for _, k := range q.Workload {
			need += r.need(&k) * free[k.Name]
		}
		for lost := range zones {
			have := 0
			for i := range p.Groups {
				g := &p.Groups[i]
				nodes := g.Nodes
				for _, z := range g.ZoneNodes {
					if z.Zone == lost && q.Spare == plan.SpareZone {
						nodes -= z.Nodes
					}
				}
				have += nodes * max(0, r.have(g.Option))
			}
			if q.Spare == plan.SpareNode {
				have -= slices.Min(haves(p, r.have))
			}
			if need > have {
				return fmt.Errorf("without %s %d of %d %s are left", lost, have, need, name)
			}
		}
	}
	return nil
}

// haves is what a node of each group has.
func haves(p *plan.Plan, of func(*density.Option) int) (all []int) {
	for i := range p.Groups {
		all = append(all, max(0, of(p.Groups[i].Option)))
	}
	return all
}

// checkMaxNodes: the maximum number of nodes has room for maxReplicas, in total of
// each resource and for each workload alone, and is the number of nodes if no
// workload scales.
func checkMaxNodes(q *plan.Question, p *plan.Plan) error {
	on := map[string]map[*density.Option]bool{} // the types that a workload is on
	p.EachWorkload(func(g *plan.NodeGroup, workload string, _ int) {
		if on[workload] == nil {
			on[workload] = map[*density.Option]bool{}
		}
		on[workload][g.Option] = true
	})
	scales := false
	most := planner.Workloads{} // what the plan places, at maxReplicas
	for _, k := range q.Workload {
		if on[k.Name] != nil {
			scales = scales || k.MaxReplicas > k.Replicas
			k.Replicas = max(k.Replicas, k.MaxReplicas)
			if apart := len(k.Affinity) + len(k.Spreads) + len(k.Claims) + k.ZoneSkew + k.HostSkew; apart > 0 {
				continue // not all of them may have a place
			}
			most = append(most, k)
		}
	}
	for i := range p.Groups {
		if g := &p.Groups[i]; g.MaxNodes < g.Nodes || !scales && g.MaxNodes != g.Nodes {
			return fmt.Errorf("%d nodes and %d at maxReplicas; a workload scales: %t", g.Nodes, g.MaxNodes, scales)
		}
	}
	if !scales {
		return nil
	}
	for name, r := range resources(q) {
		need, have := 0, 0
		for i := range most {
			need += r.need(&most[i]) * most[i].Replicas
		}
		for i := range p.Groups {
			g := &p.Groups[i]
			have += max(0, r.have(g.Option)) * g.MaxNodes
		}
		if need > have {
			return fmt.Errorf("maxReplicas need %d %s, and the nodes for them have %d", need, name, have)
		}
	}
	for _, k := range most {
		room := 0
		for i := range p.Groups {
			room += p.Groups[i].MaxNodes * holdsAlone(p.Groups[i].Option, k)
		}
		if room < k.Replicas {
			return fmt.Errorf("%d of %d replicas of %s fit the nodes for maxReplicas", room, k.Replicas, k.Name)
		}
	}
	return nil
}

// holdsAlone is how many pods of a workload an empty node holds.
func holdsAlone(o *density.Option, k planner.Workload) int {
	n, most := 0, k.Replicas
	for n < most {
		k.Replicas = n + 1
		if fitsNode(o, planner.Workloads{k}) != nil {
			break
		}
		n++
	}
	return n
}

// coveredRange is by how much a commitment changes the cost of a group: from not at all
// to all of its on-demand nodes, which it must cover if some of it is left.
func coveredRange(c *planner.Capacity, p *plan.Plan, g *plan.NodeGroup) (by [2]planner.Money, is bool) {
	reserved, known := g.Option.Cost.ReservedMonth.Value()
	use, committed := p.Commitment.Value()
	if !known || !committed || use.Used > c.Commitment {
		return by, false
	}
	all := (reserved - g.Option.Cost.OnDemandMonth.Or(0)) * planner.Money(g.OnDemandNodes)
	const rounding = planner.HoursPerMonth
	if c.Commitment-use.Used > 1 {
		return [2]planner.Money{all - rounding, all + rounding}, true
	}
	return [2]planner.Money{min(0, all) - rounding, max(0, all) + rounding}, true
}

// checkPrices: each group costs what its nodes cost, on-demand and spot, and all
// groups with the cluster's own cost make the plan's.
func checkPrices(q *plan.Question, p *plan.Plan) error {
	c := q.Settings.Capacity
	total, known := c.ClusterAdder, true
	for i := range p.Groups {
		g := &p.Groups[i]
		base := min(g.Nodes, c.OnDemandBase)
		if want := base + ((g.Nodes-base)*c.OnDemandPercent+99)/100; g.OnDemandNodes != want {
			return fmt.Errorf("%d on-demand nodes of %d, not %d", g.OnDemandNodes, g.Nodes, want)
		}
		onDemand, onDemandKnown := g.Option.Cost.OnDemandMonth.Value()
		if reserved, is := g.Option.Cost.ReservedMonth.Value(); is && c.Commitment == 0 {
			onDemand, onDemandKnown = reserved, true
		}
		spot, spotKnown := g.Option.Cost.SpotMonth.Value()
		spots := g.Nodes - g.OnDemandNodes
		groupKnown := (g.OnDemandNodes == 0 || onDemandKnown) && (spots == 0 || spotKnown)
		want := onDemand*planner.Money(g.OnDemandNodes) + spot*planner.Money(spots) + (c.NodeAdder+g.Option.Cost.RootVolume.Or(0))*planner.Money(g.Nodes)
		month, ok := g.Month.Value()
		if covered, is := coveredRange(&c, p, g); is && groupKnown {
			if by := month - want; by < covered[0] || by > covered[1] {
				return fmt.Errorf("costs %d, of which a commitment pays %d, not %d to %d", month, by, covered[0], covered[1])
			}
			want = month
		}
		if ok != groupKnown || groupKnown && month != want {
			return fmt.Errorf("costs %d (%t), not %d (%t)", month, ok, want, groupKnown)
		}
		if unused := g.UnusedMonth; unused.Known() != groupKnown || unused.Or(0) < 0 || unused.Or(0) > month {
			return fmt.Errorf("%v unused of %d", unused, month)
		}
		free := density.Worth(g.Option.CPU.Free, g.Option.Memory.Free) * float64(g.Nodes)
		if share := density.Worth(g.Unused.CPU, g.Unused.Memory) / max(free, 1e-9) * float64(month); math.Abs(share-float64(g.UnusedMonth.Or(0))) > 2 && groupKnown {
			return fmt.Errorf("%v unused, not %g", g.UnusedMonth, share)
		}
		total, known = total+month, known && groupKnown
	}
	if month, ok := p.Month.Value(); ok != known || known && month != total {
		return fmt.Errorf("costs %d (%t), and its groups %d (%t)", month, ok, total, known)
	}
	return nil
}

// checkGap: no plan is below the lower bound, and the gap is exactly how far it is
// above, except that less than a cent is rounding.
func checkGap(q *plan.Question, p *plan.Plan) error {
	var value, bound float64
	switch q.Objective {
	case plan.LeastNodes:
		value, bound = float64(p.Nodes), float64(p.LowerBound.Nodes.Or(-1))
	case plan.LeastCost:
		value, bound = p.Month.Or(0).Float(), p.LowerBound.Month.Or(-1).Float()
		if m := plan.MeasureOf(q, p); !p.Month.Known() || m != int64(p.Month.Or(0)) {
			return fmt.Errorf("the search takes %v for %d", p.Month, m)
		}
	default:
		if p.GapPercent < 0 || p.LowerBound != (plan.Bound{}) {
			return fmt.Errorf("%g%% above %+v", p.GapPercent, p.LowerBound)
		}
		return nil
	}
	if bound < 0 || bound > value {
		return fmt.Errorf("%g with a bound of %g", value, bound)
	}
	want := 0.0
	if bound > 0 && value-bound >= 0.01 {
		want = 100 * (value - bound) / bound
	}
	if math.Abs(p.GapPercent-want) > 1e-6 || p.Optimal() != (want == 0) {
		return fmt.Errorf("%g is %g%% above %g, not %g%%", value, p.GapPercent, bound, want)
	}
	return nil
}
