package answer_test

import (
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/whatif"
)

// The plan as it is set is the cheapest: what is recommended instead is said, if it costs more.
func TestWhatIfRecommended(t *testing.T) {
	const month = 100_000_000
	for _, c := range []struct {
		recommended planner.Maybe[planner.Money]
		want        string
	}{
		{planner.Known[planner.Money](month), ""},
		{planner.Maybe[planner.Money]{}, ""},
		{planner.Known[planner.Money](month + month/50), "the recommended plan costs "},
	} {
		a := whatif.Asked{Line: whatif.AsSet, Recommended: c.recommended, Same: true}
		a.Found.Plans = []plan.Plan{{Month: planner.Known[planner.Money](month)}}
		_, needs := answer.PlannedWhatIf(&a, &whatif.Case{}, answer.Query{})
		if got := strings.Join(needs, "; "); !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%v: %q, want %q", c.recommended, got, c.want)
		}
	}
}
