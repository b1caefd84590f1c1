package density

import (
	"podfit/eni"
	"podfit/planner"
)

// Option is an instance type in a region: what fits on a node, and what the node and
// each pod cost.
type Option struct {
	Type     *planner.InstanceType
	Offering planner.Offering
	Density
	Cost     Cost
	Settings *planner.Settings
	// DominatedBy is a type with at least as much RAM per pod at a lower cost per pod;
	// set by MarkDominated.
	DominatedBy string
}

// Cost is what one node costs, in the currency of the offering's region. All but
// ListHour include the discount and, in Auto Mode, the fee. A month has 730 hours.
type Cost struct {
	ListHour planner.Maybe[planner.Money]
	// FeeHour is EKS Auto Mode's; unknown for other launchers and without a list price.
	FeeHour       planner.Maybe[planner.Money]
	OnDemandHour  planner.Maybe[planner.Money]
	OnDemandMonth planner.Maybe[planner.Money]
	// SpotMonth is at the spot price if that is known, else an estimate: the list price
	// minus the Spot Advisor's saving.
	SpotMonth planner.Maybe[planner.Money]
	// Month is with the capacity mix of the settings, on-demand and spot, and with the
	// adders.
	Month planner.Maybe[planner.Money]
	// PerPod is Month divided by Density.PodsAtRequest.
	PerPod planner.Maybe[planner.Money]
	// Unused is the share of Month that the unused CPU and memory are worth.
	Unused planner.Maybe[planner.Money]
}

// Evaluate makes an option. It keeps t and s: do not change them afterwards.
func Evaluate(t *planner.InstanceType, offering planner.Offering, s *planner.Settings) Option {
	o := Option{Type: t, Offering: offering, Density: Of(t, s), Settings: s}
	o.price(&s.Capacity)
	return o
}

func (o *Option) price(c *planner.Capacity) {
	if o.Settings.Windows() {
		return // no table has the price of the licence, and Linux prices are lower
	}
	o.Cost.FeeHour = o.fee()
	fee, charged := o.Cost.FeeHour.Value()
	o.Cost.ListHour = o.Offering.OnDemand
	complete := charged || !o.Settings.AutoMode() // no cost leaves the fee out
	if list, known := o.Offering.OnDemand.Value(); known && complete {
		hour := list*planner.Money(planner.Million-c.DiscountPPM)/planner.Million + fee
		o.Cost.OnDemandHour = planner.Known(hour)
		o.Cost.OnDemandMonth = planner.Known(hour * planner.HoursPerMonth)
	}
	if spot, known := o.Offering.SpotMonth().Value(); known && complete {
		o.Cost.SpotMonth = planner.Known(spot + fee*planner.HoursPerMonth)
	}
	o.Cost.Month = c.Month(o.Cost.OnDemandMonth, o.Cost.SpotMonth)

	month, known := o.Cost.Month.Value()
	if !known {
		return
	}
	if o.warnDaemonSets() != nil {
		return // DaemonSets alone do not fit, so a pod has no cost
	}
	if pods, known := o.PodsAtRequest.Value(); known && pods > 0 {
		o.Cost.PerPod = planner.Known(month / planner.Money(pods))
	}
	if share, known := o.unusedShare(); known {
		o.Cost.Unused = planner.Known(planner.Money(share * float64(month)))
	}
}

// fee is EKS Auto Mode's, on top of on-demand and spot.
func (o *Option) fee() planner.Maybe[planner.Money] {
	if !o.Settings.AutoMode() || o.Offering.AutoModeFee.Permille == 0 {
		return planner.Maybe[planner.Money]{}
	}
	return eni.Map(o.Offering.OnDemand, o.Offering.AutoModeFee.Hour)
}

// Fargate's prices in us-east-1 as of 2026-06: AWS sells vCPUs and memory separately
// there. Only their ratio is used.
const (
	fargateVCPU = 0.04048
	fargateGB   = 0.004445
)

// unusedShare is the unused part of the CPU and memory that applications can use,
// weighted by Fargate's prices.
func (o *Option) unusedShare() (float64, bool) {
	cpu, cpuKnown := o.Unused.CPU.Value()
	memory, memoryKnown := o.Unused.Memory.Value()
	whole := Worth(o.CPU.Free, o.Memory.Free)
	if !cpuKnown || !memoryKnown || whole == 0 {
		return 0, false
	}
	return Worth(cpu, memory) / whole, true
}

// Worth is an amount of CPU and memory weighted by Fargate's prices.
func Worth(cpu planner.Millis, memory planner.Memory) float64 {
	return cpu.Cores()*fargateVCPU + memory.GiB()*fargateGB
}
