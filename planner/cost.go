package planner

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

// Month is the average cost of a node of the group. In a group of unknown size it
// is that of a node above the on-demand base, without a share of ClusterAdder.
func (c *Capacity) Month(onDemand, spot Maybe[Money]) Maybe[Money] {
	nodes, onDemandNodes, shared := 100, c.OnDemandPercent, Money(0)
	if c.Nodes > 0 {
		nodes, onDemandNodes = c.Nodes, c.OnDemandNodes(c.Nodes)
		shared = c.ClusterAdder
	}
	total := shared
	for _, part := range []struct {
		nodes int
		price Maybe[Money]
	}{{onDemandNodes, onDemand}, {nodes - onDemandNodes, spot}} {
		price, known := part.price.Value()
		if part.nodes > 0 && !known {
			return Maybe[Money]{}
		}
		total += price * Money(part.nodes)
	}
	return Known(total/Money(nodes) + c.NodeAdder)
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
