package explainview_test

import (
	"strings"
	"testing"

	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestExplainPageHasWarningsFirst(t *testing.T) {
	s := tuitest.Open(120, 60)
	s.GoTo("security-groups-for-pods")
	s.Press("space tab / t 3 enter enter")
	text := s.Text()
	trunk, step := strings.Index(text, "warning: the type does not support trunk ENIs"), strings.Index(text, "ENIs for pods")
	if trunk < 0 || step < trunk {
		t.Errorf("warning at %d, first step at %d in\n%s", trunk, step, text)
	}
	tuitest.Has(t, text, "choose a type with branch ENIs", "test types, 2026-01")
	s.Press("q")
	if s.At() != screen.Types {
		t.Error("q does not go back")
	}
}

func TestCauseOfAWarning(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	s.GoTo("security-groups-for-pods")
	s.Do("space tab / t 3 enter enter")
	tuitest.Has(t, s.Text(), "press a for the setting SG for pods")
	s.Do("p")
	tuitest.Has(t, s.Text(), "no warning has that key")
	s.Do("a")
	if s.At() != screen.Types || !strings.HasPrefix(s.Hint(), "SG for pods:") || s.Group() != "Settings" {
		t.Error("not at the setting")
	}
}
