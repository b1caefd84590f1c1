package page_test

import (
	"bytes"
	"fmt"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/page"
	"podfit/planner/report/reporttest"
)

func Example() {
	s := planner.Default()
	q := plan.Question{
		Workload: planner.Workloads{reporttest.Pods("web", 40, 250, 512)}, Settings: &s, Groups: 1, Zones: 3,
		Candidates: reporttest.Evaluate(&s, reporttest.M5Large, reporttest.R5Xlarge),
	}
	found := fargate.Answer{Answer: q.Solve(1)}
	p := page.Page{Question: q, Plans: report.NewPlans(answer.Query{Settings: &s}, found, q.Candidates), Program: "podfit"}
	var b bytes.Buffer
	if err := p.Write(&b, "markdown"); err != nil {
		fmt.Println(err)
	}
	for line := range bytes.Lines(b.Bytes()) {
		if bytes.HasPrefix(line, []byte("# ")) || bytes.HasPrefix(line, []byte("**")) {
			fmt.Printf("%s", line)
		}
	}
	// Output:
	// # Amazon EKS node groups in us-east-1
	// **Which EKS node groups in us-east-1 hold these 40 pods for the least money?**
	// **The cheapest plan is 6 × m5.large: 6 nodes for $420.48 a month. Limited by CPU on m5.large (94% used); lower bound: $400.46 a month; plan 1 is 5.00% above it.**
}
