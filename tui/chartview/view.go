// Package chartview is the view of RAM per pod over cost per pod, a point for each
// type of the table, the undominated ones joined; and of pods by the CNI's modes
// as bars for the marked types. Its cursor is the table's.
package chartview

import (
	"encoding/json"
	"math"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/report/plot"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the plot and the bars.
type View struct {
	basis basis
	// barsAlone gives the bars the page of a screen that is not high enough for both.
	barsAlone bool
	bars      widget.Pager
	plot      widget.Rect // what the page leaves to the points

	from    plotted
	points  []point // by cost
	missing missing
	x, y    plot.Axis
}

// New is the view of what the table shows.
func New(*screen.Session) screen.View { return &View{} }

// Keys go from point to point.
func (v *View) Keys() []screen.Keys {
	move := func(right, up int) func(*screen.Session) {
		return func(s *screen.Session) { v.move(s, right, up) }
	}
	step := func(by int, will func(*point) bool) func(*screen.Session) {
		return func(s *screen.Session) { v.step(s, by, will) }
	}
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.bars.Scroll(n * v.bars.Height) }
	}
	open := func(p screen.Place) func(*screen.Session) { return func(s *screen.Session) { s.Open(p) } }
	return []screen.Keys{{Title: "Chart", Active: true, Bindings: []screen.Binding{
		screen.Moves("left h", "← h", "nearest cheaper point", move(-1, 0)),
		screen.Moves("right l", "→ l", "nearest more expensive point", move(1, 0)),
		screen.Moves("up k", "↑ k", "nearest point with more RAM per pod", func(s *screen.Session) { v.moveUp(s, 1) }),
		screen.Moves("down j", "↓ j", "nearest point with less RAM per pod", func(s *screen.Session) { v.moveUp(s, -1) }),
		screen.Key("n", "n", "next point by cost, including hidden ones", step(1, anyPoint)),
		screen.Key("N", "N", "previous point by cost", step(-1, anyPoint)),
		screen.Key(".", ".", "next undominated point", step(1, (*point).undominated)).Hinted("along the line"),
		screen.Key(",", ",", "previous undominated point", step(-1, (*point).undominated)),
		screen.Key("$", "$", "cost as bought, on-demand or spot", func(*screen.Session) { v.basis = (v.basis + 1) % bases }).Hinted("on-demand, spot"),
		screen.Key("b", "b", "bars by CNI mode, or points", func(*screen.Session) { v.barsAlone = !v.barsAlone }).Hinted("bars"),
		screen.Moves("pgup", "PgUp", "bars up", page(-1)),
		screen.Moves("pgdown", "PgDn", "bars down", page(1)),
		screen.Key("enter", "enter", "explain the type", open(screen.Explain)).Hinted("explain"),
		screen.Key("space", "space", "mark or unmark the type", (*screen.Session).ToggleMark).Hinted("mark"),
		screen.Key("M", "M", "clear all marks", (*screen.Session).ClearMarks),
		screen.Key("c", "c", "compare the marked types", open(screen.Compare)).Hinted("compare"),
		screen.Key("/", "/", "filter types", open(screen.Filter)),
		screen.Key("a", "a", "all types, or those of the default filter", func(s *screen.Session) { s.Rows.ToggleAll() }),
		screen.Key("esc", "esc", "the types", func(s *screen.Session) { s.Show(screen.Types) }),
	}}}
}

func anyPoint(*point) bool { return true }

// barsBeside is the height of a body that holds points and bars at once.
const barsBeside = 34

// Arrange makes the points anew where what they show has changed, and parts the
// page between points and bars.
func (v *View) Arrange(s *screen.Session, body widget.Rect) {
	if now := (plotted{s.Rows.Changes, v.basis, s.Settings}); now != v.from {
		v.from = now
		v.points, v.missing = v.plotted(s)
		v.rescale()
	}
	lines := barLines(s, body.Inner().W)
	v.plot = body
	bars := widget.Rect{}
	switch {
	case v.barsAlone:
		v.plot, bars = widget.Rect{}, body
	case body.H >= barsBeside:
		bars = body.Bottom(min(body.H*2/5, len(lines)+2))
		v.plot.H -= bars.H
	}
	v.bars.Show(lines, bars.Inner().H)
}

// Draw is the points, the bars or both.
func (v *View) Draw(s *screen.Session, body widget.Rect) []string {
	if len(s.Rows.Rows) == 0 {
		return s.Style.Box(body, "Chart", !s.InSettings, append([]string{""}, widget.Wrap("  ", s.NothingShown(), body.Inner().W)...))
	}
	var lines []string
	if v.plot.H > 0 {
		lines = v.drawPlot(s)
	}
	if h := body.H - v.plot.H; h > 0 {
		lines = append(lines, v.drawBars(s, body.Bottom(h))...)
	}
	return lines
}

// moveUp scrolls the bars where these are alone.
func (v *View) moveUp(s *screen.Session, by int) {
	if v.barsAlone {
		v.bars.Scroll(-by)
		return
	}
	v.move(s, 0, by)
}

// Mouse scrolls the bars, or selects the point nearest to a cell; again, it
// explains.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	if rows := widget.Wheel(at); rows != 0 {
		v.bars.Scroll(rows)
		return nil
	}
	area := v.plotArea()
	if !area.Contains(at.X, at.Y) {
		return nil
	}
	const near = 3 // cells
	nearest, least := -1, float64(near*widget.DotsWide)
	for i := range v.points {
		px, py := v.place(&v.points[i], area)
		d := math.Hypot(float64(px-((at.X-area.X)*widget.DotsWide+1)), float64(py-((at.Y-area.Y)*widget.DotsHigh+2)))
		if d < least {
			nearest, least = i, d
		}
	}
	switch {
	case nearest < 0:
	case nearest == v.currentPoint(s):
		s.Open(screen.Explain)
	default:
		v.selectPoint(s, nearest)
	}
	return nil
}

// Asks is the types of the table, bought as the chart has them.
func (v *View) Asks(s *screen.Session) screen.Asked {
	if v.basis == asBought {
		return s.TableAsks()
	}
	return s.TableAsksUnder(v.basis.settings(s.Settings))
}

// Command is podfit compare of the types.
func (v *View) Command(s *screen.Session) []string { return s.CompareCommand(v.Asks(s)) }

// note is what autosave keeps of the view.
type note struct {
	Basis basis `json:"basis,omitempty"`
	Bars  bool  `json:"bars,omitempty"`
}

// Note is how the chart is shown.
func (v *View) Note(*screen.Session) []byte {
	if v.basis == asBought && !v.barsAlone {
		return nil
	}
	text, _ := json.Marshal(note{v.basis, v.barsAlone}) // two plain values
	return text
}

// Restore shows it so again.
func (v *View) Restore(_ *screen.Session, text []byte) {
	var n note
	if json.Unmarshal(text, &n) == nil && n.Basis < bases {
		v.basis, v.barsAlone = n.Basis, n.Bars
	}
}
