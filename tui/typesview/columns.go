package typesview

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/query"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Columns is the box on which columns are chosen: those in the table first, in
// their order, then the others. Typing narrows the list.
type Columns struct {
	line  *widget.Input
	list  widget.List
	all   []string
	names []string // that have what was typed
}

// NewColumns is the box before it is opened.
func NewColumns(*screen.Session) screen.View { return &Columns{line: widget.NewInput("")} }

// Keys choose, move and sort.
func (c *Columns) Keys() []screen.Keys {
	by := func(row int) func(*screen.Session) { return func(*screen.Session) { c.list.MoveBy(row) } }
	page := func(n int) func(*screen.Session) { return func(*screen.Session) { c.list.MoveBy(n * c.list.Page()) } }
	move := func(by int) func(*screen.Session) { return func(s *screen.Session) { c.move(s, by) } }
	return []screen.Keys{{Title: "Columns (typing narrows the list)", Active: true, Alone: true, Bindings: []screen.Binding{
		screen.Moves("up ctrl+p", "↑", "previous column", by(-1)),
		screen.Moves("down ctrl+n", "↓", "next column", by(1)),
		screen.Moves("pgup", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown", "PgDn", "a page down", page(1)),
		screen.Key("space", "space", "show the column, or hide it", c.pick).Hinted("show, hide"),
		screen.Key("shift+up", "⇧↑", "move the column to the left", move(-1)).Hinted("move"),
		screen.Key("shift+down", "⇧↓", "move the column to the right", move(1)),
		screen.Key("enter", "enter", "sort by the column", c.sort).Hinted("sort"),
		screen.Key("delete", "del", "let the width of the screen decide", c.reset).Hinted("default"),
		screen.Key("esc", "esc", "back to the types", screen.CloseBox).Hinted("back"),
	}}}
}

// Open lists the columns.
func (c *Columns) Open(s *screen.Session) bool {
	*c = Columns{line: widget.NewInput("")}
	c.arrange(s.Columns())
	return true
}

// arrange lists the shown columns before the others; the type is always shown.
func (c *Columns) arrange(shown []string) {
	c.all = slices.Clone(shown[1:])
	for _, name := range query.FieldNames() {
		if !slices.Contains(shown, name) {
			c.all = append(c.all, name)
		}
	}
	c.narrow()
}

// narrow keeps the columns of which the head or the help has what was typed.
func (c *Columns) narrow() {
	text := strings.ToLower(strings.TrimSpace(c.line.String()))
	c.names = nil
	for _, name := range c.all {
		column := screen.Column(name)
		if strings.Contains(strings.ToLower(column.Title+" "+name+" "+column.Usage), text) {
			c.names = append(c.names, name)
		}
	}
	c.list.Len = len(c.names)
	c.list.MoveTo(c.list.Cursor)
}

// Line is what was typed.
func (c *Columns) Line() *widget.Input { return c.line }

// Typed narrows the list, and begins at its top.
func (c *Columns) Typed(*screen.Session) {
	c.list.Cursor = 0
	c.narrow()
}

// at is the column at the cursor; empty where there is none.
func (c *Columns) at() string {
	if c.list.Cursor >= len(c.names) {
		return ""
	}
	return c.names[c.list.Cursor]
}

func (c *Columns) sort(s *screen.Session) {
	if c.at() != "" {
		s.Rows.SortBy(c.at())
	}
}

func (c *Columns) pick(s *screen.Session) {
	if c.at() == "" {
		return
	}
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
		name := c.at()
		shown[i], shown[to] = shown[to], shown[i]
		s.Rows.Picked = shown
		c.arrange(shown)
		c.list.MoveTo(slices.Index(c.names, name))
	}
}

func (c *Columns) reset(s *screen.Session) {
	s.Rows.Picked = nil
	c.arrange(s.Columns())
}

// Arrange fits the list.
func (c *Columns) Arrange(_ *screen.Session, in widget.Rect) {
	c.list.Show(len(c.names), in.Inner().H-1)
}

// Draw is the list, those in the table checked.
func (c *Columns) Draw(s *screen.Session, in widget.Rect) []string {
	shown := s.Columns()
	text, _ := c.line.View(in.Inner().W - len(filterPrompt))
	lines := []string{widget.Paint(s.Style.Title, filterPrompt) + text}
	if len(c.names) == 0 {
		lines = append(lines, widget.Paint(s.Style.Dim, "   no column has that: esc closes"))
	}
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
		line := widget.Fit(fmt.Sprintf(" %s %s %s", box, widget.Fit(column.Title+order, 16), s.OnScreen(column.Usage)), in.Inner().W)
		if i == c.list.Cursor {
			line = widget.Paint(s.Style.Selected, line)
		}
		lines = append(lines, line)
	}
	return s.Style.Box(in, "Columns"+c.list.More(), true, lines)
}

// Cursor is where the next letter goes.
func (c *Columns) Cursor(_ *screen.Session, r widget.Rect) (x, y int) {
	in := r.Inner()
	_, at := c.line.View(in.W - len(filterPrompt))
	return in.X + len(filterPrompt) + at, in.Y
}

// Mouse scrolls.
func (c *Columns) Mouse(_ *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	c.list.Scroll(widget.Wheel(at))
	return nil
}

// Command is the table's.
func (c *Columns) Command(*screen.Session) []string { return nil }
