package share_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/share"
)

// What each namespace of a plan costs.
func Example() {
	w := planner.Workloads{sample.Pods("shop/web", 5, 500, 1024), sample.Pods("pay/api", 2, 250, 2048)}
	found := sample.Question(w, sample.Settings(), "m5.large", "m5.xlarge").Solve(1)
	for _, l := range share.ToCents(share.Of(&found.Plans[0], w, share.By{What: share.Namespace}.Key)) {
		fmt.Printf("%s: %d pods, $%.2f and $%.2f idle\n", l.Key, l.Pods, l.RequestedMonth.Or(0).Float(), l.IdleMonth.Or(0).Float())
	}
	// Output:
	// shop: 5 pods, $91.31 and $7.08 idle
	// pay: 2 pods, $38.76 and $3.01 idle
}
