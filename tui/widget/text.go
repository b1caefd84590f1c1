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

// FitName is Fit for a name, which is cut in the middle: names of one system begin alike,
// and those of one object end alike.
func FitName(name string, width int) string {
	name = printable.Text(name)
	if w := ansi.StringWidth(name); w > width && width > 2 {
		end := (width - 1) / 2
		name = ansi.Truncate(name, width-1-end, "") + "…" + ansi.TruncateLeft(name, w-end, "")
	}
	return Fit(name, width)
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

// Mark shows where a line of painted parts has a text, in whatever case. The line is gone
// through once, so that it grows by no more than each match.
func (s *Style) Mark(line, text string) string {
	plain, text := strings.ToLower(ansi.Strip(line)), strings.ToLower(text)
	starts := cellsOf(plain, text)
	if len(starts) == 0 {
		return line
	}
	var b, found, colors strings.Builder // colors are those that a match interrupts
	width, cell, state := Width(text), 0, byte(0)
	end := func() {
		if found.Len() > 0 {
			b.WriteString(Paint(s.Selected, found.String()) + colors.String())
			found.Reset()
		}
	}
	for len(line) > 0 {
		part, wide, n, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[n:], next
		for len(starts) > 0 && starts[0]+width <= cell {
			starts = starts[1:]
			end()
		}
		switch {
		case wide > 0 && len(starts) > 0 && starts[0] <= cell:
			found.WriteString(part)
		case wide > 0:
			b.WriteString(part)
		default:
			if part == ansi.ResetStyle || part == "\x1b[0m" {
				colors.Reset()
			} else {
				colors.WriteString(part)
			}
			if found.Len() == 0 {
				b.WriteString(part)
			}
		}
		cell += wide
	}
	end()
	return b.String()
}

// cellsOf are the cells at which a text is in a line, none of which overlap.
func cellsOf(plain, text string) (cells []int) {
	for from := 0; Width(text) > 0; {
		at := strings.Index(plain[from:], text)
		if at < 0 {
			break
		}
		cells = append(cells, ansi.StringWidth(plain[:from+at]))
		from += at + len(text)
	}
	return cells
}

// Spaces is n spaces, none where n is negative.
func Spaces(n int) string { return strings.Repeat(" ", max(0, n)) }

// Wrap breaks a text at spaces into lines of at most width cells, each indented: no name is
// split at its hyphens.
func Wrap(indent, text string, width int) []string {
	lines := wrapped(printable.Text(text), max(1, width-len(indent)))
	for i := range lines {
		lines[i] = indent + strings.TrimSpace(lines[i])
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

// WrapWords is Wrap with a space before each line.
func WrapWords(text string, width int) []string { return Wrap(" ", text, width+1) }

// wrapped splits only words that are longer than a line.
func wrapped(text string, width int) (lines []string) {
	from, used := 0, 0 // where the line begins, and its cells
	at := 0
	for word := range strings.SplitSeq(text, " ") {
		wide := Width(word)
		if at > from && used+1+wide > width {
			lines = append(lines, text[from:at-1])
			from, used = at, 0
		} else if at > from {
			used++
		}
		for used+wide > width {
			head := ansi.Truncate(text[from:at+len(word)], width, "")
			if head == "" { // a letter of two cells
				break
			}
			lines = append(lines, head)
			from += len(head)
			word = text[from : at+len(word)]
			at = from
			used, wide = 0, Width(word)
		}
		used += wide
		at += len(word) + 1
	}
	return append(lines, text[min(from, len(text)):])
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
