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

// Open lists them.
func (o *Outputs) Open(s *screen.Session) bool {
	o.Palette = Palette{line: widget.NewInput(""), title: "Write a file", all: outputActions(s)}
	o.shown = o.all
	return true
}

// outputActions are the scenario, what commands write of it, and the table.
func outputActions(s *screen.Session) []action {
	do := func(ask func(*screen.Session)) func(*screen.Session) tea.Cmd {
		return func(s *screen.Session) tea.Cmd {
			ask(s)
			return nil
		}
	}
	var all []action
	for _, o := range s.Outputs() {
		all = append(all, action{o.Name, o.File, do(func(s *screen.Session) { exportOutput(s, o) })})
	}
	return append(all,
		action{"scenario: settings, workloads and what the plan is to be like", s.ScenarioName(), do(Save)},
		action{"types: the table, as podfit compare", "podfit-types" + exports[0].ending, do(exportTable)},
	)
}

// Keys are those of the palette.
func (o *Outputs) Keys() []screen.Keys {
	all := o.Palette.Keys()
	all[0].Title = "Write a file"
	return all
}
