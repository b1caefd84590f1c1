package typesview

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/query"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Columns is the box on which columns are chosen: those in the table first, in
// their order, then the others.
type Columns struct {
	list  widget.List
	names []string
}

// NewColumns is the box before it is opened.
func NewColumns(*screen.Session) screen.View { return &Columns{} }

// Keys choose, move and sort.
func (c *Columns) Keys() []screen.Keys {
	to := func(row func() int) func(*screen.Session) {
		return func(*screen.Session) { c.list.MoveTo(row()) }
	}
	move := func(by int) func(*screen.Session) { return func(s *screen.Session) { c.move(s, by) } }
	return []screen.Keys{{Title: "Columns", Active: true, Bindings: []screen.Binding{
		screen.Moves("up k", "↑ k", "previous column", to(func() int { return c.list.Cursor - 1 })),
		screen.Moves("down j", "↓ j", "next column", to(func() int { return c.list.Cursor + 1 })),
		screen.Moves("pgup home g", "PgUp g", "first column", to(func() int { return 0 })),
		screen.Moves("pgdown end G", "PgDn G", "last column", to(func() int { return len(c.names) })),
		screen.Key("space", "space", "show the column, or hide it", c.pick).Hinted("show, hide"),
		screen.Key("K shift+up", "K ⇧↑", "move the column to the left", move(-1)).Hinted("move"),
		screen.Key("J shift+down", "J ⇧↓", "move the column to the right", move(1)),
		screen.Key("s enter", "s enter", "sort by the column", func(s *screen.Session) { s.Rows.SortBy(c.at()) }).Hinted("sort"),
		screen.Key("x", "x", "let the width of the screen decide", c.reset).Hinted("default"),
		screen.Key("esc q p", "esc q", "back to the types", screen.CloseBox).Hinted("back"),
	}}}
}

// Open lists the columns.
func (c *Columns) Open(s *screen.Session) bool {
	c.arrange(s.Columns())
	return true
}

// arrange lists the shown columns before the others; the type is always shown.
func (c *Columns) arrange(shown []string) {
	c.names = slices.Clone(shown[1:])
	for _, name := range query.FieldNames() {
		if !slices.Contains(shown, name) {
			c.names = append(c.names, name)
		}
	}
}

// at is the column at the cursor.
func (c *Columns) at() string { return c.names[c.list.Cursor] }

func (c *Columns) pick(s *screen.Session) {
	shown := slices.Clone(s.Columns())
	if i := slices.Index(shown, c.at()); i >= 0 {
		shown = slices.Delete(shown, i, i+1)
	} else {
		shown = append(shown, c.at())
	}
	s.Rows.Picked = shown
}

func (c *Columns) move(s *screen.Session, by int) {
	shown := slices.Clone(s.Columns())
	i := slices.Index(shown, c.at())
	if to := i + by; i > 0 && to > 0 && to < len(shown) {
		shown[i], shown[to] = shown[to], shown[i]
		s.Rows.Picked = shown
		c.arrange(shown)
		c.list.MoveTo(to - 1)
	}
}

func (c *Columns) reset(s *screen.Session) {
	s.Rows.Picked = nil
	c.arrange(s.Columns())
}

// Arrange fits the list.
func (c *Columns) Arrange(_ *screen.Session, in widget.Rect) {
	c.list.Show(len(c.names), in.Inner().H)
}

// Draw is the list, those in the table checked.
func (c *Columns) Draw(s *screen.Session, in widget.Rect) []string {
	shown := s.Columns()
	var lines []string
	from, to := c.list.Visible()
	for i := from; i < to; i++ {
		name := c.names[i]
		box := "[ ]"
		if slices.Contains(shown, name) {
			box = "[x]"
		}
		order := ""
		if name == s.Rows.By.Name {
			order = " " + s.Rows.Arrow()
		}
		column := screen.Column(name)
		line := widget.Fit(fmt.Sprintf(" %s %s %s", box, widget.Fit(column.Title+order, 16), column.Usage), in.Inner().W)
		if i == c.list.Cursor {
			line = widget.Paint(s.Style.Selected, line)
		}
		lines = append(lines, line)
	}
	return s.Style.Box(in, "Columns"+c.list.More(), true, lines)
}

// Mouse scrolls.
func (c *Columns) Mouse(_ *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	c.list.Scroll(widget.Wheel(at))
	return nil
}

// Command is the table's.
func (c *Columns) Command(*screen.Session) []string { return nil }
