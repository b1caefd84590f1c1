package page

import (
	"fmt"
	"slices"

	"podfit/planner/plan"
	"podfit/planner/report/plot"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

func (p *Page) answerBlocks() []block {
	best := p.best()
	if best == nil {
		return slices.Concat([]block{{Lead: words.NoPlan(&p.Question, &p.Plans.Found, p.currency())}}, p.fargateBlocks(), p.missingBlocks())
	}
	blocks := []block{
		{Lead: words.BestPlan(p.Question.Objective, best, p.Plans.Found.Fargate)},
		{Figures: []fact{
			{"a month, as bought", words.PlanMoney(best.Month, best)},
			counting(best.Nodes, "node"),
			counting(len(best.Groups), "node group"),
			{"above the lower bound", words.Percent(best.GapPercent)},
		}},
	}
	if f := p.Plans.Found.Fargate; f != nil && len(f.Moved()) > 0 {
		blocks[1].Figures = append(blocks[1].Figures, fact{"a month with Fargate", words.PlanMoney(f.Total(best.Month), best)})
	}
	return slices.Concat(blocks, p.fargateBlocks(), p.missingBlocks())
}

// fargateBlocks compare Fargate with the nodes, if that was asked for.
func (p *Page) fargateBlocks() []block {
	if p.Plans.Found.Fargate == nil {
		return nil
	}
	g := p.Plans.Fargate()
	g.Caption = "Each workload on Fargate, and its share of the nodes' cost"
	g.Titles = []string{"Workload", "Replicas", "vCPUs", "GB", "Hours a month", "Cost a month", "On nodes", "Break-even", "Verdict"}
	return []block{{Grid: &g}, {Items: p.Plans.FargateLines()}}
}

// missingBlocks are the pods that no plan places, and the types without a price.
func (p *Page) missingBlocks() []block {
	var blocks []block
	found := &p.Plans.Found
	if len(found.Unplaced) > 0 {
		replicas := 0
		g := table.Grid{Caption: "Pods that do not fit", Titles: []string{"Workload", "Replicas", "Why"}, Right: []bool{false, true, false}}
		for _, u := range found.Unplaced {
			replicas += u.Replicas
			g.Add(u.Workload, words.Grouped(float64(u.Replicas)), words.Reason(u.Reason))
		}
		blocks = append(blocks, block{Notice: words.Unplaced(replicas, len(g.Rows))}, block{Grid: &g})
	}
	guessed := 0
	for i := range p.Question.Workload {
		if p.Question.Workload[i].NoRequests {
			guessed++
		}
	}
	if guessed > 0 {
		blocks = append(blocks, block{Notice: words.Guessed(guessed)})
	}
	if found.Unpriced > 0 {
		blocks = append(blocks, block{Text: words.Unpriced(found.Unpriced, p.settings().Region)})
	}
	return blocks
}

func (p *Page) planBlocks() []block {
	best := p.best()
	if best == nil {
		return nil
	}
	g := p.Plans.Groups()
	g.Caption = "The plans, the best first, with a row for each node group"
	titles := []string{"Plan", "Group", "Nodes", "On demand", "Spot", "Limited by", "Used", "Unused", "Unused cost", "Cost a month", "Plan total", "Gap"}
	if p.Plans.Pooled() {
		titles = slices.Insert(titles, 1, "Pool")
	}
	g.Titles = titles
	g.Right[0] = false
	blocks := []block{{Grid: &g}, {Items: p.planNotes(best)}}
	for _, drawn := range []*plot.Plot{p.costPlot(), p.candidatePlot(), p.densityPlot(), addressPlot(p.Zones)} {
		if drawn != nil {
			blocks = append(blocks, block{Plot: drawn})
		}
	}
	return blocks
}

func (p *Page) planNotes(best *plan.Plan) []string {
	var notes []string
	for i := range p.Plans.Found.Plans {
		plan := &p.Plans.Found.Plans[i]
		text := words.Bought(plan, p.settings().Capacity)
		if i > 0 {
			text = words.Worse(plan, best) + "; " + text
		}
		notes = append(notes, fmt.Sprintf("Plan %d: %s", i+1, text))
		for _, line := range words.Costs(plan) {
			notes = append(notes, fmt.Sprintf("Plan %d: %s", i+1, line))
		}
	}
	for _, line := range p.Plans.RoomLines() {
		notes = append(notes, "Plan "+line)
	}
	return append(notes, words.UnusedNote)
}

func (p *Page) alternativeBlocks() []block {
	switch {
	case p.WhatIf == nil && p.WhatIfCommand != "":
		return []block{{Text: "The plan with one thing done otherwise takes long for so many workloads, and is not on this page. With scenario.yaml from the end of this page, this command shows it: " + p.WhatIfCommand}}
	case p.WhatIf == nil:
		return nil
	}
	g := p.WhatIf.Grid()
	g.Caption = "The best plan for each of them"
	g.Titles = []string{"What if", "Nodes", "Cost a month", "Difference", "Pods per node", "Addresses", "Groups", "Unplaced"}
	return []block{
		{Text: "The same workload with one thing done otherwise, each planned anew."},
		{Grid: &g},
		{Text: "What has to be true for each:"},
		{Items: p.WhatIf.Needs()},
	}
}
