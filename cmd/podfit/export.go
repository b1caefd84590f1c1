package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner/export"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/printable"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/settings"
)

// exportFlags are those of podfit export alone: which plan, and what it does not
// know about the cluster.
type exportFlags struct {
	plan             int
	cluster, version string
	format           string // of cni
	checked          bool
}

func newCmdExport() *cobra.Command {
	tools := export.Tools()
	var lines []string
	for _, e := range export.Exporters {
		lines = append(lines, fmt.Sprintf("  %-10s %s", e.Tool, e.Summary))
	}
	cmd := &cobra.Command{
		Use:   "export " + strings.Join(tools, "|") + " -f FILE… [TYPE…]",
		Short: "Write the plan for a workload as configuration of eksctl, Karpenter, Terraform, nodeadm or the CNI, or the requests as patches",
		Long: `export writes the best plan that podfit plan finds with the same flags, or another
with --plan, as configuration of a tool, on stdout. Comments say why each number
is what it is. If spot is bought, groups have all types that hold the same pods.

` + strings.Join(lines, "\n"),
		Example: `  podfit export eksctl -f scenario.yaml > cluster.yaml
  podfit export karpenter -f scenario.yaml m6i m7i --on-demand-percent 30
  podfit export terraform -f scenario.yaml --zones 3 --max-pods managed
  podfit export requests -f scenario.yaml --usage cpu.json --usage memory.json --requests as-used:p95+20% > requests.yaml
  podfit export cni -f scenario.yaml --prefix-delegation --format addon`,
		Args: func(_ *cobra.Command, args []string) error { return checkTool(args, tools) },
	}
	var own exportFlags
	f := request.NewFlags(cmd).Settings().Select().Plan().AWS().Strict()
	cmd.ValidArgsFunction = completeExport
	cli.Under(cmd, cli.Export, own.add)
	formats, _ := exportFormats()
	cli.Complete(cmd, "format", formats)
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		e, _ := export.Named(r.Types[0]) // checkTool has found it
		r.Types = r.Types[1:]
		if err := own.check(e, f.Set()); err != nil {
			return err
		}
		if e.Tool == "requests" && !r.Settings().Requests.AsUsed {
			return cli.Usagef("export requests: add --requests as-used, with a percentile and a margin such as as-used:p95+20%%")
		}
		return runExport(ctx, exportRequest{r, own, e}, io)
	})
	return cmd
}

func (o *exportFlags) add(flags *pflag.FlagSet) {
	flags.IntVar(&o.plan, "plan", 1, "export the `N`th of the plans, best first")
	flags.StringVar(&o.cluster, "cluster-name", "my-cluster", "`NAME` of the cluster")
	flags.StringVar(&o.version, "cluster-version", "1.35", "Kubernetes `VERSION`")
	flags.BoolVar(&o.checked, "check", false, "exit 3 if the plan leaves pods out, or if they, their addresses or DaemonSets do not fit, or prices asked for live are missing")
	formats, usage := exportFormats()
	format := cli.NewChoice(&o.format, formats)
	o.format = "" // the tool's own default
	flags.Var(format, "format", usage)
}

// exportFormats are those of all tools, with the tools that have them.
func exportFormats() (names []string, usage string) {
	var lines []string
	for _, e := range export.Exporters {
		if own := e.FormatNames(); own != nil {
			names = append(names, own...)
			lines = append(lines, fmt.Sprintf("%s for %s (default %s)", strings.Join(own, " or "), e.Tool, own[0]))
		}
	}
	return names, strings.Join(lines, "; ")
}

func checkTool(args, tools []string) error {
	all := strings.Join(tools, ", ")
	if len(args) == 0 {
		return cli.Usagef("export: missing tool: %s", all)
	}
	if !slices.Contains(tools, args[0]) {
		return cli.Usagef("export %q: must be one of %s%s", args[0], all, settings.DidYouMean(args[0], tools))
	}
	return nil
}

// completeExport completes the tool, and behind it types.
func completeExport(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return request.CompleteTypes(cmd, args, word)
	}
	var tools []string
	for _, e := range export.Exporters {
		tools = append(tools, cobra.CompletionWithDesc(e.Tool, e.Summary))
	}
	return tools, cobra.ShellCompDirectiveNoFileComp
}

type exportRequest struct {
	request.Request
	exportFlags
	to *export.Exporter
}

func runExport(ctx context.Context, r exportRequest, io request.IO) error {
	found, warnings, err := r.find(ctx, io)
	if err != nil {
		return err
	}
	text, err := r.to.Write(found, r.format)
	if err != nil {
		return cli.Usagef("export %w", err)
	}
	if r.to.ManagedNodeGroups {
		for _, w := range found.Capped() {
			warnings.AddWarnings(w)
		}
	}
	if _, err := io.Out.Write(text); err != nil {
		return err
	}
	talk(io, false, warnings)
	if r.checked {
		if err := failing(warnings.Warnings); err != nil {
			return err
		}
	}
	return strict(&r.Request, warnings.Warnings)
}

// find finds the plan to export, and the answer that has its warnings.
func (r *exportRequest) find(ctx context.Context, io request.IO) (*export.Request, answer.Answer, error) {
	c := r.Catalogue(ctx, io, r.Wanted(true))
	q, filter, err := r.Question(io, &c)
	if err != nil {
		return nil, answer.Answer{}, err
	}
	found := solve(&r.Request, io, &q, max(plansShown, r.plan), "planning")
	if found.Fargate != nil && len(found.Fargate.Moved()) > 0 {
		found.Warnings = append(found.Warnings, fargate.NotExported{Workloads: found.Fargate.Moved()})
	}
	asked := planQuery(&r.Request, &c, filter)
	switch {
	case len(found.Plans) == 0:
		talk(io, false, answer.OfPlans(asked, &found, q.AllCandidates(), nil))
		return nil, answer.Answer{}, errors.New("export: no pod fits anywhere, so there is no plan to export")
	case r.plan > len(found.Plans):
		return nil, answer.Answer{}, cli.Usagef("--plan \"%d\": must be 1 to %d, the number of plans", r.plan, len(found.Plans))
	}
	if found.Plans[r.plan-1].Nodes == 0 {
		return nil, answer.Answer{}, errors.New("export: all pods are on Fargate, so there is no node group to export")
	}
	found.Plans = found.Plans[r.plan-1 : r.plan]
	exported := answer.OfPlans(asked, &found, q.AllCandidates(), nil)
	exported.Sources = answer.Sources(asked, answer.Bought(&found))
	return &export.Request{
		Plan: &found.Plans[0], Workload: q.Workload, Candidates: q.Candidates, Pools: q.Pools,
		Resized: r.Settings().Requests.ResizeAll(q.AsSet), Cluster: r.cluster, Version: r.version, ZoneNames: zonesNamed(&r.Plan.Terms, &q),
		Header: append(r.header(io, &exported, &found.Plans[0]), leftOut(exported.Warnings)...),
	}, exported, nil
}

// zonesNamed are the names of the plan's zones, if somebody gave some: a pool's are among
// them.
func zonesNamed(t *plan.Terms, q *plan.Question) []string {
	if len(t.Zones.Names) == 0 && slices.ContainsFunc(t.Pools, func(p plan.Pool) bool { return len(p.Zones) > 0 }) {
		return q.ZoneNames
	}
	return t.Zones.Names
}

// leftOut are the warnings about pods that are on no node of a file.
func leftOut(all []answer.Warning) (lines []string) {
	for _, w := range all {
		if w.Code == (plan.Unplaced{}).About().Code || w.Code == (fargate.NotExported{}).About().Code {
			lines = append(lines, w.Labelled())
		}
	}
	return lines
}

var (
	// What EKS accepts as the name of a cluster and as a Kubernetes version.
	clusterName = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$`)
	})
	clusterVersion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^1\.[1-9][0-9]$`) })
)

func (o *exportFlags) check(e *export.Exporter, flags *pflag.FlagSet) error {
	for _, own := range []struct {
		flag string
		read bool
	}{
		{"cluster-name", e.Reads.Cluster}, {"cluster-version", e.Reads.Version},
		{"format", e.FormatNames() != nil},
	} {
		if flags.Changed(own.flag) && !own.read {
			return cli.Usagef("--%s has no effect on %s", own.flag, e.Tool)
		}
	}
	switch {
	case o.plan < 1:
		return cli.Usagef("--plan \"%d\": must be 1 or more", o.plan)
	case !clusterName().MatchString(o.cluster):
		return cli.Usagef("--cluster-name %q: must be letters, digits, - and _, at most 100", o.cluster)
	case !clusterVersion().MatchString(o.version):
		return cli.Usagef("--cluster-version %q: must be a minor version such as 1.35", o.version)
	}
	if e.CheckCluster != nil {
		if err := e.CheckCluster(o.cluster); err != nil {
			return cli.Usagef("--cluster-name %q: %w", o.cluster, err)
		}
	}
	return nil
}

// header says where a file comes from, and how old its figures are.
func (r *exportRequest) header(io request.IO, exported *answer.Answer, p *plan.Plan) []string {
	return []string{
		printable.Command(append([]string{"podfit"}, io.Args...)),
		fmt.Sprintf("plan %d: %d nodes, %s per month, %s", r.plan, p.Nodes, words.PlanMoney(p.Month, p), words.Gap(p)),
		"figures: " + answer.SourcesLine(exported.Sources),
	}
}
