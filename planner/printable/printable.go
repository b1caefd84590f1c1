// Package printable makes text safe that others wrote: names in files, objects of a
// cluster, messages of servers. A terminal obeys control characters, and a reader is
// misled by characters that reverse the order of others. All text of this kind passes
// here before it is shown, whatever shows it.
package printable

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Is reports whether a character is shown as itself: no control character, of C0 or C1,
// and no format character, such as those that change the direction of text.
func Is(r rune) bool {
	if r < utf8.RuneSelf { // most text
		return ' ' <= r && r <= '~'
	}
	return !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Zl, unicode.Zp)
}

// Text is a text on one line, in which what is not printable is escaped as in Go: \x1b,
// \n, \u202e.
func Text(text string) string { return escaped(text, "") }

// Lines is Text for several lines: newlines and tabs stay.
func Lines(text string) string { return escaped(text, "\n\t") }

// IsText reports whether Text leaves a text as it is.
func IsText(text string) bool { return firstEscaped(text, "") == len(text) }

func escaped(text, except string) string {
	at := firstEscaped(text, except)
	if at == len(text) {
		return text
	}
	var b strings.Builder
	for ; at < len(text); at = firstEscaped(text, except) {
		b.WriteString(text[:at])
		_, size := utf8.DecodeRuneInString(text[at:])
		b.WriteString(escape(text[at : at+size]))
		text = text[at+size:]
	}
	b.WriteString(text)
	return b.String()
}

// escape is one character, or one byte that is none, as Go escapes it.
func escape(character string) string {
	quoted := strconv.QuoteToASCII(character)
	return quoted[1 : len(quoted)-1]
}

// firstEscaped is where the first character begins that is not printable, or the end.
func firstEscaped(text, except string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size <= 1 || !Is(r) && !strings.ContainsRune(except, r) {
			return i
		}
		i += size
	}
	return len(text)
}
