package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// scenarioSchema is the one of a file; the others are of answers.
const scenarioSchema = "scenario"

func newCmdSchema() *cobra.Command {
	names := []string{scenarioSchema}
	for _, item := range answer.Items {
		names = append(names, item.Kind)
	}
	return &cobra.Command{
		Use:   "schema " + strings.Join(names, "|"),
		Short: "Print the JSON Schema of the scenario file, or of a kind of answer",
		Long: `schema prints the JSON Schema of what a command writes as JSON, by the kind of
the answer, or of the scenario file. With that one an editor completes and checks
the file: save it, and begin the scenario with the line
# yaml-language-server: $schema=scenario.schema.json`,
		Example: `  podfit schema scenario > scenario.schema.json
  podfit schema Comparison`,
		ValidArgs: names,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(names, args[0]) {
				asked := strings.Join(args, " ")
				return cli.Usagef("schema %q: must be one of %s%s", asked, strings.Join(names, ", "), settings.DidYouMean(asked, names))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			text, ok := answer.Schema(args[0])
			if !ok {
				text = scenario.Schema(request.Known())
			}
			_, err := fmt.Fprint(cmd.OutOrStdout(), text)
			return err
		},
	}
}
