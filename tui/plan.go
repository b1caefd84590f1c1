package tui

import (
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/query"
)

// planPane is the view of node groups for the workload. They are found beside
// Update: the screen stays usable, and shows the plans of before until then.
type planPane struct {
	groups, zones int
	objective     plan.Objective
	spare         plan.Spare

	asked    planQuestion // what was asked for last
	requests *requests
	// stop, while plans are looked for, has them be the best so far.
	stop *atomic.Bool

	found  *found // nil before the first answer
	list   list   // of the plans found
	opened bool   // what the nodes of the plan at the cursor hold
	text   pager
	starts []int // the line of text at which each plan begins
	follow bool  // bring the plan at the cursor into view
}

// planQuestion is all that plans depend on.
type planQuestion struct {
	settings      *planner.Settings
	workload      *planner.Workloads
	groups, zones int
	objective     plan.Objective
	spare         plan.Spare
	filter        string
}

// found is an answer with what it answers.
type found struct {
	planQuestion
	plan.Answer
	candidates int
	cut        bool // it is the best so far
	err        error
}

const (
	plansFound = 4
	// planTime is after which the best plans so far are the answer, as by
	// podfit plan.
	planTime  = 10 * time.Second
	mostZones = 6
)

func newPlan() planPane {
	return planPane{groups: plan.MaxGroups, zones: 1, requests: &requests{}}
}

// asks is the question as it now is.
func (m *Model) asks() planQuestion {
	p := &m.plan
	return planQuestion{m.settings, m.workload, p.groups, p.zones, p.objective, p.spare, m.planFilter()}
}

// planFilter is the table's, where that is not the default one.
func (m *Model) planFilter() string {
	q := &m.types.query
	if q.text == "" && slices.Equal(q.chips, defaultChips) {
		return plan.DefaultFilter(*m.workload, nil)
	}
	return m.sessionFilter()
}

// ownFilter says that the candidates are those of the table.
func (a *planQuestion) ownFilter() bool { return a.filter != plan.DefaultFilter(*a.workload, nil) }

// replan looks for plans where the question has changed since, and only while
// somebody looks at them.
func (m *Model) replan() tea.Cmd {
	p := &m.plan
	if !m.on(planPage) && !m.on(subnetsPage) {
		p.cease()
		return nil
	}
	now := m.asks()
	if now == p.asked {
		return nil
	}
	p.cease()
	p.asked, p.follow = now, true
	if len(*now.workload) == 0 {
		p.found, p.opened = nil, false
		return nil
	}
	stop, options := &atomic.Bool{}, m.options
	p.stop = stop
	return p.requests.ask(func() func(*Model) tea.Cmd {
		f := now.solve(options, stop)
		return act(func(m *Model) { m.planned(f) })
	})
}

// cease gives up what is being looked for.
func (p *planPane) cease() {
	if p.stop == nil {
		return
	}
	p.stop.Store(true)
	p.requests.drop()
	p.stop, p.asked = nil, planQuestion{}
}

// solve is all that takes time.
func (a planQuestion) solve(options []density.Option, stop *atomic.Bool) *found {
	f := &found{planQuestion: a}
	filter, err := query.ParseFilter(a.filter)
	if err != nil {
		f.err = err
		return f
	}
	candidates := append(query.Filter{query.OfferedNodes()}, filter...).Select(options)
	by, _ := query.FieldNamed("type") // the order of podfit plan
	query.Compare(candidates, by)
	f.candidates = len(candidates)
	deadline := time.Now().Add(planTime)
	q := plan.Question{
		Workload: *a.workload, Candidates: candidates, Settings: a.settings, Groups: a.groups,
		Objective: a.objective, Zones: a.zones, Spare: a.spare,
		Stop: func() bool {
			f.cut = f.cut || stop.Load() || time.Now().After(deadline)
			return f.cut
		},
	}
	f.Answer = q.Solve(plansFound)
	return f
}

func (m *Model) planned(f *found) {
	p := &m.plan
	p.found, p.stop, p.follow = f, nil, true
	p.list.len = len(f.Plans)
	p.list.moveTo(0)
	p.opened = p.opened && len(f.Plans) > 0
}

// selected is the plan at the cursor; nil where there is none.
func (p *planPane) selected() *plan.Plan {
	if p.found == nil || p.list.cursor >= len(p.found.Plans) {
		return nil
	}
	return &p.found.Plans[p.list.cursor]
}

// movePlan goes to another plan, or scrolls what nodes hold.
func (m *Model) movePlan(by int) {
	p := &m.plan
	if p.opened || p.selected() == nil {
		m.scrollPage(by)
		return
	}
	p.list.moveTo(p.list.cursor + by)
	p.follow = true
}

func (m *Model) moreGroups(by int) {
	n := max(1, min(m.plan.groups+by, plan.MaxGroups))
	if n == m.plan.groups {
		m.status = status{text: map[bool]string{true: "a plan has one group at least", false: "a plan has three groups at most"}[by < 0]}
	}
	m.plan.groups = n
}

// moreZones goes round; what survives the loss of a zone needs two of them.
func (m *Model) moreZones(by int) {
	p := &m.plan
	p.zones = (p.zones-1+by+mostZones)%mostZones + 1
	if p.zones == 1 && p.spare == plan.SpareZone {
		p.spare = plan.SpareNode
		m.status = status{text: "one zone cannot be lost: spare is a node now"}
	}
}

func (m *Model) nextObjective() {
	m.plan.objective = (m.plan.objective + 1) % plan.Objective(len(plan.Objectives))
}

func (m *Model) nextSpare() {
	p := &m.plan
	p.spare = (p.spare + 1) % plan.Spare(len(plan.Spares))
	if p.spare == plan.SpareZone && p.zones < 2 {
		p.zones = 3
		m.status = status{text: "to spare a zone takes several: three zones now"}
	}
}

// togglePatterns shows what the nodes of a plan hold, or the plans again.
func (m *Model) togglePatterns() {
	p := &m.plan
	if p.selected() == nil {
		if len(*m.workload) == 0 {
			m.showView(workloadPage)
		}
		return
	}
	p.opened = !p.opened
	p.text.top, p.follow = 0, true
}

// leavePlan takes one thing away at a time.
func (m *Model) leavePlan() {
	p := &m.plan
	switch {
	case p.stop != nil:
		p.stop.Store(true) // the best so far is on its way
	case p.opened:
		m.togglePatterns()
	default:
		m.showView(mainPage)
	}
}

// planWords are podfit plan of the session's file with the choices of the view.
func (m *Model) planWords() []string {
	p, file := &m.plan, m.session.file
	if file == "" {
		file = scenarioFile
	}
	if m.session.file == "" || m.unsaved() {
		m.status = status{text: "the command reads the workload from the file: w saves it first", kind: worse}
	}
	// The types are named so that the options of the file do not narrow them.
	words := []string{"podfit", "plan", "*", "-f", file, "--filter", m.asks().filter, "--groups", strconv.Itoa(p.groups)}
	words = append(words, m.liveWords()...)
	if p.zones > 1 {
		words = append(words, "--zones", strconv.Itoa(p.zones))
	}
	if p.objective != plan.LeastCost {
		words = append(words, "--objective", p.objective.String())
	}
	if p.spare != plan.SpareNothing {
		words = append(words, "--spare", p.spare.String())
	}
	return words
}

func planKeys() []binding {
	return []binding{
		{inPlan, []string{"up", "k"}, "↑ k", "previous plan, or a line up", "", act(func(m *Model) { m.movePlan(-1) })},
		{inPlan, []string{"down", "j"}, "↓ j", "next plan, or a line down", "", act(func(m *Model) { m.movePlan(1) })},
		{inPlan, []string{"pgup"}, "PgUp", "a page up", "", act(func(m *Model) { m.scrollPage(-m.plan.text.height) })},
		{inPlan, []string{"pgdown", "space"}, "PgDn space", "a page down", "", act(func(m *Model) { m.scrollPage(m.plan.text.height) })},
		{inPlan, []string{"home", "g"}, "Home g", "the beginning", "", act(func(m *Model) { m.scrollPage(-m.pageLength()) })},
		{inPlan, []string{"end", "G"}, "End G", "the end", "", act(func(m *Model) { m.scrollPage(m.pageLength()) })},
		{inPlan, []string{"enter"}, "enter", "what the nodes of the plan hold, or the plans", "nodes hold", act((*Model).togglePatterns)},
		{inPlan, []string{"right", "l", "+", "="}, "+ →", "a node group more, three at most", "groups", act(func(m *Model) { m.moreGroups(1) })},
		{inPlan, []string{"left", "h", "-"}, "- ←", "a node group less", "", act(func(m *Model) { m.moreGroups(-1) })},
		{inPlan, []string{"z"}, "z", "a zone more, with a node in each; after six one again", "zones", act(func(m *Model) { m.moreZones(1) })},
		{inPlan, []string{"Z"}, "Z", "a zone less", "", act(func(m *Model) { m.moreZones(-1) })},
		{inPlan, []string{"n"}, "n", "have the least cost, or the fewest nodes", "cost or nodes", act((*Model).nextObjective)},
		{inPlan, []string{"v"}, "v", "survive the loss of nothing, a node or a zone", "spare", act((*Model).nextSpare)},
		{inPlan, []string{"esc"}, "esc", "stop looking, with the best so far; else back to the plans, or the types", "", act((*Model).leavePlan)},
	}
}
