// Package typesview is the first view: the table of instance types, and below it how the figures of the type at the cursor come about.
// The boxes that choose columns and take a filter belong to it.
package typesview

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the table and the strip.
type View struct {
	table widget.Rect
	// firstColumn is the first of those that scroll.
	firstColumn int
}

// New is the view of all columns.
func New(*screen.Session) screen.View { return &View{} }

// Foot is the strip.
func (v *View) Foot(l *screen.Layout) widget.Rect { return l.Strip() }

// DrawFoot is how the figures of the type at the cursor come about.
func (v *View) DrawFoot(s *screen.Session, in widget.Rect) []string { return drawStrip(s, in) }

// Arrange fits the table.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	v.table = in
	s.Rows.Width = in.W
	s.Rows.List.Show(len(s.Rows.Rows), in.Inner().H-tableHead)
}

// Draw is the table.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string { return v.drawTable(s, in) }

// Command is podfit compare of the table.
func (v *View) Command(s *screen.Session) []string { return s.TableCommand() }

// Cell is the name of the type at the cursor.
func (v *View) Cell(s *screen.Session) string {
	if o := s.Rows.Selected(); o != nil {
		return o.Type.Name
	}
	return ""
}

// Keys go through the table.
func (v *View) Keys() []screen.Keys {
	return []screen.Keys{{Title: "Types", Active: true, Bindings: slices.Concat(v.moves(), []screen.Binding{
		screen.Key("enter", "enter", "explain the type: every figure with its formula and source", open(screen.Explain)).Hinted("explain"),
		screen.Key("/", "/", "filter by words of the name and by vcpus>=4 mem<=64 …", open(screen.Filter)).Hinted("filter"),
		screen.Key("esc", "esc", "clear what was typed", func(s *screen.Session) { s.Rows.MustAsk(s.Rows.Query.Chips, "") }),
		screen.Key("a", "a", "all types, or those of the default filter", func(s *screen.Session) { s.Rows.ToggleAll() }).Hinted("all types"),
		screen.Key("backspace delete", "⌫", "remove the last condition", func(s *screen.Session) { s.Rows.DropLast() }),
		screen.Key("space", "space", "mark or unmark the type", (*screen.Session).ToggleMark).Hinted("mark"),
		screen.Key("M", "M", "clear all marks", (*screen.Session).ClearMarks),
		screen.Key("c", "c", "compare the marked types side by side", open(screen.Compare)).Hinted("compare"),
		screen.Key("s", "s", "sort by the next column", func(s *screen.Session) { sortNext(s, 1) }).Hinted("sort"),
		screen.Key("S", "S", "sort by the previous column", func(s *screen.Session) { sortNext(s, -1) }),
		screen.Key("p", "p", "pick columns", open(screen.Columns)).Hinted("columns"),
		screen.Key("i", "i", "reverse the order", func(s *screen.Session) { s.Rows.Reverse() }).Hinted("reverse"),
	})}}
}

func (v *View) moves() []screen.Binding {
	by := func(n int) func(*screen.Session) { return func(s *screen.Session) { s.Rows.List.MoveBy(n) } }
	page := func(n int) func(*screen.Session) {
		return func(s *screen.Session) { s.Rows.List.MoveBy(n * s.Rows.List.Page()) }
	}
	return []screen.Binding{
		screen.Moves("up k", "↑ k", "previous type", by(-1)),
		screen.Moves("down j", "↓ j", "next type", by(1)),
		screen.Moves("pgup ctrl+u", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown ctrl+d", "PgDn", "a page down", page(1)),
		screen.Moves("home g", "Home g", "first type", func(s *screen.Session) { s.Rows.List.MoveTo(0) }),
		screen.Moves("end G", "End G", "last type", func(s *screen.Session) { s.Rows.List.MoveTo(s.Rows.List.Len) }),
		screen.Moves("left h", "← h", "columns to the left", func(s *screen.Session) { v.scrollColumns(s, -1) }),
		screen.Moves("right l", "→ l", "columns to the right", func(s *screen.Session) { v.scrollColumns(s, 1) }),
	}
}

func open(p screen.Place) func(*screen.Session) { return func(s *screen.Session) { s.Open(p) } }

// sortNext sorts by a neighbour of the column that sorts now.
func sortNext(s *screen.Session, by int) {
	columns := s.Columns()
	i := slices.Index(columns, s.Rows.By.Name)
	n := len(columns)
	s.Rows.SortBy(columns[(i+by+n)%n])
}

// Mouse selects, sorts and scrolls. The border takes no clicks.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, table widget.Rect) tea.Cmd {
	in := table.Inner()
	if rows := widget.Wheel(at); rows != 0 {
		s.Rows.List.Scroll(rows)
	} else if in.Contains(at.X, at.Y) {
		v.click(s, at.X-in.X, at.Y-in.Y)
	}
	return nil
}

// click selects a row; a second one on the same row explains it.
func (v *View) click(s *screen.Session, x, line int) {
	row, ok := s.Rows.List.At(line - tableHead)
	switch {
	case line == 0:
		clickChip(s, x, v.table.Inner().W)
	case line == 1:
		v.clickHeading(s, x)
	case !ok:
	case !s.InSettings && row == s.Rows.List.Cursor:
		s.Open(screen.Explain)
	default:
		s.Rows.List.MoveTo(row)
	}
}
