package tui

import (
	"reflect"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/scenario"
)

// Whatever is pressed, clicked and resized: no panic, every frame is filled,
// and the table is in a total order.
func TestAnything(t *testing.T) {
	var keys []string
	for _, b := range keyTable() {
		keys = append(keys, b.keys...)
	}
	keys = append(keys, "1", "5", "0", "m", "é", "漢", "%", "ctrl+w", "delete")
	keys = slices.DeleteFunc(keys, func(k string) bool { return k == "shift+tab" || k == "ctrl+d" })

	rapid.Check(t, func(t *rapid.T) {
		s := newSessionScreen(&disk{})
		s.press(rapid.SampledFrom([]string{"", "space down space c", "space 5", "5 b", "2 n enter 3", "2 b enter 3 enter"}).Draw(t, "start"))
		for range rapid.IntRange(1, 40).Draw(t, "messages") {
			s.play(s.send(anyMessage(t, keys)))
			checkFrame(t, s.Model)
			checkOrder(t, &s.types)
			checkMarks(t, s.marks)
			checkUndo(t, s.Model)
		}
		checkSaved(t, s.Model)
	})
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
		return keyPress(rapid.SampledFrom(keys).Draw(t, "key"))
	}
}

func checkMarks(t *rapid.T, ms marks) {
	for i, name := range ms {
		if slices.Contains(ms[:i], name) {
			t.Fatalf("%s is marked twice", name)
		}
	}
}

// checkUndo undoes and redoes everything, which is identity. It is a copy of
// the model that goes back and forth.
func checkUndo(t *rapid.T, m Model) {
	before, look := *m.settings, m.look()
	n := len(m.history.done)
	for range n {
		m.undo()
	}
	for range n {
		m.redo()
	}
	if said := differences(m.session.table, &before, m.settings); said != "" {
		t.Fatalf("undone and redone %d changes: %s", n, said)
	}
	if got := m.look(); n > 0 && !reflect.DeepEqual(got.marks, look.marks) && m.history.done[n-1].to.look != nil {
		t.Fatalf("undone and redone %d changes: shows %v, not %v", n, got, look)
	}
}

// checkSaved writes the session and reads it: whatever was typed is in the file.
func checkSaved(t *rapid.T, m Model) {
	text, err := scenario.Write(m.scenario(), m.session.table)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Read("session", text, scenario.Scenario{Settings: planner.Default()}, m.session.table)
	if err != nil {
		t.Fatalf("%s\n%s", err, text)
	}
	if !sameWorkload(&s.Workload, m.workload) {
		t.Fatalf("%+v, read back as %+v", *m.workload, s.Workload)
	}
}

func checkOrder(t *rapid.T, types *types) {
	again := slices.Clone(types.rows)
	slices.Reverse(again)
	planner.Sort(again, types.by, types.reversed)
	for i := range again {
		if again[i].Type.Name != types.rows[i].Type.Name {
			t.Fatalf("row %d is %s, and sorted from the other end %s", i, types.rows[i].Type.Name, again[i].Type.Name)
		}
	}
}
