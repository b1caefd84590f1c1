package words

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// costFormula is that of a step of money.
func costFormula(o *density.Option, id density.StepID) string {
	switch id {
	case density.StepOnDemandPerHour:
		return onDemandFormula(o)
	case density.StepAutoModeFee:
		return feeFormula(o)
	case density.StepOnDemandPerMonth:
		return fmt.Sprintf("%s × %d h", priceOf(o.Cost.OnDemandHour), planner.HoursPerMonth)
	case density.StepReservedPerMonth:
		return reservedFormula(o)
	case density.StepSpotPerMonth:
		return spotFormula(o)
	case density.StepRootVolume:
		return rootVolumeFormula(o)
	case density.StepPerMonth:
		return purchaseFormula(o)
	case density.StepPerPodMonth:
		return fmt.Sprintf("%s ÷ %s", priceOf(o.Cost.Month), podsOf(o.PodsAtRequest))
	default:
		return "the unused share of CPU and memory, weighted as Fargate prices a vCPU and a GB"
	}
}

func onDemandFormula(o *density.Option) string {
	c := &o.Settings.Capacity
	rule := "list price per hour in " + o.Settings.Region
	switch {
	case o.Settings.Windows():
		return "the price of a Windows licence is in no table"
	case c.DiscountPPM > 0:
		rule = fmt.Sprintf("%s %s − %s%% discount", priceOf(o.Cost.ListHour), rule, Plain(float64(c.DiscountPPM)/10_000))
	case o.Settings.AutoMode():
		rule = priceOf(o.Cost.ListHour) + " " + rule
	}
	return rule + plusFee(o, 1)
}

// plusFee adds Auto Mode's fee of some hours to a formula.
func plusFee(o *density.Option, hours planner.Money) string {
	if !o.Settings.AutoMode() {
		return ""
	}
	fee := eni.Map(o.Cost.FeeHour, func(fee planner.Money) planner.Money { return fee * hours })
	return fmt.Sprintf(" + %s Auto Mode fee", priceOf(fee))
}

func feeFormula(o *density.Option) string {
	text := fmt.Sprintf("%s%% of %s list price × %d h", Plain(float64(o.Offering.AutoModeFee.Permille)/10), priceOf(o.Cost.ListHour), planner.HoursPerMonth)
	if o.Offering.AutoModeFee.Estimate {
		text = "estimate: " + text
	}
	return text
}

func reservedFormula(o *density.Option) string {
	if o.Settings.Windows() {
		return onDemandFormula(o)
	}
	term, _ := o.Settings.Capacity.Term()
	price := o.Offering.ReservedHour(&o.Settings.Capacity)
	if !price.Known() {
		return fmt.Sprintf("no %s price in %s", term, o.Settings.Region)
	}
	return fmt.Sprintf("guide: %s %s × %d h", priceOf(price), term, planner.HoursPerMonth) + plusFee(o, planner.HoursPerMonth)
}

func spotFormula(o *density.Option) string {
	if o.Settings.Windows() {
		return onDemandFormula(o)
	}
	return spotPriceFormula(o) + plusFee(o, planner.HoursPerMonth)
}

func spotPriceFormula(o *density.Option) string {
	switch _, kind, _ := o.Offering.SpotPrice(); kind {
	case planner.SpotLive:
		return fmt.Sprintf("%s spot × %d h", priceOf(o.Offering.Spot), planner.HoursPerMonth)
	case planner.SpotByAverage:
		return fmt.Sprintf("estimate: %s average spot price × %d h", priceOf(o.Offering.SpotAverage), planner.HoursPerMonth)
	case planner.SpotBySaving:
		return fmt.Sprintf("estimate: %s list × %d h × (100 − %d)%%", priceOf(o.Cost.ListHour), planner.HoursPerMonth, o.Offering.SpotSaving.Or(0))
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
