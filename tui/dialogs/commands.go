package dialogs

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// commands are what a text means to who comes from vim or k9s: q, and w and o with the
// name of a file. Views are found by their names as it is.
func commands(text string) []action {
	word, name, _ := strings.Cut(strings.TrimSpace(text), " ")
	name = strings.TrimSpace(name)
	switch word = strings.ToLower(word); {
	case (word == "q" || word == "quit") && name == "":
		return []action{{"q: quit", "", (*screen.Session).Quit}}
	case word == "w" && name == "":
		return []action{{"w: save the session", "", func(s *screen.Session) tea.Cmd { Save(s); return nil }}}
	case word == "w":
		return []action{{"w: save the session to " + name, "", withName(Save, name)}}
	case word == "o" && name == "":
		return []action{{"o: open a file", "", func(s *screen.Session) tea.Cmd { Open(s); return nil }}}
	case word == "o":
		return []action{{"o: open " + name, "", withName(Open, name)}}
	}
	return nil
}

// withName asks for a file and answers at once.
func withName(ask func(*screen.Session), name string) func(*screen.Session) tea.Cmd {
	return func(s *screen.Session) tea.Cmd {
		ask(s)
		f, is := s.Top().View.(*File)
		if !is {
			return nil
		}
		f.line = widget.NewInput(name)
		return f.enter(s)
	}
}
