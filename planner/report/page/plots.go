package page

import (
	"fmt"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/report/plot"
	"podfit/planner/report/words"
	"podfit/planner/subnet"
)

// costPlot is what each plan costs bought on demand, as spot and, where that is a
// mix, as the settings buy it.
func (p *Page) costPlot() *plot.Plot {
	var groups []plot.Group
	for i := range p.Plans.Found.Plans {
		plan := &p.Plans.Found.Plans[i]
		money := func(series string, m planner.Maybe[planner.Money]) plot.Bar {
			return plot.NewBar(series, m, planner.Money.Float, func(m planner.Money) string { return words.PlanMoney(planner.Known(m), plan) })
		}
		onDemand, spot := words.BothWays(plan, p.settings().Capacity)
		g := plot.Group{Name: fmt.Sprintf("Plan %d: %s", i+1, words.Groups(plan)), Bars: []plot.Bar{money("on demand", onDemand), money("spot", spot)}}
		if p.mixed() {
			g.Bars = append(g.Bars, money("mix", plan.Month))
		}
		groups = append(groups, g)
	}
	text := "The same nodes bought on demand and as spot."
	if p.mixed() {
		text = "The same nodes bought on demand, as spot, and as the mix of the settings."
	}
	return plot.Bars("cost", "Cost a month by plan", text, groups)
}

// mixed says that some nodes are on demand and some spot.
func (p *Page) mixed() bool {
	c := &p.settings().Capacity
	return c.OnDemandPercent < 100 && (c.OnDemandPercent > 0 || c.OnDemandBase > 0)
}

// candidatePlot is what pods get and cost on each candidate.
func (p *Page) candidatePlot() *plot.Plot {
	bought := answer.Bought(&p.Plans.Found)
	var points []plot.Point
	missing := 0
	candidates := slices.Clone(p.Question.AllCandidates())
	density.MarkDominated(candidates) // among all, not those of a pool
	for i := range candidates {
		o := &candidates[i]
		ram, ramKnown := o.RAMPerPod.Value()
		cost, costKnown := o.Cost.PerPod.Value()
		if !ramKnown || !costKnown {
			missing++
			continue
		}
		points = append(points, plot.Point{
			Name: o.Type.Name, RAM: ram, Cost: cost, DominatedBy: o.DominatedBy,
			Planned: slices.ContainsFunc(bought, func(b density.Option) bool { return b.Type.Name == o.Type.Name }),
		})
	}
	text := "A node's free memory divided by its application pods, and its cost divided by the pods that fit, for each candidate. The line joins the types for which no other gives as much memory for less."
	if missing > 0 {
		text += fmt.Sprintf(" Not shown: %s without a price or without a pod.", words.CountedGrouped(missing, "type"))
	}
	return plot.Dots("candidates", "RAM per pod against cost per pod", text, points, p.currency())
}

// densityPlot is how many application pods a node of each of the plans' types has
// slots and addresses for.
func (p *Page) densityPlot() *plot.Plot {
	var groups []plot.Group
	for _, o := range answer.Bought(&p.Plans.Found) {
		s := *p.settings()
		s.CNI.Mode, s.MaxPods = eni.PrefixDelegation, eni.MaxPods{Policy: eni.PolicyManaged}
		prefixed := density.Evaluate(o.Type, o.Offering, &s)
		prefixes := prefixed.Without.ApplicationPods
		if prefixed.Addresses.Mode != eni.PrefixDelegation || !prefixed.Without.MaxPods.Known() {
			prefixes = planner.Maybe[int]{}
		}
		groups = append(groups, plot.Group{Name: o.Type.Name, Bars: []plot.Bar{
			number("plain", o.Without.ApplicationPods), number("security groups", o.With.ApplicationPods), number("prefixes", prefixes),
		}})
	}
	return plot.Bars("density", "Application pods on a node, by slots and addresses",
		"Without security groups for pods, with them on every application pod, and without them on prefixes with the max pods of a managed node group.", groups)
}

// NewZoneAddresses are the addresses of a budget's zones, an update's included.
func NewZoneAddresses(b *subnet.Budget) []ZoneAddresses {
	var zones []ZoneAddresses
	for i := range b.Zones {
		z := answer.NewSubnetZone(&b.Zones[i])
		zones = append(zones, ZoneAddresses{z.Zone + ", for " + z.For, planner.Known(z.Addresses), b.Zones[i].Free})
	}
	return zones
}

// addressPlot is what a plan draws from each zone's subnets and what is free in
// them; nil without subnets.
func addressPlot(zones []ZoneAddresses) *plot.Plot {
	var groups []plot.Group
	for _, z := range zones {
		groups = append(groups, plot.Group{Name: z.Zone, Bars: []plot.Bar{number("drawn", z.Drawn), number("free", z.Free)}})
	}
	return plot.Bars("addresses", "Addresses by zone", "What the first plan draws from each zone's subnets, the control plane and an update included, and what is free in them.", groups)
}

func number(series string, m planner.Maybe[int]) plot.Bar {
	return plot.NewBar(series, m, func(n int) float64 { return float64(n) }, func(n int) string { return words.Grouped(float64(n)) })
}
