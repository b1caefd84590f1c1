package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/report/answer"
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
	f := request.NewFlags(cmd).Settings().AWS().Output().Strict()
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
	q := answer.Query{Settings: r.Settings(), Topics: planner.Topics, Types: r.Types, Doubts: r.Doubts(&c)}
	explained := answer.New("Explanation", q, options, answer.Each(options, answer.NewExplanation))
	if err := (report.Explanations(explained, options)).Write(io.Out, r.Output); err != nil {
		return err
	}
	if !report.Structured(r.Output) {
		for _, w := range explained.Warnings {
			if len(w.InstanceTypes) == 0 { // those of the types are with their figures
				fmt.Fprintln(io.Err, w.Labelled())
			}
		}
	}
	return strict(&r, explained.Warnings)
}
