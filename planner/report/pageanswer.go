package report

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
)

func (p *Page) answerBlocks() []block {
	best := p.best()
	if best == nil {
		return slices.Concat([]block{{Lead: p.noneText()}}, p.fargateBlocks(), p.missingBlocks())
	}
	blocks := []block{
		{Lead: p.bestText(best)},
		{Figures: []fact{
			{"a month, as bought", PlanMoney(best.Month, best)},
			counting(best.Nodes, "node"),
			counting(len(best.Groups), "node group"),
			{"above the bound", percent(best.GapPercent)},
		}},
	}
	if f := p.Plans.Found.Fargate; f != nil && len(f.Moved()) > 0 {
		blocks[1].Figures = append(blocks[1].Figures, fact{"a month with Fargate", PlanMoney(f.Total(best.Month), best)})
	}
	return slices.Concat(blocks, p.fargateBlocks(), p.missingBlocks())
}

func (p *Page) noneText() string {
	if f := p.Plans.Found.Fargate; f != nil && len(f.Moved()) > 0 {
		return fmt.Sprintf("No nodes are wanted: what has a place is on Fargate, for %s a month.", orUnknown(f.Month, func(m planner.Money) string { return Money(m, p.currency()) }))
	}
	switch n := len(p.Question.Candidates); n {
	case 0:
		return "There is no plan: there is no instance type to choose from."
	case 1:
		return fmt.Sprintf("There is no plan: %s, the one to choose from, holds none of these pods.", p.Question.Candidates[0].Type.Name)
	default:
		return fmt.Sprintf("There is no plan: the %s to choose from hold none of these pods.", some(n, "instance type"))
	}
}

// bestText is the answer in two sentences: what to buy, and how good that is.
func (p *Page) bestText(best *plan.Plan) string {
	what := []string{"The cheapest plan", "The plan of the fewest nodes", "The plan with the most RAM for its money", "The balanced plan"}[p.Question.Objective]
	cost := PlanMoney(best.Month, best) + " a month"
	if !best.Month.Known() {
		cost = "a price that is not known"
	}
	if f := p.Plans.Found.Fargate; f != nil && len(f.Moved()) > 0 {
		cost += ", with " + listed(f.Moved()) + " on Fargate for " + PlanMoney(f.Month, best) + " more"
	}
	return fmt.Sprintf("%s is %s: %s for %s. %s; %s.", what, groupsText(best), some(best.Nodes, "node"), cost, bindsText(best), BoundText(best))
}

func groupsText(p *plan.Plan) string {
	var groups []string
	for i := range p.Groups {
		c := NewGroupCells(&p.Groups[i])
		groups = append(groups, c.Nodes+" × "+c.Name())
	}
	return strings.Join(groups, " + ")
}

// bindsText says what runs out first, once for groups that have it in common.
func bindsText(p *plan.Plan) string {
	var limits []string
	on := map[string][]string{}
	for i := range p.Groups {
		c := NewGroupCells(&p.Groups[i])
		if on[c.LimitedBy] == nil {
			limits = append(limits, c.LimitedBy)
		}
		on[c.LimitedBy] = append(on[c.LimitedBy], fmt.Sprintf("%s (%s used)", c.Name(), c.Used))
	}
	for i, limit := range limits {
		if limits[i] = limit + " binds on " + listed(on[limit]); limit == "" {
			limits[i] = "nothing binds on " + listed(on[limit])
		}
	}
	text := strings.Join(limits, ", ")
	return strings.ToUpper(text[:1]) + text[1:]
}

// fargateBlocks are Fargate beside the nodes, where that was asked for.
func (p *Page) fargateBlocks() []block {
	f := p.Plans.Found.Fargate
	if f == nil {
		return nil
	}
	s := sheet{
		Caption: "Each kind of pods on Fargate, and its share of the nodes",
		Titles:  []string{"Workload", "Replicas", "vCPUs", "GB", "Hours a month", "Cost a month", "On nodes", "Break-even", "Verdict"},
		Right:   []bool{false, true, true, true, true, true, true, true, false},
		Rows:    fargateRows(f, p.currency()),
	}
	return []block{{Sheet: &s}, {Items: p.Plans.FargateLines()}}
}

// missingBlocks are what no plan holds, and what was left out.
func (p *Page) missingBlocks() []block {
	var blocks []block
	found := &p.Plans.Found
	if len(found.Unplaced) > 0 {
		replicas := 0
		s := sheet{Caption: "Pods that fit nowhere", Titles: []string{"Workload", "Replicas", "Why"}, Right: []bool{false, true, false}}
		for _, u := range found.Unplaced {
			replicas += u.Replicas
			s.Rows = append(s.Rows, []string{u.Workload, grouped(float64(u.Replicas)), ReasonText(u.Reason)})
		}
		blocks = append(blocks, block{Notice: fmt.Sprintf("No plan holds %s of %s.", some(replicas, "pod"), some(len(s.Rows), "kind"))}, block{Sheet: &s})
	}
	guessed := 0
	for i := range p.Question.Workload {
		if p.Question.Workload[i].NoRequests {
			guessed++
		}
	}
	if guessed > 0 {
		blocks = append(blocks, block{Notice: some(guessed, "kind") + " without requests: for these the plan is a guess."})
	}
	if found.Unpriced > 0 {
		blocks = append(blocks, block{Text: "Left out for want of a price: " + some(found.Unpriced, "instance type") + "."})
	}
	return blocks
}

func (p *Page) planBlocks() []block {
	best := p.best()
	if best == nil {
		return nil
	}
	blocks := []block{
		{Sheet: &sheet{
			Caption: "The plans, the best first, a line for each node group",
			Titles:  []string{"Plan", "Group", "Nodes", "On demand", "Spot", "Binds", "Used", "Stranded", "Worth", "Cost a month", "Plan total", "Gap"},
			Right:   []bool{false, false, true, true, true, false, true, true, true, true, true, true},
			Rows:    p.Plans.rows(),
		}},
		{Items: p.planNotes(best)},
	}
	for _, plot := range []*plot{p.costPlot(), p.candidatePlot(), p.densityPlot(), addressPlot(p.Zones)} {
		if plot != nil {
			blocks = append(blocks, block{Plot: plot})
		}
	}
	return blocks
}

func (p *Page) planNotes(best *plan.Plan) []string {
	var notes []string
	for i := range p.Plans.Found.Plans {
		plan := &p.Plans.Found.Plans[i]
		text := BoughtText(plan, p.settings().Capacity)
		if i > 0 {
			text = WorseText(plan, best) + "; " + text
		}
		notes = append(notes, fmt.Sprintf("Plan %d: %s", i+1, text))
	}
	return append(notes, "Stranded is CPU and memory of the nodes that no pod of the workload takes, and worth is their share of the cost.")
}

func (p *Page) alternativeBlocks() []block {
	if len(p.WhatIf) == 0 {
		return nil
	}
	s := sheet{
		Caption: "The best plan for each choice of the VPC CNI's",
		Titles:  []string{"What if", "Nodes", "Cost a month", "Difference", "Groups", "Unplaced"},
		Right:   []bool{false, true, true, true, false, true},
	}
	for i := range p.WhatIf {
		s.Rows = append(s.Rows, p.WhatIf[i].row(&p.WhatIf[0]))
	}
	return []block{
		{Text: "The same workload with one thing changed, each planned anew from the same types."},
		{Sheet: &s},
	}
}
