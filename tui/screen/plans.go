package screen

import (
	"cmp"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report/answer"
	"podfit/planner/subnet"
	"podfit/tui/widget"
)

// Plans are the node groups for the workload. They are found outside Update: the
// screen stays usable, and shows the plans of before until then.
type Plans struct {
	Groups, Zones int
	Objective     plan.Objective
	Spare         plan.Spare
	// Terms are all others, as the scenario has them.
	Terms *plan.Terms
	// Limit is after which the best plans so far are the answer; tests wait.
	Limit time.Duration

	Found *Found      // nil before the first answer
	List  widget.List // its cursor is at the plan that is looked at

	asked    PlanQuestion // what was asked for last
	requests *Requests
	// stop, while plans are looked for, has them be the best so far.
	stop   *atomic.Bool
	wanted bool // by a view of the stack
}

// PlanQuestion is all that plans depend on.
type PlanQuestion struct {
	Settings      *planner.Settings
	Workload      *planner.Workloads
	Groups, Zones int
	Objective     plan.Objective
	Spare         plan.Spare
	Terms         *plan.Terms
	Placement     *Placement // whose subnets name the zones
	Filter        string
}

// Found is an answer with what it answers.
type Found struct {
	PlanQuestion
	plan.Answer
	Candidates int
	ZoneNames  []string // as far as they are known
	// Said are the warnings about the plans and the types that they buy.
	Said []answer.Warning
	Cut  bool // it is the best so far
	Err  error
}

const (
	plansFound = 4
	mostZones  = 6
)

func newPlans() Plans {
	return Plans{Groups: plan.MaxGroups, Zones: usualZones, Terms: usualTerms(), Limit: plan.TimeLimit * time.Second, requests: &Requests{}}
}

// usualZones is how many zones a plan has if nothing is said.
const usualZones = 3

func usualTerms() *plan.Terms {
	t := plan.DefaultTerms()
	return &t
}

// terms are those of the scenario with what the view chooses.
func (q *PlanQuestion) terms() plan.Terms {
	t := *q.Terms
	t.Groups, t.Objective, t.Spare = q.Groups, q.Objective, q.Spare
	if zonesOf(t.Zones) != q.Zones {
		t.Zones = plan.Zones{Count: q.Zones}
	}
	return t
}

// zonesOf is how many zones terms ask for.
func zonesOf(z plan.Zones) int {
	if z.Count == 0 {
		return usualZones
	}
	return z.Count
}

// adopt has the view choose what the terms of a scenario say.
func (p *Plans) adopt(t plan.Terms) {
	p.Terms, p.Groups, p.Objective, p.Spare, p.Zones = &t, t.Groups, t.Objective, t.Spare, zonesOf(t.Zones)
}

// mostZones is how many zones the region has, as far as that is known.
func (s *Session) mostZones() int {
	for i := range s.Options {
		if region := s.Options[i].Offering.Region; region != nil && len(region.Zones) > 0 {
			return min(mostZones, len(region.Zones))
		}
	}
	return mostZones
}

// PlanZones is in how many zones plans are: no more than the region has.
func (s *Session) PlanZones() int { return min(s.Plans.Zones, s.mostZones()) }

// PlanQuestion is the question as it now is.
func (s *Session) PlanQuestion() PlanQuestion {
	p := &s.Plans
	return PlanQuestion{s.Settings, s.Workload, p.Groups, s.PlanZones(), p.Objective, p.Spare, p.Terms, s.Placement, s.planFilter()}
}

// planFilter is the table's, where that is not the default one.
func (s *Session) planFilter() string {
	q := &s.Rows.Query
	if q.Text == "" && slices.Equal(q.Chips, DefaultChips) {
		return plan.DefaultFilter(*s.Workload, nil)
	}
	return s.tableFilter()
}

// FromTable says that the candidates are those of the table.
func (q *PlanQuestion) FromTable() bool { return q.Filter != plan.DefaultFilter(*q.Workload, nil) }

// FindPlans looks for plans where the question has changed since the last: for a first
// one, which it shows, and then for the best. Views
// call it while they are in view; once none does, the search is given up.
func (s *Session) FindPlans() tea.Cmd {
	p := &s.Plans
	p.wanted = true
	now := s.PlanQuestion()
	if now == p.asked {
		return nil
	}
	p.abandon()
	p.asked = now
	if len(*now.Workload) == 0 {
		p.Found = nil
		return nil
	}
	stop, options, deadline := &atomic.Bool{}, s.Options, time.Now().Add(p.Limit)
	p.stop = stop
	return p.requests.Ask(func() func(*Session) tea.Cmd {
		first := now.solve(options, stop, deadline, true)
		return func(s *Session) tea.Cmd {
			s.Plans.show(first)
			return s.Plans.requests.Ask(func() func(*Session) tea.Cmd {
				f := now.solve(options, stop, deadline, false)
				return func(s *Session) tea.Cmd {
					s.Plans.show(f.orFirst(first))
					s.Plans.stop = nil
					return nil
				}
			})
		}
	})
}

// Searching says that plans are being looked for.
func (p *Plans) Searching() bool { return p.stop != nil }

// Stop has the search end with the best plans so far.
func (p *Plans) Stop() { p.stop.Store(true) }

// abandon gives up what is being looked for.
func (p *Plans) abandon() {
	if p.stop == nil {
		return
	}
	p.stop.Store(true)
	p.requests.Drop()
	p.stop, p.asked = nil, PlanQuestion{}
}

// solve is all that takes time.
func (q PlanQuestion) solve(options []density.Option, stop *atomic.Bool, deadline time.Time, first bool) *Found {
	f := &Found{PlanQuestion: q}
	filter, err := query.ParseFilter(q.Filter)
	if err != nil {
		f.Err = err
		return f
	}
	candidates := append(query.Filter{query.OfferedNodes()}, filter...).Select(options)
	by, _ := query.FieldNamed("type") // the order of podfit plan
	query.Compare(candidates, by)
	f.Candidates = len(candidates)
	terms := q.terms()
	question := terms.Ask(*q.Workload, q.Settings, 0, slices.Concat(q.Placement.Subnets, q.Placement.PodSubnets))
	question.Candidates, question.First = candidates, first
	f.ZoneNames = question.ZoneNames
	question.Stop = func() bool {
		f.Cut = f.Cut || stop.Load() || time.Now().After(deadline)
		return f.Cut
	}
	f.Answer = question.Solve(plansFound)
	if len(f.Plans) > 0 {
		quotas := subnet.PlanQuotas(&f.Plans[0], f.Answer.Workload, q.Settings, 0, nil)
		f.Warnings = append(f.Warnings, subnet.QuotaWarnings(quotas, nil)...)
	}
	all := answer.Query{Settings: q.Settings, Topics: planner.Topics}
	f.Said = answer.PlanWarnings(all, &fargate.Answer{Answer: f.Answer}, candidates)
	return f
}

// orFirst is the first plan where the search was stopped before it had one that schedules.
func (f *Found) orFirst(first *Found) *Found {
	if f.Cut && len(first.Plans) > 0 && (len(f.Plans) == 0 || f.Plans[0].Scheduled.Orders == 0) {
		first.Cut = true
		return first
	}
	return f
}

func (p *Plans) show(f *Found) {
	p.Found = f
	p.List.Len = len(f.Plans)
	p.List.MoveTo(0)
}

// Selected is the plan at the cursor; nil where there is none.
func (p *Plans) Selected() *plan.Plan {
	if p.Found == nil || p.List.Cursor >= len(p.Found.Plans) {
		return nil
	}
	return &p.Found.Plans[p.List.Cursor]
}

// SpreadBy adds zones, or takes them away, and goes round at the ends. To survive
// the loss of a zone takes two of them.
func (s *Session) SpreadBy(zones int) {
	p := &s.Plans
	most := s.mostZones()
	p.Zones = (s.PlanZones()-1+zones+most)%most + 1
	if p.Zones == 1 && p.Spare == plan.SpareZone {
		p.Spare = plan.SpareNode
		s.Say("with one zone, spare is now a node")
	}
}

// PlanCommand is a verb of the command line that plans, for the session's file
// and with the choices of the view.
func (s *Session) PlanCommand(verb string) []string {
	p := &s.Plans
	// The types are named so that the options of the file do not narrow them.
	words := []string{"podfit", verb, "*", "-f", s.commandFile(), "--filter", s.PlanQuestion().Filter, "--groups", strconv.Itoa(p.Groups)}
	words = append(words, s.liveWords()...)
	if zones := s.PlanZones(); zones != min(usualZones, s.mostZones()) {
		words = append(words, "--zones", strconv.Itoa(zones))
	}
	if p.Objective != plan.LeastCost {
		words = append(words, "--objective", p.Objective.String())
	}
	if p.Spare != plan.SpareNothing {
		words = append(words, "--spare", p.Spare.String())
	}
	return words
}

// commandFile is the session's file for a command, or the name that saving proposes; it
// says so where the file does not hold what the screen shows.
func (s *Session) commandFile() string {
	if s.File == "" || s.Unsaved() {
		s.Status = Status{"the command reads the workloads from the file: press w to save it first", widget.Worse}
	}
	return s.ScenarioName()
}

// ScenarioName is the session's file, or the name that saving proposes.
func (s *Session) ScenarioName() string { return cmp.Or(s.File, ScenarioFile) }
