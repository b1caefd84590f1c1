package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	"podfit/planner/report/words"
	"podfit/planner/share"
)

// teams are workloads of several namespaces, with labels and without; one has a value that
// no terminal may obey, and one an empty one.
func teams() planner.Workloads {
	labelled := func(k planner.Workload, team string) planner.Workload {
		k.Labels = map[string]string{"team": team}
		return k
	}
	return planner.Workloads{
		labelled(reporttest.Pods("shop/web", 20, 250, 512), "front"), labelled(reporttest.Pods("shop/cart", 7, 300, 900), ""),
		labelled(reporttest.Pods("pay/api", 9, 500, 1100), "p\x1bay"), reporttest.Pods("batch", 3, 900, 3000),
	}
}

func shared(w planner.Workloads, by share.By) report.Plans {
	s := planner.Default()
	s.Capacity.ClusterAdder = 73 * planner.Unit
	p := planned(&s, w, func(q *plan.Question) { q.Spare = plan.SpareNode }, reporttest.M5Large, reporttest.R5Xlarge)
	p.ShareBy(by)
	return p
}

// What podfit plan --by-namespace writes, in each format.
func TestShareFormats(t *testing.T) {
	for _, format := range report.Formats {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			p := shared(teams(), share.By{})
			if err := p.Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// Each sort of shares, and those of plans without a price or a pod.
func TestShareCases(t *testing.T) {
	unpriced := planner.Default()
	noPrice := planned(&unpriced, teams(), func(q *plan.Question) { q.Objective = plan.LeastNodes }, reporttest.Trn248xlarge)
	noPrice.ShareBy(share.By{})
	nothing := planned(&unpriced, planner.Workloads{reporttest.Pods("a/huge", 5, 9000, 1)}, asked, reporttest.M5Large)
	nothing.ShareBy(share.By{})
	for _, c := range []struct {
		name   string
		format string
		plans  report.Plans
	}{
		{"label", "table", shared(teams(), share.By{What: share.Label, Label: "team"})},
		{"label", "csv", shared(teams(), share.By{What: share.Label, Label: "team"})},
		{"pool", "table", shared(teams(), share.By{What: share.Pool})},
		{"workload", "table", shared(teams(), share.By{What: share.Workload})},
		{"unpriced", "table", noPrice},
		{"unpriced", "csv", noPrice},
		{"none", "table", nothing},
		{"none", "json", nothing},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.plans.Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// What a person adds up is the total that stands below, and that of the plan.
func TestShareColumnsAddUp(t *testing.T) {
	for _, by := range []share.By{{}, {What: share.Pool}, {What: share.Workload}, {What: share.Label, Label: "team"}} {
		p := shared(teams(), by)
		g := p.Shares()
		for _, column := range []string{"REQUESTED-COST", "IDLE-COST", "COST"} {
			at, sum := indexOf(t, g.Titles, column), int64(0)
			for _, row := range g.Rows[:len(g.Rows)-1] {
				sum += cents(t, row[at])
			}
			if all := cents(t, g.Rows[len(g.Rows)-1][at]); sum != all {
				t.Errorf("by %v: %s adds up to %d cents, not to %d", by, column, sum, all)
			}
		}
		if all, total := g.Rows[len(g.Rows)-1][indexOf(t, g.Titles, "COST")], words.PlanMoney(p.Found.Plans[0].Month, &p.Found.Plans[0]); all != total {
			t.Errorf("by %v: %s of a plan of %s", by, all, total)
		}
	}
}

func indexOf(t *testing.T, titles []string, title string) int {
	for i := range titles {
		if titles[i] == title {
			return i
		}
	}
	t.Fatalf("%v have no %s", titles, title)
	return 0
}

func cents(t *testing.T, text string) (n int64) {
	for _, digit := range strings.ReplaceAll(strings.TrimPrefix(text, "$"), ".", "") {
		if digit < '0' || digit > '9' {
			t.Fatalf("%q is no money", text)
		}
		n = 10*n + int64(digit-'0')
	}
	return n
}

// Scenarios side by side, by namespace: the same plan has no differences, another team's
// pods are its own.
func TestDiffOfShares(t *testing.T) {
	scenario := func(file string, w planner.Workloads, change func(*planner.Settings), rows ...reporttest.Row) answer.Planned {
		s := planner.Default()
		change(&s)
		p := scenarioOf(file, &s, w, nil, rows...)
		p.ShareBy = planner.Known(share.By{})
		return p
	}
	plain := func(*planner.Settings) {}
	before := func() answer.Planned { return scenario("before.yaml", teams(), plain, reporttest.M5Large) }
	more := teams()[1:]
	more = append(more, reporttest.Pods("data/jobs", 12, 800, 2000))
	after := scenario("after.yaml", more, plain, reporttest.M5Large)
	beijing := scenario("beijing.yaml", teams(), func(s *planner.Settings) { s.Region = reporttest.Beijing.Name }, reporttest.M5Large)
	none := scenario("unpriced.yaml", teams(), plain, reporttest.Trn248xlarge)
	none.Question.Objective = plan.LeastNodes
	none.Found = fargate.Answer{Answer: none.Question.Solve(1)}
	for _, c := range []struct {
		name, format string
		planned      []answer.Planned
	}{
		{"two", "table", []answer.Planned{before(), after}},
		{"two", "json", []answer.Planned{before(), after}},
		{"two", "csv", []answer.Planned{before(), after}},
		{"two", "markdown", []answer.Planned{before(), after}},
		{"three", "table", []answer.Planned{before(), after, before()}},
		{"yuan", "table", []answer.Planned{before(), beijing}},
		{"unpriced", "table", []answer.Planned{before(), none}},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			d := report.NewDiffs(c.planned)
			if err := d.Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
	same := report.NewDiffs([]answer.Planned{before(), before()})
	for _, row := range same.ShareRows() {
		if row.Differences[1] != "0" {
			t.Errorf("%s differs by %s", row.Name, row.Differences[1])
		}
	}
}
