package screen

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/scenario"
	"podfit/tui/widget"
)

// opening is what is being read to be opened.
type opening struct {
	what    string
	seconds int
	cancel  context.CancelFunc // nil while nothing is
	number  int
}

// openingTick is sent every second while something is read.
type openingTick struct{ number int }

// StartOpening reads what is named, outside Update, and opens it. done is told how it ended.
func (s *Session) StartOpening(names string, done func(*Session, error)) tea.Cmd {
	s.StopOpening()
	ctx, cancel := context.WithCancel(context.Background())
	s.opening = opening{names, 0, cancel, s.opening.number + 1}
	open, over := s.open, s.beneath()
	work := s.opens.Ask(func() func(*Session) tea.Cmd {
		in, err := carefully(func() (Input, error) { return open(ctx, names, over) })
		return func(s *Session) tea.Cmd {
			s.StopOpening()
			var cmd tea.Cmd
			if err == nil {
				cmd, err = s.TakeInput(in)
			}
			done(s, err)
			if err == nil && (s.On(NewWorkload) || s.Tab().Place == Types) { // from where the plan is what comes next
				s.Show(s.Tab().Place)
				if len(*s.Workload) > 0 {
					s.Show(Plan)
				}
			}
			return cmd
		}
	})
	return tea.Batch(work, s.After(time.Second, openingTick{s.opening.number}))
}

// carefully makes an error of a panic: no file ends the screen.
func carefully(read func() (Input, error)) (in Input, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("podfit failed to read it, which is a mistake of podfit: please report it: %v", p)
		}
	}()
	return read()
}

// StopOpening gives up what is being read.
func (s *Session) StopOpening() {
	if s.opening.cancel == nil {
		return
	}
	s.opening.cancel()
	s.opening.cancel = nil
	s.opens.Drop()
}

// Opening says what is being read, and for how long; empty while nothing is.
func (s *Session) Opening() string {
	o := &s.opening
	if o.cancel == nil {
		return ""
	}
	text := "reading " + o.what + " …"
	if o.seconds > 0 {
		text += fmt.Sprintf(" %d s", o.seconds)
	}
	return text + "; esc cancels"
}

func (s *Session) tickOpening(t openingTick) tea.Cmd {
	if s.opening.cancel == nil || t.number != s.opening.number {
		return nil
	}
	s.opening.seconds++
	return s.After(time.Second, t)
}

// beneath is what an import is made over: the session without what runs, and without what
// the last import brought.
func (s *Session) beneath() scenario.Scenario {
	all := s.scenario()
	all.Workload, all.Today, all.Notes, all.Plan.Fargate = nil, planner.Today{}, nil, ""
	if last := s.Placement.Imported; last != nil {
		all.Settings.DaemonSets = slices.DeleteFunc(slices.Clone(all.Settings.DaemonSets), func(ds planner.DaemonSet) bool {
			return slices.Contains(last.DaemonSets, ds.Name)
		})
		if all.Plan.Zones.String() == last.Zones {
			all.Plan.Zones = plan.DefaultTerms().Zones
		}
	}
	return all
}

// TakeInput replaces the session by what was opened.
func (s *Session) TakeInput(in Input) (tea.Cmd, error) {
	im := in.Imported
	if im == nil {
		return s.OpenScenario(in.File, in.Text)
	}
	all, l, err := s.read("the scenario of "+im.From, in.Text)
	if err != nil {
		return nil, err
	}
	all.Settings.RegionSource = im.RegionSource
	clean := !s.Unsaved()
	s.replace(&all, l, "", "opening "+im.From)
	s.Placement.Imported = im
	if clean && im.Lasting {
		s.saved = s.Work()
	}
	s.Status.Text = widget.Join(s.importedWords(im), s.Status.Text)
	return nil, nil
}

// importedWords are what came of an import in one line.
func (s *Session) importedWords(im *Import) string {
	text := "opened " + im.From + ", u undoes it"
	if im.Summary != "" {
		text = widget.Join(text, im.Summary)
	}
	return text
}
