package dialogs

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Palette finds any binding of any view, and any setting, by name.
type Palette struct {
	line  *widget.Input
	all   []action
	shown []action
	list  widget.List
	title string
}

// action is a line of the palette.
type action struct {
	name, key string
	run       func(*screen.Session) tea.Cmd
}

// NewPalette is the box before it is opened.
func NewPalette(*screen.Session) screen.View { return &Palette{} }

// Open lists what can be done from where the screen is.
func (p *Palette) Open(s *screen.Session) bool {
	*p = Palette{line: widget.NewInput(""), all: actions(s), title: "All commands"}
	p.shown = p.all
	return true
}

// actions are those of the place where the screen is first, then those of
// everywhere, then those of places that it can go to by itself.
func actions(s *screen.Session) []action {
	here := screen.Active(s.Top())
	all := groupActions(here, func(*screen.Session) bool { return true })
	for _, k := range s.Anywhere {
		all = append(all, groupActions(k, func(*screen.Session) bool { return true })...)
	}
	seen := map[string]bool{here.Title: true} // the settings are beside many views
	for _, o := range append([]*screen.Opened{s.Tab()}, s.Places()...) {
		for _, k := range o.Keys() {
			if k.Alone || seen[k.Title] {
				continue
			}
			seen[k.Title] = true
			all = append(all, groupActions(k, func(s *screen.Session) bool { return comeTo(s, o, k) })...)
		}
	}
	for _, o := range outputActions(s) {
		o.name = "write " + o.name
		all = append(all, o)
	}
	for _, row := range s.Fields() {
		if row.OfPlan() && !s.HasPlan() {
			continue
		}
		all = append(all, action{"setting: " + string(row.Group) + ", " + row.Title + " (" + row.Name + ")", "go there", func(s *screen.Session) tea.Cmd {
			s.GoToSetting(row.Name)
			return nil
		}})
	}
	return all
}

// groupActions are the bindings of a group, each done once the screen has come
// to where the group holds.
func groupActions(k screen.Keys, come func(*screen.Session) bool) []action {
	var all []action
	for _, b := range k.Bindings {
		if b.Moves || b.Label == "" || b.Has("ctrl+p") {
			continue
		}
		all = append(all, action{b.Help, b.Label, func(s *screen.Session) tea.Cmd {
			if !come(s) {
				return nil // it has said why
			}
			s.Pressed = b.Keys[0]
			return b.Do(s)
		}})
	}
	return all
}

// comeTo opens the place in which a group of keys holds, and returns whether
// that is where the screen now is.
func comeTo(s *screen.Session, o *screen.Opened, k screen.Keys) bool {
	if o.Key != "" {
		s.Show(o.Place)
	} else {
		s.Open(o.Place)
	}
	if k.Come != nil {
		k.Come()
	}
	return s.Top() == o && screen.Active(o).Title == k.Title
}

// Keys choose an action.
func (p *Palette) Keys() []screen.Keys {
	move := func(by int) func(*screen.Session) { return func(*screen.Session) { p.list.MoveBy(by) } }
	page := func(n int) func(*screen.Session) {
		return func(*screen.Session) { p.list.MoveBy(n * p.list.Page()) }
	}
	return []screen.Keys{{Title: "All commands", Active: true, Alone: true, Bindings: []screen.Binding{
		screen.Starts("enter", "enter", "run it", p.run).Hinted("run"),
		screen.Moves("up ctrl+p", "↑", "the one above", move(-1)),
		screen.Moves("down ctrl+n tab", "↓", "the one below", move(1)).Hinted("next"),
		screen.Moves("pgup", "PgUp", "a page up", page(-1)),
		screen.Moves("pgdown", "PgDn", "a page down", page(1)),
		screen.Moves("home", "Home", "the first", func(*screen.Session) { p.list.MoveTo(0) }),
		screen.Moves("end", "End", "the last", func(*screen.Session) { p.list.MoveTo(len(p.shown)) }),
		screen.Key("esc", "esc", "close it", screen.CloseBox).Hinted("close"),
	}}}
}

// run does the action at the cursor as if its key were pressed.
func (p *Palette) run(s *screen.Session) tea.Cmd {
	if p.list.Cursor >= len(p.shown) {
		return nil
	}
	s.Close()
	return p.shown[p.list.Cursor].run(s)
}

// Line is the name being typed.
func (p *Palette) Line() *widget.Input { return p.line }

// Typed narrows the list.
func (p *Palette) Typed(*screen.Session) {
	p.list.Cursor = 0
	p.shown = p.all
	if text := p.line.String(); text != "" {
		p.shown = append(commands(text), ranked(p.all, strings.ToLower(text))...)
	}
}

// ranked are the actions that have the text, those that begin with it before
// those in which it is a word, begins one or is a part of one; then those that
// have its letters in that order.
func ranked(all []action, text string) []action {
	var by [fuzzily][]action
	for _, a := range all {
		if r := rankOf(strings.ToLower(a.name), text); r < fuzzily {
			by[r] = append(by[r], a)
		}
	}
	found := slices.Concat(by[:]...)
	for _, match := range fuzzy.FindFrom(text, named(all)) {
		if rankOf(strings.ToLower(all[match.Index].name), text) == fuzzily {
			found = append(found, all[match.Index])
		}
	}
	return found
}

// How a name has a text, the best way first.
const (
	fromStart = iota
	asWord
	asBeginning // of a word
	asPart
	fuzzily // if at all
)

func rankOf(name, text string) int {
	if strings.HasPrefix(name, text) {
		return fromStart
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
	worst := asWord
	for _, part := range strings.Fields(text) {
		switch {
		case slices.Contains(words, part):
		case slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, part) }):
			worst = max(worst, asBeginning)
		case strings.Contains(name, part):
			worst = max(worst, asPart)
		default:
			return fuzzily
		}
	}
	return worst
}

// named is a fuzzy.Source.
type named []action

func (a named) String(i int) string { return a[i].name }
func (a named) Len() int            { return len(a) }

// Place is two thirds of the body.
func (p *Palette) Place(l *screen.Layout) widget.Rect {
	return l.Body.Bottom(max(9, l.Body.H*2/3))
}

// Arrange fits the list.
func (p *Palette) Arrange(_ *screen.Session, in widget.Rect) {
	p.list.Show(len(p.shown), in.Inner().H-1)
}

const palettePrompt = " : "

// Draw is the line and the actions.
func (p *Palette) Draw(s *screen.Session, r widget.Rect) []string {
	in := r.Inner()
	text, _ := p.line.View(in.W - len(palettePrompt))
	lines := []string{widget.Paint(s.Style.Title, palettePrompt) + text}
	from, to := p.list.Visible()
	for i := from; i < to; i++ {
		a := p.shown[i]
		room := in.W - 2 - ansi.StringWidth(a.key) - 2
		lines = append(lines, s.Style.Row(i == p.list.Cursor, widget.Fit(a.name, room)+" "+a.key, in.W))
	}
	if len(p.shown) == 0 {
		lines = append(lines, widget.Paint(s.Style.Dim, "   no command with that name: esc closes"))
	}
	return s.Style.Box(r, p.title+p.list.More(), true, lines)
}

// Cursor is where the next letter goes.
func (p *Palette) Cursor(_ *screen.Session, r widget.Rect) (x, y int) {
	in := r.Inner()
	_, at := p.line.View(in.W - len(palettePrompt))
	return in.X + len(palettePrompt) + at, in.Y
}

// Mouse scrolls, or selects an action; a second click on it runs it.
func (p *Palette) Mouse(s *screen.Session, at tea.Mouse, r widget.Rect) tea.Cmd {
	if rows := widget.Wheel(at); rows != 0 {
		p.list.Scroll(rows)
		return nil
	}
	row, ok := p.list.At(at.Y - r.Inner().Y - 1)
	switch {
	case !ok:
		return nil
	case row == p.list.Cursor:
		return p.run(s)
	}
	p.list.MoveTo(row)
	return nil
}

// Command is that of what the palette covers.
func (p *Palette) Command(*screen.Session) []string { return nil }
