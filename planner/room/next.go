package room

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/schedule"
)

// next is the cheapest further node that takes the pod which has no place after so many.
func (c *cluster) next(pods int) (cheapest planner.Maybe[NextNode]) {
	full := c.add(c.workload, pods, 0).Clone()
	for i := range c.plan.Groups {
		g := &c.plan.Groups[i]
		if g.Nodes == 0 {
			continue
		}
		spot := g.Option.Settings.Capacity.OnDemandNodes(g.Nodes+1) == g.OnDemandNodes
		for z, name := range c.zones {
			if g.Zone > 0 && name != g.ZoneName() || g.Pool != nil && len(g.Pool.Zones) > 0 && !slices.Contains(g.Pool.Zones, name) || !c.takes(full, c.class(i, z, spot)) {
				continue
			}
			n := NextNode{Group: i, Zone: name, Spot: spot, Month: c.costOf(i, spot)}
			if best, found := cheapest.Value(); !found || n.cheaper(&best) {
				cheapest = planner.Known(n)
			}
		}
	}
	return cheapest
}

// takes reports whether the pod gets a place once there is a node of a class.
func (c *cluster) takes(full schedule.Placement, class int32) bool {
	full.Nodes = append(slices.Clone(full.Nodes), class)
	before := c.Continue(full, nil, 0).Unaddressed
	r := c.Continue(full, []int32{int32(c.workload)}, 0)
	return r.Pending == 0 && r.Unaddressed == before
}

// costOf is what a plan costs more with another node of a group, whose commitment all groups
// share.
func (c *cluster) costOf(group int, spot bool) planner.Maybe[planner.Money] {
	capacity := &c.plan.Groups[group].Option.Settings.Capacity
	month := func(more int) (all []planner.Maybe[planner.Money]) {
		var bought []planner.Bought
		for i := range c.plan.Groups {
			g := &c.plan.Groups[i]
			b := planner.Bought{Type: g.Option.Type.Name, OnDemand: g.OnDemandNodes, Spot: g.Nodes - g.OnDemandNodes, Rates: g.Option.Rates()}
			switch {
			case i != group:
			case spot:
				b.Spot += more
			default:
				b.OnDemand += more
			}
			bought = append(bought, b)
		}
		all, _ = planner.Bill(capacity, bought)
		return all
	}
	before, after := month(0), month(1)
	more := planner.Money(0)
	for i := range after {
		is, known := after[i].Value()
		if !known && i == group {
			return planner.Maybe[planner.Money]{}
		}
		if was, also := before[i].Value(); known && also {
			more += is - was
		}
	}
	return planner.Known(more)
}

// cheaper orders nodes by what they cost. One whose price is unknown comes first: nobody
// knows that another is cheaper.
func (n *NextNode) cheaper(than *NextNode) bool {
	cost := func(n *NextNode) planner.Money { return n.Month.Or(math.MinInt64) }
	return cmp.Less(cost(n), cost(than))
}
