package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
)

func newCmdExplain() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain TYPE…",
		Short: "Explain every figure of a type, step by step",
		Long: `explain derives what podfit says of an instance type as a person would on
paper: warnings first, then each figure with its sum, its source and its date.`,
		Example: `  podfit explain m5.large
  podfit explain r5.xlarge --security-groups-for-pods --daemonsets 6
  podfit explain m5.large --prefix-delegation --max-pods managed -o json`,
		ValidArgsFunction: request.CompleteTypes,
	}
	f := request.NewFlags(cmd).Settings().AWS().Output()
	cmd.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 && !f.Changed(cli.FileFlag) {
			return cli.Usagef("explain: which instance type? such as podfit explain m5.large")
		}
		return nil
	}
	cmd.RunE = runs(f, runExplain)
	return cmd
}

func runExplain(ctx context.Context, r request.Request, io request.IO) error {
	c := r.Catalogue(ctx, io, r.Wanted(true))
	options, err := r.Candidates(&c)
	if err != nil {
		return err
	}
	q := answer.Query{Settings: r.Settings(), Topics: everyTopic, Types: r.Types}
	answer := answer.New("Explanation", q, options, answer.Each(options, answer.NewExplanation))
	if err := (report.Explanations(answer.Also(c.Warnings(q.Settings.Region)...), options)).Write(io.Out, r.Output); err != nil {
		return err
	}
	for _, w := range words.Warnings(density.SettingsWarnings(r.Settings())) { // those of the types are on their pages
		fmt.Fprintln(io.Err, "warning:", w.Line())
	}
	return nil
}
