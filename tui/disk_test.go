package tui

import (
	"errors"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
)

var testPresets = []planner.DaemonSet{
	{Name: "aws-node", Request: planner.Resources{CPU: 50}, HostNetwork: true}, // never offered
	{Name: "cloudwatch-agent", Request: planner.Resources{CPU: 250, Memory: 128 * planner.MiB}},
	{Name: "log-router", Request: planner.Resources{CPU: 50, Memory: 50 * planner.MiB}, HostNetwork: true},
}

// disk is files in memory, of the user and of the state folder.
type disk struct {
	user, state map[string]string
	full        bool
}

var errFull = errors.New("no space left on device")

func (d *disk) files() Files {
	if d.user == nil {
		d.user = map[string]string{}
	}
	if d.state == nil {
		d.state = map[string]string{seenNote: ""}
	}
	read := func(from map[string]string) func(string) ([]byte, error) {
		return func(name string) ([]byte, error) {
			text, ok := from[name]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
			}
			return []byte(text), nil
		}
	}
	write := func(to map[string]string) func(string, []byte) error {
		return func(name string, text []byte) error {
			if d.full {
				return errFull
			}
			to[name] = string(text)
			return nil
		}
	}
	return Files{
		Read: read(d.user), Replace: write(d.user),
		Create: func(name string, text []byte) error {
			if _, is := d.user[name]; is {
				return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
			}
			return write(d.user)(name, text)
		},
		Complete: func(start string) []string {
			return slices.DeleteFunc(slices.Sorted(maps.Keys(d.user)), func(n string) bool { return !strings.HasPrefix(n, start) })
		},
		Recall: read(d.state), Keep: write(d.state),
		Forget: func(note string) error { delete(d.state, note); return nil },
	}
}

// newSessionScreen has a disk, and time that passes at once.
func newSessionScreen(d *disk, change ...func(*Config)) *screen {
	c := testConfig()
	c.Files = d.files()
	for _, f := range change {
		f(&c)
	}
	s := &screen{New(c)}
	s.session.after = func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
	s.send(tea.WindowSizeMsg{Width: 120, Height: 32})
	s.play(s.recall())
	return s
}

// play runs a command and whatever comes of it.
func (s *screen) play(cmd tea.Cmd) (quit bool) {
	if cmd == nil {
		return false
	}
	switch msg := run(cmd).(type) {
	case nil:
	case tea.QuitMsg:
		return true
	case tea.BatchMsg:
		for _, c := range msg {
			quit = s.play(c) || quit
		}
	case reply, settled, kept:
		return s.play(s.send(msg))
	default:
		if list := sequence(msg); list != nil {
			for _, c := range list {
				quit = s.play(c) || quit
			}
		}
	}
	return quit
}

// do presses keys and has all that they ask for done.
func (s *screen) do(keys string) (quit bool) {
	for _, name := range strings.Fields(keys) {
		quit = s.play(s.send(keyPress(name)))
	}
	return quit
}

// enter types a text in the place of what a prompt has.
func (s *screen) enter(text string) {
	s.press("ctrl+u")
	s.write(text)
	s.do("enter")
}

// run gives up on what does not answer in a while: a tick.
func run(cmd tea.Cmd) tea.Msg {
	done := make(chan tea.Msg, 1)
	go func() { done <- cmd() }()
	select {
	case msg := <-done:
		return msg
	case <-time.After(20 * time.Second):
		return nil
	}
}

// sequence is the commands of tea.Sequence, whose message has no name.
func sequence(msg tea.Msg) []tea.Cmd {
	v := reflect.ValueOf(msg)
	if v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return nil
	}
	var list []tea.Cmd
	for i := range v.Len() {
		list = append(list, v.Index(i).Interface().(tea.Cmd))
	}
	return list
}
