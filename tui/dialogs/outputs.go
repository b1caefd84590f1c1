package dialogs

import (
	tea "charm.land/bubbletea/v2"

	"podfit/tui/screen"
	"podfit/tui/widget"
)

// Outputs is the list of files that can be written of the session. Typing narrows it.
type Outputs struct{ Palette }

// NewOutputs is the box before it is opened.
func NewOutputs(*screen.Session) screen.View { return &Outputs{} }

// Open lists them, what is shown first.
func (o *Outputs) Open(s *screen.Session) bool {
	o.Palette = Palette{line: widget.NewInput(""), title: "Write a file", all: outputActions(s)}
	o.shown = o.all
	return true
}

// outputActions are what is shown, what commands write of the scenario, the scenario
// itself, and what other views show.
func outputActions(s *screen.Session) (all []action) {
	add := func(outputs []screen.Output) {
		for _, o := range outputs {
			all = append(all, action{o.Name, o.File, func(s *screen.Session) tea.Cmd {
				exportOutput(s, o)
				return nil
			}})
		}
	}
	shown, others := s.Outputs()
	add(shown)
	all = append(all, action{"scenario: settings, workloads and what the plan is to be like", s.ScenarioName(), func(s *screen.Session) tea.Cmd {
		Save(s)
		return nil
	}})
	add(others)
	return all
}

// Keys are those of the palette.
func (o *Outputs) Keys() []screen.Keys {
	all := o.Palette.Keys()
	all[0].Title = "Write a file"
	return all
}
