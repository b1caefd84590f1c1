package widget_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	_ "podfit/planner/sample/steady"
	"podfit/tui/widget"
)

func TestASCII(t *testing.T) {
	for text, want := range map[string]string{
		"╭ Types ─╮ ▸●m5.large ▇▇▁▁ 2.5 × 3 ÷ 4 …": "+ Types -+ >*m5.large ##.. 2.5 x 3 / 4 ~",
		"\x1b[1m▲\x1b[m née 漢 ⣿":                   "\x1b[1m^\x1b[m n?e ?? .",
		"plain":                                    "plain",
	} {
		if got := widget.ASCII(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever is drawn: it is ASCII, and as wide as it was.
func TestASCIIWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := widget.Fit(rapid.String().Draw(t, "text"), rapid.IntRange(1, 80).Draw(t, "width"))
		got := widget.ASCII(line)
		if ansi.StringWidth(got) != ansi.StringWidth(line) {
			t.Errorf("%q is %d wide, and %q %d", line, ansi.StringWidth(line), got, ansi.StringWidth(got))
		}
		for _, r := range got {
			if r >= 0x80 {
				t.Errorf("%q has %q", got, r)
			}
		}
	})
}

// A minus is no separator, and what a bar draws side by side differs.
func TestASCIITellsApart(t *testing.T) {
	for _, signs := range []string{"·−", "·▒+", "▇▒▁", "◉◆●", "★≠", "▸●▾", "↑↓←→"} {
		seen := map[rune]bool{}
		for _, r := range widget.ASCII(signs) {
			if seen[r] {
				t.Errorf("%s is %s", signs, widget.ASCII(signs))
			}
			seen[r] = true
		}
	}
}
