package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/subnet"
)

// reportOptions are those of podfit plan, and how the page is to be.
type reportOptions struct {
	planOptions
	format, title string
	compare       []string // files of scenarios
}

func newCmdReport() *cobra.Command {
	opts := &reportOptions{planOptions: planOptions{listOptions: listOptions{answerOptions: newAnswerOptions(), topics: everyTopic, by: "type", output: "table"}}}
	opts.money, opts.format = true, report.PageFormats[0]
	cmd := &cobra.Command{
		Use:   "report -f FILE… [TYPE…]",
		Short: "A page on the plans for a workload, for a migration document: HTML or Markdown",
		Long: `report writes, on stdout, what a migration document says of its node groups: the
question, the answer with its bound, the plans side by side with plots, the
alternatives of podfit plan --what-if (but not beside --fargate), the assumptions
with their sources and dates, the warnings, and the command and scenario that give
the page again. Where the scenario has subnets, so has the page: what the plan
draws of each zone.

HTML is one file without a script that asks no network for anything: mail it,
attach it, print it. Markdown has the plots' numbers as tables.`,
		Example: `  podfit report -f scenario.yaml > report.html
  podfit report -f scenario.yaml m6i m7i r6i --zones 3 --title "Shop on EKS" > report.html
  podfit report -f scenario.yaml --format markdown > report.md`,
		RunE:              func(cmd *cobra.Command, args []string) error { return runReport(cmd, opts, args) },
		ValidArgsFunction: completeTypes,
	}
	opts.addSettings(cmd)
	opts.aws.addFlags(cmd)
	inGroup(cmd, groupSelection, func() { opts.selection.addFlags(cmd) })
	inGroup(cmd, groupPlan, func() {
		opts.addPlanFlags(cmd)
		flags := cmd.Flags()
		flags.IntVar(&opts.limit, "limit", plansShown, fmt.Sprintf("show the best `N` plans, 1 to %d", mostPlans))
		flags.Var(&choiceFlag{&opts.format, report.PageFormats}, "format", "format of the page: "+strings.Join(report.PageFormats, ", "))
		flags.StringVar(&opts.title, "title", "", "`TITLE` of the page")
		flags.StringArrayVar(&opts.compare, "compare", nil, "scenario `FILE` to lay over the page's own and to compare it with, as podfit diff does (repeatable)")
		cmd.MarkFlagFilename("compare", "yaml", "yml", "json")
	})
	cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.PageFormats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// mostPlans can be read side by side.
const mostPlans = 8

func runReport(cmd *cobra.Command, opts *reportOptions, args []string) error {
	if opts.limit < 1 || opts.limit > mostPlans {
		return usagef("--limit \"%d\": want 1 to %d", opts.limit, mostPlans)
	}
	command := opts.command(cmd.Flags(), args) // before ask chooses a filter
	query, q, err := opts.ask(args)
	if err != nil {
		return err
	}
	found := opts.solve(&q, opts.limit, "planning")
	plans := report.NewPlans(query, found, q.Candidates)
	if opts.fargate.given {
		plans.Beside(q.Settings.Region)
	}
	alternatives, err := opts.alternatives(args, found)
	if err != nil {
		return err
	}
	text, err := opts.scenarioText()
	if err != nil {
		return err
	}
	compared, files, err := opts.compared(cmd, args, report.Planned{File: "this page", Query: query, Question: q, Found: found})
	if err != nil {
		return err
	}
	page := report.Page{
		Title: opts.title, Question: q, Plans: plans, WhatIf: alternatives, Zones: opts.addresses(cmd, q, found), Compared: compared, Files: files,
		Command: command, Scenario: text, Program: "podfit " + buildVersion(),
	}
	if err := page.Write(cmd.OutOrStdout(), opts.format); err != nil {
		return err
	}
	complain(cmd.ErrOrStderr(), "", &found.Answer)
	return nil
}

// compared are the page's own plan and those of other scenarios over it.
func (o *reportOptions) compared(cmd *cobra.Command, args []string, own report.Planned) (*report.Diffs, []report.PageFile, error) {
	if len(o.compare) == 0 {
		return nil, nil, nil
	}
	own.Inputs = o.inputs(args)
	planned := []report.Planned{own}
	var files []report.PageFile
	for _, name := range o.compare {
		if name == "-" {
			return nil, nil, usagef("--compare -: the page names the files that it is made of: save it first")
		}
		text, err := readFile(cmd.InOrStdin(), name)
		if err != nil {
			return nil, nil, usageError{err}
		}
		other, err := o.over(cmd, name)
		if err != nil {
			return nil, nil, usageError{err}
		}
		p, err := other.planned(name, args)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		planned, files = append(planned, p), append(files, report.PageFile{Name: name, Text: string(text)})
	}
	d := report.NewDiffs(planned)
	return &d, files, nil
}

// alternatives are what was found and the other choices of the CNI's, each with
// the time that a plan has. Beside Fargate there are none, as in podfit plan: what
// moves there differs from choice to choice.
func (o *reportOptions) alternatives(args []string, found fargate.Answer) ([]report.WhatIf, error) {
	if o.fargate.given {
		return nil, nil
	}
	all := []report.WhatIf{{Name: variants[0].name, Found: found}}
	for _, v := range variants[1:] {
		q, err := o.question(args)
		if err != nil {
			return nil, err
		}
		one, err := o.try(v, args, q)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// addresses are what the best plan draws of the scenario's subnets; none where it
// has none, or none that a plan of these zones can be held against.
func (o *reportOptions) addresses(cmd *cobra.Command, q plan.Question, found fargate.Answer) []report.ZoneAddresses {
	if len(o.scenario.Subnets) == 0 || len(found.Plans) == 0 {
		return nil
	}
	of := subnetOptions{planOptions: o.planOptions, growth: 1, maxUnavailable: "1"}
	asked, err := of.asked(cmd)
	if err == nil && of.zones != q.Zones {
		err = fmt.Errorf("the subnets are in %d zones, the plan in %d: --zones %[1]d", of.zones, q.Zones)
	}
	var budget subnet.Budget
	if err == nil {
		asked.Nodes = subnet.NodesOf(&found.Plans[0], q.Workload)
		if found.Fargate != nil {
			asked.FargatePods = found.Fargate.Addresses
		}
		budget, err = asked.Budget()
	}
	if err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "addresses by zone left out:", err)
		return nil
	}
	return report.NewZoneAddresses(&budget)
}

// scenarioText is a file of all settings, wherever they came from.
func (o *reportOptions) scenarioText() (string, error) {
	s := o.scenario
	s.Settings = o.settings
	text, err := scenario.Write(s, o.table)
	return string(text), err
}

// command gives the page again from the scenario, which has the settings and the
// workload.
func (o *reportOptions) command(flags *pflag.FlagSet, args []string) string {
	words := []string{"podfit", "report", "-f", "scenario.yaml"}
	words = append(words, args...)
	flags.VisitAll(func(f *pflag.Flag) {
		_, isSetting := o.table.Named(f.Name)
		value := f.Value.String()
		if isSetting || f.Name == fileFlag || value == f.DefValue {
			return
		}
		if list, is := f.Value.(pflag.SliceValue); is {
			value = strings.Join(list.GetSlice(), ",")
		}
		if f.NoOptDefVal != "" { // takes no word of its own
			words = append(words, "--"+f.Name+"="+value)
			return
		}
		words = append(words, "--"+f.Name, value)
	})
	for i, w := range words {
		words[i] = quoted(w)
	}
	return strings.Join(words, " ")
}

// quoted is a word as a shell takes it for itself.
func quoted(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,%+@"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
