// Package settingsview is the settings pane: the table of settings under the
// headings of its groups, each value changed in its place.
package settingsview

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Pane stands beside pages.
type Pane struct {
	all, rows []row
	plans     bool // rows have the terms of the plan, too
	list      widget.List
	// line is the value being typed for the row at the cursor, if one is.
	line *widget.Input
}

// row is a setting or, where that is nil, the heading of a group.
type row struct {
	group   settings.Group
	setting *screen.Field
}

// New is the pane with the cursor on the first setting, below the terms of the plan.
func New(s *screen.Session) *Pane {
	p := Pane{plans: true}
	fields := s.Fields()
	for i := range fields {
		f := &fields[i]
		if i == 0 || f.Group != fields[i-1].Group {
			p.all = append(p.all, row{group: f.Group})
		}
		p.all = append(p.all, row{f.Group, f})
	}
	p.rows, p.list.Len = p.all, len(p.all)
	p.Find(s, settings.RegionName)
	p.list.Top = 0
	return &p
}

// showPlans has the terms of the plan among the rows, or not, and stays on the same row if
// it is left.
func (p *Pane) showPlans(show bool) {
	if show == p.plans {
		return
	}
	before := p.current()
	p.plans, p.rows = show, p.all
	if !show {
		p.rows = slices.DeleteFunc(slices.Clone(p.all), func(r row) bool { return r.group == screen.PlanGroup })
	}
	p.list.Len = len(p.rows)
	at := slices.IndexFunc(p.rows, func(r row) bool { return r.setting != nil && r.setting == before })
	p.list.MoveTo(max(1, at))
	p.list.Top = 0 // as far as the cursor then stays in view
	if at < 0 {
		p.line = nil // of a row that is gone
	}
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
func (p *Pane) Arrange(s *screen.Session, in widget.Rect) {
	p.showPlans(s.HasPlan())
	height := in.Inner().H
	p.list.Show(len(p.rows), height)
	if p.list.Cursor == 1 && height > 1 {
		p.list.Top = 0
	}
}

// Find puts the cursor on a setting, and says whether there is one of the name.
func (p *Pane) Find(s *screen.Session, name string) bool {
	p.showPlans(s.HasPlan())
	i := slices.IndexFunc(p.rows, func(r row) bool { return r.setting != nil && r.setting.Name == name })
	if i >= 0 {
		p.list.MoveTo(i)
	}
	return i >= 0
}

// current is the setting at the cursor.
func (p *Pane) current() *screen.Field {
	if p.list.Cursor >= len(p.rows) {
		return nil
	}
	return p.rows[p.list.Cursor].setting
}

// set replaces the value of the current setting, unless they or their
// company with other settings make no sense: then nothing changes.
func (p *Pane) set(s *screen.Session, values ...string) bool {
	row := p.current()
	err := row.Set(s, values...)
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
	if err := row.Reset(s); err != nil {
		s.Refuse(row.Title, err)
	}
}

// step takes the next or the previous value of the current setting.
func (p *Pane) step(s *screen.Session, by int) {
	row := p.current()
	if row == nil {
		return
	}
	stepped, err := row.Step(s, by)
	switch {
	case err != nil:
		s.Refuse(row.Title, err)
	case !stepped:
		p.startTyping(s)
	}
}

// startTyping begins to type a value; of a Switch or a Choice it takes the next.
func (p *Pane) startTyping(s *screen.Session) {
	row := p.current()
	switch {
	case row == nil:
	case row.Name == screen.DaemonSetSetting:
		s.Open(screen.DaemonSets)
	case row.Name == screen.PoolTerm:
		s.Open(screen.Pools)
	case row.Kind == settings.Switch || row.Kind == settings.Choice:
		p.step(s, 1)
	default:
		p.line = widget.NewInput(row.Text(s))
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
	if err := row.Try(s, p.values()...); err != nil {
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
		return row.Text(s)
	}
	return ""
}
