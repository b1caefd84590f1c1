package screen

import (
	"cmp"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report/answer"
	"podfit/planner/whatif"
	"podfit/tui/widget"
)

// WhatIf is the plan with one thing done otherwise, line by line. The lines are planned
// outside Update, once the plans are known that they are compared with.
type WhatIf struct {
	// Lines are those of the plans Of; nil before they are known.
	Lines []whatif.Asked
	// Planned and Needs are the lines as a report has them.
	Planned []answer.Planned
	Needs   [][]string
	Of      *Found
	// Cut says that the search was stopped: a line may cost less than is said.
	Cut bool

	onBoth   string // the filter of the line for arm64; empty if its candidates are named
	working  *Found // whose lines are being planned
	stop     *atomic.Bool
	requests *Requests
	wanted   bool // by a view of the stack
}

// FindWhatIf has the plans found, and then the lines. Views call it while they are in view;
// once none does, the search is given up.
func (s *Session) FindWhatIf() tea.Cmd {
	w := &s.WhatIf
	w.wanted = true
	cmd := s.FindPlans()
	f := s.Plans.Found
	if f == nil || !f.last || s.Plans.Searching() || f.Err != nil || f == w.Of || f == w.working || s.PlansAreOld() || f.Terms.Fargate != "" {
		return cmd
	}
	w.abandon()
	q, c := whatIfQuestion{of: f, catalogue: s.Catalogue, stop: &atomic.Bool{}, deadline: time.Now().Add(s.Plans.Limit)}, f.whatIfCase()
	w.working, w.stop = f, q.stop
	s.busy.since, s.busy.elapsed = s.Clock(), 0
	return tea.Batch(cmd, w.requests.Ask(func() func(*Session) tea.Cmd {
		done := q.answer(c)
		return func(s *Session) tea.Cmd {
			done.requests, done.wanted = s.WhatIf.requests, s.WhatIf.wanted
			s.WhatIf = done
			return nil
		}
	}))
}

// Working says that lines are being planned.
func (w *WhatIf) Working() bool { return w.working != nil }

// abandon gives up what is being planned.
func (w *WhatIf) abandon() {
	if w.working != nil {
		w.stop.Store(true)
		w.requests.Drop()
		w.working, w.stop = nil, nil
	}
}

// IsOld says that the lines are of plans that have changed since.
func (w *WhatIf) IsOld(s *Session) bool {
	return w.Of != nil && (w.Of != s.Plans.Found || s.PlansAreOld())
}

// whatIfCase is what the plans answer, as lines change it.
func (f *Found) whatIfCase() whatif.Case {
	return whatif.Case{Settings: *f.Settings, Workload: *f.PlanQuestion.Workload, Terms: f.terms()}
}

// whatIfQuestion is all that lines depend on.
type whatIfQuestion struct {
	of        *Found
	catalogue Catalogue
	stop      *atomic.Bool
	deadline  time.Time

	onBoth string // see WhatIf
}

// answer is all that takes time.
func (q *whatIfQuestion) answer(as whatif.Case) WhatIf {
	w := WhatIf{Of: q.of}
	first := q.of.question
	var cut atomic.Bool
	first.Stop = func() bool {
		over := q.stop.Load() || time.Now().After(q.deadline)
		if over {
			cut.Store(true)
		}
		return over
	}
	w.Lines = whatif.Ask(as, first, q.of.Answer, q.catalogue.Types, q.arm64, q.pose)
	whatif.Answer(w.Lines, func(question *plan.Question, most int) fargate.Answer {
		return fargate.Plans(question, fargate.Prices{}, "", most)
	})
	w.Cut, w.onBoth = cut.Load(), q.onBoth
	for i := range w.Lines {
		settings := w.Lines[i].Case.Settings
		p, needs := answer.PlannedWhatIf(&w.Lines[i], &as, answer.Query{Settings: &settings, Topics: planner.Topics})
		w.Planned, w.Needs = append(w.Planned, p), append(w.Needs, needs)
	}
	return w
}

// pose is the question of a line's case.
func (q *whatIfQuestion) pose(_ whatif.Line, c *whatif.Case) (plan.Question, error) {
	of := q.of.PlanQuestion
	of.Settings, of.Workload, of.Terms = &c.Settings, &c.Workload, &c.Terms
	if len(c.Types) > 0 {
		of.Candidates = typesFilter(c.Types)
	}
	of.Filter = plan.CandidateFilter(of.Candidates, c.Workload)
	question, err := of.pose(q.catalogue.Evaluate(&c.Settings))
	if err == nil && len(question.Candidates) == 0 && len(question.Pools) == 0 {
		err = errors.New("no type to choose from")
	}
	return question, err
}

// arm64 are the types of that architecture beside candidates of amd64: those of the same
// conditions or, beside types by name, those that are alike.
func (q *whatIfQuestion) arm64(c *whatif.Case, had []density.Option) ([]density.Option, error) {
	all := q.catalogue.Evaluate(&c.Settings)
	of := func(filter query.Filter) []density.Option {
		return append(query.Filter{query.OfferedNodes()}, filter...).Select(all)
	}
	asked, err := query.ParseFilter(q.of.PlanQuestion.Filter)
	if err != nil {
		return nil, err
	}
	if filter, is := whatif.OnARM64(asked); is {
		if options := of(filter); len(options) > 0 {
			both, _ := whatif.OnBoth(asked)
			q.onBoth = both.String()
			return options, nil
		}
	}
	return whatif.Alike(had, of(whatif.Arm64Filter(c.Workload))), nil
}

func typesFilter(names []string) string { return TypesPrefix + strings.Join(names, ",") }

// TakeLine makes a line's change to the session; undo takes it back.
func (s *Session) TakeLine(i int) {
	w := &s.WhatIf
	name := w.Planned[i].File
	switch {
	case w.IsOld(s):
		s.Say("these lines are of before the change: the new ones come in a moment")
		return
	case w.Lines[i].Line == whatif.AsSet:
		s.Say("this is the plan as it is set")
		return
	case w.Lines[i].Same:
		s.Say(name + ": it is so already, nothing changes")
		return
	}
	a := w.Lines[i]
	settings, workload, terms := a.Case.Settings, a.Case.Workload, a.Case.Terms
	switch {
	case len(a.Case.Types) > 0:
		terms.Candidates = typesFilter(a.Case.Types)
	case a.Case.Arm64:
		terms.Candidates = cmp.Or(w.onBoth, typesFilter(optionNames(a.Question.Candidates)))
	}
	before := s.planTerms()
	from := moment{settings: s.Settings, plan: &before, chooses: before.Candidates != terms.Candidates}
	to := moment{settings: &settings, plan: &terms, chooses: from.chooses}
	if !sameWorkload(s.Workload, &workload) {
		from.workload, to.workload = s.Workload, &workload
	}
	s.history.add(change{what: name, from: from, to: to})
	s.adopt(to.settings)
	s.arriveAt(to)
	s.Status.Text = widget.Join("taken over: "+name+", u undoes it", s.Status.Text)
}

func newWhatIf() WhatIf { return WhatIf{requests: &Requests{}} }
