package main

import (
	"os"

	"github.com/spf13/cobra"

	"podfit/data"
	"podfit/planner"
	"podfit/tui"
)

type screenOptions struct{ answerOptions }

// runScreen opens the screen; without a terminal it says what else there is.
func runScreen(cmd *cobra.Command, opts *screenOptions) error {
	if !isTerminal(os.Stdin) || !isTerminal(os.Stdout) {
		cmd.SetOut(cmd.ErrOrStderr())
		cmd.Usage()
		return usagef("the screen needs a terminal; podfit compare and podfit max-pods answer without one")
	}
	if os.Getenv("TERM") == "dumb" {
		return usagef("the screen needs more than TERM=dumb; podfit compare and podfit max-pods answer without it")
	}
	return tui.Run(cmd.Context(), tui.Config{
		Settings: opts.settings,
		Table:    opts.table,
		Lookups:  tui.Lookups{Types: data.Types, Offerings: offerings},
	})
}

func offerings(region string) (func(typeName string) planner.Offering, bool) {
	table, ok := data.Region(region)
	if !ok {
		return nil, false
	}
	return table.Offering, true
}
