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
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// session is what a run of the screen keeps: where it is saved, what of it is
// not, and what an earlier run left behind.
type session struct {
	table  settings.Table
	files  Files
	export func(format string, q report.Query, options []planner.Option) ([]byte, error)
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

	seen    work // by autosave
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
}

// offer is a session that an earlier run did not save.
type offer struct {
	scenario scenario.Scenario
	err      error // why it cannot be resumed
	// first says that no key was pressed since: enter and esc answer it.
	first bool
}

// Notes in the state folder.
const (
	sessionNote = "session.yaml"
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
	view, err := m.viewOf(&scenario.Scenario{Settings: *m.settings, Options: c.Options, By: c.By})
	if err != nil {
		m.status = status{text: err.Error(), kind: wrong}
	} else if len(c.Options) > 0 || c.By != "" {
		m.show(view)
		m.session.opened, m.session.openedShows = c.Options, m.shows()
	}
	m.session.saved = m.work()
	m.session.seen = m.session.saved
}

func (m *Model) work() work { return work{m.settings, strings.Join(m.sessionTypes(), " ")} }

// unsaved says whether there is work in no file.
func (m *Model) unsaved() bool {
	was, is := m.session.saved, m.work()
	return was.types != is.types || was.settings != is.settings && differences(m.session.table, was.settings, is.settings) != ""
}

// view is how the types are shown.
type view struct {
	by       *planner.Field
	reversed bool
	filter   string
	types    []string // in place of the filter
}

func (m *Model) view() view {
	return view{m.types.by, m.types.reversed, m.sessionFilter(), m.sessionTypes()}
}

func (m *Model) show(v view) {
	m.types.by, m.types.reversed = v.by, v.reversed
	if len(v.types) > 0 {
		m.setSessionTypes(v.types)
	} else {
		m.setSessionFilter(v.filter)
	}
	m.types.rank()
}

// shows is the view's types in one text.
func (m *Model) shows() string {
	return strings.Join(m.sessionTypes(), " ") + "|" + m.sessionFilter()
}

// usualFilter is the default filter, as text.
const usualFilter = "eks=yes generation=current gpus=0 accelerators=0 metal=no size=large..8xlarge"

// sessionFilter is what the table shows, as planner.ParseFilter reads it.
func (m *Model) sessionFilter() string {
	t := &m.types
	text := t.query
	if text == "" && !t.everything {
		text = usualFilter
	}
	name := strings.TrimSpace(t.name)
	if name == "" {
		return text
	}
	if _, err := planner.ParseFilter(name); err != nil || t.match.fuzzy {
		var names []string
		for i := range t.rows {
			names = append(names, t.rows[i].Type.Name)
		}
		name = typesPrefix + strings.Join(names, ",")
	}
	return strings.TrimSpace(text + " " + name)
}

func (m *Model) setSessionFilter(text string) {
	t := &m.types
	t.typing, t.name, t.query, t.everything = nil, "", "", text == ""
	if text != usualFilter {
		t.query = text
	}
}

const typesPrefix = "type="

// sessionTypes are the types that were chosen one by one.
func (m *Model) sessionTypes() []string {
	names, is := strings.CutPrefix(m.types.query, typesPrefix)
	if !is || strings.Contains(names, " ") || m.types.name != "" {
		return nil
	}
	return strings.Split(names, ",")
}

func (m *Model) setSessionTypes(names []string) {
	m.setSessionFilter(typesPrefix + strings.Join(names, ","))
}

// scenario is the session as its file has it.
func (m *Model) scenario() scenario.Scenario {
	s := scenario.Scenario{Settings: *m.settings, By: m.types.by.Name}
	types, filter := m.sessionTypes(), m.sessionFilter()
	switch {
	case m.session.opened != nil && m.shows() == m.session.openedShows:
		s.Options = m.session.opened
	case len(types) > 0:
		s.Options = []scenario.Option{{Types: types}}
	case filter != "":
		s.Options = []scenario.Option{{Filter: filter}}
	}
	return s
}

// viewOf is how a scenario's types are shown; its options, if they are more
// than one filter, by name.
func (m *Model) viewOf(s *scenario.Scenario) (view, error) {
	v := m.view()
	if by, ok := planner.FieldNamed(s.By); ok {
		v.by, v.reversed = by, false
	}
	if len(s.Options) == 0 {
		return v, nil
	}
	v.types, v.filter = nil, s.Options[0].Filter
	if len(s.Options) == 1 && v.filter != "" {
		return v, nil
	}
	for _, o := range s.Options {
		names, err := m.namesOf(o, &s.Settings)
		if err != nil {
			return v, err
		}
		for _, name := range names {
			if !slices.Contains(v.types, name) {
				v.types = append(v.types, name)
			}
		}
	}
	if len(v.types) == 0 {
		return v, errors.New("no type passes the filters of the options")
	}
	return v, nil
}

// namesOf resolves one option's names, globs and families, or its filter.
func (m *Model) namesOf(o scenario.Option, s *planner.Settings) ([]string, error) {
	var names []string
	if o.Filter != "" {
		filter, err := planner.ParseFilter(o.Filter)
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
func (m *Model) read(name string, text []byte) (scenario.Scenario, view, error) {
	s, err := scenario.Read(name, text, scenario.Scenario{Settings: planner.Default()}, m.session.table)
	if err != nil {
		return s, view{}, err
	}
	v, err := m.viewOf(&s)
	return s, v, err
}

// replace puts a scenario in the place of the session; undo brings that back,
// and with it the file that the session was in.
func (m *Model) replace(s *scenario.Scenario, v view, file, what string) {
	was := m.view()
	from := moment{m.settings, &was, m.session.file}
	next := s.Settings
	m.adopt(&next)
	m.show(v)
	m.history.add(change{what, from, moment{&next, &v, file}})
	m.session.file = file
	m.session.opened, m.session.openedShows = s.Options, m.shows()
}
