package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
)

func newCmdExplain() *cobra.Command {
	opts := struct {
		answerOptions
		output string
	}{answerOptions: newAnswerOptions()}
	opts.money = true
	cmd := &cobra.Command{
		Use:   "explain TYPE…",
		Short: "Where every figure of a type comes from, step by step",
		Long: `explain derives what podfit says of an instance type as a person would on
paper: warnings first, then each figure with its sum, its source and its date.`,
		Example: `  podfit explain m5.large
  podfit explain r5.xlarge --security-groups-for-pods --daemonsets 6
  podfit explain m5.large --prefix-delegation --max-pods managed -o json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && len(opts.files) == 0 {
				return usagef("explain: which instance type? such as podfit explain m5.large")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			options, err := opts.candidates(args)
			if err != nil {
				return err
			}
			q := answer.Query{Settings: &opts.settings, Topics: everyTopic, Types: args}
			explained := answer.New("Explanation", q, options, answer.Each(options, answer.NewExplanation))
			if err := report.Explanations(explained, options).Write(cmd.OutOrStdout(), opts.output); err != nil {
				return err
			}
			for _, w := range words.Warnings(density.SettingsWarnings(&opts.settings)) { // those of the types are on their pages
				fmt.Fprintln(cmd.ErrOrStderr(), "warning:", w.Line())
			}
			return nil
		},
		ValidArgsFunction: completeTypes,
	}
	opts.addSettings(cmd)
	opts.aws.addFlags(cmd)
	inGroup(cmd, groupOutput, func() { addOutput(cmd, &opts.output) })
	return cmd
}
