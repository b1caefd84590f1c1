package typesview_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// A line in error is not kept, and esc leaves what was there before it.
func TestFilterInError(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("/")
	s.Write("m6i")
	s.Press("enter")
	rows := s.Rows.Names()
	s.Press("/")
	s.Write("vcpus>=4 foo<3")
	for _, key := range []string{"enter", "pgup"} {
		s.Press(key)
		if s.At() != screen.Filter {
			t.Fatalf("%s keeps %q", key, s.Rows.Query.Text)
		}
		tuitest.Has(t, s.Text(), `"foo<3": no field "foo"`)
	}
	s.Press("esc")
	if s.Rows.Query.Text != "m6i" || !slices.Equal(s.Rows.Names(), rows) {
		t.Errorf("esc leaves %q", s.Rows.Query.Text)
	}
	s.Press("/")
	s.Write("foo<3")
	s.Click(5, 7) // a setting
	if s.Group() != "Settings" || s.Typing() || s.Rows.Query.Text != "m6i" {
		t.Errorf("a click elsewhere leaves %q", s.Rows.Query.Text)
	}
}

// Tab goes through the ways to go on, and on from one that is alone.
func TestFilterCompletes(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("a /")
	line := func() string { return s.Top().View.(screen.Typist).Line().String() }
	for _, c := range []struct{ typed, keys, want string }{
		{"m6i met", "tab", "m6i metal="},
		{"", "tab", "m6i metal=no"},
		{"", "tab", "m6i metal=yes"},
		{"", "tab", "m6i metal=no"},
		{"", "shift+tab shift+tab", "m6i metal=no"},
		{" ram/", "tab", "m6i metal=no ram/pod"},
		{"", "tab", "m6i metal=no ram/pod>="},
		{"", "tab", "m6i metal=no ram/pod<="},
		// Nothing has a list of amounts per pod.
		{"300mi", "tab", "m6i metal=no ram/pod<=300mi"},
	} {
		s.Write(c.typed)
		if s.Press(c.keys); line() != c.want {
			t.Fatalf("%q %s: %q, want %q", c.typed, c.keys, line(), c.want)
		}
	}
	tuitest.Has(t, s.Text(), "nothing to complete here")
	s.Press("enter")
	if got := s.Rows.Names(); !slices.Equal(got, []string{"m6i.xlarge", "m6i.large"}) {
		t.Error(got)
	}
}

func TestFilterHistory(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	for _, text := range []string{"m6i", "vcpus>=8", "m6i"} {
		s.Press("/")
		s.Enter(text)
	}
	line := func() string { return s.Top().View.(screen.Typist).Line().String() }
	s.Press("/ ctrl+u")
	s.Write("c6")
	for _, c := range []struct{ key, want, says string }{
		{"up", "m6i", ""}, {"up", "vcpus>=8", ""}, {"up", "vcpus>=8", "no earlier filter"},
		{"down", "m6i", ""}, {"down", "c6", ""}, {"down", "c6", "no later filter"},
	} {
		if s.Press(c.key); line() != c.want || s.Status.Text != c.says {
			t.Errorf("%s: %q, says %q, want %q, %q", c.key, line(), s.Status.Text, c.want, c.says)
		}
	}
	s.Press("esc")
	if s.Rows.Query.Text != "m6i" {
		t.Errorf("esc leaves %q", s.Rows.Query.Text)
	}
}

// A long paste is cut, which is said; a second one finds no room.
func TestLongPaste(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("/")
	for range 2 {
		s.Send(tea.PasteMsg{Content: strings.Repeat("vcpus>=4 ", 2000)})
		if n := len(s.Top().View.(screen.Typist).Line().String()); n != 1000 {
			t.Errorf("%d characters", n)
		}
		tuitest.Has(t, s.Text(), "the paste is cut at 1,000 characters")
		s.CheckFrame(t)
	}
}

// What the pod request needs and the rest of the default filter hides is said, with the key.
func TestHiddenByDefault(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("backspace") // size: no more the default filter
	s.GoTo("pod-gpus")
	s.Press("enter 1 enter")
	s.Press("tab")
	s.Press("down")
	tuitest.Has(t, s.Text(), "the pod request needs GPUs, and the filter gpus=0 hides 1 type with GPUs: a shows all types")
	s.Press("a down")
	if text := s.Text(); strings.Contains(text, "the pod request needs GPUs") || !strings.Contains(text, "g5.xlarge") {
		t.Error(text)
	}
}

func TestPickColumns(t *testing.T) {
	s := tuitest.Open(120, 32)
	before := s.Columns()
	s.Press("p space")                                  // hides the first, VCPU
	s.Press("pgdown pgdown pgdown pgdown pgdown space") // shows the last
	shown := s.Columns()
	last := shown[len(shown)-1]
	if slices.Contains(shown, "vcpus") || slices.Contains(before, last) {
		t.Error(shown, last)
	}
	s.Press("enter esc")
	if s.Rows.By.Name != last {
		t.Error("sorted by", s.Rows.By.Name)
	}
	s.Press("p shift+down")
	if moved := s.Columns(); moved[1] != shown[2] || moved[2] != shown[1] {
		t.Error("not moved", moved)
	}
	s.Press("delete esc")
	if s.Rows.Picked != nil {
		t.Error("not reset", s.Rows.Picked)
	}
	// Typing narrows the list, by head and by help.
	s.Press("p")
	s.Write("model")
	s.Press("space")
	if shown := s.Columns(); shown[len(shown)-1] != "gpu-model" {
		t.Error("not shown", shown)
	}
	s.Write("xyz")
	s.Press("space enter shift+up")
	tuitest.Has(t, s.Text(), "no column has that")
}

func TestMouse(t *testing.T) {
	s := tuitest.Open(120, 32)
	click := s.Click
	click(40, 6)
	if s.Rows.List.Cursor != 2 {
		t.Error("row", s.Rows.List.Cursor)
	}
	heading := strings.Split(s.Text(), "\n")[3]
	x := ansi.StringWidth(heading[:strings.Index(heading, "MAX-PODS")])
	click(x, 3)
	if s.Rows.By.Name != "max-pods" {
		t.Error("sorted by", s.Rows.By.Name)
	}
	click(x, 3)
	if !s.Rows.Reversed {
		t.Error("a second click does not reverse")
	}
	click(5, 7) // SG for pods
	if s.Group() != "Settings" || !strings.HasPrefix(s.Hint(), "SG for pods:") {
		t.Error("setting", s.Hint())
	}
	click(5, 7)
	if !s.Settings.CNI.SecurityGroupsForPods {
		t.Error("a second click does not switch")
	}
	s.Send(tea.MouseWheelMsg{X: 5, Y: 7, Button: tea.MouseWheelDown})
	if text := s.Text(); strings.Contains(text, "Region  ") || !strings.Contains(text, "SG for pods") {
		t.Error("not scrolled:\n" + text)
	}
	click(118, 0)
	if s.At() != screen.Help {
		t.Error("no help")
	}
}

// What was typed is read before the default filter where there is no room for all, and a click
// takes away what is under it.
func TestOwnConditionIsSeen(t *testing.T) {
	for width, first := range map[int]string{80: "vcpus>=4 × eks=yes", 240: "eks=yes × generation"} {
		s := tuitest.Open(width, 24)
		s.Press("/")
		s.Enter("vcpus>=4")
		if !strings.Contains(s.Text(), first) {
			t.Errorf("%d columns: no %q in\n%s", width, first, s.Text())
		}
		for y, line := range strings.Split(s.Text(), "\n") {
			if before, _, has := strings.Cut(line, "vcpus>=4 ×"); has {
				s.Click(ansi.StringWidth(before)+1, y)
				break
			}
		}
		if q := &s.Rows.Query; q.Text != "" || len(q.Chips) == 0 {
			t.Errorf("%d columns: left %q and %v", width, q.Text, q.Chips)
		}
	}
}
