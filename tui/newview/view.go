// Package newview is the form that makes a workload of a few figures, and finds the node
// groups for it. It is the first page of a screen on which nothing is open, and a box
// over any other.
package newview

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the form.
type View struct {
	form *form
	// first says that it is the first page, from which there is more to go to.
	first bool
}

// New is the form before it is opened.
func New(s *screen.Session) screen.View { return &View{form: newForm(s)} }

// Open proposes the figures of the session.
func (v *View) Open(s *screen.Session) bool {
	v.form, v.first = newForm(s), s.IsNew()
	return true
}

// Keys are the form's; what is no part of a figure keeps its meaning.
func (v *View) Keys() []screen.Keys {
	move := func(by int) func(*screen.Session) {
		return func(s *screen.Session) {
			v.form.goTo((v.form.at + by + fields) % fields)
			v.say(s)
		}
	}
	choose := func(by int) func(*screen.Session) { return func(s *screen.Session) { v.form.choose(s, by) } }
	leave := "leave it"
	if v.first {
		leave = "types"
	}
	common := []screen.Binding{
		screen.Key("enter", "enter", "find the node groups for the workload", v.finish).Hinted("plan it"),
		screen.Moves("down tab", "↓ tab", "next figure", move(1)).Hinted("next figure"),
		screen.Moves("up shift+tab", "↑", "previous figure", move(-1)),
		screen.Key("esc", "esc", "leave the workloads as they are; from the first page to the table", screen.CloseBox).Hinted(leave),
	}
	return []screen.Keys{
		{Title: "A workload in one form", Active: v.form.typed(), Text: v.form.takes, Bindings: common},
		{Title: "A workload in one form, choosing", Active: true, Text: v.form.takes, Bindings: append(common,
			screen.Key("right space", "→ space", "the next choice", choose(1)).Hinted("choose"),
			screen.Key("left", "←", "the choice before it", choose(-1)),
		)},
	}
}

// Line is what is typed.
func (v *View) Line() *widget.Input { return v.form.line }

// Typed says what is wrong while it is typed.
func (v *View) Typed(s *screen.Session) {
	if !v.form.typed() {
		v.say(s)
		if err := v.form.typeChoice(s); err != nil {
			s.Status = screen.Status{Text: err.Error(), Tone: widget.Worse}
		}
		return
	}
	v.form.texts[v.form.at] = strings.TrimSpace(v.form.line.String())
	v.say(s)
}

// say says what is wrong, or else what to do with a choice.
func (v *View) say(s *screen.Session) {
	s.Status = screen.Status{}
	if !v.form.typed() {
		s.Say(labels[v.form.at] + ": ← and → choose, or type how it begins")
	}
	if _, _, err := v.form.workload(); err != nil {
		s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
	}
}

// finish goes to the plan, or to the figure that makes no sense.
func (v *View) finish(s *screen.Session) {
	w, at, err := v.form.workload()
	if err == nil {
		err = s.TakeWorkloadUnder(w, v.form.set(s.Table, w), "a workload in one form")
	}
	if err != nil {
		v.form.goTo(at)
		s.Status = screen.Status{Text: err.Error(), Tone: widget.Wrong}
		return
	}
	s.Rows.List.MoveTo(0) // whatever was at the cursor is elsewhere now
	s.Show(screen.Plan)
	s.Say("u undoes it, 2 shows the workload, ctrl+n the form")
}

// Arrange has nothing to do.
func (v *View) Arrange(*screen.Session, widget.Rect) {}

// Draw is the form, and on the first page what else there is to do.
func (v *View) Draw(s *screen.Session, body widget.Rect) []string {
	f, in := v.form, body.Inner()
	lines := []string{""}
	for i := range labels {
		label, text := labelText(i), f.text(i)
		if i == f.at {
			if f.typed() {
				typed, _ := f.line.View(in.W - ansi.StringWidth(label))
				text = typed
			}
			if !f.typed() || f.line.Replaces {
				text = widget.Paint(s.Style.Selected, text)
			}
			if !f.typed() {
				text += widget.Paint(s.Style.Dim, "  ← →")
			}
			label = widget.Paint(s.Style.Current, label)
		}
		lines = append(lines, label+text)
	}
	lines = append(lines, "")
	say := func(text string) {
		lines = append(lines, widget.WrapPainted(s.Style.Dim, "  ", text, in.W-2)...)
	}
	if !v.first {
		say("enter finds the node groups for it, and makes the request the table's. It replaces the workloads that are there; u undoes it.")
		return s.Style.Box(body, "A workload in one form", true, lines)
	}
	say("enter finds the node groups for it")
	lines = append(lines, "")
	for _, way := range v.ways(s) {
		rest := widget.Wrap("", way[1], in.W-10)
		for i, l := range rest {
			key := ""
			if i == 0 {
				key = way[0]
			}
			lines = append(lines, "  "+widget.Paint(s.Style.Title, widget.Fit(key, 6))+l)
		}
	}
	return s.Style.Box(body, "What do you want to run?", true, lines)
}

// ways are the keys that lead elsewhere from the first page.
func (v *View) ways(s *screen.Session) [][2]string {
	all := [][2]string{{"o", "open what runs: manifests, a kubectl dump, ECS, CSV, a folder, context:NAME, or a scenario"}}
	if text := s.Offered(); text != "" {
		all = append(all, [2]string{"R", text})
	}
	return append(all, [2]string{"esc", "the table of instance types"}, [2]string{"?", "all keys"})
}

// labelText stands before a figure.
func labelText(field int) string { return "  " + widget.Fit(labels[field], 28) }

// Cursor is where the next letter goes.
func (v *View) Cursor(_ *screen.Session, r widget.Rect) (x, y int) {
	in := r.Inner()
	label := ansi.StringWidth(labelText(v.form.at))
	_, at := v.form.line.View(in.W - label)
	return in.X + label + at, in.Y + 1 + v.form.at
}

// Mouse goes to the field that was clicked.
func (v *View) Mouse(s *screen.Session, at tea.Mouse, r widget.Rect) tea.Cmd {
	if field := at.Y - r.Inner().Y - 1; widget.Wheel(at) == 0 && field >= 0 && field < fields {
		v.form.goTo(field)
		v.say(s)
	}
	return nil
}

// Command is that of what the form covers.
func (v *View) Command(*screen.Session) []string { return nil }
