package tui

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"
)

// palette finds any action of the table of keys, and any setting, by name.
type palette struct {
	line  *input
	from  scope // where the screen was
	all   []action
	shown []action
	list  list
}

// action is a line of the palette.
type action struct {
	name, key string
	run       func(*Model) tea.Cmd
}

func (m *Model) openPalette() {
	p := &palette{line: newInput(""), from: m.scope()}
	p.all = m.actions(p.from)
	p.shown = p.all
	m.palette = p
}

func (m *Model) closePalette() { m.palette = nil }

// actions are those of the place where the screen is first, then those of
// everywhere, then those of places that it can go to by itself.
func (m *Model) actions(from scope) []action {
	var all []action
	for _, s := range slices.Compact([]scope{from, anywhere, onViews, inTypes, inSettings, inChart, inExplain, inCompare, inColumns, inDaemonSets, inWorkload, inPlan}) {
		if s == from && len(all) > 0 {
			continue
		}
		for _, b := range m.keys {
			if b.scope != s || b.moves() || slices.Contains(b.keys, "ctrl+p") {
				continue
			}
			all = append(all, action{b.help, b.label, func(m *Model) tea.Cmd {
				if !m.comeTo(s) {
					return nil // it has said why
				}
				m.pressed = b.keys[0]
				return b.do(m)
			}})
		}
	}
	for _, row := range m.form.rows {
		if s := row.setting; s != nil {
			all = append(all, action{"setting: " + string(s.Group) + ", " + s.Title + " (" + s.Name + ")", "go there", act(func(m *Model) { m.goToSetting(s.Name) })})
		}
	}
	return all
}

// comeTo opens the place in which an action has a meaning, and says whether
// that is where the screen now is.
func (m *Model) comeTo(s scope) bool {
	open := func(p page, by func(*Model)) {
		if m.page != p {
			by(m)
		}
	}
	switch s {
	case inTypes, inSettings:
		m.showView(mainPage)
		m.focus = typesPane
		if s == inSettings {
			m.focus = settingsPane
		}
	case inChart:
		m.showView(chartPage)
	case inWorkload:
		m.showView(workloadPage)
	case inPlan:
		m.showView(planPage)
	case inExplain:
		open(explainPage, (*Model).openExplain)
	case inCompare:
		open(comparePage, (*Model).openCompare)
	case inColumns:
		open(columnsPage, (*Model).openColumns)
	case inDaemonSets:
		open(daemonSetsPage, (*Model).openDaemonSets)
	default: // anywhere, and on every view
		return true
	}
	return m.scope() == s
}

// goToSetting puts the cursor on a setting of the pane.
func (m *Model) goToSetting(name string) bool {
	i := slices.IndexFunc(m.form.rows, func(r formRow) bool { return r.setting != nil && r.setting.Name == name })
	if i < 0 {
		return false
	}
	m.comeTo(inSettings)
	m.form.list.moveTo(i)
	return true
}

// runPalette runs the action at the cursor as if its key were pressed.
func (m *Model) runPalette() tea.Cmd {
	p := m.palette
	if p.list.cursor >= len(p.shown) {
		return nil
	}
	m.palette = nil
	return p.shown[p.list.cursor].run(m)
}

func (m *Model) paletteTyped() {
	p := m.palette
	p.list.cursor = 0
	text := p.line.String()
	if text == "" {
		p.shown = p.all
		return
	}
	p.shown = ranked(p.all, strings.ToLower(text))
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
	for _, match := range fuzzy.FindFrom(text, actions(all)) {
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

// actions are a fuzzy.Source.
type actions []action

func (a actions) String(i int) string { return a[i].name }
func (a actions) Len() int            { return len(a) }

func (m *Model) paletteRect() rect {
	r := m.layout.body
	h := min(r.h, max(9, r.h*2/3))
	return rect{0, r.y + r.h - h, r.w, h}
}

func (m *Model) arrangePalette() {
	if m.palette != nil {
		m.palette.list.show(len(m.palette.shown), m.paletteRect().inner().h-1)
	}
}

const palettePrompt = " : "

func (m *Model) drawPalette() []string {
	p, r := m.palette, m.paletteRect()
	in := r.inner()
	text, _ := p.line.view(in.w - len(palettePrompt))
	lines := []string{paint(m.style.title, palettePrompt) + text}
	from, to := p.list.visible()
	for i := from; i < to; i++ {
		a := p.shown[i]
		room := in.w - 2 - ansi.StringWidth(a.key) - 2
		lines = append(lines, m.style.row(i == p.list.cursor, fit(a.name, room)+" "+a.key, in.w))
	}
	if len(p.shown) == 0 {
		lines = append(lines, paint(m.style.dim, "   nothing of that name: esc closes"))
	}
	title := "All commands"
	if to-from < len(p.shown) {
		title += " " + scrollMark(from, to, len(p.shown))
	}
	return m.style.box(r, title, true, lines)
}

func (m *Model) paletteCell() (x, y int) {
	in := m.paletteRect().inner()
	_, at := m.palette.line.view(in.w - len(palettePrompt))
	return in.x + len(palettePrompt) + at, in.y
}

// binding is the one that a key has in a scope, or everywhere.
func (m *Model) binding(key string, at scope) *binding {
	for i := range m.keys {
		b := &m.keys[i]
		if (b.scope == at || b.scope == anywhere) && slices.Contains(b.keys, key) {
			return b
		}
	}
	return nil
}

func paletteKeys() []binding {
	move := func(by func(*palette) int) func(*Model) tea.Cmd {
		return act(func(m *Model) { m.palette.list.moveTo(m.palette.list.cursor + by(m.palette)) })
	}
	return []binding{
		{anywhere, []string{":", "ctrl+p"}, ":", "all commands and settings, by name (ctrl+p as well)", "commands", act((*Model).openPalette)},
		{inPalette, []string{"enter"}, "enter", "run it", "run", (*Model).runPalette},
		{inPalette, []string{"up", "ctrl+p"}, "↑", "the one above", "", move(func(*palette) int { return -1 })},
		{inPalette, []string{"down", "ctrl+n", "tab"}, "↓", "the one below", "", move(func(*palette) int { return 1 })},
		{inPalette, []string{"pgup"}, "PgUp", "a page up", "", move(func(p *palette) int { return -p.list.page() })},
		{inPalette, []string{"pgdown"}, "PgDn", "a page down", "", move(func(p *palette) int { return p.list.page() })},
		{inPalette, []string{"esc"}, "esc", "close it", "close", act((*Model).closePalette)},
	}
}
