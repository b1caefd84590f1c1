package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/data"
	"podfit/data/bundle"
	"podfit/planner"
	"podfit/planner/report/answer"
)

// updateURL is where figures are published if neither --from nor data-url says so;
// empty while no project publishes them.
const updateURL = ""

// updateRequest is what podfit data update was asked.
type updateRequest struct {
	from, url string
	remove    bool
	timeout   time.Duration
}

func newCmdDataUpdate() *cobra.Command {
	var r updateRequest
	cmd := &cobra.Command{
		Use:   "update",
		Short: "Replace the bundled tables with newer ones from a file or URL, without an AWS account",
		Long: `update gets a file of figures that a scheduled job publishes (go run ./data/gen
-bundle FILE writes one) and uses it in place of the bundled tables, below AWS's live
figures. The file is used only if it is complete, every row is valid, and it is not
older than the figures of this podfit. Otherwise nothing changes.

The address can be set once as data-url in podfit.yaml or as PODFIT_DATA_URL.`,
		Example: `  podfit data update --from https://example.com/figures.bundle
  podfit data update --from figures.bundle
  podfit data update --remove`,
		Args: cli.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := cli.Configure(cmd.Flags(), configKeys); err != nil {
				return err
			}
			return runDataUpdate(cmd.Context(), r, bundle.Open(""), request.System(cmd))
		},
	}
	cmd.Flags().StringVar(&r.from, "from", "", "`FILE` or URL of the figures")
	cmd.Flags().BoolVar(&r.remove, "remove", false, "go back to the bundled tables")
	cli.Under(cmd, cli.AWS, func(flags *pflag.FlagSet) {
		flags.StringVar(&r.url, "data-url", updateURL, "`FILE` or URL of the figures without --from")
		flags.DurationVar(&r.timeout, "timeout", bundle.DefaultTimeout, "how long the download may take")
	})
	return cmd
}

func runDataUpdate(ctx context.Context, r updateRequest, store *bundle.Store, io request.IO) error {
	from := cmp.Or(r.from, r.url)
	switch {
	case r.remove && r.from != "":
		return cli.Usagef("data update --remove: leave --from out")
	case r.remove:
		return removeFigures(ctx, store, io)
	case from == "":
		return cli.Usagef("data update: give the file or URL of the figures with --from, or set data-url in podfit.yaml (or PODFIT_DATA_URL)")
	case r.timeout <= 0:
		return cli.Usagef("--timeout %q: must be more than 0", r.timeout)
	}
	stop := io.Progress("fetching figures")
	file, err := bundle.Fetch(ctx, from, r.timeout)
	stop()
	var tables *data.Tables
	if err == nil {
		if tables, err = store.Install(ctx, file); err != nil {
			err = fmt.Errorf("%s: %w", bundle.Address(from), err)
		}
	}
	if err != nil {
		inUse, _ := store.Tables()
		return fmt.Errorf("data update: %w; the %s figures of %s stay in use", err, inUse.Name(), inUse.AsOf())
	}
	_, err = fmt.Fprintf(io.Out, "figures of %s are in use now, instead of the bundled ones of %s\n", tables.AsOf(), data.Bundled().AsOf())
	return err
}

func removeFigures(ctx context.Context, store *bundle.Store, io request.IO) error {
	removed, err := store.Remove(ctx)
	if err != nil {
		return fmt.Errorf("data update --remove: %w", err)
	}
	text := "there was no update"
	if removed {
		text = "removed"
	}
	_, err = fmt.Fprintf(io.Out, "%s: the bundled figures of %s are in use\n", text, data.Bundled().AsOf())
	return err
}

// updatedTables are those of podfit data update, or why they are not used.
func updatedTables() []answer.DataTable {
	store := bundle.Open("")
	tables, err := store.Tables()
	switch {
	case err != nil:
		return []answer.DataTable{{Name: "?", Location: "not used", File: planner.Known(store.File()), Note: planner.Known(fmt.Sprintf("%s: %v", store.File(), err))}}
	case tables == data.Bundled():
		return nil
	}
	items := tablesOf(tables, "updated")
	for i := range items {
		items[i].File = planner.Known(store.File())
	}
	return items
}
