package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/planner/share"
)

func newCmdDiff() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff FILE FILE… [TYPE…]",
		Short: "Compare scenarios: nodes, cost, density, addresses, and which inputs differ",
		Long: `diff plans the workload of each scenario as podfit plan does and compares the
best plans with that of the first: nodes, cost, pods per node, RAM per pod, what
limits them, the gap to the lower bound, pods that do not fit and the VPC
addresses that the nodes need. Below the figures are the inputs that differ, by
their keys.

A FILE ends in .yaml, .yml or .json, has a / in it, or is - for stdin; anything
else is a TYPE, which narrows what every scenario chooses from. What the scenarios
share may be in a file of its own, read before each of them, with -f; flags apply
to all of them and override the files.

--by-namespace adds what each namespace costs in each scenario, those first whose
cost changes most; --by-label, --by-pool and --by-workload do the same.

--output name prints the keys of the inputs that differ, a line each.`,
		Example: `  podfit diff today.yaml prefixes.yaml
  podfit diff paris.yaml ireland.yaml dublin-arm.yaml -f workload.yaml --zones 3
  podfit diff main.yaml change.yaml m6i m7i r6i --check`,
		Args: func(_ *cobra.Command, args []string) error {
			if files, _ := splitFiles(args); len(files) < 2 {
				return cli.Usagef("diff %q: give two scenarios or more, each a file that ends in .yaml, .yml or .json or has a / in it", strings.Join(args, " "))
			}
			return nil
		},
	}
	var check bool
	var shares shareFlags
	f := request.NewFlags(cmd).Settings().AWS().Select().Plan().Output().Strict()
	cmd.ValidArgsFunction = completeScenarios
	cli.Under(cmd, cli.Plan, func(flags *pflag.FlagSet) {
		flags.BoolVar(&check, "check", false, "exit 3 if a scenario costs more than the first, cannot be compared with it, leaves more pods unplaced, or has a doubt that fails a check and the first has not")
	})
	cli.Under(cmd, cli.Output, shares.add)
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		by, err := shares.by(f.Set())
		if err != nil {
			return err
		}
		var files []string
		files, r.Types = splitFiles(r.Types)
		return runDiff(ctx, diffRequest{r, files, check, by}, io)
	})
	return cmd
}

type diffRequest struct {
	request.Request
	scenarios []string // files
	check     bool
	by        planner.Maybe[share.By]
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
	types, _ := request.CompleteTypes(cmd, args, text)
	return types, cobra.ShellCompDirectiveDefault
}

func runDiff(ctx context.Context, r diffRequest, io request.IO) error {
	var all []request.Request
	for _, file := range r.scenarios { // all of them before the first is planned
		text, err := io.ReadScenario(file)
		if err != nil {
			return cli.UsageError{Err: err}
		}
		one, err := over(r.Request, file, text)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	scenarios := make([]*request.Request, len(all))
	for i := range all {
		scenarios[i] = &all[i]
	}
	if err := checkShares(r.by, scenarios...); err != nil {
		return err
	}
	var c request.Catalogue
	var planned []answer.Planned
	asked := map[string]bool{} // regions whose live figures are there
	for i, one := range all {
		switch region := one.Settings().Region; {
		case i == 0:
			c, asked[region] = one.Catalogue(ctx, io, one.Wanted(true)), true
		case !asked[region]:
			c, asked[region] = one.Freshen(ctx, io, c, one.Wanted(true)), true
		}
		p, err := planScenario(one, r.scenarios[i], io, &c)
		if err != nil {
			return err
		}
		p.ShareBy = r.by
		planned = append(planned, p)
	}
	diffs := report.NewDiffs(planned)
	if err := diffs.Write(io.Out, r.Output); err != nil {
		return err
	}
	talk(io, false, diffs.Answer)
	if why := diffs.Worse(); r.check && why != "" {
		return cli.Checkf("%s", why)
	}
	if r.check {
		if err := failing(diffs.NewWarnings()); err != nil {
			return err
		}
	}
	return strict(&r.Request, diffs.Answer.Warnings)
}

// over is the request with a scenario file over it. One of them must have a
// workload.
func over(r request.Request, file string, text []byte) (request.Request, error) {
	one, err := r.Over(file, text)
	if err != nil {
		return one, err
	}
	if len(one.Scenario.Workload) == 0 {
		return one, cli.Usagef("%s: no workload: give each scenario one, or one that all share with -f", file)
	}
	// Two files that differ only in the order of their workloads are planned alike.
	byName := func(a, b planner.Workload) int { return strings.Compare(a.Name, b.Name) }
	one.Scenario.Workload = slices.SortedFunc(slices.Values(one.Scenario.Workload), byName)
	return one, nil
}

func planScenario(r request.Request, file string, io request.IO, c *request.Catalogue) (answer.Planned, error) {
	q, filter, err := r.Question(io, c)
	if err != nil {
		return answer.Planned{}, fmt.Errorf("%s: %w", file, err)
	}
	planned := answer.Planned{File: file, Query: planQuery(&r, c, filter), Inputs: inputs(&r), Found: solve(&r, io, &q, 1, "planning "+file)}
	planned.Question = q
	planned.Query.Today, err = r.BesideToday(c, &q, &planned.Found)
	return planned, err
}

// inputs are what the scenario says, with the settings as they are. Types on the
// command line replace the scenario's.
func inputs(r *request.Request) []planner.Input {
	said := r.Scenario
	if len(r.Types) > 0 {
		said.Options = nil
	}
	return scenario.Inputs(said, r.Table)
}
