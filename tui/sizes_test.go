package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/tuitest"
	"podfit/tui/widget"
)

func TestEverySizeIsFilled(t *testing.T) {
	s := tuitest.Open(80, 24)
	for _, keys := range []string{"", "tab", "enter", "esc esc tab /", "esc enter", "esc ?", "esc space down space down down space c", "esc 5", "b"} {
		s.Press(keys)
		s.EverySize(t)
	}
}

func TestWorkloadFillsEverySize(t *testing.T) {
	s := tuitest.OpenWorkload(tuitest.Workload(), 80, 24)
	s.Style = widget.NewStyle(true, true)
	for _, keys := range []string{"2", "end right right right right right right right right right enter", "esc b down", "esc 3", "down down enter", "enter n z z v"} {
		s.Do(keys)
		s.EverySize(t)
		if colour := colourSGR.FindString(s.Frame()); colour != "" {
			t.Errorf("%s: colour %q without colour", keys, colour)
		}
	}
}

func TestTodayFillsEverySize(t *testing.T) {
	fleet := tuitest.Today()
	fleet.Groups = append(fleet.Groups, tuitest.Unclear())
	s := tuitest.OpenToday(fleet, 80, 24)
	s.Style = widget.NewStyle(true, true)
	for _, keys := range []string{"6", "down down", "enter", "esc end", "3"} {
		s.Do(keys)
		s.EverySize(t)
		if colour := colourSGR.FindString(s.Frame()); colour != "" {
			t.Errorf("%s: colour %q without colour", keys, colour)
		}
	}
}

// Boxes and pages of the session fit every screen, and keep colour to themselves.
func TestBoxesFit(t *testing.T) {
	const toDaemonSets = ": ( d a e m o n s e t ) enter enter "
	for _, keys := range []string{"w", "o tab", "e", "y", ":", ": z z z", toDaemonSets, toDaemonSets + "n", toDaemonSets + "a", "? w", "enter :", "w enter w ctrl+u w enter"} {
		s := tuitest.OpenDisk(&tuitest.Disk{User: map[string]string{"w": "", "x-1.yaml": "", "x-2.yaml": ""}}, func(c *tui.Config) { c.NoColor = true })
		s.Do(keys)
		s.EverySize(t)
		s.Size(90, 28)
		if found := colourSGR.FindString(s.Frame()); found != "" {
			t.Errorf("%s: colour %q", keys, found)
		}
		if cmd := s.Send(tuitest.Key("ctrl+c")); cmd == nil || cmd() != tea.Quit() {
			t.Errorf("%s: ctrl+c does not leave", keys)
		}
	}
}

func TestTooSmallKeepsState(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("down down tab down down space")
	before := s.Text()
	s.Size(40, 10)
	tuitest.Has(t, s.Text(), "too small: 60×15 needed")
	tuitest.Has(t, s.Text(), "this is 40×10")
	s.Size(120, 32)
	if got := s.Text(); got != before {
		t.Errorf("after shrinking and growing:\n%s\nwant\n%s", got, before)
	}
}

// What takes two cells a letter is cut and filled by cells.
func TestWideLetters(t *testing.T) {
	const wide = "計画 ｗｉｄｅ 🚀 한국어"
	for name, keys := range map[string]string{
		"filter": "/", "value": "tab enter", "palette": ":", "save": "w ctrl+u", "export": "e", "open": "o",
		"preset": ": ( d a e m o n s e t ) enter enter a", "cell": ": ( d a e m o n s e t ) enter enter n", "opened": "",
	} {
		s := tuitest.OpenDisk(&tuitest.Disk{User: map[string]string{"計画.yaml": "apiVersion: podfit/v1\nkind: Scenario\n", "計画書.yaml": ""}})
		s.Do(keys)
		if name == "opened" {
			s.Do("o")
			s.Write("計")
			s.Do("tab")
			s.Enter("計画.yaml")
			tuitest.Has(t, s.Text(), "opened 計画.yaml")
		} else {
			s.Write(strings.Repeat(wide, 8))
		}
		s.EverySize(t)
		s.Do("left left backspace end enter")
		s.CheckFrame(t)
	}
}

func TestWideTypeNames(t *testing.T) {
	c := tuitest.Config()
	lookups := c.Lookups
	c.Lookups.Types = func() []planner.InstanceType {
		all := lookups.Types()
		all[3].Name = "計画.large" // m6i.large
		return all
	}
	c.Lookups.Offerings = func(string) (func(string) planner.Offering, bool) {
		return func(string) planner.Offering {
			return tuitest.Types[3].Offering(&planner.Region{Name: "us-east-1", Currency: "USD"})
		}, true
	}
	for _, keys := range []string{"", "space down space c", "a 5", "space 5 b", "enter", ": 計"} {
		s := tuitest.OpenConfig(c, 120, 32)
		s.Press("/")
		s.Write("large")
		s.Press("enter")
		s.Press(keys)
		s.EverySize(t)
	}
}
