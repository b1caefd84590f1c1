package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"podfit/planner"
)

// defaultSizes are those that nodes usually have.
var defaultSizes = []string{"large", "xlarge", "2xlarge", "3xlarge", "4xlarge", "6xlarge", "8xlarge"}

// defaultFilter is what EKS can run in the region and most people mean.
func defaultFilter() planner.Filter {
	return planner.Filter{
		planner.OfferedNodes(),
		{Text: "current generation", Holds: func(o *planner.Option) bool { return o.Type.CurrentGeneration }},
		{Text: "large–8xlarge", Holds: func(o *planner.Option) bool {
			_, size, _ := strings.Cut(o.Type.Name, ".")
			return slices.Contains(defaultSizes, size)
		}},
		// A part of a GPU is an unknown number of them.
		{Text: "no GPU or metal", Holds: func(o *planner.Option) bool {
			return o.Type.GPUs.Or(1) == 0 && o.Type.Accelerators == 0 && !o.Type.BareMetal
		}},
	}
}

func (t *types) conditions() planner.Filter {
	if t.query != "" {
		f, _ := planner.ParseFilter(t.query) // it was parsed when it came in
		return f
	}
	if t.everything {
		return nil
	}
	return defaultFilter()
}

// filterText names the filter, without the condition that goes without saying.
func (t *types) filterText() string {
	if t.query != "" {
		return t.query
	}
	f := t.conditions()
	if len(f) == 0 {
		return "all types"
	}
	var texts []string
	for _, c := range f[1:] {
		texts = append(texts, c.Text)
	}
	return strings.Join(texts, ", ")
}

// match says how the name filter came to its rows.
type match struct {
	fuzzy bool
	// elsewhere is how many types have the name, where none of the ranked has.
	elsewhere int
}

// search keeps the ranked options whose name holds the text. Where none has,
// of all types either, letters in that order will do.
func search(ranked, all []planner.Option, text string) ([]planner.Option, match) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return ranked, match{}
	}
	holds := func(o *planner.Option) bool { return strings.Contains(o.Type.Name, text) }
	if found := keep(ranked, holds); len(found) > 0 {
		return found, match{}
	}
	if found := keep(all, holds); len(found) > 0 {
		return nil, match{elsewhere: len(found)}
	}
	near := func(o *planner.Option) bool { return len(fuzzy.FindNoSort(text, []string{o.Type.Name})) > 0 }
	return keep(ranked, near), match{fuzzy: true}
}

func keep(options []planner.Option, holds func(*planner.Option) bool) []planner.Option {
	var kept []planner.Option
	for i := range options {
		if holds(&options[i]) {
			kept = append(kept, options[i])
		}
	}
	return kept
}

// nothing says why the table is empty, and what would help.
func (t *types) nothing() string {
	switch {
	case t.match.elsewhere > 0:
		press := "press a"
		if t.typing != nil {
			press = "press enter, then a,"
		}
		return fmt.Sprintf("the default filter hides all types named %q, %d of them: %s to show all types", t.name, t.match.elsewhere, press)
	case t.name != "":
		return fmt.Sprintf("no type named %q: esc clears the filter", t.name)
	case t.everything:
		return "no types"
	default:
		return "no type passes the default filter: press a to show all types"
	}
}

func (m *Model) startFilter() {
	m.focus = typesPane
	m.types.typing = newInput(m.types.name)
}

func (m *Model) filterTyped() {
	m.types.name = m.types.typing.String()
	m.types.search()
}

func (m *Model) keepFilter() { m.types.typing = nil }

func (m *Model) clearFilter() {
	m.types.typing, m.types.name = nil, ""
	m.types.search()
}
