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
	for _, key := range []string{"enter", "tab", "up"} {
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

func TestPickColumns(t *testing.T) {
	s := tuitest.Open(120, 32)
	before := s.Columns()
	s.Press("p space") // hides the first, VCPU
	s.Press("G space") // shows the last
	shown := s.Columns()
	last := shown[len(shown)-1]
	if slices.Contains(shown, "vcpus") || slices.Contains(before, last) {
		t.Error(shown, last)
	}
	s.Press("enter esc")
	if s.Rows.By.Name != last {
		t.Error("sorted by", s.Rows.By.Name)
	}
	s.Press("p g J")
	if moved := s.Columns(); moved[1] != shown[2] || moved[2] != shown[1] {
		t.Error("not moved", moved)
	}
	s.Press("x esc")
	if s.Rows.Picked != nil {
		t.Error("not reset", s.Rows.Picked)
	}
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
