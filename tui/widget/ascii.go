package widget

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// ascii are the signs of the screen where it can show no others, each as wide.
var ascii = map[rune]byte{
	'╭': '+', '╮': '+', '╰': '+', '╯': '+', '├': '+', '┤': '+', '┬': '+', '┴': '+', '┼': '+', '─': '-', '│': '|', '━': '=', '┃': '|', '▇': '#', '█': '#', '▁': '.', '░': '.', '▒': ':', '▓': '%', '▸': '>', '▾': '<', '▲': '^', '▼': 'v', '●': '*', '○': 'o', '◉': '@', '◦': 'o', '┌': '+', '┐': '+', '└': '+', '┘': '+', '•': '*', '★': '*', '≠': '!', '■': '#', '□': 'o', '◆': '#', '◇': 'o', '↑': '^', '↓': 'v', '←': '<', '→': '>', '⇧': '^', '⌫': '<', '×': 'x', '÷': '/', '−': '-', '–': '-', '·': '.', '…': '~', '≥': '>', '≤': '<', '±': '~', 'Δ': 'd', '∞': '~', '✓': '+', '✗': 'x',
}

// ASCII is a line of painted parts for a terminal that shows nothing else: the signs of
// the screen as letters that look like them, and anything else as question marks.
func ASCII(line string) string {
	var b strings.Builder
	var state byte
	width := ansi.StringWidth(line)
	for line != "" {
		part, cells, n, next := ansi.DecodeSequence(line, state, nil)
		line, state = line[n:], next
		switch r, size := utf8.DecodeRuneInString(part); {
		case cells == 0 && r < utf8.RuneSelf: // a style
			b.WriteString(part)
		case r < utf8.RuneSelf && size == len(part):
			b.WriteString(part)
		case r > 0x2800 && r <= 0x28ff: // braille dots of a chart
			b.WriteByte('.')
		case ascii[r] != 0 && size == len(part):
			b.WriteByte(ascii[r])
		default:
			b.WriteString(strings.Repeat("?", cells))
		}
	}
	// A letter with marks over it can be narrower than its parts.
	cut := ansi.Truncate(b.String(), width, "")
	return cut + Spaces(width-ansi.StringWidth(cut))
}
