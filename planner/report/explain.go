package report

import (
	"fmt"

	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// Explanations is the report of explain: a derivation for each option.
func Explanations(a answer.Answer, options []density.Option) Report {
	return Report{
		Answer:   a,
		text:     func(bool) []part { return explainText(options) },
		markdown: func() []part { return explainMarkdown(options) },
		csv:      func() table.Grid { return explainCSV(options) },
		names:    func() []string { return typeNames(options) },
	}
}

func stepGrid(o *density.Option) table.Grid {
	g := table.New([]string{"STEP", "RESULT", "FORMULA", "SOURCE"}, "STEP", "FORMULA", "SOURCE")
	for _, s := range words.Steps(o) {
		g.Add(s.Name, words.Figure(s.Value, s.Unit), s.Formula, words.Source(s.Source))
	}
	return g
}

func explainText(options []density.Option) (parts []part) {
	for i := range options {
		o := &options[i]
		parts = append(parts, lines(words.Headline(o), words.Sum(o)))
		var warnings []string
		for _, w := range words.Warnings(o.Warnings()) {
			warnings = append(warnings, "! "+w.Text, "  fix: "+w.Fix)
		}
		if warnings != nil {
			parts = append(parts, lines(warnings...))
		}
		parts = append(parts, grid(stepGrid(o)))
	}
	return parts
}

func explainMarkdown(options []density.Option) (parts []part) {
	for i := range options {
		o := &options[i]
		parts = append(parts, lines("## "+words.Headline(o)), lines(words.Sum(o)))
		for _, w := range words.Warnings(o.Warnings()) {
			parts = append(parts, lines(fmt.Sprintf("> **%s** %s", w.Text, w.Fix)))
		}
		parts = append(parts, grid(stepGrid(o)))
	}
	return parts
}

func explainCSV(options []density.Option) table.Grid {
	g := table.Grid{Titles: []string{"instanceType", "id", "name", "formula", "value", "unit", "source", "asOf"}}
	for i := range options {
		for _, s := range answer.NewExplanation(&options[i]).Steps {
			g.Add(options[i].Type.Name, string(s.ID), s.Name, s.Formula, words.CSV(s.Value), s.Unit, s.Source.Or(""), s.AsOf.Or(""))
		}
	}
	return g
}
