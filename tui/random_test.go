package tui_test

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/scenario"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// Whatever is pressed, clicked and resized: no panic, every frame is filled,
// the table is in a total order, what was typed is saved, and everything can be
// undone. PODFIT_SOAK makes the walks longer.
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
	longest := 20
	if tuitest.Soak() {
		longest = 60
	}
	rapid.Check(t, func(t *rapid.T) {
		s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
			if rapid.Bool().Draw(t, "today") {
				c.Workload, c.Today = tuitest.Workload(), tuitest.Today()
			}
		})
		s.Press(rapid.SampledFrom([]string{"", "space down space c", "space 5", "5 b", "2 n enter 3", "2 b enter 3 enter", "6", "6 enter"}).Draw(t, "start"))
		for range rapid.IntRange(1, longest).Draw(t, "messages") {
			s.Play(s.Send(anyMessage(t, keys)))
			s.CheckFrame(t)
			checkOrder(t, &s.Rows)
			checkMarks(t, s.Marks)
		}
		checkSaved(t, s)
		checkUndo(t, s)
	})
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
		return tea.PasteMsg{Content: rapid.StringN(0, 20, -1).Draw(t, "paste")}
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
