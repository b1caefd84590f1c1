package answer

import (
	"slices"

	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/planner/whatif"
)

// WhatIf is the best plan with one thing done otherwise.
type WhatIf struct {
	Name string `json:"name"`
	// Needs is what has to be true for it.
	Needs []string `json:"needs"`
	Plan  DiffPlan `json:"plan"`
	// Difference is from the first, which is as set; null for that.
	Difference planner.Maybe[DiffFigures] `json:"difference"`
}

// PlannedWhatIf is a line as a report has it, and what it needs to be true; as is the case
// before its change.
func PlannedWhatIf(a *whatif.Asked, as *whatif.Case, query Query) (p Planned, needs []string) {
	recommended, known := a.Recommended.Value()
	switch {
	case a.Line == whatif.AsSet && known && len(a.Found.Plans) > 0 && recommended > a.Found.Plans[0].Month.Or(recommended):
		needs = []string{words.WhatIfRecommended(recommended, currency(a.Question.AllCandidates()).Or(""))}
	case a.Line == whatif.AsSet:
	case a.Same:
		needs = []string{words.WhatIfSame}
	default:
		needs = words.WhatIfNeeds(a.Line, as)
	}
	return Planned{File: a.Name(as), Query: query, Question: a.Question, Found: a.Found}, needs
}

// OfWhatIf wraps the lines of a what-if, of which there is at least one: planned are named by
// File, and warnings those of all.
func OfWhatIf(planned []Planned, needs [][]string, warnings []Warning) Answer {
	var items []WhatIf
	for i := range planned {
		p := &planned[i]
		item := WhatIf{Name: p.File, Needs: slices.Concat([]string{}, needs[i]), Plan: newDiffPlan(p)}
		if i > 0 {
			item.Difference = planner.Known(differenceOf(&items[0].Plan, &item.Plan))
		}
		items = append(items, item)
	}
	first := &planned[0]
	a := New("WhatIf", first.Query, nil, items)
	a.Currency, a.Sources = currency(first.Question.AllCandidates()), Sources(first.Query, first.Question.AllCandidates())
	a.Warnings = append([]Warning{}, warnings...)
	return a
}
