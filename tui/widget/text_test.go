package widget_test

import (
	"slices"
	"strings"
	"testing"

	"podfit/tui/widget"

	"pgregory.net/rapid"
)

func TestFit(t *testing.T) {
	for _, c := range []struct {
		text         string
		width        int
		left, right_ string
	}{
		{"abc", 5, "abc  ", "  abc"},
		{"abcdef", 4, "abc…", "abc…"},
		{"計画", 5, "計画 ", " 計画"},
		{"計画", 3, "計…", "計…"}, // no half letter
		{"", 2, "  ", "  "},
	} {
		if left, right := widget.Fit(c.text, c.width), widget.FitRight(c.text, c.width); left != c.left || right != c.right_ {
			t.Errorf("%q in %d: %q and %q", c.text, c.width, left, right)
		}
	}
}

// A flag is not split at its hyphens, but where it is longer than a line.
func TestWrapWords(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"podfit plan --max-nodes 3", 12, " podfit plan| --max-nodes| 3"},
		{"--filter=vcpus", 6, " --filt| er=vcp| us"},
		{"計画 x", 1, " 計画| x"}, // which no width of 1 holds
	} {
		if got := widget.WrapWords(c.text, c.width); !slices.Equal(got, strings.Split(c.want, "|")) {
			t.Errorf("%q in %d: %q", c.text, c.width, got)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 nodes", 1: "1 node", 999: "999 nodes", 1200: "1,200 nodes"} {
		if got := widget.Count(n, "node"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestBar(t *testing.T) {
	for amount, want := range map[float64]string{0: "▁▁▁▁", 0.01: "▇▁▁▁", 5: "▇▇▁▁", 10: "▇▇▇▇"} {
		if got := widget.Bar(amount, 10, 4); got != want {
			t.Errorf("%v: %s, want %s", amount, got, want)
		}
	}
}

// Of a name too long, both ends are shown.
func TestFitName(t *testing.T) {
	for _, c := range []struct {
		name  string
		width int
		want  string
	}{
		{"web", 5, "web  "},
		{"general-purpose-workers", 11, "gener…rkers"},
		{"general-purpose-workers", 10, "gener…kers"},
		{"計画計画計画", 7, "計…計画"},
		{"abc", 1, "…"},
	} {
		if got := widget.FitName(c.name, c.width); got != c.want {
			t.Errorf("%s in %d: %q, want %q", c.name, c.width, got, c.want)
		}
	}
}

// Whatever is wrapped: nothing is lost, no line is too wide, and words are whole that have
// room on one.
func TestWrapLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z·計 -]{0,60}`).Draw(t, "text")
		width := rapid.IntRange(4, 20).Draw(t, "width")
		lines := widget.Wrap("", text, width)
		for _, l := range lines {
			if widget.Width(l) > width {
				t.Errorf("%q is wider than %d", l, width)
			}
		}
		whole := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if whole(strings.Join(lines, "")) != whole(text) {
			t.Errorf("%q became %q", text, lines)
		}
		words := strings.Fields(strings.Join(lines, " "))
		for word := range strings.FieldsSeq(text) {
			if widget.Width(word) <= width && !slices.Contains(words, word) {
				t.Errorf("%q is split in %q", word, lines)
			}
		}
	})
}
