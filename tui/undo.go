package tui

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/settings"
)

// history is every change of the session, unlimited: settings are small, and
// two moments share what did not change.
type history struct {
	done, undone []change
}

// change leads from one moment to the next.
type change struct {
	what     string // that it was, where the settings do not say it
	from, to moment
}

// moment is what undo goes back to. Only what replaces the whole question, as
// opening a file does, has a look and a file: undoing a setting leaves sort
// and filter.
type moment struct {
	settings *planner.Settings
	look     *look
	file     string             // in which it is saved
	workload *planner.Workloads // nil where the change left it alone
	beside   *beside            // likewise
	zones    int                // that plans spread over; 0 where it left them alone
}

func (h *history) add(c change) { h.done, h.undone = append(h.done, c), nil }

// take adopts new settings and remembers the old.
func (m *Model) take(next *planner.Settings, what string) {
	m.history.add(change{what, moment{settings: m.settings}, moment{settings: next}})
	m.adopt(next)
}

// adopt works everything out under other settings, and says what came of it
// for the selected type.
func (m *Model) adopt(next *planner.Settings) {
	before := m.types.selected()
	m.settings = next
	m.evaluate()
	if before != nil {
		m.status = consequence(before, m.option(before.Type.Name))
	}
}

func (m *Model) undo() {
	n := len(m.history.done)
	if n == 0 {
		m.status = status{text: "nothing to undo"}
		return
	}
	c := m.history.done[n-1]
	m.history.done = m.history.done[:n-1]
	m.history.undone = append(m.history.undone, c)
	m.travel(c.to, c.from, "undone", c.what)
}

func (m *Model) redo() {
	n := len(m.history.undone)
	if n == 0 {
		m.status = status{text: "nothing to redo"}
		return
	}
	c := m.history.undone[n-1]
	m.history.undone = m.history.undone[:n-1]
	m.history.done = append(m.history.done, c)
	m.travel(c.from, c.to, "redone", c.what)
}

func (m *Model) travel(from, to moment, word, what string) {
	if to.settings != m.settings {
		m.adopt(to.settings)
	}
	if to.workload != nil {
		m.workload = to.workload
	}
	if to.beside != nil {
		m.beside = to.beside
	}
	if to.zones > 0 {
		m.plan.zones = to.zones
	}
	if to.look != nil {
		m.show(*to.look)
		m.session.file = to.file
	}
	said := differences(m.session.table, from.settings, to.settings)
	m.status.text = join(word+": "+join(what, said), m.status.text)
}

// differences names what differs between two settings, in few words.
func differences(table settings.Table, was, is *planner.Settings) string {
	var all []string
	for i := range table {
		s := &table[i]
		before, after := s.Values(was), s.Values(is)
		switch {
		case slices.Equal(before, after):
		case s.Name == daemonSetSetting:
			all = append(all, daemonDifference(was.DaemonSets, is.DaemonSets))
		case s.Kind == settings.List:
			all = append(all, s.Title+listDifference(before, after))
		default:
			all = append(all, fmt.Sprintf("%s %s → %s", s.Title, valueText(s, was), valueText(s, is)))
		}
	}
	if len(all) > 2 {
		return fmt.Sprintf("%d settings", len(all))
	}
	return strings.Join(all, ", ")
}

// listDifference is what a list lost and what it gained.
func listDifference(before, after []string) string {
	text := ""
	for _, v := range before {
		if !slices.Contains(after, v) {
			text += " − " + v
		}
	}
	for _, v := range after {
		if !slices.Contains(before, v) {
			text += " + " + v
		}
	}
	if text == "" {
		return fmt.Sprintf(" %d → %d", len(before), len(after))
	}
	return text
}

func (m *Model) resetAll() {
	next := planner.Default()
	said := differences(m.session.table, m.settings, &next)
	if said == "" {
		m.status = status{text: "every setting has its default already"}
		return
	}
	m.take(&next, "reset of all")
	m.status.text = join("reset: "+said+", u undoes it", m.status.text)
}

func undoKeys() []binding {
	return []binding{
		{anywhere, []string{"u"}, "u", "undo the last change of settings or workload", "undo", act((*Model).undo)},
		{anywhere, []string{"ctrl+r"}, "ctrl+r", "redo what was undone", "", act((*Model).redo)},
		{inSettings, []string{"X"}, "X", "put all defaults back", "", act((*Model).resetAll)},
	}
}
