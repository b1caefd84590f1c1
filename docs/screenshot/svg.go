// Package screenshot draws frames of a terminal as SVG: one as a still, many as a film.
package screenshot

import (
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The cell of a monospaced font, in the units of a picture.
const (
	cellWidth, cellHeight = 8.4, 16
	margin                = 12
)

// Theme is the colours of a terminal: of text, of what is behind it, and the basic
// ones that the screen names.
type Theme struct {
	Name                   string
	Dark                   bool
	foreground, background string
	basic                  map[string]string // by SGR code
}

// Themes are a dark and a light terminal.
var Themes = []Theme{
	{"dark", true, "#d8dee9", "#1b1f27", map[string]string{
		"30": "#1b1f27", "31": "#ff6b6b", "32": "#8bd58b", "33": "#ffcc66", "34": "#6ca8ff", "35": "#d39bff", "36": "#5fd7d7", "37": "#aeb6c2",
		"90": "#98a2b3", "91": "#ff8787", "92": "#a3e3a3", "93": "#ffd88a", "94": "#8fbcff", "95": "#e0b8ff", "96": "#87e5e5", "97": "#ffffff",
	}},
	{"light", false, "#24292f", "#ffffff", map[string]string{
		"30": "#24292f", "31": "#b3261e", "32": "#1a7f37", "33": "#7d4e00", "34": "#0550ae", "35": "#8250df", "36": "#0b6a75", "37": "#6e7781",
		"90": "#59636e", "91": "#cf222e", "92": "#116329", "93": "#633c01", "94": "#0a3069", "95": "#6639ba", "96": "#094f58", "97": "#24292f",
	}},
}

// Canvas draws frames of one size into one SVG: each different line once, wherever and
// however often it is in view.
type Canvas struct {
	Theme
	width, height int
	lines         map[string]int // their numbers
	defined       strings.Builder
}

// NewCanvas draws frames of so many cells.
func NewCanvas(t Theme, width, height int) *Canvas {
	return &Canvas{Theme: t, width: width, height: height, lines: map[string]int{}}
}

// Still is a picture of one frame.
func (c *Canvas) Still(frame, about string) string {
	return c.picture(about, "", c.draw(frame, 0))
}

// Shot is a frame of a film and how long it stays, in hundredths of a second.
type Shot struct {
	Frame string
	Lasts int
}

// Film is a picture that shows frames one after another, for ever; the first alone
// where its reader asks for less motion.
func (c *Canvas) Film(shots []Shot, about string) string {
	total := 0
	for _, s := range shots {
		total += s.Lasts
	}
	var keys, frames strings.Builder
	at := 0
	for i, s := range shots {
		fmt.Fprintf(&keys, "%.3f%%{transform:translateY(-%dpx)}", 100*float64(at)/float64(total), i*c.pixelsHigh())
		frames.WriteString(c.draw(s.Frame, i*c.pixelsHigh()))
		at += s.Lasts
	}
	style := fmt.Sprintf("@keyframes film{%s}\n#film{animation:film %.2fs steps(1,end) infinite}\n@media(prefers-reduced-motion:reduce){#film{animation:none}}\n",
		keys.String(), float64(total)/100)
	return c.picture(about, style, `<g id="film">`+"\n"+frames.String()+"</g>\n")
}

func (c *Canvas) pixelsWide() float64 { return float64(c.width)*cellWidth + 2*margin }
func (c *Canvas) pixelsHigh() int     { return c.height*cellHeight + 2*margin }

func (c *Canvas) picture(about, style, body string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" role="img" aria-label="%s">`+"\n",
		c.pixelsWide(), c.pixelsHigh(), html.EscapeString(about))
	fmt.Fprintf(&b, "<style>text{white-space:pre;fill:%s}.b{font-weight:bold}.f{opacity:.65}.r{fill:%s}", c.foreground, c.background)
	for _, code := range slices.Sorted(maps.Keys(c.basic)) {
		fmt.Fprintf(&b, ".c%s{fill:%s}", code, c.basic[code])
	}
	fmt.Fprintf(&b, "\n%s</style>\n", style)
	fmt.Fprintf(&b, "<defs>\n%s</defs>\n", c.defined.String())
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", c.background)
	fmt.Fprintf(&b, `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">`+"\n%s</g>\n</svg>\n", body)
	return b.String()
}

// draw puts the lines of a frame under one another.
func (c *Canvas) draw(frame string, top int) string {
	var b strings.Builder
	for i, line := range strings.Split(frame, "\n") {
		if strings.TrimSpace(ansi.Strip(line)) == "" && !strings.Contains(line, "\x1b[7") {
			continue
		}
		fmt.Fprintf(&b, `<use href="#l%d" y="%d"/>`, c.line(line), top+margin+i*cellHeight)
	}
	return b.String() + "\n"
}

// line is the number of a line, which is drawn where it is new.
func (c *Canvas) line(line string) int {
	n, known := c.lines[line]
	if !known {
		n = len(c.lines)
		c.lines[line] = n
		fmt.Fprintf(&c.defined, `<g id="l%d">`, n)
		c.drawLine(line)
		c.defined.WriteString("</g>\n")
	}
	return n
}

// look is what a run of text looks like.
type look struct {
	bold, faint, reverse bool
	colour               string
}

var sgr = regexp.MustCompile(`^\x1b\[([0-9;]*)m`)

func (c *Canvas) drawLine(line string) {
	var now look
	column := 0
	for line != "" {
		if codes := sgr.FindStringSubmatch(line); codes != nil {
			c.apply(&now, codes[1])
			line = line[len(codes[0]):]
			continue
		}
		text, _, _ := strings.Cut(line, "\x1b")
		c.drawRun(text, now, column)
		column += ansi.StringWidth(text)
		line = line[len(text):]
	}
}

func (c *Canvas) apply(l *look, codes string) {
	for _, code := range strings.Split(codes, ";") {
		switch code {
		case "", "0":
			*l = look{}
		case "1":
			l.bold = true
		case "2":
			l.faint = true
		case "7":
			l.reverse = true
		case "39":
			l.colour = ""
		default:
			if c.basic[code] == "" {
				panic("no colour for SGR " + code)
			}
			l.colour = code
		}
	}
}

// drawRun fixes the length of a run, so that columns align in any font.
func (c *Canvas) drawRun(text string, l look, column int) {
	if strings.TrimSpace(text) == "" && !l.reverse {
		return
	}
	x, length := margin+float64(column)*cellWidth, float64(ansi.StringWidth(text))*cellWidth
	var classes []string
	if l.reverse {
		behind := c.foreground
		if l.colour != "" {
			behind = c.basic[l.colour]
		}
		fmt.Fprintf(&c.defined, `<rect x="%.1f" width="%.1f" height="%d" fill="%s"/>`, x, length, cellHeight, behind)
		classes = append(classes, "r")
	} else if l.colour != "" {
		classes = append(classes, "c"+l.colour)
	}
	if l.bold {
		classes = append(classes, "b")
	}
	if l.faint {
		classes = append(classes, "f")
	}
	class := ""
	if len(classes) > 0 {
		class = ` class="` + strings.Join(classes, " ") + `"`
	}
	fmt.Fprintf(&c.defined, `<text x="%.1f" y="12" textLength="%.1f"%s>%s</text>`, x, length, class, html.EscapeString(text))
}
