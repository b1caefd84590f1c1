package dialogs

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// verbs are what vim and k9s call what they do with a file: whether the session is written
// and then left, or a file is opened. There is one session, so that all of them (a) is it.
var verbs = map[string]struct{ opens, writes, leaves bool }{
	"q": {leaves: true}, "qa": {leaves: true}, "quit": {leaves: true},
	"w": {writes: true}, "wa": {writes: true},
	"wq": {writes: true, leaves: true}, "wqa": {writes: true, leaves: true},
	"x": {writes: true, leaves: true}, "xa": {writes: true, leaves: true},
	"e": {opens: true}, "o": {opens: true},
}

// commands are what a text means to who comes from vim or k9s: a verb, with the name of a
// file, or with ! where a question is answered in advance. Views are found by their names
// as it is.
func commands(text string) []action {
	word, name, _ := strings.Cut(strings.TrimSpace(text), " ")
	name = strings.TrimSpace(name)
	verb, forced := strings.CutSuffix(strings.ToLower(word), "!")
	does, is := verbs[verb]
	if !is || name != "" && !does.writes && !does.opens {
		return nil
	}
	to := name
	if to == "" {
		to = "its file"
	}
	do := func(says string, run func(*screen.Session) tea.Cmd) []action {
		return []action{{word + ": " + says, "", run}}
	}
	switch {
	case does.opens && name == "" && verb == "e":
		return do("read the session's file again, or open one", func(s *screen.Session) tea.Cmd { return withName(s, Open, "", nil) })
	case does.opens && name == "":
		return do("open a file", func(s *screen.Session) tea.Cmd { Open(s); return nil })
	case does.opens:
		return do("open "+name, func(s *screen.Session) tea.Cmd { return withName(s, Open, name, nil) })
	case !does.writes && forced:
		return do("quit without saving", (*screen.Session).QuitUnsaved)
	case !does.writes:
		return append(do("quit", (*screen.Session).Quit), action{word + "!: quit without saving", "", (*screen.Session).QuitUnsaved})
	}
	says, then := "save the session to "+to, func(*screen.Session) tea.Cmd { return nil }
	if does.leaves {
		says, then = says+" and quit", (*screen.Session).Quit
	}
	onlyChanged := strings.HasPrefix(verb, "x")
	return do(says, func(s *screen.Session) tea.Cmd {
		if onlyChanged && name == "" && !s.Unsaved() {
			return then(s)
		}
		return withName(s, Save, name, func(f *File) { f.replaces, f.then = forced, then })
	})
}

// withName asks for a file and answers at once, as far as there is a name: the session's
// own where nothing else is given.
func withName(s *screen.Session, ask func(*screen.Session), name string, set func(*File)) tea.Cmd {
	ask(s)
	f, is := s.Top().View.(*File)
	if !is {
		return nil
	}
	if name == "" {
		name = s.File
	}
	if set != nil {
		set(f)
	}
	if name == "" {
		f.replaces = false // which is about a name
		return nil
	}
	f.line = widget.NewInput(name)
	return f.enter(s)
}
