package query_test

import (
	"fmt"

	"podfit/planner/query"
	"podfit/planner/sample"
)

// Which types of the m and r families have up to 8 vCPUs, and which is cheapest per
// pod?
func Example() {
	filter, err := query.ParseFilter("family=m,r vcpus<=8 arch=amd64 gen=current")
	if err != nil {
		fmt.Println(err)
		return
	}
	options := filter.Select(sample.Options())
	by, _ := query.FieldNamed("cost-per-pod")
	query.Compare(options, by)
	for i := range options {
		o := &options[i]
		cost, _ := by.Number(o)
		fmt.Printf("%s: %.2f USD a month for each pod; dominated by %q\n", o.Type.Name, cost, o.DominatedBy)
	}
	// Output:
	// m5.xlarge: 2.50 USD a month for each pod; dominated by ""
	// m5.large: 2.60 USD a month for each pod; dominated by "m5.xlarge"
	// m5d.large: 3.06 USD a month for each pod; dominated by "m5.xlarge"
	// r5.xlarge: 3.29 USD a month for each pod; dominated by ""
	// m5.2xlarge: 5.01 USD a month for each pod; dominated by "r5.xlarge"
}
