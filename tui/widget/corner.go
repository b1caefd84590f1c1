package widget

import (
	"github.com/charmbracelet/x/ansi"
)

// turns are the signs of something that goes on, one after the other.
var turns = []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

// Spinner is a sign that turns.
func Spinner(turn int) string { return string(turns[turn%len(turns)]) }

// Corner puts a text into the right end of a box's top edge: the first that fits beside
// the title, or the last one over it.
func Corner(edge string, style Pen, texts ...string) string {
	plain := []rune(ansi.Strip(edge))
	free := 0
	for free < len(plain)-2 && plain[len(plain)-2-free] == plain[len(plain)-2] {
		free++
	}
	width := ansi.StringWidth(edge)
	for i, text := range texts {
		text = " " + text + " "
		w := ansi.StringWidth(text)
		if w+1 > free && i < len(texts)-1 {
			continue
		}
		w = min(w, width-4)
		return ansi.Truncate(edge, width-w-2, "") + Paint(style, Fit(text, w)) + ansi.TruncateLeft(edge, width-2, "")
	}
	return edge
}

// Faded is lines without their styles, faint.
func (s *Style) Faded(lines []string) []string {
	faded := make([]string, len(lines))
	for i, line := range lines {
		faded[i] = Paint(s.Dim, ansi.Strip(line))
	}
	return faded
}
