package main

import (
	"bytes"
	"os"

	"github.com/spf13/cobra"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/report"
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
	return tui.Run(cmd.Context(), opts.config())
}

func (o *screenOptions) config() tui.Config {
	c := tui.Config{
		Settings: o.settings,
		Table:    o.table,
		Lookups:  tui.Lookups{Types: data.Types, Offerings: offerings},
		Options:  o.scenario.Options,
		By:       o.scenario.By,
		Files:    screenFiles(),
		Export:   exportTable,
	}
	// Of several files none is the session's, and stdin cannot be saved to.
	if len(o.files) == 1 && o.files[0] != "-" {
		c.File = o.files[0]
	}
	return c
}

// exportTable writes what podfit compare writes.
func exportTable(format string, q report.Query, options []planner.Option) ([]byte, error) {
	o := newCompareOptions()
	o.settings, o.output = *q.Settings, format
	q.Topics = o.topics
	columns, err := o.columnsShown()
	if err != nil {
		return nil, err
	}
	answer := report.NewAnswer(comparison, q, options, report.Each(options, report.NewComparison))
	var b bytes.Buffer
	err = report.Listing{Answer: answer, Options: options, Columns: columns}.Write(&b, format)
	return b.Bytes(), err
}

func offerings(region string) (func(typeName string) planner.Offering, bool) {
	table, ok := data.Region(region)
	if !ok {
		return nil, false
	}
	return table.Offering, true
}
