package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/scenario"
	"podfit/planner/settings"
	"podfit/tui/widget"
)

// Session is the state that views share. The values behind its pointers are
// replaced, never changed: undo keeps the old ones.
type Session struct {
	Table  settings.Table
	Layout Layout
	Style  widget.Style
	Status Status
	// Pressed is the key that is being handled.
	Pressed string
	// InSettings says that the settings beside the view of the tab have the keys.
	InSettings bool
	// Anywhere are the keys of the shell, which hold in every view.
	Anywhere []Keys

	Settings  *planner.Settings
	Workload  *planner.Workloads
	Placement *Placement
	Catalogue Catalogue
	// Options are all types under the settings, in the order of the catalogue.
	Options  []density.Option
	Rows     Rows
	Marks    Marks
	Plans    Plans
	Search   Search
	Today    Today
	Variants Variants
	WhatIf   WhatIf

	// File was opened or saved last.
	File  string
	Files Files
	// Disk is requests for the user's files; those of the state folder are apart, and so is
	// what is being opened, which no other request replaces.
	Disk  *Requests
	state *Requests
	opens *Requests
	// After makes a message later; tests make it at once.
	After func(time.Duration, tea.Msg) tea.Cmd
	// Clock is the time, which tests set.
	Clock func() time.Time

	places, stack []*Opened
	live          live
	open          OpenInput
	opening       opening
	history       history
	outputs       []Output
	run           Run
	// start are the settings of the command line and the environment, which a
	// command has to override.
	start  *planner.Settings
	saved  Work
	texts  map[string][]byte // of files, as this session read or wrote them last
	unread []byte            // what an editor left, if it could not be read
	// opened keeps a file's options as they were written, for as long as the
	// table shows them.
	opened      []scenario.Option
	openedShows string
	doubts      []planner.Warning // about the tables
	busy        busy
	autosave
}

// New is the session before the screen's first size is known. It has no views
// yet.
func New(c Config) *Session {
	settings := c.Settings
	s := &Session{
		Layout: NewLayout(0, 0), Table: c.Table, Style: widget.NewStyle(c.NoColor, true), Files: c.Files.orNone(), File: c.File,
		Settings: &settings, Workload: &c.Workload, Placement: &Placement{c.Subnets, c.PodSubnets, c.Today, c.Notes, c.Imported}, doubts: c.Doubts,
		Catalogue: newCatalogue(c.Lookups), Rows: newRows(), Plans: newPlans(), Today: newToday(), Variants: newVariants(), WhatIf: newWhatIf(),
		texts: map[string][]byte{}, Disk: &Requests{}, state: &Requests{}, opens: &Requests{}, live: newLive(c.Live), open: c.open(), outputs: c.Outputs, run: c.Run, start: &settings,
		Clock: time.Now,
		After: func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		},
	}
	s.Style.ASCII = c.ASCII
	s.evaluate()
	look, err := s.lookOf(&scenario.Scenario{Settings: settings, Options: c.Options, By: c.By, Workload: c.Workload})
	switch {
	case err != nil:
		s.Status = Status{err.Error(), widget.Wrong}
	case len(c.Options) > 0 || c.By != "":
		s.show(look)
		s.opened, s.openedShows = c.Options, s.shows()
	}
	terms := c.Plan
	if terms.Groups == 0 {
		terms = plan.DefaultTerms()
	}
	terms.Candidates = s.candidatesOf(&scenario.Scenario{Settings: settings, Options: c.Options, Workload: c.Workload, Plan: terms})
	s.Plans.adopt(terms, s.tableFilter())
	s.saved = s.Work()
	if c.FileText != nil {
		s.KnowText(c.File, c.FileText)
	}
	if im := c.Imported; im != nil {
		if !im.Lasting { // it is in no file
			s.saved.workload, s.saved.placement = &planner.Workloads{}, &Placement{}
		}
		s.Say(widget.Join("opened "+im.From, im.Summary))
	}
	return s
}

// evaluate works everything out anew under the settings.
func (s *Session) evaluate() {
	s.Catalogue.open(s.Settings.Region)
	s.Options = s.Catalogue.Evaluate(s.Settings)
	s.Rows.fill(s.Options)
}

// Option is a type's, whether the table shows it or not; nil where there is none
// of the name.
func (s *Session) Option(name string) *density.Option {
	for i := range s.Options {
		if s.Options[i].Type.Name == name {
			return &s.Options[i]
		}
	}
	return nil
}

// Receive takes in the messages of work that was done outside Update.
func (s *Session) Receive(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		ascii := s.Style.ASCII
		s.Style = widget.NewStyle(s.Style.NoColor, msg.IsDark())
		s.Style.ASCII = ascii
	case reply:
		return s.answered(msg)
	case edited:
		return s.takeEdited(msg)
	case autosaveDue:
		return s.autosaveIfQuiet(msg)
	case autosaveResult:
		return s.autosaveDone(msg)
	case tick:
		s.ticked(msg)
	case openingTick:
		return s.tickOpening(msg)
	case progress:
		return s.progressed(msg)
	}
	return nil
}
