package chartview_test

import (
	"cmp"
	"slices"
	"testing"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/chartview"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func charted(t *testing.T, width, height int) *tuitest.Screen {
	t.Helper()
	s := tuitest.Open(width, height)
	s.Press("5")
	return s
}

func view(s *tuitest.Screen) *chartview.View { return s.Page().(*chartview.View) }

func at(s *tuitest.Screen) string { return s.Rows.Selected().Type.Name }

func TestChartCountsWhatItLacks(t *testing.T) {
	s := charted(t, 120, 32)
	tuitest.Has(t, s.Text(), "7 types · 1 without a price hidden", "c6g.xlarge  $1.77 per pod and month · 121Mi RAM per pod · 56 application pods")
	s.Press("1 end 5")
	tuitest.Has(t, s.Text(), "r9z.xlarge is not on the chart")
	s.Press("left")
	if at(s) != "c6g.xlarge" {
		t.Error("from nowhere to", at(s))
	}
}

func TestChartMoves(t *testing.T) {
	s := charted(t, 120, 32)
	for _, c := range []struct{ key, at string }{
		{"left", "c6g.xlarge"}, // the cheapest already
		{"up", "t3.large"},
		{"right", "m7i-flex.4xlarge"},
		{"right", "m6i.xlarge"},
		{"down", "m6i.large"},
		{"left", "m6i.xlarge"},
		{".", "r6i.xlarge"}, // past the dominated
		{".", "r6i.xlarge"},
		{"n", "m6i.2xlarge"},
		{"N", "r6i.xlarge"},
		{",", "m7i-flex.4xlarge"},
	} {
		if s.Press(c.key); at(s) != c.at {
			t.Errorf("%s to %s, want %s", c.key, at(s), c.at)
		}
	}
}

// The points are worked out under the prices of the chart, and others dominate.
func TestChartBySpot(t *testing.T) {
	s := charted(t, 120, 32)
	s.Press("$ $")
	tuitest.Has(t, s.Text(), "7 types · 1 without a price hidden · spot")
	for _, p := range view(s).Places() {
		spot, _ := p.Option.Cost.SpotMonth.Value()
		if month, _ := p.Option.Cost.Month.Value(); month != spot {
			t.Errorf("%s costs %d, spot %d", p.Option.Type.Name, month, spot)
		}
	}
	if !slices.IsSortedFunc(view(s).Places(), func(a, b chartview.Place) int { return cmp.Compare(a.Cost, b.Cost) }) {
		t.Error("points are not by cost")
	}
	s.Press("$")
	tuitest.Has(t, s.Text(), "100% on-demand, as bought")
}

// A new filter or setting makes new points.
func TestChartFollowsTheTable(t *testing.T) {
	s := charted(t, 120, 32)
	s.Press("/")
	s.Write("m6i")
	tuitest.Has(t, s.Text(), "3 types")
	s.Press("esc a")
	if want := len(tuitest.Types) - 1; len(view(s).Places()) != want {
		t.Errorf("%d points, want %d", len(view(s).Places()), want)
	}
}

func TestChartIsClicked(t *testing.T) {
	s := charted(t, 120, 32)
	for i, p := range view(s).Places() {
		if i == view(s).At(s.Session) {
			continue
		}
		s.Click(p.X, p.Y)
		if at(s) != p.Option.Type.Name {
			t.Errorf("a click on %s selects %s", p.Option.Type.Name, at(s))
		}
	}
	p := view(s).Places()[view(s).At(s.Session)]
	if s.Click(p.X, p.Y); s.At() != screen.Explain {
		t.Error("a second click does not explain")
	}
}

func TestBars(t *testing.T) {
	s := charted(t, 120, 32)
	s.Press("b")
	tuitest.Has(t, s.Text(), "▸ c6g.xlarge", "56 of 58 max pods", "18 of 18 with SG", "42 of 58 max pods", "108 of 110 max pods")
	s.Press("1 down space 5")
	tuitest.Has(t, s.Text(), "▸●t3.large", "none: the type does not support trunk ENIs")
}

// An unknown price is said in words, on the chart as well.
func TestChartNotesUnknownPrices(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Lookups.Offerings = func(string) (func(string) planner.Offering, bool) {
			of, _ := tuitest.Offerings("us-east-1")
			return func(name string) planner.Offering {
				o := of(name)
				o.SpotSaving = planner.Maybe[int]{}
				return o
			}, true
		}
	})
	s.Size(200, 50)
	s.Do("5")
	tuitest.Has(t, s.Text(), "per node and month on-demand · spot unknown")
}
