package plan_test

import (
	"fmt"
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// patterns are the nodes of a plan and the pods on each of them.
func patterns(p *plan.Plan) string {
	text := ""
	for _, g := range p.Groups {
		for _, pattern := range g.Patterns {
			text += fmt.Sprint(pattern.Nodes, " ×")
			for _, on := range pattern.Pods {
				text += fmt.Sprintf(" %d %s", on.Pods, on.Workload)
			}
			text += "; "
		}
	}
	return text
}

// Pods that spread over hosts share nodes of m5.large, of 1780m each, with others
// that need so many nodes: an even spread, and one less than the skew above it.
func TestHostSkew(t *testing.T) {
	for _, c := range []struct {
		replicas, skew int
		onePerNode     bool
		most           int // on a node
	}{
		// No spread: packing fills one node before the next.
		{6, 0, false, 6},
		{6, 1, false, 2},
		{6, 2, false, 3},
		{6, 3, false, 4},
		// 7 on 3 nodes are 3 on one of them.
		{7, 1, false, 3},
		{3, 1, false, 1},
		// The stricter of the two decides.
		{3, 3, true, 1},
	} {
		web := sample.But(sample.Pods("web", c.replicas, 100, 100), func(k *planner.Workload) { k.HostSkew, k.OnePerNode, k.Rollout.Recreate = c.skew, c.onePerNode, true })
		w := planner.Workloads{web, still(sample.Pods("other", 3, 1000, 100))}
		p, _ := solved(t, sample.Question(w, sample.Settings(), "m5.large"))
		most := 0
		for _, pattern := range p.Groups[0].Patterns {
			for _, on := range pattern.Pods {
				if on.Workload == "web" {
					most = max(most, on.Pods)
				}
			}
		}
		if p.Nodes != 3 || most > c.most || c.skew > 0 && most < (c.replicas+2)/3 {
			t.Errorf("%+v: %s", c, patterns(&p))
		}
	}
}

// A host skew never allows a second pod on a node, also where another workload makes
// the plan spread again.
func TestHostSkewOfOnePerNode(t *testing.T) {
	web := sample.But(sample.Pods("web", 6, 100, 100), func(k *planner.Workload) { k.HostSkew, k.Rollout.Recreate = 1, true })
	single := sample.But(sample.Pods("single", 2, 100, 100), func(k *planner.Workload) { k.HostSkew, k.OnePerNode, k.Rollout.Recreate = 3, true, true })
	p, _ := solved(t, sample.Question(planner.Workloads{web, single, still(sample.Pods("other", 3, 1000, 100))}, sample.Settings(), "m5.large"))
	for _, g := range p.Groups {
		for _, pattern := range g.Patterns {
			for _, on := range pattern.Pods {
				if on.Workload == "single" && on.Pods > 1 || on.Workload == "web" && on.Pods != 2 {
					t.Errorf("%s", patterns(&p))
				}
			}
		}
	}
}

// Groups are sized for maxReplicas by what schedules, too.
func TestMaxReplicas(t *testing.T) {
	scaled := func(most int, change func(*planner.Workload)) planner.Workload {
		return sample.But(sample.Pods("web", 4, 800, 100), func(k *planner.Workload) {
			k.MaxReplicas = most
			change(k)
		})
	}
	same := func(*planner.Workload) {}
	for _, c := range []struct {
		name  string
		w     planner.Workloads
		zones int
		spare plan.Spare
		want  string
	}{
		// Two pods of 800m on each node of 1780m.
		{"does not scale", planner.Workloads{scaled(0, same)}, 1, 0, "2 to 2"},
		{"scales", planner.Workloads{scaled(9, same)}, 1, 0, "2 to 5"},
		// maxReplicas below the current replicas changes nothing.
		{"fewer at the most", planner.Workloads{scaled(3, same)}, 1, 0, "2 to 2"},
		{"a spare node", planner.Workloads{scaled(9, same)}, 1, plan.SpareNode, "3 to 6"},
		{"one per node", planner.Workloads{scaled(9, func(k *planner.Workload) { k.OnePerNode = true })}, 1, 0, "4 to 9"},
		// What scales shares nodes with what does not.
		{"another workload", planner.Workloads{scaled(9, same), sample.Pods("other", 3, 900, 100)}, 1, 0, "4 to 7"},
		// 9 pods are 5 nodes for three zones.
		{"volumes", planner.Workloads{scaled(9, func(k *planner.Workload) { k.Volumes, k.OnePerNode = 1, true })}, 3, 0, "2 to 3, 1 to 3, 1 to 3"},
		// One pod, and room for another during a rollout; what it scales to goes to any zone.
		{"one zone in use", planner.Workloads{sample.But(sample.Pods("db", 1, 1500, 100), func(k *planner.Workload) { k.MaxReplicas, k.Volumes = 6, 1 })}, 3, 0, "1 to 2, 1 to 2, 0 to 2"},
	} {
		q := sample.Question(c.w, sample.Settings(), "m5.large")
		q.Zones, q.Spare = c.zones, c.spare
		p, _ := solved(t, q)
		got := ""
		for i, g := range p.Groups {
			if i > 0 {
				got += ", "
			}
			got += fmt.Sprintf("%d to %d", g.Nodes, g.MaxNodes)
		}
		if got != c.want {
			t.Errorf("%s: %s nodes, want %s", c.name, got, c.want)
		}
	}
}

// A node of half on-demand and half spot costs what its capacity type does, and the
// lower bound takes the mean of both. The gap is exact from a cent on; below, it is
// rounding: spot is 27 or 28 millionths of a dollar an hour cheaper than on-demand,
// so that half of it is 0.9855 or 1.022 cents a month.
func TestGapFromACent(t *testing.T) {
	for _, c := range []struct {
		cheaper planner.Money
		gap     float64
	}{
		{0, 0},
		{27, 0},
		{28, 100 * 0.01022 / (70.08 - 0.01022)},
		{56, 100 * 0.02044 / (70.08 - 0.02044)},
		{28_000, 100 * 10.22 / (70.08 - 10.22)},
	} {
		s := sample.Settings(sample.Capacity(planner.Capacity{OnDemandPercent: 50}))
		offering := sample.Offering("m5.large", sample.Virginia)
		offering.Spot = planner.Known(sample.Units(0.096) - c.cheaper)
		q := sample.Question(planner.Workloads{sample.Pods("a", 1, 100, 100)}, s)
		q.Candidates = []density.Option{density.Evaluate(sample.Type("m5.large"), offering, s)}
		p, _ := solved(t, q)
		if off := p.GapPercent - c.gap; off < -1e-6 || off > 1e-6 {
			t.Errorf("spot %d below on-demand: a gap of %g%%, want %g%%", c.cheaper, p.GapPercent, c.gap)
		}
	}
}

// Nodes are bought on demand up to the base, so a type without an on-demand price
// has no price in such a group, whatever spot costs.
func TestBaseWithoutPrice(t *testing.T) {
	for base, unpriced := range map[int]int{0: 0, 2: 1} {
		s := sample.Settings(sample.Capacity(planner.Capacity{OnDemandBase: base}))
		offering := sample.Offering("trn2.48xlarge", sample.Virginia)
		offering.Spot = planner.Known(sample.Units(10))
		q := sample.Question(planner.Workloads{sample.Pods("a", 1, 100, 100)}, s)
		q.Candidates = []density.Option{density.Evaluate(sample.Type("trn2.48xlarge"), offering, s)}
		if a := q.Solve(1); a.Unpriced != unpriced || len(a.Plans) != 1-unpriced {
			t.Errorf("a base of %d: %d unpriced, %d plans", base, a.Unpriced, len(a.Plans))
		}
	}
}
