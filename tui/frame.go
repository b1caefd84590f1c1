package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View draws the frame: as many lines as the screen has, each as wide as it is.
func (m Model) View() tea.View {
	lines := m.frame()
	if m.session.Style.ASCII {
		for i := range lines {
			lines[i] = widget.ASCII(lines[i])
		}
	}
	v := tea.NewView(strings.Join(lines, "\n"))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "podfit"
	v.Cursor = m.cursor()
	return v
}

func (m Model) frame() []string {
	s := m.session
	l := &s.Layout
	if l.TooSmall {
		return tooSmall(l)
	}
	lines := make([]string, l.Height)
	lines[0] = m.header()
	status := statusLine(s)
	lines[l.Help.Y] = widget.FitPainted(helpLine(s), l.Width)
	if l.Status != l.Help || strings.TrimSpace(status) != "" {
		lines[l.Status.Y] = status
	}
	for _, o := range s.InView() {
		in := s.Rect(o.View)
		copy(lines[in.Y:in.Y+in.H], marked(s, o.Draw(s, in), s.Marked(o.Place)))
	}
	return lines
}

// marked shows where lines have the text of a search.
func marked(s *screen.Session, lines []string, text string) []string {
	if text == "" {
		return lines
	}
	for i := range lines {
		lines[i] = s.Style.Mark(lines[i], text)
	}
	return lines
}

func tooSmall(l *screen.Layout) []string {
	lines := make([]string, max(0, l.Height))
	for i := range lines {
		lines[i] = widget.Spaces(l.Width)
	}
	if len(lines) > 0 {
		text := fmt.Sprintf("too small: %d×%d needed, this is %d×%d", screen.LeastWidth, screen.LeastHeight, l.Width, l.Height)
		lines[len(lines)/2] = widget.Fit(widget.Spaces((l.Width-ansi.StringWidth(text))/2)+text, l.Width)
	}
	return lines
}

// statusLine is what the last key did, or else what there is to say about AWS,
// the session, the settings or the view.
func statusLine(s *screen.Session) string {
	line := func(tone widget.Tone, text string) string {
		return widget.Paint(s.Style.Tone(tone), widget.Fit(" "+s.OnScreen(text), s.Layout.Width))
	}
	if s.Status.Text != "" {
		return line(s.Status.Tone, s.Status.Text)
	}
	if text := s.LiveStatus(); text != "" {
		return line(widget.Better, text)
	}
	if said := s.Standing(); said.Text != "" {
		return line(said.Tone, said.Text)
	}
	if text := s.HiddenByDefault(); text != "" {
		return line(widget.Worse, text)
	}
	if w := words.Warnings(density.SettingsWarnings(s.Settings)); len(w) > 0 {
		return line(widget.Worse, w[0].Line())
	}
	if v, is := s.Top().View.(screen.Hinter); is && v.Hint() != "" {
		return widget.Paint(s.Style.Dim, widget.Fit(" "+s.OnScreen(v.Hint()), s.Layout.Width))
	}
	return widget.Spaces(s.Layout.Width)
}

// cursor is the terminal's own, shown only while something is typed.
func (m Model) cursor() *tea.Cursor {
	s := m.session
	if v, line := typing(s); line != nil && !s.Layout.TooSmall {
		return tea.NewCursor(v.Cursor(s, s.Rect(s.Top().View)))
	}
	return nil
}

// important are keys in the order in which the last line takes them in, as far
// as there is room.
var important = []string{"right", "tab", "/", "space", "c", "enter", "x", "$", "b", "?", "q", ":", "w", "y", "u", "2", "1", "e", "s", "a", "p", "r", "i"}

// helpLine is the keys of the moment, and where a tab's view has them, those that
// hold anywhere behind them, but for the way to where the screen is.
func helpLine(s *screen.Session) string {
	own := screen.Active(s.Top())
	all := hinted(own)
	if search := s.SearchKeys(); search.Active && !own.Alone {
		all = append(all, hinted(search)...)
	}
	if len(s.Stack()) == 1 && !own.Alone {
		for _, k := range s.Anywhere {
			all = append(all, hinted(k)...)
		}
		all = slices.DeleteFunc(all, func(b *screen.Binding) bool { return b.Keys[0] == s.Tab().Key })
		slices.SortStableFunc(all, func(a, b *screen.Binding) int { return cmp.Compare(importance(a), importance(b)) })
	}
	line := ""
	for _, b := range all {
		if taken := find(own, b.Keys[0]); taken != nil && taken.Label == "" {
			continue // the view has another meaning for it
		}
		next := line + " " + widget.Paint(s.Style.Title, b.Label) + " " + b.Hint + " "
		if ansi.StringWidth(next) > s.Layout.Width {
			break
		}
		line = next
	}
	return line
}

func hinted(k screen.Keys) []*screen.Binding {
	var all []*screen.Binding
	for i := range k.Bindings {
		if k.Bindings[i].Hint != "" {
			all = append(all, &k.Bindings[i])
		}
	}
	return all
}

func importance(b *screen.Binding) int {
	if i := slices.Index(important, b.Keys[0]); i >= 0 {
		return i
	}
	return len(important)
}
