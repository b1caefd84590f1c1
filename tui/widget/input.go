package widget

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/printable"
)

// Input is a line being typed.
type Input struct {
	text []rune
	at   int // where the next rune goes
	// Replaces says that the first thing typed takes the place of the whole
	// text, as if that were selected.
	Replaces bool
}

// NewInput has the cursor behind the text.
func NewInput(text string) *Input {
	runes := []rune(text)
	return &Input{text: runes, at: len(runes)}
}

// String is the text.
func (in *Input) String() string { return string(in.text) }

// Key edits the line, with the shell's keys as well as the arrows.
func (in *Input) Key(msg tea.KeyPressMsg) {
	if msg.Text == "" {
		in.Replaces = false
	}
	switch msg.String() {
	case "left", "ctrl+b":
		in.at = max(0, in.at-1)
	case "right", "ctrl+f":
		in.at = min(len(in.text), in.at+1)
	case "home", "ctrl+a":
		in.at = 0
	case "end", "ctrl+e":
		in.at = len(in.text)
	case "backspace", "ctrl+h":
		in.cut(in.at-1, in.at)
	case "delete", "ctrl+d":
		in.cut(in.at, in.at+1)
	case "ctrl+u":
		in.cut(0, in.at)
	case "ctrl+k":
		in.cut(in.at, len(in.text))
	case "ctrl+w":
		in.cut(in.wordStart(), in.at)
	default:
		in.Insert(msg.Text)
	}
}

func (in *Input) cut(from, to int) {
	from, to = max(0, from), min(len(in.text), to)
	if from >= to {
		return
	}
	in.text = slices.Delete(in.text, from, to)
	in.at = from
}

func (in *Input) wordStart() int {
	at := in.at
	for at > 0 && in.text[at-1] == ' ' {
		at--
	}
	for at > 0 && in.text[at-1] != ' ' {
		at--
	}
	return at
}

// Longest is how many characters a paste fills a line to.
const Longest = 1000

// Paste is Insert as far as the line has room; cut says that it had not for all.
func (in *Input) Paste(text string) (cut bool) {
	room := Longest
	if !in.Replaces {
		room = max(0, room-len(in.text))
	}
	taken := 0
	for at := range text {
		if taken == room {
			text, cut = text[:at], true
			break
		}
		taken++
	}
	in.Insert(text)
	return cut
}

// Insert types a text. What a line cannot hold is dropped, so that a paste of
// several lines becomes one.
func (in *Input) Insert(text string) {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, text)
	if in.Replaces {
		in.Replaces, in.text, in.at = false, nil, 0
	}
	runes := []rune(text)
	in.text = slices.Insert(in.text, in.at, runes...)
	in.at += len(runes)
}

// View is the part of the line around the cursor that fits, and the cell at
// which the cursor stands in it.
func (in *Input) View(width int) (text string, cursor int) {
	shown := func(from, to int) string { return printable.Text(string(in.text[from:to])) }
	from := sort.Search(in.at, func(from int) bool { return ansi.StringWidth(shown(from, in.at)) < width })
	return ansi.Truncate(shown(from, len(in.text)), width, ""), ansi.StringWidth(shown(from, in.at))
}
