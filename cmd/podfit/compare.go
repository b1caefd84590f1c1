package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
)

// listing is what a command says of a list of instance types.
type listing[T any] struct {
	kind   string // of the answer
	topics []planner.Topic
	item   func(*density.Option) T
	// plain are the columns of -o table, and wide those that -o wide adds.
	plain, wide []string
}

var comparison = listing[answer.Comparison]{
	kind: "Comparison", topics: planner.Topics, item: answer.NewComparison,
	plain: []string{"type", "vcpus", "memory", "max-pods", "sg-pods", "app-pods", "ram-per-pod", "pods", "limited-by", "on-demand", "spot", "cost-per-pod", "dominated-by"},
	wide:  []string{"arch", "cpu-per-pod", "allocatable-memory", "allocatable-cpu", "price-per-hour", "cost", "unused-cost", "interruption"},
}

func newCmdCompare() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "compare [TYPE…]",
		Short: "Compare instance types by RAM per pod and cost, spot beside on-demand",
		Long: `compare ranks instance types as node groups: what fits, what each pod gets,
what a node and a pod cost per month, on demand and on spot.

RAM/POD is the node's free memory over its application pods: pods that request
less run out of addresses first, pods that request more run out of memory. FIT
is how many pods fit, by the pod request as well if there is one. COST/POD is
a node's month, as the capacity settings buy it, over FIT. DOMINATED-BY names a
type that offers at least as much RAM per pod for less money, or more for as much.
Spot is an estimate: the average spot price, else the list price less the Spot
Advisor's saving.
With --purchase or a commitment, RESERVED is the reserved price and COST what a node
costs so. In Auto Mode all prices of a month contain its fee.`,
		Example: `  podfit compare m5.xlarge r5.xlarge --daemonsets 6
  podfit compare m5 r5 --pod-cpu 250m --pod-memory 512Mi --by cost-per-pod
  podfit compare --vcpus 4..16 --current-generation --by ram-per-pod --limit 10
  podfit compare m5 --on-demand-base 2 --on-demand-percent 30 --nodes 12 -o wide`,
	}
	f := request.NewFlags(cmd).Settings().AWS().Select().List("cost-per-pod").Output().Strict()
	cmd.RunE = runs(f, comparison.run)
	return cmd
}

func (l listing[T]) run(ctx context.Context, r request.Request, io request.IO) error {
	columns, err := l.columns(r.List.Columns, r.Output, r.Settings())
	if err != nil {
		return err
	}
	c := r.Catalogue(ctx, io, r.Wanted(slices.Contains(l.topics, planner.AboutMoney)))
	filter, options, err := r.Find(&c)
	if err != nil {
		return err
	}
	by, _ := query.FieldNamed(r.List.By)
	q := answer.Query{Settings: r.Settings(), Topics: l.topics, Types: r.Types, Filter: filter, By: by, Limit: r.List.Limit, Doubts: r.Doubts(&c)}
	listed := answer.New(l.kind, q, options, answer.Each(options, l.item))
	if err := report.Listing(listed, options, columns).Write(io.Out, r.Output); err != nil {
		return err
	}
	talk(io, report.Structured(r.Output), listed)
	return strict(&r, listed.Warnings)
}

// columns are those asked for, or those of the format.
func (l listing[T]) columns(asked []string, output string, s *planner.Settings) ([]words.Column, error) {
	names := asked
	if len(names) == 0 {
		names = slices.Clone(l.plain)
		if output == "wide" || output == "csv" {
			names = append(names, l.wide...)
		}
		if !s.Pod.Given() { // then as many fit as have an address
			names = slices.DeleteFunc(names, func(n string) bool { return n == "pods" || n == "unused-cost" })
		}
	}
	if _, reserved := s.Capacity.Term(); len(asked) == 0 && slices.Contains(l.topics, planner.AboutMoney) && (reserved || s.RootVolume > 0) {
		at := slices.Index(names, "on-demand") + 1
		names = slices.Insert(slices.DeleteFunc(names, func(n string) bool { return n == "cost" }), at, "cost")
		if reserved {
			names = slices.Insert(names, at, "reserved")
		}
	}
	columns, err := words.ColumnsNamed(names...)
	if err != nil {
		return nil, cli.Usagef("--columns: %w", err)
	}
	return columns, nil
}
