package daemonsets

import (
	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// nameWidth is what the other columns leave.
func nameWidth(width int) int { return max(12, min(width-40, 40)) }

// row is the cells of a table's line.
func row(text func(*screen.DaemonSetColumn) string, width int) string {
	cell := func(i int) string { return text(&columns[i]) }
	return widget.FitName(cell(0), nameWidth(width)) + " " + widget.FitRight(cell(1), 8) + " " + widget.FitRight(cell(2), 9) +
		"  " + widget.Fit(cell(3), 8) + "  " + widget.Fit(cell(4), 4)
}

func heads(width int) string {
	return row(func(c *screen.DaemonSetColumn) string { return c.Head }, width)
}

func cells(d *planner.DaemonSet, width int) string {
	return row(func(c *screen.DaemonSetColumn) string { return c.Text(d) }, width)
}

// columnAt is where a column begins, and how wide it is.
func columnAt(column, width int) (x, w int) {
	name := nameWidth(width)
	x = []int{0, name + 1, name + 10, name + 21, name + 31}[column]
	return x, []int{name, 8, 9, 8, 4}[column]
}

// Draw is the table or the presets.
func (b *Box) Draw(s *screen.Session, body widget.Rect) []string {
	if b.presets != nil {
		return b.presets.draw(s, body)
	}
	in := body.Inner()
	lines := []string{widget.Paint(s.Style.Title, "  "+heads(in.W))}
	from, to := b.list.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, b.drawRow(s, i, in.W))
	}
	if len(s.Settings.DaemonSets) == 0 {
		lines = append(lines, "", "  none yet: press a for the presets, n for your own")
	}
	for len(lines) < in.H-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(1, in.H-1)], widget.Paint(s.Style.Dim, "  "+b.footer(s)))
	return s.Style.Box(body, "DaemonSets"+b.list.More(), true, lines)
}

// footer is the total, after the nodes to which the DaemonSet at the cursor is limited.
func (b *Box) footer(s *screen.Session) string {
	if i := b.list.Cursor; i < len(s.Settings.DaemonSets) && len(s.Settings.DaemonSets[i].Nodes) > 0 {
		return "only nodes with " + s.Settings.DaemonSets[i].Nodes.String() + " · " + total(s)
	}
	return total(s)
}

// drawRow has the cell at the cursor reversed.
func (b *Box) drawRow(s *screen.Session, i, width int) string {
	text := cells(&s.Settings.DaemonSets[i], width)
	if i != b.list.Cursor {
		return "  " + text
	}
	x, w := columnAt(b.column, width)
	left, cell, right := widget.Fit(ansi.Cut(text, 0, x), x), ansi.Cut(text, x, x+w), ansi.Cut(text, x+w, width)
	if b.cell != nil {
		typed, _ := b.cell.View(w)
		cell = widget.Fit(typed, w)
		if !b.cell.Replaces {
			return widget.Paint(s.Style.Current, "▸ "+left) + cell + widget.Paint(s.Style.Current, right)
		}
	}
	return widget.Paint(s.Style.Current, "▸ "+left) + widget.Paint(s.Style.Selected, cell) + widget.Paint(s.Style.Current, right)
}

// Cursor is where the next letter goes.
func (b *Box) Cursor(_ *screen.Session, body widget.Rect) (x, y int) {
	in := body.Inner()
	if p := b.presets; p != nil {
		_, at := p.line.View(in.W - len(presetPrompt))
		return in.X + len(presetPrompt) + at, in.Y
	}
	column, w := columnAt(b.column, in.W)
	_, at := b.cell.View(w)
	return in.X + 2 + column + at, in.Y + 1 + b.list.Cursor - b.list.Top
}
