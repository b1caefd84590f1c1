package screen

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/report/answer"
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
	// RegionSource is who named the region: a scenario names it without a word of that.
	RegionSource planner.RegionSource `json:"regionSource"`
	View         Place                `json:"view"`
	// Imported is what the workloads were imported from, and Unread what an editor left
	// that could not be read.
	Imported *Import `json:"imported,omitempty"`
	Unread   string  `json:"unread,omitempty"`
	// Views are the notes of the views themselves.
	Views map[Place]json.RawMessage `json:"views,omitempty"`
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// viewNote is the screen as it is, of a session whose text is not written yet.
func (s *Session) viewNote() viewNote {
	l := s.look()
	n := viewNote{
		By: l.by.Name, Reversed: l.reversed, Chips: l.chips, Text: l.text, Marks: l.marks,
		Columns: l.columns, View: s.Tab().Place, RegionSource: s.Settings.RegionSource, Views: map[Place]json.RawMessage{},
		Imported: s.Placement.Imported.kept(), Unread: string(s.unread),
	}
	for _, o := range s.places {
		if v, is := o.View.(Noted); is {
			if note := v.Note(s); note != nil {
				n.Views[o.Place] = note
			}
		}
	}
	if o := s.Rows.Selected(); o != nil {
		n.At = o.Type.Name
	}
	return n
}

// readViewNote is nil where the note is damaged, of another session or of
// another version: then the scenario alone says what to show.
func (s *Session) readViewNote(text, session []byte) *viewNote {
	n := viewNote{RegionSource: planner.RegionByScenario} // as older notes have it
	if json.Unmarshal(text, &n) != nil || n.Session != sumOf(session) {
		return nil
	}
	_, byKnown := query.FieldNamed(n.By)
	_, filterErr := newQuery(n.Chips, n.Text)
	_, columnErr := words.ColumnsNamed(n.Columns...)
	switch {
	case !byKnown, filterErr != nil, columnErr != nil:
		return nil
	case len(n.Columns) > 0 && (n.Columns[0] != "type" || len(n.Columns) < 2):
		return nil
	case slices.ContainsFunc(n.Marks, func(name string) bool { return s.Option(name) == nil }):
		return nil
	}
	return &n
}

func (n *viewNote) look() look {
	by, _ := query.FieldNamed(n.By)
	return look{by, n.Reversed, n.Chips, n.Text, n.Marks, n.Columns}
}

// kept is an import with its notes in words.
func (im *Import) kept() *Import {
	if im == nil {
		return nil
	}
	kept := *im
	for _, n := range im.Notes {
		kept.Kept = append(slices.Clip(kept.Kept), answer.NewWarning(n))
	}
	return &kept
}

// restore brings back what lies beyond the look.
func (s *Session) restore(n *viewNote) {
	s.Placement.Imported = n.Imported // which was made for it
	if n.Unread != "" {
		s.unread = []byte(n.Unread)
	}
	for _, o := range s.places {
		if o.Place == n.View && o.Key != "" {
			s.Show(o.Place)
		}
	}
	if i := slices.Index(s.Rows.Names(), n.At); i >= 0 {
		s.Rows.List.MoveTo(i)
	}
	for _, o := range s.places {
		if v, is := o.View.(Noted); is && n.Views[o.Place] != nil {
			v.Restore(s, n.Views[o.Place])
		}
	}
}

// glimpse is what autosave compares: the work, and what shows of it.
type glimpse struct {
	Work
	by       *query.Field
	reversed bool
	view     Place
	rest     string
}

func (s *Session) glimpse() glimpse {
	t := &s.Rows
	rest := []string{strings.Join(t.Query.Chips, " "), t.Query.Text, strings.Join(t.Picked, " "), fmt.Sprint(s.planTerms()), string(s.unread)}
	for _, o := range s.places {
		if v, is := o.View.(Noted); is {
			rest = append(rest, string(v.Note(s)))
		}
	}
	return glimpse{s.Work(), t.By, t.Reversed, s.Tab().Place, strings.Join(rest, "|")}
}
