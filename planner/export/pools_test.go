package export_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/export"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// inPools is a request whose groups are in pools, one after the other.
func inPools(r *export.Request, pools ...plan.Pool) *export.Request {
	p, changed := *r.Plan, *r
	p.Groups = slices.Clone(p.Groups)
	for i := range p.Groups {
		setPool(&p.Groups[i], &pools[i%len(pools)])
	}
	changed.Plan = &p
	return &changed
}

// setPool buys the nodes as the pool does.
func setPool(g *plan.NodeGroup, pool *plan.Pool) {
	g.Pool = pool
	g.OnDemandNodes = pool.Settings(g.Option.Settings).Capacity.OnDemandNodes(g.Nodes)
}

var (
	// Names of which one begins as another, and digits.
	poolNames = []string{"web", "web-m5", "2", "default"}
	// Keys that pods select, and one that none does.
	poolKeys   = []string{"disk", "team", "for", "a/b", "example.com/pool"}
	poolTaints = []planner.Taint{
		{Key: "db", Effect: planner.NoSchedule}, {Key: "db", Value: "yes", Effect: planner.NoExecute},
		{Key: "gpu", Value: "a", Effect: planner.PreferNoSchedule}, {Key: "example.com/pci", Value: "", Effect: planner.NoSchedule},
	}
)

// anyPools draws every field that an export depends on.
func anyPools(t *rapid.T, zones []string) []plan.Pool {
	names := rapid.Permutation(poolNames).Draw(t, "pool names")[:rapid.IntRange(1, 3).Draw(t, "pools")]
	pools := make([]plan.Pool, len(names))
	for i, name := range names {
		pools[i] = plan.Pool{Name: name, Labels: map[string]string{}}
		for _, key := range rapid.SliceOfN(rapid.SampledFrom(poolKeys), 0, 2).Draw(t, "keys") {
			pools[i].Labels[key] = rapid.SampledFrom([]string{"fast", "a", ""}).Draw(t, "value")
		}
		pools[i].Taints = rapid.SliceOfNDistinct(rapid.SampledFrom(poolTaints), 0, 3, rapid.ID).Draw(t, "taints")
		if rapid.Bool().Draw(t, "own mix") {
			pools[i].Mix = planner.Known(plan.Mix{OnDemandBase: rapid.IntRange(0, 2).Draw(t, "pool's base"), OnDemandPercent: rapid.SampledFrom([]int{0, 40, 100}).Draw(t, "pool's percent")})
		}
		for _, zone := range zones {
			if rapid.Bool().Draw(t, "in "+zone) {
				pools[i].Zones = append(pools[i].Zones, zone)
			}
		}
	}
	return pools
}

// anyPooled is a plan whose groups are in pools, or one without pools.
func anyPooled(t *rapid.T) (*export.Request, bool) {
	r, ok := anyRequest(t)
	if ok && rapid.Bool().Draw(t, "pooled") {
		r = inPools(r, anyPools(t, r.ZoneNames)...)
	}
	return r, ok
}

func TestPools(t *testing.T) { rapid.Check(t, poolsRoundTrip) }

// poolsRoundTrip: every label and taint of a group's pool stands in every export of it and
// in no other, whichever types two pools share. Names begin with the pool's.
func poolsRoundTrip(t *rapid.T) {
	r, ok := anyRequest(t)
	if !ok {
		t.Skip("no plan")
	}
	r = inEachPool(r, anyPools(t, r.ZoneNames))
	want := map[string]placed{}
	for i := range r.Plan.Groups {
		g := &r.Plan.Groups[i]
		for _, name := range partNames(g) {
			checkName(t, name)
			want[name] = placed{poolLabelsOf(r, g), taintTextsOf(g.Pool)}
		}
	}
	for tool, read := range map[string]func(rapid.TB, *export.Request) map[string]placed{
		"eksctl": eksctlPlaced, "karpenter": karpenterPlaced, "terraform": terraformPlaced, "nodeadm": nodeadmPlaced,
	} {
		if got := read(t, r); !maps.EqualFunc(got, want, samePlace) {
			t.Fatalf("%s\ngot  %v\nwant %v", tool, got, want)
		}
	}
}

// inEachPool is a request that has each group once in each pool.
func inEachPool(r *export.Request, pools []plan.Pool) *export.Request {
	p, changed := *r.Plan, *r
	p.Groups = nil
	for _, g := range r.Plan.Groups {
		for i := range pools {
			setPool(&g, &pools[i])
			p.Groups = append(p.Groups, g)
		}
	}
	changed.Plan = &p
	return &changed
}

// partNames are the names of a group's nodes by capacity type.
func partNames(g *plan.NodeGroup) (names []string) {
	name := strings.ReplaceAll(g.Option.Type.Name, ".", "-")
	if g.Pool != nil {
		name = g.Pool.Name + "-" + name
	}
	if g.Zone > 0 {
		name += fmt.Sprintf("-z%d", g.Zone)
	}
	onDemand := mostOnDemand(g)
	if onDemand > 0 {
		names = append(names, name)
	}
	if onDemand < g.MaxNodes {
		names = append(names, name+"-spot")
	}
	return names
}

// mostOnDemand is how many of the maximum of nodes are on-demand.
func mostOnDemand(g *plan.NodeGroup) int {
	c := g.Option.Settings.Capacity
	base, percent := c.OnDemandBase, c.OnDemandPercent
	if g.Pool != nil {
		if m, own := g.Pool.Mix.Value(); own {
			base, percent = m.OnDemandBase, m.OnDemandPercent
		}
	}
	base = min(base, g.MaxNodes)
	return base + (percent*(g.MaxNodes-base)+99)/100
}

// poolLabelsOf are those of the pool and, under other keys, those that pods select.
func poolLabelsOf(r *export.Request, g *plan.NodeGroup) map[string]string {
	labels := maps.Clone(labelsOf(r, g))
	maps.Copy(labels, g.Pool.Labels)
	return labels
}

func taintTextsOf(pool *plan.Pool) (texts []string) {
	for _, t := range pool.Taints {
		texts = append(texts, fmt.Sprint(t))
	}
	return texts
}

func nodeadmPlaced(t rapid.TB, r *export.Request) map[string]placed {
	all := map[string]placed{}
	for text := range strings.SplitSeq(string(write(t, nodeadm, r)), "\n---\n") {
		var names string
		for line := range strings.Lines(text) {
			if rest, is := strings.CutPrefix(line, "# for "); is {
				names = strings.TrimSpace(rest)
			}
		}
		var config struct {
			Spec struct{ Kubelet struct{ Flags []string } }
		}
		if err := yaml.Unmarshal([]byte(text), &config); err != nil {
			t.Fatal(err)
		}
		p := placed{labels: map[string]string{}}
		for _, flag := range config.Spec.Kubelet.Flags {
			if list, is := strings.CutPrefix(flag, "--node-labels="); is {
				for label := range strings.SplitSeq(list, ",") {
					key, value, _ := strings.Cut(label, "=")
					p.labels[key] = value
				}
			}
			if list, is := strings.CutPrefix(flag, "--register-with-taints="); is {
				p.taints = strings.Split(list, ",")
			}
		}
		for _, name := range strings.Split(names, ", ") {
			all[name] = p
		}
	}
	return all
}

// Names that are too long are cut, and stay unique.
func TestLongPoolNames(t *testing.T) {
	long := strings.Repeat("long-", 12)
	r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, asSet, asked, "m5.large")
	r.Cluster = strings.Repeat("cluster-", 12)
	r = inEachPool(r, []plan.Pool{{Name: long + "one"}, {Name: long + "two"}})
	for tool, read := range map[string]func(rapid.TB, *export.Request) map[string]placed{
		"eksctl": eksctlPlaced, "karpenter": karpenterPlaced, "terraform": terraformPlaced, "nodeadm": nodeadmPlaced,
	} {
		names := slices.Sorted(maps.Keys(read(t, r)))
		if len(names) != 2 || !strings.HasPrefix(names[0], long[:50]) || !label.MatchString(names[0]) || !label.MatchString(names[1]) {
			t.Errorf("%s: %q", tool, names)
		}
	}
	for name, g := range module(t, write(t, terraform, r))["eks_managed_node_groups"].AsValueMap() {
		group := g.AsValueMap()
		if role := group["iam_role_name"].AsString(); len(role) > 64 || !group["use_name_prefix"].False() {
			t.Errorf("%s: role %q of %d characters, %#v", name, role, len(role), group["use_name_prefix"])
		}
	}
}

// Zones of a pool are its subnets in Terraform as far as the plan's zones have names.
func TestPoolZones(t *testing.T) {
	r := request(t, planner.Workloads{pods("web", 3, 100, 100)}, asSet, asked, "m5.large")
	for _, c := range []struct {
		named []string
		want  string
	}{
		{[]string{"us-east-1a", "us-east-1b", "us-east-1c"}, "subnet_ids     = [module.vpc.private_subnets[0], module.vpc.private_subnets[2]] # the zones of pool db: us-east-1a, us-east-1c\n"},
		{nil, "subnet_ids     = module.vpc.private_subnets # leave only those in the zones of pool db: us-east-1a, us-east-1c\n"},
	} {
		pooled := inPools(r, plan.Pool{Name: "db", Zones: []string{"us-east-1a", "us-east-1c"}})
		pooled.ZoneNames = c.named
		for tool, want := range map[string]string{
			"terraform": c.want,
			"eksctl":    "availabilityZones: [us-east-1a, us-east-1c] # the zones of pool db\n",
			"karpenter": "values: [us-east-1a, us-east-1c] # the zones of pool db\n",
		} {
			if text := string(write(t, everyTool[tool], pooled)); !strings.Contains(text, want) {
				t.Errorf("%s has no %q in\n%s", tool, want, text)
			}
		}
	}
}

// A pool's alternatives are of its own candidates.
func TestPoolAlternatives(t *testing.T) {
	spot := func(s *planner.Settings) { s.Capacity.OnDemandPercent = 0 }
	r := request(t, planner.Workloads{pods("web", 20, 1000, 1000)}, spot, asked, "m5.large", "m5a.large")
	all := r.Candidates
	r.Candidates = nil
	r = inPools(r, plan.Pool{Name: "web"})
	const both = "instanceTypes: [m5.large, m5a.large]"
	if text := string(write(t, eksctl, r)); strings.Contains(text, both) {
		t.Errorf("without candidates\n%s", text)
	}
	r.Pools = []plan.PoolNodes{{Pool: plan.Pool{Name: "web"}, Candidates: all}}
	if text := string(write(t, eksctl, r)); !strings.Contains(text, both) {
		t.Errorf("with those of the pool\n%s", text)
	}
}

// pci is a plan of two pools: one restricts nothing, and one is for PCI.
func pci(t testing.TB) *export.Request {
	w := planner.Workloads{pods("web", 6, 250, 512), pods("pci/cards", 4, 500, 2048)}
	w[0].Nodes.Arch, w[1].Nodes.Arch = []string{"amd64"}, []string{"arm64"}
	w[1].Nodes.Labels = sample.Conditions("workload=pci", "disk=fast")
	w[1].Nodes.Tolerations = []string{"pci=true:NoSchedule"}
	r := request(t, w, func(s *planner.Settings) { s.Capacity.OnDemandPercent = 50 }, func(q *plan.Question) { q.Zones = 3 }, "m5.large", "m7g.large")
	r.ZoneNames = []string{"us-east-1a", "us-east-1b", "us-east-1c"}
	pools := map[string]*plan.Pool{"m5.large": {Name: plan.DefaultPool}, "m7g.large": {
		Name: "pci", Labels: map[string]string{"workload": "pci"}, Taints: []planner.Taint{{Key: "pci", Value: "true", Effect: planner.NoSchedule}},
		Mix: planner.Known(plan.Mix{OnDemandPercent: 100}), Zones: []string{"us-east-1a", "us-east-1b"},
	}}
	for i := range r.Plan.Groups {
		setPool(&r.Plan.Groups[i], pools[r.Plan.Groups[i].Option.Type.Name])
	}
	return r
}

func TestPoolTexts(t *testing.T) {
	for _, tool := range []string{"eksctl", "karpenter", "terraform", "nodeadm"} {
		t.Run(tool, func(t *testing.T) { golden.RequireEqual(t, write(t, everyTool[tool], pci(t))) })
	}
}

// Plans with pools are as the schemas say.
func TestPoolsAsTheSchemas(t *testing.T) {
	schemas := compile(t)
	rapid.Check(t, func(t *rapid.T) {
		r, ok := anyRequest(t)
		if !ok {
			t.Skip("no plan")
		}
		r = inEachPool(r, anyPools(t, r.ZoneNames))
		for tool, tooled := range yamlTools {
			for _, document := range documents(t, write(t, tooled, r)) {
				if err := valid(schemas, document); err != nil {
					t.Fatalf("%s: %v in %v", tool, err, document)
				}
			}
		}
	})
}
