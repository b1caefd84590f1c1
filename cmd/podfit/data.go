package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
	"podfit/data"
	"podfit/data/cache"
	"podfit/data/cluster"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/settings"
)

func newCmdData() *cobra.Command {
	const subcommands = "status, update, refresh, diff, policy, rbac"
	cmd := &cobra.Command{
		Use:   "data",
		Short: "Show what the figures are, how old, and what changed: bundled, updated, cached and live",
		Long: `data shows what the bundled tables, their update and the cache of AWS answers hold
and how old it is, updates the tables, refreshes the cache, and compares them. It
also prints what --live and --context need: the IAM policy and the RBAC rules, which
only allow reading.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.Usagef("data: missing subcommand: %s", subcommands)
			}
			return cli.Usagef("data %q: must be one of %s", args[0], subcommands)
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // so that Args is asked
	}
	cmd.AddCommand(newCmdDataStatus(), newCmdDataUpdate(), newCmdDataRefresh(), newCmdDataDiff(),
		newCmdText("policy", "Print the IAM policy that --live needs, and no more", live.Policy()),
		newCmdText("rbac", "Print the ClusterRole that --context needs, and no more", cluster.RBAC(objects.CustomResources())))
	return cmd
}

func newCmdText(use, short, text string) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: cli.NoArguments, RunE: func(cmd *cobra.Command, _ []string) error {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), strings.TrimRight(text, "\n"))
		return err
	}}
}

// everything is tables with all of AWS's figures of the request's region over them.
func everything(ctx context.Context, r *request.Request, aws request.AWS, io request.IO, tables data.Catalogue) (data.Catalogue, []fresh.Part) {
	figures, parts := aws.Ask(ctx, io, fresh.Question{Region: r.Settings().Region, Prices: true, Spot: aws.Spot})
	c := tables.With(figures)
	request.SayLive(io, c.Warnings(r.Settings().Region))
	return c, parts
}

// regionTimeout is longer than for a few types: a region has thousands of rows.
const regionTimeout = time.Minute

func newCmdDataStatus() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what the bundled tables, their update and the cache hold, and how old it is",
		Args:  cli.NoArguments,
	}
	cmd.RunE = runs(request.NewFlags(cmd).Output(), runDataStatus)
	return cmd
}

func runDataStatus(_ context.Context, r request.Request, io request.IO) error {
	items := tablesOf(data.Bundled(), "bundled")
	items = append(items, updatedTables()...)
	for _, cached := range cache.Open("").List() {
		items = append(items, cachedTable(cached, io.Now()))
	}
	status := report.DataTables(answer.Query{Settings: r.Settings()}, items, ageText)
	status.Answer.Region = "" // it is of all
	return status.Write(io.Out, r.Output)
}

func ageText(seconds int64) string { return fresh.Age(time.Duration(seconds) * time.Second) }

func tablesOf(tables *data.Tables, location string) []answer.DataTable {
	var items []answer.DataTable
	for _, t := range tables.Contents() {
		item := answer.DataTable{Name: t.Name, Location: location, Rows: planner.Known(t.Rows), Source: planner.Known(t.Source.Name), AsOf: planner.Known(t.Source.AsOf)}
		if t.Regions > 0 {
			item.Regions = planner.Known(t.Regions)
		}
		items = append(items, item)
	}
	return items
}

func cachedTable(cached cache.Info, now time.Time) answer.DataTable {
	item := answer.DataTable{Name: shortened(cached.Key), Location: "cache", Bytes: planner.Known(cached.Size), File: planner.Known(cached.File)}
	if cached.Damaged != nil {
		item.Name, item.Location, item.Note = "?", "damaged", planner.Known(cached.File+" "+cached.Damaged.Error())
		return item
	}
	day, age := cached.At.UTC().Format(time.DateOnly), int64(now.Sub(cached.At)/time.Second)
	item.AsOf, item.Age, item.Source = planner.Known(day), planner.Known(age), planner.Known(cached.File)
	return item
}

// shortened keeps a key of many types from filling lines.
func shortened(key string) string {
	const most = 60
	if len(key) > most {
		return key[:most] + "…"
	}
	return key
}

func newCmdDataRefresh() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "refresh",
		Short: "Ask AWS for everything about a region, and cache it",
		Example: `  podfit data refresh --region eu-west-3
  podfit compare --offline --region eu-west-3`,
		Args: cli.NoArguments,
	}
	f := request.NewFlags(cmd).Region().Reach(regionTimeout).Output()
	cmd.RunE = runs(f, runDataRefresh)
	return cmd
}

func runDataRefresh(ctx context.Context, r request.Request, io request.IO) error {
	if r.AWS.Offline {
		return cli.Usagef("data refresh --offline: refresh asks AWS: leave one of them out")
	}
	r.AWS.Refresh = true
	c, parts := everything(ctx, &r, r.AWS, io, request.Tables().Catalogue())
	var items []answer.DataTable
	var uncached error
	for i := range parts {
		if uncached = cmp.Or(uncached, parts[i].Uncached); parts[i].Err != nil || parts[i].Uncached != nil {
			continue
		}
		day, age := parts[i].At.UTC().Format(time.DateOnly), int64(io.Now().Sub(parts[i].At)/time.Second)
		items = append(items, answer.DataTable{Name: parts[i].Name, Location: "cache", Rows: planner.Known(parts[i].Rows), AsOf: planner.Known(day), Age: planner.Known(age)})
	}
	refreshed := report.DataTables(answer.Query{Settings: r.Settings()}, items, ageText)
	refreshed.Answer = refreshed.Answer.Also(c.Warnings(r.Settings().Region)...)
	if err := refreshed.Write(io.Out, r.Output); err != nil {
		return err
	}
	switch {
	case uncached != nil:
		return fmt.Errorf("data refresh: AWS answered, but nothing can be cached: %w", uncached)
	case len(items) == 0:
		return errors.New("data refresh: nothing was refreshed; what was cached before stays")
	case len(items) < len(parts):
		return fmt.Errorf("data refresh: %d of %d kinds of figures were not refreshed; what was cached of them before stays", len(parts)-len(items), len(parts))
	}
	return nil
}

// The sides of podfit data diff.
var dataSides = []string{"bundled", "updated", "cached", "live"}

func newCmdDataDiff() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff [bundled|updated|cached] [updated|cached|live]",
		Short: "Compare AWS's answers with the bundled tables, or with the cache",
		Long: `diff compares the figures of a region: by default those of the bundled tables with
those that AWS gives now. updated is what podfit data update installed, and cached is
what the last run with --live cached, however old. Types that came and went, changed limits, zones and prices are a row each; a
count of them goes to stderr.`,
		Example: `  podfit data diff --region eu-west-3
  podfit data diff bundled updated
  podfit data diff bundled cached
  podfit data diff cached live -o json`,
		ValidArgs: dataSides,
		Args: func(_ *cobra.Command, args []string) error {
			for _, a := range args {
				if !slices.Contains(dataSides, a) {
					return cli.Usagef("data diff %q: must be one of bundled, updated, cached and live%s", a, settings.DidYouMean(a, dataSides))
				}
			}
			if len(args) == 2 && slices.Index(dataSides, args[0]) < slices.Index(dataSides, args[1]) || len(args) == 0 {
				return nil
			}
			return cli.Usagef("data diff %s: must be two of bundled, updated, cached and live, in this order", strings.Join(args, " "))
		},
	}
	f := request.NewFlags(cmd).Region().Reach(regionTimeout).Output()
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		sides := r.Types
		if r.Types = nil; len(sides) == 0 {
			sides = []string{"bundled", "live"}
			if r.AWS.Offline {
				sides[1] = "cached"
			}
		}
		return runDataDiff(ctx, r, sides, io)
	})
	return cmd
}

func runDataDiff(ctx context.Context, r request.Request, sides []string, io request.IO) error {
	var catalogues [2]data.Catalogue
	for i, side := range sides {
		switch side {
		case "bundled":
			continue
		case "updated":
			tables := request.Tables()
			if tables == data.Bundled() {
				return errors.New("data diff: nothing to compare with: there is no update in use (podfit data update)")
			}
			catalogues[i] = tables.Catalogue()
			continue
		}
		aws := r.AWS
		aws.Offline = side == "cached"
		aws.Refresh = side == "live" && (aws.Refresh || sides[0] == "cached")
		c, parts := everything(ctx, &r, aws, io, catalogues[i])
		if !slices.ContainsFunc(parts, func(p fresh.Part) bool { return !p.At.IsZero() }) {
			return fmt.Errorf("data diff: nothing to compare with: there are no %s figures of %s", side, r.Settings().Region)
		}
		catalogues[i] = c
	}
	items := []answer.DataChange{}
	counts := map[string]int{}
	for _, c := range catalogues[0].Changes(&catalogues[1], r.Settings().Region) {
		items = append(items, answer.DataChange{InstanceType: c.Type, Figure: c.Figure, From: c.From, To: c.To})
		counts[c.Figure]++
	}
	changes := report.DataChanges(answer.Query{Settings: r.Settings()}, items)
	for _, c := range catalogues {
		changes.Answer = changes.Answer.Also(c.Warnings(r.Settings().Region)...)
	}
	if err := changes.Write(io.Out, r.Output); err != nil {
		return err
	}
	var summary []string
	for _, figure := range slices.Sorted(maps.Keys(counts)) {
		summary = append(summary, fmt.Sprintf("%d %s", counts[figure], figure))
	}
	details := ""
	if summary != nil {
		details = ": " + strings.Join(summary, ", ")
	}
	fmt.Fprintf(io.Err, "%d changes from %s to %s%s\n", len(items), sides[0], sides[1], details)
	return nil
}
