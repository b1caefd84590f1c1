package main

import (
	"context"
	"slices"
	"strings"

	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
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
	lines, all := w.run(planQuery(&r, &c, filter), q, w.solve(&q, plan.Shown))
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
}

// run asks and solves the lines of a question whose answer is known, and which stands in a
// report as own.
func (w *whatIfRequest) run(own answer.Query, q plan.Question, first fargate.Answer) (lines report.WhatIf, all []answer.Warning) {
	as, queries := w.Case(), map[whatif.Line]answer.Query{}
	asked := whatif.Ask(as, q, first, request.Tables().Types(),
		func(c *whatif.Case, had []density.Option) ([]density.Option, error) {
			return w.WithCase(*c).Arm64(w.catalogue, had)
		},
		func(l whatif.Line, c *whatif.Case) (plan.Question, error) {
			varied := w.WithCase(*c)
			q, filter, err := varied.Question(w.io, w.catalogue)
			queries[l] = planQuery(&varied, w.catalogue, filter)
			return q, err
		})
	done := w.io.Progress("planning, line by line")
	whatif.Answer(asked, w.solve)
	done()
	var needs [][]string
	for i := range asked {
		query, changes := queries[asked[i].Line]
		if !changes || asked[i].Same {
			query = own
		}
		p, need := answer.PlannedWhatIf(&asked[i], &as, query)
		w.check(&p)
		w.planned, needs = append(w.planned, p), append(needs, need)
	}
	all = w.warnings()
	return report.NewWhatIf(w.planned, needs, all), all
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
