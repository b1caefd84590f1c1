package tui

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"podfit/planner"
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
		s := newScreen(100, 30)
		s.press(rapid.SampledFrom([]string{"", "space down space c", "space 2", "2 b"}).Draw(t, "start"))
		for range rapid.IntRange(1, 40).Draw(t, "messages") {
			s.send(anyMessage(t, keys))
			checkFrame(t, s.Model)
			checkOrder(t, &s.types)
			checkMarks(t, s.marks)
		}
	})
}

func anyMessage(t *rapid.T, keys []string) tea.Msg {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return tea.WindowSizeMsg{Width: rapid.IntRange(1, 220).Draw(t, "width"), Height: rapid.IntRange(1, 70).Draw(t, "height")}
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
