package dialogs_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/tui"
	"podfit/tui/dialogs"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
	"podfit/tui/widget"
)

func TestLateAnswersAreDropped(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{"a.yaml": "apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: eu-west-1}\n"}}
	s := tuitest.OpenDisk(d)
	s.Do("o")
	s.Write("a.yaml")
	cmd := s.Send(tuitest.Key("enter"))
	s.Do("esc")
	s.Play(cmd)
	if s.Settings.Region != "us-east-1" {
		t.Error("an answer after esc opened the file")
	}
}

func TestComplete(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{User: map[string]string{"prod-a.yaml": "", "prod-b.yaml": ""}})
	s.Do("o")
	s.Write("p")
	s.Do("tab")
	tuitest.Has(t, s.Text(), "file: prod-", "prod-a.yaml  prod-b.yaml")
	s.Write("a")
	s.Do("tab")
	tuitest.Has(t, s.Text(), "file: prod-a.yaml")
	s.Write("x")
	s.Do("tab")
	tuitest.Has(t, s.Text(), "no file starts with that")
}

func TestPalette(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	s.Do(":")
	s.Write("reverse")
	s.Do("enter")
	if !s.Rows.Reversed || s.At() == screen.Palette {
		t.Error("not reversed")
	}
	s.Do("ctrl+p")
	s.Write("discount")
	s.Do("enter")
	if s.Group() != "Settings" || !strings.HasPrefix(s.Hint(), "Discount:") {
		t.Error("not at the setting")
	}
	s.Do(": z z z z q enter")
	tuitest.Has(t, s.Text(), "no command with that name")
	s.Do("esc")
}

func palette(s *tuitest.Screen) *dialogs.Palette { return s.Top().View.(*dialogs.Palette) }

// Whatever is in the palette runs from anywhere.
func TestPaletteRunsAll(t *testing.T) {
	froms := []string{"", "tab", "enter", "5", "2", "3", "space down space c", ": ( d a e m o n s e t ) enter enter"}
	for i, from := range froms {
		s := tuitest.OpenDisk(&tuitest.Disk{})
		s.Do(from + " ctrl+p")
		names := palette(s).Names()
		for k := range names {
			if !tuitest.Soak() && k%len(froms) != i { // each action from one place
				continue
			}
			s := tuitest.OpenDisk(&tuitest.Disk{})
			s.Do(from + " ctrl+p")
			palette(s).List().MoveTo(k)
			s.Do("enter")
			if s.At() == screen.Palette {
				t.Errorf("%q does not run from %q", names[k], from)
			}
			s.CheckFrame(t)
		}
	}
}

func TestMouseInThePalette(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	s.Do(":")
	y := s.Rect(s.Top().View).Y + 2
	s.Click(5, y+2)
	if got := palette(s).List().Cursor; got != 2 {
		t.Error("row", got)
	}
	s.Wheel(5, y)
	if got := palette(s).List().Top; got != widget.WheelRows {
		t.Error("top", got)
	}
	if s.Click(5, y); s.At() == screen.Palette {
		t.Error("a click on the selected action does not run it")
	}
}

func TestPaletteRanks(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	for typed, first := range map[string]string{
		"undo":              "undo the last change of settings",
		"chart":             "Chart: RAM per pod by cost, pods by CNI mode",
		"types":             "Types: the table of instance types",
		"named":             "setting: DaemonSets, Named (daemonset)",
		"prefix-delegation": "prefix-delegation",
		"Save":              "save the session",
		"pod mem":           "setting: Pod request, Memory",
		"wrtwhat":           "write what is shown", // letters alone
	} {
		s.Do("ctrl+p")
		s.Write(typed)
		if got := palette(s).Names(); len(got) == 0 || !strings.Contains(got[0], first) {
			t.Errorf("%s: %+v", typed, got)
		}
		s.Do("esc")
	}
	s.Do(":")
	for _, name := range palette(s).Names() {
		if slices.Contains([]string{"previous type", "a page down", "first setting", "a line up"}, name) {
			t.Errorf("offers %s", name)
		}
	}
}

// openOutputs is a screen on Plan whose commands print what they were asked.
func openOutputs(d *tuitest.Disk, said ...string) *tuitest.Screen {
	s := tuitest.OpenDisk(d, func(c *tui.Config) {
		c.Workload = tuitest.Workload()[1:2]
		c.Outputs = []tui.Output{
			{Name: "page: HTML", File: "report.html", Args: []string{"report"}},
			{Name: "eksctl: managed node groups", File: "cluster.yaml", Args: []string{"export", "eksctl"}, OfOnePlan: true},
		}
		c.Run = func(_ context.Context, args []string, scenarios map[string][]byte) tui.Ran {
			if strings.Contains(strings.Join(args, " "), "report") {
				return tui.Ran{Said: said, Err: errors.New("no pod fits anywhere")}
			}
			return tui.Ran{Out: fmt.Appendf(nil, "%s over %d workloads", args, strings.Count(string(scenarios["podfit-scenario.yaml"]), "- name: ")), Said: said}
		}
	})
	s.Do("3")
	return s
}

func TestOutputs(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{"cluster.yaml": "theirs"}}
	s := openOutputs(d, "wrong: Unplaced: 1 pod of web")
	s.Do("down e")
	tuitest.Has(t, s.Text(), "Write a file", "page: HTML", "report.html", "scenario: ")
	s.Write("eks")
	if strings.Contains(s.Text(), "report.html") {
		t.Error("typing does not narrow the list")
	}
	s.Do("enter")
	tuitest.Has(t, s.Text(), "Write eksctl", "podfit export eksctl -f podfit-scenario.yaml --plan 2 writes the same, once the scenario is saved (w)")
	s.Do("enter")
	tuitest.Has(t, s.Text(), "cluster.yaml exists already: y replaces it, n keeps it")
	if s.Do("y"); d.User["cluster.yaml"] != "[export eksctl -f podfit-scenario.yaml --plan 2] over 1 workloads" {
		t.Error(d.User["cluster.yaml"])
	}
	tuitest.Has(t, s.Text(), "wrote cluster.yaml, with 1 warning:", "wrong: Unplaced: 1 pod of web")
	s.CheckFrame(t)
	if s.Do("enter"); s.At() != screen.Plan {
		t.Error("still at", s.At())
	}
	s.Do("e down enter enter") // the page, which fails
	tuitest.Has(t, s.Text(), "no pod fits anywhere", "wrong: Unplaced: 1 pod of web")
	if d.User["report.html"] != "" {
		t.Error("written all the same")
	}
	s.Do("esc esc : w r i t e space e k s enter")
	tuitest.Has(t, s.Text(), "Write eksctl")
}

func TestCancelledOutput(t *testing.T) {
	d := &tuitest.Disk{}
	s := openOutputs(d)
	s.Do("e down down enter")
	cmd := s.Send(tuitest.Key("enter"))
	tuitest.Has(t, s.Text(), "planning, and writing cluster.yaml …  esc cancels")
	s.Do("esc")
	if s.Play(cmd); d.User["cluster.yaml"] != "" {
		t.Error("written after it was cancelled")
	}
}
