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
	lines[l.Help.Y] = widget.FitPainted(helpLine(s), l.Width)
	for _, o := range s.InView() {
		in := s.Rect(o.View)
		copy(lines[in.Y:in.Y+in.H], marked(s, o.Draw(s, in), s.Marked(o.Place)))
	}
	m.unanswered(strings.Join(lines, "\n"))
	if at := s.Top().View; s.Rect(at) != l.Status { // a search is typed there
		status := statusLines(s)
		copy(lines[l.Status.Y+1-len(status):], status)
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

// mostStatus is how many lines an answer to a key may take: those above its own cover the
// view until the next key.
const mostStatus = 3

// statusLines are what the last key did, or else a line of what there is to say about AWS,
// the session, the settings or the view. Where keys have the same line, it may be empty.
func statusLines(s *screen.Session) []string {
	width := s.Layout.Width
	if text := s.Status.Text; text != "" {
		lines := widget.WrapPainted(s.Style.Tone(s.Status.Tone), " ", s.OnScreen(text), width-1)
		if len(lines) > mostStatus {
			lines = append(lines[:mostStatus-1:mostStatus-1], strings.Join(lines[mostStatus-1:], ""))
		}
		for i := range lines {
			lines[i] = widget.FitPainted(lines[i], width)
		}
		return lines
	}
	said, style := standing(s)
	if said == "" && s.Layout.Status == s.Layout.Help {
		return nil
	}
	return []string{widget.Paint(style, widget.Fit(" "+s.OnScreen(said), width))}
}

// standing is what there is to say while no key was answered.
func standing(s *screen.Session) (text string, style widget.Pen) {
	if text := s.LiveStatus(); text != "" {
		return text, s.Style.Tone(widget.Better)
	}
	if said := s.Standing(); said.Text != "" {
		return said.Text, s.Style.Tone(said.Tone)
	}
	if text := s.HiddenByDefault(); text != "" {
		return text, s.Style.Tone(widget.Worse)
	}
	if w := words.Warnings(density.SettingsWarnings(s.Settings)); len(w) > 0 {
		return w[0].Line(), s.Style.Tone(widget.Worse)
	}
	if v, is := s.Top().View.(screen.Hinter); is {
		return v.Hint(), s.Style.Dim
	}
	return "", s.Style.Dim
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
var important = []string{"right", "tab", "/", "space", "c", "enter", "esc", "x", "$", "b", "?", "q", ":", "w", "y", "u", "2", "1", "e", "s", "a", "p", "r", "i"}

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
