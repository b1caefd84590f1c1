package density

import (
	"math"

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
	// DominatedBy is a type with at least as much RAM per pod at no higher cost per pod;
	// set by MarkDominated.
	DominatedBy string
}

// Cost is what one node costs, in the currency of the offering's region. On-demand
// prices but ListHour include the discount, all but ListHour include EKS Auto Mode's
// fee, and a month has 730 hours.
type Cost struct {
	ListHour planner.Maybe[planner.Money]
	// FeeHour is EKS Auto Mode's; unknown for other launchers and without a list price.
	FeeHour       planner.Maybe[planner.Money]
	OnDemandHour  planner.Maybe[planner.Money]
	OnDemandMonth planner.Maybe[planner.Money]
	// ReservedMonth is at the reserved price of the term that the capacity names.
	ReservedMonth planner.Maybe[planner.Money]
	// SpotMonth is at the spot price if that is known, else an estimate: the list price
	// minus the Spot Advisor's saving.
	SpotMonth planner.Maybe[planner.Money]
	// RootVolume is a month of the volume's storage; unknown if the settings do not
	// give its size, or no table has the region's price.
	RootVolume planner.Maybe[planner.Money]
	// Month is with the capacity mix of the settings, on-demand and spot, as they are
	// purchased, and with the adders.
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

// Rates are the prices of a month by which Capacity computes the cost of nodes. All
// are unknown where a price would not be the whole price: without Auto Mode's fee, and
// without the licence of Windows, which no table has.
func (o *Option) Rates() planner.Rates {
	if o.Settings.Windows() || o.Settings.AutoMode() && !o.Cost.FeeHour.Known() {
		return planner.Rates{}
	}
	return planner.Rates{
		OnDemand: eni.Map(o.discounted(), month),
		Reserved: eni.Map(o.Offering.ReservedHour(&o.Settings.Capacity), month),
		Spot:     o.Offering.SpotMonth(),
		Adder:    month(o.Cost.FeeHour.Or(0)) + o.Cost.RootVolume.Or(0),
	}
}

func month(hour planner.Money) planner.Money { return hour * planner.HoursPerMonth }

// discounted is the on-demand price of an hour without a fee.
func (o *Option) discounted() planner.Maybe[planner.Money] {
	return eni.Map(o.Offering.OnDemand, func(list planner.Money) planner.Money {
		return list * planner.Money(planner.Million-o.Settings.Capacity.DiscountPPM) / planner.Million
	})
}

func (o *Option) price(c *planner.Capacity) {
	o.Cost.RootVolume = o.rootVolume()
	if o.Settings.Windows() {
		return // Linux prices are lower
	}
	o.Cost.ListHour, o.Cost.FeeHour = o.Offering.OnDemand, o.fee()
	rates, fee := o.Rates(), o.Cost.FeeHour.Or(0)
	withFee := func(m planner.Money) planner.Money { return m + month(fee) }
	if rates.OnDemand.Known() {
		o.Cost.OnDemandHour = eni.Map(o.discounted(), func(hour planner.Money) planner.Money { return hour + fee })
	}
	o.Cost.OnDemandMonth = eni.Map(rates.OnDemand, withFee)
	o.Cost.ReservedMonth = eni.Map(rates.Reserved, withFee)
	o.Cost.SpotMonth = eni.Map(rates.Spot, withFee)
	o.Cost.Month = c.Month(rates)

	whole, known := o.Cost.Month.Value()
	if !known {
		return
	}
	if pods, known := o.PodsAtRequest.Value(); known && pods > 0 {
		o.Cost.PerPod = planner.Known(whole / planner.Money(pods))
	}
	if share, known := o.unusedShare(); known {
		o.Cost.Unused = planner.Known(planner.Money(share * float64(whole)))
	}
}

// rootVolume is a month of the root volume's storage.
func (o *Option) rootVolume() planner.Maybe[planner.Money] {
	r := o.Offering.Region
	if r == nil || o.Settings.RootVolume == 0 {
		return planner.Maybe[planner.Money]{}
	}
	return eni.Map(r.GP3, func(gib planner.Money) planner.Money {
		return planner.Money(math.Round(float64(gib) * o.Settings.RootVolume.GiB()))
	})
}

// fee is EKS Auto Mode's, on top of on-demand, reserved and spot.
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
