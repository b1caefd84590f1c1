package tui_test

import (
	"context"
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/scenario"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// Whatever is pressed, clicked, pasted and resized, and in whatever order answers come
// from AWS, from files and from searches, while others write the same files: no panic,
// every frame is filled, the table is in a total order, what was typed is saved,
// everything can be undone, and esc and q lead out. PODFIT_SOAK makes it 200,000 steps,
// of other walks at every run.
func TestAnything(t *testing.T) {
	keys := []string{"1", "5", "0", "m", "é", "漢", "%", "<", "ctrl+w", "ctrl+d", "delete"}
	s := tuitest.Open(80, 24)
	for _, k := range s.Anywhere {
		keys = append(keys, keysOf(k)...)
	}
	for _, o := range s.Places() {
		for _, k := range o.Keys() {
			keys = append(keys, keysOf(k)...)
		}
	}
	steps := 20
	if tuitest.Soak() {
		steps = 50
		longer(t, "rapid.checks", "4000")
		longer(t, "rapid.seed", "0")
	}
	rapid.Check(t, func(t *rapid.T) {
		w := openWalk(t)
		w.Press(rapid.SampledFrom([]string{"", "space down space c", "space 5", "5 b", "2 a enter 3", "2 b enter 3 enter", "6", "6 enter"}).Draw(t, "start"))
		for range steps {
			w.step(t, keys)
			w.CheckFrame(t)
			checkOrder(t, &w.Rows)
			checkMarks(t, w.Marks)
		}
		w.answers(t)
		checkSaved(t, w.Screen)
		checkUndo(t, w.Screen)
		checkWayOut(t, w.Screen)
	})
}

func longer(t *testing.T, name, value string) {
	was := flag.Lookup(name).Value.String()
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { flag.Set(name, was) })
}

// walk is a screen, its files, and the work that it has asked for and not got.
type walk struct {
	*tuitest.Screen
	disk    *tuitest.Disk
	pending []tea.Cmd
}

func openWalk(t *rapid.T) *walk {
	w := &walk{disk: &tuitest.Disk{}}
	w.Screen = tuitest.OpenDisk(w.disk, func(c *tui.Config) {
		if rapid.Bool().Draw(t, "today") {
			c.Workload, c.Today = tuitest.Workload(), tuitest.Today()
		}
		c.Live = func(_ context.Context, region string, progress func(string)) tui.Live {
			progress("half")
			if region == "eu-west-1" {
				return tui.Live{Warnings: []planner.Warning{density.PriceUnknown{Region: region}}}
			}
			return tui.Live{Lookups: c.Lookups, Label: "AWS 2026-02-05 12:00"}
		}
	})
	return w
}

// step is a message, or an answer, or somebody else's change of a file.
func (w *walk) step(t *rapid.T, keys []string) {
	switch rapid.IntRange(0, 14).Draw(t, "what") {
	case 0:
		w.otherWrites(t)
	case 1, 2, 3, 4:
		if n := len(w.pending); n > 0 {
			w.answer(rapid.IntRange(0, n-1).Draw(t, "answer"))
		}
	default:
		w.pending = append(w.pending, w.Send(anyMessage(t, keys)))
	}
}

// answer has work done that was asked for.
func (w *walk) answer(i int) {
	cmd := w.pending[i]
	if cmd == nil {
		w.pending = slices.Delete(w.pending, i, i+1)
		return
	}
	w.pending = slices.Delete(w.pending, i, i+1)
	came := make(chan tea.Msg, 1)
	go func() { came <- cmd() }()
	select {
	case msg := <-came:
		cmd = func() tea.Msg { return msg }
	case <-time.After(100 * time.Millisecond): // it waits for what other work says
		w.pending = append(w.pending, func() tea.Msg { return <-came })
		return
	}
	follow, _ := w.Step(cmd) // a screen that quits goes on here
	w.pending = append(w.pending, follow...)
}

// answers has all of it done.
func (w *walk) answers(t *rapid.T) {
	for n := 0; len(w.pending) > 0; n++ {
		if n > 10_000 {
			t.Fatal("there is always more to do")
		}
		w.answer(0)
	}
	w.CheckFrame(t)
}

// otherWrites changes a file of the user or of the state folder.
func (w *walk) otherWrites(t *rapid.T) {
	text := rapid.SampledFrom([]string{"", "apiVersion: podfit/v1\nkind: Scenario\n", "apiVersion: podfit/v1\nkind: Scenario\nworkload:\n  - {name: w, replicas: 3, cpu: 100m, memory: 64Mi}\n", "a: [", "\x00\xff"}).Draw(t, "text")
	files := rapid.SampledFrom([]map[string]string{w.disk.User, w.disk.State}).Draw(t, "folder")
	names := append(slices.Sorted(maps.Keys(files)), screen.ScenarioFile, screen.SessionNote, screen.ViewNote)
	name := rapid.SampledFrom(names).Draw(t, "file")
	if rapid.Bool().Draw(t, "removes it") {
		delete(files, name)
	} else {
		files[name] = text
	}
}

// checkWayOut leaves whatever is open, and then the screen.
func checkWayOut(t *rapid.T, s *tuitest.Screen) {
	for range 20 {
		s.Do("esc")
	}
	if len(s.Stack()) > 1 || s.Typing() {
		t.Fatalf("esc leaves %s open, at %s", s.At(), s.Group())
	}
	for range 3 {
		if s.Do("q") {
			return
		}
	}
	t.Fatalf("q does not lead out of %s:\n%s", s.At(), s.Text())
}

func keysOf(k screen.Keys) []string {
	var keys []string
	for _, b := range k.Bindings {
		keys = append(keys, b.Keys...)
	}
	return keys
}

func anyMessage(t *rapid.T, keys []string) tea.Msg {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return tea.WindowSizeMsg{Width: rapid.IntRange(1, 300).Draw(t, "width"), Height: rapid.IntRange(1, 100).Draw(t, "height")}
	case 1:
		return tea.MouseClickMsg{X: rapid.IntRange(0, 220).Draw(t, "x"), Y: rapid.IntRange(0, 70).Draw(t, "y"), Button: tea.MouseLeft}
	case 2:
		button := rapid.SampledFrom([]tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}).Draw(t, "wheel")
		return tea.MouseWheelMsg{X: rapid.IntRange(0, 220).Draw(t, "x"), Y: rapid.IntRange(0, 70).Draw(t, "y"), Button: button}
	case 3:
		return tea.PasteMsg{Content: strings.Repeat(rapid.StringN(0, 20, -1).Draw(t, "paste"), rapid.SampledFrom([]int{1, 1, 1, 200}).Draw(t, "times"))}
	default:
		return tuitest.Key(rapid.SampledFrom(keys).Draw(t, "key"))
	}
}

func checkMarks(t *rapid.T, marks screen.Marks) {
	for i, name := range marks {
		if slices.Contains(marks[:i], name) {
			t.Fatalf("%s is marked twice", name)
		}
	}
}

func checkOrder(t *rapid.T, rows *screen.Rows) {
	again := slices.Clone(rows.Rows)
	slices.Reverse(again)
	query.Sort(again, rows.By, rows.Reversed)
	for i := range again {
		if again[i].Type.Name != rows.Rows[i].Type.Name {
			t.Fatalf("row %d is %s, and sorted from the other end %s", i, rows.Rows[i].Type.Name, again[i].Type.Name)
		}
	}
}

// checkSaved writes the session and reads it: whatever was typed is in the file.
func checkSaved(t *rapid.T, s *tuitest.Screen) {
	text, err := s.ScenarioText()
	if err != nil {
		t.Fatal(err)
	}
	read, err := scenario.Read("session", text, scenario.Scenario{Settings: planner.Default()}, s.Table)
	if err != nil {
		t.Fatalf("%s\n%s", err, text)
	}
	again, err := scenario.Write(read, s.Table)
	if err != nil || string(again) != string(text) {
		t.Fatalf("%v:\n%s\nread back as\n%s", err, text, again)
	}
}

// checkUndo undoes and redoes everything, which is identity: of the settings, the
// workload, the subnets and the file that they are saved to.
func checkUndo(t *rapid.T, s *tuitest.Screen) {
	settings, workload, placement, file := s.Settings, s.Workload, s.Placement, s.File
	undone := 0
	for s.Undo(); s.Status.Text != "nothing to undo"; s.Undo() {
		if undone++; undone > 1000 {
			t.Fatal("there is always more to undo")
		}
	}
	for range undone {
		s.Redo()
	}
	if s.Settings != settings || s.Workload != workload || s.Placement != placement || undone > 0 && s.File != file {
		t.Fatalf("undone and redone %d changes, and it is not as before: %+v in %q", undone, s.Settings, s.File)
	}
	s.Send(nil)
	s.CheckFrame(t)
}
