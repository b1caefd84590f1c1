// Package settingsview is the settings pane: the table of settings under the
// headings of its groups, each value changed in its place.
package settingsview

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Pane stands beside pages.
type Pane struct {
	rows []row
	list widget.List
	// line is the value being typed for the row at the cursor, if one is.
	line *widget.Input
}

// row is a setting or, where that is nil, the heading of a group.
type row struct {
	group   settings.Group
	setting *settings.Setting
}

// New is the pane with the cursor on the first setting.
func New(t settings.Table) *Pane {
	var p Pane
	for i := range t {
		if i == 0 || t[i].Group != t[i-1].Group {
			p.rows = append(p.rows, row{group: t[i].Group})
		}
		p.rows = append(p.rows, row{t[i].Group, &t[i]})
	}
	p.list.Len = len(p.rows)
	p.moveBy(1)
	return &p
}

// keys are the pane's, of which those of its state are active while it has the
// focus; pages are keys of the page, which work in the pane where it has none of its own.
func (p *Pane) keys(focused bool, come func(), leave func(*screen.Session), pages []screen.Binding) []screen.Keys {
	by := func(n int) func(*screen.Session) { return func(*screen.Session) { p.moveBy(n) } }
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { p.moveBy(n * p.list.Page()) }
	}
	bindings := []screen.Binding{
		screen.Moves("up k", "↑ k", "previous setting", by(-1)),
		screen.Moves("down j", "↓ j", "next setting", by(1)),
		screen.Moves("pgup ctrl+u ctrl+b", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown ctrl+d ctrl+f", "PgDn", "a page down", page(1)),
		screen.Moves("home g", "Home g", "first setting", by(-len(p.rows))),
		screen.Moves("end G", "End G", "last setting", by(len(p.rows))),
		screen.Key("right l space", "→ l space", "next value, or one more", func(s *screen.Session) { p.step(s, 1) }).Hinted("change"),
		screen.Key("left h", "← h", "previous value, or one less", func(s *screen.Session) { p.step(s, -1) }),
		screen.Key("enter", "enter", "type a value", p.startTyping).Hinted("type a value"),
		screen.Key("x backspace delete", "x ⌫", "reset to the default", p.reset).Hinted("default"),
		screen.Key("X", "X", "reset all settings", (*screen.Session).ResetAll),
		screen.Key("tab shift+tab esc", "tab", "back to the page", leave).Hinted("page"),
	}
	for _, b := range pages {
		b.Keys = slices.DeleteFunc(slices.Clone(b.Keys), func(key string) bool {
			return slices.ContainsFunc(bindings, func(own screen.Binding) bool { return own.Has(key) })
		})
		if len(b.Keys) > 0 {
			bindings = append(bindings, b)
		}
	}
	return []screen.Keys{
		{Title: "While typing a value", Active: focused && p.line != nil, Alone: true, Bindings: []screen.Binding{
			screen.Key("enter tab", "enter", "set the value", p.finish).Hinted("set"),
			screen.Key("esc", "esc", "cancel", func(*screen.Session) { p.Cancel() }).Hinted("cancel"),
		}},
		{Title: "Settings", Active: focused, Come: come, Bindings: bindings},
	}
}

// moveBy moves the cursor, and on past a heading.
func (p *Pane) moveBy(n int) {
	p.list.MoveBy(n)
	p.leaveHeading(n)
}

func (p *Pane) leaveHeading(direction int) {
	if p.current() != nil || len(p.rows) == 0 {
		return
	}
	if direction < 0 && p.list.Cursor > 0 {
		p.list.MoveBy(-1)
	} else {
		p.list.MoveBy(1)
	}
}

// Arrange keeps the first heading in view with the first setting.
func (p *Pane) Arrange(in widget.Rect) {
	height := in.Inner().H
	p.list.Show(len(p.rows), height)
	if p.list.Cursor == 1 && height > 1 {
		p.list.Top = 0
	}
}

// Find puts the cursor on a setting, and says whether there is one of the name.
func (p *Pane) Find(name string) bool {
	i := slices.IndexFunc(p.rows, func(r row) bool { return r.setting != nil && r.setting.Name == name })
	if i >= 0 {
		p.list.MoveTo(i)
	}
	return i >= 0
}

// current is the setting at the cursor.
func (p *Pane) current() *settings.Setting {
	if p.list.Cursor >= len(p.rows) {
		return nil
	}
	return p.rows[p.list.Cursor].setting
}

// set replaces the value of the current setting, unless they or their
// company with other settings make no sense: then nothing changes.
func (p *Pane) set(s *screen.Session, values ...string) bool {
	row := p.current()
	err := s.Change(func(to *planner.Settings) error { return row.Set(to, values...) })
	if err != nil {
		s.Refuse(row.Title, err)
	}
	return err == nil
}

func (p *Pane) reset(s *screen.Session) {
	row := p.current()
	if row == nil {
		return
	}
	err := s.Change(func(to *planner.Settings) error {
		row.Reset(to)
		return nil
	})
	if err != nil {
		s.Refuse(row.Title, err)
	}
}

// step takes the next or the previous value of the current setting.
func (p *Pane) step(s *screen.Session, by int) {
	row := p.current()
	if row == nil {
		return
	}
	text := row.Text(s.Settings)
	switch row.Kind {
	case settings.Number:
		p.stepNumber(s, text, by)
	case settings.List:
		p.startTyping(s)
	default:
		// A Text steps through its examples while it is one of them, so that
		// no arrow overwrites what was typed.
		i := slices.Index(row.Choices, text)
		if i < 0 {
			p.startTyping(s)
			return
		}
		n := len(row.Choices)
		p.set(s, row.Choices[(i+by+n)%n])
	}
}

func (p *Pane) stepNumber(s *screen.Session, text string, by int) {
	row := p.current()
	n, err := strconv.Atoi(text)
	if err != nil {
		s.Refuse(row.Title, err)
		return
	}
	if strings.HasSuffix(row.Name, "-percent") {
		by *= 5
	}
	p.set(s, strconv.Itoa(n+by))
}

// startTyping begins to type a value; of a Switch or a Choice it takes the next.
func (p *Pane) startTyping(s *screen.Session) {
	row := p.current()
	switch {
	case row == nil:
	case row.Name == screen.DaemonSetSetting:
		s.Open(screen.DaemonSets)
	case row.Kind == settings.Switch || row.Kind == settings.Choice:
		p.step(s, 1)
	default:
		p.line = widget.NewInput(row.Text(s.Settings))
		p.line.Replaces = row.Kind != settings.List
		s.Say(p.Usage())
	}
}

// values are what is being typed, as Set takes them: spaces separate the texts
// of a List.
func (p *Pane) values() []string {
	if p.current().Kind == settings.List {
		return strings.Fields(p.line.String())
	}
	return []string{strings.TrimSpace(p.line.String())}
}

// Line is the value being typed; nil while none is.
func (p *Pane) Line() *widget.Input { return p.line }

// Typed tries the value on a copy, so that what is wrong shows while typing.
func (p *Pane) Typed(s *screen.Session) {
	row := p.current()
	if err := s.Try(func(to *planner.Settings) error { return row.Set(to, p.values()...) }); err != nil {
		s.Refuse(row.Title, err)
		return
	}
	s.Say(p.Usage())
}

func (p *Pane) finish(s *screen.Session) {
	if p.set(s, p.values()...) {
		p.line = nil
	}
}

// Cancel leaves the value as it was.
func (p *Pane) Cancel() { p.line = nil }

// Mouse scrolls, or puts the cursor on a setting; where the pane has the focus
// and the cursor is there already, it changes the setting. It returns whether a
// setting was clicked.
func (p *Pane) Mouse(s *screen.Session, at tea.Mouse, in widget.Rect, focused bool) (clicked bool) {
	if rows := widget.Wheel(at); rows != 0 {
		if p.line == nil {
			p.list.Scroll(rows)
			p.leaveHeading(rows)
		}
		return false
	}
	p.Cancel()
	i, ok := p.list.At(at.Y - in.Inner().Y)
	if !ok || p.rows[i].setting == nil {
		return false
	}
	again := focused && i == p.list.Cursor
	p.list.MoveTo(i)
	if again {
		p.startTyping(s)
	}
	return true
}

// Cell is the value of the setting at the cursor.
func (p *Pane) Cell(s *screen.Session) string {
	if row := p.current(); row != nil {
		return row.Text(s.Settings)
	}
	return ""
}
