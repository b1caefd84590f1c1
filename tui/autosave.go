package tui

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/scenario"
)

// recall reads what earlier runs left in the state folder.
func (m *Model) recall() tea.Cmd {
	files := m.session.files
	if !files.hasState() {
		return nil
	}
	return m.session.state.ask(func() func(*Model) tea.Cmd {
		_, seenErr := files.Recall(seenNote)
		text, err := files.Recall(sessionNote)
		beside, _ := files.Recall(besideNote) // without it the session is shown as any scenario
		return func(m *Model) tea.Cmd { return m.recalled(errors.Is(seenErr, fs.ErrNotExist), text, beside, err) }
	})
}

func (m *Model) recalled(firstRun bool, text, beside []byte, err error) tea.Cmd {
	if err == nil {
		s, l, err := m.read("session", text)
		if err == nil && m.sameAsNow(&s, l) {
			m.session.kept = true // nothing that an offer would bring back
		} else {
			m.session.offer = &offer{scenario: s, view: m.readViewNote(beside, text), err: err, first: true}
		}
	}
	if !firstRun {
		return nil
	}
	m.session.hint = true
	keep := m.session.files.Keep
	return func() tea.Msg {
		// A folder that takes no note costs a hint at the next start, no more.
		_ = keep(seenNote, nil)
		return nil
	}
}

func (m *Model) sameAsNow(s *scenario.Scenario, l look) bool {
	return differences(m.session.table, m.settings, &s.Settings) == "" && slices.Equal(l.marks, m.marks) && sameWorkload(m.workload, &s.Workload) && m.beside.same(besideOf(s))
}

// settled is sent when a change has had time to be followed by another.
type settled struct{ changes int }

// watch arms autosave once after a change. Nothing ticks while nothing is new.
func (m *Model) watch() tea.Cmd {
	now, was := m.glimpse(), m.session.seen
	if now == was {
		return nil
	}
	m.session.seen = now
	m.session.changes++
	if now.work == was.work && !m.unsaved() {
		return nil // nothing is kept of a session without work
	}
	return m.arm()
}

func (m *Model) arm() tea.Cmd {
	if m.session.ticking || m.session.writing || !m.session.files.hasState() {
		return nil
	}
	m.session.ticking = true
	return m.session.after(settleTime, settled{m.session.changes})
}

func (m *Model) settled(s settled) tea.Cmd {
	m.session.ticking = false
	if s.changes != m.session.changes {
		return m.arm()
	}
	return m.autosave()
}

func (m *Model) autosave() tea.Cmd {
	if !m.unsaved() {
		return m.forget()
	}
	text, err := scenario.Write(m.scenario(), m.session.table)
	if err != nil {
		m.keptOrNot(err)
		return nil
	}
	beside, err := json.Marshal(m.viewNote(text))
	if err != nil {
		m.keptOrNot(err)
		return nil
	}
	m.session.writing = true
	keep, changes := m.session.files.Keep, m.session.changes
	return func() tea.Msg {
		// The view first: it has no meaning without its session, which does without it.
		_ = keep(besideNote, beside)
		return kept{keep(sessionNote, text), changes}
	}
}

// kept is how an autosave ended.
type kept struct {
	err     error
	changes int
}

func (m *Model) autosaved(k kept) tea.Cmd {
	m.session.writing = false
	m.keptOrNot(k.err)
	if k.changes != m.session.changes {
		return m.arm()
	}
	return nil
}

// keptOrNot says once that nothing is kept; the session goes on without.
func (m *Model) keptOrNot(err error) {
	m.session.kept = m.session.kept || err == nil
	if err != nil && !m.session.silent {
		m.session.silent = true
		m.status = status{text: "the session is not autosaved: " + oneLine(err), kind: worse}
	}
}

// forget removes the kept session of this run, not one that is on offer.
func (m *Model) forget() tea.Cmd {
	if !m.session.kept {
		return nil
	}
	m.session.kept = false
	drop := m.session.files.Forget
	return func() tea.Msg {
		_ = drop(sessionNote) // at worst it is offered again
		_ = drop(besideNote)
		return nil
	}
}

// quit leaves at once, but for the offer to save what is not saved.
func (m *Model) quit() tea.Cmd {
	if !m.unsaved() {
		if forget := m.forget(); forget != nil {
			return tea.Sequence(forget, tea.Quit)
		}
		return tea.Quit
	}
	if !m.session.asked {
		m.session.asked = true
		m.status = status{text: "unsaved: w saves, q quits without", kind: worse}
		return nil
	}
	if !m.session.files.hasState() {
		return tea.Quit
	}
	// Kept all the same, so that a slip of the finger loses nothing.
	m.session.writing = false
	return tea.Sequence(m.autosave(), tea.Quit)
}

// answerOffer takes enter and esc while the offer is the newest thing said.
func (m *Model) answerOffer(key string, at scope) (cmd tea.Cmd, taken bool) {
	m.session.hint = false
	o := m.session.offer
	if o == nil || !o.first {
		return nil, false
	}
	o.first = false
	if at != inTypes && at != inSettings {
		return nil, false
	}
	switch key {
	case "enter":
		m.resume()
		return nil, true
	case "esc":
		return m.discard(), true
	}
	return nil, false
}

func (m *Model) resume() {
	o := m.session.offer
	if o == nil {
		m.status = status{text: "no unfinished session"}
		return
	}
	l, err := m.lookOf(&o.scenario)
	if err = errors.Join(o.err, err); err != nil {
		m.status = status{text: "the unfinished session cannot be resumed: " + oneLine(err), kind: wrong}
		return
	}
	m.session.offer, m.session.kept = nil, true
	if o.view != nil {
		l = o.view.look()
	}
	m.replace(&o.scenario, l, "", "resuming the session")
	if o.view != nil {
		m.showNoted(o.view)
	}
	m.status.text = join("resumed, u undoes it", m.status.text)
}

func (m *Model) discard() tea.Cmd {
	m.session.offer, m.session.kept = nil, true
	m.status = status{text: "the unfinished session is discarded"}
	return m.forget()
}

// standing is what the session has to say while nothing newer is said.
func (m *Model) standing() status {
	o := m.session.offer
	switch {
	case o == nil && m.session.hint:
		return status{text: m.hintText()}
	case o == nil:
		return status{}
	case o.err != nil && o.first:
		return status{text: "an unfinished session cannot be read: esc discards it: " + oneLine(o.err), kind: worse}
	case o.err != nil:
		return status{}
	case o.first:
		return status{text: fmt.Sprintf("an unfinished session: enter resumes it, esc discards it: %s", m.brief(&o.scenario)), kind: better}
	default:
		return status{text: "R resumes the unfinished session: " + m.brief(&o.scenario)}
	}
}

// brief tells one session from another in few words.
func (m *Model) brief(s *scenario.Scenario) string {
	d := planner.Default()
	said := differences(m.session.table, &d, &s.Settings)
	if n := len(s.Workload); n > 0 {
		said = join(said, countKinds(n))
	}
	if said == "" {
		said = "types alone"
	}
	return said
}

// hintText is for the first seconds of the first run, of keys that exist.
func (m *Model) hintText() string {
	var parts []string
	for _, h := range []struct{ key, label, word string }{
		{"tab", "tab", "settings"}, {"/", "/", "filter"}, {"space", "space", "mark"},
		{"enter", "enter", "explain"}, {":", ":", "all commands"},
	} {
		if m.binding(h.key, inTypes) != nil {
			parts = append(parts, h.label+" "+h.word)
		}
	}
	return strings.Join(parts, " · ")
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
