package request

import (
	"fmt"
	"slices"

	"podfit/cmd/internal/cli"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report/words"
)

// Question is what to plan, with the candidates of a catalogue and the filter that
// they passed. Its time runs from now.
func (r *Request) Question(io IO, c *Catalogue) (plan.Question, query.Filter, error) {
	q, err := r.open(io)
	if err != nil {
		return q, nil, err
	}
	var filter query.Filter
	if filter, q.Candidates, err = r.nodes(c); err != nil {
		return q, filter, err
	}
	q.Pools, err = r.Plan.PoolNodes(q.ZoneNames, func(p *plan.Pool) ([]density.Option, error) { return r.poolNodes(c, p, q.Candidates) })
	if err != nil {
		err = cli.UsageError{Err: err}
	}
	return q, filter, err
}

// open is the question without candidates.
func (r *Request) open(io IO) (plan.Question, error) {
	deadline := io.Now().Add(r.Plan.TimeLimit)
	q := r.Plan.Ask(r.Scenario.Workload, r.Settings(), zonesOf(r.Settings().Region), slices.Concat(r.Scenario.Subnets, r.Scenario.PodSubnets))
	q.Stop = func() bool { return io.Now().After(deadline) }
	if len(r.Scenario.Workload) == 0 {
		return q, cli.Usagef("plan: no workload: give a scenario that has one with -f, such as podfit import makes of manifests")
	}
	if pods, _ := r.Scenario.Workload.Sum(); pods == 0 {
		return q, cli.Usagef("plan: no pods to place: all workloads have 0 replicas")
	}
	return q, r.checkFargate(q.Workload)
}

// ZoneNames are the zones of a plan.
func (r *Request) ZoneNames() []string {
	return r.Plan.ZoneNames(r.Settings().Region, zonesOf(r.Settings().Region), r.Scenario.Workload, slices.Concat(r.Scenario.Subnets, r.Scenario.PodSubnets))
}

// zonesOf is how many zones a region has; 0 is unknown.
func zonesOf(region string) int {
	table, known := Tables().Region(region)
	if !known {
		return 0
	}
	return len(table.Zones)
}

// nodes are the options that a plan may buy, one for each instance type. List is
// for plans here, not for types.
func (r Request) nodes(c *Catalogue) (query.Filter, []density.Option, error) {
	r, err := r.choosing()
	if err != nil {
		return nil, nil, err
	}
	return r.Find(c)
}

// choosing is the request whose types are those that a plan may buy.
func (r Request) choosing() (Request, error) {
	selected, err := r.Select.filter(r.Types)
	if err != nil {
		return r, err
	}
	r.List = List{}
	switch candidates := r.Plan.Candidates; {
	case candidates != "" && len(r.Types) == 0 && r.Select.none(selected):
		r.Scenario.Options = nil
		r.Select.Filter = plan.CandidateFilter(candidates, r.Scenario.Workload)
	case len(r.Types) == 0 && r.Select.Filter == "" && !r.Select.AllTypes:
		r.Select.Filter, err = r.defaultFilter(r.Scenario.Workload)
	}
	return r, err
}

// poolNodes are the options of a pool, ofPlan if it says nothing else. Its own conditions
// take the place of the scenario's and of the default ones; those of the command line stay.
func (r Request) poolNodes(c *Catalogue, p *plan.Pool, ofPlan []density.Option) ([]density.Option, error) {
	if p.ChoosesAsPlan(r.Settings()) {
		return ofPlan, nil
	}
	filter, err := r.Select.filter(r.Types)
	if err != nil {
		return nil, err
	}
	chosen, err := r.choosing()
	if err != nil {
		return nil, err
	}
	var usual query.Filter
	if r.Select.Filter == "" {
		if usual, err = query.ParseFilter(chosen.Select.Filter); err != nil {
			return nil, err
		}
	}
	own, err := p.Filter(usual, r.Scenario.Workload)
	if err != nil {
		return nil, err
	}
	chosen.Scenario.Settings = *p.Settings(r.Settings())
	if p.Candidates != "" {
		chosen.Scenario.Options = nil
	}
	return chosen.pick(c, append(filter, own...))
}

// defaultFilter is the filter if neither the command line nor --filter say what to
// choose from: empty if the scenario names types, which are taken as they are.
func (r *Request) defaultFilter(w planner.Workloads) (string, error) {
	asked, err := r.Select.filter(nil)
	if err != nil {
		return "", err
	}
	for _, part := range r.Scenario.Options {
		if len(part.Types) > 0 {
			return "", nil
		}
		filter, err := query.ParseFilter(part.Filter)
		if err != nil {
			return "", cli.UsageError{Err: err}
		}
		asked = append(asked, filter...)
	}
	return plan.DefaultFilter(w, asked), nil
}

// checkFargate refuses workloads that are missing or cannot run there, and a choice that
// stands apart from the flag, where it reads as an instance type.
func (r *Request) checkFargate(w planner.Workloads) error {
	if r.Plan.Fargate == "" {
		return nil
	}
	for _, arg := range r.Types {
		if slices.Contains(plan.FargateWords, arg) || slices.ContainsFunc(w, func(k planner.Workload) bool { return k.Name == arg }) {
			return cli.Usagef("--fargate %s: write --fargate=%s", arg, arg)
		}
	}
	if err := words.CheckFargate(r.Plan.Fargate, w); err != nil {
		return cli.Usagef("--fargate %w", err)
	}
	return nil
}

// Solve finds plans. On a terminal it shows that it is at work.
func (r *Request) Solve(io IO, q *plan.Question, most int, doing string) fargate.Answer {
	defer io.Progress(fmt.Sprintf("%s, at most %v", doing, r.Plan.TimeLimit))()
	return fargate.Plans(q, FargatePrices(r.Settings().Region), r.Plan.Fargate, most)
}
