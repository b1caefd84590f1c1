package tui

import (
	"cmp"
	"slices"

	"github.com/charmbracelet/x/ansi"
)

func (m *Model) openHelp() {
	m.open(helpPage)
	m.help.top = 0
}

// helpTwoColumns is the width from which the keys stand in two columns.
const helpTwoColumns = 110

// helpLines are the table of keys, a heading for each scope.
func (m *Model) helpLines(width int) []string {
	left := m.helpOf(inTypes, inSettings, inDaemonSets, inCell, inPresets, inWorkload, inPodCell, inQuick, inSubnets, inSubnetsLine, inCompare)
	right := append(m.helpOf(anywhere, onViews, inPlan, inChart, inExplain, inColumns, inFilter, inEdit, inPrompt, inReplace, inPalette, inCommand), m.mouseHelp()...)
	if width < helpTwoColumns {
		return append(left, right...)
	}
	for len(left) < len(right) {
		left = append(left, "")
	}
	for i, line := range right {
		left[i] = fit(left[i], width/2) + line
	}
	return left
}

// helpOf ends each scope with an empty line.
func (m *Model) helpOf(scopes ...scope) []string {
	var lines []string
	for _, s := range scopes {
		lines = append(lines, "  "+paint(m.style.title, scopeTitles[s]))
		for _, b := range m.keys {
			if b.scope == s {
				lines = append(lines, helpRow(&m.style, b.label, b.help))
			}
		}
		lines = append(lines, "")
	}
	return lines
}

func (m *Model) mouseHelp() []string {
	return []string{
		"  " + paint(m.style.title, "Signs"),
		helpRow(&m.style, "▸ "+markSign, "the type at the cursor; a marked one"),
		helpRow(&m.style, dominatedSign, "dominated: another has as much RAM per pod for less money a pod"),
		helpRow(&m.style, "•", "a setting that differs from its default"),
		"",
		"  " + paint(m.style.title, "Mouse"),
		helpRow(&m.style, "wheel", "scroll"),
		helpRow(&m.style, "click", "select a row; again: explain the type, change the setting"),
		helpRow(&m.style, "", "on a heading: sort by it; again: reverse"),
		helpRow(&m.style, "", "on a tab: open the view; on a point: select the type"),
	}
}

func helpRow(s *style, label, text string) string {
	return "  " + paint(s.accent, fit(label, 12)) + " " + text
}

func (m *Model) drawHelp() []string { return m.drawPage(&m.help, "Keys") }

// important are keys in the order in which the last line takes them in, as far
// as there is room; the table of keys has them in the order of the help page.
var important = []string{"right", "tab", "/", "space", "c", "enter", "x", "$", "b", "?", "q", ":", "w", "y", "u", "2", "1", "e", "s", "a", "p", "r", "i"}

// helpLine is the keys of the moment, and where a view is open those that hold
// anywhere behind them.
func (m *Model) helpLine(width int) string {
	at := m.scope()
	if !slices.Contains([]scope{inTypes, inSettings, inWorkload, inPlan, inChart}, at) {
		return m.shortHelp(m.shorts(at), width)
	}
	scopes := []scope{at, anywhere}
	if at != inSettings {
		scopes = append(scopes, onViews)
	}
	all := m.shorts(scopes...)
	slices.SortStableFunc(all, func(a, b *binding) int { return cmp.Compare(importance(a), importance(b)) })
	return m.shortHelp(all, width)
}

func importance(b *binding) int {
	if i := slices.Index(important, b.keys[0]); i >= 0 {
		return i
	}
	return len(important)
}

// shorts are the bindings that the last line names, but for the way to where
// the screen is.
func (m *Model) shorts(scopes ...scope) []*binding {
	var all []*binding
	here := views[m.viewIndex()].key
	for i := range m.keys {
		b := &m.keys[i]
		if b.short != "" && slices.Contains(scopes, b.scope) && (b.scope != onViews || b.keys[0] != here) {
			all = append(all, b)
		}
	}
	return all
}

func (m *Model) shortHelp(all []*binding, width int) string {
	line := ""
	for _, b := range all {
		next := line + " " + paint(m.style.title, b.label) + " " + b.short + " "
		if ansi.StringWidth(next) > width {
			break
		}
		line = next
	}
	return line
}
