package words

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/density"
)

// costFormula is that of a step of money.
func costFormula(o *density.Option, id density.StepID) string {
	c := &o.Settings.Capacity
	switch id {
	case density.StepOnDemandPerHour:
		if c.DiscountPPM > 0 {
			return fmt.Sprintf("%s list price per hour in %s − %s%% discount", priceOf(o.Cost.ListHour), o.Settings.Region, Plain(float64(c.DiscountPPM)/10_000))
		}
		return "list price per hour in " + o.Settings.Region
	case density.StepAutoModeFee:
		fee := o.Offering.AutoModeFee.Or(planner.AutoModeFee{})
		return fmt.Sprintf("%s of the on-demand price%s", feePercent(fee.Percent), estimate(fee.Estimate))
	case density.StepOnDemandPerMonth:
		return withFee(o, priceOf(o.Cost.OnDemandHour), planner.HoursPerMonth)
	case density.StepReservedPerMonth:
		return reservedFormula(o)
	case density.StepSpotPerMonth:
		return spotFormula(o)
	case density.StepRootVolume:
		return rootVolumeFormula(o)
	case density.StepPerMonth:
		return purchaseFormula(o)
	case density.StepPerPodMonth:
		return fmt.Sprintf("%s ÷ %s pods", priceOf(o.Cost.Month), countOf(o.PodsAtRequest))
	default:
		return "the unused share of CPU and memory, weighted as Fargate prices a vCPU and a GB"
	}
}

func feePercent(percent float64) string { return Plain(percent) + "%" }

func estimate(is bool) string {
	if is {
		return ", an estimate for this family"
	}
	return ""
}

// withFee is a price of an hour, with the fee of Auto Mode where there is one.
func withFee(o *density.Option, price string, hours int) string {
	if fee, known := o.Offering.AutoModeFee.Value(); known && o.Settings.AutoMode() {
		return fmt.Sprintf("(%s + %s fee) × %d h", price, Plain(fee.Hour.Float()), hours)
	}
	return fmt.Sprintf("%s × %d h", price, hours)
}

func reservedFormula(o *density.Option) string {
	term, _ := o.Settings.Capacity.Term()
	price := o.Offering.ReservedHour(&o.Settings.Capacity)
	if !price.Known() {
		return fmt.Sprintf("no %s price in %s", term, o.Settings.Region)
	}
	return "guide: " + withFee(o, fmt.Sprintf("%s %s", priceOf(price), term), planner.HoursPerMonth)
}

func spotFormula(o *density.Option) string {
	switch _, kind, _ := o.Offering.SpotPrice(); kind {
	case planner.SpotLive:
		return withFee(o, priceOf(o.Offering.Spot)+" spot", planner.HoursPerMonth)
	case planner.SpotByAverage:
		return "estimate: " + withFee(o, priceOf(o.Offering.SpotAverage)+" average spot price", planner.HoursPerMonth)
	case planner.SpotBySaving:
		text := fmt.Sprintf("estimate: %s list × %d h × (100 − %d)%%", priceOf(o.Cost.ListHour), planner.HoursPerMonth, o.Offering.SpotSaving.Or(0))
		if fee, known := o.Cost.AutoModeFee.Value(); known {
			text += " + " + Plain(fee.Float()) + " fee"
		}
		return text
	default:
		return "no spot figure"
	}
}

func rootVolumeFormula(o *density.Option) string {
	if !o.Cost.RootVolume.Known() {
		return "no gp3 price in " + o.Settings.Region
	}
	return fmt.Sprintf("%s GiB of gp3 × %s", Plain(o.Settings.RootVolume.GiB()), priceOf(o.Offering.Region.GP3))
}

// purchaseFormula says how nodes are bought.
func purchaseFormula(o *density.Option) string {
	c := &o.Settings.Capacity
	firm := firmPurchase(o)
	rule := fmt.Sprintf("%d%% %s, %d%% spot", c.OnDemandPercent, firm, 100-c.OnDemandPercent)
	if c.Nodes > 0 {
		onDemand := c.OnDemandNodes(c.Nodes)
		rule = fmt.Sprintf("mean of %d nodes, %d %s and %d spot", c.Nodes, onDemand, firm, c.Nodes-onDemand)
	}
	if o.Cost.RootVolume.Known() {
		rule += " + root volume"
	}
	if c.NodeAdder > 0 {
		rule += " + " + Plain(c.NodeAdder.Float()) + " per node"
	}
	if c.ClusterAdder > 0 && c.Nodes > 0 {
		rule += fmt.Sprintf(" + %s per cluster ÷ %d", Plain(c.ClusterAdder.Float()), c.Nodes)
	}
	return rule
}

// firmPurchase is how the nodes of an option that are not spot are bought.
func firmPurchase(o *density.Option) string {
	c := &o.Settings.Capacity
	term, inUse := c.Term()
	switch {
	case !inUse || !o.Cost.ReservedMonth.Known():
		return planner.PurchaseOnDemand.String()
	case c.Commitment > 0:
		return fmt.Sprintf("on-demand (a commitment of %s an hour covers it at %s)", Money(c.Commitment, Currency(o)), term)
	}
	return term.String()
}
