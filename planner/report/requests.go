package report

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// CompareRequests adds what the plan costs with the other choice of requests, and the
// workloads that would change most.
func (p *Plans) CompareRequests(c answer.RequestsCompared) {
	p.requests = &c
	p.bind()
	items, _ := p.Answer.Items.([]answer.Plan)
	for i := range items {
		items[i].Requests = planner.Known(answer.NewPlanRequests(&c, &p.Found))
	}
}

// mostResized is how many workloads a person is shown.
const mostResized = 10

// Requests has a row for each of the workloads that would change most.
func (p *Plans) Requests() table.Grid {
	g := table.New([]string{"USAGE", "REPLICAS", "CPU SET", "USED", "AS USED", "MEMORY SET", "USED", "AS USED", "OVER"}, "USAGE", "OVER")
	all := p.requests.Resized
	for i := range all[:min(mostResized, len(all))] {
		r := &all[i]
		cpu, memory := words.CPU(r.From.CPU), words.Memory(r.From.Memory)
		if r.NoRequests {
			cpu, memory = words.Unknown, words.Unknown
		}
		g.Add(r.Workload, fmt.Sprint(r.Replicas), cpu, words.OrUnknown(r.Usage.CPU, words.CPU), words.CPU(r.To.CPU),
			memory, words.OrUnknown(r.Usage.Memory, words.Memory), words.Memory(r.To.Memory), words.UsageOver(&r.Usage))
	}
	return g
}

// RequestLines say what both choices cost.
func (p *Plans) RequestLines() (all []string) {
	c := p.requests
	var own *plan.Plan
	if len(p.Found.Plans) > 0 {
		own = &p.Found.Plans[0]
	}
	all = append(all, requestsLine(c.Planned, own, nil), requestsLine(c.Other, c.Best(), own))
	if more := len(c.Resized) - mostResized; more > 0 {
		all = append(all, fmt.Sprintf("%d more workloads with usage: -o json has them", more))
	}
	return all
}

// requestsLine is the best plan with a choice of requests, and its difference from
// another.
func requestsLine(r planner.Requests, best, from *plan.Plan) string {
	if best == nil {
		return words.Requests(r) + ": no plan"
	}
	text := fmt.Sprintf("%s: %s, %s per month", words.Requests(r), words.Counted(best.Nodes, "node"), words.PlanMoney(best.Month, best))
	if from != nil {
		text += fmt.Sprintf(" (%s)", words.Change(best.Month, from.Month))
	}
	return text
}
