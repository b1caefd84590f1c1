package fargate_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/sample"
)

// Is it cheaper to run the short jobs on Fargate?
func Example() {
	s, stop := planner.Default(), planner.Rollout{Recreate: true}
	q := sample.Question(planner.Workloads{
		{Name: "web", Replicas: 3, Request: planner.Resources{CPU: 510, Memory: 512 * planner.MiB}, Rollout: stop},
		{Name: "jobs", Replicas: 2, Request: planner.Resources{CPU: 1000, Memory: 4 * planner.GiB}, HoursPerMonth: 10, Rollout: stop},
	}, &s, "m5.large")
	prices := fargate.Prices{VCPUHour: planner.Known[planner.Money](40_480), GBHour: planner.Known[planner.Money](4_445)}

	answer := fargate.Solve(q, prices, fargate.Choice{Policy: fargate.Cheaper}, 1)
	for _, k := range answer.Fargate.Workloads {
		month, nodes, hours := k.Month.Or(0), k.NodesMonth.Or(0), k.BreakEven.Or(0)
		fmt.Printf("%s: %.2f USD on Fargate, %.2f on nodes, as much at %.0f hours a month\n", k.Workload.Name, month.Float(), nodes.Float(), hours)
	}
	total := answer.Fargate.Total(answer.Plans[0].Month).Or(0)
	fmt.Printf("%v on Fargate: %.2f USD instead of %.2f\n", answer.Fargate.Moved(), total.Float(), answer.Fargate.NodesAlone.Or(0).Float())
	// Output:
	// web: 108.12 USD on Fargate, 77.91 on nodes, as much at 526 hours a month
	// jobs: 1.25 USD on Fargate, 132.33 on nodes, as much at 1055 hours a month
	// [jobs] on Fargate: 71.33 USD instead of 210.24
}
