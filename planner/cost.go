package planner

import (
	"cmp"
	"math"
	"slices"

	"podfit/eni"
)

// SpotKind is how a spot price is known.
type SpotKind uint8

// The sorts of spot prices, from the least exact. All but a live price are estimates.
const (
	SpotUnknown   SpotKind = iota
	SpotBySaving           // the list price minus the Spot Advisor's average saving
	SpotByAverage          // the average spot price
	SpotLive
)

// SpotMonth is the cost of 730 hours as spot.
func (o *Offering) SpotMonth() Maybe[Money] {
	month, _, _ := o.SpotPrice()
	return month
}

// SpotPrice is SpotMonth with how it is known and the source that it comes from.
func (o *Offering) SpotPrice() (month Maybe[Money], kind SpotKind, source *Source) {
	if hour, known := o.Spot.Value(); known {
		return Known(hour * HoursPerMonth), SpotLive, o.Sources.Spot
	}
	if hour, known := o.SpotAverage.Value(); known {
		return Known(hour * HoursPerMonth), SpotByAverage, o.Sources.SpotAverage
	}
	list, listed := o.OnDemand.Value()
	saving, saves := o.SpotSaving.Value()
	if !listed || !saves {
		return Maybe[Money]{}, SpotUnknown, nil
	}
	return Known(list * HoursPerMonth * Money(100-saving) / 100), SpotBySaving, o.Sources.SpotSaving
}

// Million is the whole of parts per million such as Capacity.DiscountPPM.
const Million = 1_000_000

// Purchase is how nodes that are not spot are bought.
type Purchase uint8

// The ways to buy. Those behind PurchaseOnDemand are the reserved terms, in their
// order.
const (
	PurchaseOnDemand Purchase = iota
	PurchaseReserved1Y
	PurchaseReserved1YAllUpfront
	PurchaseReserved3Y
	PurchaseReserved3YAllUpfront
)

// Purchases are the words, in order.
var Purchases = []string{"on-demand", "reserved-1y", "reserved-1y-all-upfront", "reserved-3y", "reserved-3y-all-upfront"}

func (p Purchase) String() string                { return Purchases[p] }
func (p Purchase) MarshalText() ([]byte, error)  { return []byte(p.String()), nil }
func (p *Purchase) UnmarshalText(b []byte) error { return eni.UnmarshalWord(p, b, Purchases) }

// Term is the reserved price in use: that of Purchase, and of a commitment one year
// without upfront payment unless Purchase says another. ok is false if none is.
func (c *Capacity) Term() (p Purchase, ok bool) {
	switch {
	case c.Purchase != PurchaseOnDemand:
		return c.Purchase, true
	case c.Commitment > 0:
		return PurchaseReserved1Y, true
	}
	return PurchaseOnDemand, false
}

// ReservedHour is the reserved price of the term in use; unknown if none is.
func (o *Offering) ReservedHour(c *Capacity) Maybe[Money] {
	term, inUse := c.Term()
	if !inUse {
		return Maybe[Money]{}
	}
	return o.Reserved[ReservedTerm(term-PurchaseReserved1Y)]
}

// Rates are what a node costs a month, by how it is bought.
type Rates struct {
	OnDemand Maybe[Money]
	Reserved Maybe[Money] // of the capacity's term
	Spot     Maybe[Money]
	// Adder is on top of each of them: Auto Mode's fee and the root volume.
	Adder Money
}

// CommittedMonth is what the commitment pays a month.
func (c *Capacity) CommittedMonth() Money { return c.Commitment * HoursPerMonth }

// Cost is what nodes cost a month, with their adders. What the commitment pays of
// the on-demand ones comes from left, a month's rest of it.
func (c *Capacity) Cost(onDemand, spot int, r Rates, left *Money) Maybe[Money] {
	firm, known := c.firm(onDemand, r, left).Value()
	spotPrice, spotKnown := r.Spot.Value()
	if !known || spot > 0 && !spotKnown {
		return Maybe[Money]{}
	}
	return Known(firm + spotPrice*Money(spot) + (r.Adder+c.NodeAdder)*Money(onDemand+spot))
}

// Bought is nodes of a type by how they are bought.
type Bought struct {
	Type           string
	OnDemand, Spot int
	Rates          Rates
}

// Bill is what nodes cost a month, and what they leave of a month's commitment. It covers
// the nodes first of which it saves the largest share, as AWS applies savings plans.
func Bill(c *Capacity, all []Bought) (months []Maybe[Money], left Money) {
	months, left = make([]Maybe[Money], len(all)), c.CommittedMonth()
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(all[a].Rates.reservedShare(), all[b].Rates.reservedShare()) })
	for _, i := range order {
		months[i] = c.Cost(all[i].OnDemand, all[i].Spot, all[i].Rates, &left)
	}
	return months, left
}

// reservedShare is the reserved price as a share of the on-demand one; the largest number
// if one of them is unknown.
func (r Rates) reservedShare() float64 {
	reserved, known := r.Reserved.Value()
	onDemand, priced := r.OnDemand.Value()
	if !known || !priced || onDemand == 0 {
		return math.MaxFloat64
	}
	return reserved.Float() / onDemand.Float()
}

// BuysOnDemand reports whether groups may have on-demand nodes.
func (c *Capacity) BuysOnDemand() bool { return c.OnDemandBase > 0 || c.OnDemandPercent > 0 }

// BuysSpot reports whether groups may have spot nodes.
func (c *Capacity) BuysSpot() bool { return c.OnDemandPercent < 100 }

// Uncovered is what a node costs that is not spot and that no commitment pays, without
// adders.
func (c *Capacity) Uncovered(r Rates) Maybe[Money] {
	_, inUse := c.Term()
	if inUse && c.Commitment == 0 && r.Reserved.Known() {
		return r.Reserved
	}
	return r.OnDemand
}

// firm is what nodes that are not spot cost, without adders. Nodes without a reserved
// price are bought on demand.
func (c *Capacity) firm(nodes int, r Rates, left *Money) Maybe[Money] {
	rate, reserved := r.Reserved.Value()
	price, priced := c.Uncovered(r).Value()
	all := rate * Money(nodes)
	switch {
	case nodes == 0:
		return Known(Money(0))
	case !priced:
		return Maybe[Money]{}
	case c.Commitment == 0 || !reserved || all == 0:
		return Known(price * Money(nodes))
	}
	covered := min(*left, all)
	*left -= covered
	// The part of the hour that the commitment does not cover is at the full price.
	uncovered := float64(price) * float64(nodes) * float64(all-covered) / float64(all)
	return Known(covered + Money(math.Round(uncovered)))
}

// Month is the average cost of a node of the group. In a group of unknown size it
// is that of a node above the on-demand base, without a share of ClusterAdder, and a
// commitment covers one node.
func (c *Capacity) Month(r Rates) Maybe[Money] {
	nodes, onDemandNodes, shared, left := 100, c.OnDemandPercent, Money(0), c.CommittedMonth()
	switch {
	case c.Nodes > 0:
		nodes, onDemandNodes = c.Nodes, c.OnDemandNodes(c.Nodes)
		shared = c.ClusterAdder
	case c.Commitment > 0:
		r.OnDemand, r.Reserved = c.firm(1, r, &left), Maybe[Money]{}
	}
	total, known := c.Cost(onDemandNodes, nodes-onDemandNodes, r, &left).Value()
	if !known {
		return Maybe[Money]{}
	}
	return Known((total + shared) / Money(nodes))
}

// LeastMonth is the smallest amount that a node costs in any group: as if the
// commitment covered it. OnDemandNodes rounds up, so that it may cost less than its
// mix if spot costs more than on-demand.
func (c Capacity) LeastMonth(r Rates) Maybe[Money] {
	term, _ := c.Term()
	if c.Commitment > 0 {
		if !r.OnDemand.Known() {
			return Maybe[Money]{}
		}
		if rate, reserved := r.Reserved.Value(); reserved {
			r.Reserved = Known(min(rate, r.OnDemand.Or(0)))
		}
		c.Commitment, c.Purchase = 0, term
	}
	c.Nodes, c.ClusterAdder = 0, 0
	month, known := c.Month(r).Value()
	firm, firmKnown := c.Cost(1, 0, r, new(Money)).Value()
	switch {
	case !known, !firmKnown && c.OnDemandBase > 0:
		return Maybe[Money]{}
	case firmKnown:
		month = min(month, firm)
	}
	return Known(month)
}

// OnDemandNodes is how many of n nodes are on-demand: the base, and the percentage
// of the rest, rounded up to a whole node like an Auto Scaling group does.
func (c *Capacity) OnDemandNodes(n int) int {
	base := min(n, c.OnDemandBase)
	return base + CeilDiv((n-base)*c.OnDemandPercent, 100)
}

// AutoModeFee is what EKS Auto Mode adds to an hour of a type, on-demand and spot
// alike: a share of the on-demand list price.
type AutoModeFee struct {
	Permille int // thousandths of the list price; 0 is unknown
	// Estimate reports whether no fee of the family was seen in a price list.
	Estimate bool
	Source   *Source
}

// Hour is the fee of a type with the list price. AWS's price list has fees with five
// decimal places.
func (f AutoModeFee) Hour(list Money) Money {
	const place = 10
	return (list*Money(f.Permille)/1000 + place/2) / place * place
}
