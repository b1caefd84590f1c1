package variantsview

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/printable"
	"podfit/planner/report"
	"podfit/planner/report/words"
	"podfit/planner/today"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

const (
	headLines   = 1 // above the text: the names of the columns
	gap         = 2
	widestName  = 40
	leastColumn = 9
	pending     = "…" // before plans are found
)

// withDifference are the figures whose differences are always shown.
var withDifference = []string{"nodes", "perMonth"}

// Draw is the heads of the columns, and the text.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	title := "Variants"
	if n := len(s.Variants.All); n > 0 {
		title += " · " + widget.Count(n, "plan") + " pinned"
	}
	if _, widths := v.widths(in.Inner().W); len(widths) < len(v.columns) {
		title += fmt.Sprintf(" · ← %d of %s →", len(widths), widget.Count(len(v.columns), "column"))
	}
	return s.Style.Box(in, title+v.text.More(), !s.InSettings, append([]string{v.head(s, in.Inner().W)}, v.text.Visible()...))
}

// head is the names of the columns: which of them is the session as it is now, and at which
// the cursor is.
func (v *View) head(s *screen.Session, width int) string {
	name, widths := v.widths(width)
	line := widget.Spaces(name)
	for i, w := range widths {
		c := &v.columns[v.first+i]
		text := c.title()
		style := s.Style.Title
		if v.first+i == v.cursor {
			style, text = s.Style.Selected, "▸ "+text
		}
		line += widget.Spaces(gap) + widget.Paint(style, widget.FitRight(text, w))
	}
	return line
}

func (c *column) title() string {
	switch {
	case c.variant == nil:
		return c.name
	case c.isNow:
		return c.name + " = now"
	}
	return c.name
}

// lines are a line for each row, and below some the differences from the first variant.
func (v *View) lines(s *screen.Session, width int) []string {
	say := func(text string) []string { return append([]string{""}, widget.Wrap("  ", text, width-2)...) }
	switch {
	case len(v.columns) == 0:
		return say("There are no workloads to plan for, so there is nothing to compare. Press 2 to add some, or o to open a scenario.")
	case len(v.rows) == 0 && !slices.ContainsFunc(v.columns, func(c column) bool { return c.doubt != "" }):
		return say("planning …")
	}
	name, widths := v.widths(width)
	var lines []string
	heading := func(text string) {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, widget.Paint(s.Style.Title, " "+text))
	}
	if v.inputs > 0 {
		heading("What differs")
	}
	for i := range v.rows {
		row := &v.rows[i]
		if i == v.inputs {
			heading("What the plans come to")
		}
		lines = append(lines, v.line(s, row.Name, name, widths, func(c *column) (string, widget.Pen) { return cell(s, row, c, i < v.inputs) }))
		if now := v.today(); now != nil && v.compares(row) {
			lines = append(lines, v.line(s, "  Δ to today", name, widths, func(c *column) (string, widget.Pen) {
				return difference(s, c, -1, func() string { return v.diffs.TodayDifference(row, now, c.planned) })
			}))
		}
		if v.showsDifferences(row) {
			lines = append(lines, v.line(s, "  Δ to "+v.firstName(), name, widths, func(c *column) (string, widget.Pen) {
				return difference(s, c, 0, func() string { return row.Differences[c.planned] })
			}))
		}
	}
	for i := range v.columns {
		if c := &v.columns[i]; c.doubt != "" {
			lines = append(lines, widget.WrapPainted(s.Style.Warning, "  ", c.name+": "+c.doubt, width-2)...)
		}
	}
	if len(s.Variants.All) == 0 {
		lines = append(lines, say("V pins the session as it is now: as variant A, B, C … Then change settings (tab), workloads or the plan, and compare.")...)
	}
	return lines
}

func (v *View) line(s *screen.Session, label string, name int, widths []int, cell func(*column) (string, widget.Pen)) string {
	line := widget.FitName(" "+label, name)
	for i, w := range widths {
		text, style := cell(&v.columns[v.first+i])
		line += widget.Spaces(gap) + widget.Paint(style, widget.FitRight(text, w))
	}
	return line
}

// cell is what a column has in a row; an input that the first has otherwise stands out.
func cell(s *screen.Session, row *report.DiffRow, c *column, isInput bool) (string, widget.Pen) {
	switch {
	case c.today != nil:
		return row.TodayCell(c.today), widget.Unstyled
	case c.planned < 0 && c.doubt != "":
		return words.Unknown, widget.Unstyled
	case c.planned < 0:
		return pending, s.Style.Dim
	case c.old:
		return row.Cells[c.planned], s.Style.Dim
	case isInput && row.Cells[c.planned] != row.Cells[0]:
		return row.Cells[c.planned], s.Style.Changed
	}
	return row.Cells[c.planned], widget.Unstyled
}

// today is the answer about the nodes that the cluster has; nil without a column of theirs.
func (v *View) today() *today.Answer {
	if i := slices.IndexFunc(v.columns, isToday); i >= 0 {
		return v.columns[i].today
	}
	return nil
}

// compares says of which figures differences are shown.
func (v *View) compares(row *report.DiffRow) bool {
	return row.Figure != nil && (v.every && row.Figure.OfToday() || slices.Contains(withDifference, row.Figure.Key))
}

// showsDifferences: those of a figure in which some column differs from the first.
func (v *View) showsDifferences(row *report.DiffRow) bool {
	if row.Figure == nil || !v.every && !slices.Contains(withDifference, row.Figure.Key) {
		return false
	}
	return len(row.Differences) > 1 && slices.ContainsFunc(row.Differences[1:], func(by string) bool { return by != "0" && by != words.Unknown })
}

// firstName is the column that the others are compared with.
func (v *View) firstName() string {
	for i := range v.columns {
		if v.columns[i].planned == 0 {
			return v.columns[i].name
		}
	}
	return ""
}

// difference is one from the column of the item, with which others are compared; -1 is
// today's.
func difference(s *screen.Session, c *column, from int, text func() string) (string, widget.Pen) {
	if c.planned <= from {
		return "", widget.Unstyled
	}
	style := s.Style.Accent
	if c.old {
		style = s.Style.Dim
	}
	return text(), style
}

// widths are those of the names of the rows and of the columns in view, which begin at
// v.first and have the one of the cursor.
func (v *View) widths(width int) (name int, widths []int) {
	for i := range v.rows {
		name = max(name, ansi.StringWidth(printable.Text(v.rows[i].Name))+1)
	}
	name = max(min(name, widestName, width/3), min(20, width/3))
	all := make([]int, len(v.columns))
	for i := range v.columns {
		all[i] = v.width(&v.columns[i], width-name-gap)
	}
	v.first = max(0, min(v.first, v.cursor))
	for {
		widths = nil
		room := width - name
		for i := v.first; i < len(all) && all[i]+gap <= room; i++ {
			widths = append(widths, all[i])
			room -= all[i] + gap
		}
		if v.cursor < v.first+len(widths) || v.first >= v.cursor {
			return name, widths
		}
		v.first++
	}
}

// width is that of the widest text of a column, as far as there is room.
func (v *View) width(c *column, most int) int {
	w := max(leastColumn, ansi.StringWidth(c.title())+2)
	if c.today != nil {
		for i := range v.rows {
			w = max(w, ansi.StringWidth(v.rows[i].TodayCell(c.today)))
		}
	}
	if c.planned >= 0 {
		for i := range v.rows {
			row := &v.rows[i]
			w = max(w, ansi.StringWidth(printable.Text(row.Cells[c.planned])))
			if v.showsDifferences(row) {
				w = max(w, ansi.StringWidth(row.Differences[c.planned]))
			}
			if now := v.today(); now != nil && v.compares(row) {
				w = max(w, ansi.StringWidth(v.diffs.TodayDifference(row, now, c.planned)))
			}
		}
	}
	return max(1, min(w, most, widestCell))
}

// widestCell is enough for every figure; long inputs are cut.
const widestCell = 24
