package screen

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Keys are the bindings that hold in one state of a view.
type Keys struct {
	Title    string // for help
	Active   bool
	Bindings []Binding
	// Alone says that letters are text, or an answer to a question: only these
	// keys and ctrl+c mean anything.
	Alone bool
	// Text says of a key whether it is text of the line being typed, though it has a
	// meaning elsewhere; nil says so of none.
	Text func(key string) bool
	// Come puts the view into the state in which the keys are active, for the
	// palette; without it the palette offers them only while they are active.
	Come func()
}

// Binding is a key and what it does. Matching, help, the last line and the
// palette all read it.
type Binding struct {
	Keys  []string // as Bubble Tea spells them
	Label string   // as help spells them; empty hides the binding from help
	Help  string
	// Hint is the text on the screen's last line; without it the key is only in
	// help.
	Hint string
	// Moves says that the key only moves a cursor, so the palette leaves it out.
	Moves bool
	Do    func(*Session) tea.Cmd
}

// Key is a binding of keys, which spaces separate.
func Key(keys, label, help string, do func(*Session)) Binding {
	return Binding{Keys: strings.Fields(keys), Label: label, Help: help, Do: func(s *Session) tea.Cmd {
		do(s)
		return nil
	}}
}

// Starts is Key for what takes time.
func Starts(keys, label, help string, do func(*Session) tea.Cmd) Binding {
	return Binding{Keys: strings.Fields(keys), Label: label, Help: help, Do: do}
}

// Moves is Key for what only moves a cursor.
func Moves(keys, label, help string, do func(*Session)) Binding {
	b := Key(keys, label, help, do)
	b.Moves = true
	return b
}

// Hinted is the binding with a text for the screen's last line.
func (b Binding) Hinted(hint string) Binding {
	b.Hint = hint
	return b
}

// Has says whether a key is the binding's.
func (b *Binding) Has(key string) bool { return slices.Contains(b.Keys, key) }

// Active is the group that has the keys of a view.
func Active(v View) Keys {
	for _, k := range v.Keys() {
		if k.Active {
			return k
		}
	}
	return Keys{}
}

// Scrolling is the keys of a text that scrolls: by lines, by pages, to its ends.
func Scrolling(scroll func(*Session, int), page func() int) []Binding {
	const all = 1 << 20 // more lines than any text has
	by := func(lines int) func(*Session) { return func(s *Session) { scroll(s, lines) } }
	return []Binding{
		Moves("up k", "↑ k", "a line up", by(-1)),
		Moves("down j", "↓ j", "a line down", by(1)).Hinted("scroll"),
		Moves("pgup", "PgUp", "a page up", func(s *Session) { scroll(s, -page()) }),
		Moves("pgdown space", "PgDn space", "a page down", func(s *Session) { scroll(s, page()) }),
		Moves("home g", "Home g", "the beginning", by(-all)),
		Moves("end G", "End G", "the end", by(all)),
	}
}
