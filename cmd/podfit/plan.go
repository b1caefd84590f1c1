package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/planner/share"
)

// planFlags are those of podfit plan alone.
type planFlags struct {
	planCheck
	whatIf bool
	today  bool
	room   string
	limit  int
	shares shareFlags
	by     planner.Maybe[share.By]
}

// planCheck is --check of the best plan, which has a budget.
type planCheck struct{ check bool }

func (c *planCheck) add(flags *pflag.FlagSet, f *request.Flags) {
	flags.BoolVar(&c.check, "check", false, "exit 3 if pods, their addresses or DaemonSets do not fit, a budget is exceeded (--max-nodes, --max-per-month), or prices asked for live are missing")
	f.Budget(flags)
}

// conflict refuses a budget that nothing checks.
func (c *planCheck) conflict(flags *pflag.FlagSet, r *request.Request) error {
	if !c.check {
		return cli.Unused(flags, "--check", "max-per-month")
	}
	return nil
}

const planHelp = `plan places the workload of a scenario on node groups of one to three types:
how many nodes of which, what they cost, what limits them, what is unused, and a
lower bound on the cost of any plan, with the gap to it.

TYPE narrows what to choose from, as the scenario's options do. By default that is
what EKS can run and the region offers: amd64, Nitro, neither burstable nor metal,
no A1, and without GPUs unless pods request them. --arch, --burst-support and the
like override parts of it; --filter and --family replace the default selection.

Where the scenario has the cluster's nodes, as podfit import writes them, they stand
beside the plans: what they cost, how full they are, what the first plan saves, and
which steps lead there. --today says only how full they are, what runs out first and
how many more pods fit.

--by-namespace says to whom the first plan falls: what the pods of each namespace
request, and their part of what is idle and of the control plane. --by-label,
--by-pool and --by-workload do the same by a label, pool and workload.

--room says how many more pods of a workload, or of a size, the scheduler places on
the plan and on the nodes of today, how many after the loss of a zone, what they run
out of, and what the next node costs. With replicas=N and --check, fewer than N end
with exit code 3.

--fargate compares the plans with Fargate: what each workload is billed for there,
and at how many hours per month it costs as much as its share of the nodes.
--fargate=cheaper moves the workloads that make the whole cheaper, =all whatever
can run there, and =NAME,… these; the rest is planned anew.`

func newCmdPlan() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan -f FILE… [TYPE…]",
		Short: "Plan node groups for a workload: nodes, cost, limits and distance to the lower bound",
		Long:  planHelp,
		Example: `  podfit plan -f scenario.yaml
  podfit plan -f scenario.yaml m6i m7i r6i --groups 2 --zones 3 --spare node
  podfit plan -f scenario.yaml --what-if
  podfit plan -f scenario.yaml --today
  podfit plan -f scenario.yaml --by-label team
  podfit plan -f scenario.yaml --room cpu=500m,memory=1Gi
  podfit plan -f scenario.yaml --fargate=cheaper
  podfit plan -f scenario.yaml --check --max-per-month 5000`,
	}
	var own planFlags
	f := request.NewFlags(cmd).Settings().AWS().Select().Plan().Output().Strict()
	cli.Under(cmd, cli.Plan, func(flags *pflag.FlagSet) {
		flags.BoolVar(&own.whatIf, "what-if", false, "plan the same workload with one thing done otherwise, a line each: the CNI, IPv6, arm64, spot, spreads, headroom, sizes and others")
		flags.BoolVar(&own.today, "today", false, "say how full the scenario's nodes of today are and how many more pods fit, without a plan")
		addRoom(flags, &own.room)
		own.add(flags, f)
	})
	cli.Under(cmd, cli.Output, func(flags *pflag.FlagSet) {
		flags.IntVar(&own.limit, "limit", plansShown, "show the best `N` plans")
		own.shares.add(flags)
	})
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		var err error
		if own.by, err = own.shares.by(f.Set()); err != nil {
			return err
		}
		if err := own.conflict(f.Set(), &r); err != nil {
			return err
		}
		switch {
		case own.whatIf:
			return runWhatIf(ctx, r, io)
		case own.today:
			return runToday(ctx, planRequest{r, own}, io)
		}
		return runPlan(ctx, planRequest{r, own}, io)
	})
	return cmd
}

const plansShown = plan.Shown

// conflict refuses flags that go with no other, or that would be ignored.
func (p *planFlags) conflict(flags *pflag.FlagSet, r *request.Request) error {
	switch {
	case p.limit < 0:
		return cli.Usagef("--limit \"%d\": must be 0 or more", p.limit)
	case p.whatIf && (p.check || p.room != "" || flags.Changed("fargate") || flags.Changed("limit")):
		return cli.Usagef("--what-if has one plan a line: leave out --limit, --check, --room and --fargate")
	case p.today && (p.whatIf || p.check || flags.Changed("fargate") || flags.Changed("limit")):
		return cli.Usagef("--today plans nothing: leave out --what-if, --check, --limit and --fargate")
	case p.by.Known() && (p.whatIf || p.today):
		return cli.Usagef("--what-if and --today have no shares: leave out --%s", strings.Join(shareFlagNames, ", --"))
	}
	return p.planCheck.conflict(flags, r)
}

type planRequest struct {
	request.Request
	planFlags
}

func runPlan(ctx context.Context, r planRequest, io request.IO) error {
	if err := checkShares(r.by, &r.Request); err != nil {
		return err
	}
	c := r.Catalogue(ctx, io, r.Wanted(true))
	q, filter, err := r.Question(io, &c)
	if err != nil {
		return err
	}
	if err := checkRoom(r.room, q.Workload); err != nil {
		return err
	}
	most := plansShown
	if r.limit > 0 {
		most = r.limit
	}
	found := solve(&r.Request, io, &q, most, "planning")
	asked := planQuery(&r.Request, &c, filter)
	if asked.Today, err = r.BesideToday(&c, &q, &found); err != nil {
		return err
	}
	if asked.Room, err = roomOf(&r.Request, &c, r.room, &q, &found); err != nil {
		return err
	}
	if r.limit != plansShown {
		asked.Limit = r.limit
	}
	plans := report.NewPlans(asked, found, q.AllCandidates())
	if by, asked := r.by.Value(); asked {
		plans.ShareBy(by)
	}
	if q.AsSet.UsageKnown() {
		compared, err := compareRequests(r.Request, io, &c, &q)
		if err != nil {
			return err
		}
		plans.CompareRequests(compared)
	}
	if len(found.Plans) > 0 || found.Fargate != nil || r.Output == "json" || r.Output == "yaml" {
		if err := plans.Write(io.Out, r.Output); err != nil {
			return err
		}
	}
	talk(io, false, plans.Answer)
	if err := r.verdict(&r.Request, &found, plans.Answer.Warnings); err != nil {
		return err
	}
	if err := r.roomVerdict(asked.Room); err != nil {
		return err
	}
	return strict(&r.Request, plans.Answer.Warnings)
}

// runToday says how full the cluster's nodes are.
func runToday(ctx context.Context, r planRequest, io request.IO) error {
	c := r.Catalogue(ctx, io, r.Wanted(true))
	asked, options, err := r.Today(&c)
	switch {
	case err != nil:
		return err
	case asked == nil:
		return cli.Usagef("--today: %s", words.NoToday)
	}
	question := planQuery(&r.Request, &c, nil)
	if r.room != "" {
		room, err := request.RoomToday(asked, r.room)
		if err != nil {
			return err
		}
		question.Room = append(question.Room, *room)
	}
	found := asked.Answer()
	answered := report.NewToday(question, &found, options)
	if err := answered.Write(io.Out, r.Output); err != nil {
		return err
	}
	talk(io, report.Structured(r.Output), answered.Answer)
	return strict(&r.Request, answered.Answer.Warnings)
}

// planQuery is what a plan was asked, in the envelope of its answer.
func planQuery(r *request.Request, c *request.Catalogue, filter query.Filter) answer.Query {
	return answer.Query{Settings: r.Settings(), Topics: planner.Topics, Types: r.Types, Filter: filter, Pools: r.Plan.Pools, Doubts: r.Doubts(c)}
}

// compareRequests finds the best plan with the other choice of requests.
func compareRequests(r request.Request, io request.IO, c *request.Catalogue, q *plan.Question) (answer.RequestsCompared, error) {
	v := settings.OtherRequests(r.Settings())
	other, err := tryVariant(r, io, c, v)
	both := answer.RequestsCompared{Planned: r.Settings().Requests, Other: v.Over(*r.Settings()).Requests, Found: &other}
	used := both.Other
	if both.Planned.AsUsed {
		used = both.Planned
	}
	both.Resized = used.ResizeAll(q.AsSet)
	return both, err
}

func (c *planCheck) verdict(r *request.Request, found *fargate.Answer, warnings []answer.Warning) error {
	if !c.check {
		return nil
	}
	if len(found.Unplaced) > 0 || len(found.Plans) == 0 {
		return cli.Checkf("not all pods fit")
	}
	best := &found.Plans[0]
	if most := r.Plan.MaxNodes; most > 0 && best.Nodes > most {
		return cli.Checkf("%d nodes exceed the budget of %d", best.Nodes, most)
	}
	total := best.Month
	if found.Fargate != nil {
		total = found.Fargate.Total(total)
	}
	month, known := total.Value()
	switch {
	case r.Plan.MaxPerMonth == 0:
		return failing(warnings)
	case !known:
		return cli.Checkf("the cost is unknown, and the budget is %.2f per month", r.Plan.MaxPerMonth)
	case month.Float() > r.Plan.MaxPerMonth:
		return cli.Checkf("%.2f per month exceeds the budget of %.2f", month.Float(), r.Plan.MaxPerMonth)
	}
	return failing(warnings)
}

// tryVariant finds the best plan of a variant.
func tryVariant(r request.Request, io request.IO, c *request.Catalogue, v settings.Variant) (fargate.Answer, error) {
	varied := r.With(v)
	q, _, err := varied.Question(io, c)
	if err != nil {
		return fargate.Answer{}, err
	}
	return solve(&varied, io, &q, 1, v.String()), nil
}
