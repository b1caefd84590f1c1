package screen

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/settings"
)

// Field is what the settings pane edits: a setting, or a term of the plan.
type Field struct {
	Name, Title, Usage string
	Group              settings.Group
	Kind               settings.Kind
	Value              string // stands for the value in help
	Choices            []string

	setting *settings.Setting // nil of a term
	term    *plan.Term
}

// Fields are all that the pane can have: the terms of the plan, then the settings.
func (s *Session) Fields() (all []Field) {
	for i := range plan.TermsTable {
		if t := &plan.TermsTable[i]; t.OnScreen {
			all = append(all, Field{Name: t.Name, Title: t.Title, Usage: t.Help(), Group: PlanGroup, Kind: kindOf(t), Value: t.Value, Choices: t.Choices, term: t})
		}
	}
	for i := range s.Table {
		row := &s.Table[i]
		all = append(all, Field{Name: row.Name, Title: row.Title, Usage: row.Usage, Group: row.Group, Kind: row.Kind, Value: row.Value, Choices: row.Choices, setting: row})
	}
	return all
}

// HasPlan says that there is something to plan for, so that terms have an effect.
func (s *Session) HasPlan() bool { return len(*s.Workload) > 0 }

func kindOf(t *plan.Term) settings.Kind {
	switch {
	case t.Number:
		return settings.Number
	case t.Words:
		return settings.Choice
	}
	return settings.Text
}

// OfPlan says that the field is a term of the plan.
func (f *Field) OfPlan() bool { return f.term != nil }

// Text is the value as Set reads it.
func (f *Field) Text(s *Session) string {
	if f.setting != nil {
		return f.setting.Text(s.Settings)
	}
	terms := s.planTerms()
	if text := f.term.Text(&terms); text != "" {
		return text
	}
	return fmt.Sprint(s.PlanZones()) // of zones alone, nothing said has a value
}

// Shown is the value as the pane shows it.
func (f *Field) Shown(s *Session) string {
	if f.setting != nil {
		return ValueText(f.setting, s.Settings)
	}
	if pools := s.Plans.Terms.Pools; f.Name == PoolTerm && len(pools) > 0 {
		names := make([]string, len(pools))
		for i := range pools {
			names[i] = pools[i].Name
		}
		return strings.Join(names, ", ")
	}
	return f.Text(s)
}

// PoolTerm is the term that has a box of its own.
const PoolTerm = "pool"

// Changed says whether the value differs from the default.
func (f *Field) Changed(s *Session) bool {
	if f.setting != nil {
		return f.setting.Changed(s.Settings)
	}
	terms := s.planTerms()
	return f.term.Changed(&terms)
}

// Set replaces the value, unless it or its company with others makes no sense: then nothing
// changes.
func (f *Field) Set(s *Session, values ...string) error {
	if f.setting != nil {
		return s.Change(func(to *planner.Settings) error { return f.setting.Set(to, values...) })
	}
	return s.ChangeTerms(f.put(values))
}

// Try is Set on a copy.
func (f *Field) Try(s *Session, values ...string) error {
	if f.setting != nil {
		return s.Try(func(to *planner.Settings) error { return f.setting.Set(to, values...) })
	}
	return s.TryTerms(f.put(values))
}

func (f *Field) put(values []string) func(*plan.Terms) error {
	return func(to *plan.Terms) error { return f.term.Set(to, strings.Join(values, " ")) }
}

// Reset puts the default back.
func (f *Field) Reset(s *Session) error {
	if f.setting != nil {
		return s.Change(func(to *planner.Settings) error {
			f.setting.Reset(to)
			return nil
		})
	}
	usual := plan.DefaultTerms()
	usual.Candidates = plan.DefaultCandidates
	return s.ChangeTerms(func(to *plan.Terms) error {
		f.term.Copy(to, &usual)
		return nil
	})
}

// Step takes the next value, or the one before; it says whether it could: a value that was
// typed is none of the examples.
func (f *Field) Step(s *Session, by int) (stepped bool, err error) {
	text := f.Text(s)
	if f.Kind == settings.Number {
		var n int
		if _, err := fmt.Sscanf(text, "%d", &n); err != nil || fmt.Sprint(n) != text {
			return false, nil
		}
		if strings.HasSuffix(f.Name, "-percent") {
			by *= 5
		}
		return true, f.Set(s, fmt.Sprint(n+by))
	}
	for i, choice := range f.Choices {
		if choice == text {
			n := len(f.Choices)
			return true, f.Set(s, f.Choices[(i+by+n)%n])
		}
	}
	return false, nil
}
