package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// binding is one line of the table of keys, which both matching and help read.
type binding struct {
	scope scope
	keys  []string // as Bubble Tea spells them
	label string   // as help spells them
	help  string
	// short is the text on the screen's last line; without it the key is on the help page alone.
	short string
	do    func(*Model) tea.Cmd
}

// moves says that the key only moves a cursor, which nobody looks for by name.
// Of the settings the arrows to the sides change values.
func (b *binding) moves() bool {
	switch b.keys[0] {
	case "up", "down", "pgup", "pgdown", "home", "end":
		return true
	case "left", "right":
		return b.scope != inSettings
	}
	return false
}

// scope is where a binding holds.
type scope uint8

const (
	anywhere scope = iota
	inTypes
	inSettings
	inExplain
	inHelp
	inCompare
	inChart
	onViews // anywhere but in the settings, where digits are values
	inColumns
	inFilter // while a name is typed
	inEdit   // while a value is typed

	inDaemonSets
	inCell    // while one of its cells is typed
	inPresets // while a preset is chosen
	inPrompt  // while the name of a file is typed
	inReplace // while asked whether to replace it
	inPalette
	inCommand // while the command is shown

	inWorkload
	inPodCell // while one of its cells is typed
	inQuick
	inPlan
	inSubnets
	inSubnetsLine // while subnets are typed
)

var scopeTitles = map[scope]string{
	inTypes:    "Types",
	inSettings: "Settings",
	inExplain:  "Explanation",
	inColumns:  "Columns",
	inCompare:  "Comparison",
	inChart:    "Chart",
	onViews:    "Views, from outside the settings",
	inFilter:   "While typing a filter",
	inEdit:     "While typing a value",
	anywhere:   "Anywhere",

	inDaemonSets: "DaemonSets",
	inCell:       "While typing a cell of it",
	inPresets:    "While choosing a preset",
	inPrompt:     "While typing a file's name",
	inReplace:    "Asked whether to replace a file",
	inPalette:    "All commands",
	inCommand:    "The command shown",

	inWorkload: "Workload",
	inPodCell:  "While typing a cell of it",
	inQuick:    "A workload in four figures",
	inPlan:     "Plan",

	inSubnets:     "Subnets",
	inSubnetsLine: "While typing subnets",
}

func keyTable() []binding {
	return slices.Concat(typesKeys(), settingsKeys(), pageKeys(), columnKeys(), compareKeys(), chartKeys(), workloadKeys(), planKeys(), subnetKeys(), viewKeys(), inputKeys(), daemonKeys(), undoKeys(), sessionKeys(), paletteKeys(), []binding{
		{anywhere, []string{"?"}, "?", "all keys", "keys", act((*Model).openHelp)},
		{anywhere, []string{"r"}, "r", "limits, zones and prices of today from AWS; again: give up", "live", (*Model).toggleLive},
		{anywhere, []string{"q"}, "q", "quit; twice where work is unsaved", "quit", (*Model).quit},
		{anywhere, []string{"ctrl+c"}, "ctrl+c", "quit, even while typing", "", func(*Model) tea.Cmd { return tea.Quit }},
	})
}

func typesKeys() []binding {
	return []binding{
		{inTypes, []string{"up", "k"}, "↑ k", "previous type", "", act(func(m *Model) { m.types.moveBy(-1) })},
		{inTypes, []string{"down", "j"}, "↓ j", "next type", "", act(func(m *Model) { m.types.moveBy(1) })},
		{inTypes, []string{"pgup", "ctrl+u"}, "PgUp", "a page up", "", act(func(m *Model) { m.types.moveBy(-m.types.list.page()) })},
		{inTypes, []string{"pgdown", "ctrl+d"}, "PgDn", "a page down", "", act(func(m *Model) { m.types.moveBy(m.types.list.page()) })},
		{inTypes, []string{"home", "g"}, "Home g", "first type", "", act(func(m *Model) { m.types.moveBy(-len(m.types.rows)) })},
		{inTypes, []string{"end", "G"}, "End G", "last type", "", act(func(m *Model) { m.types.moveBy(len(m.types.rows)) })},
		{inTypes, []string{"left", "h"}, "← h", "columns to the left", "", act(func(m *Model) { m.scrollColumns(-1) })},
		{inTypes, []string{"right", "l"}, "→ l", "columns to the right", "", act(func(m *Model) { m.scrollColumns(1) })},
		{inTypes, []string{"enter"}, "enter", "explain the type: every figure with its sum and source", "explain", act((*Model).openExplain)},
		{inTypes, []string{"/"}, "/", "filter by words of the name and by vcpus>=4 mem<=64 …", "filter", act((*Model).startFilter)},
		{inTypes, []string{"esc"}, "esc", "clear what was typed", "", act((*Model).clearFilter)},
		{inTypes, []string{"a"}, "a", "all types, or those of the default filter", "all types", act((*Model).toggleAll)},
		{inTypes, []string{"backspace", "delete"}, "⌫", "take the last condition away", "", act((*Model).dropChip)},
		{inTypes, []string{"space"}, "space", "mark the type, or take the mark away", "mark", act((*Model).toggleMark)},
		{inTypes, []string{"M"}, "M", "take all marks away", "", act((*Model).clearMarks)},
		{inTypes, []string{"c"}, "c", "compare the marked types side by side", "compare", act((*Model).openCompare)},
		{inTypes, []string{"s"}, "s", "sort by the next column", "sort", act(func(m *Model) { m.sortNext(1) })},
		{inTypes, []string{"S"}, "S", "sort by the previous column", "", act(func(m *Model) { m.sortNext(-1) })},
		{inTypes, []string{"p"}, "p", "pick columns", "columns", act((*Model).openColumns)},
		{inTypes, []string{"tab", "shift+tab"}, "tab", "go to the settings", "settings", act((*Model).switchPane)},
		{inTypes, []string{"i"}, "i", "invert, that is reverse, the order", "reverse", act((*Model).reverse)},
	}
}

func settingsKeys() []binding {
	return []binding{
		{inSettings, []string{"up", "k"}, "↑ k", "previous setting", "", act(func(m *Model) { m.form.moveBy(-1) })},
		{inSettings, []string{"down", "j"}, "↓ j", "next setting", "", act(func(m *Model) { m.form.moveBy(1) })},
		{inSettings, []string{"pgup"}, "PgUp", "a page up", "", act(func(m *Model) { m.form.moveBy(-m.form.list.page()) })},
		{inSettings, []string{"pgdown"}, "PgDn", "a page down", "", act(func(m *Model) { m.form.moveBy(m.form.list.page()) })},
		{inSettings, []string{"home", "g"}, "Home g", "first setting", "", act(func(m *Model) { m.form.moveBy(-len(m.form.rows)) })},
		{inSettings, []string{"end", "G"}, "End G", "last setting", "", act(func(m *Model) { m.form.moveBy(len(m.form.rows)) })},
		{inSettings, []string{"left", "h"}, "← h", "previous value, or one less", "", act(func(m *Model) { m.step(-1) })},
		{inSettings, []string{"right", "l", "space"}, "→ l space", "next value, or one more", "change", act(func(m *Model) { m.step(1) })},
		{inSettings, []string{"enter"}, "enter", "type a value; a digit starts one as well", "type a value", act((*Model).startEdit)},
		{inSettings, []string{"x", "backspace", "delete"}, "x ⌫", "put the default back", "default", act((*Model).resetSetting)},
		{inSettings, []string{"/"}, "/", "filter types", "", act((*Model).startFilter)},
		{inSettings, []string{"tab", "shift+tab", "esc"}, "tab", "back to the types", "types", act((*Model).switchPane)},
	}
}

func pageKeys() []binding {
	var all []binding
	for _, s := range []scope{inExplain, inHelp} {
		all = append(all,
			binding{s, []string{"up", "k"}, "↑ k", "a line up", "", act(func(m *Model) { m.scrollPage(-1) })},
			binding{s, []string{"down", "j"}, "↓ j", "a line down", "scroll", act(func(m *Model) { m.scrollPage(1) })},
			binding{s, []string{"pgup"}, "PgUp", "a page up", "", act(func(m *Model) { m.scrollPage(-m.layout.body.h) })},
			binding{s, []string{"pgdown", "space"}, "PgDn space", "a page down", "", act(func(m *Model) { m.scrollPage(m.layout.body.h) })},
			binding{s, []string{"home", "g"}, "Home g", "the beginning", "", act(func(m *Model) { m.scrollPage(-m.pageLength()) })},
			binding{s, []string{"end", "G"}, "End G", "the end", "", act(func(m *Model) { m.scrollPage(m.pageLength()) })},
			binding{s, []string{"esc", "enter", "q"}, "esc enter q", "back", "back", act((*Model).closePage)},
		)
	}
	return append(all,
		binding{inExplain, strings.Split(causeKeys, ""), "a b c …", "to the setting behind that warning", "", act((*Model).goToCause)},
		binding{inExplain, []string{"left", "h"}, "← h", "the type before it", "", act(func(m *Model) { m.nextSubject(-1) })},
		binding{inExplain, []string{"right", "l"}, "→ l", "the type after it", "next type", act(func(m *Model) { m.nextSubject(1) })},
		binding{inHelp, []string{"?"}, "?", "back", "", act((*Model).closePage)},
	)
}

func inputKeys() []binding {
	return []binding{
		{inFilter, []string{"enter", "tab"}, "enter", "keep the filter", "keep", act((*Model).keepFilter)},
		{inFilter, []string{"esc"}, "esc", "leave the filter as it was", "cancel", act((*Model).cancelFilter)},
		{inFilter, []string{"up"}, "↑", "previous type", "", act(func(m *Model) { m.types.moveBy(-1) })},
		{inFilter, []string{"down"}, "↓", "next type", "", act(func(m *Model) { m.types.moveBy(1) })},
		{inEdit, []string{"enter", "tab"}, "enter", "set the value", "set", act((*Model).finishEdit)},
		{inEdit, []string{"esc"}, "esc", "leave the value as it was", "cancel", act((*Model).cancelEdit)},
	}
}

func act(do func(*Model)) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		do(m)
		return nil
	}
}

// scope is where the next key goes.
func (m *Model) scope() scope {
	if s, open := m.boxScope(); open {
		return s
	}
	switch {
	case m.page == helpPage:
		return inHelp
	case m.page == explainPage:
		return inExplain
	case m.page == columnsPage:
		return inColumns
	case m.page == comparePage:
		return inCompare
	case m.form.editing != nil:
		return inEdit
	case m.types.typing != nil:
		return inFilter
	case m.page == chartPage:
		return inChart
	case m.page == workloadPage:
		return inWorkload
	case m.page == planPage:
		return inPlan
	case m.page == subnetsPage:
		return inSubnets
	case m.focus == settingsPane:
		return inSettings
	default:
		return inTypes
	}
}

func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	m.status = status{}
	key, at := msg.String(), m.scope()
	m.pressed = key
	if key != "q" {
		m.session.asked = false
	}
	if cmd, taken := m.answerOffer(key, at); taken {
		return cmd
	}
	typing := at.typing()
	for i := range m.keys {
		b := &m.keys[i]
		held := b.scope == at || b.scope == anywhere && (!typing || key == "ctrl+c") || b.scope == onViews && !typing && at != inSettings
		if held && slices.Contains(b.keys, key) {
			return b.do(m)
		}
	}
	switch {
	case m.typedInBox(msg):
	case at == inFilter && key == "backspace" && m.types.typing.String() == "":
		m.dropChip()
	case at == inFilter:
		m.types.typing.key(msg)
		m.filterTyped()
	case at == inEdit:
		m.form.editing.key(msg)
		m.editTyped()
	case at == inSettings && len(key) == 1 && key[0] >= '0' && key[0] <= '9':
		m.typeDigit(key)
	}
	return nil
}

// paste goes where keys would be typed, and is ignored elsewhere.
func (m *Model) paste(text string) {
	if m.pastedInBox(text) {
		return
	}
	switch m.scope() {
	case inFilter:
		m.types.typing.insert(text)
		m.filterTyped()
	case inEdit:
		m.form.editing.insert(text)
		m.editTyped()
	}
}

func (m *Model) switchPane() {
	if m.focus == typesPane {
		m.focus = settingsPane
	} else {
		m.focus = typesPane
	}
}
