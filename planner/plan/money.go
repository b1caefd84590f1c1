package plan

import (
	"math"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// CommitmentUse is how far a plan uses a commitment.
type CommitmentUse struct {
	Hour, Used planner.Money // of an hour
	Purchase   planner.Purchase
	// Uncovered are types with on-demand nodes and without a reserved price.
	Uncovered []string
}

// PriceRange is the least and the most that a spot node costs a month, among the
// types that a group may get.
type PriceRange struct {
	Low, High         planner.Money
	LowType, HighType string
	// Source is that of the lowest price.
	Source *planner.Source
	// Unknown is how many of the types have no spot price.
	Unknown int
}

// bill sets what the groups of a plan cost, and how much of the commitment they use.
func (s *solver) bill(p *Plan) {
	c := &s.Settings.Capacity
	for i := range p.Groups {
		g := &p.Groups[i]
		g.OnDemandNodes = g.capacity(s.Settings).OnDemandNodes(g.Nodes)
		g.SpotRange = s.spotRange(g)
	}
	bought := purchases(p.Groups)
	months, left := planner.Bill(c, bought)
	for i := range p.Groups {
		p.Groups[i].Month = months[i]
	}
	p.Commitment = UseOf(c, left, bought)
}

// UseOf is how far nodes use a commitment that they leave a part of a month of.
func UseOf(c *planner.Capacity, left planner.Money, nodes []planner.Bought) planner.Maybe[CommitmentUse] {
	if c.Commitment == 0 {
		return planner.Maybe[CommitmentUse]{}
	}
	term, _ := c.Term()
	use := CommitmentUse{Hour: c.Commitment, Used: (c.CommittedMonth() - left) / planner.HoursPerMonth, Purchase: term}
	for _, b := range nodes {
		if b.OnDemand > 0 && !b.Rates.Reserved.Known() && !slices.Contains(use.Uncovered, b.Type) {
			use.Uncovered = append(use.Uncovered, b.Type)
		}
	}
	return planner.Known(use)
}

func purchases(groups []NodeGroup) (all []planner.Bought) {
	for i := range groups {
		g := &groups[i]
		all = append(all, planner.Bought{Type: g.Option.Type.Name, OnDemand: g.OnDemandNodes, Spot: g.Nodes - g.OnDemandNodes, Rates: g.Option.Rates()})
	}
	return all
}

// spotRange is unknown if the group has no spot nodes or is of one type.
func (s *solver) spotRange(g *NodeGroup) planner.Maybe[PriceRange] {
	if g.Nodes == g.OnDemandNodes || len(g.Alternatives) == 0 {
		return planner.Maybe[PriceRange]{}
	}
	r := PriceRange{Low: math.MaxInt64}
	for _, o := range s.options {
		name := o.Type.Name
		if o != g.Option && !slices.Contains(g.Alternatives, name) {
			continue
		}
		month, known := o.Cost.SpotMonth.Value()
		if !known {
			r.Unknown++
			continue
		}
		if month < r.Low {
			r.Low, r.LowType = month, name
			_, _, r.Source = o.Offering.SpotPrice()
		}
		if month > r.High {
			r.High, r.HighType = month, name
		}
	}
	if r.HighType == "" {
		return planner.Maybe[PriceRange]{}
	}
	return planner.Known(r)
}

// Bought is the monthly cost of a plan's nodes with another mix of capacity types;
// unknown if a price is.
func (p *Plan) Bought(c planner.Capacity) planner.Maybe[planner.Money] {
	groups := slices.Clone(p.Groups)
	for i := range groups {
		groups[i].OnDemandNodes = c.OnDemandNodes(groups[i].Nodes)
	}
	return cost(groups, &c)
}

// cost is that of groups a month, with the cluster's adder.
func cost(groups []NodeGroup, c *planner.Capacity) planner.Maybe[planner.Money] {
	months, _ := planner.Bill(c, purchases(groups))
	total := c.ClusterAdder
	for _, m := range months {
		month, known := m.Value()
		if !known {
			return planner.Maybe[planner.Money]{}
		}
		total += month
	}
	return planner.Known(total)
}

// AutoModeFee is the part of a plan's cost that is the fee of EKS Auto Mode; unknown
// outside Auto Mode.
func (p *Plan) AutoModeFee() planner.Maybe[planner.Money] {
	return overNodes(p, func(o *density.Option) planner.Maybe[planner.Money] {
		return eni.Map(o.Cost.FeeHour, func(hour planner.Money) planner.Money { return hour * planner.HoursPerMonth })
	})
}
