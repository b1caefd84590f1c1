package report

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
)

// GroupCells are the figures of a node group as tables show them.
type GroupCells struct{ Type, Zone, Nodes, OnDemand, Spot, LimitedBy, Used, Unused, StrandedMoney, Cost string }

// NewGroupCells writes a node group's figures.
func NewGroupCells(g *plan.NodeGroup) GroupCells {
	currency := currency(g.Option)
	money := func(m planner.Money) string { return Money(m, currency) }
	zone := ""
	if g.Zone > 0 {
		zone = fmt.Sprintf("zone %d", g.Zone)
	}
	return GroupCells{
		Type: g.Option.Type.Name, Zone: zone, Nodes: fmt.Sprint(g.Nodes), OnDemand: fmt.Sprint(g.OnDemandNodes), Spot: fmt.Sprint(g.Nodes - g.OnDemandNodes),
		LimitedBy: g.LimitedBy.String(), Used: fmt.Sprintf("%.0f%%", g.UsedPercent), Unused: CPU(g.Unused.CPU) + " " + Memory(g.Unused.Memory),
		StrandedMoney: orUnknown(g.UnusedMonth, money), Cost: orUnknown(g.Month, money),
	}
}

// Name is the type, and behind it the zone where the group is for one.
func (c *GroupCells) Name() string { return strings.TrimSpace(c.Type + " " + c.Zone) }

// PlanMoney writes an amount in the currency of a plan.
func PlanMoney(m planner.Maybe[planner.Money], p *plan.Plan) string {
	return orUnknown(m, func(m planner.Money) string { return Money(m, currency(p.Groups[0].Option)) })
}

// GapText says how far a plan is above the bound.
func GapText(p *plan.Plan) string {
	if p.Optimal() {
		return "optimal"
	}
	return percent(p.GapPercent) + " above the bound"
}

// BoughtText is what the nodes of a plan cost bought in one way and the other.
func BoughtText(p *plan.Plan, c planner.Capacity) string {
	onDemand, spot := bothWays(p, c)
	return fmt.Sprintf("all on-demand %s · all spot %s", PlanMoney(onDemand, p), PlanMoney(spot, p))
}

func bothWays(p *plan.Plan, c planner.Capacity) (onDemand, spot planner.Maybe[planner.Money]) {
	c.OnDemandBase, c.OnDemandPercent = 0, 100
	onDemand = p.Bought(c)
	c.OnDemandPercent = 0
	return onDemand, p.Bought(c)
}

// WorseText says by how much a plan is worse than the first, in what it costs
// and in nodes, and by how much it is better.
func WorseText(p, first *plan.Plan) string {
	var parts []string
	month, known := p.Month.Value()
	base, baseKnown := first.Month.Value()
	if by := month - base; known && baseKnown && base > 0 && by != 0 {
		word := "more"
		if by < 0 {
			by, word = -by, "less"
		}
		parts = append(parts, fmt.Sprintf("%s %s (%+.1f%%)", PlanMoney(planner.Known(by), p), word, 100*(month-base).Float()/base.Float()))
	}
	switch by := p.Nodes - first.Nodes; {
	case by > 0:
		parts = append(parts, fmt.Sprintf("%s more", nodeCount(by)))
	case by < 0:
		parts = append(parts, fmt.Sprintf("%s less", nodeCount(-by)))
	}
	if by := len(p.Groups) - len(first.Groups); len(parts) == 0 && by > 0 {
		return "as good, with a group more"
	}
	if len(parts) == 0 {
		return "as good"
	}
	return strings.Join(parts, ", ")
}

func nodeCount(n int) string {
	if n == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", n)
}
