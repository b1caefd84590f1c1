package tui

import (
	"fmt"
	"slices"
	"testing"

	"podfit/planner"
)

func charted(t *testing.T, width, height int) *screen {
	t.Helper()
	s := newScreen(width, height)
	s.press("5")
	return s
}

func (s *screen) at() string { return s.types.selected().Type.Name }

func TestChartCountsWhatItLacks(t *testing.T) {
	s := charted(t, 120, 32)
	mustHave(t, s.text(), "7 types · 1 without a price not shown", "c6g.xlarge  $1.77 a pod's month · 121Mi RAM per pod · 56 application pods")
	s.press("1 end 5")
	mustHave(t, s.text(), "r9z.xlarge has no point")
	s.press("left")
	if s.at() != "c6g.xlarge" {
		t.Error("from nowhere to", s.at())
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
		{"tab", "r6i.xlarge"}, // past the dominated
		{"tab", "r6i.xlarge"},
		{"n", "m6i.2xlarge"},
		{"N", "r6i.xlarge"},
		{"shift+tab", "m7i-flex.4xlarge"},
	} {
		if s.press(c.key); s.at() != c.at {
			t.Errorf("%s to %s, want %s", c.key, s.at(), c.at)
		}
	}
}

// The points are worked out under the prices of the chart, and others dominate.
func TestChartBySpot(t *testing.T) {
	s := charted(t, 120, 32)
	s.press("$ $")
	mustHave(t, s.text(), "7 types · 1 without a price not shown · spot")
	for _, p := range s.chart.points {
		spot, _ := p.option.Cost.SpotMonth.Value()
		if month, _ := p.option.Cost.Month.Value(); month != spot {
			t.Errorf("%s costs %d, spot %d", p.option.Type.Name, month, spot)
		}
	}
	if !slices.IsSortedFunc(s.chart.points, func(a, b point) int { return int(a.cost*1e6 - b.cost*1e6) }) {
		t.Error("points are not by cost")
	}
	s.press("$")
	mustHave(t, s.text(), "100% on-demand, as bought")
}

// A new filter or setting makes new points.
func TestChartFollowsTheTable(t *testing.T) {
	s := charted(t, 120, 32)
	s.press("/")
	s.write("m6i")
	mustHave(t, s.text(), "3 types")
	s.press("esc a")
	if want := len(testRows) - 1; len(s.chart.points) != want {
		t.Errorf("%d points, want %d", len(s.chart.points), want)
	}
}

func TestChartIsClicked(t *testing.T) {
	s := charted(t, 120, 32)
	area := s.plotArea()
	for i := range s.chart.points {
		p := &s.chart.points[i]
		if i == s.currentPoint() {
			continue
		}
		x, y := s.chart.place(p, area)
		s.click(area.x+x/dotsWide, area.y+y/dotsHigh)
		if s.at() != p.option.Type.Name {
			t.Errorf("a click on %s selects %s", p.option.Type.Name, s.at())
		}
	}
	x, y := s.chart.place(&s.chart.points[s.currentPoint()], area)
	if s.click(area.x+x/dotsWide, area.y+y/dotsHigh); s.page != explainPage {
		t.Error("a second click does not explain")
	}
}

func TestBars(t *testing.T) {
	s := charted(t, 120, 32)
	s.press("b")
	mustHave(t, s.text(), "▸ c6g.xlarge", "56 of 58 max pods", "18 of 18 with SG", "42 of 58 max pods", "108 of 110 max pods")
	s.press("1 down space 5")
	mustHave(t, s.text(), "▸●t3.large", "none: the type does not trunk")
}

func TestCanvas(t *testing.T) {
	k := newCanvas(3, 1)
	k.line(0, 0, 5, 3)
	k.put(1, 0, signBest, inkBest)
	k.put(1, 0, signDominated, inkDominated) // the earlier ink stays
	k.put(9, 9, signBest, inkBest)
	if k.name(1, 0, "no", inkName, inkLine) {
		t.Error("a name over a point")
	}
	styles := (&Model{}).inkStyles()
	if got := k.row(0, &styles); got != "⠑◆⢄" {
		t.Errorf("%q", got)
	}
}

// No variant changes the settings that it is made from.
func TestVariantsLeaveTheSettings(t *testing.T) {
	s := planner.Default()
	s.Capacity.OnDemandPercent = 30
	before := fmt.Sprintf("%+v", s)
	for v := range variants {
		v.settings(&s)
	}
	if after := fmt.Sprintf("%+v", s); after != before {
		t.Errorf("%s\n%s", before, after)
	}
}
