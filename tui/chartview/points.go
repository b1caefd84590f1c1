package chartview

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/plot"
	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// plotted is what points were made from.
type plotted struct {
	changes  int
	basis    basis
	settings *planner.Settings
}

// basis is how the nodes of the chart are bought.
type basis uint8

const (
	asBought basis = iota
	byOnDemand
	bySpot
	bases
)

var basisVariants = [bases]settings.Variant{settings.AsSet, settings.OnDemand, settings.Spot}

// settings are those under which the nodes are bought so.
func (b basis) settings(of *planner.Settings) *planner.Settings {
	bought := basisVariants[b].Over(*of)
	return &bought
}

func (b basis) text(s *planner.Settings) string {
	switch b {
	case byOnDemand:
		return "on-demand"
	case bySpot:
		return "spot"
	}
	return fmt.Sprintf("%d%% on-demand, as bought", s.Capacity.OnDemandPercent)
}

// point is a row of the table with its two figures.
type point struct {
	row       int
	option    *density.Option
	cost, ram float64
}

func (p *point) undominated() bool { return p.option.DominatedBy == "" }

// missing are the types of the table that have no point.
type missing struct{ price, pods int }

func (n missing) text() string {
	text := ""
	if n.price > 0 {
		text += fmt.Sprintf(" · %s without a price hidden", widget.Thousands(n.price))
	}
	if n.pods > 0 {
		text += fmt.Sprintf(" · %s without room for a pod hidden", widget.Thousands(n.pods))
	}
	return text
}

// plotted makes the points, by cost, those with the most RAM first.
func (v *View) plotted(s *screen.Session) ([]point, missing) {
	var points []point
	var none missing
	cost, ram := screen.Column("cost-per-pod"), screen.Column("ram-per-pod")
	rows := rowsOn(s, v.basis)
	for i := range rows {
		p := point{row: i, option: &rows[i]}
		var costKnown, ramKnown bool
		p.cost, costKnown = cost.Number(p.option)
		p.ram, ramKnown = ram.Number(p.option)
		switch {
		case !ramKnown:
			none.pods++
		case !costKnown:
			none.price++
		default:
			points = append(points, p)
		}
	}
	slices.SortStableFunc(points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), -cmp.Compare(a.ram, b.ram))
	})
	return points, none
}

// rowsOn are the rows of the table, bought in another way: then others dominate.
func rowsOn(s *screen.Session, b basis) []density.Option {
	if b == asBought {
		return s.Rows.Rows
	}
	under := b.settings(s.Settings)
	bought := make([]density.Option, len(s.Rows.Ranked))
	for i := range bought {
		o := &s.Rows.Ranked[i]
		bought[i] = density.Evaluate(o.Type, o.Offering, under)
	}
	query.Compare(bought, s.Rows.By)
	by := make(map[string]int, len(bought))
	for i := range bought {
		by[bought[i].Type.Name] = i
	}
	rows := make([]density.Option, len(s.Rows.Rows))
	for i := range rows {
		if k, ranked := by[s.Rows.Rows[i].Type.Name]; ranked {
			rows[i] = bought[k]
		} else {
			rows[i] = density.Evaluate(s.Rows.Rows[i].Type, s.Rows.Rows[i].Offering, under)
		}
	}
	return rows
}

func (v *View) rescale() {
	if len(v.points) == 0 {
		return
	}
	low, high := v.points[0], v.points[0]
	for _, p := range v.points {
		low.cost, high.cost = min(low.cost, p.cost), max(high.cost, p.cost)
		low.ram, high.ram = min(low.ram, p.ram), max(high.ram, p.ram)
	}
	v.x, v.y = plot.NewAxis(low.cost, high.cost), plot.NewAxis(low.ram, high.ram)
	v.y.Binary = true
}

// current is the point at the table's cursor; -1 where the type there has none.
func (v *View) currentPoint(s *screen.Session) int {
	return slices.IndexFunc(v.points, func(p point) bool { return p.row == s.Rows.List.Cursor })
}

func (v *View) selectPoint(s *screen.Session, i int) { s.Rows.List.MoveTo(v.points[i].row) }

// step goes to the next point by cost that will do; from nowhere to the first.
func (v *View) step(s *screen.Session, by int, will func(*point) bool) {
	at := v.currentPoint(s)
	if at < 0 {
		by, at = 1, -1
	}
	for i := at + by; i >= 0 && i < len(v.points); i += by {
		if will(&v.points[i]) {
			v.selectPoint(s, i)
			return
		}
	}
}

// aside is how many times farther a way across the direction counts.
const aside = 3

// move goes to the nearest point in a direction, as far as the eye tells.
func (v *View) move(s *screen.Session, right, up int) {
	at := v.currentPoint(s)
	if at < 0 {
		v.step(s, 1, anyPoint)
		return
	}
	area := v.plotArea()
	nearest, least := -1, math.Inf(1)
	for i := range v.points {
		dx := (v.x.At(v.points[i].cost) - v.x.At(v.points[at].cost)) * float64(area.W*widget.DotsWide)
		dy := (v.y.At(v.points[i].ram) - v.y.At(v.points[at].ram)) * float64(area.H*widget.DotsHigh)
		ahead := dx*float64(right) + dy*float64(up)
		across := math.Abs(dx*float64(up)) + math.Abs(dy*float64(right))
		if ahead > 0 && ahead+aside*across < least {
			nearest, least = i, ahead+aside*across
		}
	}
	if nearest >= 0 {
		v.selectPoint(s, nearest)
	}
}
