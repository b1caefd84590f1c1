package plan

import (
	"cmp"
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
		g.OnDemandNodes = c.OnDemandNodes(g.Nodes)
		g.SpotRange = s.spotRange(g)
	}
	months, left := bill(c, p.Groups)
	for i := range p.Groups {
		p.Groups[i].Month = months[i]
	}
	term, _ := c.Term()
	if c.Commitment == 0 {
		return
	}
	use := CommitmentUse{Hour: c.Commitment, Used: (c.CommittedMonth() - left) / planner.HoursPerMonth, Purchase: term}
	for i := range p.Groups {
		g := &p.Groups[i]
		name := g.Option.Type.Name
		if g.OnDemandNodes > 0 && !g.Option.Rates().Reserved.Known() && !slices.Contains(use.Uncovered, name) {
			use.Uncovered = append(use.Uncovered, name)
		}
	}
	p.Commitment = planner.Known(use)
}

// bill is what groups cost a month, and what they leave of a month's commitment. It
// covers the nodes first of which it saves the largest share, as AWS applies savings
// plans.
func bill(c *planner.Capacity, groups []NodeGroup) (months []planner.Maybe[planner.Money], left planner.Money) {
	months, left = make([]planner.Maybe[planner.Money], len(groups)), c.CommittedMonth()
	order := indices(groups)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(reservedShare(&groups[a]), reservedShare(&groups[b])) })
	for _, i := range order {
		g := &groups[i]
		months[i] = c.Cost(g.OnDemandNodes, g.Nodes-g.OnDemandNodes, g.Option.Rates(), &left)
	}
	return months, left
}

// reservedShare is the reserved price of a group's nodes as a share of the on-demand
// one; the largest number if one of them is unknown.
func reservedShare(g *NodeGroup) float64 {
	r := g.Option.Rates()
	reserved, known := r.Reserved.Value()
	onDemand, priced := r.OnDemand.Value()
	if !known || !priced || onDemand == 0 {
		return math.MaxFloat64
	}
	return reserved.Float() / onDemand.Float()
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
	months, _ := bill(&c, groups)
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
