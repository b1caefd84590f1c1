package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

func newCmdDiff() *cobra.Command {
	opts := &planOptions{listOptions: listOptions{answerOptions: newAnswerOptions(), topics: everyTopic}}
	cmd := &cobra.Command{
		Use:   "diff FILE FILE… [TYPE…]",
		Short: "Scenarios compared: nodes, cost, density, addresses, and which inputs differ",
		Long: `diff plans the workload of each scenario as podfit plan does and compares the
best plans with that of the first: nodes, cost, pods per node, RAM per pod, what
binds, the gap to the bound, pods that fit nowhere and the VPC addresses that
the nodes draw. Under the figures are the inputs that differ, by their keys.

A FILE ends in .yaml, .yml or .json, has a / in it, or is - for stdin; all else
is a TYPE, which narrows what every scenario chooses from. What the scenarios
share may be in a file of its own, under all of them, with -f; flags are for all
of them and override the files.

--output name prints the keys of the inputs that differ, a line each.`,
		Example: `  podfit diff today.yaml prefixes.yaml
  podfit diff paris.yaml ireland.yaml dublin-arm.yaml -f workload.yaml --zones 3
  podfit diff main.yaml change.yaml m6i m7i r6i --check`,
		Args: func(_ *cobra.Command, args []string) error {
			if files, _ := splitFiles(args); len(files) < 2 {
				return usagef("diff %q: want two scenarios or more, each a file that ends in .yaml, .yml or .json or has a / in it", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runDiff(cmd, opts, args) },
	}
	opts.addFlags(cmd, "type")
	for _, name := range []string{"by", "columns", "limit"} {
		cmd.Flags().Lookup(name).Hidden = true
	}
	inGroup(cmd, groupPlan, func() {
		opts.addPlanFlags(cmd)
		cmd.Flags().BoolVar(&opts.check, "check", false, "end with 3 where a scenario costs more than the first, or what cannot be compared, or leaves more pods unplaced")
	})
	cmd.ValidArgsFunction = completeScenarios
	return cmd
}

// splitFiles tells scenarios from instance types by their names alone, so that
// no file in the folder changes what is asked.
func splitFiles(args []string) (files, types []string) {
	for _, arg := range args {
		if arg == "-" || strings.ContainsAny(arg, "/"+string(filepath.Separator)) || slices.Contains(scenarioEndings, filepath.Ext(arg)) {
			files = append(files, arg)
		} else {
			types = append(types, arg)
		}
	}
	return files, types
}

var scenarioEndings = []string{".yaml", ".yml", ".json"}

// completeScenarios offers files until there are two, and then types as well.
func completeScenarios(cmd *cobra.Command, args []string, text string) ([]string, cobra.ShellCompDirective) {
	if files, _ := splitFiles(args); len(files) < 2 {
		return []string{"yaml", "yml", "json"}, cobra.ShellCompDirectiveFilterFileExt
	}
	types, _ := completeTypes(cmd, args, text)
	return types, cobra.ShellCompDirectiveDefault
}

func runDiff(cmd *cobra.Command, opts *planOptions, args []string) error {
	if err := opts.checkQuestion(); err != nil {
		return err
	}
	files, types := splitFiles(args)
	scenarios := make([]*planOptions, len(files))
	for i, file := range files { // all of them before the first is planned
		var err error
		if scenarios[i], err = opts.over(cmd, file); err != nil {
			return usageError{err}
		}
	}
	var planned []report.Planned
	asked := map[string]bool{} // regions of which AWS has told
	for i, o := range scenarios {
		o.catalogue, o.freshened = opts.catalogue, asked[o.settings.Region]
		p, err := o.planned(files[i], types)
		if err != nil {
			return fmt.Errorf("%s: %w", files[i], err)
		}
		opts.catalogue, asked[o.settings.Region] = o.catalogue, true
		planned = append(planned, p)
	}
	diffs := report.NewDiffs(planned)
	if err := diffs.Write(cmd.OutOrStdout(), opts.output); err != nil {
		return err
	}
	for i := range planned {
		complain(cmd.ErrOrStderr(), planned[i].File+": ", &planned[i].Found.Answer)
	}
	if why := diffs.Worse(); opts.check && why != "" {
		return checkError{errors.New("check: " + why)}
	}
	return nil
}

// over is the options with a scenario over all that they have, but for flags.
func (o *planOptions) over(cmd *cobra.Command, file string) (*planOptions, error) {
	each := *o
	if err := each.readScenarios(cmd, []string{file}); err != nil {
		return nil, err
	}
	if err := settings.Check(&each.settings); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(each.scenario.Workload) == 0 {
		return nil, fmt.Errorf("%s: no workload: give each scenario one, or one that all share with -f", file)
	}
	// Two files that differ in the order of their kinds alone are planned alike.
	each.scenario.Workload = slices.SortedFunc(slices.Values(each.scenario.Workload), func(a, b planner.Workload) int { return strings.Compare(a.Name, b.Name) })
	return &each, nil
}

func (o *planOptions) planned(file string, types []string) (report.Planned, error) {
	p := report.Planned{File: file}
	var err error
	if p.Query, p.Question, err = o.ask(types); err != nil {
		return p, err
	}
	p.Found = o.solve(&p.Question, 1, "planning "+file)
	p.Inputs = o.inputs(types)
	return p, nil
}

// inputs are what the scenario says, with the settings as they are.
func (o *planOptions) inputs(types []string) []planner.Input {
	said := o.scenario
	said.Settings = o.settings
	if len(types) > 0 { // they stand in the place of the scenario's
		said.Options = nil
	}
	return scenario.Inputs(said, o.table)
}
