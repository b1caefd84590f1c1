package screen

import (
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// Asked is what the screen shows, as the command line asks for it: the types that
// podfit compare prints.
type Asked struct {
	Settings *planner.Settings
	Types    []string // by name
	Filter   string   // that selects them, or what else there is
}

// TableAsks is the types of the table.
func (s *Session) TableAsks() Asked {
	return Asked{Settings: s.Settings, Types: s.typesByName(), Filter: s.tableFilter()}
}

// TableAsksUnder is the types of the table under other settings. Where the filter
// would select others under them, as it asks for a cost, it names the types.
func (s *Session) TableAsksUnder(under *planner.Settings) Asked {
	a := s.TableAsks()
	a.Settings = under
	f, err := query.ParseFilter(a.Filter)
	if err != nil || len(s.Rows.Rows) == 0 {
		return a
	}
	rows, selected := s.Rows.Names(), optionNames(f.Select(s.Catalogue.Evaluate(under)))
	slices.Sort(rows)
	slices.Sort(selected)
	if !slices.Equal(rows, selected) {
		a.Filter = TypesPrefix + strings.Join(rows, ",")
	}
	return a
}

// AsksTypes is types by name.
func (s *Session) AsksTypes(names []string) Asked {
	return Asked{Settings: s.Settings, Types: names, Filter: TypesPrefix + strings.Join(names, ",")}
}

func optionNames(options []density.Option) []string {
	names := make([]string, len(options))
	for i := range names {
		names[i] = options[i].Type.Name
	}
	return names
}

// CompareCommand is podfit compare of what is asked: the types or the filter, the
// settings and the order.
func (s *Session) CompareCommand(a Asked) []string {
	all := scenario.Scenario{Settings: *a.Settings, By: s.Rows.By.Name}
	switch {
	case len(a.Types) > 0:
		all.Options = []scenario.Option{{Types: a.Types}}
	case a.Filter != "":
		all.Options = []scenario.Option{{Filter: a.Filter}}
	}
	words := append(all.Command(s.Table, "compare"), s.backToDefault(a.Settings)...)
	words = append(words, s.liveWords()...)
	if s.Rows.Reversed {
		words = append(words, "--reverse")
	}
	if len(a.Types) == 0 && !asksForNodes(a.Filter) {
		words = append(words, "--all-types")
	}
	return words
}

// ExplainCommand is podfit explain of a type.
func (s *Session) ExplainCommand(o *density.Option) []string {
	all := scenario.Scenario{Settings: *s.Settings, Options: []scenario.Option{{Types: []string{o.Type.Name}}}}
	return slices.Concat(all.Command(s.Table, "explain"), s.backToDefault(s.Settings), s.liveWords())
}

// TableCommand is podfit compare with the columns that were picked.
func (s *Session) TableCommand() []string {
	words := s.CompareCommand(s.TableAsks())
	if len(s.Rows.Picked) > 0 {
		words = append(words, columnsFlag+strings.Join(s.Rows.Picked, ","))
	}
	return words
}

// columnsFlag begins the word that names columns.
const columnsFlag = "--columns="

// backToDefault overrides what the environment or podfit.yaml would say where
// the session went back to a default. No flag can say that a list is empty.
func (s *Session) backToDefault(asked *planner.Settings) (words []string) {
	for i := range s.Table {
		row := &s.Table[i]
		if row.Kind == settings.List || row.Changed(asked) || !row.Changed(s.start) {
			continue
		}
		words = append(words, "--"+row.Name+"="+row.Text(asked))
	}
	return words
}

// asksForNodes says that a filter leaves types out that EKS cannot run, which
// commands do unless told otherwise.
func asksForNodes(filter string) bool { return slices.Contains(conditionsOf(filter), "eks=yes") }
