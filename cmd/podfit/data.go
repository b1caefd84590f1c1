package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/cluster"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/settings"
)

func newCmdData() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "data",
		Short: "What the figures are, how old, and what changed: bundled, kept and AWS's own",
		Long: `data says what the bundled tables and the cache of AWS's answers hold and how
old it is, asks AWS anew, and tells what is other. It also prints what --live
and --context may do: the IAM policy and the RBAC rules, all of them to read.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("data: what of it? status, refresh, diff, policy or rbac")
			}
			return usagef("data %q: want status, refresh, diff, policy or rbac", args[0])
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // so that Args is asked
	}
	cmd.AddCommand(newCmdDataStatus(), newCmdDataRefresh(), newCmdDataDiff(),
		newCmdText("policy", "The IAM policy that --live needs, and no more", live.Policy()),
		newCmdText("rbac", "The ClusterRole that --context needs, and no more", cluster.RBAC()))
	return cmd
}

func newCmdText(use, short, text string) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: nothingElse(use), RunE: func(cmd *cobra.Command, _ []string) error {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), strings.TrimRight(text, "\n"))
		return err
	}}
}

func nothingElse(use string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("data %s: %q: it takes no arguments", use, args[0])
		}
		return nil
	}
}

// dataOptions are those of the commands that ask AWS of a region.
type dataOptions struct {
	aws    awsOptions
	region string
	output string
}

func (o *dataOptions) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.region, "region", planner.Default().Region, "AWS `REGION`")
	cmd.RegisterFlagCompletionFunc("region", cobra.FixedCompletions(data.RegionNames(), cobra.ShellCompDirectiveNoFileComp))
	o.aws.addReach(cmd)
	o.aws.timeout = time.Minute // everything of a region is thousands of rows
	f := cmd.Flags().Lookup("timeout")
	f.DefValue = o.aws.timeout.String()
	inGroup(cmd, groupOutput, func() { addOutput(cmd, &o.output) })
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := configure(cmd.Flags(), configKeys(cmd.Root())); err != nil {
			return err
		}
		if !slices.Contains(data.RegionNames(), o.region) {
			return usagef("--region %q: no such AWS region%s", o.region, settings.DidYouMean(o.region, data.RegionNames()))
		}
		return o.aws.check()
	}
}

func (o *dataOptions) query() report.Query {
	s := planner.Default()
	s.Region = o.region
	return report.Query{Settings: &s}
}

func (o *dataOptions) everything(cmd *cobra.Command) (data.Live, []fresh.Part) {
	return o.aws.ask(cmd.Context(), cmd.ErrOrStderr(), fresh.Question{Region: o.region, Prices: true, Spot: o.aws.spot})
}

func newCmdDataStatus() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "status",
		Short: "What the bundled tables and the cache hold, and how old it is",
		Args:  nothingElse("status"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			items := bundledTables()
			for _, kept := range cache.Open("").List() {
				items = append(items, keptTable(kept, time.Now()))
			}
			return report.NewDataTables((&dataOptions{region: planner.Default().Region}).query(), items, ageText).Write(cmd.OutOrStdout(), output)
		},
	}
	inGroup(cmd, groupOutput, func() { addOutput(cmd, &output) })
	return cmd
}

func ageText(seconds int64) string { return fresh.Age(time.Duration(seconds) * time.Second) }

func bundledTables() []report.DataTable {
	var items []report.DataTable
	for _, t := range data.Tables() {
		item := report.DataTable{Name: t.Name, Kept: "bundled", Rows: &t.Rows, Source: &t.Source.Name, AsOf: &t.Source.AsOf}
		if t.Regions > 0 {
			item.Regions = &t.Regions
		}
		items = append(items, item)
	}
	return items
}

func keptTable(kept cache.Info, now time.Time) report.DataTable {
	item := report.DataTable{Name: shortened(kept.Key), Kept: "cache", Bytes: &kept.Size, File: &kept.File}
	if kept.Damaged != nil {
		note := kept.File + " " + kept.Damaged.Error()
		item.Name, item.Kept, item.Note = "?", "damaged", &note
		return item
	}
	day, age := kept.At.UTC().Format(time.DateOnly), int64(now.Sub(kept.At)/time.Second)
	item.AsOf, item.Age, item.Source = &day, &age, &kept.File
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
	opts := &dataOptions{}
	cmd := &cobra.Command{
		Use:   "refresh",
		Short: "Ask AWS for everything of a region, and keep it",
		Example: `  podfit data refresh --region eu-west-3
  podfit compare --offline --region eu-west-3`,
		Args: nothingElse("refresh"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if opts.aws.offline {
				return usagef("data refresh --offline: it asks AWS: leave one of them out")
			}
			opts.aws.refresh = true
			_, parts := opts.everything(cmd)
			var items []report.DataTable
			var failed error
			for i := range parts {
				if failed = cmp.Or(failed, parts[i].Err); parts[i].Err != nil {
					continue
				}
				day, age := parts[i].At.UTC().Format(time.DateOnly), int64(time.Since(parts[i].At)/time.Second)
				items = append(items, report.DataTable{Name: parts[i].Name, Kept: "cache", Rows: &parts[i].Rows, AsOf: &day, Age: &age})
			}
			if err := report.NewDataTables(opts.query(), items, ageText).Write(cmd.OutOrStdout(), opts.output); err != nil {
				return err
			}
			if failed != nil {
				return fmt.Errorf("data refresh: %d of %d kinds of figures are not new", len(parts)-len(items), len(parts))
			}
			return nil
		},
	}
	opts.addFlags(cmd)
	return cmd
}

// The sides of podfit data diff.
var dataSides = []string{"bundled", "cached", "live"}

func newCmdDataDiff() *cobra.Command {
	opts := &dataOptions{}
	cmd := &cobra.Command{
		Use:   "diff [bundled|cached] [cached|live]",
		Short: "What is other in AWS's answers than in the bundled tables, or in what was kept",
		Long: `diff compares the figures of a region: those of the bundled tables with those
that AWS gives now, unless told otherwise. cached is what the last run with
--live kept, however old. Types that came and went, changed limits, zones and
prices are a row each; how many there are of which goes to stderr.`,
		Example: `  podfit data diff --region eu-west-3
  podfit data diff bundled cached
  podfit data diff cached live -o json`,
		ValidArgs: dataSides,
		Args: func(_ *cobra.Command, args []string) error {
			for _, a := range args {
				if !slices.Contains(dataSides, a) {
					return usagef("data diff %q: want bundled, cached or live%s", a, settings.DidYouMean(a, dataSides))
				}
			}
			if len(args) == 2 && slices.Index(dataSides, args[0]) < slices.Index(dataSides, args[1]) || len(args) == 0 {
				return nil
			}
			return usagef("data diff %s: want two of bundled, cached and live, in this order", strings.Join(args, " "))
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runDataDiff(cmd, opts, args) },
	}
	opts.addFlags(cmd)
	return cmd
}

func runDataDiff(cmd *cobra.Command, opts *dataOptions, args []string) error {
	if len(args) == 0 {
		args = []string{"bundled", "live"}
		if opts.aws.offline {
			args[1] = "cached"
		}
	}
	var sides [2]data.Catalogue
	for i, side := range args {
		if side == "bundled" {
			continue
		}
		o := *opts
		o.aws.offline = side == "cached"
		o.aws.refresh = side == "live" && (opts.aws.refresh || args[0] == "cached")
		answer, parts := o.everything(cmd)
		if !slices.ContainsFunc(parts, func(p fresh.Part) bool { return !p.At.IsZero() }) {
			return fmt.Errorf("data diff: nothing to compare with: there are no %s figures of %s", side, opts.region)
		}
		sides[i] = sides[i].With(answer)
	}
	items := []report.DataChange{}
	counts := map[string]int{}
	for _, c := range sides[0].Changes(&sides[1], opts.region) {
		items = append(items, report.NewDataChange(c.Type, c.Figure, c.From, c.To))
		counts[c.Figure]++
	}
	if err := report.NewDataChanges(opts.query(), items).Write(cmd.OutOrStdout(), opts.output); err != nil {
		return err
	}
	var summary []string
	for _, figure := range slices.Sorted(maps.Keys(counts)) {
		summary = append(summary, fmt.Sprintf("%d %s", counts[figure], figure))
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%d changes from %s to %s%s\n", len(items), args[0], args[1], ifAny(": ", strings.Join(summary, ", ")))
	return nil
}

func ifAny(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}
