package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// schemas are what the binary has a JSON Schema of.
var schemas = []string{"scenario"}

func newCmdSchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema scenario",
		Short: "The JSON Schema of the scenario file, for editors",
		Long: `schema prints the JSON Schema by which an editor completes and checks a
scenario: save it, and begin the scenario with the line
# yaml-language-server: $schema=scenario.schema.json`,
		Example:   "  podfit schema scenario > scenario.schema.json",
		ValidArgs: schemas,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] != schemas[0] {
				asked := strings.Join(args, " ")
				return usagef("schema %q: want %s%s", asked, strings.Join(schemas, ", "), settings.DidYouMean(asked, schemas))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(cmd.OutOrStdout(), scenario.Schema())
			return err
		},
	}
}
