package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// scenarioSchema is the one that is of a file, not of an answer.
const scenarioSchema = "scenario"

func newCmdSchema() *cobra.Command {
	names := []string{scenarioSchema}
	for _, item := range report.Items {
		names = append(names, item.Kind)
	}
	return &cobra.Command{
		Use:   "schema " + strings.Join(names, "|"),
		Short: "The JSON Schema of the scenario file, or of a kind of answer",
		Long: `schema prints the JSON Schema of what a command says in JSON, by the kind that
the answer has, or of the scenario file, by which an editor completes and checks
it: save that one, and begin the scenario with the line
# yaml-language-server: $schema=scenario.schema.json`,
		Example: `  podfit schema scenario > scenario.schema.json
  podfit schema Comparison`,
		ValidArgs: names,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(names, args[0]) {
				asked := strings.Join(args, " ")
				return usagef("schema %q: want one of %s%s", asked, strings.Join(names, ", "), settings.DidYouMean(asked, names))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			text, ok := report.Schema(args[0])
			if !ok {
				text = scenario.Schema(knownSettings())
			}
			_, err := fmt.Fprint(cmd.OutOrStdout(), text)
			return err
		},
	}
}
