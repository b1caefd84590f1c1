package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
)

// Parts of the plot besides its area.
const (
	axisWidth  = 10 // labels of RAM per pod and the axis itself
	axisHeight = 2  // the axis of cost and its labels
)

// Lines below the plot: of the type at the cursor, then the legend.
func plotNotes(h int) int {
	if h < 14 {
		return 2
	}
	return 3
}

// plotArea is where points are, on the screen.
func (m *Model) plotArea() rect {
	in := m.chart.plot.inner()
	return rect{in.x + axisWidth, in.y, max(0, in.w-axisWidth-1), max(0, in.h-axisHeight-plotNotes(in.h))}
}

// place is a point's dot in the area.
func (c *chart) place(p *point, area rect) (x, y int) {
	x = int(c.x.At(p.cost) * float64(area.w*dotsWide-1))
	y = int((1 - c.y.At(p.ram)) * float64(area.h*dotsHigh-1))
	return x, y
}

func (m *Model) drawChart() []string {
	c, body := &m.chart, m.layout.body
	if len(m.types.rows) == 0 {
		return m.style.box(body, "Chart", true, append([]string{""}, wrap("  ", m.types.nothing(), body.inner().w)...))
	}
	var lines []string
	if c.plot.h > 0 {
		lines = m.drawPlot()
	}
	if h := body.h - c.plot.h; h > 0 {
		lines = append(lines, m.drawBars(rect{0, 0, body.w, h})...)
	}
	return lines
}

func (m *Model) drawPlot() []string {
	c, in := &m.chart, m.chart.plot.inner()
	rest := " · " + countTypes(len(c.points)) + c.missing.text() + " · " + c.basis.text(m.settings)
	title := "RAM per pod ↑ over cost of a pod's month →" + rest
	if ansi.StringWidth(title) > in.w-3 {
		title = "RAM ↑ cost →" + rest
	}
	if len(c.points) == 0 {
		return m.style.box(c.plot, title, true, []string{"", "  no type of the table has both a price and a pod: $ takes other prices"})
	}
	area := m.plotArea()
	lines := m.plotLines(area)
	lines = append(lines, m.costAxis(area)...)
	notes := append(m.pointNotes(in.w), m.legend())
	return m.style.box(c.plot, title, true, append(lines, notes[:plotNotes(in.h)]...))
}

// plotLines are the points in the area, with the axis of RAM per pod before them.
func (m *Model) plotLines(area rect) []string {
	k := newCanvas(area.w, area.h)
	m.drawFrontier(k, area)
	m.drawPoints(k, area)
	m.drawNames(k, area)
	styles := m.inkStyles()
	labels := m.ramLabels(area)
	lines := make([]string, area.h)
	for y := range lines {
		axis := "│"
		if labels[y] != "" {
			axis = "┤"
		}
		lines[y] = paint(m.style.dim, fitRight(labels[y], axisWidth-2)+" "+axis) + k.row(y, &styles)
	}
	return lines
}

func (m *Model) inkStyles() [inks]lipgloss.Style {
	s := &m.style
	return [inks]lipgloss.Style{
		inkLine: s.dim, inkDominated: unstyled, inkBest: s.accent, inkMarked: s.changed,
		inkCursor: s.selected, inkName: s.dim, inkCursorName: s.title,
	}
}

// drawFrontier joins the undominated.
func (m *Model) drawFrontier(k *canvas, area rect) {
	lastX, lastY := -1, -1
	for i := range m.chart.points {
		p := &m.chart.points[i]
		if !p.undominated() {
			continue
		}
		x, y := m.chart.place(p, area)
		if lastX >= 0 {
			k.line(lastX, lastY, x, y)
		}
		lastX, lastY = x, y
	}
}

// Signs of points.
const (
	signDominated = '◦'
	signSeveral   = 'o'
	signBest      = '◆'
	signMarked    = '●'
	signCursor    = '◉'
)

func (m *Model) drawPoints(k *canvas, area rect) {
	at := m.currentPoint()
	for i := range m.chart.points {
		p := &m.chart.points[i]
		x, y := m.chart.place(p, area)
		x, y = x/dotsWide, y/dotsHigh
		switch {
		case i == at:
			k.put(x, y, signCursor, inkCursor)
		case m.marks.has(p.option.Type.Name):
			k.put(x, y, signMarked, inkMarked)
		case p.undominated():
			k.put(x, y, signBest, inkBest)
		case k.has(x, y, inkDominated):
			k.put(x, y, signSeveral, inkDominated)
		default:
			k.put(x, y, signDominated, inkDominated)
		}
	}
}

func (k *canvas) has(x, y int, i ink) bool {
	return x >= 0 && y >= 0 && x < k.w && y < k.h && k.ink[y*k.w+x] == i
}

// drawNames writes the name at the cursor, wherever it may stand, then those of
// marked and undominated points where they hide nothing.
func (m *Model) drawNames(k *canvas, area rect) {
	at := m.currentPoint()
	if at >= 0 {
		m.drawName(k, area, &m.chart.points[at], inkCursorName, inkMarked)
	}
	for _, wanted := range []func(*point) bool{
		func(p *point) bool { return m.marks.has(p.option.Type.Name) },
		(*point).undominated,
	} {
		for i := range m.chart.points {
			if p := &m.chart.points[i]; i != at && wanted(p) {
				m.drawName(k, area, p, inkName, blank)
			}
		}
	}
}

// drawName tries both sides of a point, then below and above it.
func (m *Model) drawName(k *canvas, area rect, p *point, i, under ink) {
	name := p.option.Type.Name
	if i == inkCursorName {
		name = " " + name + " " // which sets it off from the points that it hides
	}
	x, y := m.chart.place(p, area)
	x, y = x/dotsWide, y/dotsHigh
	right, left := x+2, x-1-len(name)
	if i == inkCursorName {
		right, left = x+1, x-len(name)
	}
	for _, at := range []struct{ x, y int }{{right, y}, {left, y}, {x + 1, y + 1}, {x - len(name), y - 1}} {
		if k.name(at.x, at.y, name, i, under) {
			return
		}
	}
}

// ramLabels are the labels of the axis, by line.
func (m *Model) ramLabels(area rect) []string {
	labels := make([]string, area.h)
	for _, v := range m.chart.y.Ticks(area.h / 2) {
		y := int((1-m.chart.y.At(v))*float64(area.h*dotsHigh-1)) / dotsHigh
		if y >= 0 && y < area.h {
			labels[y] = words.Memory(planner.Memory(v * float64(planner.MiB)))
		}
	}
	return labels
}

// costAxis is the axis below the plot, with its labels.
func (m *Model) costAxis(area rect) []string {
	axis := []rune(strings.Repeat("─", area.w))
	var labels strings.Builder
	for _, v := range m.chart.x.Ticks(area.w / 11) {
		x := int(m.chart.x.At(v)*float64(area.w*dotsWide-1)) / dotsWide
		label := m.money(v)
		from := x - ansi.StringWidth(label)/2
		used := ansi.StringWidth(labels.String())
		if x < 0 || x >= area.w || from < used+min(used, 1) || from+ansi.StringWidth(label) > area.w {
			continue
		}
		axis[x] = '┬'
		labels.WriteString(spaces(from-used) + label)
	}
	return []string{
		paint(m.style.dim, spaces(axisWidth-1)+"└"+string(axis)),
		paint(m.style.dim, spaces(axisWidth)+labels.String()),
	}
}

// money writes an amount in the currency of the region.
func (m *Model) money(amount float64) string {
	currency := ""
	if r := m.chart.points[0].option.Offering.Region; r != nil {
		currency = r.Currency
	}
	return words.Money(planner.Money(amount*float64(planner.Unit)+0.5), currency)
}

func (m *Model) legend() string {
	return paint(m.style.dim, fmt.Sprintf(" %c at the cursor  %c undominated, joined  %c dominated  %c several  %c marked",
		signCursor, signBest, signDominated, signSeveral, signMarked))
}

// pointNotes are two lines on the type at the cursor.
func (m *Model) pointNotes(width int) []string {
	at := m.currentPoint()
	if at < 0 {
		note := " no type at the cursor: arrows go to the cheapest"
		if o := m.types.selected(); o != nil {
			note = " " + o.Type.Name + " has no point, as its price or its pods are unknown: arrows go to the cheapest"
		}
		return []string{fit(note, width), ""}
	}
	p := &m.chart.points[at]
	o := p.option
	figures := []string{
		column("cost-per-pod").Cell(o) + " a pod's month", column("ram-per-pod").Cell(o) + " RAM per pod",
		column("app-pods").Cell(o) + " application pods", knownAmount("on-demand", o, " a node's month on-demand"), knownAmount("spot", o, " spot"),
	}
	if o.Settings.Pod.Given() {
		figures[2] = column("pods").Cell(o) + " pods fit" + bind(o.LimitedBy)
	}
	judgement := "undominated: none offers as much RAM per pod for less"
	if !p.undominated() {
		judgement = "dominated by " + o.DominatedBy
		if !slices.ContainsFunc(m.types.rows, func(r density.Option) bool { return r.Type.Name == o.DominatedBy }) {
			judgement += ", which the filter hides"
		}
	}
	return []string{
		fit(" "+paint(m.style.title, o.Type.Name)+"  "+strings.Join(figures, " · "), width),
		fit(" "+judgement+m.samePlace(at), width),
	}
}

// knownAmount is a figure and what it is of, or that it is unknown.
func knownAmount(name string, o *density.Option, of string) string {
	cell := column(name).Cell(o)
	if cell == words.Unknown {
		return strings.TrimSpace(of) + " unknown"
	}
	return cell + of
}

// samePlace names the types whose points the one at the cursor hides.
func (m *Model) samePlace(at int) string {
	area := m.plotArea()
	cell := func(i int) (int, int) {
		x, y := m.chart.place(&m.chart.points[i], area)
		return x / dotsWide, y / dotsHigh
	}
	x, y := cell(at)
	var names []string
	for i := range m.chart.points {
		if px, py := cell(i); i != at && px == x && py == y {
			names = append(names, m.chart.points[i].option.Type.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.SortFunc(names, planner.CompareNames)
	return " · n, N: at the same place " + strings.Join(names, ", ")
}
