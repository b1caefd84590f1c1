package words

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

func TestWorse(t *testing.T) {
	of := func(nodes, groups int, month planner.Maybe[planner.Money]) *plan.Plan {
		p := &plan.Plan{Nodes: nodes, Currency: "USD", Month: month}
		for range groups {
			p.Groups = append(p.Groups, plan.NodeGroup{Option: &density.Option{Offering: planner.Offering{Region: &planner.Region{Currency: "USD"}}}})
		}
		return p
	}
	first := of(10, 1, planner.Known(200*planner.Unit))
	for _, c := range []struct {
		plan *plan.Plan
		says string
	}{
		{of(11, 1, planner.Known(210*planner.Unit)), "$10.00 more (+5.0%), 1 node more"},
		{of(8, 1, planner.Known(300*planner.Unit)), "$100.00 more (+50.0%), 2 nodes fewer"},
		{of(12, 1, planner.Known(190*planner.Unit)), "$10.00 less (-5.0%), 2 nodes more"},
		{of(10, 2, planner.Known(200*planner.Unit)), "equally good, with one more group"},
		{of(10, 1, planner.Known(200*planner.Unit)), "equally good"},
		{of(11, 1, planner.Maybe[planner.Money]{}), "1 node more"},
	} {
		if got := Worse(c.plan, first); got != c.says {
			t.Errorf("%s, want %s", got, c.says)
		}
	}
}

func TestSums(t *testing.T) {
	for text, want := range map[string]string{
		Cores(40_250): "40.3", Cores(18_881_900): "18,881.9", Cores(1_000_000_000): "1,000,000",
		GiB(80*planner.GiB + 512*planner.MiB): "80.5Gi", GiB(999 * planner.GiB): "999Gi",
	} {
		if text != want {
			t.Errorf("%s, want %s", text, want)
		}
	}
}
