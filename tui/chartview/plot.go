package chartview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// The inks of the plot; of two, the later one stays.
const (
	inkDominated = widget.Line + 1 + iota
	inkBest
	inkMarked
	inkCursor
	inkName
	inkCursorName
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
func (v *View) plotArea() widget.Rect {
	in := v.plot.Inner()
	return widget.Rect{X: in.X + axisWidth, Y: in.Y, W: max(0, in.W-axisWidth-1), H: max(0, in.H-axisHeight-plotNotes(in.H))}
}

// place is a point's dot in the area.
func (v *View) place(p *point, area widget.Rect) (x, y int) {
	x = int(v.x.At(p.cost) * float64(area.W*widget.DotsWide-1))
	y = int((1 - v.y.At(p.ram)) * float64(area.H*widget.DotsHigh-1))
	return x, y
}

func (v *View) drawPlot(s *screen.Session) []string {
	in := v.plot.Inner()
	rest := " · " + widget.Count(len(v.points), "type") + v.missing.text() + " · " + v.basis.text(s.Settings)
	title := "RAM per pod ↑ by cost per pod and month →" + rest
	if ansi.StringWidth(title) > in.W-3 {
		title = "RAM ↑ cost →" + rest
	}
	if len(v.points) == 0 {
		return s.Style.Box(v.plot, title, !s.InSettings, []string{"", "  no type in the table has both a price and room for a pod: press $ for other prices"})
	}
	area := v.plotArea()
	lines := v.plotLines(s, area)
	lines = append(lines, v.costAxis(s, area)...)
	notes := append(v.pointNotes(s, in.W), legend(s))
	return s.Style.Box(v.plot, title, !s.InSettings, append(lines, notes[:plotNotes(in.H)]...))
}

// plotLines are the points in the area, with the axis of RAM per pod before them.
func (v *View) plotLines(s *screen.Session, area widget.Rect) []string {
	k := widget.NewCanvas(area.W, area.H)
	v.drawFrontier(k, area)
	v.drawPoints(s, k, area)
	v.drawNames(s, k, area)
	styles := inkStyles(&s.Style)
	labels := v.ramLabels(area)
	lines := make([]string, area.H)
	for y := range lines {
		axis := "│"
		if labels[y] != "" {
			axis = "┤"
		}
		lines[y] = widget.Paint(s.Style.Dim, widget.FitRight(labels[y], axisWidth-2)+" "+axis) + k.Row(y, styles)
	}
	return lines
}

func inkStyles(s *widget.Style) []widget.Pen {
	return []widget.Pen{
		widget.Line: s.Dim, inkDominated: widget.Unstyled, inkBest: s.Accent, inkMarked: s.Changed,
		inkCursor: s.Selected, inkName: s.Dim, inkCursorName: s.Title,
	}
}

// drawFrontier joins the undominated.
func (v *View) drawFrontier(k *widget.Canvas, area widget.Rect) {
	lastX, lastY := -1, -1
	for i := range v.points {
		p := &v.points[i]
		if !p.undominated() {
			continue
		}
		x, y := v.place(p, area)
		if lastX >= 0 {
			k.Line(lastX, lastY, x, y)
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

func (v *View) drawPoints(s *screen.Session, k *widget.Canvas, area widget.Rect) {
	at := v.currentPoint(s)
	for i := range v.points {
		p := &v.points[i]
		x, y := v.place(p, area)
		x, y = x/widget.DotsWide, y/widget.DotsHigh
		switch {
		case i == at:
			k.Put(x, y, signCursor, inkCursor)
		case s.Marks.Has(p.option.Type.Name):
			k.Put(x, y, signMarked, inkMarked)
		case p.undominated():
			k.Put(x, y, signBest, inkBest)
		case k.Has(x, y, inkDominated):
			k.Put(x, y, signSeveral, inkDominated)
		default:
			k.Put(x, y, signDominated, inkDominated)
		}
	}
}

// drawNames writes the name at the cursor, wherever it may stand, then those of
// marked and undominated points where they hide nothing.
func (v *View) drawNames(s *screen.Session, k *widget.Canvas, area widget.Rect) {
	at := v.currentPoint(s)
	if at >= 0 {
		v.drawName(k, area, &v.points[at], inkCursorName, inkMarked)
	}
	for _, wanted := range []func(*point) bool{
		func(p *point) bool { return s.Marks.Has(p.option.Type.Name) },
		(*point).undominated,
	} {
		for i := range v.points {
			if p := &v.points[i]; i != at && wanted(p) {
				v.drawName(k, area, p, inkName, widget.Blank)
			}
		}
	}
}

// drawName tries both sides of a point, then below and above it.
func (v *View) drawName(k *widget.Canvas, area widget.Rect, p *point, i, under widget.Ink) {
	name := p.option.Type.Name
	if i == inkCursorName {
		name = " " + name + " " // which sets it off from the points that it hides
	}
	x, y := v.place(p, area)
	x, y = x/widget.DotsWide, y/widget.DotsHigh
	right, left := x+2, x-1-len(name)
	if i == inkCursorName {
		right, left = x+1, x-len(name)
	}
	for _, at := range []struct{ x, y int }{{right, y}, {left, y}, {x + 1, y + 1}, {x - len(name), y - 1}} {
		if k.Name(at.x, at.y, name, i, under) {
			return
		}
	}
}

// ramLabels are the labels of the axis, by line.
func (v *View) ramLabels(area widget.Rect) []string {
	labels := make([]string, area.H)
	for _, tick := range v.y.Ticks(area.H / 2) {
		y := int((1-v.y.At(tick))*float64(area.H*widget.DotsHigh-1)) / widget.DotsHigh
		if y >= 0 && y < area.H {
			labels[y] = words.ReadableMemory(planner.Memory(tick * float64(planner.MiB)))
		}
	}
	return labels
}

// costAxis is the axis below the plot, with its labels.
func (v *View) costAxis(s *screen.Session, area widget.Rect) []string {
	axis := []rune(strings.Repeat("─", area.W))
	var labels strings.Builder
	for _, tick := range v.x.Ticks(area.W / 11) {
		x := int(v.x.At(tick)*float64(area.W*widget.DotsWide-1)) / widget.DotsWide
		label := v.money(tick)
		from := x - ansi.StringWidth(label)/2
		used := ansi.StringWidth(labels.String())
		if x < 0 || x >= area.W || from < used+min(used, 1) || from+ansi.StringWidth(label) > area.W {
			continue
		}
		axis[x] = '┬'
		labels.WriteString(widget.Spaces(from-used) + label)
	}
	return []string{
		widget.Paint(s.Style.Dim, widget.Spaces(axisWidth-1)+"└"+string(axis)),
		widget.Paint(s.Style.Dim, widget.Spaces(axisWidth)+labels.String()),
	}
}

// money writes an amount in the currency of the region.
func (v *View) money(amount float64) string {
	currency := ""
	if r := v.points[0].option.Offering.Region; r != nil {
		currency = r.Currency
	}
	return words.Money(planner.Money(amount*float64(planner.Unit)+0.5), currency)
}

func legend(s *screen.Session) string {
	return widget.Paint(s.Style.Dim, fmt.Sprintf(" %c at the cursor  %c undominated, joined  %c dominated  %c several  %c marked",
		signCursor, signBest, signDominated, signSeveral, signMarked))
}

// pointNotes are two lines on the type at the cursor.
func (v *View) pointNotes(s *screen.Session, width int) []string {
	at := v.currentPoint(s)
	if at < 0 {
		note := " no type at the cursor: an arrow key goes to the cheapest type"
		if o := s.Rows.Selected(); o != nil {
			note = " " + o.Type.Name + " is not on the chart: its price or its pods are unknown; an arrow key goes to the cheapest type"
		}
		return []string{widget.Fit(note, width), ""}
	}
	p := &v.points[at]
	o := p.option
	figures := []string{
		screen.Column("cost-per-pod").Cell(o) + " per pod and month", screen.Column("ram-per-pod").Cell(o) + " RAM per pod",
		screen.Column("app-pods").Cell(o) + " application pods", knownAmount("on-demand", o, " per node and month on-demand"), knownAmount("spot", o, " spot"),
	}
	if o.Settings.Pod.Given() {
		figures[2] = screen.Column("pods").Cell(o) + " pods fit" + screen.LimitedBy(o.LimitedBy)
	}
	judgement := "undominated: no type has as much RAM per pod at a lower cost"
	if !p.undominated() {
		judgement = "dominated by " + o.DominatedBy
		if !slices.ContainsFunc(s.Rows.Rows, func(r density.Option) bool { return r.Type.Name == o.DominatedBy }) {
			judgement += ", which the filter hides"
		}
	}
	return []string{
		widget.FitPainted(" "+widget.Paint(s.Style.Title, o.Type.Name)+"  "+strings.Join(figures, " · "), width),
		widget.Fit(" "+judgement+v.samePlace(at), width),
	}
}

// knownAmount is a figure and what it is of, or that it is unknown.
func knownAmount(name string, o *density.Option, of string) string {
	cell := screen.Column(name).Cell(o)
	if cell == words.Unknown {
		return strings.TrimSpace(of) + " unknown"
	}
	return cell + of
}

// samePlace names the types whose points the one at the cursor hides.
func (v *View) samePlace(at int) string {
	area := v.plotArea()
	cell := func(i int) (int, int) {
		x, y := v.place(&v.points[i], area)
		return x / widget.DotsWide, y / widget.DotsHigh
	}
	x, y := cell(at)
	var names []string
	for i := range v.points {
		if px, py := cell(i); i != at && px == x && py == y {
			names = append(names, v.points[i].option.Type.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.SortFunc(names, planner.CompareNames)
	return " · at the same place (n, N): " + strings.Join(names, ", ")
}
