package widget

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/printable"
)

// Style is the palette: the 16 basic colours only, which the terminal's theme
// decides. Without colour it has bold, faint and reverse left.
type Style struct {
	NoColor bool
	// ASCII says that the terminal shows nothing else.
	ASCII                                                                      bool
	Title, Accent, Dim, Lesser, Warning, Bad, Changed, Selected, Current, Chip Pen
}

// Pen is a style worked out once: what a terminal is sent before a text, and after it.
// A frame is painted in hundreds of pieces, and lipgloss works a style out for each.
type Pen struct{ before, after string }

// Unstyled leaves a text as it is.
var Unstyled = Pen{}

func penOf(s lipgloss.Style) Pen {
	const text = "x"
	before, after, _ := strings.Cut(s.Render(text), text)
	return Pen{before, after}
}

// NewStyle avoids yellow and cyan on a light background, where they vanish.
func NewStyle(noColor, dark bool) Style {
	pick := lipgloss.LightDark(dark)
	plain := lipgloss.NewStyle()
	bold := plain.Bold(true)
	colour := func(s lipgloss.Style, c color.Color) Pen {
		if noColor {
			return penOf(s)
		}
		return penOf(s.Foreground(c))
	}
	// The contrast of each is at least 4.5 to 1 (WCAG AA) in xterm's colours: red is bright
	// on dark, and no grey is dark enough on light.
	dim, lesser := Unstyled, Unstyled
	switch {
	case noColor:
		dim = penOf(plain.Faint(true))
	case dark:
		dim = penOf(plain.Foreground(lipgloss.White))
		lesser = dim
	}
	accent := pick(lipgloss.Blue, lipgloss.Cyan)
	return Style{
		NoColor:  noColor,
		Title:    penOf(bold),
		Accent:   colour(plain, accent),
		Dim:      dim,
		Lesser:   lesser,
		Warning:  colour(plain, pick(lipgloss.Magenta, lipgloss.Yellow)),
		Bad:      colour(bold, pick(lipgloss.Red, lipgloss.BrightRed)),
		Changed:  colour(bold, accent),
		Selected: penOf(plain.Reverse(true)),
		Current:  penOf(bold),
		Chip:     colour(plain, accent),
	}
}

// Tone is how a sentence is meant; each has its style.
type Tone uint8

// The tones. Wrong says that nothing happened.
const (
	Plain Tone = iota
	Better
	Worse
	Wrong
)

// Tone is the style of a tone.
func (s *Style) Tone(t Tone) Pen {
	switch t {
	case Wrong:
		return s.Bad
	case Worse:
		return s.Warning
	case Better:
		return s.Accent
	}
	return Unstyled
}

// Paint puts a text into a style.
func Paint(p Pen, text string) string {
	if text == "" {
		return ""
	}
	return p.before + printable.Text(text) + p.after
}

// Row is a row of a list, with a mark before the one at the cursor.
func (s *Style) Row(at bool, text string, width int) string {
	if !at {
		return "  " + printable.Text(text)
	}
	return Paint(s.Selected, Fit("▸ "+text, width))
}

// Box draws a border around lines, which it fits to the width, with a title in
// its top edge. The focused one's border is in the accent colour, its title bold.
func (s *Style) Box(r Rect, title string, focused bool, lines []string) []string {
	if r.W < 2 || r.H < 2 {
		return nil
	}
	edge, head := s.Dim, Unstyled
	if focused {
		edge, head = s.Accent, s.Title
	}
	in := r.Inner()
	border := lipgloss.RoundedBorder()
	top := Paint(edge, border.TopLeft)
	rest := in.W
	if title != "" {
		title = " " + ansi.Truncate(printable.Text(title), max(0, in.W-3), "…") + " "
		top += Paint(head, title)
		rest -= ansi.StringWidth(title)
	}
	out := make([]string, 0, r.H)
	out = append(out, top+Paint(edge, strings.Repeat(border.Top, max(0, rest))+border.TopRight))
	side := Paint(edge, border.Left)
	for i := range in.H {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		out = append(out, side+FitPainted(line, in.W)+side)
	}
	return append(out, Paint(edge, border.BottomLeft+strings.Repeat(border.Bottom, in.W)+border.BottomRight))
}
