package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/export"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/settings"
)

// exportOptions are those of podfit plan, which plan, and what it does not know
// of the cluster.
type exportOptions struct {
	planOptions
	plan             int
	cluster, version string
	zoneNames        []string
	format           string // of cni
}

// exporter writes a plan for a tool.
type exporter struct {
	tool, short string
	// managed says that its nodes are those of managed node groups.
	managed bool
	write   func(*export.Request) ([]byte, error)
}

var exporters = []exporter{
	{"eksctl", "a ClusterConfig with managed node groups; an on-demand and spot mix is two of them", true, export.Eksctl},
	{"karpenter", "NodePools, limited to the most nodes, and EC2NodeClasses", false, export.Karpenter},
	{"terraform", "inputs of the module terraform-aws-modules/eks 21, beside a module vpc", true, export.Terraform},
	{"nodeadm", "a NodeConfig for self-managed nodes of each type; put your cluster's coordinates in", false, export.Nodeadm},
	{"cni", "the VPC CNI's configuration: kubectl commands or, with --format addon, the add-on's JSON", false, export.CNIEnvironment},
}

var cniFormats = []string{"env", "addon"}

func exporterNamed(tool string) (exporter, bool) {
	i := slices.IndexFunc(exporters, func(e exporter) bool { return e.tool == tool })
	if i < 0 {
		return exporter{}, false
	}
	return exporters[i], true
}

func newCmdExport() *cobra.Command {
	opts := &exportOptions{planOptions: planOptions{listOptions: listOptions{answerOptions: newAnswerOptions(), topics: everyTopic, by: "type", output: "table"}}}
	var tools, lines []string
	for _, e := range exporters {
		tools = append(tools, e.tool)
		lines = append(lines, fmt.Sprintf("  %-10s %s", e.tool, e.short))
	}
	cmd := &cobra.Command{
		Use:   "export " + strings.Join(tools, "|") + " -f FILE… [TYPE…]",
		Short: "Configuration for the plan of a workload: eksctl, Karpenter, Terraform, nodeadm, CNI",
		Long: `export writes the best plan that podfit plan finds with the same flags, or another
with --plan, as configuration of a tool, on stdout. Comments say why each number
is what it is. Where spot is bought, groups have all types that hold the same pods.

` + strings.Join(lines, "\n"),
		Example: `  podfit export eksctl -f scenario.yaml > cluster.yaml
  podfit export karpenter -f scenario.yaml m6i m7i --on-demand-percent 30
  podfit export terraform -f scenario.yaml --zones 3 --max-pods managed
  podfit export cni -f scenario.yaml --prefix-delegation --format addon`,
		Args:              func(_ *cobra.Command, args []string) error { return checkTool(args, tools) },
		RunE:              func(cmd *cobra.Command, args []string) error { return runExport(cmd, opts, args) },
		ValidArgsFunction: completeExport,
	}
	opts.addSettings(cmd)
	inGroup(cmd, groupSelection, func() { opts.selection.addFlags(cmd) })
	inGroup(cmd, groupPlan, func() { opts.addPlanFlags(cmd) })
	inGroup(cmd, groupExport, func() { opts.addCluster(cmd) })
	opts.aws.addFlags(cmd)
	opts.money = true
	return cmd
}

func (o *exportOptions) addCluster(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&o.plan, "plan", 1, "the `N`th of the plans, the best first")
	flags.StringVar(&o.cluster, "cluster-name", "my-cluster", "`NAME` of the cluster")
	flags.StringVar(&o.version, "cluster-version", "1.35", "Kubernetes `VERSION`")
	flags.StringSliceVar(&o.zoneNames, "zone-names", nil, "`NAMES` of the plan's zones, such as us-east-1a,us-east-1b")
	o.format = cniFormats[0]
	flags.Var(&choiceFlag{&o.format, cniFormats}, "format", "of cni: "+strings.Join(cniFormats, ", "))
	cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(cniFormats, cobra.ShellCompDirectiveNoFileComp))
}

func checkTool(args, tools []string) error {
	asked := strings.Join(tools, ", ")
	if len(args) == 0 {
		return usagef("export: say for what: %s", asked)
	}
	if !slices.Contains(tools, args[0]) {
		return usagef("export %q: want one of %s%s", args[0], asked, settings.DidYouMean(args[0], tools))
	}
	return nil
}

// completeExport completes the tool, and behind it types.
func completeExport(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return completeTypes(cmd, args, word)
	}
	var tools []string
	for _, e := range exporters {
		tools = append(tools, cobra.CompletionWithDesc(e.tool, e.short))
	}
	return tools, cobra.ShellCompDirectiveNoFileComp
}

func runExport(cmd *cobra.Command, opts *exportOptions, args []string) error {
	e, _ := exporterNamed(args[0])
	if err := opts.checkCluster(e.tool); err != nil {
		return err
	}
	if cmd.Flags().Changed("format") && e.tool != "cni" {
		return usagef("--format is of cni alone, not of %s", e.tool)
	}
	if opts.format == "addon" {
		e.write = export.CNIAddOn
	}
	r, err := opts.request(cmd, args[1:])
	if err != nil {
		return err
	}
	text, err := e.write(r)
	if err != nil {
		return usagef("export %w", err)
	}
	if e.managed {
		for _, line := range r.Capped() {
			fmt.Fprintln(cmd.ErrOrStderr(), "warning:", line)
		}
	}
	opts.warn(cmd, r.Plan)
	_, err = cmd.OutOrStdout().Write(text)
	return err
}

// request finds the plan to export.
func (o *exportOptions) request(cmd *cobra.Command, types []string) (*export.Request, error) {
	query, q, err := o.ask(types)
	if err != nil {
		return nil, err
	}
	found := o.solve(&q, max(plansShown, o.plan), "planning")
	complain(cmd.ErrOrStderr(), "", &found.Answer)
	if found.Fargate != nil && len(found.Fargate.Moved()) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "not exported: %s: they run on Fargate, and want a Fargate profile\n", strings.Join(found.Fargate.Moved(), ", "))
	}
	switch {
	case len(found.Plans) == 0:
		return nil, errors.New("export: no pod fits anywhere, so there is no plan to export")
	case o.plan > len(found.Plans):
		return nil, usagef("--plan \"%d\": want 1 to %d, as many as there are", o.plan, len(found.Plans))
	}
	chosen := &found.Plans[o.plan-1]
	return &export.Request{
		Plan: chosen, Workload: q.Workload, Candidates: q.Candidates,
		Cluster: o.cluster, Version: o.version, ZoneNames: o.zoneNames,
		Header: o.header(query, chosen),
	}, nil
}

// warn tells of the traps that nodes of the plan fall into.
func (o *exportOptions) warn(cmd *cobra.Command, p *plan.Plan) {
	q := report.Query{Settings: &o.settings, Topics: []planner.Topic{planner.AboutPods, planner.AboutMemory}}
	for _, w := range report.Warnings(q, planned(p)) {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning:", w.Line())
	}
}

// planned are the options of a plan's groups, each once.
func planned(p *plan.Plan) []density.Option {
	var options []density.Option
	for i, g := range p.Groups {
		if !slices.ContainsFunc(p.Groups[:i], func(before plan.NodeGroup) bool { return before.Option == g.Option }) {
			options = append(options, *g.Option)
		}
	}
	return options
}

var (
	// What EKS and what eksctl takes as the name of a cluster (a stack of
	// CloudFormation has it), and Kubernetes' versions there.
	clusterName    = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$`)
	eksctlName     = regexp.MustCompile(`^[A-Za-z][0-9A-Za-z-]{0,99}$`)
	clusterVersion = regexp.MustCompile(`^1\.[1-9][0-9]$`)
)

func (o *exportOptions) checkCluster(tool string) error {
	switch {
	case o.plan < 1:
		return usagef("--plan \"%d\": want 1 or more", o.plan)
	case !clusterName.MatchString(o.cluster):
		return usagef("--cluster-name %q: want letters, digits, - and _, at most 100", o.cluster)
	case tool == "eksctl" && !eksctlName.MatchString(o.cluster):
		return usagef("--cluster-name %q: eksctl wants a letter first, then letters, digits and -", o.cluster)
	case !clusterVersion.MatchString(o.version):
		return usagef("--cluster-version %q: want a minor version such as 1.35", o.version)
	case len(o.zoneNames) > 0 && len(o.zoneNames) != o.zones:
		return usagef("--zone-names %q: want as many as --zones, %d", strings.Join(o.zoneNames, ","), o.zones)
	}
	return nil
}

// header says where a file comes from, and how old its figures are.
func (o *exportOptions) header(query report.Query, p *plan.Plan) []string {
	return []string{
		commandLine(os.Args[1:]),
		fmt.Sprintf("plan %d: %d nodes, %s a month, %s", o.plan, p.Nodes, report.PlanMoney(p.Month, p), report.GapText(p)),
		"figures: " + report.SourcesLine(report.Sources(query, planned(p))),
	}
}

// commandLine is what a shell takes for the same arguments.
func commandLine(args []string) string {
	words := []string{"podfit"}
	for _, arg := range args {
		if arg == "" || strings.ContainsFunc(arg, func(r rune) bool { return !strings.ContainsRune(shellSafe, r) }) {
			arg = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}

const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+.,:/@%"
