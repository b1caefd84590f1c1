package tui

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// session is what a run of the screen keeps: where it is saved, what of it is
// not, and what an earlier run left behind.
type session struct {
	table  settings.Table
	files  Files
	export func(format string, q answer.Query, options []density.Option) ([]byte, error)
	disk   *requests // the user's own files
	state  *requests // the state folder

	// start are the settings of the command line and the environment, which a
	// command has to override.
	start *planner.Settings
	file  string // that was opened or saved last
	saved work
	// opened keeps a file's options as they were written, for as long as the
	// table shows them.
	opened      []scenario.Option
	openedShows string

	seen    glimpse // by autosave
	changes int
	ticking bool
	writing bool
	kept    bool // the state folder has a session of this run
	silent  bool // autosave failed and said so
	asked   bool // to save, by the last key

	offer *offer
	hint  bool
	// after makes a message later; tests make it at once.
	after func(time.Duration, tea.Msg) tea.Cmd
}

// work is what is worth asking about before it is lost. Sort and filter are
// saved as well, but are no work.
type work struct {
	settings *planner.Settings
	types    string
	workload *planner.Workloads
	beside   *beside
}

// offer is a session that an earlier run did not save.
type offer struct {
	scenario scenario.Scenario
	view     *viewNote // nil where none belongs to it
	err      error     // why it cannot be resumed
	// first says that no key was pressed since: enter and esc answer it.
	first bool
}

// Notes in the state folder.
const (
	sessionNote = "session.yaml"
	besideNote  = "view.json"
	seenNote    = "seen" // the screen was opened before
)

// settleTime is how long nothing changes before it is autosaved.
const settleTime = 2 * time.Second

func newSession(c Config) session {
	return session{
		table: c.Table, files: c.Files.orNone(), export: c.Export, file: c.File,
		disk: &requests{}, state: &requests{},
		after: func(d time.Duration, msg tea.Msg) tea.Cmd {
			return tea.Tick(d, func(time.Time) tea.Msg { return msg })
		},
	}
}

// begin shows what the command line asked for.
func (m *Model) begin(c Config) {
	m.session.start = m.settings
	l, err := m.lookOf(&scenario.Scenario{Settings: *m.settings, Options: c.Options, By: c.By, Workload: c.Workload})
	if err != nil {
		m.status = status{text: err.Error(), kind: wrong}
	} else if len(c.Options) > 0 || c.By != "" {
		m.show(l)
		m.session.opened, m.session.openedShows = c.Options, m.shows()
	}
	m.session.saved = m.work()
	m.session.seen = m.glimpse()
}

func (m *Model) work() work {
	return work{m.settings, strings.Join(m.marks, " "), m.workload, m.beside}
}

// unsaved says whether there is work in no file.
func (m *Model) unsaved() bool {
	was, is := m.session.saved, m.work()
	return was.types != is.types || !sameWorkload(was.workload, is.workload) || !was.beside.same(is.beside) || was.settings != is.settings && differences(m.session.table, was.settings, is.settings) != ""
}

// look is how the types are shown.
type look struct {
	by       *query.Field
	reversed bool
	chips    []string // of the default filter
	text     string   // that was typed besides
	marks    marks
	columns  []string
}

func (m *Model) look() look {
	t := &m.types
	return look{t.by, t.reversed, t.query.chips, t.query.text, m.marks, t.columns}
}

func (m *Model) show(l look) {
	m.types.by, m.types.reversed, m.types.columns, m.marks = l.by, l.reversed, l.columns, l.marks
	m.types.typing = nil
	m.mustAsk(l.chips, l.text)
}

// shows is the types in the table in one text.
func (m *Model) shows() string { return strings.Join(m.marks, " ") + "|" + m.sessionFilter() }

// sessionFilter is what the table shows, as planner.ParseFilter reads it.
func (m *Model) sessionFilter() string {
	q := &m.types.query
	if !m.types.match.fuzzy || len(m.types.rows) == 0 {
		return strings.Join(q.all(), " ")
	}
	var names []string
	for i := range m.types.rows {
		names = append(names, m.types.rows[i].Type.Name)
	}
	conditions := slices.DeleteFunc(q.all(), func(word string) bool { return slices.Contains(q.words, strings.ToLower(word)) })
	return strings.Join(append(conditions, typesPrefix+strings.Join(names, ",")), " ")
}

// filter shows the conditions of the default filter as its chips.
func (l *look) filter(text string) {
	l.chips = nil
	var typed []string
	for _, word := range strings.Fields(text) {
		if slices.Contains(defaultChips, word) {
			l.chips = append(l.chips, word)
		} else {
			typed = append(typed, word)
		}
	}
	l.text = strings.Join(typed, " ")
}

const typesPrefix = "type="

// onlyTypes are the names, where the table shows nothing but types that were
// asked for by name.
func (m *Model) onlyTypes() []string {
	q := &m.types.query
	names, is := strings.CutPrefix(q.text, typesPrefix)
	if !is || len(q.chips) > 0 || strings.Contains(names, " ") {
		return nil
	}
	return strings.Split(names, ",")
}

// keepsOpened says that the table still shows what the options of a file say.
func (m *Model) keepsOpened() bool {
	return m.session.opened != nil && m.shows() == m.session.openedShows
}

// scenario is the session as its file has it.
func (m *Model) scenario() scenario.Scenario {
	s := scenario.Scenario{Settings: *m.settings, By: m.types.by.Name, Workload: *m.workload, Subnets: m.beside.subnets, PodSubnets: m.beside.podSubnets, Fargate: m.beside.fargate}
	filter := m.sessionFilter()
	switch {
	case m.keepsOpened():
		s.Options = m.session.opened
	case len(m.marks) > 0:
		s.Options = []scenario.Option{{Types: m.marks}}
	case filter != "":
		s.Options = []scenario.Option{{Filter: filter}}
	}
	return s
}

// lookOf is how a scenario's types are shown: those named are marked, and the
// table shows them alone.
func (m *Model) lookOf(s *scenario.Scenario) (look, error) {
	l := m.look()
	if by, ok := query.FieldNamed(s.By); ok {
		l.by, l.reversed = by, false
	}
	if len(s.Options) == 0 {
		return l, nil
	}
	l.marks = nil
	if only := s.Options[0].Filter; len(s.Options) == 1 && only != "" {
		l.filter(only)
		return l, nil
	}
	for _, o := range s.Options {
		names, err := m.namesOf(o, &s.Settings)
		if err != nil {
			return l, err
		}
		for _, name := range names {
			if !l.marks.has(name) {
				l.marks = append(l.marks, name)
			}
		}
	}
	if len(l.marks) == 0 {
		return l, errors.New("no type passes the filters of the options")
	}
	l.filter(typesPrefix + strings.Join(l.marks, ","))
	return l, nil
}

// namesOf resolves one option's names, globs and families, or its filter.
func (m *Model) namesOf(o scenario.Option, s *planner.Settings) ([]string, error) {
	var names []string
	if o.Filter != "" {
		filter, err := query.ParseFilter(o.Filter)
		if err != nil {
			return nil, err
		}
		c := m.catalogue
		c.open(s.Region)
		for _, option := range filter.Select(c.evaluate(s)) {
			names = append(names, option.Type.Name)
		}
		return names, nil
	}
	for _, pattern := range o.Types {
		found := m.typesMatching(pattern)
		if len(found) == 0 {
			return nil, fmt.Errorf("%q: no such instance type%s", pattern, settings.DidYouMean(pattern, m.typeNames()))
		}
		names = append(names, found...)
	}
	return names, nil
}

func (m *Model) typesMatching(pattern string) (found []string) {
	if !strings.ContainsAny(pattern, ".*?[") {
		pattern += ".*"
	}
	for _, name := range m.typeNames() {
		if match, _ := path.Match(pattern, name); match {
			found = append(found, name)
		}
	}
	return found
}

func (m *Model) typeNames() []string {
	names := make([]string, len(m.catalogue.types))
	for i := range names {
		names[i] = m.catalogue.types[i].Name
	}
	return names
}

// read makes a scenario of a file's text; a file lies on the defaults, as
// Write leaves those out.
func (m *Model) read(name string, text []byte) (scenario.Scenario, look, error) {
	s, err := scenario.Read(name, text, scenario.Scenario{Settings: planner.Default()}, m.session.table)
	if err != nil {
		return s, look{}, err
	}
	l, err := m.lookOf(&s)
	return s, l, err
}

// replace puts a scenario in the place of the session; undo brings that back,
// and with it the file that the session was in.
func (m *Model) replace(s *scenario.Scenario, l look, file, what string) {
	was := m.look()
	from := moment{m.settings, &was, m.session.file, m.workload, m.beside, m.plan.zones}
	next := s.Settings
	m.adopt(&next)
	m.workload, m.beside = &s.Workload, besideOf(s)
	m.show(l)
	m.history.add(change{what, from, moment{&next, &l, file, m.workload, m.beside, m.plan.zones}})
	m.session.file = file
	m.session.opened, m.session.openedShows = s.Options, m.shows()
}
