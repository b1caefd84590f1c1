package words

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// Little that is left is not rounded to nothing.
func TestUseAmount(t *testing.T) {
	for _, c := range []struct {
		of   density.Limit
		n    int64
		want string
	}{
		{density.LimitCPU, 40, "40m"},
		{density.LimitCPU, 2500, "2.5 vCPU"},
		{density.LimitMemory, 22 * int64(planner.MiB), "22Mi"},
		{density.LimitMemory, 1023 * int64(planner.MiB), "1023Mi"},
		{density.LimitMemory, 3 * int64(planner.GiB) / 2, "1.5Gi"},
		{density.LimitMaxPods, 6798, "6,798"},
	} {
		if got := UseAmount(&plan.Use{Of: c.of}, c.n); got != c.want {
			t.Errorf("%v %d: %q, want %q", c.of, c.n, got, c.want)
		}
	}
}
