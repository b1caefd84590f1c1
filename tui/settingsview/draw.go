package settingsview

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Widths of a row's parts; the usage stands beside the value where the pane
// has the screen for itself.
const (
	titleWidth = 16
	valueWidth = 20
)

// head is a row up to its value, which a long title pushes to the right.
func head(row *screen.Field, changed bool) string {
	mark := "  "
	if changed {
		mark = "• "
	}
	text := mark + row.Title
	return widget.Fit(text, max(titleWidth, ansi.StringWidth(text)+1))
}

// Draw is the lines of the pane.
func (p *Pane) Draw(s *screen.Session, in widget.Rect, focused bool) []string {
	var lines []string
	from, to := p.list.Visible()
	for i := from; i < to; i++ {
		lines = append(lines, p.drawRow(s, i, in.Inner().W, focused))
	}
	return s.Style.Box(in, "Settings"+p.list.More(), focused, lines)
}

func (p *Pane) drawRow(s *screen.Session, i, width int, focused bool) string {
	row := p.rows[i].setting
	if row == nil {
		return widget.Paint(s.Style.Title, " "+string(p.rows[i].group))
	}
	changed := row.Changed(s)
	text := head(row, changed)
	at := i == p.list.Cursor
	if at && p.line != nil {
		typed, _ := p.line.View(width - ansi.StringWidth(text))
		if p.line.Replaces {
			typed = widget.Paint(s.Style.Selected, typed)
		}
		return widget.Paint(s.Style.Current, text) + typed
	}
	text += row.Shown(s)
	usage := ""
	if width < titleWidth+2*valueWidth {
		text = widget.Fit(text, width)
	} else {
		text, usage = widget.Fit(text, titleWidth+valueWidth)+" ", s.OnScreen(row.Usage)
	}
	switch {
	case at && focused:
		text = widget.Paint(s.Style.Selected, text)
	case changed:
		text = widget.Paint(s.Style.Changed, text)
	}
	return text + widget.Paint(s.Style.Dim, usage)
}

// Cursor is where the next letter of the value goes.
func (p *Pane) Cursor(s *screen.Session, in widget.Rect) (x, y int) {
	in = in.Inner()
	row := p.current()
	width := ansi.StringWidth(head(row, row.Changed(s)))
	_, at := p.line.View(in.W - width)
	return in.X + width + at, in.Y + p.list.Cursor - p.list.Top
}

// Hint is Usage while nothing is typed.
func (p *Pane) Hint() string {
	if p.line != nil {
		return ""
	}
	return p.Usage()
}

// Usage is the help of the setting at the cursor with its examples, in one line.
func (p *Pane) Usage() string {
	row := p.current()
	if row == nil {
		return ""
	}
	if row.Name == screen.DaemonSetSetting {
		return "DaemonSets by name, with their requests: enter opens them"
	}
	if row.Name == screen.PoolTerm {
		return "Pools: nodes of their own for the workloads that select their labels and tolerate their taints: enter opens them"
	}
	text := row.Title + ": " + row.Usage
	if len(row.Choices) > 0 && row.Kind != settings.Switch {
		text += " (" + strings.Join(row.Choices, ", ") + ")"
	}
	return text
}
