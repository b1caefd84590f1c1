package plan_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// solved is the best plan; the test fails if there is none.
func solved(t *testing.T, q *plan.Question) (plan.Plan, plan.Answer) {
	t.Helper()
	a := q.Solve(3)
	if err := checkAnswer(q, &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Plans) == 0 {
		t.Fatalf("no plan: %+v", a)
	}
	return a.Plans[0], a
}

// The limit and the number of nodes on m5.large: 1780m, 6959.3Mi, 27 slots and
// addresses apart from the two on the host network, 9 branch ENIs, 23 volumes.
func TestPlanLimits(t *testing.T) {
	securityGroup := func(k *planner.Workload) { k.SecurityGroups = true }
	for _, c := range []struct {
		name     string
		kind     planner.Workload
		settings *planner.Settings
		nodes    int
		limit    density.Limit
	}{
		// 17 of 100m each.
		{"CPU", sample.Pods("a", 35, 100, 1), sample.Settings(), 3, density.LimitCPU},
		{"memory", sample.Pods("a", 7, 1, 3000), sample.Settings(), 4, density.LimitMemory},
		{"slots", sample.Pods("a", 55, 1, 1), sample.Settings(), 3, density.LimitMaxPods},
		// The CNI has addresses for 27, and the kubelet takes more.
		{"addresses", sample.Pods("a", 55, 1, 1), sample.Settings(sample.MaxPods(110)), 3, density.LimitPodIPs},
		// DaemonSets with branch ENIs leave all 18 pod IPs of two ENIs to other pods.
		{"addresses and DaemonSets", sample.Pods("a", 36, 1, 1), sample.Settings(sample.SecurityGroups, sample.DaemonSets(4)), 2, density.LimitPodIPs},
		// On the host network pods need none.
		{"host network", sample.But(sample.Pods("a", 55, 1, 1), func(k *planner.Workload) { k.HostNetwork = true }), sample.Settings(sample.MaxPods(110)), 1, density.LimitMaxPods},
		{"branch ENIs", sample.But(sample.Pods("a", 19, 1, 1), securityGroup), sample.Settings(sample.SecurityGroups), 3, density.LimitBranchENIs},
		{"volumes", sample.But(sample.Pods("a", 24, 1, 1), func(k *planner.Workload) { k.Volumes = 4 }), sample.Settings(), 4, density.LimitVolumes},
		{"one per node", sample.But(sample.Pods("a", 5, 1, 1), func(k *planner.Workload) { k.OnePerNode = true }), sample.Settings(), 5, density.LimitVolumes},
	} {
		p, _ := solved(t, sample.Question(planner.Workloads{c.kind}, c.settings, "m5.large"))
		if p.Nodes != c.nodes || p.Groups[0].LimitedBy != c.limit && c.name != "one per node" {
			t.Errorf("%s: %d nodes, limited by %v at %.1f%%; want %d by %v", c.name, p.Nodes, p.Groups[0].LimitedBy, p.Groups[0].UsedPercent, c.nodes, c.limit)
		}
	}
}

// Why no node fits the pods, with what they need and the most that a node has.
func TestUnplaced(t *testing.T) {
	large := sample.Option("m5.large")
	free := int64(large.FreeMemory().Or(0))
	for _, c := range []struct {
		name string
		kind planner.Workload
		want plan.Reason
	}{
		{"CPU", sample.Pods("a", 3, 1781, 1), plan.Reason{Limit: density.LimitCPU, Need: 1781, Have: 1780}},
		{"memory", sample.Pods("a", 3, 1, 7000), plan.Reason{Limit: density.LimitMemory, Need: 7000 << 20, Have: free}},
		// Of several that it lacks the first.
		{"both", sample.Pods("a", 3, 1781, 7000), plan.Reason{Limit: density.LimitCPU, Need: 1781, Have: 1780}},
		// The CNI has no branch ENIs to give where security groups are off.
		{"security groups", sample.But(sample.Pods("a", 3, 1, 1), func(k *planner.Workload) { k.SecurityGroups = true }), plan.Reason{Limit: density.LimitBranchENIs, Need: 1}},
		{"GPUs", sample.But(sample.Pods("a", 3, 1, 1), func(k *planner.Workload) { k.Extended = map[string]int64{planner.GPUResource: 2} }), plan.Reason{Limit: density.LimitGPUs, Resource: planner.GPUResource, Need: 2}},
		{"another resource", sample.But(sample.Pods("a", 3, 1, 1), func(k *planner.Workload) { k.Extended = map[string]int64{"example.com/fpga": 1} }), plan.Reason{Limit: density.LimitOther, Resource: "example.com/fpga", Need: 1, Unknown: true}},
		{"volumes", sample.But(sample.Pods("a", 3, 1, 1), func(k *planner.Workload) { k.Volumes = 30 }), plan.Reason{Limit: density.LimitVolumes, Need: 30, Have: 24}},
		{"arch", sample.But(sample.Pods("a", 3, 1, 1), func(k *planner.Workload) { k.Nodes.Arch = []string{"arm64"} }), plan.Reason{Unmet: plan.UnmetArch, Wanted: "arm64"}},
		{"types", sample.But(sample.Pods("a", 3, 1, 1), func(k *planner.Workload) { k.Nodes.Types = []string{"m5.metal"} }), plan.Reason{Unmet: plan.UnmetType, Wanted: "m5.metal"}},
		{"spot", sample.But(sample.Pods("a", 3, 1, 1), func(k *planner.Workload) { k.Nodes.CapacityTypes = []planner.CapacityType{planner.Spot} }), plan.Reason{Unmet: plan.UnmetCapacity, Wanted: "spot"}},
	} {
		// What fits is placed all the same.
		q := sample.Question(planner.Workloads{c.kind, sample.Pods("fits", 4, 100, 100)}, sample.Settings(), "m5.large")
		_, a := solved(t, q)
		if want := []plan.Unplaced{{Workload: "a", Replicas: 3, Reason: c.want}}; !slices.Equal(a.Unplaced, want) {
			t.Errorf("%s: got %+v, want %+v", c.name, a.Unplaced, want)
		}
	}
	// No slot is left for a pod.
	q := sample.Question(planner.Workloads{sample.Pods("a", 1, 1, 1)}, sample.Settings(sample.DaemonSets(27)), "m5.large")
	if a := q.Solve(1); len(a.Plans) > 0 || a.Unplaced[0].Reason != (plan.Reason{Limit: density.LimitMaxPods, Need: 1}) {
		t.Errorf("%+v", a)
	}
	// No address, though a slot.
	q = sample.Question(planner.Workloads{sample.Pods("a", 1, 1, 1)}, sample.Settings(sample.DaemonSets(27), sample.MaxPods(110)), "m5.large")
	if a := q.Solve(1); len(a.Plans) > 0 || a.Unplaced[0].Reason != (plan.Reason{Limit: density.LimitPodIPs, Need: 1}) {
		t.Errorf("%+v", a)
	}
}

// The reason is about the candidate that lacks the least, in any order.
func TestReasonNearest(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 1, 5000, 1)}
	types := []string{"c5.large", "m5.xlarge", "r5.xlarge", "m5.large"}
	for range types {
		a := sample.Question(w, sample.Settings(), types...).Solve(1)
		if want := (plan.Reason{Limit: density.LimitCPU, Need: 5000, Have: 3770}); len(a.Unplaced) != 1 || a.Unplaced[0].Reason != want {
			t.Errorf("%v: %+v, want %+v", types, a.Unplaced, want)
		}
		types = append(types[1:], types[0])
	}
}

// r5.xlarge lacks only CPU, and c5.4xlarge only volumes.
func TestReasonOfOrder(t *testing.T) {
	w := planner.Workloads{sample.But(sample.Pods("a", 1, 3900, 20_000), func(k *planner.Workload) { k.Volumes = 20 })}
	a := sample.Question(w, sample.Settings(), "r5.xlarge", "c5.4xlarge").Solve(1)
	b := sample.Question(w, sample.Settings(), "c5.4xlarge", "r5.xlarge").Solve(1)
	if !slices.Equal(a.Unplaced, b.Unplaced) {
		t.Errorf("%+v and %+v", a.Unplaced, b.Unplaced)
	}
}

// Workloads go where they select: each arch, type and capacity type.
func TestSelectors(t *testing.T) {
	w := planner.Workloads{
		sample.But(sample.Pods("arm", 2, 100, 100), func(k *planner.Workload) { k.Nodes.Arch = []string{"arm64"} }),
		sample.But(sample.Pods("typed", 2, 100, 100), func(k *planner.Workload) { k.Nodes.Types = []string{"r5.xlarge"} }),
		sample.But(sample.Pods("gpu", 9, 100, 100), func(k *planner.Workload) { k.Extended = map[string]int64{planner.GPUResource: 1} }),
	}
	p, a := solved(t, sample.Question(w, sample.Settings(), "m5.large", "m7g.medium", "r5.xlarge", "p5.48xlarge"))
	if len(p.Groups) != 3 || len(a.Unplaced) > 0 {
		t.Fatalf("%+v", a)
	}
	for _, g := range p.Groups {
		for _, pattern := range g.Patterns {
			for _, on := range pattern.Pods {
				if want := map[string]string{"arm": "m7g.medium", "typed": "r5.xlarge", "gpu": "p5.48xlarge"}[on.Workload]; g.Option.Type.Name != want {
					t.Errorf("%s is on %s", on.Workload, g.Option.Type.Name)
				}
			}
		}
		if g.Option.Type.Name == "p5.48xlarge" && g.Nodes != 2 { // 8 GPUs each
			t.Errorf("%d nodes for 9 GPUs", g.Nodes)
		}
	}

	// m5.large is as large as m5d.large and cheaper, but these pods do not select it.
	only := sample.But(sample.Pods("a", 3, 100, 100), func(k *planner.Workload) { k.Nodes.Types = []string{"m5d.large"} })
	if p, a := solved(t, sample.Question(planner.Workloads{only, sample.Pods("b", 3, 100, 100)}, sample.Settings(), "m5.large", "m5d.large")); len(a.Unplaced) > 0 || p.Groups[0].Option.Type.Name != "m5d.large" {
		t.Errorf("%s, unplaced: %+v", patterns(&p), a.Unplaced)
	}

	for _, c := range []struct {
		percent, base int
		selects       planner.CapacityType
		placed        bool
	}{
		{100, 0, planner.OnDemand, true}, {100, 0, planner.Spot, false},
		{0, 0, planner.OnDemand, false}, {0, 0, planner.Spot, true},
		// In a group of both, it goes to the nodes that it selects.
		{0, 3, planner.OnDemand, true}, {0, 3, planner.Spot, true}, {30, 0, planner.Spot, true}, {30, 0, planner.OnDemand, true},
	} {
		s := sample.Settings(sample.Capacity(planner.Capacity{OnDemandPercent: c.percent, OnDemandBase: c.base}))
		k := sample.But(sample.Pods("a", 1, 100, 100), func(k *planner.Workload) { k.Nodes.CapacityTypes = []planner.CapacityType{c.selects} })
		if a := sample.Question(planner.Workloads{k}, s, "m5.large").Solve(1); (len(a.Unplaced) == 0) != c.placed {
			t.Errorf("%+v: %+v", c, a.Unplaced)
		}
	}
}

// 30 pods on 30 nodes, all of which have to be on-demand: a group of which half is
// on-demand, rounded up, needs 59.
func TestOnDemandPods(t *testing.T) {
	s := sample.Settings(sample.Capacity(planner.Capacity{OnDemandPercent: 50}))
	k := sample.But(sample.Pods("a", 30, 1500, 100), func(k *planner.Workload) { k.Nodes.CapacityTypes = []planner.CapacityType{planner.OnDemand} })
	if a := sample.Question(planner.Workloads{k}, s, "m5.large").Solve(1); len(a.Unplaced) > 0 || a.Plans[0].Nodes != 59 || a.Plans[0].Groups[0].OnDemandNodes != 30 {
		t.Errorf("%+v", a)
	}
}

// The pods need two types of nodes, and there may be only one group.
func TestTooFewGroups(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 2, 100, 100), sample.But(sample.Pods("arm", 2, 100, 100), func(k *planner.Workload) { k.Nodes.Arch = []string{"arm64"} })}
	w[0].Nodes.Arch = []string{"amd64"}
	q := sample.Question(w, sample.Settings(), "m5.large", "m7g.medium")
	q.Groups = 1
	if a := q.Solve(1); len(a.Plans) == 0 && len(a.Unplaced) == 0 {
		t.Error("neither a plan nor a reason")
	}
}

// Workloads of one class may have no node in common while types are chosen, and still
// each of them has one.
func TestManyKindsOfTwoArchitectures(t *testing.T) {
	for _, kinds := range []int{60, 300} {
		var w planner.Workloads
		for i := range kinds {
			k := sample.Pods(fmt.Sprint("kind-", i), 2, planner.Millis(100+i), planner.Memory(200+i))
			k.Nodes.Arch = []string{[]string{"amd64", "arm64"}[i%2]}
			w = append(w, k)
		}
		q := sample.Question(w, sample.Settings(), "m5.xlarge", "m5.4xlarge", "m7g.medium")
		if p, a := solved(t, q); len(a.Unplaced) > 0 || len(p.Groups) < 2 {
			t.Errorf("%d kinds: %d groups, %d kinds unplaced", kinds, len(p.Groups), len(a.Unplaced))
		}
	}
}

// p5.48xlarge is expensive and the only type for both amd64 workloads; the linear
// program buys none.
func TestDearTypeNeeded(t *testing.T) {
	w := planner.Workloads{sample.Pods("c", 20, 900, 100), sample.Pods("r", 20, 100, 6000), sample.But(sample.Pods("arm", 2, 100, 100), func(k *planner.Workload) { k.Nodes.Arch = []string{"arm64"} })}
	w[0].Nodes.Types, w[1].Nodes.Types = []string{"c5.large", "p5.48xlarge"}, []string{"r5.xlarge", "p5.48xlarge"}
	q := sample.Question(w, sample.Settings(), "c5.large", "r5.xlarge", "p5.48xlarge", "m7g.medium")
	q.Groups = 2
	if a := q.Solve(1); len(a.Plans) == 0 {
		t.Error("no plan, although p5.48xlarge with m7g.medium is one")
	}
}

// still is pods that are stopped before new ones start: a rollout needs no room.
func still(k planner.Workload) planner.Workload {
	k.Rollout.Recreate = true
	return k
}

// Up to three pods need room for one more, because a rollout stops none of them before
// another runs; a node holds one of them, and it is said that it is there for this. More,
// with surge or without, do not.
func TestRollouts(t *testing.T) {
	for _, c := range []struct {
		pods   int
		change func(*planner.Workload)
		nodes  int
	}{
		{1, func(*planner.Workload) {}, 2},
		{3, func(*planner.Workload) {}, 4},
		{4, func(*planner.Workload) {}, 4},
		{4, func(k *planner.Workload) { k.Rollout.MaxUnavailable = planner.Known(planner.Portion{}) }, 5},
		{3, func(k *planner.Workload) { k.Rollout.Recreate = true }, 3},
		{3, func(k *planner.Workload) { k.Controller = planner.StatefulSet }, 3},
	} {
		p, a := solved(t, sample.Question(planner.Workloads{sample.But(sample.Pods("a", c.pods, 1500, 100), c.change)}, sample.Settings(), "m5.large"))
		if p.Nodes != c.nodes || warned(&a, "rollout-room") != (c.nodes > c.pods) {
			t.Errorf("%d pods: %d nodes, not %d; %+v", c.pods, p.Nodes, c.nodes, a.Warnings)
		}
	}
}

// Three of five pods that keep apart by zone have a zone, and their rollout cannot make
// progress: both are said, and the three are planned.
func TestZoneAntiAffinity(t *testing.T) {
	web := sample.But(sample.Pods("web", 5, 100, 100), func(k *planner.Workload) {
		k.Affinity = []planner.PodTerm{{Topology: planner.ZoneTopology, Anti: true}}
	})
	q := sample.Question(planner.Workloads{web}, sample.Settings(), "m5.large")
	q.Zones = 3
	p, a := solved(t, q)
	if p.Pods() != 3 || p.Nodes != 3 || !warned(&a, "rollout-stuck") || len(a.Unplaced) != 1 || a.Unplaced[0].Replicas != 2 {
		t.Errorf("%d pods on %d nodes; %+v, %+v", p.Pods(), p.Nodes, a.Unplaced, a.Warnings)
	}
}

// The failure to survive and the number of zones decide on spare nodes.
func TestSpareNodes(t *testing.T) {
	for _, c := range []struct {
		pods, zones int
		spare       plan.Spare
		nodes       int
	}{
		{1, 1, plan.SpareNothing, 1},
		{1, 3, plan.SpareNothing, 1},
		{5, 3, plan.SpareNothing, 5},
		{5, 1, plan.SpareNode, 6},
		{1, 3, plan.SpareNode, 2},
		// Two zones hold all.
		{5, 2, plan.SpareZone, 10},
		{4, 3, plan.SpareZone, 6},
		{5, 3, plan.SpareZone, 8},
		{1, 3, plan.SpareZone, 2},
	} {
		q := sample.Question(planner.Workloads{still(sample.Pods("a", c.pods, 1500, 100))}, sample.Settings(), "m5.large")
		q.Zones, q.Spare = c.zones, c.spare
		p, _ := solved(t, q)
		if p.Nodes != c.nodes || p.Groups[0].SpareNodes != c.nodes-c.pods {
			t.Errorf("%+v: %d nodes, %d of them spare", c, p.Nodes, p.Groups[0].SpareNodes)
		}
		// The lower bound covers the pods, not spare nodes.
		if bound := p.LowerBound.Month; bound != planner.Known(70_080_000*planner.Money(c.pods)) {
			t.Errorf("%+v: a bound of %v", c, bound)
		}
	}
}

// The answer has as many plans as asked for if there are other sets of types; a set
// with a type that would not be bought is not another one.
func TestPlansDiffer(t *testing.T) {
	q := sample.Question(planner.Workloads{sample.Pods("web", 40, 250, 512), sample.Pods("api", 20, 500, 1024)}, sample.Settings(), "m5.large", "m5.xlarge", "m5.4xlarge", "r5.xlarge", "t3.large")
	a := q.Solve(3)
	if len(a.Plans) != 3 {
		t.Fatalf("%d plans", len(a.Plans))
	}
	seen := map[string]bool{}
	for _, p := range a.Plans {
		text := ""
		for _, g := range p.Groups {
			text += fmt.Sprint(g.Nodes, g.Option.Type.Name, " ")
		}
		if seen[text] {
			t.Errorf("twice: %s", text)
		}
		seen[text] = true
	}
}

// Small nodes cost the least, a few large ones a little more.
func TestMaxNodes(t *testing.T) {
	q := sample.Question(planner.Workloads{sample.Pods("web", 40, 500, 1000)}, sample.Settings(), "m5.large", "m5.4xlarge")
	free, _ := solved(t, q)
	q.MaxNodes = free.Nodes // a limit that the cheapest plan keeps changes nothing
	if loose, _ := solved(t, q); loose.Month != free.Month {
		t.Errorf("%v with a limit of %d nodes, %v without", loose.Month, q.MaxNodes, free.Month)
	}
	q.MaxNodes = free.Nodes - 1
	held, _ := solved(t, q)
	if free.Nodes <= 2 || held.Nodes > q.MaxNodes || held.Month.Or(0) < free.Month.Or(0) {
		t.Errorf("%d nodes for %v, at most %d for %v", free.Nodes, free.Month.Or(0), held.Nodes, held.Month.Or(0))
	}
	q.MaxNodes = 1 // none has so few
	fewest, _ := solved(t, q)
	if fewest.Nodes < 2 || fewest.Nodes > held.Nodes {
		t.Errorf("%d nodes instead of one", fewest.Nodes)
	}
}

// Pods with volumes get a group in each zone, others one over all zones.
func TestZonalGroups(t *testing.T) {
	db := sample.But(sample.Pods("db", 7, 3000, 8000), func(k *planner.Workload) { k.Volumes, k.OnePerNode, k.MaxReplicas = 1, true, 11 })
	q := sample.Question(planner.Workloads{db}, sample.Settings(), "m5.xlarge")
	q.Zones = 3
	for spare, want := range map[plan.Spare]string{
		plan.SpareNothing: "zone 1: 3 of 1, 0 spare, up to 4; zone 2: 2 of 1, 0 spare, up to 4; zone 3: 2 of 1, 0 spare, up to 4; ",
		plan.SpareNode:    "zone 1: 4 of 1, 1 spare, up to 5; zone 2: 3 of 1, 1 spare, up to 5; zone 3: 3 of 1, 1 spare, up to 5; ",
		// Pods stay where their volumes are: no other zone takes them.
		plan.SpareZone: "zone 1: 3 of 1, 0 spare, up to 4; zone 2: 2 of 1, 0 spare, up to 4; zone 3: 2 of 1, 0 spare, up to 4; ",
	} {
		q.Spare = spare
		p, _ := solved(t, q)
		got := ""
		for _, g := range p.Groups {
			got += fmt.Sprintf("zone %d: %d of %d, %d spare, up to %d; ", g.Zone, g.Nodes, g.Zones, g.SpareNodes, g.MaxNodes)
		}
		if got != want {
			t.Errorf("spare %v:\n%s\nwant\n%s", spare, got, want)
		}
	}
	q.Workload = planner.Workloads{sample.Pods("web", 7, 3000, 8000)}
	if p, _ := solved(t, q); len(p.Groups) != 1 || p.Groups[0].Zone != 0 || p.Groups[0].Zones != 3 {
		t.Errorf("%+v", p.Groups)
	}
}

// Pods that no other zone may take are named, unless that is because of their volumes.
func TestPodsWait(t *testing.T) {
	pods := func(name string, change func(*planner.Workload)) planner.Workload {
		return sample.But(sample.Pods(name, 3, 500, 1000), change)
	}
	q := sample.Question(planner.Workloads{
		pods("anywhere", func(*planner.Workload) {}),
		pods("pinned", func(k *planner.Workload) { k.Nodes.Zones = []string{"a"} }),
		pods("apart", func(k *planner.Workload) {
			k.Affinity = []planner.PodTerm{{Topology: planner.ZoneTopology, Anti: true}}
		}),
		pods("even", func(k *planner.Workload) {
			k.Spreads = []planner.Spread{{Topology: planner.ZoneTopology, MaxSkew: 1, MinDomains: 4}}
		}),
		pods("three", func(k *planner.Workload) {
			k.Replicas, k.Spreads = 9, []planner.Spread{{Topology: planner.ZoneTopology, MaxSkew: 1, MinDomains: 3}}
		}),
		pods("db", func(k *planner.Workload) { k.Volumes = 1 }),
	}, sample.Settings(), "m5.xlarge")
	q.Zones, q.ZoneNames, q.Groups = 3, []string{"a", "b", "c"}, 3
	stuck := plan.RolloutStuck{Workloads: []string{"apart", "even"}}
	for spare, want := range map[plan.Spare][]planner.Warning{
		plan.SpareNode: {stuck},
		plan.SpareZone: {stuck, plan.VolumesStay{Workloads: []string{"db"}}, plan.PodsWait{Workloads: []string{"apart", "even", "pinned", "three"}}},
	} {
		q.Spare = spare
		_, a := solved(t, q)
		if !reflect.DeepEqual(a.Warnings, want) {
			t.Errorf("spare %v: %+v; want %+v", spare, a.Warnings, want)
		}
	}
}

// Ten nodes of m5.large, at 0.096 an hour and 66 % off on spot.
func TestPlanCost(t *testing.T) {
	const onDemand, spot = 70_080_000, 23_827_200
	for _, c := range []struct {
		capacity planner.Capacity
		onDemand int
		month    planner.Money
	}{
		{planner.Capacity{OnDemandPercent: 100}, 10, 10 * onDemand},
		{planner.Capacity{}, 0, 10 * spot},
		// 2, and a quarter of 8.
		{planner.Capacity{OnDemandBase: 2, OnDemandPercent: 25}, 4, 4*onDemand + 6*spot},
		// An Auto Scaling group rounds up.
		{planner.Capacity{OnDemandPercent: 1}, 1, onDemand + 9*spot},
		{planner.Capacity{OnDemandBase: 99}, 10, 10 * onDemand},
		{planner.Capacity{OnDemandPercent: 100, NodeAdder: 5, ClusterAdder: 73_000_000}, 10, 10*onDemand + 50 + 73_000_000},
		{planner.Capacity{OnDemandPercent: 100, DiscountPPM: 500_000}, 10, 5 * onDemand},
		// The workload decides the size of the group.
		{planner.Capacity{Nodes: 3, OnDemandPercent: 100}, 10, 10 * onDemand},
	} {
		p, _ := solved(t, sample.Question(planner.Workloads{sample.Pods("a", 10, 1500, 100)}, sample.Settings(sample.Capacity(c.capacity)), "m5.large"))
		if p.Groups[0].OnDemandNodes != c.onDemand || p.Month != planner.Known(c.month) {
			t.Errorf("%+v: %d on-demand nodes for %v, want %d for %d", c.capacity, p.Groups[0].OnDemandNodes, p.Month, c.onDemand, c.month)
		}
		if c.capacity.OnDemandBase == 0 && c.capacity.OnDemandPercent != 1 && !p.Optimal() {
			t.Errorf("%+v: a gap of %g%%", c.capacity, p.GapPercent)
		}
	}
}

// Types without a price are skipped in a plan by cost, and counted.
func TestUnpriced(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 4, 500, 100)}
	p, a := solved(t, sample.Question(w, sample.Settings(), "trn2.48xlarge", "m5.large", "mac2.metal"))
	if a.Unpriced != 2 || p.Groups[0].Option.Type.Name != "m5.large" {
		t.Errorf("%d skipped: %+v", a.Unpriced, p)
	}
	// Half of it on spot, whose price no table has.
	half := sample.Settings(sample.Capacity(planner.Capacity{OnDemandPercent: 50}))
	if a := sample.Question(w, half, "g6f.large").Solve(1); a.Unpriced != 1 || len(a.Plans) > 0 {
		t.Errorf("%+v", a)
	}
	// Nodes can be counted without a price; nothing is made up for it.
	q := sample.Question(w, sample.Settings(), "trn2.48xlarge")
	q.Objective = plan.LeastNodes
	if p, a := solved(t, q); a.Unpriced != 0 || p.Month.Known() || p.LowerBound.Month.Known() || p.LowerBound.Nodes != planner.Known(1) || !p.Optimal() {
		t.Errorf("%+v", p)
	}
}

// Both hold it all on one node, and only one of them has a price.
func TestUnknownPriceIsNotZero(t *testing.T) {
	q := sample.Question(planner.Workloads{sample.Pods("a", 4, 500, 100)}, sample.Settings(), "trn2.48xlarge", "m5.4xlarge")
	q.Objective = plan.LeastNodes
	if p, _ := solved(t, q); !p.Month.Known() {
		t.Errorf("%s, which has no price, is preferred", p.Groups[0].Option.Type.Name)
	}
}

// Nothing to place, nothing to choose from.
func TestNothing(t *testing.T) {
	for _, q := range []*plan.Question{
		sample.Question(nil, sample.Settings(), "m5.large"),
		sample.Question(planner.Workloads{sample.Pods("a", 0, 1, 1)}, sample.Settings(), "m5.large"),
	} {
		if a := q.Solve(3); len(a.Plans) > 0 || len(a.Unplaced) > 0 {
			t.Errorf("%+v", a)
		}
	}
	a := sample.Question(planner.Workloads{sample.Pods("a", 2, 1, 1)}, sample.Settings()).Solve(3)
	if len(a.Plans) > 0 || !slices.Equal(a.Unplaced, []plan.Unplaced{{Workload: "a", Replicas: 2}}) {
		t.Errorf("%+v", a)
	}
}

// The objective decides: the small nodes for cost, the large one for nodes.
func TestObjectives(t *testing.T) {
	w := planner.Workloads{sample.Pods("a", 17, 800, 1000)}
	q := sample.Question(w, sample.Settings(), "m5.large", "m5.8xlarge")
	q.Objective = plan.LeastNodes
	p, _ := solved(t, q)
	if p.Nodes != 1 || p.Groups[0].Option.Type.Name != "m5.8xlarge" || p.LowerBound.Nodes != planner.Known(1) || p.LowerBound.Month.Known() {
		t.Errorf("%+v", p)
	}
	q.Objective = plan.LeastCost
	if p, _ := solved(t, q); p.Month.Or(0) > 16*70_080_000 || p.LowerBound.Nodes.Known() || !p.LowerBound.Month.Known() {
		t.Errorf("%+v", p)
	}
}

// The objectives between cost and size. On spot, r5.xlarge costs $9.38 a month more
// than m5.xlarge and has 15.7 GiB more memory, half of which is worth $25.51. Nine
// m5.large cost less than one m5.8xlarge, until each node costs one m5.large more.
func TestObjectivesBetween(t *testing.T) {
	spot, onDemand := sample.Settings(sample.Capacity(planner.Capacity{})), sample.Settings()
	large := planner.Workloads{sample.Pods("a", 17, 800, 1000)}
	for _, c := range []struct {
		objective plan.Objective
		s         *planner.Settings
		w         planner.Workloads
		types     []string
		want      string
	}{
		{plan.LeastCost, spot, planner.Workloads{sample.Pods("a", 1, 100, 100)}, []string{"m5.xlarge", "r5.xlarge"}, "1 m5.xlarge"},
		{plan.MostRAM, spot, planner.Workloads{sample.Pods("a", 1, 100, 100)}, []string{"m5.xlarge", "r5.xlarge"}, "1 r5.xlarge"},
		// On demand it costs $43.80 more.
		{plan.MostRAM, onDemand, planner.Workloads{sample.Pods("a", 1, 100, 100)}, []string{"m5.xlarge", "r5.xlarge"}, "1 m5.xlarge"},
		{plan.LeastCost, onDemand, large, []string{"m5.large", "m5.8xlarge"}, "9 m5.large"},
		{plan.Balanced, onDemand, large, []string{"m5.large", "m5.8xlarge"}, "1 m5.8xlarge"},
		// Five m5.large cost less, even at the price of ten.
		{plan.Balanced, onDemand, planner.Workloads{sample.Pods("a", 10, 800, 1000)}, []string{"m5.large", "m5.8xlarge"}, "5 m5.large"},
	} {
		q := sample.Question(c.w, c.s, c.types...)
		q.Objective = c.objective
		p, _ := solved(t, q)
		if got := fmt.Sprint(p.Nodes, " ", p.Groups[0].Option.Type.Name); got != c.want || len(p.Groups) != 1 {
			t.Errorf("%v of %v: %s, want %s", c.objective, c.types, got, c.want)
		}
	}
}

// Types of the same size that hold the same pods may stand in for each other.
func TestAlternatives(t *testing.T) {
	p, _ := solved(t, sample.Question(planner.Workloads{sample.Pods("a", 3, 500, 1000)}, sample.Settings(), "m4.large", "m5.large", "m5.xlarge", "g6f.large"))
	if g := p.Groups[0]; g.Option.Type.Name != "m5.large" || !slices.Equal(g.Alternatives, []string{"g6f.large", "m4.large"}) {
		t.Errorf("%s, or %v", g.Option.Type.Name, g.Alternatives)
	}
	// A type of another architecture cannot replace it, even if the pods run on both.
	q := sample.Question(planner.Workloads{sample.Pods("a", 3, 500, 1000)}, sample.Settings(), "m5.large")
	arm := sample.Type("m5.large")
	arm.Name, arm.Arch = "m7g.large", "arm64"
	q.Candidates = append(q.Candidates, density.Evaluate(arm, sample.Offering("m5.large", sample.Virginia), q.Settings))
	if p, _ := solved(t, q); len(p.Groups[0].Alternatives) > 0 {
		t.Errorf("%s, or %v", p.Groups[0].Option.Type.Name, p.Groups[0].Alternatives)
	}
}

// 1,000 pods of five sizes on m5.2xlarge as measured: a packer needs 69 nodes, and the
// scheduler's own way of placing takes up to a quarter more.
func TestFiveKinds(t *testing.T) {
	s := sample.Settings(sample.Prefixes, func(s *planner.Settings) {
		s.Overrides = map[string]planner.Override{"m5.2xlarge": {
			AllocatableCPU:    planner.Known[planner.Millis](7910 + 150), // aws-node and kube-proxy take theirs
			AllocatableMemory: planner.Known(29317 * planner.MiB),
			MaxPods:           planner.Known(58 + 2),
		}}
	})
	w := planner.Workloads{sample.Pods("a", 300, 100, 128), sample.Pods("b", 250, 250, 512), sample.Pods("c", 200, 500, 1024), sample.Pods("d", 150, 1000, 4096), sample.Pods("e", 100, 2000, 8192)}
	for _, objective := range []plan.Objective{plan.LeastCost, plan.LeastNodes} {
		q := sample.Question(w, s, "m5.2xlarge")
		q.Objective = objective
		p, _ := solved(t, q)
		if p.Packed.Nodes != planner.Known(69) || p.Nodes > 69*5/4 {
			t.Errorf("%v: %d nodes, %v packed, %g%% above the bound", objective, p.Nodes, p.Packed.Nodes, p.GapPercent)
		}
	}
}

// Auto Mode launches no small sizes and no single vCPU: plans skip them and say so.
func TestNotLaunched(t *testing.T) {
	names := []string{"t3.small", "m7g.medium", "m5.large"}
	q := sample.Question(planner.Workloads{sample.Pods("web", 3, 50, 64)}, sample.Settings(sample.AutoMode), names...)
	p, a := solved(t, q)
	if len(p.Groups) != 1 || p.Groups[0].Option.Type.Name != "m5.large" {
		t.Errorf("%+v", p.Groups)
	}
	want := []planner.Warning{plan.NotLaunched{Types: 2, AutoMode: true}}
	if !slices.Equal(a.Warnings, want) {
		t.Errorf("warnings %+v, want %+v", a.Warnings, want)
	}
	q = sample.Question(planner.Workloads{sample.Pods("web", 3, 50, 64)}, sample.Settings(sample.AutoMode), names[:2]...)
	if a := q.Solve(1); len(a.Plans) != 0 || len(a.Unplaced) != 1 || len(a.Warnings) != 1 {
		t.Errorf("%+v", a)
	}
}

// Karpenter expects 6903 MiB free on m5.large, and the node has 6959.3.
func TestKarpenterMemory(t *testing.T) {
	pods := planner.Workloads{sample.Pods("small", 2, 50, 64), sample.Pods("large", 1, 50, 6950)}
	_, a := solved(t, sample.Question(pods, sample.Settings(sample.Karpenter), "m5.large"))
	if len(a.Warnings) == 0 {
		t.Fatal("no warning")
	}
	w, is := a.Warnings[0].(density.KarpenterMemory)
	if !is || w.Workload != "large" || w.Type != "m5.large" || w.Request != sample.MiB(6950) || w.Expected != sample.MiB(6903) || w.Free != sample.Option("m5.large").Memory.Free {
		t.Errorf("%+v", w)
	}
	if _, a := solved(t, sample.Question(pods, sample.Settings(), "m5.large")); slices.ContainsFunc(a.Warnings, func(w planner.Warning) bool { return w.About().Code == "karpenter-memory" }) {
		t.Errorf("without Karpenter: %+v", a.Warnings)
	}
}

// In a plan, pods without security groups may take all ENIs.
func TestVolumesWithSecurityGroups(t *testing.T) {
	db := sample.But(sample.Pods("db", 25, 10, 10), func(k *planner.Workload) { k.Volumes = 1 })
	p, _ := solved(t, sample.Question(planner.Workloads{db}, sample.Settings(sample.SecurityGroups), "m5.large"))
	if p.Nodes != 2 {
		t.Errorf("%d nodes for 25 volumes, and a node has 24 slots", p.Nodes)
	}
}
