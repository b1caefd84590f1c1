package screen

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/scenario"
	"podfit/planner/settings"
	"podfit/tui/widget"
)

// ScenarioFile is the name that saving proposes.
const ScenarioFile = "podfit-scenario.yaml"

// Work is what is worth asking about before it is lost. Sort and filter are
// saved as well, but do not count.
type Work struct {
	settings  *planner.Settings
	types     string
	workload  *planner.Workloads
	placement *Placement
	terms     string // of a plan, if there are workloads
	// candidates of plans follow the filter, and do not count either, but for those that
	// terms choose.
	candidates string
}

// Work is the session's as it now is.
func (s *Session) Work() Work {
	w := Work{settings: s.Settings, types: strings.Join(s.Marks, " "), workload: s.Workload, placement: s.Placement}
	if len(*s.Workload) > 0 {
		w.candidates, w.terms = s.candidates(), fmt.Sprint(*s.Plans.Terms)
	}
	return w
}

// Unsaved says whether there is work that is in no file.
func (s *Session) Unsaved() bool {
	was, is := s.saved, s.Work()
	return was.types != is.types || was.terms != is.terms && was.terms != "" && is.terms != "" || !sameWorkload(was.workload, is.workload) || !was.placement.same(is.placement) ||
		was.settings != is.settings && differences(s.Table, was.settings, is.settings) != ""
}

// look is how the types are shown.
type look struct {
	by       *query.Field
	reversed bool
	chips    []string // of the default filter
	text     string   // that was also typed
	marks    Marks
	columns  []string
}

func (s *Session) look() look {
	t := &s.Rows
	return look{t.By, t.Reversed, t.Query.Chips, t.Query.Text, s.Marks, t.Picked}
}

func (s *Session) show(l look) {
	s.Rows.By, s.Rows.Reversed, s.Rows.Picked, s.Marks = l.by, l.reversed, l.columns, l.marks
	s.Rows.Query = mustQuery(l.chips, l.text)
	s.Rows.rank()
}

// shows is the types in the table in one text.
func (s *Session) shows() string { return strings.Join(s.Marks, " ") + "|" + s.tableFilter() }

// tableFilter is what the table shows, as query.ParseFilter reads it.
func (s *Session) tableFilter() string {
	q := &s.Rows.Query
	if !s.Rows.Match.Fuzzy || len(s.Rows.Rows) == 0 {
		return strings.Join(q.All(), " ")
	}
	conditions := slices.DeleteFunc(q.All(), func(word string) bool { return slices.Contains(q.Words, strings.ToLower(word)) })
	return strings.Join(append(conditions, TypesPrefix+strings.Join(s.Rows.Names(), ",")), " ")
}

// filter shows the conditions of the default filter as its chips.
func (l *look) filter(text string, defaults []string) {
	l.chips = nil
	var typed []string
	for _, condition := range conditionsOf(text) {
		if slices.Contains(defaults, condition) || slices.Contains(DefaultChips, condition) {
			l.chips = append(l.chips, condition)
		} else {
			typed = append(typed, condition)
		}
	}
	l.text = strings.Join(typed, " ")
}

// conditionsOf are the conditions of a filter; none of one that makes no sense.
func conditionsOf(text string) []string {
	f, _ := query.ParseFilter(text) // a file's, which was checked, or the table's
	return f.Texts()
}

// TypesPrefix begins a filter that names its types.
const TypesPrefix = "type="

// typesByName are the names, where the table shows only types that were asked
// for by name.
func (s *Session) typesByName() []string {
	q := &s.Rows.Query
	names, is := strings.CutPrefix(q.Text, TypesPrefix)
	if !is || len(q.Chips) > 0 || strings.Contains(names, " ") {
		return nil
	}
	return strings.Split(names, ",")
}

// keepsOpened says that the table still shows what the options of a file say.
func (s *Session) keepsOpened() bool {
	return s.opened != nil && s.shows() == s.openedShows
}

// scenario is the session as its file has it.
func (s *Session) scenario() scenario.Scenario {
	all := scenario.Scenario{
		Plan:     s.planTerms(),
		Settings: *s.Settings, By: s.Rows.By.Name, Workload: *s.Workload,
		Subnets: s.Placement.Subnets, PodSubnets: s.Placement.PodSubnets, Today: s.Placement.Today, Notes: s.Placement.Notes,
	}
	filter := s.tableFilter()
	switch {
	case s.keepsOpened():
		all.Options = s.opened
	case len(s.Marks) > 0:
		all.Options = []scenario.Option{{Types: s.Marks}}
	case filter != "":
		all.Options = []scenario.Option{{Filter: filter}}
	}
	implied := all
	implied.Plan.Candidates = ""
	if s.candidatesOf(&implied) == all.Plan.Candidates {
		return implied
	}
	return all
}

// ScenarioText is the session as its file has it.
func (s *Session) ScenarioText() ([]byte, error) {
	return scenario.WriteOver(s.scenario(), s.start, s.Table)
}

// SavedWords are what a scenario file holds of the session: types or a filter,
// never both.
func (s *Session) SavedWords() string {
	switch {
	case s.keepsOpened():
		return "settings, workloads, order and the types as in the file"
	case len(s.Marks) > 0:
		return fmt.Sprintf("settings, workloads, order and the %d marked, without the filter", len(s.Marks))
	case s.tableFilter() != "":
		return "settings, workloads, order and filter"
	}
	return "settings and order"
}

// SavedAs takes in that work was written to a file.
func (s *Session) SavedAs(name string, work Work) tea.Cmd {
	s.File, s.saved, s.unfiled = name, work, false
	s.wroteVariants(name)
	if s.mayLose() {
		return nil
	}
	return s.forget()
}

// KnowText notes what a file has, as far as this session knows.
func (s *Session) KnowText(name string, text []byte) { s.texts[name] = text }

// KnownText is what this session read from a file, or wrote to it, last; nil if it did
// neither.
func (s *Session) KnownText(name string) []byte { return s.texts[name] }

// OpenScenario replaces the session by a file's scenario.
func (s *Session) OpenScenario(name string, text []byte) (tea.Cmd, error) {
	all, l, err := s.read(name, text)
	if err != nil {
		return nil, err
	}
	s.KnowText(name, text)
	s.replace(&all, l, name, "opening "+name)
	s.saved = s.Work()
	s.Status.Text = widget.Join("opened "+name+", u undoes it", s.Status.Text)
	if s.mayLose() {
		return nil, nil
	}
	return s.forget(), nil
}

// lookOf is how a scenario's types are shown: those named are marked, and the
// table shows only them.
func (s *Session) lookOf(of *scenario.Scenario) (look, error) {
	l := s.look()
	if by, ok := query.FieldNamed(of.By); ok {
		l.by, l.reversed = by, false
	}
	l.marks = nil
	defaults := defaultChips(&of.Settings, of.Workload)
	if len(of.Options) == 0 {
		l.chips, l.text = defaults, ""
		return l, nil
	}
	if only := of.Options[0].Filter; len(of.Options) == 1 && only != "" {
		l.filter(only, defaults)
		return l, nil
	}
	for _, o := range of.Options {
		names, err := s.namesOf(o, &of.Settings)
		if err != nil {
			return l, err
		}
		for _, name := range names {
			if !l.marks.Has(name) {
				l.marks = append(l.marks, name)
			}
		}
	}
	if len(l.marks) == 0 {
		return l, errors.New("no type passes the filters of the options")
	}
	l.filter(TypesPrefix+strings.Join(l.marks, ","), defaults)
	return l, nil
}

// namesOf resolves one option's names, globs and families, or its filter.
func (s *Session) namesOf(o scenario.Option, under *planner.Settings) ([]string, error) {
	var names []string
	if o.Filter != "" {
		filter, err := query.ParseFilter(o.Filter)
		if err != nil {
			return nil, err
		}
		c := s.Catalogue
		c.open(under.Region)
		return optionNames(filter.Select(c.Evaluate(under))), nil
	}
	for _, pattern := range o.Types {
		found := s.typesMatching(pattern)
		if len(found) == 0 {
			return nil, fmt.Errorf("%q: no such instance type%s", pattern, settings.DidYouMean(pattern, s.Catalogue.names()))
		}
		names = append(names, found...)
	}
	return names, nil
}

func (s *Session) typesMatching(pattern string) (found []string) {
	if !strings.ContainsAny(pattern, ".*?[") {
		pattern += ".*"
	}
	for _, name := range s.Catalogue.names() {
		if match, _ := path.Match(pattern, name); match {
			found = append(found, name)
		}
	}
	return found
}

// read makes a scenario of a file's text; a file lies on the defaults, as
// Write leaves those out.
func (s *Session) read(name string, text []byte) (scenario.Scenario, look, error) {
	all, err := scenario.Read(name, text, scenario.Scenario{Settings: planner.Default(), Plan: plan.DefaultTerms()}, s.Table)
	if err != nil {
		return all, look{}, err
	}
	l, err := s.lookOf(&all)
	return all, l, err
}

// replace puts a scenario for the session; undo brings that back,
// and with it the file that the session was in.
func (s *Session) replace(with *scenario.Scenario, l look, file, what string) {
	from := s.now()
	next := with.Settings
	s.adopt(&next)
	s.Workload, s.Placement = &with.Workload, placementOf(with)
	with.Plan.Candidates = s.candidatesOf(with)
	s.show(l)
	s.Plans.adopt(with.Plan, s.tableFilter())
	s.File = file
	s.opened, s.openedShows = with.Options, s.shows()
	s.history.add(change{what: what, from: from, to: moment{
		settings: &next, look: &l, file: file, workload: s.Workload, placement: s.Placement, plan: &with.Plan, opened: s.opened, openedShows: s.openedShows,
	}})
}
