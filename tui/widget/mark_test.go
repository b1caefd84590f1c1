package widget_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"podfit/tui/widget"
)

// A mark takes nothing from a line and adds nothing but colour, a bounded amount for each
// match: a search for one letter finds it in every cell.
func TestMark(t *testing.T) {
	s := widget.NewStyle(true, true)
	painted := func(n int) string {
		return strings.Repeat(widget.Paint(s.Title, "ab0")+"0"+widget.Paint(s.Selected, "É0 ")+"00", n)
	}
	for _, text := range []string{"0", "b0", "É", "é0", "x", "00", "ab00É0 00ab"} {
		for _, n := range []int{1, 5, 60} {
			line := painted(n)
			marked := s.Mark(line, text)
			if got, want := ansi.Strip(marked), ansi.Strip(line); got != want {
				t.Fatalf("%q marked in\n%q is\n%q", text, want, got)
			}
			matches := strings.Count(strings.ToLower(ansi.Strip(line)), strings.ToLower(text))
			if most := len(line) + 100*matches; len(marked) > most {
				t.Errorf("%q in %d bytes: %d bytes with %d matches", text, len(line), len(marked), matches)
			}
			if found := strings.Count(marked, widget.Paint(s.Selected, text)); matches > 0 && text == "0" && found == 0 {
				t.Errorf("%q is not marked in %q", text, marked)
			}
		}
	}
}
