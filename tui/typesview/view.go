// Package typesview is the first view: the table of instance types beside the
// settings, and below them how the figures of the type at the cursor come about.
// The boxes that choose columns and take a filter belong to it.
package typesview

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/settingsview"
	"podfit/tui/widget"
)

// View is the two panes and the strip.
type View struct {
	pane       *settingsview.Pane
	inSettings bool // which pane has the focus
	// firstColumn is the first of those that scroll.
	firstColumn int
}

// New is the view with the focus in the table.
func New(s *screen.Session) screen.View { return &View{pane: settingsview.New(s.Table)} }

// sideBySide is the width from which both panes are in view.
const sideBySide = 100

// panes are the rectangles of the settings, the table and the strip; of the
// panes one may be empty.
func (v *View) panes(l *screen.Layout) (settings, table, strip widget.Rect) {
	strip = l.Strip()
	panes := l.Body
	panes.H -= strip.H
	switch {
	case l.Width >= sideBySide:
		settings, table = panes, panes
		settings.W = settingsWidth(l.Width)
		table.X, table.W = settings.W, l.Width-settings.W
	case v.inSettings:
		settings = panes
	default:
		table = panes
	}
	return settings, table, strip
}

// settingsWidth leaves the table room for all columns up to the spot price.
func settingsWidth(width int) int {
	if width < 130 {
		return 28
	}
	return 34
}

// Arrange fits both panes.
func (v *View) Arrange(s *screen.Session, _ widget.Rect) {
	settings, table, _ := v.panes(&s.Layout)
	v.pane.Arrange(settings)
	s.Rows.Width = table.W
	s.Rows.List.Show(len(s.Rows.Rows), table.Inner().H-tableHead)
}

// Draw puts the panes side by side, where both are in view.
func (v *View) Draw(s *screen.Session, _ widget.Rect) []string {
	settings, table, strip := v.panes(&s.Layout)
	var lines []string
	switch {
	case settings.W == 0:
		lines = v.drawTable(s, table)
	case table.W == 0:
		lines = v.pane.Draw(s, settings, v.inSettings)
	default:
		lines = v.pane.Draw(s, settings, v.inSettings)
		for i, right := range v.drawTable(s, table) {
			lines[i] += right
		}
	}
	return append(lines, drawStrip(s, strip)...)
}

// Command is podfit compare of the table.
func (v *View) Command(s *screen.Session) []string { return s.CompareCommand() }

// Cell is the name of the type, or the value of the setting, at the cursor.
func (v *View) Cell(s *screen.Session) string {
	if v.inSettings {
		return v.pane.Cell(s)
	}
	if o := s.Rows.Selected(); o != nil {
		return o.Type.Name
	}
	return ""
}

// Keys are those of the pane that has the focus.
func (v *View) Keys() []screen.Keys {
	settings := v.pane.Keys(v.inSettings, func() { v.inSettings = true },
		screen.Key("/", "/", "filter types", func(s *screen.Session) {
			v.inSettings = false
			s.Open(screen.Filter)
		}),
		screen.Key("tab shift+tab esc", "tab", "back to the types", v.switchPane).Hinted("types"))
	return append([]screen.Keys{{Title: "Types", Active: !v.inSettings, Come: func() { v.inSettings = false }, Bindings: slices.Concat(v.moves(), []screen.Binding{
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
		screen.Key("tab shift+tab", "tab", "go to the settings", v.switchPane).Hinted("settings"),
		screen.Key("i", "i", "reverse the order", func(s *screen.Session) { s.Rows.Reverse() }).Hinted("reverse"),
	})}}, settings...)
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

func (v *View) switchPane(*screen.Session) { v.inSettings = !v.inSettings }

// sortNext sorts by a neighbour of the column that sorts now.
func sortNext(s *screen.Session, by int) {
	columns := s.Columns()
	i := slices.Index(columns, s.Rows.By.Name)
	n := len(columns)
	s.Rows.SortBy(columns[(i+by+n)%n])
}

// Line is the value of a setting while it is typed.
func (v *View) Line() *widget.Input {
	if !v.inSettings {
		return nil
	}
	return v.pane.Line()
}

// Typed tries the value.
func (v *View) Typed(s *screen.Session) { v.pane.Typed(s) }

// Cursor is where the next letter of the value goes.
func (v *View) Cursor(s *screen.Session, _ widget.Rect) (x, y int) {
	settings, _, _ := v.panes(&s.Layout)
	return v.pane.Cursor(s, settings)
}

// Find goes to a setting.
func (v *View) Find(setting string) bool {
	v.inSettings = v.pane.Find(setting)
	return v.inSettings
}

// Hint is the help of the setting at the cursor.
func (v *View) Hint() string {
	if !v.inSettings || v.pane.Line() != nil {
		return ""
	}
	return v.pane.Usage()
}

// Leave stops typing a value.
func (v *View) Leave(*screen.Session) { v.pane.Cancel() }

// Mouse goes to the pane that it is in. The borders take no clicks.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	settings, table, _ := v.panes(&s.Layout)
	click := widget.Wheel(at) == 0
	hits := func(r widget.Rect) bool {
		if click {
			r = r.Inner()
		}
		return r.Contains(at.X, at.Y)
	}
	switch {
	case hits(settings):
		if v.pane.Mouse(s, at, settings, v.inSettings) {
			v.inSettings = true
		}
	case hits(table) && click:
		v.click(s, at.X-table.Inner().X, at.Y-table.Inner().Y)
	case hits(table):
		s.Rows.List.Scroll(widget.Wheel(at))
	}
	return nil
}

// click selects a row; a second one on the same row explains it.
func (v *View) click(s *screen.Session, x, line int) {
	v.pane.Cancel()
	again := !v.inSettings
	v.inSettings = false
	row, ok := s.Rows.List.At(line - tableHead)
	switch {
	case line == 0:
		clickChip(s, x)
	case line == 1:
		v.clickHeading(s, x)
	case !ok:
	case again && row == s.Rows.List.Cursor:
		s.Open(screen.Explain)
	default:
		s.Rows.List.MoveTo(row)
	}
}
