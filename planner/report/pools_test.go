package report_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
)

// inPools puts the plans' groups into pools, one after the other.
func inPools(found plan.Answer, pools []plan.Pool) plan.Answer {
	for i := range found.Plans {
		for k := range found.Plans[i].Groups {
			found.Plans[i].Groups[k].Pool = &pools[k%len(pools)]
		}
	}
	return found
}

// pooledWorkload needs a type for each of two pools.
func pooledWorkload() planner.Workloads {
	w := planner.Workloads{reporttest.Pods("shop/web", 40, 250, 512), reporttest.Pods("pci/cards", 6, 500, 6000), reporttest.Pods("too/many-cores", 2, 200_000, 1)}
	w[0].Nodes.Types, w[1].Nodes.Types = []string{"m5.large"}, []string{"r5.xlarge"}
	return w
}

// pooled is the answer with two pools.
func pooled() report.Plans {
	s := reporttest.MixedSettings()
	options := reporttest.Evaluate(s, reporttest.M5Large, reporttest.R5Xlarge)
	q := plan.Question{Workload: pooledWorkload(), Candidates: options, Settings: s, Groups: 2, Zones: 3}
	asked := answer.Query{Settings: s, Topics: reporttest.EveryTopic, Pools: reporttest.Pools()[1:]}
	return report.NewPlans(asked, fargate.Answer{Answer: inPools(q.Solve(1), reporttest.Pools())}, options)
}

// With pools every format says in which each group is.
func TestPoolFormats(t *testing.T) {
	for _, format := range report.Formats {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := pooled().Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// Without pools there is neither a column nor an input of them.
func TestNoPools(t *testing.T) {
	plans := planned(reporttest.MixedSettings(), reporttest.Mixture(), asked, reporttest.M5Large)
	groups := plans.Groups()
	if plans.Pooled() || slices.Contains(groups.Titles, "POOL") {
		t.Error(groups.Titles)
	}
	var b bytes.Buffer
	if err := plans.Write(&b, "json"); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.Contains(text, `"pools"`) || !strings.Contains(text, `"pool": null`) {
		t.Error(text)
	}
}

// Scenarios whose groups are of the same type in other pools differ.
func TestPoolDiff(t *testing.T) {
	one, other := today(), today()
	other.File = "pools.yaml"
	other.Found.Answer = inPools(other.Found.Answer, []plan.Pool{{Name: "web"}})
	for i := range other.Found.Plans[0].Groups { // the same types, parted
		g := other.Found.Plans[0].Groups[i]
		g.Pool = &plan.Pool{Name: "jobs"}
		other.Found.Plans[0].Groups = append(other.Found.Plans[0].Groups, g)
	}
	d := report.NewDiffs([]answer.Planned{one, other})
	var got []string
	for _, row := range d.FigureRows(false) {
		if strings.HasPrefix(row.Name, "type ") {
			got = append(got, row.Name+": "+strings.Join(row.Cells, " | "))
		}
	}
	first := one.Found.Plans[0].Groups
	if len(first) != 1 {
		t.Fatalf("%d groups", len(first))
	}
	text := answer.DiffType{InstanceType: first[0].Option.Type.Name, Nodes: first[0].Nodes}.Text()
	want := []string{"type 1: " + text + " | -", "type 1 in web: - | " + text, "type 1 in jobs: - | " + text}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Names of groups begin with those of their pools, and are unique.
func TestGroupNames(t *testing.T) {
	pools := []plan.Pool{{Name: "web"}, {Name: "web-1"}}
	p := plan.Plan{Groups: []plan.NodeGroup{{Pool: &pools[0]}, {Pool: &pools[1]}, {Pool: &pools[0]}, {}}}
	for i, want := range []string{"web-1", "web-1-1", "web-2", "group-4"} {
		if got := p.GroupName(i); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}
