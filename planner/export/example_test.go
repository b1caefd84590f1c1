package export_test

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/export"
	"podfit/planner/plan"
)

// How must the CNI be configured for a plan?
func Example() {
	s := planner.Default()
	s.CNI.Mode = eni.PrefixDelegation
	q := plan.Question{Workload: planner.Workloads{pods("web", 40, 250, 512)}, Candidates: options(&s), Settings: &s, Groups: 1}
	best := q.Solve(1).Plans[0]
	e, _ := export.Named("cni")
	text, err := e.Write(&export.Request{Plan: &best, Cluster: "shop", Version: "1.35"}, "addon")
	fmt.Print(string(text), err)
	// Output:
	// {
	//   "env": {
	//     "ENABLE_PREFIX_DELEGATION": "true",
	//     "WARM_PREFIX_TARGET": "1"
	//   }
	// }
	// <nil>
}
