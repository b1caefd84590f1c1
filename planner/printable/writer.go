package printable

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Writer is a file or a terminal to which only printable lines are written.
type Writer struct {
	to   io.Writer
	rest string // the beginning of a character, whose end is to come
}

// NewWriter makes a Writer.
func NewWriter(to io.Writer) *Writer { return &Writer{to: to} }

// Write writes lines or parts of lines.
func (w *Writer) Write(text []byte) (int, error) {
	all := w.rest + string(text)
	w.rest = unfinished(all)
	if _, err := io.WriteString(w.to, Lines(strings.TrimSuffix(all, w.rest))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// unfinished is the end of a text that may be the beginning of a character.
func unfinished(text string) string {
	for i := len(text) - 1; i >= max(0, len(text)-utf8.UTFMax); i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRuneInString(text[i:]) {
				return text[i:]
			}
			break
		}
	}
	return ""
}

// Messages is where each Write is a message of one line, as fmt.Fprintln makes it: a
// newline in a name begins no line of its own.
type Messages struct{ To io.Writer }

// Write writes one message.
func (m Messages) Write(message []byte) (int, error) {
	text, ended := strings.CutSuffix(string(message), "\n")
	text = Text(text)
	if ended {
		text += "\n"
	}
	if _, err := io.WriteString(m.To, text); err != nil {
		return 0, err
	}
	return len(message), nil
}
