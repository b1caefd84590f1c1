package tui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// style is the palette, of the 16 basic colours alone, which the terminal's
// theme decides. Without colour it is left with bold, faint and reverse.
type style struct {
	noColor                                                            bool
	title, accent, dim, warning, bad, changed, selected, current, chip lipgloss.Style
}

var unstyled = lipgloss.NewStyle()

// newStyle avoids yellow and cyan on a light background, where they vanish.
func newStyle(noColor, dark bool) style {
	pick := lipgloss.LightDark(dark)
	colour := func(s lipgloss.Style, c color.Color) lipgloss.Style {
		if noColor {
			return s
		}
		return s.Foreground(c)
	}
	accent := pick(lipgloss.Blue, lipgloss.Cyan)
	return style{
		noColor:  noColor,
		title:    unstyled.Bold(true),
		accent:   colour(unstyled, accent),
		dim:      unstyled.Faint(true),
		warning:  colour(unstyled, pick(lipgloss.Magenta, lipgloss.Yellow)),
		bad:      colour(unstyled.Bold(true), lipgloss.Red),
		changed:  colour(unstyled.Bold(true), accent),
		selected: unstyled.Reverse(true),
		current:  unstyled.Bold(true),
		chip:     colour(unstyled, accent),
	}
}

func paint(s lipgloss.Style, text string) string { return s.Render(text) }

// fit makes a text exactly so many cells wide.
func fit(text string, width int) string {
	w := ansi.StringWidth(text)
	if w > width {
		text = ansi.Truncate(text, width, "…")
		w = ansi.StringWidth(text)
	}
	return text + spaces(width-w)
}

// fitRight is fit with the text at the right.
func fitRight(text string, width int) string {
	w := ansi.StringWidth(text)
	if w > width {
		return fit(text, width)
	}
	return spaces(width-w) + text
}

func spaces(n int) string { return strings.Repeat(" ", max(0, n)) }

// box draws a border around lines, which it makes fit, with a title in its
// top edge; the focused one's is in the accent colour, its title bold.
func (s *style) box(r rect, title string, focused bool, lines []string) []string {
	if r.w < 2 || r.h < 2 {
		return nil
	}
	edge, head := s.dim, unstyled
	if focused {
		edge, head = s.accent, s.title
	}
	in := r.inner()
	border := lipgloss.RoundedBorder()
	top := paint(edge, border.TopLeft)
	rest := in.w
	if title != "" {
		title = " " + ansi.Truncate(title, max(0, in.w-3), "…") + " "
		top += paint(head, title)
		rest -= ansi.StringWidth(title)
	}
	out := make([]string, 0, r.h)
	out = append(out, top+paint(edge, strings.Repeat(border.Top, max(0, rest))+border.TopRight))
	side := paint(edge, border.Left)
	for i := range in.h {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		out = append(out, side+fit(line, in.w)+side)
	}
	return append(out, paint(edge, border.BottomLeft+strings.Repeat(border.Bottom, in.w)+border.BottomRight))
}
