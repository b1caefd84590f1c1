package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
)

// planOptions are those of podfit plan besides the types to choose from.
type planOptions struct {
	listOptions
	groups, zones, maxNodes int
	maxMonth                float64
	objective               plan.Objective
	spare                   plan.Spare
	check, whatIf           bool
	timeLimit               time.Duration
	fargate                 fargateFlag
}

// checkError is an answer of no to --check.
type checkError struct{ error }

func newCmdPlan() *cobra.Command {
	opts := &planOptions{listOptions: listOptions{answerOptions: newAnswerOptions(), topics: everyTopic}}
	cmd := &cobra.Command{
		Use:   "plan -f FILE… [TYPE…]",
		Short: "Node groups for a workload: nodes, cost, what binds, and how near to the best",
		Long: `plan places the workload of a scenario on node groups of one to three types:
how many nodes of which, what they cost, what binds, what is stranded, and a
bound that no plan of any planner goes below, with the gap to it.

TYPE narrows what to choose from, as the scenario's options do. Without them it
is what EKS can run and the region offers: amd64, Nitro and neither burstable nor
metal, no A1, and without GPUs unless pods ask for them. --arch, --burst-support
and the like choose otherwise, and --filter and --family choose alone.

--fargate puts Fargate beside the plans: what each kind of pods is billed for
there, and at how many hours a month it costs as much as its share of the nodes.
--fargate=cheaper moves the kinds that make the whole cheaper, =all whatever can
run there, and =NAME,… these; the rest is planned anew.`,
		Example: `  podfit plan -f scenario.yaml
  podfit plan -f scenario.yaml m6i m7i r6i --groups 2 --zones 3 --spare node
  podfit plan -f scenario.yaml --what-if
  podfit plan -f scenario.yaml --fargate=cheaper
  podfit plan -f scenario.yaml --check --max-usd-per-month 5000`,
		RunE: func(cmd *cobra.Command, args []string) error { return runPlan(cmd, opts, args) },
	}
	opts.addFlags(cmd, "type")
	for _, name := range []string{"by", "columns"} {
		cmd.Flags().Lookup(name).Hidden = true
	}
	inGroup(cmd, groupPlan, func() {
		opts.addPlanFlags(cmd)
		flags := cmd.Flags()
		flags.BoolVar(&opts.whatIf, "what-if", false, "the same workload with and without security groups for pods, prefixes and custom networking")
		flags.BoolVar(&opts.check, "check", false, "end with 3 where pods fit nowhere or a budget is passed: --max-nodes, --max-usd-per-month")
		flags.Float64Var(&opts.maxMonth, "max-usd-per-month", 0, "budget of an `AMOUNT` a month for --check, in the region's currency; 0 sets none")
	})
	return cmd
}

// addPlanFlags are those of every command that finds a plan.
func (o *planOptions) addPlanFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&o.groups, "groups", plan.MaxGroups, fmt.Sprintf("the most node groups, 1 to %d", plan.MaxGroups))
	flags.IntVar(&o.zones, "zones", 1, "`N` zones to spread over, at least a node in each")
	flags.TextVar(&o.objective, "objective", o.objective, "what to have the least of: "+strings.Join(plan.Objectives, ", "))
	flags.TextVar(&o.spare, "spare", o.spare, "what may be lost with all pods still placed: "+strings.Join(plan.Spares, ", "))
	flags.IntVar(&o.maxNodes, "max-nodes", 0, "at most `N` nodes, even where more would cost less; 0 sets no limit")
	flags.Var(&o.fargate, "fargate", "Fargate beside the nodes, with what moves there: none, all, cheaper, or `CHOICE` of pod kinds by name")
	flags.Lookup("fargate").NoOptDefVal = fargateNone
	cmd.RegisterFlagCompletionFunc("fargate", cobra.FixedCompletions(fargateWords, cobra.ShellCompDirectiveNoFileComp))
	flags.DurationVar(&o.timeLimit, "time-limit", 10*time.Second, "time after which the best plan so far is the answer")
}

const plansShown = 3

func runPlan(cmd *cobra.Command, opts *planOptions, args []string) error {
	if opts.whatIf {
		q, err := opts.question(args)
		if err != nil {
			return err
		}
		return opts.runWhatIf(cmd, args, q)
	}
	query, q, err := opts.ask(args)
	if err != nil {
		return err
	}
	most := plansShown
	if opts.limit > 0 {
		most = opts.limit
	}
	found := opts.solve(&q, most, "planning")
	plans := report.NewPlans(query, found, q.Candidates)
	plans.AddFargate(q.Settings.Region)
	if len(found.Plans) > 0 || found.Fargate != nil || opts.output == "json" || opts.output == "yaml" {
		if err := plans.Write(cmd.OutOrStdout(), opts.output); err != nil {
			return err
		}
	}
	complain(cmd.ErrOrStderr(), "", &found.Answer)
	if f := found.Fargate; f != nil {
		for _, w := range words.Warnings(f.Prices.Warnings(q.Settings.Region)) {
			fmt.Fprintln(cmd.ErrOrStderr(), "warning:", w.Line())
		}
	}
	return opts.verdict(&found)
}

// complain says what no plan holds, and what none could choose from.
func complain(talk io.Writer, prefix string, found *plan.Answer) {
	for _, u := range found.Unplaced {
		fmt.Fprintf(talk, "%sunplaced: %s, %d replicas: %s\n", prefix, u.Workload, u.Replicas, words.Reason(u.Reason))
	}
	for _, w := range words.Warnings(found.Warnings) {
		fmt.Fprintf(talk, "%swarning: %s\n", prefix, w.Line())
	}
	if found.Unpriced > 0 {
		fmt.Fprintf(talk, "%sleft out for want of a price: %d instance types\n", prefix, found.Unpriced)
	}
}

// ask is the question with what a plan may choose from.
func (o *planOptions) ask(types []string) (answer.Query, plan.Question, error) {
	q, err := o.question(types)
	if err != nil {
		return answer.Query{}, q, err
	}
	query, candidates, err := o.choose(types, q)
	q.Candidates = candidates
	return query, q, err
}

// solve shows on a terminal that it is at work.
func (o *planOptions) solve(q *plan.Question, most int, doing string) fargate.Answer {
	if isTerminal(os.Stderr) {
		defer startProgress(os.Stderr, fmt.Sprintf("%s, at most %v", doing, o.timeLimit))()
	}
	if o.fargate.given {
		return fargate.Solve(q, fargatePrices(o.settings.Region), o.fargate.Choice, most)
	}
	return fargate.Answer{Answer: q.Solve(most)}
}

// question is what the scenario and the flags ask, without the candidates; its
// time runs from now.
func (o *planOptions) question(types []string) (plan.Question, error) {
	deadline := time.Now().Add(o.timeLimit)
	q := plan.Question{
		Workload: o.scenario.Workload, Settings: &o.settings,
		Groups: o.groups, Zones: o.zones, Objective: o.objective, Spare: o.spare, MaxNodes: o.maxNodes,
		Stop: func() bool { return time.Now().After(deadline) },
	}
	if len(q.Workload) == 0 {
		return q, usagef("plan: no workload: give a scenario that has one with -f, such as podfit import makes of manifests")
	}
	if pods, _ := q.Workload.Sum(); pods == 0 {
		return q, usagef("plan: no pods to place: all kinds have 0 replicas")
	}
	if err := o.checkQuestion(); err != nil {
		return q, err
	}
	if said := o.scenario.Fargate; said != "" && !o.fargate.given {
		if err := o.fargate.Set(said); err != nil {
			return q, usagef("fargate %q: %w", said, err)
		}
	}
	return q, o.fargate.check(q.Workload, types)
}

// checkQuestion refuses flags that no plan can answer.
func (o *planOptions) checkQuestion() error {
	switch {
	case o.groups < 1 || o.groups > plan.MaxGroups:
		return usagef("--groups \"%d\": want 1 to %d", o.groups, plan.MaxGroups)
	case o.zones < 1 || o.zones > 10:
		return usagef("--zones \"%d\": want 1 to 10", o.zones)
	case o.spare == plan.SpareZone && o.zones < 2:
		return usagef("--spare zone needs --zones of 2 or more")
	case o.whatIf && (o.check || o.fargate.given || o.output != "table" && o.output != "wide"):
		return usagef("--what-if writes a table of its own: leave --output, --check and --fargate out")
	case o.maxNodes < 0 || o.maxMonth < 0:
		return usagef("--max-nodes and --max-usd-per-month: want 0 or more")
	}
	return nil
}

// choose is the options that a plan may buy, one for each instance type.
func (o *planOptions) choose(args []string, q plan.Question) (answer.Query, []density.Option, error) {
	if len(args) == 0 && o.selection.text == "" && !o.allTypes {
		usual, err := o.usual(q.Workload)
		if err != nil {
			return answer.Query{}, nil, err
		}
		o.selection.text = usual
	}
	limit := o.limit
	o.limit = 0 // it is for plans, not for types
	query, options, err := o.find(args)
	o.limit, query.Limit, query.By = limit, limit, nil
	return query, options, err
}

// usual is the filter where neither args nor --filter say what to choose from:
// empty where the scenario names types, which are taken as they are.
func (o *planOptions) usual(w planner.Workloads) (string, error) {
	asked, err := o.selection.filter(nil)
	if err != nil {
		return "", err
	}
	for _, part := range o.scenario.Options {
		if len(part.Types) > 0 {
			return "", nil
		}
		filter, err := query.ParseFilter(part.Filter)
		if err != nil {
			return "", usageError{err}
		}
		asked = append(asked, filter...)
	}
	return plan.DefaultFilter(w, asked), nil
}

func (o *planOptions) verdict(found *fargate.Answer) error {
	if !o.check {
		return nil
	}
	if len(found.Unplaced) > 0 || len(found.Plans) == 0 {
		return checkError{errors.New("check: not all pods fit")}
	}
	best := &found.Plans[0]
	if o.maxNodes > 0 && best.Nodes > o.maxNodes {
		return checkError{fmt.Errorf("check: %d nodes, and the budget is %d", best.Nodes, o.maxNodes)}
	}
	total := best.Month
	if found.Fargate != nil {
		total = found.Fargate.Total(total)
	}
	if month, known := total.Value(); o.maxMonth > 0 && (!known || month.Float() > o.maxMonth) {
		return checkError{fmt.Errorf("check: %.2f a month, and the budget is %.2f", month.Float(), o.maxMonth)}
	}
	return nil
}

// variant is a choice of the CNI's configuration.
type variant struct {
	name   string
	change func(*planner.Settings)
}

var variants = []variant{
	{"as set", func(*planner.Settings) {}},
	{"without security groups", func(s *planner.Settings) { s.CNI.SecurityGroupsForPods = false }},
	{"with security groups", func(s *planner.Settings) { s.CNI.SecurityGroupsForPods = true }},
	{"secondary IPs", func(s *planner.Settings) { s.CNI.Mode = eni.SecondaryIP }},
	{"prefixes, managed max pods", func(s *planner.Settings) {
		s.CNI.Mode = eni.PrefixDelegation
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyManaged}
	}},
	{"custom networking", func(s *planner.Settings) { s.CNI.CustomNetworking = true }},
}

// runWhatIf prints the best plan of each variant, a line each.
func (o *planOptions) runWhatIf(cmd *cobra.Command, args []string, q plan.Question) error {
	var lines []report.WhatIf
	for _, v := range variants {
		line, err := o.try(v, args, q)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	return report.WriteWhatIf(cmd.OutOrStdout(), lines)
}

// try finds the best plan of a variant, and leaves the settings as they are.
func (o *planOptions) try(v variant, args []string, q plan.Question) (report.WhatIf, error) {
	asSet := o.settings
	defer func() { o.settings = asSet }()
	v.change(&o.settings)
	q.Workload = v.workload(q.Workload, &o.settings)
	var err error
	if _, q.Candidates, err = o.choose(args, q); err != nil {
		return report.WhatIf{}, err
	}
	return report.WhatIf{Name: v.name, Found: o.solve(&q, 1, v.name)}, nil
}

// workload is the pods with security groups where the variant has them.
func (v variant) workload(as planner.Workloads, s *planner.Settings) planner.Workloads {
	if v.name == variants[0].name {
		return as
	}
	w := slices.Clone(as)
	for i := range w {
		w[i].SecurityGroups = w[i].SecurityGroups && s.CNI.SecurityGroupsForPods ||
			v.name == "with security groups" && !w[i].HostNetwork
	}
	return w
}
