package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/planner/subnet"
)

// subnetOptions are those of podfit subnets besides those of a plan.
type subnetOptions struct {
	planOptions
	subnets, podSubnets subnetsFlag
	growth              float64
	maxUnavailable      string
	live                liveSubnets
}

func newCmdSubnets() *cobra.Command {
	opts := &subnetOptions{planOptions: planOptions{listOptions: listOptions{answerOptions: newAnswerOptions(), topics: everyTopic}}}
	cmd := &cobra.Command{
		Use:   "subnets [-f FILE…] [TYPE…]",
		Short: "The VPC addresses that a plan draws, against subnets",
		Long: `subnets counts what the nodes of a plan draw of their subnets: the addresses,
ENIs and prefixes that the CNI holds under its warm targets, branch ENIs, pods on
Fargate, the control plane, and the nodes that an update adds. Against subnets it
says what is left in each zone, at how many nodes and pods the zone is full, and
the smallest subnet that lasts for --growth times as much.

The plan is found as podfit plan finds it. Without a workload it is --nodes nodes
of one TYPE, full of pods. Without subnets it says what is drawn in each of --zones.`,
		Example: `  podfit subnets m5.large --region eu-west-3 --nodes 12 --subnet eu-west-3a=10.0.1.0/24:180free --subnet eu-west-3b=10.0.2.0/24
  podfit subnets -f scenario.yaml --zones 3 --warm-ip-target 2 --minimum-ip-target 12
  podfit subnets -f scenario.yaml --region eu-west-3 --vpc vpc-0a1b2c --subnet-tag kubernetes.io/role/internal-elb=1
  podfit subnets -f scenario.yaml --region eu-west-3 --custom-networking --subnet eu-west-3a=10.0.1.0/24 --pod-subnet eu-west-3a=100.64.0.0/18 --check`,
		RunE: func(cmd *cobra.Command, args []string) error { return runSubnets(cmd, opts, args) },
	}
	opts.addFlags(cmd, "type")
	for _, name := range []string{"by", "columns", "limit"} {
		cmd.Flags().Lookup(name).Hidden = true
	}
	inGroup(cmd, groupSubnets, func() {
		flags := cmd.Flags()
		flags.Var(&opts.subnets, "subnet", "a subnet of the nodes, `ZONE=CIDR`, with what EC2 says is free of it behind: :180free (repeatable)")
		flags.Var(&opts.podSubnets, "pod-subnet", "the same of an ENIConfig's `ZONE=CIDR`, with custom networking (repeatable)")
		opts.live.addFlags(cmd)
		flags.Float64Var(&opts.growth, "growth", 2, "how many `TIMES` the nodes and pods a recommended subnet lasts for")
		flags.StringVar(&opts.maxUnavailable, "max-unavailable", "1", "how many nodes, or what part of a group, `N|P%` an update replaces at once")
		flags.BoolVar(&opts.check, "check", false, "end with 3 where a zone runs out")
	})
	inGroup(cmd, groupPlan, func() { opts.addPlanFlags(cmd) })
	return cmd
}

// subnetsFlag is a list of subnets.
type subnetsFlag []planner.Subnet

func (f *subnetsFlag) Type() string { return "ZONE=CIDR" }
func (f *subnetsFlag) String() string {
	texts := make([]string, len(*f))
	for i, s := range *f {
		texts[i] = s.String()
	}
	return strings.Join(texts, " ")
}

func (f *subnetsFlag) Set(text string) error {
	s, err := planner.ParseSubnet(text)
	if err == nil {
		*f = append(*f, s)
	}
	return err
}

// given are the subnets that AWS tells or, where it is not asked, those of the
// flags and, for a list that they leave out, of the scenario.
func (o *subnetOptions) given() (subnets, podSubnets []planner.Subnet, err error) {
	if err := o.live.check(o); err != nil {
		return nil, nil, err
	}
	if o.live.asked() {
		return o.live.ask(o)
	}
	subnets, podSubnets = o.subnets, o.podSubnets
	if subnets == nil {
		subnets = o.scenario.Subnets
	}
	if podSubnets == nil {
		podSubnets = o.scenario.PodSubnets
	}
	return subnets, podSubnets, nil
}

func runSubnets(cmd *cobra.Command, opts *subnetOptions, args []string) error {
	asked, err := opts.asked(cmd)
	if err != nil {
		return err
	}
	query, options, err := opts.nodes(cmd, args, &asked)
	if err != nil {
		return err
	}
	budget, err := asked.Budget()
	if err != nil {
		return usagef("subnets: %w", err)
	}
	s := report.NewSubnets(query, &asked, &budget, options)
	if err := s.Write(cmd.OutOrStdout(), opts.output); err != nil {
		return err
	}
	talk(cmd, opts.output, s.Answer)
	full := slices.IndexFunc(budget.Zones, func(z subnet.ZoneBudget) bool { return z.RunsOut() })
	if opts.check && full >= 0 {
		return checkError{fmt.Errorf("check: %s runs out of addresses", budget.Zones[full].Zone)}
	}
	return nil
}

// asked is the question without its nodes.
func (o *subnetOptions) asked(cmd *cobra.Command) (subnet.Question, error) {
	q := subnet.Question{Settings: &o.settings, Growth: o.growth, Zones: o.zones}
	var err error
	if q.Subnets, q.PodSubnets, err = o.given(); err != nil {
		return q, err
	}
	if q.MaxUnavailable, err = parseMaxUnavailable(o.maxUnavailable); err != nil {
		return q, usagef("--max-unavailable %q: %w", o.maxUnavailable, err)
	}
	zones := zoneNames(q.Subnets)
	podZones := zoneNames(q.PodSubnets)
	switch custom := o.settings.CNI.CustomNetworking; {
	case !(o.growth >= 1 && o.growth <= 1000):
		return q, usagef("--growth \"%v\": want 1 to 1000", o.growth)
	case !custom && len(podZones) > 0:
		return q, usagef("--pod-subnet needs --custom-networking: without it pods have addresses of the nodes' subnets")
	case custom && !slices.Equal(zones, podZones):
		return q, usagef("custom networking: want --subnet and --pod-subnet in the same zones; nodes have them in %s, pods in %s", listText(zones), listText(podZones))
	case o.check && len(zones) == 0:
		return q, usagef("--check wants subnets to check: --subnet ZONE=CIDR")
	case len(zones) > 0 && cmd.Flags().Changed("zones") && o.zones != len(zones):
		return q, usagef("--zones \"%d\": the subnets are in %d zones, %s", o.zones, len(zones), listText(zones))
	}
	for _, zone := range slices.Concat(zones, podZones) {
		if region, is := regionOf(zone); is && region != o.settings.Region {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s is not a zone of %s, whose types and prices these are; --region %s\n", zone, o.settings.Region, region)
			break
		}
	}
	if err := planner.CheckSubnets(slices.Concat(q.Subnets, q.PodSubnets)); err != nil {
		return q, usagef("--subnet: %w", err)
	}
	if len(zones) > 0 {
		o.zones = len(zones)
	}
	return q, nil
}

// regionOf is the region of a zone's name, eu-west-3 of eu-west-3a; an id, or a
// name of one's own, has none.
func regionOf(zone string) (string, bool) {
	region := strings.TrimRight(zone, "abcdefghijklmnopqrstuvwxyz")
	if len(region) != len(zone)-1 || strings.Count(region, "-") < 2 {
		return "", false
	}
	return region, true
}

func listText(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func zoneNames(subnets []planner.Subnet) []string {
	var names []string
	for _, s := range subnets {
		names = append(names, s.Zone)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// parseMaxUnavailable reads a number of nodes or a percentage.
func parseMaxUnavailable(text string) (subnet.MaxUnavailable, error) {
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 100 {
		return subnet.MaxUnavailable{}, errors.New("want 1 to 100 nodes, or 1% to 100%")
	}
	if percent {
		return subnet.MaxUnavailable{Percent: n}, nil
	}
	return subnet.MaxUnavailable{Nodes: n}, nil
}

// nodes are those of the best plan or, without a workload, full ones of a type.
func (o *subnetOptions) nodes(cmd *cobra.Command, args []string, asked *subnet.Question) (report.Query, []density.Option, error) {
	if len(o.scenario.Workload) == 0 {
		return o.fullNodes(args, asked)
	}
	query, q, err := o.ask(args)
	if err != nil {
		return query, nil, err
	}
	found := o.solve(&q, 1, "planning")
	complain(cmd.ErrOrStderr(), "", &found.Answer)
	if len(found.Plans) == 0 {
		return query, nil, usagef("subnets: no plan holds any of the workload")
	}
	asked.Nodes = subnet.NodesOf(&found.Plans[0], q.Workload)
	if found.Fargate != nil {
		asked.FargatePods = found.Fargate.Addresses
	}
	var options []density.Option // of the plan, for warnings and sources
	for i := range found.Plans[0].Groups {
		options = append(options, *found.Plans[0].Groups[i].Option)
	}
	return query, slices.CompactFunc(options, func(a, b density.Option) bool { return a.Type == b.Type }), nil
}

func (o *subnetOptions) fullNodes(args []string, asked *subnet.Question) (report.Query, []density.Option, error) {
	query, options, err := o.oneType(args)
	if err != nil {
		return query, nil, err
	}
	full, err := subnet.FullNodes(&options[0], o.settings.Capacity.Nodes)
	if err != nil {
		return query, nil, usagef("subnets: %w", err)
	}
	asked.Nodes = []subnet.Nodes{full}
	return query, options, nil
}

// oneType is the one type that nodes without a workload have.
func (o *subnetOptions) oneType(args []string) (report.Query, []density.Option, error) {
	if o.settings.Capacity.Nodes == 0 {
		return report.Query{}, nil, usagef("subnets: want a workload with -f, or --nodes N and a TYPE, such as m5.large")
	}
	query, options, err := o.listOptions.find(args)
	if err == nil && len(options) != 1 {
		err = usagef("subnets: want one TYPE without a workload, not %d", len(options))
	}
	return query, options, err
}
