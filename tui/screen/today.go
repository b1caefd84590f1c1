package screen

import (
	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/today"
)

// Today is what is known of the nodes that the cluster has. It is worked out outside
// Update, one answer after the other: the steps to a plan take their time.
type Today struct {
	answer   *today.Answer // nil before the first one
	asked    todayQuestion // what answer is about, or will be
	answered todayQuestion // what answer is about
	beside   *today.Compared
	plan     *plan.Plan // what beside is about
	working  bool
	requests *Requests
}

// todayQuestion is all that the answer depends on, but for the catalogue.
type todayQuestion struct {
	settings  *planner.Settings
	workload  *planner.Workloads
	placement *Placement
	scheduler plan.Scheduler
	tables    int // the catalogue's version
}

func newToday() Today { return Today{requests: &Requests{}} }

// Working says that an answer is being worked out.
func (t *Today) Working() bool { return t.working }

// FindToday works out what the nodes of today hold, and how they compare with the plan at
// the cursor, where either has changed. Views call it while they are in view.
func (s *Session) FindToday() tea.Cmd {
	t := &s.Today
	switch {
	case t.working:
		return nil
	case !s.Placement.Today.IsKnown():
		*t = newToday()
		return nil
	}
	if now := s.askOfToday(); now != t.asked {
		t.asked = now
		question := s.todayQuestion()
		return t.work(func() func(*Today) {
			a := question.Answer()
			return func(t *Today) { t.answer, t.answered, t.beside, t.plan = &a, now, nil, nil }
		})
	}
	p := s.Plans.Selected()
	if p == nil || p == t.plan || s.Plans.Searching() || s.Plans.Found.PlanQuestion != s.PlanQuestion() {
		return nil
	}
	question, a := s.todayQuestion(), *t.answer
	targets, found := []today.Target{{Plan: p, Month: s.Plans.Found.Month(p)}}, s.Plans.Found
	return t.work(func() func(*Today) {
		c := question.Beside(a, targets, found.Answer.Workload, found.ZoneNames)
		for _, u := range found.Unplaced {
			c.Unplaced += u.Replicas
		}
		return func(t *Today) { t.beside, t.plan = c, p }
	})
}

func (s *Session) askOfToday() todayQuestion {
	return todayQuestion{s.Settings, s.Workload, s.Placement, s.Plans.Terms.Scheduler, s.Catalogue.version}
}

// TodayIsOld says that what is known of today's nodes is about a question that has changed
// since.
func (s *Session) TodayIsOld() bool {
	return s.TodayAnswer() != nil && (s.Today.answered != s.askOfToday() || s.PlansAreOld())
}

// work has an answer worked out, and then taken.
func (t *Today) work(do func() (take func(*Today))) tea.Cmd {
	t.working = true
	return t.requests.Ask(func() func(*Session) tea.Cmd {
		take := do()
		return func(s *Session) tea.Cmd {
			s.Today.working = false
			take(&s.Today)
			return nil
		}
	})
}

func (s *Session) todayQuestion() *today.Question {
	fleet := &s.Placement.Today
	options := map[string]density.Option{}
	for _, name := range fleet.Types() {
		if o := s.Option(name); o != nil {
			options[name] = *o
		}
	}
	return &today.Question{Fleet: fleet, Workload: *s.Workload, Options: options, Settings: s.Settings, Scheduler: s.Plans.Terms.Scheduler}
}

// TodayAnswer is what is known of today's nodes: nil before it is worked out, and without
// nodes. While another is worked out, it is that of before.
func (s *Session) TodayAnswer() *today.Answer {
	if !s.Placement.Today.IsKnown() {
		return nil
	}
	return s.Today.answer
}

// BesideToday is today's nodes beside the plan at the cursor; nil before that is worked
// out.
func (s *Session) BesideToday() *today.Compared {
	if p := s.Plans.Selected(); p != nil && p == s.Today.plan && s.TodayAnswer() != nil {
		return s.Today.beside
	}
	return nil
}

// TodayDoubts are the warnings about today's nodes and the steps to the plan at the
// cursor.
func (s *Session) TodayDoubts() []planner.Warning {
	if c := s.BesideToday(); c != nil {
		return c.Warnings
	}
	if a := s.TodayAnswer(); a != nil {
		return a.Warnings
	}
	return nil
}

// TodayCommand is podfit plan of today's nodes alone.
func (s *Session) TodayCommand() []string {
	return append([]string{"podfit", "plan", "-f", s.ScenarioName(), "--today"}, s.liveWords()...)
}
