package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/data/live"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/subnet"
)

// subnetFlags are those of podfit subnets alone.
type subnetFlags struct {
	subnets, podSubnets subnetList
	live                liveSubnets
	growth              float64
	maxUnavailable      maxUnavailable
	check               bool
	zonesGiven          bool // --zones, which subnets could contradict
}

func newCmdSubnets() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "subnets [-f FILE…] [TYPE…]",
		Short: "Compare the VPC addresses that a plan needs with subnets",
		Long: `subnets counts what the nodes of a plan take from their subnets: the addresses,
ENIs and prefixes that the CNI holds under its warm targets, branch ENIs, pods on
Fargate, the control plane, and the nodes that an update adds. Given subnets, it
prints what is left in each zone, at how many nodes and pods the zone is full, and
the smallest subnet that is large enough for --growth times as much.

The plan is found as podfit plan finds it. Without a workload it is --nodes nodes
of one TYPE, full of pods. Without subnets, it prints what each of --zones needs.`,
		Example: `  podfit subnets m5.large --region eu-west-3 --nodes 12 --subnet eu-west-3a=10.0.1.0/24:180free --subnet eu-west-3b=10.0.2.0/24
  podfit subnets -f scenario.yaml --zones 3 --warm-ip-target 2 --minimum-ip-target 12
  podfit subnets -f scenario.yaml --region eu-west-3 --vpc vpc-0a1b2c --subnet-tag kubernetes.io/role/internal-elb=1
  podfit subnets -f scenario.yaml --region eu-west-3 --custom-networking --subnet eu-west-3a=10.0.1.0/24 --pod-subnet eu-west-3a=100.64.0.0/18 --check`,
	}
	own := subnetFlags{maxUnavailable: maxUnavailable{Nodes: 1}}
	f := request.NewFlags(cmd).Settings().AWSUsed(func(string) bool { return own.live.asked() }).Select().Plan().Output().Strict()
	cli.Under(cmd, cli.Subnets, own.add)
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		own.zonesGiven = f.Changed("zones")
		if len(r.Scenario.Workload) == 0 {
			if err := cli.Unused(f.Set(), "a workload (-f)", "groups", "objective", "spare", "max-nodes", "fargate", "time-limit"); err != nil {
				return err
			}
		}
		return runSubnets(ctx, subnetRequest{r, own}, io)
	})
	return cmd
}

func (s *subnetFlags) add(flags *pflag.FlagSet) {
	flags.Var(&s.subnets, "subnet", "a subnet of the nodes, `ZONE=CIDR`, followed by what EC2 reports as available: :180free (repeatable)")
	flags.Var(&s.podSubnets, "pod-subnet", "the subnet of an ENIConfig, `ZONE=CIDR`, with custom networking (repeatable)")
	flags.StringVar(&s.live.vpc, "vpc", "", "ask AWS for the subnets of the VPC `ID`, with their available addresses")
	flags.StringSliceVar(&s.live.ids, "subnet-id", nil, "ask AWS for the subnets `IDS`")
	flags.StringToStringVar(&s.live.tags, "subnet-tag", nil, "ask AWS for subnets with the tag `KEY=VALUE` (repeatable), such as kubernetes.io/role/internal-elb=1")
	flags.StringToStringVar(&s.live.podTags, "pod-subnet-tag", nil, "ask AWS for the subnets of ENIConfigs by their tag `KEY=VALUE` (repeatable), with custom networking")
	flags.Float64Var(&s.growth, "growth", 2, "recommend subnets for this many `TIMES` the nodes and pods")
	flags.Var(&s.maxUnavailable, "max-unavailable", "number or percentage of a group's nodes, `N|P%`, that an update replaces at once")
	flags.BoolVar(&s.check, "check", false, "exit 3 if a zone runs out of addresses, pods do not fit, or a quota of --quotas is exceeded")
}

// subnetList is a list of subnets as a flag.
type subnetList []planner.Subnet

// Type stands for the value in help.
func (f *subnetList) Type() string { return "ZONE=CIDR" }
func (f *subnetList) String() string {
	texts := make([]string, len(*f))
	for i, s := range *f {
		texts[i] = s.String()
	}
	return strings.Join(texts, " ")
}

// Set adds a subnet.
func (f *subnetList) Set(text string) error {
	s, err := planner.ParseSubnet(text)
	if err == nil {
		*f = append(*f, s)
	}
	return err
}

// maxUnavailable is a number of nodes or a percentage as a flag.
type maxUnavailable subnet.MaxUnavailable

// Type stands for the value in help.
func (f *maxUnavailable) Type() string { return "N|P%" }
func (f *maxUnavailable) String() string {
	if f.Percent > 0 {
		return strconv.Itoa(f.Percent) + "%"
	}
	return strconv.Itoa(f.Nodes)
}

// Set takes 1 to 100 nodes, or percent.
func (f *maxUnavailable) Set(text string) error {
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 100 {
		return errors.New("must be 1 to 100 nodes, or 1% to 100%")
	}
	*f = maxUnavailable{Nodes: n}
	if percent {
		*f = maxUnavailable{Percent: n}
	}
	return nil
}

type subnetRequest struct {
	request.Request
	subnetFlags
}

func runSubnets(ctx context.Context, r subnetRequest, io request.IO) error {
	var err error
	if r.Scenario.Subnets, r.Scenario.PodSubnets, err = r.given(ctx, io); err != nil {
		return err
	}
	asked, err := r.question()
	if err != nil {
		return err
	}
	if zones := zoneNames(asked.Subnets); len(zones) > 0 {
		r.Plan.Zones = plan.Zones{Count: len(zones), Names: zones}
	}
	if len(r.Scenario.Workload) == 0 && r.Settings().Capacity.Nodes == 0 {
		return cli.Usagef("subnets: give a workload with -f, or --nodes N and a TYPE, such as m5.large")
	}
	c := r.Catalogue(ctx, io, r.Wanted(true))
	query, options, err := r.nodes(io, &c, &asked)
	if err != nil {
		return err
	}
	budget, err := asked.Budget()
	if err != nil {
		return cli.Usagef("subnets: %w", err)
	}
	s := report.NewSubnets(query, &asked, &budget, options)
	if err := s.Write(io.Out, r.Output); err != nil {
		return err
	}
	talk(io, report.Structured(r.Output), s.Answer)
	full := slices.IndexFunc(budget.Zones, func(z subnet.ZoneBudget) bool { return z.RunsOut() })
	if r.check && full >= 0 {
		return cli.Checkf("%s runs out of addresses", budget.Zones[full].Zone)
	}
	if r.check {
		if err := failing(s.Answer.Warnings); err != nil {
			return err
		}
	}
	return strict(&r.Request, s.Answer.Warnings)
}

// given are the subnets that AWS tells or, if it is not asked, those of the flags
// and, for a list that they leave out, of the scenario.
func (r *subnetRequest) given(ctx context.Context, io request.IO) (subnets, podSubnets []planner.Subnet, err error) {
	if r.live.asked() {
		if err := r.live.conflict(r); err != nil {
			return nil, nil, err
		}
		return r.live.ask(ctx, &r.Request, io)
	}
	subnets, podSubnets = r.subnets, r.podSubnets
	if subnets == nil {
		subnets = r.Scenario.Subnets
	}
	if podSubnets == nil {
		podSubnets = r.Scenario.PodSubnets
	}
	return subnets, podSubnets, nil
}

// question is what is asked of the scenario's subnets, without the nodes. Its zones
// are those of the subnets, if there are any.
func (r *subnetRequest) question() (subnet.Question, error) {
	q := subnet.Question{
		Settings: r.Settings(), Growth: r.growth, Zones: len(r.ZoneNames()), ZoneNames: r.ZoneNames(), MaxUnavailable: subnet.MaxUnavailable(r.maxUnavailable),
		Subnets: r.Scenario.Subnets, PodSubnets: r.Scenario.PodSubnets, Limits: r.Plan.Limits,
	}
	zones, podZones := zoneNames(q.Subnets), zoneNames(q.PodSubnets)
	switch custom := r.Settings().CNI.CustomNetworking; {
	case !(r.growth >= 1 && r.growth <= 1000):
		return q, cli.Usagef("--growth \"%v\": must be 1 to 1000", r.growth)
	case !custom && len(podZones) > 0:
		return q, cli.Usagef("--pod-subnet needs --custom-networking: without it pods have addresses of the nodes' subnets")
	case custom && !slices.Equal(zones, podZones):
		return q, cli.Usagef("custom networking: --subnet and --pod-subnet must be in the same zones; nodes have them in %s, pods in %s", listText(zones), listText(podZones))
	case r.check && len(zones) == 0:
		return q, cli.Usagef("--check needs subnets to check: --subnet ZONE=CIDR")
	case len(zones) > 0 && r.zonesGiven && r.Plan.Zones.Count != len(zones):
		return q, cli.Usagef("--zones \"%v\": the subnets are in %d zones, %s", r.Plan.Zones, len(zones), listText(zones))
	}
	for _, zone := range slices.Concat(zones, podZones) {
		if region, is := planner.ZoneRegion(zone); is && region != r.Settings().Region {
			q.Doubts = []planner.Warning{planner.ForeignZone{Zone: zone, Region: r.Settings().Region, Of: region}}
			break
		}
	}
	if err := planner.CheckSubnets(slices.Concat(q.Subnets, q.PodSubnets)); err != nil {
		return q, cli.Usagef("--subnet: %w", err)
	}
	if len(zones) > 0 {
		q.Zones = len(zones)
	}
	return q, nil
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

// nodes puts the nodes into the question: those of the best plan or, without a
// workload, full ones of a type.
func (r *subnetRequest) nodes(io request.IO, c *request.Catalogue, asked *subnet.Question) (answer.Query, []density.Option, error) {
	if len(r.Scenario.Workload) == 0 {
		return r.fullNodes(c, asked)
	}
	q, filter, err := r.Question(io, c)
	query := planQuery(&r.Request, c, filter)
	if err != nil {
		return query, nil, err
	}
	found := r.Solve(io, &q, 1, "planning")
	query.Doubts = append(query.Doubts, answer.PlanDoubts(&found, q.Settings.Region)...)
	if len(found.Plans) == 0 {
		return query, nil, cli.Usagef("subnets: no plan holds any of the workload")
	}
	best := &found.Plans[0]
	asked.Nodes, asked.Groups = subnet.NodesOf(best, q.Workload), best.Groups
	asked.FargatePods = fargatePods(&found)
	var options []density.Option // of the plan, for warnings and sources
	for i := range best.Groups {
		options = append(options, *best.Groups[i].Option)
	}
	return query, slices.CompactFunc(options, func(a, b density.Option) bool { return a.Type == b.Type }), nil
}

func (r *subnetRequest) fullNodes(c *request.Catalogue, asked *subnet.Question) (answer.Query, []density.Option, error) {
	filter, options, err := r.Find(c)
	query := planQuery(&r.Request, c, filter)
	if err != nil {
		return query, nil, err
	}
	if len(options) != 1 {
		return query, nil, cli.Usagef("subnets: without a workload give one TYPE, not %d", len(options))
	}
	nodes := r.Settings().Capacity.Nodes
	full, err := subnet.FullNodes(&options[0], nodes)
	if err != nil {
		return query, nil, cli.Usagef("subnets: %w", err)
	}
	asked.Nodes, asked.Groups = []subnet.Nodes{full}, []plan.NodeGroup{subnet.FullGroup(&options[0], nodes, asked.Zones)}
	return query, options, nil
}

// liveSubnets say which subnets to ask AWS for.
type liveSubnets struct {
	vpc           string
	ids           []string
	tags, podTags map[string]string
}

func (l *liveSubnets) asked() bool {
	return l.vpc != "" || len(l.ids) > 0 || len(l.tags) > 0 || len(l.podTags) > 0
}

// conflict refuses what cannot go together.
func (l *liveSubnets) conflict(r *subnetRequest) error {
	switch {
	case len(r.subnets) > 0 || len(r.podSubnets) > 0:
		return cli.Usagef("--subnet and --pod-subnet are typed, but --vpc, --subnet-id and the tags ask AWS: give one kind of them")
	case r.AWS.Offline:
		return cli.Usagef("--offline: free addresses are not cached; give the subnets with --subnet ZONE=CIDR:NNNfree")
	}
	return nil
}

// ask asks AWS for the subnets of the nodes, and of the pods if they have their
// own.
func (l *liveSubnets) ask(ctx context.Context, r *request.Request, io request.IO) (subnets, podSubnets []planner.Subnet, err error) {
	ctx, source, end := r.AWS.Begin(ctx, io)
	defer end()
	source.Region = r.Settings().Region
	c, err := live.Open(ctx, source.Options)
	if err != nil {
		return nil, nil, err
	}
	rows, err := c.Subnets(ctx, live.SubnetQuery{VPC: l.vpc, IDs: l.ids, Tags: l.tags})
	if err != nil {
		return nil, nil, err
	}
	if len(l.podTags) > 0 {
		pods, err := c.Subnets(ctx, live.SubnetQuery{VPC: l.vpc, Tags: l.podTags})
		if err != nil {
			return nil, nil, err
		}
		rows = slices.DeleteFunc(rows, func(s live.Subnet) bool {
			return slices.ContainsFunc(pods, func(p live.Subnet) bool { return p.ID == s.ID })
		})
		if podSubnets, err = l.found(io, pods); err != nil {
			return nil, nil, err
		}
	}
	subnets, err = l.found(io, rows)
	return subnets, podSubnets, err
}

// found are the subnets with IPv4 addresses.
func (l *liveSubnets) found(io request.IO, rows []live.Subnet) (all []planner.Subnet, err error) {
	for _, row := range rows {
		if !row.CIDR.IsValid() {
			continue
		}
		s, err := planner.NewSubnet(row.Zone, row.CIDR.String())
		if free, known := row.Free.Value(); err == nil && known {
			s, err = s.WithFree(free)
		} else if err == nil {
			fmt.Fprintf(io.Err, "live: %s: EC2 leaves out how many of its addresses are free; it counts as empty\n", row.ID)
		}
		if err != nil {
			return nil, cli.Usagef("%s: %w", row.ID, err)
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		where := ""
		if l.vpc != "" {
			where += " in " + l.vpc
		}
		if len(l.tags)+len(l.podTags) > 0 {
			where += " with those tags"
		}
		return nil, cli.Usagef("found no subnet with IPv4 addresses%s", where)
	}
	return all, nil
}
