// Screenshot draws the screen as it is after some keys as an SVG, for the
// README: make screenshot.
package main

import (
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/settings"
	"podfit/tui"
)

const width, height = 132, 36

func main() {
	if err := os.WriteFile("docs/screen.svg", []byte(svg(screen())), 0o666); err != nil {
		fmt.Fprintln(os.Stderr, "screenshot:", err)
		os.Exit(1)
	}
}

// screen is a sizing session: six DaemonSets, security groups for pods, and
// the m and r families of the sizes in question, two of them marked.
func screen() string {
	s := planner.Default()
	s.UnnamedDaemonSets = 6
	s.CNI.SecurityGroupsForPods = true
	m := tea.Model(tui.New(tui.Config{
		Settings: s,
		Table:    settings.New(settings.Known{Regions: data.Bundled().RegionNames()}),
		Lookups: tui.Lookups{Types: data.Bundled().Types, Offerings: func(region string) (func(string) planner.Offering, bool) {
			r, ok := data.Bundled().Region(region)
			return r.Offering, ok
		}},
	}))
	m, _ = m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	for _, key := range "/family=m,r size=xlarge..4xlarge" {
		m, _ = m.Update(tea.KeyPressMsg{Code: key, Text: string(key)})
	}
	m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	for _, key := range []tea.KeyPressMsg{{Code: tea.KeySpace, Text: " "}, {Code: tea.KeyDown}, {Code: tea.KeyDown}, {Code: tea.KeyDown}, {Code: tea.KeyDown}, {Code: tea.KeySpace, Text: " "}} {
		m, _ = m.Update(key)
	}
	return m.View().Content
}

// The cell of a monospaced font, and the colours of a dark terminal.
const (
	cellWidth, cellHeight = 8.4, 17
	margin                = 12
	foreground            = "#d8dee9"
	background            = "#1b1f27"
)

var colours = map[string]string{
	"31": "#ff6b6b", "32": "#8bd58b", "33": "#ffcc66", "34": "#6ca8ff", "35": "#d39bff", "36": "#5fd7d7",
}

// look is what a run of text looks like.
type look struct {
	bold, faint, reverse bool
	colour               string
}

var sgr = regexp.MustCompile(`^\x1b\[([0-9;]*)m`)

func svg(frame string) string {
	lines := strings.Split(frame, "\n")
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" role="img" aria-label="podfit's screen">`+"\n",
		width*cellWidth+2*margin, len(lines)*cellHeight+2*margin)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	fmt.Fprintf(&b, `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14" xml:space="preserve">`+"\n")
	for i, line := range lines {
		drawLine(&b, line, margin+float64(i*cellHeight))
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

func drawLine(b *strings.Builder, line string, top float64) {
	var now look
	column := 0
	for line != "" {
		if codes := sgr.FindStringSubmatch(line); codes != nil {
			now.apply(codes[1])
			line = line[len(codes[0]):]
			continue
		}
		text, _, _ := strings.Cut(line, "\x1b")
		drawRun(b, text, now, column, top)
		column += ansi.StringWidth(text)
		line = line[len(text):]
	}
}

func (l *look) apply(codes string) {
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
		default:
			l.colour = colours[code]
		}
	}
}

// drawRun fixes the length of a run, so that columns align in any font.
func drawRun(b *strings.Builder, text string, l look, column int, top float64) {
	if strings.TrimSpace(text) == "" && !l.reverse {
		return
	}
	x, length := margin+float64(column)*cellWidth, float64(ansi.StringWidth(text))*cellWidth
	fill := l.colour
	if fill == "" {
		fill = foreground
	}
	if l.reverse {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>`, x, top, length, cellHeight, fill)
		fill = background
	}
	style := ""
	if l.bold {
		style += ` font-weight="bold"`
	}
	if l.faint {
		style += ` opacity="0.6"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" fill="%s"%s>%s</text>`+"\n",
		x, top+13, length, fill, style, html.EscapeString(text))
}
