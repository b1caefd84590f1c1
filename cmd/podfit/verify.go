package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
	"podfit/cmd/internal/userfiles"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/planner/verify"
)

// verifyFlags are those of podfit verify alone.
type verifyFlags struct {
	save      string
	check     bool
	tolerance float64
}

func newCmdVerify() *cobra.Command {
	var from objects.Source
	cmd := &cobra.Command{
		Use:   "verify FILE|FOLDER… | - | --context NAME",
		Short: "Compare predictions for nodes with what real ones report",
		Long: `verify reads nodes, as kubectl get nodes -o json or -o yaml writes them or from
the cluster of a --context, and puts podfit's predictions for their instance
types beside what they report: allocatable memory and CPU, and max pods, with the
cause of each difference and the flags with which podfit predicts what is there.
An ERROR above 0 means that nodes have less than predicted. -o wide adds memory
capacity and branch ENIs.

Nodes that report the same are one row. Predictions are those of the settings:
give the scenario or the flags with which you plan.

--save writes the allocatable CPU and memory and the max pods of each type, the
smallest among its nodes, into a scenario as overrides, which win over every rule.`,
		Example: `  kubectl get nodes -o json | podfit verify -
  podfit verify nodes.json --max-pods managed --prefix-delegation -o wide
  podfit verify nodes.json -f scenario.yaml --check --tolerance 0.5
  podfit verify --context prod --save scenario.yaml`,
		Args: func(cmd *cobra.Command, args []string) error { return from.Args(cmd, args, "nodes.json") },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	var own verifyFlags
	f := request.NewFlags(cmd).Settings()
	from.Add(cmd)
	f.AWSUsed(func(flag string) bool { return flag == "timeout" && from.Live }).Output().Strict()
	cli.Under(cmd, cli.Verification, func(flags *pflag.FlagSet) {
		flags.StringVar(&own.save, "save", "", "write the figures of the nodes into the scenario `FILE` as overrides; the rest of an existing file stays")
		flags.BoolVar(&own.check, "check", false, "exit 3 if allocatable memory is off by more than the tolerance, or if CPU or max pods differ")
		flags.Float64Var(&own.tolerance, "tolerance", 1, "`PERCENT` by which allocatable memory may be off")
	})
	cmd.MarkFlagFilename("save", "yaml", "yml")
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		r.AWS.Timeout = from.Cluster.Timeout // one flag for both
		return runVerify(ctx, verifyRequest{r, own, from}, io)
	})
	return cmd
}

type verifyRequest struct {
	request.Request
	verifyFlags
	from objects.Source
}

func runVerify(ctx context.Context, r verifyRequest, io request.IO) error {
	if r.tolerance < 0 {
		return cli.Usagef("--tolerance %q: must be 0 or more", fmt.Sprint(r.tolerance))
	}
	nodes, err := r.from.Nodes(ctx, io)
	if err != nil {
		return err
	}
	if err := r.UseRegion(regionOfNodes(nodes)); err != nil {
		fmt.Fprintln(io.Err, err)
	}
	predicted, doubts, err := r.predict(ctx, nodes, io)
	if err != nil {
		return err
	}
	v := verify.Nodes(nodes, predicted)
	save, err := r.measured(&v)
	if err != nil {
		return err
	}
	query := answer.Query{Settings: r.Settings(), Topics: []planner.Topic{planner.AboutPods, planner.AboutMemory}, Doubts: doubts}
	answer := report.Verifications(query, v, r.tolerance, r.Table)
	if len(v.Rows) > 0 || r.Output == "json" || r.Output == "yaml" {
		if err := answer.Write(io.Out, r.Output); err != nil {
			return err
		}
	}
	talk(io, report.Structured(r.Output), answer.Answer)
	if err := save(io.Err); err != nil {
		return err
	}
	if err := r.verdict(&v); err != nil {
		return err
	}
	return strict(&r.Request, answer.Answer.Warnings)
}

// regionOfNodes is empty if the nodes name none, or several.
func regionOfNodes(nodes []planner.Node) (region string) {
	for i := range nodes {
		if name := nodes[i].Region; name != "" && region != "" && name != region {
			return ""
		} else if name != "" {
			region = name
		}
	}
	return region
}

// predict is the option of each type that nodes have and podfit knows, and what is
// wrong with AWS's answer about them.
func (r *verifyRequest) predict(ctx context.Context, nodes []planner.Node, io request.IO) (map[string]density.Option, []planner.Warning, error) {
	types := map[string]bool{}
	for i := range nodes {
		types[nodes[i].InstanceType] = true
	}
	names := slices.Sorted(maps.Keys(types))
	c := r.Catalogue(ctx, io, request.Wanted{Names: names})
	predicted, err := r.Predictions(&c, names)
	return predicted, r.Doubts(&c), err
}

// measured is what saves the figures of the nodes, and says what it wrote.
func (r *verifyRequest) measured(v *verify.Verification) (save func(talk io.Writer) error, err error) {
	if r.save == "" {
		return func(io.Writer) error { return nil }, nil
	}
	figures := v.Measured()
	if len(figures) == 0 {
		return nil, cli.Usagef("--save: podfit knows none of the nodes' instance types")
	}
	text, write, err := r.saved()
	if err != nil {
		return nil, err
	}
	if text, err = scenario.SetOverrides(r.save, text, figures); err != nil {
		return nil, cli.UsageError{Err: err}
	}
	// What is written can be read: a figure that cannot is caught here.
	if _, err := scenario.Read(r.save, text, scenario.Scenario{Settings: planner.Default()}, r.Table); err != nil {
		return nil, cli.Usagef("--save: nothing is written: %w", err)
	}
	names := slices.SortedFunc(maps.Keys(figures), planner.CompareNames)
	return func(talk io.Writer) error {
		if err := write(r.save, text); err != nil {
			return err
		}
		_, err := fmt.Fprintf(talk, "saved: %s has the figures of %s, the smallest of each type\n", r.save, strings.Join(names, ", "))
		return err
	}, nil
}

// saved is the scenario to save into, and how: one with the settings of this run
// if there is none yet.
func (r *verifyRequest) saved() ([]byte, func(string, []byte) error, error) {
	text, err := userfiles.Read(r.save)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text, err = scenario.Write(scenario.Scenario{Settings: *r.Settings()}, r.Table)
		return text, userfiles.Create, err
	case err != nil:
		return nil, nil, err
	}
	if _, err := scenario.Read(r.save, text, scenario.Scenario{Settings: planner.Default()}, r.Table); err != nil {
		return nil, nil, cli.UsageError{Err: err}
	}
	return text, userfiles.Replace, nil
}

func (r *verifyRequest) verdict(v *verify.Verification) error {
	if !r.check {
		return nil
	}
	if len(v.Rows) == 0 {
		return cli.Checkf("no node to compare")
	}
	var off []string
	nodes := 0
	for i := range v.Rows {
		if row := &v.Rows[i]; !row.Within(r.tolerance) {
			nodes += len(row.Names)
			if name := row.InstanceType; !slices.Contains(off, name) {
				off = append(off, name)
			}
		}
	}
	if nodes == 0 {
		return nil
	}
	return cli.Checkf("%d of %d nodes are not as predicted: %s", nodes, v.Nodes(), strings.Join(off, ", "))
}
