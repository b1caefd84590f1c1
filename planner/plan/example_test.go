package plan_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// Which nodes hold 40 web pods and a database in three zones, and survive the loss
// of a zone?
func Example() {
	s := planner.Default()
	q := plan.Question{
		Settings: &s, Groups: 2, Zones: 3, Spare: plan.SpareZone,
		Workload: planner.Workloads{
			{Name: "web", Replicas: 40, MaxReplicas: 60, Request: planner.Resources{CPU: 250, Memory: 512 * planner.MiB}},
			{Name: "db", Replicas: 3, OnePerNode: true, Volumes: 1, Request: planner.Resources{CPU: 1000, Memory: 4 * planner.GiB}},
			{Name: "train", Replicas: 1, Extended: map[string]int64{planner.GPUResource: 1}},
		},
	}
	for _, name := range []string{"m5.large", "m5.xlarge", "m5.2xlarge"} {
		q.Candidates = append(q.Candidates, density.Evaluate(sample.Type(name), sample.Offering(name, sample.Virginia), &s))
	}

	answer := q.Solve(1)
	p := answer.Plans[0]
	for _, g := range p.Groups {
		fmt.Printf("%d × %s in zone %d, up to %d\n", g.Nodes, g.Option.Type.Name, g.Zone, g.MaxNodes)
	}
	month, _ := p.Month.Value()
	fmt.Printf("%.2f USD a month\n", month.Float())
	for _, u := range answer.Unplaced {
		fmt.Printf("%d of %s unplaced: needs %d %v, has %d\n", u.Replicas, u.Workload, u.Reason.Need, u.Reason.Limit, u.Reason.Have)
	}
	fmt.Printf("%T %+v\n", answer.Warnings[0], answer.Warnings[0])
	// Output:
	// 1 × m5.large in zone 1, up to 1
	// 1 × m5.xlarge in zone 1, up to 3
	// 2 × m5.xlarge in zone 2, up to 3
	// 2 × m5.xlarge in zone 3, up to 3
	// 0 × m5.large in zone 2, up to 1
	// 770.88 USD a month
	// 1 of train unplaced: needs 1 GPUs, has 0
	// plan.PartOfTheMonth {Workloads:[web]}
}
