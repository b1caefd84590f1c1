package report

import (
	"fmt"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/subnet"
)

// costPlot is what each plan costs bought on demand, on spot and, where that is
// another way, as asked.
func (p *Page) costPlot() *plot {
	var groups []barGroup
	money := func(series string, m planner.Maybe[planner.Money], plan *plan.Plan) bar {
		return bar{series, amount(m), PlanMoney(m, plan)}
	}
	for i := range p.Plans.Found.Plans {
		plan := &p.Plans.Found.Plans[i]
		onDemand, spot := bothWays(plan, p.settings().Capacity)
		g := barGroup{fmt.Sprintf("Plan %d: %s", i+1, groupsText(plan)), []bar{money("on demand", onDemand, plan), money("spot", spot, plan)}}
		if p.mixed() {
			g.Bars = append(g.Bars, money("mix", plan.Month, plan))
		}
		groups = append(groups, g)
	}
	text := "The same nodes bought on demand and as spot."
	if p.mixed() {
		text = "The same nodes bought on demand, as spot, and as the mix that was asked for."
	}
	return newBars("cost", "Cost a month by plan", text, groups)
}

// mixed says that nodes are bought in neither way alone.
func (p *Page) mixed() bool {
	c := &p.settings().Capacity
	return c.OnDemandPercent < 100 && (c.OnDemandPercent > 0 || c.OnDemandBase > 0)
}

// candidatePlot is what pods get and cost on each type that there was to choose from.
func (p *Page) candidatePlot() *plot {
	bought := p.bought()
	var points []point
	none := 0
	for i := range p.Question.Candidates {
		o := &p.Question.Candidates[i]
		c := NewComparison(o)
		if c.RAMPerPod == nil || c.Prices.PerPodMonth == nil {
			none++
			continue
		}
		points = append(points, point{
			Name: o.Type.Name, RAM: *c.RAMPerPod, Cost: *c.Prices.PerPodMonth,
			RAMText: orUnknown(o.RAMPerPod, Memory), CostText: Money(o.Cost.PerPod.Or(0), c.Prices.Currency),
			Planned:     slices.ContainsFunc(bought, func(b density.Option) bool { return b.Type.Name == o.Type.Name }),
			DominatedBy: o.DominatedBy,
		})
	}
	text := "A node's free memory over its application pods, and its cost over the pods that fit, for each type to choose from. The line joins types that no other gives as much memory for less."
	if none > 0 {
		text += fmt.Sprintf(" %s without a price or without a pod not shown.", some(none, "type"))
	}
	return newDots("candidates", "RAM per pod against cost per pod", text, points, p.currency())
}

// densityPlot is how many application pods a node of each of the plans' types has
// room for, by slots and addresses alone.
func (p *Page) densityPlot() *plot {
	var groups []barGroup
	for _, o := range p.bought() {
		s := *p.settings()
		s.CNI.Mode, s.MaxPods = eni.PrefixDelegation, eni.MaxPods{Policy: eni.PolicyManaged}
		item, prefixed := NewMaxPods(&o), density.Evaluate(o.Type, o.Offering, &s)
		prefixes := applications("prefixes", NewMaxPods(&prefixed).Without)
		if prefixed.Addresses.Mode != eni.PrefixDelegation {
			prefixes = applications("prefixes", nil)
		}
		groups = append(groups, barGroup{o.Type.Name, []bar{
			applications("plain", item.Without), applications("security groups", item.With), prefixes,
		}})
	}
	return newBars("density", "Application pods on a node, by slots and addresses",
		"Without security groups for pods, with them on every application pod, and without them on prefixes with the max pods of a managed node group.", groups)
}

// applications is a bar of a world's application pods.
func applications(series string, w *World) bar {
	if w == nil || w.ApplicationPods == nil {
		return bar{series, nil, Unknown}
	}
	n := float64(*w.ApplicationPods)
	return bar{series, &n, grouped(n)}
}

// NewZoneAddresses are the addresses of a budget's zones, an update's included.
func NewZoneAddresses(b *subnet.Budget) []ZoneAddresses {
	var zones []ZoneAddresses
	for i := range b.Zones {
		z := newSubnetZone(&b.Zones[i])
		zones = append(zones, ZoneAddresses{z.Zone + ", for " + z.For, planner.Known(z.Addresses), b.Zones[i].Free})
	}
	return zones
}

// addressPlot is what a plan draws of each zone's subnets and what is free in
// them; nil where nobody looked.
func addressPlot(zones []ZoneAddresses) *plot {
	var groups []barGroup
	for _, z := range zones {
		groups = append(groups, barGroup{z.Zone, []bar{addresses("drawn", z.Drawn), addresses("free", z.Free)}})
	}
	return newBars("addresses", "Addresses by zone", "What the first plan draws of each zone's subnets, its control plane and an update included, and what is free in them.", groups)
}

func addresses(series string, m planner.Maybe[int]) bar {
	n, known := m.Value()
	if !known {
		return bar{series, nil, Unknown}
	}
	f := float64(n)
	return bar{series, &f, grouped(f)}
}
