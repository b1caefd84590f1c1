package tui

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"podfit/planner/query"
	"podfit/planner/report/words"
)

// viewNote is what was on the screen and no scenario can hold. It is kept beside
// the note of the session, and belongs to the one whose sum it has.
type viewNote struct {
	Session  string   `json:"session"` // SHA-256 of the note's text
	By       string   `json:"by"`
	Reversed bool     `json:"reversed,omitempty"`
	Chips    []string `json:"chips,omitempty"`
	Text     string   `json:"text,omitempty"`
	Marks    []string `json:"marks,omitempty"`
	Columns  []string `json:"columns,omitempty"`
	At       string   `json:"at,omitempty"` // the type at the cursor
	View     string   `json:"view"`
	Compared []string `json:"compared,omitempty"`
	Basis    basis    `json:"basis,omitempty"`
	Bars     bool     `json:"bars,omitempty"`
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// viewNote is the screen as it is, beside the text of a session.
func (m *Model) viewNote(session []byte) viewNote {
	l := m.look()
	n := viewNote{
		Session: sumOf(session), By: l.by.Name, Reversed: l.reversed, Chips: l.chips, Text: l.text, Marks: l.marks, Columns: l.columns,
		View: views[m.viewIndex()].name, Basis: m.chart.basis, Bars: m.chart.barsAlone,
	}
	if m.on(comparePage) {
		n.Compared = m.compare.names
	}
	if o := m.types.selected(); o != nil {
		n.At = o.Type.Name
	}
	return n
}

func (m *Model) viewIndex() int {
	return slices.IndexFunc(views, func(v view) bool { return v.page == m.here() })
}

// readViewNote is nil where the note is damaged, of another session or of
// another version: then the scenario alone says what to show.
func (m *Model) readViewNote(text, session []byte) *viewNote {
	var n viewNote
	if json.Unmarshal(text, &n) != nil || n.Session != sumOf(session) || n.Basis >= bases {
		return nil
	}
	_, byKnown := query.FieldNamed(n.By)
	_, filterErr := newQuery(n.Chips, n.Text)
	_, columnErr := words.ColumnsNamed(n.Columns...)
	known := func(name string) bool { return m.option(name) != nil }
	switch {
	case !byKnown, filterErr != nil, columnErr != nil:
		return nil
	case len(n.Columns) > 0 && (n.Columns[0] != "type" || len(n.Columns) < 2):
		return nil
	case !every(n.Marks, known), !every(n.Compared, known):
		return nil
	}
	return &n
}

func every[T any](list []T, holds func(T) bool) bool {
	return !slices.ContainsFunc(list, func(item T) bool { return !holds(item) })
}

func (n *viewNote) look() look {
	by, _ := query.FieldNamed(n.By)
	return look{by, n.Reversed, n.Chips, n.Text, n.Marks, n.Columns}
}

// showNoted brings back what lies beyond the look.
func (m *Model) showNoted(n *viewNote) {
	m.chart.basis, m.chart.barsAlone = n.Basis, n.Bars
	for _, v := range views {
		if v.name == n.View {
			m.showView(v.page)
		}
	}
	if i := slices.Index(optionNames(m.types.rows), n.At); i >= 0 {
		m.types.list.moveTo(i)
	}
	if len(n.Compared) > 0 {
		m.compare = compare{names: n.Compared}
		m.open(comparePage)
	}
}

// glimpse is what autosave compares: the work, and what shows of it.
type glimpse struct {
	work
	by       *query.Field
	reversed bool
	rest     string
	page     page
	basis    basis
	bars     bool
}

func (m *Model) glimpse() glimpse {
	t := &m.types
	g := glimpse{m.work(), t.by, t.reversed, "", m.here(), m.chart.basis, m.chart.barsAlone}
	compared := ""
	if m.on(comparePage) {
		compared = strings.Join(m.compare.names, " ")
	}
	g.rest = strings.Join([]string{strings.Join(t.query.chips, " "), t.query.text, strings.Join(t.columns, " "), compared}, "|")
	return g
}
