package tui

import (
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/settings"
)

// set puts values in the place of the current setting's, unless they or their
// company with other settings make no sense: then nothing changes.
func (m *Model) set(values ...string) bool {
	s := m.form.current()
	return m.change(s, func(to *planner.Settings) error { return s.Set(to, values...) })
}

func (m *Model) resetSetting() {
	s := m.form.current()
	if s == nil {
		return
	}
	m.change(s, func(to *planner.Settings) error {
		s.Reset(to)
		return nil
	})
}

// change makes new settings out of the old, works everything out anew and says
// what came of it.
func (m *Model) change(s *settings.Setting, edit func(*planner.Settings) error) bool {
	next := *m.settings
	err := try(&next, edit)
	switch {
	case err != nil && m.page == daemonSetsPage && m.daemons.cell != nil:
		m.refuseCell(err)
		return false
	case err != nil:
		m.refuse(s, err)
		return false
	}
	if s.Text(&next) == s.Text(m.settings) {
		return true
	}
	m.take(&next, "")
	return true
}

func try(s *planner.Settings, edit func(*planner.Settings) error) error {
	if err := edit(s); err != nil {
		return err
	}
	return settings.Check(s)
}

func (m *Model) refuse(s *settings.Setting, err error) {
	m.status = status{text: s.Title + ": " + err.Error(), kind: wrong}
}

// step takes the next or the previous value of the current setting.
func (m *Model) step(by int) {
	s := m.form.current()
	if s == nil {
		return
	}
	text := s.Text(m.settings)
	switch s.Kind {
	case settings.Number:
		m.stepNumber(s, text, by)
	case settings.List:
		m.startEdit()
	default:
		// A Text steps through its examples while it is one of them, so that
		// no arrow overwrites what was typed.
		i := slices.Index(s.Choices, text)
		if i < 0 {
			m.startEdit()
			return
		}
		n := len(s.Choices)
		m.set(s.Choices[(i+by+n)%n])
	}
}

func (m *Model) stepNumber(s *settings.Setting, text string, by int) {
	n, err := strconv.Atoi(text)
	if err != nil {
		m.refuse(s, err)
		return
	}
	if strings.HasSuffix(s.Name, "-percent") {
		by *= 5
	}
	m.set(strconv.Itoa(n + by))
}

// startEdit begins to type a value; of a Switch or a Choice it takes the next.
func (m *Model) startEdit() {
	s := m.form.current()
	switch {
	case s == nil:
	case s.Name == daemonSetSetting:
		m.openDaemonSets()
	case s.Kind == settings.Switch || s.Kind == settings.Choice:
		m.step(1)
	default:
		m.form.editing = newInput(s.Text(m.settings))
		m.form.editing.replaces = s.Kind != settings.List
		m.status = status{text: m.form.usage()}
	}
}

// typeDigit begins a value, where the setting takes one.
func (m *Model) typeDigit(digit string) {
	if s := m.form.current(); s == nil || s.Kind == settings.Switch || s.Kind == settings.Choice || s.Name == daemonSetSetting {
		return
	}
	m.startEdit()
	m.form.editing.insert(digit)
	m.editTyped()
}

// editTyped tries the value on a copy, so that what is wrong shows while typing.
func (m *Model) editTyped() {
	s, next := m.form.current(), *m.settings
	err := try(&next, func(to *planner.Settings) error { return s.Set(to, m.form.values()...) })
	if err != nil {
		m.refuse(s, err)
		return
	}
	m.status = status{text: m.form.usage()}
}

func (m *Model) finishEdit() {
	if m.set(m.form.values()...) {
		m.form.editing = nil
	}
}

func (m *Model) cancelEdit() { m.form.editing = nil }
