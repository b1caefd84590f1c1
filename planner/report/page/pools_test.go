package page_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/page"
	"podfit/planner/report/reporttest"
	"podfit/planner/report/words"
)

// pooledPage has two pools, of which one has candidates that the plan's are not.
func pooledPage() *page.Page {
	s := reporttest.MixedSettings()
	pools := reporttest.Pools()
	w := planner.Workloads{reporttest.Pods("shop/web", 40, 250, 512), reporttest.Pods("pci/cards", 6, 500, 6000)}
	w[0].Nodes.Types, w[1].Nodes.Types = []string{"m5.large"}, []string{"r5.xlarge"}
	of := func(row reporttest.Row) []density.Option { return reporttest.Evaluate(s, row) }
	q := plan.Question{Workload: w, Candidates: append(of(reporttest.M5Large), of(reporttest.R5Xlarge)...), Settings: s, Groups: 2, Zones: 3}
	found := q.Solve(1)
	for i := range found.Plans[0].Groups {
		found.Plans[0].Groups[i].Pool = &pools[i%2]
	}
	q.Candidates, q.Pools = of(reporttest.M5Large), []plan.PoolNodes{{Pool: pools[1], Candidates: of(reporttest.R5Xlarge)}}
	asked := answer.Query{Settings: s, Topics: reporttest.EveryTopic, Pools: pools[1:]}
	return &page.Page{Question: q, Plans: report.NewPlans(asked, fargate.Answer{Answer: found}, q.AllCandidates()), Program: "podfit v1.0.0"}
}

// With pools a page says what they are, and in which each group is.
func TestPools(t *testing.T) {
	for _, format := range page.Formats {
		t.Run(format, func(t *testing.T) { golden.RequireEqual(t, []byte(written(t, pooledPage(), format))) })
	}
}

// The candidates of pools are among those drawn.
func TestPoolCandidates(t *testing.T) {
	text := written(t, pooledPage(), "html")
	for _, name := range []string{"m5.large", "r5.xlarge"} {
		if !strings.Contains(text, `data-type="`+name+`"`) {
			t.Errorf("%s is not drawn", name)
		}
	}
}

// Many workloads stand by namespace: a page has all of them, folded, and Markdown their
// sums.
func TestManyWorkloads(t *testing.T) {
	s := planner.Default()
	w := planner.Workloads{}
	for i := range 300 {
		w = append(w, reporttest.Pods(fmt.Sprintf("team-%d/app-%03d", i%3, i), 1+i%2, 100, 256))
	}
	p := pageOf(&s, w, func(q *plan.Question) { q.Groups, q.Zones, q.First = 1, 1, true }, reporttest.M5Large)
	text := written(t, p, "html")
	for i := range w {
		if n := strings.Count(text, ">"+w[i].Name+"<"); n != 1 {
			t.Fatalf("%s is on the page %d times", w[i].Name, n)
		}
	}
	if n := strings.Count(text, "<summary>team-"); n != 3 {
		t.Errorf("%d namespaces are folded", n)
	}
	text = written(t, p, "markdown")
	// A third of the workloads, half of them with two pods of 0.1 CPU and 256 MiB.
	for _, want := range []string{"| team-0 | 100 | 150 | 15 | 37.5Gi |", "| team-2 | 100 | 150 | 15 | 37.5Gi |", words.ScenarioHasAll} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text[:2000])
		}
	}
	if strings.Contains(text, "app-007") {
		t.Error("Markdown has each workload")
	}
}
