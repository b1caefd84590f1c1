package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/plot"
)

// chart is the view of RAM per pod over cost per pod, a point for each type of
// the table, and of pods by the CNI's modes as bars. Its cursor is the table's.
type chart struct {
	basis basis
	// barsAlone gives the bars the page of a screen that is not high enough for both.
	barsAlone bool
	bars      pager
	plot      rect // what the page leaves to the points

	from    plotted
	points  []point // by cost
	missing missing
	x, y    plot.Axis
}

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

var basisVariants = [bases]variant{asSet, onDemand, spot}

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
		text += fmt.Sprintf(" · %s without a price not shown", thousands(n.price))
	}
	if n.pods > 0 {
		text += fmt.Sprintf(" · %s without a pod not shown", thousands(n.pods))
	}
	return text
}

func countTypes(n int) string {
	if n == 1 {
		return "1 type"
	}
	return thousands(n) + " types"
}

func chartKeys() []binding {
	return []binding{
		{inChart, []string{"left", "h"}, "← h", "nearest cheaper point", "", act(func(m *Model) { m.moveOnChart(-1, 0) })},
		{inChart, []string{"right", "l"}, "→ l", "nearest dearer point", "", act(func(m *Model) { m.moveOnChart(1, 0) })},
		{inChart, []string{"up", "k"}, "↑ k", "nearest point with more RAM per pod", "", act(func(m *Model) { m.moveUpChart(1) })},
		{inChart, []string{"down", "j"}, "↓ j", "nearest point with less RAM per pod", "", act(func(m *Model) { m.moveUpChart(-1) })},
		{inChart, []string{"n"}, "n", "next point by cost, hidden ones too", "", act(func(m *Model) { m.stepOnChart(1, anyPoint) })},
		{inChart, []string{"N"}, "N", "previous point by cost", "", act(func(m *Model) { m.stepOnChart(-1, anyPoint) })},
		{inChart, []string{"tab"}, "tab", "next undominated point", "along the line", act(func(m *Model) { m.stepOnChart(1, (*point).undominated) })},
		{inChart, []string{"shift+tab"}, "⇧tab", "previous undominated point", "", act(func(m *Model) { m.stepOnChart(-1, (*point).undominated) })},
		{inChart, []string{"$"}, "$", "cost as bought, on-demand or spot", "on-demand, spot", act((*Model).nextBasis)},
		{inChart, []string{"b"}, "b", "bars by CNI mode, or points", "bars", act((*Model).toggleBars)},
		{inChart, []string{"pgup"}, "PgUp", "bars up", "", act(func(m *Model) { m.scrollPage(-m.chart.bars.height) })},
		{inChart, []string{"pgdown"}, "PgDn", "bars down", "", act(func(m *Model) { m.scrollPage(m.chart.bars.height) })},
		{inChart, []string{"enter"}, "enter", "explain the type", "explain", act((*Model).openExplain)},
		{inChart, []string{"space"}, "space", "mark the type, or take the mark away", "mark", act((*Model).toggleMark)},
		{inChart, []string{"M"}, "M", "take all marks away", "", act((*Model).clearMarks)},
		{inChart, []string{"c"}, "c", "compare the marked types", "compare", act((*Model).openCompare)},
		{inChart, []string{"/"}, "/", "filter types", "", act((*Model).startFilter)},
		{inChart, []string{"a"}, "a", "all types, or those of the default filter", "", act((*Model).toggleAll)},
		{inChart, []string{"esc"}, "esc", "the types", "", act(func(m *Model) { m.showView(mainPage) })},
	}
}

func anyPoint(*point) bool { return true }

// barsBeside is the height of a body that holds points and bars at once.
const barsBeside = 34

func (m *Model) arrangeChart() {
	c, body := &m.chart, m.layout.body
	if now := (plotted{m.types.changes, c.basis, m.settings}); now != c.from {
		c.from = now
		c.points, c.missing = m.plotted()
		c.rescale()
	}
	lines := m.barLines(body.inner().w)
	c.plot = body
	bars := rect{}
	switch {
	case c.barsAlone:
		c.plot, bars = rect{}, body
	case body.h >= barsBeside:
		bars = body
		bars.h = min(body.h*2/5, len(lines)+2)
		c.plot.h -= bars.h
		bars.y += c.plot.h
	}
	c.bars.show(lines, bars.inner().h)
}

// plotted makes the points, by cost, those with the most RAM first.
func (m *Model) plotted() ([]point, missing) {
	var points []point
	var none missing
	cost, ram := column("cost-per-pod"), column("ram-per-pod")
	rows := m.rowsOn(m.chart.basis)
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
func (m *Model) rowsOn(b basis) []density.Option {
	if b == asBought {
		return m.types.rows
	}
	s := basisVariants[b].settings(m.settings)
	bought := make([]density.Option, len(m.types.ranked))
	for i := range bought {
		o := &m.types.ranked[i]
		bought[i] = density.Evaluate(o.Type, o.Offering, s)
	}
	query.Compare(bought, m.types.by)
	by := make(map[string]int, len(bought))
	for i := range bought {
		by[bought[i].Type.Name] = i
	}
	rows := make([]density.Option, len(m.types.rows))
	for i := range rows {
		if k, ranked := by[m.types.rows[i].Type.Name]; ranked {
			rows[i] = bought[k]
		} else {
			rows[i] = density.Evaluate(m.types.rows[i].Type, m.types.rows[i].Offering, s)
		}
	}
	return rows
}

func (c *chart) rescale() {
	if len(c.points) == 0 {
		return
	}
	low, high := c.points[0], c.points[0]
	for _, p := range c.points {
		low.cost, high.cost = min(low.cost, p.cost), max(high.cost, p.cost)
		low.ram, high.ram = min(low.ram, p.ram), max(high.ram, p.ram)
	}
	c.x, c.y = plot.NewAxis(low.cost, high.cost), plot.NewAxis(low.ram, high.ram)
	c.y.Binary = true
}

// current is the point at the table's cursor; -1 where the type there has none.
func (m *Model) currentPoint() int {
	return slices.IndexFunc(m.chart.points, func(p point) bool { return p.row == m.types.list.cursor })
}

func (m *Model) selectPoint(i int) { m.types.list.moveTo(m.chart.points[i].row) }

// stepOnChart goes to the next point by cost that will do; from nowhere to the first.
func (m *Model) stepOnChart(by int, will func(*point) bool) {
	at := m.currentPoint()
	if at < 0 {
		by, at = 1, -1
	}
	for i := at + by; i >= 0 && i < len(m.chart.points); i += by {
		if will(&m.chart.points[i]) {
			m.selectPoint(i)
			return
		}
	}
}

// moveUpChart scrolls the bars where these are alone.
func (m *Model) moveUpChart(by int) {
	if m.chart.barsAlone {
		m.scrollPage(-by)
		return
	}
	m.moveOnChart(0, by)
}

// aside is how many times farther a way across the direction counts.
const aside = 3

// moveOnChart goes to the nearest point in a direction, as far as the eye tells.
func (m *Model) moveOnChart(right, up int) {
	at := m.currentPoint()
	if at < 0 {
		m.stepOnChart(1, anyPoint)
		return
	}
	c := &m.chart
	area := m.plotArea()
	nearest, least := -1, math.Inf(1)
	for i := range c.points {
		dx := (c.x.At(c.points[i].cost) - c.x.At(c.points[at].cost)) * float64(area.w*dotsWide)
		dy := (c.y.At(c.points[i].ram) - c.y.At(c.points[at].ram)) * float64(area.h*dotsHigh)
		ahead := dx*float64(right) + dy*float64(up)
		across := math.Abs(dx*float64(up)) + math.Abs(dy*float64(right))
		if ahead > 0 && ahead+aside*across < least {
			nearest, least = i, ahead+aside*across
		}
	}
	if nearest >= 0 {
		m.selectPoint(nearest)
	}
}

func (m *Model) nextBasis() { m.chart.basis = (m.chart.basis + 1) % bases }

func (m *Model) toggleBars() { m.chart.barsAlone = !m.chart.barsAlone }

// clickChart selects the point nearest to a cell; again, it explains.
func (m *Model) clickChart(x, y int) {
	m.leaveFilter()
	area := m.plotArea()
	if !area.contains(x, y) {
		return
	}
	const near = 3 // cells
	nearest, least := -1, float64(near*dotsWide)
	for i := range m.chart.points {
		px, py := m.chart.place(&m.chart.points[i], area)
		d := math.Hypot(float64(px-((x-area.x)*dotsWide+1)), float64(py-((y-area.y)*dotsHigh+2)))
		if d < least {
			nearest, least = i, d
		}
	}
	switch {
	case nearest < 0:
	case nearest == m.currentPoint():
		m.openExplain()
	default:
		m.selectPoint(nearest)
	}
}
