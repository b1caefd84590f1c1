package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// GroupCells are the figures of a node group as tables show them.
type GroupCells struct{ Pool, Type, Zone, Nodes, OnDemand, Spot, LimitedBy, Used, Unused, UnusedCost, Cost string }

// NewGroupCells writes a node group's figures.
func NewGroupCells(g *plan.NodeGroup) GroupCells {
	money := func(m planner.Money) string { return Money(m, Currency(g.Option)) }
	zone := ""
	if g.Zone > 0 {
		zone = g.ZoneName()
	}
	return GroupCells{
		Pool: g.PoolName(), Type: g.Option.Type.Name, Zone: zone, Nodes: fmt.Sprint(g.Nodes), OnDemand: fmt.Sprint(g.OnDemandNodes), Spot: fmt.Sprint(g.Nodes - g.OnDemandNodes),
		LimitedBy: g.LimitedBy.String(), Used: fmt.Sprintf("%.0f%%", g.UsedPercent), Unused: CPU(g.Unused.CPU) + " " + Memory(g.Unused.Memory),
		UnusedCost: OrUnknown(g.UnusedMonth, money), Cost: OrUnknown(g.Month, money),
	}
}

// Name is the type, and behind it the zone where the group is for one.
func (c *GroupCells) Name() string { return strings.TrimSpace(c.Type + " " + c.Zone) }

// InPool is Name and the pool, where there are pools.
func (c *GroupCells) InPool() string { return InPool(c.Name(), c.Pool) }

// InPool says in which pool nodes are; empty is without pools.
func InPool(nodes, pool string) string {
	if pool == "" {
		return nodes
	}
	return nodes + " in " + pool
}

// PlanMoney writes an amount in the currency of a plan.
func PlanMoney(m planner.Maybe[planner.Money], p *plan.Plan) string {
	return OrUnknown(m, func(m planner.Money) string { return Money(m, p.Currency) })
}

// Gap says how far a plan is above the bound.
func Gap(p *plan.Plan) string {
	if p.Optimal() {
		return "optimal"
	}
	return Percent(p.GapPercent) + " above the lower bound"
}

// Bought is what the nodes of a plan cost bought in one way and the other.
func Bought(p *plan.Plan, c planner.Capacity) string {
	onDemand, spot := BothWays(p, c)
	return fmt.Sprintf("all on-demand %s · all spot %s", PlanMoney(onDemand, p), PlanMoney(spot, p))
}

// Costs say what a plan's cost contains and how sure it is: the fee of Auto Mode, the
// commitment, and spot prices of groups of several types.
func Costs(p *plan.Plan) (lines []string) {
	if len(p.Groups) == 0 {
		return nil
	}
	first, currency := p.Groups[0].Option, p.Currency
	if fee, known := p.AutoModeFee().Value(); known {
		lines = append(lines, fmt.Sprintf("the cost includes the fee of EKS Auto Mode, %s a month", Money(fee, currency)))
	}
	if use, known := p.Commitment.Value(); known {
		lines = append(lines, commitment(&use, currency)...)
	} else if term, inUse := first.Settings.Capacity.Term(); inUse {
		lines = append(lines, reserved(p, term)...)
	}
	for i := range p.Groups {
		if r, known := p.Groups[i].SpotRange.Value(); known {
			lines = append(lines, spotRange(&p.Groups[i], &r, currency))
		}
	}
	return lines
}

// reserved says where reserved prices come from, and which types have none.
func reserved(p *plan.Plan, term planner.Purchase) (lines []string) {
	var sources, without []string
	for i := range p.Groups {
		g := &p.Groups[i]
		switch text := Source(g.Option.Offering.Sources.Reserved); {
		case g.OnDemandNodes == 0:
		case !g.Option.Cost.ReservedMonth.Known() && !slices.Contains(without, g.Option.Type.Name):
			without = append(without, g.Option.Type.Name)
		case g.Option.Cost.ReservedMonth.Known() && !slices.Contains(sources, text):
			sources = append(sources, text)
		}
	}
	if len(sources) > 0 {
		lines = append(lines, fmt.Sprintf("%s prices are a guide (%s)", term, List(sources)))
	}
	if len(without) > 0 {
		lines = append(lines, fmt.Sprintf("no %s price of %s: bought on demand", term, List(without)))
	}
	return lines
}

func commitment(use *plan.CommitmentUse, currency string) []string {
	percent := 100 * use.Used.Float() / use.Hour.Float()
	line := fmt.Sprintf("the commitment pays %s of its %s an hour (%.1f%%), at %s prices", Money(use.Used, currency), Money(use.Hour, currency), percent, use.Purchase)
	if rest := use.Hour - use.Used; rest > 0 {
		line += fmt.Sprintf("; the other %s a month are paid as well and not in the cost", Money(rest*planner.HoursPerMonth, currency))
	}
	lines := []string{line}
	if len(use.Uncovered) > 0 {
		lines = append(lines, fmt.Sprintf("the commitment does not cover %s: no %s price", List(use.Uncovered), use.Purchase))
	}
	return lines
}

func spotRange(g *plan.NodeGroup, r *plan.PriceRange, currency string) string {
	line := fmt.Sprintf("spot nodes of %s and %d alternatives: %s (%s) to %s (%s) a month each, %s",
		g.Option.Type.Name, len(g.Alternatives), Money(r.Low, currency), r.LowType, Money(r.High, currency), r.HighType, Source(r.Source))
	if r.Unknown > 0 {
		line += fmt.Sprintf("; %d without a spot price", r.Unknown)
	}
	return line
}

// BothWays is what the nodes of a plan cost bought on demand alone and as spot alone.
func BothWays(p *plan.Plan, c planner.Capacity) (onDemand, spot planner.Maybe[planner.Money]) {
	c.OnDemandBase, c.OnDemandPercent = 0, 100
	c.Purchase, c.Commitment = planner.PurchaseOnDemand, 0
	onDemand = p.Bought(c)
	c.OnDemandPercent = 0
	return onDemand, p.Bought(c)
}

// Worse says by how much a plan is worse than the first, in what it costs
// and in nodes, and by how much it is better.
func Worse(p, first *plan.Plan) string {
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
		parts = append(parts, fmt.Sprintf("%s more", Counted(by, "node")))
	case by < 0:
		parts = append(parts, fmt.Sprintf("%s fewer", Counted(-by, "node")))
	}
	if by := len(p.Groups) - len(first.Groups); len(parts) == 0 && by > 0 {
		return "equally good, with one more group"
	}
	if len(parts) == 0 {
		return "equally good"
	}
	return strings.Join(parts, ", ")
}

// Currency is that of an option's region, US dollars where it has none.
func Currency(o *density.Option) string {
	if o.Offering.Region == nil {
		return "USD"
	}
	return o.Offering.Region.Currency
}

// Bound says how good a plan is.
func Bound(p *plan.Plan) string {
	bound := "the lower bound"
	if month, known := p.LowerBound.Month.Value(); known {
		bound = Money(month, p.Currency) + " a month"
	} else if nodes, known := p.LowerBound.Nodes.Value(); known {
		bound = Counted(nodes, "node")
	}
	if p.Optimal() {
		return "optimal: at the lower bound, " + bound
	}
	return fmt.Sprintf("lower bound: %s; plan 1 is %s above it", bound, Percent(p.GapPercent))
}

// Scheduled says what a perfect packer needs, and how the scheduler was tried.
func Scheduled(p *plan.Plan) string {
	packed := ""
	if month, known := p.Packed.Month.Value(); known && p.LowerBound.Month.Known() {
		packed = "packs at " + Money(month, p.Currency) + " · "
	} else if nodes, known := p.Packed.Nodes.Value(); known {
		packed = "packs at " + Counted(nodes, "node") + " · "
	}
	if p.Scheduled.Orders == 0 {
		return packed + cutBeforeOrders
	}
	needs := PlanMoney(p.Month, p)
	if p.LowerBound.Nodes.Known() {
		needs = Counted(p.Nodes, "node")
	}
	return fmt.Sprintf("%sschedules at %s (%s, %s, %s)", packed, needs, p.Scheduled.Profile, Counted(p.Scheduled.Orders, "order"), leftPending(p))
}

// Layout says over how many nodes and zones a plan is spread.
func Layout(p *plan.Plan) string {
	zones := map[string]int{}
	for i := range p.Groups {
		for _, z := range p.Groups[i].ZoneNodes {
			zones[z.Zone] += z.Nodes
		}
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, zones[name]))
	}
	return fmt.Sprintf("%s: %s · %s", Counted(p.Nodes, "node"), strings.Join(parts, ", "), LargestShare(p))
}

// GroupTypes lists the node groups of a plan by type and pool alone.
func GroupTypes(p *plan.Plan) string {
	var groups []string
	for i := range p.Groups {
		g := &p.Groups[i]
		groups = append(groups, InPool(fmt.Sprintf("%d × %s", g.Nodes, g.Option.Type.Name), g.PoolName()))
	}
	return strings.Join(groups, " + ")
}

// Change is by how much an amount is more or less than another, in percent of that.
func Change(amount, base planner.Maybe[planner.Money]) string {
	now, known := amount.Value()
	before, beforeKnown := base.Value()
	if !known || !beforeKnown || before <= 0 {
		return Unknown
	}
	return fmt.Sprintf("%+.1f%%", 100*(now-before).Float()/before.Float())
}

// Groups lists the node groups of a plan.
func Groups(p *plan.Plan) string {
	var groups []string
	for i := range p.Groups {
		c := NewGroupCells(&p.Groups[i])
		groups = append(groups, c.Nodes+" × "+c.InPool())
	}
	return strings.Join(groups, " + ")
}

// PlanLimits says what runs out first, once for groups that have it in common.
func PlanLimits(p *plan.Plan) string {
	var limits []string
	on := map[string][]string{}
	for i := range p.Groups {
		c := NewGroupCells(&p.Groups[i])
		if on[c.LimitedBy] == nil {
			limits = append(limits, c.LimitedBy)
		}
		on[c.LimitedBy] = append(on[c.LimitedBy], fmt.Sprintf("%s (%s used)", c.InPool(), c.Used))
	}
	for i, limit := range limits {
		if limits[i] = "limited by " + limit + " on " + List(on[limit]); limit == "" {
			limits[i] = "not limited on " + List(on[limit])
		}
	}
	text := strings.Join(limits, ", ")
	return strings.ToUpper(text[:1]) + text[1:]
}
