package subnet_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/sample"
	"podfit/planner/subnet"
)

// fullNodes is the budget of n nodes of a type, full of pods.
func fullNodes(t *testing.T, n int, name string, zones int, texts []string, changes ...sample.Change) subnet.Budget {
	t.Helper()
	o := sample.Option(name, changes...)
	full, err := subnet.FullNodes(&o, n)
	if err != nil {
		t.Fatal(err)
	}
	q := subnet.Question{
		Settings: o.Settings, Nodes: []subnet.Nodes{full}, Zones: zones, Growth: 2,
		Subnets: sample.Subnets(t, texts...), MaxUnavailable: subnet.MaxUnavailable{Nodes: 1},
	}
	if o.Settings.CNI.CustomNetworking {
		q.PodSubnets = sample.Subnets(t, "a=100.64.0.0/24")
	}
	b, err := q.Budget()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func zoneText(z *subnet.ZoneBudget) string {
	known := func(m planner.Maybe[int]) string {
		if n, known := m.Value(); known {
			return fmt.Sprint(n)
		}
		return "?"
	}
	return fmt.Sprintf("%s: %d nodes draw %d, EKS %d, update %d; %s left, %s more nodes, full at %s and %s pods; /%s /%s",
		z.Zone, z.Nodes, z.Drawn, z.ControlPlane, z.Surge, known(z.Left), known(z.MoreNodes), known(z.NodesAtFull), known(z.PodsAtFull), known(z.Bits), known(z.BitsWorst))
}

// A full m5.large holds 3 ENIs and 27 secondary addresses; an update brings two
// nodes to each zone; the control plane needs 6 addresses in each subnet.
func TestSubnetBudget(t *testing.T) {
	for _, c := range []struct {
		name    string
		nodes   int
		zones   int
		subnets []string
		changes []sample.Change
		want    []string
	}{
		{"no subnets", 6, 2, nil, nil, []string{
			"zone 1: 3 nodes draw 90, EKS 6, update 60; ? left, ? more nodes, full at ? and ? pods; /23 /23",
			"zone 2: 3 nodes draw 90, EKS 6, update 60; ? left, ? more nodes, full at ? and ? pods; /23 /23",
		}},
		// 251 − 90 − 6 − 60 = 95 hold three nodes more.
		{"one zone", 3, 0, []string{"a=10.0.0.0/24"}, nil, []string{
			"a: 3 nodes draw 90, EKS 6, update 60; 95 left, 3 more nodes, full at 6 and 162 pods; /23 /23",
		}},
		{"to the last address", 3, 0, []string{"a=10.0.0.0/24:156free"}, nil, []string{
			"a: 3 nodes draw 90, EKS 6, update 60; 0 left, 0 more nodes, full at 3 and 81 pods; /23 /23",
		}},
		{"one too few", 3, 0, []string{"a=10.0.0.0/24:155free"}, nil, []string{
			"a: 3 nodes draw 90, EKS 6, update 60; -1 left, 0 more nodes, full at 2 and 54 pods; /23 /23",
		}},
		{"no room at all", 3, 0, []string{"a=10.0.0.0/28"}, nil, []string{
			"a: 3 nodes draw 90, EKS 6, update 60; -145 left, 0 more nodes, full at 0 and 0 pods; /23 /23",
		}},
		// Four nodes in three zones are two in one of them; the second subnet of a
		// zone needs 6 addresses for the control plane as well.
		{"three zones", 4, 0, []string{"a=10.0.0.0/24", "b=10.0.1.0/24", "c=10.0.2.0/25", "c=10.0.3.0/25"}, nil, []string{
			"a: 2 nodes draw 60, EKS 6, update 60; 125 left, 4 more nodes, full at 6 and 162 pods; /24 /24",
			"b: 2 nodes draw 60, EKS 6, update 60; 125 left, 4 more nodes, full at 6 and 162 pods; /24 /24",
			"c: 2 nodes draw 60, EKS 12, update 60; 114 left, 3 more nodes, full at 5 and 135 pods; /24 /24",
		}},
		// 27 pods, 2 prefixes with none to spare beyond max pods: 3 ENIs are not
		// needed, and 1 ENI's address + 32 are drawn. The /24 has 14 whole blocks.
		{"prefixes", 3, 0, []string{"a=10.0.0.0/24"}, []sample.Change{sample.Prefixes}, []string{
			"a: 3 nodes draw 99, EKS 6, update 66; 80 left, 2 more nodes, full at 5 and 135 pods; /23 /22",
		}},
		// Only the primary ENI's address is in the nodes' subnet.
		{"custom networking", 3, 0, []string{"a=10.0.0.0/24"}, []sample.Change{sample.CustomNetworking, sample.Managed}, []string{
			"a: 3 nodes draw 3, EKS 6, update 2; 240 left, 240 more nodes, full at 243 and 4374 pods; /27 /27",
			"a: 3 nodes draw 60, EKS 0, update 40; 151 left, 7 more nodes, full at 10 and 180 pods; /24 /24",
		}},
		// An ENI of a node has an IPv4 address, and its pods have none.
		{"IPv6", 3, 0, []string{"a=10.0.0.0/24"}, []sample.Change{sample.IPv6}, []string{
			"a: 3 nodes draw 3, EKS 6, update 2; 240 left, 240 more nodes, full at 243 and 6561 pods; /27 /27",
		}},
		// 9 branch ENIs, the trunk and one ENI without an address in use: 12 + 9 warm.
		{"security groups", 3, 0, []string{"a=10.0.0.0/24"}, []sample.Change{sample.SecurityGroups}, []string{
			"a: 3 nodes draw 60, EKS 6, update 40; 145 left, 7 more nodes, full at 10 and 90 pods; /24 /24",
		}},
		{"more than a /16", 2000, 1, nil, nil, []string{
			"zone 1: 2000 nodes draw 60000, EKS 6, update 60; ? left, ? more nodes, full at ? and ? pods; /? /?",
		}},
	} {
		b := fullNodes(t, c.nodes, "m5.large", c.zones, c.subnets, c.changes...)
		for i := range max(len(b.Zones), len(c.want)) {
			got, want := "", ""
			if i < len(b.Zones) {
				got = zoneText(&b.Zones[i])
			}
			if i < len(c.want) {
				want = c.want[i]
			}
			if got != want {
				t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, want)
			}
		}
	}
}

// EKS adds twice the zones to a group, or what may be unavailable, 100 at most.
func TestUpdates(t *testing.T) {
	for _, c := range []struct {
		atOnce subnet.MaxUnavailable
		nodes  int
		want   int // nodes in each of three zones
	}{
		{subnet.MaxUnavailable{Nodes: 1}, 30, 2},
		{subnet.MaxUnavailable{Nodes: 6}, 30, 2},
		{subnet.MaxUnavailable{Nodes: 7}, 30, 3},
		{subnet.MaxUnavailable{Percent: 20}, 30, 2},
		{subnet.MaxUnavailable{Percent: 33}, 30, 4}, // 10 nodes
		{subnet.MaxUnavailable{Percent: 100}, 900, 34},
	} {
		o := sample.Option("m5.large")
		full, err := subnet.FullNodes(&o, c.nodes)
		if err != nil {
			t.Fatal(err)
		}
		q := subnet.Question{Settings: o.Settings, Nodes: []subnet.Nodes{full}, Zones: 3, Growth: 1, MaxUnavailable: c.atOnce}
		b, err := q.Budget()
		if err != nil || b.Zones[0].Surge != c.want*30 {
			t.Errorf("%+v of %d: %d addresses, want %d: %v", c.atOnce, c.nodes, b.Zones[0].Surge, c.want*30, err)
		}
	}
}

// A group in one zone adds all nodes of its update there, and a zone without nodes
// adds none.
func TestZonalUpdate(t *testing.T) {
	o := sample.Option("m5.large")
	full, err := subnet.FullNodes(&o, 12)
	if err != nil {
		t.Fatal(err)
	}
	full.Zone = 2
	q := subnet.Question{Settings: o.Settings, Nodes: []subnet.Nodes{full}, Zones: 3, Growth: 1, MaxUnavailable: subnet.MaxUnavailable{Nodes: 6}}
	b, err := q.Budget()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ nodes, surge int }{{0, 0}, {12, 6 * 30}, {0, 0}} {
		if z := b.Zones[i]; z.Nodes != want.nodes || z.Surge != want.surge {
			t.Errorf("%s: %d nodes, %d addresses for an update; want %+v", z.Zone, z.Nodes, z.Surge, want)
		}
	}
}

// Three full m5.large hold 3 ENIs and 27 addresses each. A pod on Fargate is an ENI
// and an address of its own, the control plane has 4 ENIs.
func TestTotals(t *testing.T) {
	o := sample.Option("m5.large")
	full, err := subnet.FullNodes(&o, 3)
	if err != nil {
		t.Fatal(err)
	}
	for pods, want := range map[int][2]int{0: {90, 9 + 4}, 5: {90 + 5, 9 + 5 + 4}} {
		q := subnet.Question{Settings: o.Settings, Nodes: []subnet.Nodes{full}, Zones: 3, Growth: 1, FargatePods: pods}
		b, err := q.Budget()
		if got := [2]int{b.Addresses, b.ENIs}; got != want || err != nil {
			t.Errorf("%d pods on Fargate: %v addresses and ENIs, want %v; %v", pods, got, want, err)
		}
	}
}

// Security groups on a type whose number of branch ENIs is unknown.
func TestUnknownBudget(t *testing.T) {
	o := sample.Option("trn2.48xlarge", sample.SecurityGroups)
	const full = "trn2.48xlarge: its number of pods is unknown, and so are the addresses of its nodes"
	if _, err := subnet.FullNodes(&o, 1); err == nil || err.Error() != full {
		t.Error(err)
	}
	const held = "trn2.48xlarge: its number of branch ENIs is not in the tables, so the addresses of its nodes are unknown"
	q := subnet.Question{Settings: o.Settings, Nodes: []subnet.Nodes{{Option: &o, Nodes: 1}}, Zones: 1, Growth: 1}
	if _, err := q.Budget(); err == nil || err.Error() != held {
		t.Error(err)
	}
}

// A plan's nodes have the DaemonSets' pods and those of their pattern, but none
// on the host network; spare nodes have only DaemonSets.
func TestSubnetNodes(t *testing.T) {
	changes := []sample.Change{sample.SecurityGroups, sample.ScopeApps, sample.DaemonSets(2),
		sample.DaemonSet(planner.DaemonSet{Name: "secured", SecurityGroups: true}), sample.DaemonSet(planner.DaemonSet{Name: "host", HostNetwork: true})}
	s := sample.Settings(changes...)
	option := density.Evaluate(sample.Type("m5.large"), sample.Offering("m5.large", sample.Virginia), s)
	w := planner.Workloads{{Name: "plain", Replicas: 3}, {Name: "secured", Replicas: 4, SecurityGroups: true}, {Name: "host", Replicas: 2, HostNetwork: true}}
	p := plan.Plan{Nodes: 2, Groups: []plan.NodeGroup{{Option: &option, Nodes: 2, SpareNodes: 1, Patterns: []plan.Pattern{
		{Nodes: 1, Pods: []plan.PatternPods{{Workload: "plain", Pods: 3}, {Workload: "secured", Pods: 4}, {Workload: "host", Pods: 2}}},
	}}}}
	got := ""
	for _, n := range subnet.NodesOf(&p, w) {
		held, _ := n.Held(eni.WarmTargets{}).Value()
		got += fmt.Sprintf("%d × %s: %d pods, %+v, %+v\n", n.Nodes, n.Option.Type.Name, n.Applications, n.Pods, held)
	}
	const want = `1 × m5.large: 9 pods, {Ordinary:5 Secured:5 Max:29}, {ENIs:3 IPs:18 Prefixes:0 BranchENIs:5 NodeSubnet:26 PodSubnet:0}
1 × m5.large: 0 pods, {Ordinary:2 Secured:1 Max:29}, {ENIs:3 IPs:18 Prefixes:0 BranchENIs:1 NodeSubnet:22 PodSubnet:0}
`
	if got != want {
		t.Errorf("%s", got)
	}
}

// Nodes of groups with volumes keep their zone. The spare one is in the zone of the
// fullest node, whose pod needs its volume.
func TestZonesOfNodes(t *testing.T) {
	w := planner.Workloads{{Name: "db", Replicas: 3, OnePerNode: true, Volumes: 1}}
	q := sample.Question(w, sample.Settings(), "m5.large")
	q.Zones, q.Spare = 3, plan.SpareNode
	p := q.Solve(1).Plans[0]
	got := ""
	for _, n := range subnet.NodesOf(&p, w) {
		got += fmt.Sprintf("zone %d: %d of %d pods; ", n.Zone, n.Nodes, n.Applications)
	}
	const want = "zone 1: 1 of 1 pods; zone 1: 1 of 0 pods; zone 2: 1 of 1 pods; zone 3: 1 of 1 pods; "
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// The zone that runs out first, and the warnings.
func TestSubnetWarnings(t *testing.T) {
	for _, c := range []struct {
		name    string
		nodes   int
		subnets []string
		changes []sample.Change
		first   string
		want    string
	}{
		{"room", 2, []string{"a=10.0.0.0/24", "b=10.0.2.0/23"}, nil, "a", ""},
		{"b is smaller", 2, []string{"a=10.0.0.0/23", "b=10.0.2.0/24"}, nil, "b", ""},
		{"none", 2, nil, nil, "", ""},
		{"too small", 2, []string{"a=10.0.0.0/26"}, nil, "a", "subnet-exhausted {Place:{Zone:a ForPods:false} Addresses:67 Blocks:0}"},
		{"15 for EKS", 1, []string{"a=10.0.0.0/24:105free"}, nil, "a",
			"control-plane-addresses {Place:{Zone:a ForPods:false} Left:15 Needed:6 Recommended:16}"},
		{"16 for EKS", 1, []string{"a=10.0.0.0/24:106free"}, nil, "a", ""},
		{"scattered", 2, []string{"a=10.0.0.0/24:240free"}, []sample.Change{sample.Prefixes}, "a",
			"prefixes-fragmented {Place:{Zone:a ForPods:false} Prefixes:8 Free:3}"},
		{"no whole blocks", 1, []string{"a=10.0.0.0/27", "a=10.0.1.0/26", "a=10.0.2.0/26"}, []sample.Change{sample.Prefixes}, "a",
			"subnet-exhausted {Place:{Zone:a ForPods:false} Addresses:0 Blocks:2}\n" +
				"control-plane-addresses {Place:{Zone:a ForPods:false} Left:46 Needed:6 Recommended:16}"},
	} {
		b := fullNodes(t, c.nodes, "m5.large", 1, c.subnets, c.changes...)
		got, first := "", ""
		for _, w := range b.Warnings() {
			got += fmt.Sprintf("%s %+v\n", w.About().Code, w)
		}
		if z := b.FirstToRunOut(); z != nil {
			first = z.Zone
		}
		if want := c.want; got != want && got != want+"\n" || first != c.first {
			t.Errorf("%s: %s first, want %s\ngot  %swant %s", c.name, first, c.first, got, want)
		}
	}
}

// A node that fills with 10 pods on an m5.xlarge, 14 addresses an ENI: a warm
// ENI comes with the first pod and is there when the tenth comes.
func TestWarmChoices(t *testing.T) {
	o := sample.Option("m5.xlarge")
	n := subnet.Nodes{Option: &o, Nodes: 3, Applications: 10, Pods: eni.NodePods{Ordinary: 10, Max: 58}}
	choices := func(change func(*planner.Settings)) string {
		s := *o.Settings
		change(&s)
		changed := density.Evaluate(o.Type, o.Offering, &s)
		n.Option = &changed
		q := subnet.Question{Settings: &s, Nodes: []subnet.Nodes{n}, Zones: 1, Growth: 1}
		b, err := q.Budget()
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, w := range b.Warm {
			text += fmt.Sprintf("%s: %d addresses, %d ENIs, %.1f calls, %d without, %v\n", words.WarmTargets(w.Targets, s.CNI.Mode), w.Addresses, w.ENIs, w.Calls, w.Without, w.AsSet)
		}
		return text
	}
	for _, c := range []struct {
		name   string
		change func(*planner.Settings)
		want   string
	}{
		{"as installed", func(*planner.Settings) {}, `WARM_IP_TARGET 1: 36 addresses, 3 ENIs, 10.0 calls, 0 without, false
WARM_IP_TARGET 2, MINIMUM_IP_TARGET 10: 39 addresses, 3 ENIs, 2.0 calls, 0 without, false
WARM_IP_TARGET 5, MINIMUM_IP_TARGET 10: 51 addresses, 6 ENIs, 7.0 calls, 0 without, false
WARM_IP_TARGET 5: 51 addresses, 6 ENIs, 12.0 calls, 0 without, false
WARM_ENI_TARGET 1: 90 addresses, 6 ENIs, 3.0 calls, 0 without, true
`},
		// One prefix and the second, which the first pod has attached.
		{"prefixes", sample.Prefixes, `WARM_IP_TARGET 1: 51 addresses, 3 ENIs, 0.0 calls, 0 without, false
WARM_IP_TARGET 5: 51 addresses, 3 ENIs, 0.0 calls, 0 without, false
WARM_IP_TARGET 2, MINIMUM_IP_TARGET 10: 51 addresses, 3 ENIs, 0.0 calls, 0 without, false
WARM_IP_TARGET 5, MINIMUM_IP_TARGET 10: 51 addresses, 3 ENIs, 0.0 calls, 0 without, false
WARM_PREFIX_TARGET 1: 99 addresses, 3 ENIs, 1.0 calls, 0 without, true
`},
		{"a frozen pool", func(s *planner.Settings) { s.Warm.MinimumIP = 6 }, `WARM_IP_TARGET 1: 36 addresses, 3 ENIs, 10.0 calls, 0 without, false
WARM_IP_TARGET 2, MINIMUM_IP_TARGET 10: 39 addresses, 3 ENIs, 2.0 calls, 0 without, false
WARM_IP_TARGET 5, MINIMUM_IP_TARGET 10: 51 addresses, 6 ENIs, 7.0 calls, 0 without, false
WARM_IP_TARGET 5: 51 addresses, 6 ENIs, 12.0 calls, 0 without, false
WARM_ENI_TARGET 1: 90 addresses, 6 ENIs, 3.0 calls, 0 without, false
MINIMUM_IP_TARGET 6: 21 addresses, 3 ENIs, 0.0 calls, 12 without, true
`},
		{"IPv6", sample.IPv6, ""},
	} {
		if got := choices(c.change); got != c.want {
			t.Errorf("%s:\n%s", c.name, got)
		}
	}
}

// The zones have all nodes and addresses of a plan, and a recommended subnet holds
// the growth while one of half the size does not.
func TestSubnetLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := sample.AnyQuestion.Draw(t, "question")
		a := q.Solve(1)
		if len(a.Plans) == 0 {
			return
		}
		asked := subnet.Question{
			Settings: q.Settings, Nodes: subnet.NodesOf(&a.Plans[0], q.Workload), Zones: q.Zones,
			FargatePods: rapid.IntRange(0, 50).Draw(t, "Fargate"), Growth: rapid.Float64Range(1, 5).Draw(t, "growth"),
			MaxUnavailable: subnet.MaxUnavailable{Nodes: 1},
		}
		nodes := 0
		for _, n := range asked.Nodes {
			nodes += n.Nodes
		}
		if nodes != a.Plans[0].Nodes {
			t.Fatalf("%d nodes of %d", nodes, a.Plans[0].Nodes)
		}
		b, err := asked.Budget()
		if err != nil {
			return // the number of branch ENIs is unknown
		}
		inZones, drawn := 0, 0
		for _, z := range b.Zones {
			inZones, drawn = inZones+z.Nodes, drawn+z.Drawn+z.Fargate
		}
		if inZones < nodes || drawn < b.Addresses {
			t.Fatalf("%d nodes and %d addresses in zones, of %d and %d", inZones, drawn, nodes, b.Addresses)
		}
		lasts(t, asked, b)
	})
}

// lasts gives every zone its recommended subnet, where the growth must fit, and then
// one of half the size, where it must not.
func lasts(t *rapid.T, asked subnet.Question, b subnet.Budget) {
	zones, place := make([]string, len(b.Zones)), 0 // sorted, in the order of the budget
	for i, z := range b.Zones {
		if !z.ForPods {
			place++
		}
		zones[i] = fmt.Sprint("z", place)
	}
	for i, z := range b.Zones {
		bits, known := z.Bits.Value()
		if !known {
			continue
		}
		for _, more := range []int{0, 1} {
			if bits+more > 28 {
				continue
			}
			// The other zones have enough, as have the subnets of the other kind.
			asked.Subnets, asked.PodSubnets = nil, nil
			for k := range b.Zones {
				size := 16
				if k == i {
					size = bits + more
				}
				s, err := planner.NewSubnet(zones[k], fmt.Sprintf("10.%d.0.0/%d", k, size))
				if err != nil {
					t.Fatal(err)
				}
				if b.Zones[k].ForPods {
					asked.PodSubnets = append(asked.PodSubnets, s)
				} else {
					asked.Subnets = append(asked.Subnets, s)
				}
			}
			in, err := asked.Budget()
			if err != nil {
				t.Fatal(err)
			}
			if got := grows(&in.Zones[i], asked.Growth); got != (more == 0) {
				t.Fatalf("/%d for %v times: %v: %s", bits+more, asked.Growth, got, zoneText(&in.Zones[i]))
			}
		}
	}
}

// grows reports whether there is room for the growth and, in subnets of nodes, for
// 16 addresses of the control plane instead of 6.
func grows(z *subnet.ZoneBudget, growth float64) bool {
	more := func(n int) int { return int(math.Ceil(growth*float64(n))) - n }
	prefixes, left := z.Prefixes+z.SurgePrefixes+more(z.Prefixes), z.Left.Or(0)-more(z.Drawn+z.Fargate)
	if !z.ForPods {
		left -= 10
	}
	return z.Left.Known() && left >= 0 && (prefixes == 0 || z.Best.Or(prefixes) >= prefixes)
}
