package screen

import (
	"cmp"
	"fmt"
	"slices"
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
	"podfit/planner/report/words"
	"podfit/planner/scenario"
	"podfit/planner/subnet"
	"podfit/tui/widget"
)

// Plans are the node groups for the workload. They are found outside Update: the
// screen stays usable, and shows the plans of before until then.
type Plans struct {
	// Terms are what plans are to be like. They are replaced, never changed. Their
	// candidates hold while the table has the filter that it had with them.
	Terms         *plan.Terms
	candidatesFor string
	// Limit is after which the best plans so far are the answer; tests wait.
	Limit time.Duration

	Found *Found      // nil before the first answer
	List  widget.List // its cursor is at the plan that is looked at

	asked    PlanQuestion // what was asked for last
	before   *Found       // what was shown before the question changed
	requests *Requests
	// stop, while plans are looked for, has them be the best so far.
	stop   *atomic.Bool
	wanted bool // by a view of the stack
}

// PlanQuestion is all that plans depend on.
type PlanQuestion struct {
	Settings   *planner.Settings
	Workload   *planner.Workloads
	Terms      *plan.Terms
	Placement  *Placement // whose subnets name the zones
	Candidates string     // as plan.Terms has them
	Filter     string     // that they stand for
	has        int        // zones of the region; 0 is unknown
	tables     int        // the catalogue's version
}

// Found is an answer with what it answers.
type Found struct {
	PlanQuestion
	fargate.Answer
	Candidates int
	ZoneNames  []string // as far as they are known
	// Said are the warnings about the plans and the types that they buy.
	Said []answer.Warning
	Cut  bool // it is the best so far
	// TimedOut says that the time limit cut it, and nobody's key.
	TimedOut bool
	// last says that no better answer to the question follows.
	last bool
	Err  error
	// question is what was asked of the planner.
	question plan.Question
}

func newPlans() Plans {
	t := plan.DefaultTerms()
	return Plans{Terms: &t, Limit: plan.TimeLimit * time.Second, requests: &Requests{}}
}

// terms are those of the question, with the candidates that it has.
func (q *PlanQuestion) terms() plan.Terms {
	t := *q.Terms
	t.Candidates = q.Candidates
	return t
}

// adopt takes terms whose candidates are known, beside a filter of the table.
func (p *Plans) adopt(t plan.Terms, filter string) { p.Terms, p.candidatesFor = &t, filter }

// regionHas is how many zones the region has; 0 is unknown.
func (s *Session) regionHas() int {
	for i := range s.Options {
		if region := s.Options[i].Offering.Region; region != nil {
			return len(region.Zones)
		}
	}
	return 0
}

// PlanZones is in how many zones plans are: no more than the region has.
func (s *Session) PlanZones() int { return s.Plans.Terms.Zones.Number(s.regionHas()) }

// PlanQuestion is the question as it now is.
func (s *Session) PlanQuestion() PlanQuestion {
	q := PlanQuestion{s.Settings, s.Workload, s.Plans.Terms, s.Placement, s.candidates(), "", s.regionHas(), s.Catalogue.version}
	q.Filter = plan.CandidateFilter(q.Candidates, *s.Workload)
	return q
}

// planTerms are those of the question.
func (s *Session) planTerms() plan.Terms {
	t := *s.Plans.Terms
	t.Candidates = s.candidates()
	return t
}

// candidates are those of the scenario as long as the table is as it was with them; then
// the table's, if its filter is not the default one.
func (s *Session) candidates() string {
	q, filter := &s.Rows.Query, s.tableFilter()
	switch {
	case filter == s.Plans.candidatesFor:
		return s.Plans.Terms.Candidates
	case q.Text == "" && slices.Equal(q.Chips, s.Rows.defaults):
		return plan.DefaultCandidates
	}
	return cmp.Or(filter, plan.AllCandidates)
}

// candidatesOf are those from which podfit plan chooses for a scenario.
func (s *Session) candidatesOf(sc *scenario.Scenario) string {
	switch said := sc.Plan.Candidates; {
	case said != "":
		return said
	case len(sc.Options) == 0:
		return plan.DefaultCandidates
	}
	var names []string
	var asked query.Filter
	named := false
	for _, o := range sc.Options {
		found, err := s.namesOf(o, &sc.Settings)
		if err != nil {
			return plan.DefaultCandidates // which the one that opens it has refused
		}
		names = append(names, found...)
		if filter, err := query.ParseFilter(o.Filter); err == nil {
			asked = append(asked, filter...)
		}
		named = named || len(o.Types) > 0
	}
	from := TypesPrefix + strings.Join(names, ",")
	if only := sc.Options[0].Filter; len(sc.Options) == 1 && only != "" {
		from = only
	}
	if named {
		return from
	}
	return strings.TrimSpace(from + " " + plan.DefaultFilter(sc.Workload, asked))
}

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
	s.busy.since, s.busy.elapsed = s.Clock(), 0
	if p.Found != nil && p.Found.last {
		p.before = p.Found
	}
	if len(*now.Workload) == 0 {
		p.Found, p.before = nil, nil
		return nil
	}
	stop, options, prices, deadline := &atomic.Bool{}, s.Options, s.Catalogue.fargatePrices(s.Settings.Region), time.Now().Add(p.Limit)
	p.stop = stop
	return p.requests.Ask(func() func(*Session) tea.Cmd {
		question, err := now.pose(options)
		first := now.solve(question, err, prices, stop, deadline, true)
		return func(s *Session) tea.Cmd {
			s.Plans.show(first)
			return s.Plans.requests.Ask(func() func(*Session) tea.Cmd {
				f := now.solve(question, err, prices, stop, deadline, false)
				return func(s *Session) tea.Cmd {
					s.Plans.show(f.orFirst(first))
					s.Plans.Found.last = true
					s.Plans.stop = nil
					s.sayPlanned()
					return nil
				}
			})
		}
	})
}

// Searching says that plans are being looked for.
func (p *Plans) Searching() bool { return p.stop != nil }

// Stopped says that the plans are the best that a search had found when it was stopped.
func (p *Plans) Stopped() bool { return p.Found != nil && p.Found.Cut && !p.Searching() }

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

// pose is the question as the planner has it, and how many candidates of its own there are.
func (q PlanQuestion) pose(options []density.Option) (question plan.Question, err error) {
	filter, err := query.ParseFilter(q.Filter)
	if err != nil {
		return question, err
	}
	candidates := append(query.Filter{query.OfferedNodes()}, filter...).Select(options)
	inOrder(candidates)
	terms := q.terms()
	question = terms.Ask(*q.Workload, q.Settings, q.has, slices.Concat(q.Placement.Subnets, q.Placement.PodSubnets))
	question.Candidates = candidates
	if question.Pools, err = q.pools(&terms, question.ZoneNames, options, candidates); err != nil {
		return question, err
	}
	return question, words.CheckFargate(terms.Fargate, question.Workload)
}

// solve is all that takes time, of the question as it was posed, if it could be.
func (q PlanQuestion) solve(question plan.Question, err error, prices fargate.Prices, stop *atomic.Bool, deadline time.Time, first bool) *Found {
	f := &Found{PlanQuestion: q, Candidates: len(question.Candidates), ZoneNames: question.ZoneNames, Err: err}
	if err != nil {
		return f
	}
	question.First = first
	question.Stop = func() bool {
		f.TimedOut = f.TimedOut || !f.Cut && time.Now().After(deadline)
		f.Cut = f.Cut || f.TimedOut || stop.Load()
		return f.Cut
	}
	onFargate := q.Terms.Fargate
	if f.Candidates == 0 { // podfit plan refuses that
		onFargate = ""
	}
	f.Answer = fargate.Plans(&question, prices, onFargate, plan.Shown)
	question.Stop = nil
	f.question = question
	if len(f.Plans) > 0 {
		f.Warnings = append(f.Warnings, f.draws()...)
	}
	all := answer.Query{Settings: q.Settings, Topics: planner.Topics}
	f.Said = answer.PlanWarnings(all, &f.Answer, question.AllCandidates())
	return f
}

// draws are the warnings about what the best plan takes from the subnets, if there are some,
// and from quotas.
func (f *Found) draws() []planner.Warning {
	best, pods := &f.Plans[0], 0
	if f.Fargate != nil {
		pods = f.Fargate.Addresses
	}
	all := subnet.QuotaWarnings(subnet.PlanQuotas(best, f.Answer.Workload, f.Settings, pods, nil), nil)
	if len(f.Placement.Subnets) == 0 {
		return all
	}
	q := subnet.Question{
		Settings: f.Settings, Nodes: subnet.NodesOf(best, f.Answer.Workload), Zones: len(f.Placement.Zones()), Growth: 1, Groups: best.Groups,
		Subnets: f.Placement.Subnets, MaxUnavailable: subnet.MaxUnavailable{Nodes: 1}, FargatePods: pods, ZoneNames: f.ZoneNames,
	}
	if f.Settings.CNI.CustomNetworking {
		q.PodSubnets = f.Placement.PodSubnets
	}
	var budget subnet.Budget
	err := fmt.Errorf("the subnets are in %s, the plan in %d: change its zones with z in Plan", widget.Count(q.Zones, "zone"), f.question.Zones)
	if q.Zones == f.question.Zones {
		budget, err = q.Budget()
	}
	if err != nil {
		return append([]planner.Warning{subnet.NotCompared{Why: err}}, all...)
	}
	return budget.Warnings()
}

// inOrder sorts candidates as podfit plan does.
func inOrder(candidates []density.Option) {
	by, _ := query.FieldNamed("type")
	query.Compare(candidates, by)
}

// pools are those of the question, with candidates among the options; a pool without types
// of its own has the plan's.
func (q *PlanQuestion) pools(terms *plan.Terms, zones []string, options, ofPlan []density.Option) ([]plan.PoolNodes, error) {
	usual, err := query.ParseFilter(q.Filter)
	if err != nil {
		return nil, err
	}
	return terms.PoolNodes(zones, func(p *plan.Pool) ([]density.Option, error) {
		if p.ChoosesAsPlan(q.Settings) {
			return ofPlan, nil
		}
		own, err := p.Filter(usual, *q.Workload)
		if err != nil {
			return nil, err
		}
		filter := append(query.Filter{query.OfferedNodes()}, own...)
		mixed := p.Evaluate(options, q.Settings)
		if emptied := filter.Emptied(mixed); emptied != nil {
			return nil, fmt.Errorf("no EKS-capable instance type matches %s", strings.Join(emptied[1:].Texts(), " "))
		}
		candidates := filter.Select(mixed)
		inOrder(candidates)
		return candidates, nil
	})
}

// OnFargate is how many pods run on Fargate.
func (f *Found) OnFargate() int {
	if f.Fargate == nil {
		return 0
	}
	return f.Fargate.Pods()
}

// Month is what a plan costs, with the pods on Fargate.
func (f *Found) Month(p *plan.Plan) planner.Maybe[planner.Money] {
	if f.Fargate == nil {
		return p.Month
	}
	return f.Fargate.Total(p.Month)
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

// PlanCommand is a verb of the command line that plans, for the session's file
// and with the choices of the view.
func (s *Session) PlanCommand(verb string) []string {
	words := []string{"podfit", verb, "-f", s.ScenarioName()}
	// A filter counts as no work that saving keeps.
	if now := s.PlanQuestion(); now.Candidates != s.saved.candidates {
		words = []string{"podfit", verb, "*", "-f", s.ScenarioName()} // the types are named so that nothing in the file narrows them
		if now.Filter != "" {
			words = append(words, "--filter", now.Filter)
		}
	}
	return append(words, s.liveWords()...)
}

// ScenarioName is the session's file, or the name that saving proposes. Each variant has a
// file of its own, so that saving one does not replace another.
func (s *Session) ScenarioName() string {
	name := cmp.Or(s.File, ScenarioFile)
	switch here := s.VariantNow(); {
	case here != nil:
		return here.ScenarioName()
	case slices.ContainsFunc(s.Variants.All, func(v *Variant) bool { return v.ScenarioName() == name }):
		return variantFile(s.freeName())
	}
	return name
}
