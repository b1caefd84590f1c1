// Package notesview is the view of the notes: all that the import, the scenario, the
// tables and the plan doubt, assumed or left out.
package notesview

import (
	tea "charm.land/bubbletea/v2"

	"podfit/planner/report/table"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the notes as a text that scrolls.
type View struct{ text widget.Pager }

// New is the view.
func New(*screen.Session) screen.View { return &View{} }

// Keys scroll.
func (v *View) Keys() []screen.Keys {
	scroll := func(_ *screen.Session, lines int) { v.text.Scroll(lines) }
	return []screen.Keys{{Title: "Notes", Active: true, Bindings: append(screen.Scrolling(scroll, func() int { return v.text.Height }),
		screen.Key("esc", "esc", "the types", func(s *screen.Session) { s.Show(screen.Types) }),
	)}}
}

// Count is how many notes there are, for the tab.
func (v *View) Count(s *screen.Session) int { return s.CountNotes() }

// Arrange makes the text.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	v.text.Show(lines(s, in.W), in.H)
}

// severityWidth is of the word before a note.
const severityWidth = 9

const noNotes = "No notes: nothing was assumed or left out. What an import guesses or skips, and what a plan warns of, is listed here."

func lines(s *screen.Session, width int) []string {
	all := s.Notes()
	if len(all) == 0 {
		return append([]string{""}, widget.Wrap("  ", noNotes, width-2)...)
	}
	var lines []string
	for _, of := range all {
		lines = append(lines, widget.Paint(s.Style.Title, widget.Fit(" "+of.Origin+" · "+widget.Count(of.Count(), "note"), width)))
		for _, n := range s.NotesInWords(of) {
			lines = append(lines, noteLines(s, n, width)...)
		}
		lines = append(lines, "")
	}
	return lines
}

// noteLines are the severity in a column of its own, and beside it what the note says, and
// what to do on lines of its own.
func noteLines(s *screen.Session, n screen.Note, width int) []string {
	texts := widget.Wrap("", n.Text, width-severityWidth-3)
	if n.Fix != "" {
		for i, l := range widget.Wrap("", n.Fix, width-severityWidth-5) {
			texts = append(texts, [2]string{"→ ", "  "}[min(i, 1)]+l)
		}
	}
	word := n.Severity.String()
	for i, l := range texts {
		texts[i] = "  " + widget.Paint(s.Style.Tone(screen.ToneOf(n.Severity)), widget.Fit(word, severityWidth)) + l
		word = ""
	}
	return texts
}

// Draw is the notes in view.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	title := "Notes"
	if im := s.Placement.Imported; im != nil && im.Summary != "" {
		title += " · " + im.Summary
	}
	return s.Style.Box(in, title+v.text.More(), true, v.text.Visible())
}

// Lines are what a search looks through.
func (v *View) Lines(*screen.Session) screen.Lines { return screen.LinesOf(&v.text) }

// Mouse scrolls.
func (v *View) Mouse(_ *screen.Session, at tea.Mouse, _ widget.Rect) tea.Cmd {
	v.text.Scroll(widget.Wheel(at))
	return nil
}

// Command is podfit plan, which says on stderr what is in doubt.
func (v *View) Command(s *screen.Session) []string { return s.PlanCommand("plan") }

// Table is the notes by where they come from.
func (v *View) Table(s *screen.Session) table.Grid {
	titles := []string{"origin", "severity", "note", "fix"}
	g := table.New(titles, titles...)
	for _, of := range s.Notes() {
		for _, n := range s.NotesInWords(of) {
			g.Add(of.Origin, n.Severity.String(), n.Text, n.Fix)
		}
	}
	return g
}
