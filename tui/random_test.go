package tui

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/scenario"
)

// Whatever is pressed, clicked and resized: no panic, every frame is filled,
// and the table is in a total order.
func TestAnything(t *testing.T) {
	var keys []string
	for _, b := range keyTable() {
		keys = append(keys, b.keys...)
	}
	keys = append(keys, "1", "5", "0", "m", "é", "漢", "%", "<", "ctrl+w", "ctrl+d", "delete")

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

// checkUndo undoes and redoes everything, which is identity: of the settings,
// of the file that they are saved to, and of what can be undone or redone from
// there. Of the look it leads to what the last change had that replaced it, as
// sort and filter are not undone. It is a copy of the model that goes back and
// forth.
func checkUndo(t *rapid.T, m Model) {
	before, want, file := *m.settings, m.look(), m.session.file
	done, undone := len(m.history.done), len(m.history.undone)
	for _, c := range m.history.done {
		if c.to.look != nil {
			want, file = *c.to.look, c.to.file
		}
	}
	for range done {
		m.undo()
	}
	if len(m.history.done) != 0 || len(m.history.undone) != done+undone {
		t.Fatalf("undone %d changes: %d and %d are left", done, len(m.history.done), len(m.history.undone))
	}
	for range done {
		m.redo()
	}
	if len(m.history.done) != done || len(m.history.undone) != undone {
		t.Fatalf("undone and redone %d changes: %d and %d are left", done, len(m.history.done), len(m.history.undone))
	}
	if said := differences(m.session.table, &before, m.settings); said != "" {
		t.Fatalf("undone and redone %d changes: %s", done, said)
	}
	if got := m.look(); !sameLook(got, want) || m.session.file != file {
		t.Fatalf("undone and redone %d changes: shows %+v from %q, not %+v from %q", done, got, m.session.file, want, file)
	}
}

func sameLook(a, b look) bool {
	return a.by == b.by && a.reversed == b.reversed && a.text == b.text && slices.Equal(a.chips, b.chips) &&
		slices.Equal(a.marks, b.marks) && slices.Equal(a.columns, b.columns)
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
	query.Sort(again, types.by, types.reversed)
	for i := range again {
		if again[i].Type.Name != types.rows[i].Type.Name {
			t.Fatalf("row %d is %s, and sorted from the other end %s", i, types.rows[i].Type.Name, again[i].Type.Name)
		}
	}
}
