package main

import (
	"context"
	"slices"
	"strings"

	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/whatif"
)

// runWhatIf prints the best plan of each line.
func runWhatIf(ctx context.Context, r request.Request, io request.IO) error {
	c := r.Catalogue(ctx, io, r.Wanted(true))
	q, filter, err := r.Question(io, &c)
	if err != nil {
		return err
	}
	w := whatIfRequest{Request: r, io: io, catalogue: &c}
	w.add(whatif.AsSet, answer.Planned{Query: planQuery(&r, &c, filter), Question: q})
	first := w.solve(&w.planned[0].Question, plan.Shown)
	lines, all, err := w.run(first)
	if err != nil {
		return err
	}
	if err := lines.Write(io.Out, r.Output); err != nil {
		return err
	}
	talk(io, report.Structured(r.Output), answer.Answer{Warnings: all})
	return strict(&r, all)
}

// whatIfRequest is a request with its lines.
type whatIfRequest struct {
	request.Request
	io        request.IO
	catalogue *request.Catalogue
	planned   []answer.Planned
	needs     [][]string
	// same are the lines that change nothing.
	same    []bool
	relaxes []bool
}

func (w *whatIfRequest) add(l whatif.Line, p answer.Planned, needs ...string) {
	c := w.Case()
	p.File = l.Name(&c)
	w.relaxes = append(w.relaxes, l.Relaxes())
	w.planned, w.needs, w.same = append(w.planned, p), append(w.needs, needs), append(w.same, len(needs) > 0 && needs[0] == words.WhatIfSame)
}

// run asks and solves the lines after the first, whose answer is known.
func (w *whatIfRequest) run(first fargate.Answer) (lines report.WhatIf, all []answer.Warning, err error) {
	known := whatif.Known{Types: request.Tables().Types()}
	if len(first.Plans) > 0 {
		known.Best = &first.Plans[0]
	}
	as := w.Case()
	for _, l := range whatif.All()[1:] {
		w.ask(l, as, known)
	}
	var questions []whatif.Question
	var at []int
	for i := range w.planned {
		if !w.same[i] {
			questions, at = append(questions, whatif.Question{Question: w.planned[i].Question, Relaxes: w.relaxes[i]}), append(at, i)
		}
	}
	done := w.io.Progress("planning, line by line")
	found := whatif.Solve(first, questions, w.solve)
	done()
	for k, i := range at {
		w.planned[i].Found = found[k]
	}
	for i := range w.planned {
		if w.same[i] {
			w.planned[i].Found, w.planned[i].Question = w.planned[0].Found, w.planned[0].Question
		}
		if p := &w.planned[i]; len(p.Found.Plans) > 1 {
			p.Found.Plans = p.Found.Plans[:1]
		}
		w.check(&w.planned[i])
	}
	all = w.warnings()
	return report.NewWhatIf(w.planned, w.needs, all), all, nil
}

// ask adds a line, unless there is no such thing for the request.
func (w *whatIfRequest) ask(l whatif.Line, as whatif.Case, known whatif.Known) {
	c, effect := l.Over(as, known)
	if effect == whatif.Absent {
		return
	}
	if effect == whatif.Same {
		w.add(l, answer.Planned{Query: w.planned[0].Query}, words.WhatIfSame)
		return
	}
	varied := w.WithCase(c)
	q, filter, same, err := varied.AskCase(w.io, w.catalogue, &c)
	switch {
	case err != nil: // no type is left to choose from
	case same:
		w.add(l, answer.Planned{Query: w.planned[0].Query}, words.WhatIfSame)
	default:
		q.Stop = w.planned[0].Question.Stop // all have the time of one
		w.add(l, answer.Planned{Query: planQuery(&varied, w.catalogue, filter), Question: q}, words.WhatIfNeeds(l, &as)...)
	}
}

func (w *whatIfRequest) solve(q *plan.Question, most int) fargate.Answer {
	return fargate.Plans(q, request.FargatePrices(q.Settings.Region), "", most)
}

// check adds the warnings about quotas and subnets.
func (w *whatIfRequest) check(p *answer.Planned) {
	varied := w.Request
	varied.Scenario.Settings = *p.Question.Settings
	addDraws(&varied, &p.Question, &p.Found)
}

// warnings are those of all lines, and those of some with their names. A note of some is
// left to podfit plan with their settings.
func (w *whatIfRequest) warnings() (all []answer.Warning) {
	var names []string
	for i := range w.planned {
		p := &w.planned[i]
		name := strings.ReplaceAll(p.File, ", ", " + ") // names are listed with commas between them
		names = append(names, name)
		for _, said := range answer.PlanWarnings(w.planned[0].Query, &p.Found, p.Question.AllCandidates()) {
			said.File = name
			all = answer.AddOnce(all, said)
		}
	}
	return slices.DeleteFunc(answer.WithoutFile(all, names), func(said answer.Warning) bool {
		return said.Severity == planner.SeverityNote && said.File != ""
	})
}
