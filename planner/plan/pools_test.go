package plan_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/systempods"
)

func taints(texts ...string) (all []planner.Taint) {
	for _, text := range texts {
		t, ok := planner.ParseTaint(text)
		if !ok {
			panic(text)
		}
		all = append(all, t)
	}
	return all
}

// A pool that restricts nothing is none: the same groups, figures and placement.
func TestOnePoolIsNone(t *testing.T) {
	plans := 0
	for seed := range 60 {
		q := sample.AnyQuestion.Example(seed)
		q.MaxNodes = 0 // more pools have to share it
		without := q.Solve(3)
		q.Pools = []plan.PoolNodes{{Pool: plan.Pool{Name: "all"}, Candidates: q.Candidates}}
		with := q.Solve(3)
		for i := range with.Plans {
			plans++
			for g := range with.Plans[i].Groups {
				if p := with.Plans[i].Groups[g].Pool; p == nil || p.Name != "all" {
					t.Fatalf("question %d: a group of pool %v", seed, p)
				}
				with.Plans[i].Groups[g].Pool = nil
			}
		}
		if !reflect.DeepEqual(with.Plans, without.Plans) || with.Cheapest != without.Cheapest {
			t.Errorf("question %d: with a pool\n%+v\nwithout\n%+v", seed, with.Plans, without.Plans)
		}
		if !reflect.DeepEqual(with.Unplaced, without.Unplaced) {
			t.Errorf("question %d: unplaced with a pool %v, without %v", seed, with.Unplaced, without.Unplaced)
		}
	}
	if plans < 20 {
		t.Errorf("%d plans", plans)
	}
}

func TestPoolsHold(t *testing.T) { rapid.Check(t, poolsHold) }
func FuzzPoolsHold(f *testing.F) { sample.Fuzz(f, poolsHold) }

// anyPools part a question: its workloads select and tolerate some of them.
func anyPools(t *rapid.T, q *plan.Question) {
	carried := []string{"pci", "web", "ops"}
	for _, name := range carried[:rapid.IntRange(1, 3).Draw(t, "pools")] {
		p := plan.PoolNodes{Pool: plan.Pool{Name: name}, Candidates: q.Candidates}
		if rapid.Bool().Draw(t, "labelled") {
			p.Labels = map[string]string{"team": name}
		}
		if rapid.Bool().Draw(t, "tainted") {
			p.Taints = taints("dedicated=" + name + ":NoSchedule")
		}
		if rapid.IntRange(0, 3).Draw(t, "groups") == 3 {
			p.Groups = 1
		}
		q.Pools = append(q.Pools, p)
	}
	for i := range q.Workload {
		k := &q.Workload[i]
		k.Nodes.Labels, k.Nodes.Tolerations = slices.Clone(k.Nodes.Labels), slices.Clone(k.Nodes.Tolerations)
		if name := rapid.SampledFrom(append(carried, "", "")).Draw(t, "selects"); name != "" {
			k.Nodes.Labels = append(k.Nodes.Labels, sample.Conditions("team="+name)...)
		}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(carried), 0, 3, rapid.ID).Draw(t, "tolerates") {
			k.Nodes.Tolerations = append(k.Nodes.Tolerations, "dedicated="+name+":NoSchedule")
		}
	}
}

func poolsHold(t *rapid.T) {
	q := sample.AnyQuestion.Draw(t, "question")
	anyPools(t, q)
	a := q.Solve(2)
	if err := checkPlaced(q, &a); err != nil {
		t.Fatal(err)
	}
	if again := q.Solve(2); !reflect.DeepEqual(again, a) {
		t.Fatal("the same question has another answer the second time")
	}
	whole := *q
	whole.Pools = nil
	for i := range a.Plans {
		p := &a.Plans[i]
		if err := checkPools(q, p); err != nil {
			t.Fatalf("plan %d: %v", i+1, err)
		}
		if p.Scheduled.Pending > 0 {
			t.Fatalf("plan %d: %d pending", i+1, p.Scheduled.Pending)
		}
		if p.LowerBound.Month.Or(0) > p.Month.Or(p.LowerBound.Month.Or(0)) || p.LowerBound.Nodes.Or(0) > p.Nodes {
			t.Fatalf("plan %d: %v, %d nodes, and at least %v", i+1, p.Month, p.Nodes, p.LowerBound)
		}
		if err := checkPrices(q, p); err != nil {
			t.Fatalf("plan %d: %v", i+1, err)
		}
	}
	// Parts never cost less than the whole must: with the same types, and pods that may be
	// on all of them.
	if len(a.Plans) == 0 || len(a.Unplaced) > 0 {
		return
	}
	whole.Workload = slices.Clone(q.Workload)
	for i := range whole.Workload {
		whole.Workload[i].Nodes.Labels = slices.DeleteFunc(slices.Clone(whole.Workload[i].Nodes.Labels), func(r planner.Requirement) bool { return r.Key == "team" })
	}
	for _, p := range whole.Solve(1).Plans {
		if least := p.LowerBound.Month.Or(0); a.Plans[0].Month.Or(least) < least {
			t.Fatalf("%v in pools, and at least %v for the whole", a.Plans[0].Month, least)
		}
	}
}

// checkPools holds every pod against what its node's pool carries, and the groups of each
// pool against their number.
func checkPools(q *plan.Question, p *plan.Plan) (err error) {
	named := func(key string) bool {
		return slices.ContainsFunc(q.Pools, func(p plan.PoolNodes) bool { _, has := p.Labels[key]; return has })
	}
	types := map[string][]string{}
	for i := range p.Groups {
		g := &p.Groups[i]
		if !slices.Contains(types[g.Pool.Name], g.Option.Type.Name) {
			types[g.Pool.Name] = append(types[g.Pool.Name], g.Option.Type.Name)
		}
		if most := g.Pool.Groups; most > 0 && len(types[g.Pool.Name]) > most {
			return fmt.Errorf("pool %s: %v, and at most %d group", g.Pool.Name, types[g.Pool.Name], most)
		}
	}
	p.EachWorkload(func(g *plan.NodeGroup, workload string, pods int) {
		k := &q.Workload[slices.IndexFunc(q.Workload, func(k planner.Workload) bool { return k.Name == workload })]
		if !planner.Tolerates(k.Nodes.Tolerations, g.Pool.Taints) {
			err = fmt.Errorf("%s is in pool %s and tolerates %v", workload, g.Pool.Name, k.Nodes.Tolerations)
		}
		for _, r := range k.Nodes.Labels {
			if value, has := g.Pool.Labels[r.Key]; named(r.Key) && !r.Holds(value, has) {
				err = fmt.Errorf("%s is in pool %s and selects %v", workload, g.Pool.Name, r)
			}
		}
	})
	return err
}

// Where workloads go, and what keeps them out.
func TestPoolOfWorkloads(t *testing.T) {
	pci := plan.Pool{Name: "pci", Labels: map[string]string{"team": "pci"}, Taints: taints("dedicated=pci:NoSchedule")}
	web := plan.Pool{Name: "web", Labels: map[string]string{"team": "web"}}
	selects := func(k planner.Workload, team string) planner.Workload {
		return sample.But(k, func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=" + team) })
	}
	tolerates := func(k planner.Workload) planner.Workload {
		return sample.But(k, func(k *planner.Workload) { k.Nodes.Tolerations = []string{"dedicated=pci:NoSchedule"} })
	}
	pods := sample.Pods("shop", 6, 500, 1024)
	for _, c := range []struct {
		name  string
		pools []plan.Pool
		of    planner.Workload
		want  string
	}{
		{"nothing selects", []plan.Pool{pci}, pods, "default 6"},
		{"a label selects", []plan.Pool{pci, web}, selects(pods, "web"), "web 6"},
		{"a label and a toleration", []plan.Pool{pci, web}, tolerates(selects(pods, "pci")), "pci 6"},
		{"a label without the toleration", []plan.Pool{pci, web}, selects(pods, "pci"), "unplaced: TaintNotTolerated"},
		{"a toleration without the label", []plan.Pool{pci}, tolerates(pods), "pci 6"},
		{"a label that no pool has", []plan.Pool{pci, web}, selects(pods, "ops"), "unplaced: team=ops"},
		{"a label of another key", []plan.Pool{pci}, sample.But(pods, func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("disk=ssd") }), "default 6"},
	} {
		q := sample.Question(planner.Workloads{c.of}, sample.Settings(), "m5.large", "m5.xlarge")
		for _, p := range c.pools {
			q.Pools = append(q.Pools, plan.PoolNodes{Pool: p, Candidates: q.Candidates})
		}
		a := q.Solve(1)
		var got []string
		for i := range a.Plans {
			a.Plans[i].EachWorkload(func(g *plan.NodeGroup, _ string, pods int) { got = append(got, fmt.Sprint(g.Pool.Name, " ", pods)) })
		}
		if len(a.Plans) > 0 {
			got = []string{fmt.Sprint(a.Plans[0].Groups[0].Pool.Name, " ", a.Plans[0].Pods())}
		}
		for _, u := range a.Unplaced {
			got = append(got, "unplaced: "+reasonText(u.Reason))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
}

func reasonText(r plan.Reason) string {
	if r.Unmet == plan.UnmetLabel {
		return r.Wanted
	}
	return r.Rule.String()
}

// Pods that may be in several pools are planned where they cost less, and a pool buys what
// its mix says.
func TestPoolsByCost(t *testing.T) {
	q := sample.Question(planner.Workloads{
		sample.But(sample.Pods("pay", 4, 500, 1024), func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=pci") }),
		sample.Pods("batch", 12, 500, 1024),
	}, sample.Settings(), "m5.large", "m5.xlarge")
	spot := plan.Pool{Name: "spot", Mix: planner.Known(plan.Mix{})}
	cheap := spot.Settings(q.Settings)
	pools := []plan.PoolNodes{
		{Pool: plan.Pool{Name: "pci", Labels: map[string]string{"team": "pci"}}, Candidates: q.Candidates},
		{Pool: spot, Candidates: sample.Question(nil, cheap, "m5.large", "m5.xlarge").Candidates},
	}
	q.Pools = pools
	a := q.Solve(1)
	if len(a.Plans) == 0 || len(a.Unplaced) > 0 {
		t.Fatalf("%d plans, unplaced %v", len(a.Plans), a.Unplaced)
	}
	spotNodes := 0
	for i := range a.Plans[0].Groups {
		g := &a.Plans[0].Groups[i]
		if (g.Pool.Name == "spot") != (g.OnDemandNodes == 0) {
			t.Errorf("pool %s: %d of %d nodes on demand", g.Pool.Name, g.OnDemandNodes, g.Nodes)
		}
		if g.Pool.Name == "spot" {
			spotNodes += g.Nodes
		}
	}
	q.Pools = pools[:1]
	alone := q.Solve(1)
	if spotNodes == 0 || a.Plans[0].Month.Or(0) >= alone.Plans[0].Month.Or(0) {
		t.Errorf("%d spot nodes at %v, and %v on demand alone", spotNodes, a.Plans[0].Month, alone.Plans[0].Month)
	}
}

// Pods that several pools take leave room for those that have no other: wherever each pool
// has a place for its own, all have one together.
func TestFreePodsHaveRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		anyPods := func(name string, most int) planner.Workload {
			return sample.Pods(name, rapid.IntRange(1, most).Draw(t, "replicas"), rapid.SampledFrom([]planner.Millis{0, 100, 250, 500, 1000}).Draw(t, "cpu"),
				rapid.SampledFrom([]planner.Memory{0, 128, 512, 1024, 2048, 4096}).Draw(t, "memory"))
		}
		var w planner.Workloads
		q := sample.Question(nil, sample.Settings(), "m5.large", "m5.xlarge", "m7g.medium")
		for i := range rapid.IntRange(2, 4).Draw(t, "pools") {
			name := fmt.Sprint("p", i)
			q.Pools = append(q.Pools, plan.PoolNodes{Pool: plan.Pool{Name: name, Labels: map[string]string{"team": name}}, Candidates: q.Candidates})
			for n := range rapid.IntRange(0, 3).Draw(t, "own") {
				w = append(w, sample.But(anyPods(fmt.Sprint(name, "-", n), 8), func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=" + name) }))
			}
		}
		for n := range rapid.IntRange(1, 4).Draw(t, "free") {
			w = append(w, anyPods(fmt.Sprint("free", n), 40))
		}
		q.Workload = w
		a := q.Solve(1)
		if len(a.Plans) == 0 || len(a.Unplaced) > 0 {
			t.Fatalf("%d plans, unplaced %v", len(a.Plans), a.Unplaced)
		}
		for i := range q.Pools { // the free pods may be in all
			nodes := slices.ContainsFunc(a.Plans[0].Groups, func(g plan.NodeGroup) bool { return g.PoolName() == q.Pools[i].Name })
			said := slices.ContainsFunc(a.Warnings, func(w planner.Warning) bool {
				unused, is := w.(plan.PoolUnused)
				return is && unused.Pool == q.Pools[i].Name
			})
			if nodes == said {
				t.Fatalf("pool %s: it has nodes: %t; said to be without: %t", q.Pools[i].Name, nodes, said)
			}
		}
	})
}

// Pods that all pools take cost little more in pools than without: each pool has a part of
// them, as the scheduler spreads them, even where they are one workload.
func TestFreePodsInPools(t *testing.T) {
	for name, free := range map[string][]int{"one workload": {120}, "several": {20, 20, 20, 20, 20, 20}} {
		q := sample.Question(nil, sample.Settings(), "m5.large", "m5.xlarge")
		without := *q
		for i := range 3 {
			pool := fmt.Sprint("p", i)
			own := sample.Pods(pool+"-own", 40, 500, 2048)
			without.Workload = append(without.Workload, own)
			q.Pools = append(q.Pools, plan.PoolNodes{Pool: plan.Pool{Name: pool, Labels: map[string]string{"team": pool}}, Candidates: q.Candidates})
			q.Workload = append(q.Workload, sample.But(own, func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=" + pool) }))
		}
		for i, n := range free {
			k := sample.Pods(fmt.Sprint("free", i), n, 500, 2048)
			q.Workload, without.Workload = append(q.Workload, k), append(without.Workload, k)
		}
		in, whole := q.Solve(1), without.Solve(1)
		if len(in.Plans) == 0 || len(in.Unplaced) > 0 {
			t.Fatalf("%s: %d plans, unplaced %v", name, len(in.Plans), in.Unplaced)
		}
		if a, b := in.Plans[0].Month.Or(0).Float(), whole.Plans[0].Month.Or(0).Float(); a > 1.1*b {
			t.Errorf("%s: $%.2f in pools, $%.2f without", name, a, b)
		}
	}
}

// CoreDNS, which tolerates CriticalAddonsOnly, may be on the nodes of add-ons alone;
// others may not.
func TestPoolOfAddOns(t *testing.T) {
	q := sample.Question(planner.Workloads{sample.Pods("web", 6, 500, 1024)}, sample.Settings(), "m5.large")
	q.Workload = systempods.With(q.Workload, []string{systempods.CoreDNS, "external-dns"}, q.Settings)
	q.Pools = []plan.PoolNodes{
		{Pool: plan.Pool{Name: "system", Labels: map[string]string{"pool": "system"}, Taints: taints("CriticalAddonsOnly=true:NoSchedule")}, Candidates: q.Candidates},
		{Pool: plan.Pool{Name: "apps", Labels: map[string]string{"pool": "apps"}}, Candidates: q.Candidates},
	}
	q.Workload[slices.IndexFunc(q.Workload, func(k planner.Workload) bool { return k.Name == "kube-system/coredns" })].Nodes.Labels = sample.Conditions("pool=system")
	a := q.Solve(1)
	if len(a.Plans) == 0 || len(a.Unplaced) > 0 {
		t.Fatalf("%d plans, unplaced %v", len(a.Plans), a.Unplaced)
	}
	a.Plans[0].EachWorkload(func(g *plan.NodeGroup, workload string, _ int) {
		if (g.Pool.Name == "system") != (workload == "kube-system/coredns") {
			t.Errorf("%s in pool %s", workload, g.Pool.Name)
		}
	})
}

// A DaemonSet with conditions on labels that pools decide takes room on the nodes of these
// pools alone; one on another label, and one without, on all.
func TestDaemonSetsOfPools(t *testing.T) {
	on := func(name string, conditions ...string) planner.DaemonSet {
		return planner.DaemonSet{Name: name, Request: planner.Resources{CPU: 100}, Nodes: sample.Conditions(conditions...)}
	}
	s := sample.Settings()
	s.DaemonSets = []planner.DaemonSet{on("all"), on("pci", "team=pci"), on("not-pci", "team!=pci"), on("disk", "disk=ssd"), on("web", "team=web", "kubernetes.io/os=linux"), on("other", "team=other")}
	s.DaemonSets = append(s.DaemonSets,
		planner.DaemonSet{Name: "kept-off", Tolerations: []string{}}, planner.DaemonSet{Name: "let-on", Tolerations: []string{"dedicated:NoSchedule"}}, planner.DaemonSet{Name: "to-web", Tolerations: []string{"dedicated=web"}})
	terms := plan.DefaultTerms()
	terms.Pools = []plan.Pool{{Name: "pci", Labels: map[string]string{"team": "pci"}, Taints: []planner.Taint{{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}}}, {Name: "web", Labels: map[string]string{"team": "web"}}, {Name: "rest"}}
	options := sample.Question(nil, s, "m5.large").Candidates
	pools, err := terms.PoolNodes([]string{"a"}, func(p *plan.Pool) ([]density.Option, error) {
		if p.ChoosesAsPlan(s) {
			return options, nil
		}
		return p.Evaluate(options, s), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"all pci disk let-on", "all not-pci disk web kept-off let-on to-web", "all not-pci disk kept-off let-on to-web"} {
		o := &pools[i].Candidates[0]
		var names []string
		for _, ds := range o.Settings.DaemonSets {
			names = append(names, ds.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("pool %s: %s, want %s", pools[i].Name, got, want)
		}
		if settings := pools[i].Settings(s); len(settings.DaemonSets) != len(names) {
			t.Errorf("pool %s: settings with %d DaemonSets", pools[i].Name, len(settings.DaemonSets))
		}
	}
}

// Pools whose own pods request nothing share out others as well.
func TestPoolsWithoutRequests(t *testing.T) {
	q := sample.Question(planner.Workloads{sample.Pods("free", 4, 500, 512)}, sample.Settings(), "m5.large")
	for _, name := range []string{"a", "b"} {
		q.Pools = append(q.Pools, plan.PoolNodes{Pool: plan.Pool{Name: name, Labels: map[string]string{"team": name}}, Candidates: q.Candidates})
		q.Workload = append(q.Workload, sample.But(sample.Pods("own-"+name, 2, 0, 0), func(k *planner.Workload) { k.Nodes.Labels = sample.Conditions("team=" + name) }))
	}
	if a := q.Solve(1); len(a.Plans) == 0 || len(a.Unplaced) > 0 {
		t.Fatalf("%d plans, unplaced %v", len(a.Plans), a.Unplaced)
	}
}
