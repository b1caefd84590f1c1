package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/tui/dialogs"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Model is the whole screen as Bubble Tea has it. All of it is behind the
// pointer: Update changes it in place.
type Model struct {
	session *screen.Session
	first   tea.Cmd // besides what every screen begins with
	drawn   *drawn
}

// drawn is what the last frame had in place of the status, and the key that came after it: of
// one that changes nothing the next frame says so.
type drawn struct{ body, key string }

// New is the screen before its first size is known.
func New(c Config) Model {
	s := screen.New(c)
	m := Model{session: s, drawn: &drawn{}}
	s.Views(table())
	s.Anywhere = anywhere(s)
	for _, o := range s.Places() {
		switch {
		case o.Place != c.At:
		case o.Key != "":
			s.Show(o.Place)
		default:
			s.Open(o.Place)
		}
	}
	if c.LiveAtOnce {
		m.first = s.ToggleLive()
	}
	return m
}

// Session is the state behind the screen, for who draws or tests it from outside.
func (m Model) Session() *screen.Session { return m.session }

// anywhere are the keys that hold in every view: those of the whole screen, and
// those of the tabs.
func anywhere(s *screen.Session) []screen.Keys {
	open := func(p screen.Place) func(*screen.Session) { return func(s *screen.Session) { s.Open(p) } }
	tabs := screen.Keys{Title: "Views"}
	for _, o := range s.Places() {
		if o.Key != "" {
			show := func(s *screen.Session) { s.Show(o.Place) }
			tabs.Bindings = append(tabs.Bindings, screen.Key(o.Key, o.Key, string(o.Place)+": "+o.Help, show).Hinted(strings.ToLower(string(o.Place))))
		}
	}
	return []screen.Keys{{Title: "Anywhere", Bindings: []screen.Binding{
		screen.Key("u", "u", "undo the last change of settings or workloads", (*screen.Session).Undo).Hinted("undo"),
		screen.Key("ctrl+r", "ctrl+r", "redo what was undone", (*screen.Session).Redo),
		screen.Key("V", "V", "pin the session as it is now as a variant: A, B, C …", (*screen.Session).Pin).Hinted("pin"),
		screen.Key("w", "w", "save the session as a scenario file", dialogs.Save).Hinted("save"),
		screen.Key("o", "o", "open what runs, or a scenario: files, a folder or a live cluster", dialogs.Open),
		screen.Key("ctrl+n", "ctrl+n", "a workload in one form, and the plan for it", open(screen.NewWorkload)),
		screen.Key("e", "e", "write what is shown (JSON, CSV, Markdown), or eksctl and others", dialogs.Export).Hinted("export"),
		screen.Starts("E", "E", "the scenario in $VISUAL or $EDITOR, and back", (*screen.Session).Edit),
		screen.Starts("y", "y", "the command that gives the same result", dialogs.ShowCommand).Hinted("command"),
		screen.Starts("Y", "Y", "copy the cell at the cursor", (*screen.Session).CopyCell),
		screen.Key("R", "R", "resume the unfinished session", (*screen.Session).Resume),
		screen.Starts("ctrl+x", "ctrl+x", "discard the unfinished session", (*screen.Session).Discard),
		screen.Key(": ctrl+p", ":", "all commands and settings, by name (also ctrl+p)", open(screen.Palette)).Hinted("commands"),
		screen.Key("?", "?", "all keys", open(screen.Help)).Hinted("keys"),
		screen.Starts("r", "r", "live limits, zones and prices from AWS; again: cancel", (*screen.Session).ToggleLive).Hinted("live"),
		screen.Starts("q", "q", "quit; press twice if work is unsaved", (*screen.Session).Quit).Hinted("quit"),
		screen.Starts(suspend, suspend, "stop the program; fg in the shell goes on", func(*screen.Session) tea.Cmd { return tea.Suspend }),
		screen.Starts(leave, leave, "quit, even while typing", func(*screen.Session) tea.Cmd { return tea.Quit }),
	}}, tabs}
}

// leave and suspend are the keys that no view takes.
const (
	leave   = "ctrl+c"
	suspend = "ctrl+z"
)

// Init asks the terminal for its background, which decides between two
// palettes, and the state folder for what earlier runs left.
func (m Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.session.Recall(), m.first)
}

// Update takes in one message.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	follow := m.session.Follow()
	m.session.Arrange()
	return m, tea.Batch(cmd, follow)
}

func (m Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.session.Layout = screen.NewLayout(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		m.paste(msg.Content)
	case tea.MouseClickMsg:
		return m.click(msg.Mouse())
	case tea.MouseWheelMsg:
		return m.wheel(msg.Mouse())
	default:
		return m.session.Receive(msg)
	}
	return nil
}

// key goes to the view on top, then to the keys that hold anywhere, then into
// the line being typed.
func (m Model) key(msg tea.KeyPressMsg) tea.Cmd {
	s := m.session
	said := s.Status
	s.Status, s.Pressed = screen.Status{}, msg.String()
	s.Pressing()
	own := screen.Active(s.Top())
	if b := find(own, s.Pressed); b != nil {
		return m.do(b)
	}
	text := own.Alone || own.Text != nil && own.Text(s.Pressed)
	for _, k := range s.Anywhere {
		if b := find(k, s.Pressed); b != nil && (!text || s.Pressed == leave || s.Pressed == suspend) {
			return m.do(b)
		}
	}
	v, line := typing(s)
	if line == nil {
		return otherKey(s, own)
	}
	before := line.String()
	if line.Key(msg); line.String() != before {
		v.Typed(s)
	} else {
		s.Status = said
	}
	return nil
}

// do has a binding do what it does. A cursor at the end of its list is seen to be there, and
// what goes on outside of the frame has an effect.
func (m Model) do(b *screen.Binding) tea.Cmd {
	cmd := b.Do(m.session)
	if cmd == nil && !b.Moves {
		m.drawn.key = m.session.Pressed
	}
	return cmd
}

// unanswered says of a key that changes nothing that it does.
func (m Model) unanswered(body string) {
	d := m.drawn
	if d.key != "" && d.body == body && m.session.Status.Text == "" {
		m.session.Say(d.key + " changes nothing here")
	}
	d.body, d.key = body, ""
}

// habits are keys of vim and less, for what views have under other names.
var habits = map[string]string{"ctrl+f": "pgdown", "ctrl+d": "pgdown", "ctrl+b": "pgup", "ctrl+u": "pgup"}

// otherKey is a search in the view on top, a habit, or a word about the key.
func otherKey(s *screen.Session, own screen.Keys) tea.Cmd {
	if own.Alone {
		s.Say(s.Pressed + " does nothing here")
		return nil
	}
	if search := s.SearchKeys(); search.Active {
		if b := find(search, s.Pressed); b != nil {
			return b.Do(s)
		}
	}
	if b := find(own, habits[s.Pressed]); b != nil {
		return b.Do(s)
	}
	s.Say(s.Pressed + " does nothing here; ? lists the keys")
	return nil
}

func find(k screen.Keys, key string) *screen.Binding {
	for i := range k.Bindings {
		if k.Bindings[i].Has(key) {
			return &k.Bindings[i]
		}
	}
	return nil
}

// typing is the view on top and its line, if one is being typed.
func typing(s *screen.Session) (screen.Typist, *widget.Input) {
	if v, is := s.Top().View.(screen.Typist); is {
		return v, v.Line()
	}
	return nil, nil
}

// paste goes where keys would be typed, and is ignored elsewhere.
func (m Model) paste(text string) {
	if v, line := typing(m.session); line != nil {
		cut := line.Paste(text)
		v.Typed(m.session)
		if s := m.session; cut {
			s.Status.Text = widget.Join(fmt.Sprintf("the paste is cut at %s characters", widget.Thousands(widget.Longest)), s.Status.Text)
		}
	}
}

// click goes to the view on top; one that covers a part of the screen can give
// way to what was clicked.
func (m Model) click(at tea.Mouse) tea.Cmd {
	s := m.session
	if at.Button != tea.MouseLeft || s.Layout.TooSmall {
		return nil
	}
	top := s.Top()
	leaver, leaves := top.View.(screen.Leaver)
	inHeader := s.Layout.Header.Contains(at.X, at.Y)
	if leaves && (inHeader || !s.Rect(top.View).Contains(at.X, at.Y)) {
		leaver.Leave(s)
		top = s.Top()
	}
	if inHeader {
		if !screen.Active(top).Alone {
			s.Status = screen.Status{}
			m.clickHeader(at.X)
		}
		return nil
	}
	if !screen.Active(top).Alone {
		s.Status = screen.Status{}
	}
	return top.Mouse(s, at, s.Rect(top.View))
}

// wheel goes to the view that it turns over.
func (m Model) wheel(at tea.Mouse) tea.Cmd {
	s := m.session
	stack := s.Stack()
	if widget.Wheel(at) == 0 || s.Layout.TooSmall {
		return nil
	}
	for len(stack) > 1 && !s.Rect(stack[len(stack)-1].View).Contains(at.X, at.Y) {
		stack = stack[:len(stack)-1]
	}
	top := stack[len(stack)-1]
	return top.Mouse(s, at, s.Rect(top.View))
}
