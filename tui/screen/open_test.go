package screen_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// openAs is a screen on which opening gives what read returns.
func openAs(read func(ctx context.Context, names string, over scenario.Scenario) (tui.Input, error)) *tuitest.Screen {
	return tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Open = read })
}

// shopOver is what an import makes of a shop: one workload and one DaemonSet over what is there.
func shopOver(c tui.Config, over scenario.Scenario, name string) (tui.Input, error) {
	over.Workload = append(over.Workload, planner.Workload{Name: name, Replicas: 3, Request: planner.Resources{CPU: 100}})
	over.Settings.DaemonSets = append(over.Settings.DaemonSets, planner.DaemonSet{Name: name + "-agent", Request: planner.Resources{CPU: 10}})
	over.Notes = []string{"a guess about " + name}
	text, err := scenario.Write(over, c.Table)
	return tui.Input{Text: text, Imported: &tui.Import{
		From: name, Summary: "3 pods", Lasting: name != "cluster", RegionSource: planner.RegionByObjects, DaemonSets: []string{name + "-agent"},
		Notes: []planner.Warning{planner.ImportNote{Kind: planner.Skipped, Text: "runs no pods", Objects: []string{"ConfigMap"}}},
	}}, err
}

func names(s *tuitest.Screen) string {
	var all []string
	for _, k := range *s.Workload {
		all = append(all, k.Name)
	}
	for _, ds := range s.Settings.DaemonSets {
		all = append(all, ds.Name)
	}
	return strings.Join(all, " ")
}

// An import keeps the settings and replaces what runs: what the one before it brought goes.
func TestImportReplacesWhatRuns(t *testing.T) {
	s := openAs(func(_ context.Context, name string, over scenario.Scenario) (tui.Input, error) {
		return shopOver(tuitest.Config(), over, name)
	})
	s.GoTo("prefix-delegation")
	s.Do("space tab")
	for _, step := range []struct{ keys, want string }{
		{"o s h o p enter", "shop shop-agent"},
		{"o ctrl+u b a r enter", "bar bar-agent"},
		{"u", "shop shop-agent"},
		{"u", ""},
		{"ctrl+r ctrl+r", "bar bar-agent"},
	} {
		s.Do(step.keys)
		if got := names(s); got != step.want {
			t.Errorf("%s: %q, want %q", step.keys, got, step.want)
		}
		if s.Settings.CNI.Mode.String() != "prefix-delegation" {
			t.Errorf("%s: the settings are not kept", step.keys)
		}
	}
	if im := s.Placement.Imported; im == nil || im.From != "bar" || len(im.Notes) != 1 {
		t.Errorf("imported from %+v, %d notes", im, s.CountNotes())
	}
}

// Only what cannot be had again, or was changed before, is worth asking about.
func TestImportAndQuit(t *testing.T) {
	for _, c := range []struct {
		keys  string
		quits bool
	}{
		{"o s h o p enter q", true},
		{"o c l u s t e r enter q", false},
		{"2 a enter 1 o s h o p enter q", false},
		{"o s h o p enter 2 a enter q", false},
	} {
		s := openAs(func(_ context.Context, name string, over scenario.Scenario) (tui.Input, error) {
			return shopOver(tuitest.Config(), over, name)
		})
		if got := s.Do(c.keys); got != c.quits {
			t.Errorf("%s: quits %v\n%s", c.keys, got, s.Text())
		}
	}
}

// A file that podfit fails on is an error in the box, and esc cancels what takes long.
func TestOpeningFails(t *testing.T) {
	s := openAs(func(_ context.Context, name string, _ scenario.Scenario) (tui.Input, error) {
		if name == "p" {
			panic("index out of range")
		}
		return tui.Input{}, errors.New("web.yaml:3: not YAML")
	})
	s.Do("o x enter")
	tuitest.Has(t, s.Text(), "web.yaml:3: not YAML", "file: x")
	s.Do("ctrl+u p enter")
	tuitest.Has(t, s.Text(), "please report it: index out of range")
	if s.At() != screen.File {
		t.Error("the box is gone")
	}

	var asked context.Context
	s = openAs(func(ctx context.Context, name string, over scenario.Scenario) (tui.Input, error) {
		asked = ctx
		return shopOver(tuitest.Config(), over, name)
	})
	s.Do("o")
	s.Write("context:prod")
	late := s.Send(tuitest.Key("enter"))
	tuitest.Has(t, s.Text(), "reading context:prod …; esc cancels")
	s.Do("esc")
	s.Play(late)
	if asked.Err() == nil || names(s) != "" || s.At() == screen.File {
		t.Errorf("not cancelled: %v, %q, at %s", asked.Err(), names(s), s.At())
	}
}

// What was imported as the screen was opened is there, with its notes.
func TestImportedAtStart(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Workload = tuitest.Workload()
		c.Imported = &tui.Import{From: "stdin", Summary: "231 pods", Notes: []planner.Warning{planner.ImportNote{Kind: planner.Unread, Text: "not YAML", Objects: []string{"a.yaml:3"}}}}
	})
	tuitest.Has(t, s.Text(), "opened stdin · 231 pods", "8 Notes (1)")
	if !s.Unsaved() {
		t.Error("what came from stdin is nowhere else")
	}
	s.Do("8")
	tuitest.Has(t, s.Text(), "Import of stdin · 1 note", "unknown  not read: a.yaml:3: not YAML", fmt.Sprint(s.CountNotes()))
}

// What an import said is there again in a session that is resumed, and again in one that is
// resumed from that; undo takes it away.
func TestNotesOfAnImportAreKept(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d, func(c *tui.Config) {
		c.Open = func(_ context.Context, name string, over scenario.Scenario) (tui.Input, error) {
			return shopOver(tuitest.Config(), over, name)
		}
	})
	s.Do("o c l u s t e r enter")
	said := func(s *tuitest.Screen) string { // of the import, the first origin
		all := s.Notes()
		return fmt.Sprint(all[0].Origin, s.NotesInWords(all[0]))
	}
	want := said(s)
	if !strings.Contains(want, "Import of cluster") || !strings.Contains(want, "runs no pods") {
		t.Fatal(want)
	}
	for range 2 {
		s = resumed(t, d)
		if got := said(s); got != want {
			t.Errorf("resumed with %s\nwant %s", got, want)
		}
		s.Do("u")
		if len(s.Notes()) > 0 && said(s) == want {
			t.Error("undone, and the notes are there")
		}
		s.Do("ctrl+r 2 enter enter")
		if got := said(s); got != want {
			t.Errorf("redone with %s\nwant %s", got, want)
		}
	}
}

// Completing the name while it is read does not lose what is read.
func TestCompleteWhileOpening(t *testing.T) {
	s := openAs(func(_ context.Context, name string, over scenario.Scenario) (tui.Input, error) {
		return shopOver(tuitest.Config(), over, name)
	})
	s.Do("o s h o p")
	opens := s.Send(tuitest.Key("enter"))
	completes := s.Send(tuitest.Key("tab"))
	s.Play(completes)
	s.Play(opens)
	if got := names(s); got != "shop shop-agent" || s.Opening() != "" {
		t.Errorf("%q, and %q", got, s.Opening())
	}
}
