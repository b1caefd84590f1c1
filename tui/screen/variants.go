package screen

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/tui/widget"
)

// Variant is a state of the session that was pinned: its settings, workload, placement,
// plan and types.
type Variant struct {
	Name string
	File string // that holds it; empty if none does
	// Found is its best plans; nil before they are found.
	Found    *Found
	state    moment
	question PlanQuestion
	inputs   []planner.Input
	text     []byte // as its file has it
}

// Variants are the pinned states, in the order of their names. Their plans are found
// outside Update, one after the other.
type Variants struct {
	All      []*Variant
	working  *Variant // whose plans are being looked for
	stop     *atomic.Bool
	requests *Requests
	wanted   bool // by a view of the stack
	// Changes counts how often what is kept of them has changed.
	Changes int
}

// mostVariants is how many letters there are for names.
const mostVariants = 26

// now is the state of the session as a moment.
func (s *Session) now() moment {
	l, terms := s.look(), s.planTerms()
	return moment{settings: s.Settings, look: &l, file: s.File, workload: s.Workload, placement: s.Placement, plan: &terms, opened: s.opened, openedShows: s.openedShows}
}

// Pin keeps the state of the session as the next variant.
func (s *Session) Pin() {
	if v := s.VariantNow(); v != nil {
		s.Say("this is variant " + v.Name + " already: change something first")
		return
	}
	v, err := s.variant(s.freeName())
	switch {
	case err != nil:
		s.Refuse("this cannot be pinned", err)
		return
	case v.Name == "":
		s.Refuse("variants", fmt.Errorf("there are %d of them already: press 7, and x removes one", mostVariants))
		return
	}
	s.Variants.insert(v)
	s.Say(fmt.Sprintf("pinned as variant %s; 7 compares variants", v.Name))
}

// variant is the state of the session under a name.
func (s *Session) variant(name string) (*Variant, error) {
	all := s.scenario()
	text, err := scenario.Write(all, s.Table)
	if err != nil {
		return nil, err
	}
	v := &Variant{Name: name, state: s.now(), question: s.PlanQuestion(), inputs: scenario.Inputs(all, s.Table), text: text}
	if s.File != "" && !s.Unsaved() && s.saved.candidates == v.question.Candidates {
		v.File = s.File
	}
	return v, nil
}

// freeName is the first letter that no variant has; empty if there is none.
func (s *Session) freeName() string {
	for letter := range mostVariants {
		name := string(rune('A' + letter))
		if !slices.ContainsFunc(s.Variants.All, func(v *Variant) bool { return v.Name == name }) {
			return name
		}
	}
	return ""
}

// nameFor is a name if no variant has it, or else a free one.
func (s *Session) nameFor(name string) string {
	if slices.ContainsFunc(s.Variants.All, func(v *Variant) bool { return v.Name == name }) {
		return s.freeName()
	}
	return name
}

func (p *Variants) insert(v *Variant) {
	i := slices.IndexFunc(p.All, func(other *Variant) bool { return other.Name > v.Name })
	if i < 0 {
		i = len(p.All)
	}
	p.All = slices.Insert(slices.Clone(p.All), i, v)
	p.Changes++
}

func (p *Variants) remove(v *Variant) {
	p.All = slices.DeleteFunc(slices.Clone(p.All), func(other *Variant) bool { return other == v })
	p.Changes++
}

// Unpin removes a variant; undo brings it back.
func (s *Session) Unpin(v *Variant) {
	at := moment{settings: s.Settings}
	s.history.add(change{what: "removal of variant " + v.Name, from: at, to: at, removed: v})
	s.Variants.remove(v)
	s.Say("removed variant " + v.Name + ", u undoes it")
}

// GoBack makes a variant the state of the session; undo brings that back.
func (s *Session) GoBack(v *Variant) {
	from := s.now()
	s.adopt(v.state.settings)
	s.arriveAt(v.state)
	s.history.add(change{what: "going back to variant " + v.Name, from: from, to: v.state})
	s.reusePlans(v)
	s.Status.Text = widget.Join("back at variant "+v.Name+", u undoes it", s.Status.Text)
}

// reusePlans shows what was found for a variant, which is the present state.
func (s *Session) reusePlans(v *Variant) {
	now := s.PlanQuestion()
	if v.Found == nil || !v.question.same(&now) || v.Found.tables != now.tables {
		return
	}
	found := *v.Found
	found.PlanQuestion = now
	s.Plans.abandon()
	s.Plans.asked, s.Plans.before = now, nil
	s.Plans.show(&found)
	v.Found, v.question = &found, now
}

// same says that two questions have the same answer, but for the tables.
func (q *PlanQuestion) same(other *PlanQuestion) bool {
	a, b := q.terms(), other.terms()
	return q.Filter == other.Filter && sameWorkload(q.Workload, other.Workload) && q.Placement.same(other.Placement) &&
		(q.Settings == other.Settings || reflect.DeepEqual(q.Settings, other.Settings)) && reflect.DeepEqual(a, b)
}

// VariantNow is the variant that plans the same as the session does now; nil if none does.
func (s *Session) VariantNow() *Variant {
	now := s.PlanQuestion()
	for _, v := range s.Variants.All {
		if v.question.same(&now) {
			return v
		}
	}
	return nil
}

// FindVariants looks for the plans of the first variant that has none. Views call it while
// they are in view; once none does, the search is given up.
func (s *Session) FindVariants() tea.Cmd {
	p := &s.Variants
	p.wanted = true
	s.sharePlans()
	if p.working != nil || s.Plans.Searching() {
		return nil
	}
	for _, v := range p.All {
		if v.current(s) || !v.HasWorkloads() {
			continue
		}
		c := s.Catalogue
		c.open(v.question.Settings.Region)
		question, options, prices := v.question, c.Evaluate(v.question.Settings), c.fargatePrices(v.question.Settings.Region)
		question.tables = s.Catalogue.version
		stop, deadline := &atomic.Bool{}, s.Clock().Add(s.Plans.Limit)
		p.working, p.stop = v, stop
		s.busy.since, s.busy.elapsed = s.Clock(), 0
		return p.requests.Ask(func() func(*Session) tea.Cmd {
			posed, err := question.pose(options)
			f := question.solve(posed, err, prices, stop, deadline, false)
			return func(s *Session) tea.Cmd {
				f.last = true
				v.Found, s.Variants.working, s.Variants.stop = f, nil, nil
				return nil
			}
		})
	}
	return nil
}

// current says that the plans are found, with the tables that the session has.
func (v *Variant) current(s *Session) bool {
	return v.Found != nil && v.Found.tables == s.Catalogue.version
}

// sharePlans gives what was found for the session to the variant that asks the same.
func (s *Session) sharePlans() {
	f := s.Plans.Found
	if f == nil || !f.last || s.PlansAreOld() || f.Cut && !f.TimedOut { // nobody stopped the search for a variant
		return
	}
	if v := s.VariantNow(); v != nil && !v.current(s) {
		v.Found = f
	}
}

// abandon gives up what is being looked for.
func (p *Variants) abandon() {
	if p.working != nil {
		p.stop.Store(true)
		p.requests.Drop()
		p.working, p.stop = nil, nil
	}
}

// Working is the variant whose plans are being looked for; nil while none is.
func (p *Variants) Working() *Variant { return p.working }

// HasWorkloads says that there is something to plan for.
func (v *Variant) HasWorkloads() bool { return len(*v.question.Workload) > 0 }

// Planned is the variant as podfit diff has a scenario.
func (v *Variant) Planned() answer.Planned { return v.Found.planned(v.Name, v.inputs) }

// PlannedNow is the session as podfit diff has a scenario, with the plans that are shown.
func (s *Session) PlannedNow(name string) answer.Planned {
	return s.Plans.Found.planned(name, scenario.Inputs(s.scenario(), s.Table))
}

func (f *Found) planned(name string, inputs []planner.Input) answer.Planned {
	return answer.Planned{
		File: name, Query: answer.Query{Settings: f.Settings, Topics: planner.Topics, Pools: f.Terms.Pools}, Question: f.question, Found: f.Answer, Inputs: inputs,
	}
}

// wroteVariants takes in that the session is now in a file, if it still is what was saved.
func (s *Session) wroteVariants(file string) {
	var text []byte
	if len(s.Variants.All) > 0 && !s.Unsaved() {
		text, _ = s.ScenarioText() // which could be written just now
	}
	s.Variants.Changes++
	for _, v := range s.Variants.All {
		switch {
		case bytes.Equal(v.text, text):
			v.File = file
		case v.File == file:
			v.File = ""
		}
	}
}

// mayLose says whether there is work, or a variant, that is in no file.
func (s *Session) mayLose() bool {
	return s.Unsaved() || len(s.UnsavedVariants()) > 0 || s.unread != nil
}

// UnsavedVariants are the names of those in no file.
func (s *Session) UnsavedVariants() (names []string) {
	for _, v := range s.Variants.All {
		if v.File == "" {
			names = append(names, v.Name)
		}
	}
	return names
}

// VariantNote is a variant as autosave keeps it.
type VariantNote struct {
	Name, File, Scenario string
}

// VariantNotes are what autosave keeps of the variants.
func (s *Session) VariantNotes() (notes []VariantNote) {
	for _, v := range s.Variants.All {
		notes = append(notes, VariantNote{v.Name, v.File, string(v.text)})
	}
	return notes
}

// TakeVariants brings variants back as far as their scenarios can be read. Undo knows
// nothing of it.
func (s *Session) TakeVariants(notes []VariantNote) {
	here, done, status := s.now(), s.history, s.Status
	s.Variants.abandon()
	s.Variants.All = nil
	for _, n := range notes {
		all, l, err := s.read(n.Name, []byte(n.Scenario))
		if err != nil || n.Name == "" {
			continue
		}
		s.replace(&all, l, n.File, "")
		if v, err := s.variant(n.Name); err == nil {
			v.File = n.File
			s.Variants.insert(v)
		}
	}
	s.adopt(here.settings)
	s.arriveAt(here)
	s.history, s.Status = done, status
}

// VariantsCommand is podfit diff of the files of the variants, and of the session's where it
// is none of them. Of a single one it is podfit plan.
func (s *Session) VariantsCommand() []string {
	words := []string{"podfit", "diff"}
	for _, v := range s.Variants.All {
		if v.HasWorkloads() {
			words = append(words, v.ScenarioName())
		}
	}
	if s.VariantNow() == nil && len(*s.Workload) > 0 {
		words = append(words, s.ScenarioName())
	}
	if len(words) < len("AB")+2 {
		return s.PlanCommand("plan")
	}
	return append(words, s.liveWords()...)
}

// ScenarioName is the variant's file, or the name that saving it proposes.
func (v *Variant) ScenarioName() string { return cmp.Or(v.File, variantFile(v.Name)) }

func variantFile(name string) string { return "variant-" + name + ".yaml" }

func newVariants() Variants { return Variants{requests: &Requests{}} }
