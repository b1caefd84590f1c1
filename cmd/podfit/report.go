package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/printable"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/page"
	"podfit/planner/scenario"
	"podfit/planner/share"
)

// reportFlags are those of podfit report alone: how the page is to be.
type reportFlags struct {
	planCheck
	limit         int
	format, title string
	compare       []string // files of scenarios
	shares        shareFlags
	by            planner.Maybe[share.By]
	room          string
}

func newCmdReport() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report -f FILE… [TYPE…]",
		Short: "Write a page about the plans for a workload, in HTML or Markdown",
		Long: `report writes, on stdout, what a migration document says about its node groups:
the question, the answer with its lower bound, the plans side by side with plots,
the alternatives of podfit plan --what-if (without --fargate), the assumptions
with their sources and dates, the warnings, and the command and scenario that
reproduce the page. If the scenario has subnets, the page has what the plan needs
in each zone.

HTML is one file without scripts or anything from a network: mail it, attach it,
print it. Markdown has the plots' numbers as tables.`,
		Example: `  podfit report -f scenario.yaml > report.html
  podfit report -f scenario.yaml m6i m7i r6i --zones 3 --title "Shop on EKS" > report.html
  podfit report -f scenario.yaml --format markdown > report.md`,
	}
	var own reportFlags
	f := request.NewFlags(cmd).Settings().AWS().Select().Plan().Strict()
	cli.Under(cmd, cli.Plan, func(flags *pflag.FlagSet) {
		addRoom(flags, &own.room)
		own.add(flags, f)
		flags.IntVar(&own.limit, "limit", plansShown, fmt.Sprintf("show the best `N` plans, 1 to %d", mostPlans))
		flags.Var(cli.NewChoice(&own.format, page.Formats), "format", "format of the page: "+strings.Join(page.Formats, ", "))
		own.shares.add(flags)
		flags.StringVar(&own.title, "title", "", "`TITLE` of the page")
		flags.StringArrayVar(&own.compare, "compare", nil, "scenario `FILE` to compare with, read over the page's own as podfit diff does (repeatable)")
	})
	cmd.MarkFlagFilename("compare", "yaml", "yml", "json")
	cli.Complete(cmd, "format", page.Formats)
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		var err error
		if own.by, err = own.shares.by(f.Set()); err != nil {
			return err
		}
		if err := own.conflict(f.Set(), &r); err != nil {
			return err
		}
		return runReport(ctx, reportRequest{r, own}, io)
	})
	return cmd
}

// mostPlans can be read side by side.
const mostPlans = 8

type reportRequest struct {
	request.Request
	reportFlags
}

func runReport(ctx context.Context, r reportRequest, io request.IO) error {
	if r.limit < 1 || r.limit > mostPlans {
		return cli.Usagef("--limit \"%d\": must be 1 to %d", r.limit, mostPlans)
	}
	if err := checkShares(r.by, &r.Request); err != nil {
		return err
	}
	c := r.Catalogue(ctx, io, r.Wanted(true))
	q, filter, err := r.Question(io, &c)
	if err != nil {
		return err
	}
	if err := checkRoom(r.room, q.Workload); err != nil {
		return err
	}
	asked := planQuery(&r.Request, &c, filter)
	found := solve(&r.Request, io, &q, r.limit, "planning")
	if asked.Today, err = r.BesideToday(&c, &q, &found); err != nil {
		return err
	}
	if asked.Room, err = roomOf(&r.Request, &c, r.room, &q, &found); err != nil {
		return err
	}
	plans := report.NewPlans(asked, found, q.AllCandidates())
	alternatives, whatIf := r.alternatives(io, &c, asked, &q, found)
	text, err := scenario.Write(r.Scenario, r.Table)
	if err != nil {
		return err
	}
	own := answer.Planned{File: "this page", Query: asked, Question: q, Found: found, Inputs: inputs(&r.Request), ShareBy: r.by}
	compared, files, err := r.compared(ctx, io, c, own)
	if err != nil {
		return err
	}
	page := page.Page{
		Title: r.title, Question: q, Plans: plans, ShareBy: r.by.Or(share.By{}), WhatIf: alternatives, WhatIfCommand: whatIf, Zones: r.addresses(&q, &found), Compared: compared, Files: files,
		Command: r.command(), Scenario: string(text), Program: "podfit " + buildVersion(),
	}
	if err := page.Write(io.Out, r.format); err != nil {
		return err
	}
	talk(io, false, plans.Answer)
	if err := r.verdict(&r.Request, &found, plans.Answer.Warnings); err != nil {
		return err
	}
	if err := r.roomVerdict(asked.Room); err != nil {
		return err
	}
	all := plans.Answer.Warnings
	if compared != nil {
		all = slices.Concat(all, compared.Answer.Warnings)
	}
	return strict(&r.Request, all)
}

// compared are the page's own plan and those of other scenarios over it.
func (r *reportRequest) compared(ctx context.Context, io request.IO, c request.Catalogue, own answer.Planned) (*report.Diffs, []page.File, error) {
	if len(r.compare) == 0 {
		return nil, nil, nil
	}
	planned := []answer.Planned{own}
	asked := map[string]bool{r.Settings().Region: true}
	var files []page.File
	for _, name := range r.compare {
		if name == "-" {
			return nil, nil, cli.Usagef("--compare -: the page names the files that it is made of: save it first")
		}
		text, err := io.ReadScenario(name)
		if err != nil {
			return nil, nil, cli.UsageError{Err: err}
		}
		other, err := over(r.Request, name, text)
		if err != nil {
			return nil, nil, err
		}
		if region := other.Settings().Region; !asked[region] {
			c, asked[region] = other.Freshen(ctx, io, c, other.Wanted(true)), true
		}
		p, err := planScenario(other, name, io, &c)
		if err != nil {
			return nil, nil, err
		}
		p.ShareBy = r.by
		planned, files = append(planned, p), append(files, page.File{Name: name, Text: string(text)})
	}
	d := report.NewDiffs(planned)
	return &d, files, nil
}

// mostForLines is how many workloads a page has lines for: each line is a plan anew, and the
// page of thousands would take the better part of a minute.
const mostForLines = 600

// alternatives are what was found and what could be done otherwise, or the command that finds
// it where that takes long. With Fargate there are none, as in podfit plan: what moves there
// differs from line to line.
func (r *reportRequest) alternatives(io request.IO, c *request.Catalogue, asked answer.Query, q *plan.Question, found fargate.Answer) (lines *report.WhatIf, command string) {
	switch {
	case r.Plan.Fargate != "":
		return nil, ""
	case len(q.Workload) > mostForLines:
		words := append([]string{"podfit", "plan", "-f", "scenario.yaml"}, r.Types...)
		return nil, printable.Command(append(words, "--what-if"))
	}
	w := whatIfRequest{Request: r.Request, io: io, catalogue: c}
	first := *q
	deadline := io.Now().Add(r.Plan.TimeLimit)
	first.Stop = func() bool { return io.Now().After(deadline) }
	asked.Today, asked.Room = nil, nil
	all, _ := w.run(asked, first, found)
	return &all, ""
}

// addresses are what the best plan takes from the scenario's subnets; none if they
// cannot be compared, of which there is a warning.
func (r *reportRequest) addresses(q *plan.Question, found *fargate.Answer) []page.ZoneAddresses {
	budget, _ := drawn(&r.Request, q, found)
	if budget == nil {
		return nil
	}
	return page.NewZoneAddresses(budget)
}

// command gives the page again from the scenario, which has the settings and the
// workload.
func (r *reportRequest) command() string {
	words := append([]string{"podfit", "report", "-f", "scenario.yaml"}, r.Types...)
	return printable.Command(append(words, r.Options...))
}
