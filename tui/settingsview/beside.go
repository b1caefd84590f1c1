package settingsview

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Beside is a page with the settings: side by side where there is room, otherwise one
// over the other. Session.InSettings says which of them has the keys.
type Beside struct {
	s    *screen.Session
	pane *Pane
	page screen.View
}

// BesidePages gives pages one pane, which stands beside each of them.
func BesidePages() func(page func(*screen.Session) screen.View) func(*screen.Session) screen.View {
	var pane *Pane
	return func(page func(*screen.Session) screen.View) func(*screen.Session) screen.View {
		return func(s *screen.Session) screen.View {
			if pane == nil {
				pane = New(s)
			}
			return &Beside{s, pane, page(s)}
		}
	}
}

// Footed is a page with a part across the whole width, below the settings too.
type Footed interface {
	Foot(l *screen.Layout) widget.Rect
	DrawFoot(s *screen.Session, in widget.Rect) []string
}

// sideBySide is the width from which the page and the settings are both in view.
const sideBySide = 100

// settingsWidth leaves the table of types room for all columns up to the spot price.
func settingsWidth(width int) int {
	if width < 130 {
		return 28
	}
	return 34
}

// parts are the rectangles of the settings, the page and its foot. Where one covers the
// other, the page is as large as without settings.
func (v *Beside) parts() (settings, page, foot widget.Rect) {
	l := &v.s.Layout
	page = l.Body
	if f, is := v.page.(Footed); is {
		foot = f.Foot(l)
		page.H -= foot.H
	}
	settings = page
	if l.Width >= sideBySide {
		settings.W = settingsWidth(l.Width)
		page.X, page.W = settings.W, l.Width-settings.W
	}
	return settings, page, foot
}

// covers says that the settings and the page have the same place.
func (v *Beside) covers() bool { return v.s.Layout.Width < sideBySide }

// Page is the view without the settings.
func (v *Beside) Page() screen.View { return v.page }

// Keys are those of the settings while they have the focus, with the page's for all that
// the settings have no key for, or else the page's.
func (v *Beside) Keys() []screen.Keys {
	focused := v.s.InSettings
	groups := slices.Clone(v.page.Keys())
	var pages []screen.Binding
	taken := false
	for i := range groups {
		g := &groups[i]
		if g.Active && !taken {
			taken = true
			if !g.Alone {
				pages = g.Bindings
			}
		}
		g.Active = g.Active && !focused
		if !g.Alone {
			g.Bindings = append(slices.Clip(g.Bindings), screen.Moves("tab shift+tab", "tab", "go to the settings", v.enter).Hinted("settings"))
		}
	}
	return append(groups, v.pane.keys(focused, func() { v.s.InSettings = true }, v.leave, v.fromPane(pages))...)
}

func (v *Beside) enter(s *screen.Session) { s.InSettings = true }

// leave stops what is being worked out, or else goes back to the page.
func (v *Beside) leave(s *screen.Session) {
	if s.Pressed != "esc" || !s.StopSearch() {
		s.InSettings = false
	}
}

// fromPane are a page's keys as they are in the settings: those that open or type
// something lead to the page, and so do all where it is covered.
func (v *Beside) fromPane(bindings []screen.Binding) (all []screen.Binding) {
	for _, b := range bindings {
		if b.Moves {
			continue
		}
		do := b.Do
		b.Label, b.Hint = "", "" // help and the last line have them with the page
		b.Do = func(s *screen.Session) tea.Cmd {
			cmd := do(s)
			t, types := v.page.(screen.Typist)
			if v.covers() || len(s.Stack()) > 1 || types && t.Line() != nil {
				s.InSettings = false
			}
			return cmd
		}
		all = append(all, b)
	}
	return all
}

// Arrange fits the settings and the page.
func (v *Beside) Arrange(s *screen.Session, _ widget.Rect) {
	settings, page, _ := v.parts()
	v.pane.Arrange(s, settings)
	v.page.Arrange(s, page)
}

// Draw puts both side by side, where there is room.
func (v *Beside) Draw(s *screen.Session, _ widget.Rect) []string {
	settings, page, foot := v.parts()
	var lines []string
	switch {
	case !v.covers():
		lines = v.pane.Draw(s, settings, s.InSettings)
		for i, right := range v.drawPage(s, page) {
			lines[i] += right
		}
	case s.InSettings:
		lines = v.working(s, v.pane.Draw(s, settings, true))
	default:
		lines = v.drawPage(s, page)
	}
	if f, is := v.page.(Footed); is {
		lines = append(lines, f.DrawFoot(s, foot)...)
	}
	return lines
}

// drawPage is the page, faint where it is of a question that has changed since.
func (v *Beside) drawPage(s *screen.Session, in widget.Rect) []string {
	lines := v.page.Draw(s, in)
	if d, is := v.page.(screen.Dated); is && d.IsOld(s) {
		lines = s.Style.Faded(lines)
	}
	return v.working(s, lines)
}

// working says in the first line what is being worked out for the page.
func (v *Beside) working(s *screen.Session, lines []string) []string {
	if _, is := v.page.(screen.Follower); is && len(lines) > 0 {
		lines[0] = widget.Corner(lines[0], s.Style.Accent, s.Working()...)
	}
	return lines
}

// Mouse goes to the part that it is in.
func (v *Beside) Mouse(s *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	settings, page, _ := v.parts()
	inPane := settings.Contains(at.X, at.Y) && (s.InSettings || !v.covers())
	click := widget.Wheel(at) == 0
	switch {
	case inPane && click && !settings.Inner().Contains(at.X, at.Y): // on the border
	case inPane:
		if v.pane.Mouse(s, at, settings, s.InSettings) {
			s.InSettings = true
		}
	case page.Contains(at.X, at.Y):
		cmd := v.page.Mouse(s, at, page)
		if click {
			v.pane.Cancel()
			s.InSettings = false
		}
		return cmd
	}
	return nil
}

// Command is the page's.
func (v *Beside) Command(s *screen.Session) []string { return v.page.Command(s) }

// Cell is the value of the setting at the cursor, or what the page has at its own.
func (v *Beside) Cell(s *screen.Session) string {
	if s.InSettings {
		return v.pane.Cell(s)
	}
	if c, is := v.page.(screen.Celled); is {
		return c.Cell(s)
	}
	return ""
}

// typist is what is being typed in, if anything is.
func (v *Beside) typist() screen.Typist {
	if v.s.InSettings {
		return v.pane
	}
	t, _ := v.page.(screen.Typist)
	return t
}

// Line is what is being typed: a value, or in the page.
func (v *Beside) Line() *widget.Input {
	if t := v.typist(); t != nil {
		return t.Line()
	}
	return nil
}

// Typed is called where there is a line.
func (v *Beside) Typed(s *screen.Session) { v.typist().Typed(s) }

// Cursor is where the next letter goes.
func (v *Beside) Cursor(s *screen.Session, _ widget.Rect) (x, y int) {
	settings, page, _ := v.parts()
	if s.InSettings {
		return v.pane.Cursor(s, settings)
	}
	return v.typist().Cursor(s, page)
}

// Find goes to a setting.
func (v *Beside) Find(setting string) bool { return v.pane.Find(v.s, setting) }

// Hint is the help of the setting at the cursor, or what the page says.
func (v *Beside) Hint() string {
	if v.s.InSettings {
		return v.pane.Hint()
	}
	if h, is := v.page.(screen.Hinter); is {
		return h.Hint()
	}
	return ""
}

// Leave stops typing a value, and what the page does.
func (v *Beside) Leave(s *screen.Session) {
	v.pane.Cancel()
	if l, is := v.page.(screen.Leaver); is {
		l.Leave(s)
	}
}

// Follow is the page's work.
func (v *Beside) Follow(s *screen.Session) tea.Cmd {
	if f, is := v.page.(screen.Follower); is {
		return f.Follow(s)
	}
	return nil
}

// Note is what autosave keeps of the page.
func (v *Beside) Note(s *screen.Session) []byte {
	if n, is := v.page.(screen.Noted); is {
		return n.Note(s)
	}
	return nil
}

// Restore gives the page its note.
func (v *Beside) Restore(s *screen.Session, note []byte) {
	if n, is := v.page.(screen.Noted); is {
		n.Restore(s, note)
	}
}
