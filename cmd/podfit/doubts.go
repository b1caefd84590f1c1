package main

import (
	"fmt"
	"slices"
	"strings"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/subnet"
)

// talk tells a person on stderr what JSON has in its envelope: the warnings and, on a
// terminal, where the figures come from.
func talk(io request.IO, inAnswer bool, a answer.Answer) {
	if inAnswer {
		return
	}
	for _, w := range a.Warnings {
		if words.Label(w.Code) != words.Live { // was said when AWS had answered
			fmt.Fprintln(io.Err, w.Labelled())
		}
	}
	if io.OutTerminal && io.ErrTerminal {
		fmt.Fprintln(io.Err, "figures:", answer.SourcesLine(a.Sources))
	}
}

// strict is the answer no to --strict.
func strict(r *request.Request, all []answer.Warning) error {
	codes := answer.Doubtful(all)
	if !r.Strict || codes == nil {
		return nil
	}
	return cli.Strictf("the answer is in doubt: %s", strings.Join(codes, ", "))
}

// failing is the answer no to --check where a warning is enough of a reason.
func failing(all []answer.Warning) error {
	if i := slices.IndexFunc(all, func(w answer.Warning) bool { return w.Fails }); i >= 0 {
		return cli.Checkf("%s", all[i].Line())
	}
	return nil
}

// solve finds plans, with warnings about the quotas and the subnets that the best of them
// draws from.
func solve(r *request.Request, io request.IO, q *plan.Question, most int, doing string) fargate.Answer {
	found := r.Solve(io, q, most, doing)
	addDraws(r, q, &found)
	return found
}

// addDraws adds the warnings about what the best plan draws from.
func addDraws(r *request.Request, q *plan.Question, found *fargate.Answer) {
	if len(found.Plans) == 0 {
		return
	}
	best, pods := &found.Plans[0], fargatePods(found)
	budget, err := drawn(r, q, found)
	switch {
	case budget != nil:
		found.Warnings = append(found.Warnings, budget.Warnings()...)
		return
	case err != nil:
		found.Warnings = append(found.Warnings, subnet.NotCompared{Why: err})
	}
	quotas := subnet.PlanQuotas(best, found.Workload, q.Settings, pods, r.Plan.Limits)
	found.Warnings = append(found.Warnings, subnet.QuotaWarnings(quotas, r.Plan.Limits)...)
}

func fargatePods(found *fargate.Answer) int {
	if found.Fargate == nil {
		return 0
	}
	return found.Fargate.Addresses
}

// drawn is what the best plan takes from the scenario's subnets; nil if it has none, or
// none that a plan of these zones can be compared with.
func drawn(r *request.Request, q *plan.Question, found *fargate.Answer) (*subnet.Budget, error) {
	if len(r.Scenario.Subnets) == 0 || len(found.Plans) == 0 {
		return nil, nil
	}
	of := subnetRequest{*r, subnetFlags{growth: 1, maxUnavailable: maxUnavailable{Nodes: 1}}}
	asked, err := of.question()
	if err == nil && asked.Zones != q.Zones {
		err = fmt.Errorf("the subnets are in %s, the plan in %d: --zones %d", words.Counted(asked.Zones, "zone"), q.Zones, asked.Zones)
	}
	if err != nil {
		return nil, err
	}
	asked.Nodes, asked.Groups = subnet.NodesOf(&found.Plans[0], found.Workload), found.Plans[0].Groups
	asked.FargatePods = fargatePods(found)
	budget, err := asked.Budget()
	if err != nil {
		return nil, err
	}
	return &budget, nil
}
