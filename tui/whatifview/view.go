// Package whatifview is the view of the plan with one thing done otherwise, line by line:
// what each comes to beside the plan as it is set, and what it needs to be true. A line is
// taken over with one key.
package whatifview

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/plan"
	"podfit/planner/printable"
	"podfit/planner/report"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the lines.
type View struct {
	list widget.List
	// grid is that of the report of the lines of.
	grid table.Grid
	of   *screen.Found
}

// New is the view before there is a plan.
func New(*screen.Session) screen.View { return &View{} }

// Keys go from line to line.
func (v *View) Keys() []screen.Keys {
	move := func(by int) func(*screen.Session) { return func(*screen.Session) { v.list.MoveBy(by) } }
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { v.list.MoveBy(n * v.list.Page()) }
	}
	ends := func(at int) func(*screen.Session) {
		return func(*screen.Session) { v.list.MoveTo(at * v.list.Len) }
	}
	return []screen.Keys{{Title: "What if", Active: true, Bindings: []screen.Binding{
		screen.Moves("up k", "↑ k", "previous line", move(-1)),
		screen.Moves("down j", "↓ j", "next line", move(1)),
		screen.Moves("pgup ctrl+u ctrl+b", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown ctrl+d ctrl+f space", "PgDn space", "a page down", page(1)),
		screen.Moves("home g", "Home g", "the first line: the plan as it is set", ends(0)),
		screen.Moves("end G", "End G", "the last line", ends(1)),
		screen.Key("enter", "enter", "take the line over: the session is then so", v.take).Hinted("take over"),
		screen.Key("esc", "esc", "stop the search; otherwise back to the plan", func(s *screen.Session) {
			if !s.StopSearch() {
				s.Show(screen.Plan)
			}
		}),
	}}}
}

func (v *View) take(s *screen.Session) {
	if v.list.Cursor >= len(s.WhatIf.Lines) || len(*s.Workload) == 0 {
		s.Say("there are no lines yet to take over")
		return
	}
	s.TakeLine(v.list.Cursor)
}

// Follow has the plans found, and the lines.
func (v *View) Follow(s *screen.Session) tea.Cmd { return s.FindWhatIf() }

// IsOld says that the lines are of before a change.
func (v *View) IsOld(s *screen.Session) bool { return s.WhatIf.IsOld(s) }

// mostDetails is how many lines say what the one at the cursor is and needs.
const mostDetails = 6

// Arrange makes the table anew where there are other lines.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	if w := &s.WhatIf; w.Of != v.of {
		v.of = w.Of
		lines := report.NewWhatIf(w.Planned, w.Needs, nil)
		v.grid = lines.Grid()
	}
	n := 0
	if v.of != nil {
		n = len(v.grid.Rows)
	}
	in = in.Inner()
	v.list.Show(n, max(1, in.H-headLines-min(mostDetails, in.H/3)))
}

// headLines are those above the rows: the heads of the columns.
const headLines = 1

// Draw is the rows, and below them what is said of the one at the cursor.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	inner := in.Inner()
	title := "What if · one thing done otherwise, each planned anew"
	if say := v.instead(s); say != "" {
		return s.Style.Box(in, title, !s.InSettings, append([]string{""}, widget.Wrap("  ", say, inner.W-2)...))
	}
	columns, widths := v.columns(inner.W)
	lines := []string{widget.Paint(s.Style.Title, v.row(nil, columns, widths))}
	from, to := v.list.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, s.Style.Row(i == v.list.Cursor, v.row(v.grid.Rows[i], columns, widths), inner.W))
	}
	return s.Style.Box(in, title+v.list.More(), !s.InSettings, append(append(lines, ""), v.details(s, inner.W)...))
}

// instead is what to say where there are no lines.
func (v *View) instead(s *screen.Session) string {
	switch f := s.Plans.Found; {
	case len(*s.Workload) == 0:
		return "There are no workloads to plan for, so nothing can be done otherwise. Press ctrl+n to make one from four figures, 2 to list several, or o to open what runs."
	case s.Plans.Terms.Fargate != "":
		return "Pods on Fargate are as they are: which of them move would differ from line to line. Set Fargate to off in the settings first (tab)."
	case f != nil && f.Err != nil && !s.PlansAreOld():
		return "✗ " + s.OnScreen(f.Err.Error())
	case v.of == nil:
		return "planning line by line …"
	}
	return ""
}

// columns are those that there is room for, with their widths: what decides stays, and how
// many pods have no place wherever some have none. The groups are among the details, and last
// where a wide screen has room for them.
func (v *View) columns(width int) (columns, widths []int) {
	g := &v.grid
	at := func(title string) int { return slices.Index(g.Titles, title) }
	columns = []int{0, at("NODES"), at("COST"), at("DIFFERENCE")}
	if slices.ContainsFunc(g.Rows, func(row []string) bool { return row[at("UNPLACED")] != "0" }) {
		columns = append(columns, at("UNPLACED"))
	}
	columns = append(columns, at("PODS/NODE"), at("ADDRESSES"))
	left := width - 1
	for n, c := range columns {
		w := ansi.StringWidth(g.Titles[c])
		for _, row := range g.Rows {
			w = max(w, ansi.StringWidth(printable.Text(row[c])))
		}
		if left -= w + gap; left < 0 && n > 1 {
			return columns[:n], widths
		}
		widths = append(widths, w)
	}
	if left -= gap; left >= leastGroups {
		return append(columns, at(groups)), append(widths, left)
	}
	return columns, widths
}

// groups is the column of the node groups, for which there must be room for about two.
const (
	groups      = "GROUPS"
	leastGroups = 40
)

const gap = 2

// row is a row of the table; nil is its head.
func (v *View) row(cells []string, columns, widths []int) string {
	if cells == nil {
		cells = v.grid.Titles
	}
	line := " "
	for n, c := range columns {
		switch {
		case n == 0:
			line += widget.Fit(cells[c], widths[n])
		case v.grid.Titles[c] == groups:
			line += widget.Spaces(gap) + widget.Fit(cells[c], widths[n])
		default:
			line += widget.Spaces(gap) + widget.FitRight(cells[c], widths[n])
		}
	}
	return line
}

// details are the groups of the line at the cursor, and what it needs.
func (v *View) details(s *screen.Session, width int) (lines []string) {
	w := &s.WhatIf
	i := v.list.Cursor
	say := func(style widget.Pen, text string) {
		lines = append(lines, widget.WrapPainted(style, "  ", text, width-1)...)
	}
	if w.Cut {
		say(s.Style.Warning, "stopped early: a line may cost less than is said")
	}
	if best := w.Planned[i].Best(); best != nil {
		say(widget.Unstyled, words.GroupTypes(best))
	} else {
		say(s.Style.Warning, "no plan: no node takes these pods")
	}
	for _, need := range w.Needs[i] {
		say(s.Style.Dim, need)
	}
	return lines[:min(len(lines), mostDetails)]
}

// Mouse scrolls, or selects a line; again, it takes it over.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect) tea.Cmd {
	if rows := widget.Wheel(at); rows != 0 {
		v.list.Scroll(rows)
		return nil
	}
	row, is := v.list.At(at.Y - in.Inner().Y - headLines)
	switch {
	case !is || v.instead(s) != "":
	case row == v.list.Cursor:
		v.take(s)
	default:
		v.list.MoveTo(row)
	}
	return nil
}

// Lines are what a search looks through.
func (v *View) Lines(*screen.Session) screen.Lines {
	var texts []string
	for _, row := range v.grid.Rows {
		texts = append(texts, row[0]+" "+row[slices.Index(v.grid.Titles, "GROUPS")])
	}
	return screen.Lines{Texts: texts, At: v.list.Cursor, Go: v.list.MoveTo}
}

// Command is podfit plan --what-if.
func (v *View) Command(s *screen.Session) []string { return append(s.PlanCommand("plan"), "--what-if") }

// Cell is the line at the cursor with what it comes to.
func (v *View) Cell(s *screen.Session) string {
	i := v.list.Cursor
	if v.instead(s) != "" || i >= len(s.WhatIf.Planned) {
		return ""
	}
	p := &s.WhatIf.Planned[i]
	var best *plan.Plan
	if best = p.Best(); best == nil {
		return p.File
	}
	return fmt.Sprintf("%s: %s, %s a month", p.File, words.GroupTypes(best), words.PlanMoney(best.Month, best))
}
