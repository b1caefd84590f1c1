package screen_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestAutosave(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	s.GoTo("prefix-delegation")
	s.Do("down up")
	if len(d.State) != 1 {
		t.Error("saves where nothing changed:", d.State)
	}
	s.Do("space")
	tuitest.Has(t, d.State[screen.SessionNote], "mode: prefix-delegation")
	s.Do("u")
	if text, is := d.State[screen.SessionNote]; is {
		t.Error("keeps what was undone:", text)
	}
	s.Do("space")
	if s.Do("q") {
		t.Fatal("quits without asking")
	}
	tuitest.Has(t, s.Text(), "unsaved work: w saves it, q again quits without")
	if !s.Do("q") {
		t.Fatal("does not quit")
	}
	tuitest.Has(t, d.State[screen.SessionNote], "mode: prefix-delegation")

	next := tuitest.OpenDisk(d)
	tuitest.Has(t, next.Text(), "unfinished session (R resumes it, ctrl+x discards it): Prefixes off → on")
	next.Do("R")
	if next.Settings.CNI.Mode.String() != "prefix-delegation" || !next.Unsaved() {
		t.Error("not resumed, or taken for saved")
	}
	next.Do("w enter")
	if !next.Do("q") || d.State[screen.SessionNote] != "" {
		t.Error("still kept after it was saved:", d.State)
	}
}

// resumed is the next run, with the session of the last.
func resumed(t *testing.T, d *tuitest.Disk) *tuitest.Screen {
	t.Helper()
	s := tuitest.OpenDisk(d)
	tuitest.Has(t, s.Text(), "unfinished session (R resumes it")
	s.Do("R")
	s.Status = screen.Status{} // what came of it
	return s
}

// An unfinished session comes back as it was, with what no scenario holds.
func TestResumeShowsTheSameScreen(t *testing.T) {
	const prefixes = ": p r e f i x - d e l enter space tab "
	for name, keys := range map[string]string{
		"filter beside marks":    "space down space / m 6 i enter",
		"all but the default":    "a space s s",
		"chips taken away":       prefixes + "/ x l enter backspace backspace backspace",
		"reversed":               prefixes + "r down down",
		"letters":                prefixes + "/ m 7 f l enter",
		"columns":                prefixes + "p space G space esc",
		"chart":                  "space down space 5 $ right",
		"bars":                   "space down space 5 b",
		"comparison":             "space down space down space c",
		"comparison over chart":  "space down space 5 c",
		"changed once it was on": "space q q a r",
	} {
		d := &tuitest.Disk{}
		s := tuitest.OpenDisk(d)
		s.Do(keys)
		if s.At() != screen.Compare { // which is left without q, as by a lost connection
			s.Do("q q")
		}
		s.Status = screen.Status{}
		if got, want := resumed(t, d).Text(), s.Text(); got != want {
			t.Errorf("%s: resumed\n%s\nleft\n%s", name, got, want)
		}
	}
}

// A view note that is damaged, of another session or of types that are gone is
// none: the scenario alone says what to show.
func TestResumeWithoutItsView(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	s.Do("space down space / m 6 i enter i")
	session, left := d.State[screen.SessionNote], d.State[screen.ViewNote]
	if s := resumed(t, d); !s.Rows.Reversed || fmt.Sprint(s.Rows.Names()) == "[c6g.xlarge t3.large]" {
		t.Error("the view is not resumed:", s.Rows.Names())
	}
	for _, damaged := range []string{
		"", "{", "null", "[]", strings.Replace(left, `"session":"`, `"session":"0`, 1),
		strings.Replace(left, "c6g.xlarge", "c6g.nonesuch", 1), strings.Replace(left, `"m6i"`, `"m6i<"`, 1),
		strings.Replace(left, `"cost-per-pod"`, `"joy"`, 1), strings.Replace(left, `"view"`, `"columns":["joy"],"view"`, 1),
		strings.Replace(left, `"view"`, `"columns":["type"],"view"`, 1),
	} {
		d.State[screen.ViewNote], d.State[screen.SessionNote] = damaged, session
		s := resumed(t, d)
		if s.Rows.Reversed || fmt.Sprint(s.Rows.Names()) != "[c6g.xlarge t3.large]" {
			t.Errorf("%s: %v", damaged, s.Rows.Names())
		}
	}
}

func TestNothingBesideWhatIsForgotten(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	s.Do("space")
	if d.State[screen.SessionNote] == "" || d.State[screen.ViewNote] == "" {
		t.Fatal("not kept:", d.State)
	}
	s.Do("space")
	if len(d.State) != 1 {
		t.Error("still kept:", d.State)
	}
}

// Nothing ticks once the session is kept.
func TestIdleIsStill(t *testing.T) {
	s := tuitest.OpenDisk(&tuitest.Disk{})
	ticks := 0
	s.After = func(_ time.Duration, msg tea.Msg) tea.Cmd { ticks++; return func() tea.Msg { return msg } }
	s.GoTo("prefix-delegation")
	s.Do("space down up down")
	if ticks != 1 || !s.AutosaveIdle() {
		t.Errorf("%d ticks, idle %v", ticks, s.AutosaveIdle())
	}
}

// An offer takes no key but R and ctrl+x, and nothing but the latter drops it.
func TestOfferStaysOutOfTheWay(t *testing.T) {
	left := "apiVersion: podfit/v1\nkind: Scenario\ncluster: {region: eu-west-1}\n"
	d := &tuitest.Disk{State: map[string]string{screen.SeenNote: "", screen.SessionNote: left}}
	s := tuitest.OpenDisk(d)
	s.Do("enter") // means what it always means
	if s.At() != screen.Explain || s.Settings.Region != "us-east-1" {
		t.Error("enter resumes")
	}
	s.Do("esc esc esc q")
	if d.State[screen.SessionNote] != left {
		t.Error("quitting without an answer loses the offer")
	}
	s = tuitest.OpenDisk(d)
	s.Do("esc down R")
	if s.Settings.Region != "eu-west-1" {
		t.Error("R does not resume")
	}
	s.Do("u")
	if d.State[screen.SessionNote] == "" {
		t.Error("undoing it drops it")
	}
	d.State[screen.SessionNote] = left
	s = tuitest.OpenDisk(d)
	s.Do("ctrl+x")
	if _, is := d.State[screen.SessionNote]; is {
		t.Error("not discarded")
	}
	d.State[screen.SessionNote] = "damaged"
	s = tuitest.OpenDisk(d)
	tuitest.Has(t, s.Text(), "an unfinished session cannot be read")
	s.Do("R")
	tuitest.Has(t, s.Text(), "cannot be resumed")
}

// openRun is a run with a name of its own, and what others left.
func openRun(d *tuitest.Disk, run string, left ...tui.Left) *tuitest.Screen {
	return tuitest.OpenDisk(d, func(c *tui.Config) {
		c.Files.Run, c.Files.Left = run, func() []tui.Left { return left }
	})
}

// Two runs at the same time keep a session each, and a third one is offered both: the
// latest first, by what it holds and when it was kept.
func TestRunsKeepTheirOwn(t *testing.T) {
	d := &tuitest.Disk{}
	a, b := openRun(d, "a"), openRun(d, "b")
	a.GoTo("prefix-delegation")
	a.Do("space")
	b.Do("ctrl+n 7 enter")
	tuitest.Has(t, d.State["session-a.yaml"], "mode: prefix-delegation")
	tuitest.Has(t, d.State["session-b.yaml"], "replicas: 7")

	monday := time.Date(2026, 11, 30, 9, 5, 0, 0, time.Local)
	c := openRun(d, "c", tui.Left{Run: "a", At: monday}, tui.Left{Run: "b", At: monday.Add(time.Hour)})
	tuitest.Has(t, c.Text(), "unfinished session (R resumes it, ctrl+x discards it): 2026-11-30 10:05 · 1 older · 1 workload: pods")
	c.Do("R")
	if len(*c.Workload) != 1 || d.State["session-b.yaml"] != "" || !strings.Contains(d.State["session-c.yaml"], "replicas: 7") {
		t.Errorf("%+v, kept %v", *c.Workload, d.State)
	}
	c.Status = screen.Status{}
	tuitest.Has(t, c.Text(), "2026-11-30 09:05 · Prefixes off → on")
	c.Do("R")
	if c.Settings.CNI.Mode.String() != "prefix-delegation" || d.State["session-a.yaml"] != "" {
		t.Error("the older one is not resumed")
	}
	c.Do("u")
	if len(*c.Workload) != 1 {
		t.Error("undo does not lead back")
	}
}

func TestFullDisk(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	d.Full = true
	s.GoTo("prefix-delegation")
	s.Do("space")
	tuitest.Has(t, s.Text(), "cannot autosave the session: no space left on device")
	s.Do("space")
	if strings.Contains(s.Text(), "cannot autosave") {
		t.Error("says so again")
	}
	s.Do("space w enter")
	tuitest.Has(t, s.Text(), "no space left on device", "podfit-scenario.yaml")
	s.Do("esc q")
	if !s.Do("q") {
		t.Error("does not quit")
	}
}

func TestFirstRun(t *testing.T) {
	d := &tuitest.Disk{State: map[string]string{}}
	s := tuitest.OpenDisk(d)
	tuitest.Has(t, s.Text(), "tab settings · / filter", ": all commands")
	s.Do("down")
	if strings.Contains(s.Text(), "all commands") {
		t.Error("still there after a key")
	}
	if s = tuitest.OpenDisk(d); strings.Contains(s.Text(), "all commands") {
		t.Error("there again at the second start")
	}
}

// What a view kept that makes no sense is left out, the rest comes back.
func TestResumeWithADamagedPart(t *testing.T) {
	d := &tuitest.Disk{}
	s := tuitest.OpenDisk(d)
	s.Do("space i 5 $")
	left := d.State[screen.ViewNote]
	tuitest.Has(t, left, `"Chart":{"basis":1}`)
	d.State[screen.ViewNote] = strings.Replace(left, `"basis":1`, `"basis":9`, 1)
	if s := resumed(t, d); !s.Rows.Reversed || s.At() != screen.Chart || !strings.Contains(s.Text(), "as bought") {
		t.Errorf("reversed %v at %s:\n%s", s.Rows.Reversed, s.At(), s.Text())
	}
}
