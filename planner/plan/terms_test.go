package plan_test

import (
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

func TestZones(t *testing.T) {
	for text, want := range map[string]string{"3": "3", "": "", "eu-west-3a, eu-west-3b": "eu-west-3a,eu-west-3b"} {
		var z plan.Zones
		if err := z.UnmarshalText([]byte(text)); err != nil || z.String() != want {
			t.Errorf("%q is read as %q, %v", text, z, err)
		}
	}
	for _, text := range []string{"-1", "0", "11", "a,,b", "a,a", "a,b,c,d,e,f,g,h,i,j,k"} {
		var z plan.Zones
		if err := z.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read as %q", text, z)
		}
	}
}

// The names of zones: those that are given, else those that workloads and subnets use,
// else the region's with a letter.
func TestZonesIn(t *testing.T) {
	subnet, err := planner.NewSubnet("eu-west-3c", "10.0.0.0/24")
	if err != nil {
		t.Fatal(err)
	}
	pinned := sample.But(sample.Pods("a", 1, 1, 1), func(k *planner.Workload) { k.Nodes.Zones = []string{"eu-west-3b"} })
	claims := sample.But(sample.Pods("b", 1, 1, 1), func(k *planner.Workload) { k.Claims = []planner.Claim{{Zones: []string{"eu-west-3d"}}} })
	for _, c := range []struct {
		zones   string
		has     int
		w       planner.Workloads
		subnets []planner.Subnet
		want    string
	}{
		{"", 0, nil, nil, "eu-west-3a eu-west-3b eu-west-3c"},
		{"", 2, nil, nil, "eu-west-3a eu-west-3b"},
		{"5", 3, nil, nil, "eu-west-3a eu-west-3b eu-west-3c"},
		{"1", 3, nil, []planner.Subnet{subnet}, "eu-west-3c"},
		{"3", 3, planner.Workloads{pinned, claims}, nil, "eu-west-3a eu-west-3b eu-west-3d"},
		{"x,y", 3, planner.Workloads{pinned}, nil, "x y"},
	} {
		var z plan.Zones
		if err := z.UnmarshalText([]byte(c.zones)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(z.In("eu-west-3", c.has, c.w, c.subnets), " "); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestPercent(t *testing.T) {
	var p plan.Percent
	if err := p.UnmarshalText([]byte("15")); err != nil || p.String() != "15%" {
		t.Errorf("%v, %v", p, err)
	}
	for _, text := range []string{"", "-1%", "101%", "x"} {
		if err := p.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func TestCheckSystemPods(t *testing.T) {
	if names, err := plan.CheckSystemPods([]string{"none"}); err != nil || len(names) > 0 {
		t.Errorf("%v, %v", names, err)
	}
	if names, err := plan.CheckSystemPods([]string{"coredns", "karpenter"}); err != nil || !slices.Equal(names, []string{"coredns", "karpenter"}) {
		t.Errorf("%v, %v", names, err)
	}
	if _, err := plan.CheckSystemPods([]string{"core-dns"}); err == nil {
		t.Error("core-dns is no preset")
	}
}

// The terms become a question: zones by name, and CoreDNS beside the workload.
func TestAsk(t *testing.T) {
	terms := plan.DefaultTerms()
	terms.Headroom, terms.MaxNodeShare = 10, 50
	q := terms.Ask(planner.Workloads{sample.Pods("web", 4, 500, 500)}, sample.Settings(), 3, nil)
	q.Candidates = sample.Question(nil, sample.Settings(), "m5.large").Candidates
	p, _ := solved(t, &q)
	if len(q.Workload) != 2 || q.Zones != 3 || p.Pods() != 6 || p.LargestShare > 0.5 || p.Nodes < 2 {
		t.Errorf("%d workloads, %d zones, %d pods on %d nodes, at most %g of them on one", len(q.Workload), q.Zones, p.Pods(), p.Nodes, p.LargestShare)
	}
}

// Headroom is room for further pods, and they are not shown as pods.
func TestHeadroom(t *testing.T) {
	q := sample.Question(planner.Workloads{still(sample.Pods("web", 10, 1500, 100))}, sample.Settings(), "m5.large")
	q.Headroom = 20
	p, _ := solved(t, q)
	if p.Nodes != 12 || p.Pods() != 10 {
		t.Errorf("%d nodes for %d pods and a fifth more of them", p.Nodes, p.Pods())
	}
}

// With spare spot-pool, the type and zone with the most spot nodes may be lost.
func TestSpareSpotPool(t *testing.T) {
	s := sample.Settings(sample.Capacity(planner.Capacity{}))
	q := sample.Question(planner.Workloads{still(sample.Pods("a", 6, 1500, 100))}, s, "m5.large")
	q.Zones, q.Spare = 3, plan.SpareSpotPool
	if p, _ := solved(t, q); p.Nodes != 9 {
		t.Errorf("%d nodes, of which each zone has a third, survive the loss of one", p.Nodes)
	}
}
