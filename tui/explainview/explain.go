// Package explainview is the box that explains a type: its warnings with the
// settings behind them, then every figure with its sum and its source.
package explainview

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// View is the explanation of the type at the cursor of the view beneath.
type View struct{ text widget.Pager }

// New is the box before it is opened.
func New(*screen.Session) screen.View { return &View{} }

// wide is the width at which sources have a column of their own.
const (
	wide        = 140
	namesNarrow = 20 // the width of names below that
)

// causeKeys are for the settings behind warnings, in the order of these; digits
// are for the views.
const causeKeys = "abcdfimps"

// Keys scroll, go to another type and to the settings behind warnings.
func (v *View) Keys() []screen.Keys {
	scroll := func(_ *screen.Session, lines int) { v.text.Scroll(lines) }
	next := func(by int) func(*screen.Session) { return func(s *screen.Session) { s.Select(by) } }
	return []screen.Keys{{Title: "Explanation", Active: true, Bindings: append(screen.Scrolling(scroll, func() int { return v.text.Height }),
		screen.Key("esc enter q", "esc enter q", "back", screen.CloseBox).Hinted("back"),
		screen.Key(strings.Join(strings.Split(causeKeys, ""), " "), "a b c …", "go to the setting behind that warning", v.goToCause),
		screen.Moves("left h", "← h", "the type before it", next(-1)),
		screen.Moves("right l", "→ l", "the type after it", next(1)).Hinted("next type"),
	)}}
}

// Open begins at the top, where there is a type to explain.
func (v *View) Open(s *screen.Session) bool {
	v.text.Top = 0
	return s.Selected() != nil
}

// Cell is the name of the type.
func (v *View) Cell(s *screen.Session) string {
	if o := s.Selected(); o != nil {
		return o.Type.Name
	}
	return ""
}

// causes are the settings behind a type's warnings, each once, in their order.
func causes(s *screen.Session, o *density.Option) []*settings.Setting {
	var all []*settings.Setting
	for _, w := range s.Warnings(o.Warnings()) {
		if row, ok := s.Table.Named(w.Setting); ok && !slices.Contains(all, row) {
			all = append(all, row)
		}
	}
	return all
}

// causeHint says which key goes to the setting.
func causeHint(causes []*settings.Setting, name string) string {
	for i, s := range causes {
		if s.Name == name && i < len(causeKeys) {
			return fmt.Sprintf("press %c for the setting %s", causeKeys[i], s.Title)
		}
	}
	return ""
}

// goToCause goes to the setting of the letter that was pressed.
func (v *View) goToCause(s *screen.Session) {
	o := s.Selected()
	n := strings.Index(causeKeys, s.Pressed)
	if o == nil {
		return
	}
	if all := causes(s, o); n < len(all) {
		s.GoToSetting(all[n].Name)
		return
	}
	s.Say("no warning has that key")
}

// Arrange makes the text.
func (v *View) Arrange(s *screen.Session, in widget.Rect) {
	in = in.Inner()
	v.text.Show(v.explanation(s, in.W), in.H)
}

// Draw is the text in view.
func (v *View) Draw(s *screen.Session, in widget.Rect) []string {
	title := ""
	if o := s.Selected(); o != nil {
		title = o.Type.Name + " · how the figures are computed"
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

// Command is podfit explain of the type.
func (v *View) Command(s *screen.Session) []string {
	if o := s.Selected(); o != nil {
		return s.ExplainCommand(o)
	}
	return nil
}

// explanation is all about its subject: what will go wrong, then every
// figure with its sum and where it comes from.
func (v *View) explanation(s *screen.Session, width int) []string {
	o := s.Selected()
	if o == nil {
		return nil
	}
	var lines []string
	settings := causes(s, o)
	for _, w := range s.Warnings(o.Warnings()) {
		for _, l := range widget.Wrap("  ", "warning: "+w.Text, width-1) {
			lines = append(lines, widget.Paint(s.Style.Warning, l))
		}
		lines = append(lines, widget.Wrap("    ", widget.Join(w.Fix, causeHint(settings, w.Setting)), width-1)...)
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	if o.DominatedBy != "" {
		lines = append(lines, widget.Wrap("  ", "dominated by "+o.DominatedBy+": at least as much RAM per pod at no higher cost per pod", width-1)...)
		lines = append(lines, "")
	}
	return append(lines, stepLines(s, o, width)...)
}

// stepLines are the steps in columns: name, value, sum and source.
func stepLines(s *screen.Session, o *density.Option, width int) []string {
	all := words.Steps(o)
	apart := width >= wide
	names, values, sources := 0, 0, 0
	for _, step := range all {
		names = max(names, ansi.StringWidth(step.Name))
		values = max(values, ansi.StringWidth(words.Figure(step.Value, step.Unit)))
		sources = max(sources, ansi.StringWidth(words.Source(step.Source)))
	}
	if !apart {
		names, sources = min(names, namesNarrow), 0
	}
	formulas := width - names - values - sources - 9
	var lines []string
	for _, step := range all {
		name := widget.Wrap("", step.Name, names)
		formula := widget.Wrap("", step.Formula, formulas)
		source := words.Source(step.Source)
		if !apart {
			for _, l := range widget.Wrap("", source, formulas) {
				formula = append(formula, widget.Paint(s.Style.Dim, l))
			}
			source = ""
		}
		for i := range max(len(name), len(formula)) {
			value := ""
			if i == 0 {
				value = words.Figure(step.Value, step.Unit)
			} else {
				source = ""
			}
			lines = append(lines, "  "+widget.Fit(at(name, i), names)+"  "+widget.Paint(s.Style.Title, widget.FitRight(value, values))+"  "+
				widget.FitPainted(at(formula, i), formulas)+"   "+widget.Paint(s.Style.Dim, source))
		}
	}
	return lines
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}
