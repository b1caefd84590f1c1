package screen_test

import (
	"reflect"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/tui"
	"podfit/tui/tuitest"
)

// Each of a plan's terms is a setting of the screen beside a workload: typed, undone, redone,
// reset, saved and opened again; and it refuses what the flag refuses, without a change.
func TestTermsAreSettings(t *testing.T) {
	for name, c := range map[string]struct{ keys, typed, want, wrong, says string }{
		"groups":         {typed: "2", want: "2", wrong: "4", says: "Groups: must be a whole number from 1 to 3"},
		"zones":          {typed: "us-east-1b,us-east-1c", want: "us-east-1b,us-east-1c", wrong: "11", says: "Zones: must be 1 to 10 zones, or their names"},
		"objective":      {keys: "right", want: "nodes"},
		"spare":          {keys: "right", want: "node"},
		"scheduler":      {keys: "left", want: "most-allocated"},
		"headroom":       {typed: "15%", want: "15%", wrong: "101%", says: "Headroom: must be a percentage from 0 to 100"},
		"max-node-share": {typed: "40", want: "40%", wrong: "x", says: "Node share: must be a percentage"},
		"max-nodes":      {typed: "50", want: "50", wrong: "-1", says: "Nodes at most: must be a whole number from 0"},
		"system-pods":    {typed: "none", want: "none", wrong: "dns", says: `System pods: "dns": must be none or names of: `},
		"fargate":        {keys: "right right right", want: "cheaper", wrong: "giant", says: `Fargate: "giant": no such workload`},
		"candidates":     {typed: "family=m6i", want: "family=m6i", wrong: "vcpus>many", says: "Candidates: "},
	} {
		d := &tuitest.Disk{}
		s := tuitest.OpenDisk(d, func(c *tui.Config) { c.Workload = tuitest.Workload()[1:2] })
		term, _ := plan.TermNamed(name)
		is := func() string {
			saved := s.Saved().Plan
			return term.Text(&saved)
		}
		before := is()
		enter := func(text string) {
			s.GoTo(name)
			s.Do("enter")
			s.Enter(text)
		}
		if c.typed != "" {
			enter(c.typed)
		} else {
			s.GoTo(name)
			s.Do(c.keys)
		}
		steps := max(1, len(strings.Fields(c.keys)))
		check := func(what, want string) {
			t.Helper()
			if is() != want {
				t.Errorf("%s, %s: %s, want %s", name, what, is(), want)
			}
		}
		check("changed", c.want)
		for range steps {
			s.Do("u")
		}
		tuitest.Has(t, s.Text(), "undone: "+term.Title)
		check("undone", before)
		for range steps {
			s.Do("ctrl+r")
		}
		check("redone", c.want)
		if !s.Unsaved() {
			t.Errorf("%s: is no work", name)
		}
		if c.wrong != "" {
			enter(c.wrong)
			tuitest.Has(t, s.Text(), c.says)
			s.Do("esc")
			check("refused", c.want)
		}
		s.Do("w")
		s.Enter("saved.yaml")
		again := tuitest.OpenDisk(d)
		again.Do("o")
		again.Enter("saved.yaml")
		if a, b := again.Saved().Plan, s.Saved().Plan; !reflect.DeepEqual(a, b) {
			t.Errorf("%s: opened again as %+v, saved as %+v", name, a, b)
		}
		s.GoTo(name)
		s.Do("x")
		check("reset", before)
	}
}

// The keys of the Plan view are one way to the same: each change is undone alone.
func TestKeysOfTermsAreUndone(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Workload = tuitest.Workload()[1:2] })
	s.Do("3")
	was := []plan.Terms{s.Saved().Plan}
	keys := strings.Fields("h z O v Z v")
	for _, key := range keys {
		s.Do(key)
		was = append(was, s.Saved().Plan)
		if reflect.DeepEqual(was[len(was)-1], was[len(was)-2]) {
			t.Errorf("%s changes nothing", key)
		}
	}
	for i := len(keys) - 1; i >= 0; i-- {
		if s.Do("u"); !reflect.DeepEqual(s.Saved().Plan, was[i]) {
			t.Errorf("%s is undone to %+v, not %+v", keys[i], s.Saved().Plan, was[i])
		}
	}
	s.Do("/ x esc u")
	tuitest.Has(t, s.Text(), "nothing to undo")
}

// A filter of the table stays what it is when a term is undone: candidates follow it.
func TestUndoneTermsLeaveTheFilter(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Workload = tuitest.Workload()[1:2] })
	s.Do("3 h 1 / r 6 i enter u")
	if got := s.PlanQuestion(); !strings.Contains(got.Candidates, "r6i") || got.Terms.Groups != plan.MaxGroups {
		t.Errorf("%s, %d groups", got.Candidates, got.Terms.Groups)
	}
}

// Where nothing is planned there are no such settings, and the cursor stays where it is.
func TestTermsNeedAWorkload(t *testing.T) {
	s := tuitest.Open(120, 50)
	s.GoTo("os")
	if strings.Contains(s.Text(), "Groups") {
		t.Error("terms without a workload")
	}
	s.TakeWorkload(planner.Workloads(tuitest.Workload()[1:2]), "a workload")
	s.Do("tab tab")
	tuitest.Has(t, s.Text(), "Groups", "Candidates")
	if !strings.HasPrefix(s.Hint(), "OS:") {
		t.Errorf("at %s", s.Hint())
	}
	s.GoTo("zones")
	s.Do("u tab tab")
	if strings.Contains(s.Text(), "Groups") || !strings.HasPrefix(s.Hint(), "Region:") {
		t.Errorf("at %s", s.Hint())
	}
	s.Do("?")
	s.Write("headroom")
	tuitest.Has(t, s.Text(), "PERCENT of every workload's pods to keep free (headroom: ")
}
