package widget

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/planner/printable"
)

// Texts are of files, servers and people: they are printable before anything is
// measured. Only Paint adds what a terminal obeys, and FitPainted alone takes what it
// gives.

// Width is how many cells a line of text or of painted parts takes.
func Width(line string) int {
	for i := range len(line) {
		if line[i] < ' ' || line[i] > '~' {
			return ansi.StringWidth(line)
		}
	}
	return len(line)
}

// Fit makes a text exactly so many cells wide.
func Fit(text string, width int) string { return FitPainted(printable.Text(text), width) }

// FitPainted is Fit for a line of parts that are painted or fitted.
func FitPainted(line string, width int) string {
	w := Width(line)
	if w > width {
		line = ansi.Truncate(line, width, "…")
		w = Width(line)
	}
	return line + Spaces(width-w)
}

// FitRight is Fit with the text at the right.
func FitRight(text string, width int) string {
	text = printable.Text(text)
	w := Width(text)
	if w > width {
		return Fit(text, width)
	}
	return Spaces(width-w) + text
}

// Mark shows where a line of painted parts has a text, in whatever case.
func (s *Style) Mark(line, text string) string {
	plain, text := strings.ToLower(ansi.Strip(line)), strings.ToLower(text)
	width := Width(text)
	for end := len(plain); ; {
		at := strings.LastIndex(plain[:end], text)
		if at < 0 {
			return line
		}
		x := ansi.StringWidth(plain[:at])
		found := ansi.Strip(ansi.Cut(line, x, x+width))
		line = ansi.Truncate(line, x, "") + Paint(s.Selected, found) + ansi.TruncateLeft(line, x+width, "")
		end = at
	}
}

// Spaces is n spaces, none where n is negative.
func Spaces(n int) string { return strings.Repeat(" ", max(0, n)) }

// Wrap breaks a text into lines of at most width cells, each indented.
func Wrap(indent, text string, width int) []string {
	width = max(1, width-len(indent))
	var lines []string
	for line := range strings.SplitSeq(ansi.Wrap(printable.Text(text), width, ""), "\n") {
		lines = append(lines, indent+strings.TrimSpace(line))
	}
	return lines
}

// WrapPainted is Wrap in a style.
func WrapPainted(s Pen, indent, text string, width int) []string {
	lines := Wrap(indent, text, width)
	for i := range lines {
		lines[i] = Paint(s, lines[i])
	}
	return lines
}

// WrapWords breaks only at spaces, so that no flag is split at its hyphens. Each
// line begins with a space.
func WrapWords(text string, width int) []string {
	width = max(1, width)
	var lines []string
	line := ""
	for word := range strings.SplitSeq(printable.Text(text), " ") {
		if line != "" && Width(line)+1+ansi.StringWidth(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
		for Width(line) > width {
			head := ansi.Truncate(line, width, "")
			if head == "" { // a letter of two cells
				break
			}
			lines, line = append(lines, head), line[len(head):]
		}
	}
	lines = append(lines, line)
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	return lines
}

// Join puts dots between the parts that are not empty.
func Join(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}

// Thousands writes a count with commas.
func Thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", Thousands(n/1000), n%1000)
}

// Count is a count and its noun: 1 node, 1,200 nodes. The plural adds an s.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// OneLine is an error's text without its line breaks.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
