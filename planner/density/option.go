package density

import (
	"podfit/planner"
)

// Option is an instance type as one way to buy nodes in a region: what fits on
// a node, and what the node and each pod cost.
type Option struct {
	Type     *planner.InstanceType
	Offering planner.Offering
	Density
	Cost     Cost
	Settings *planner.Settings
	// DominatedBy is a type that offers at least as much RAM per pod for less
	// money a pod; Compare fills it.
	DominatedBy string
}

// Cost is money in the currency of the offering's region. All but ListHour
// are after the discount, for one node, and a month has 730 hours.
type Cost struct {
	ListHour      planner.Maybe[planner.Money]
	OnDemandHour  planner.Maybe[planner.Money]
	OnDemandMonth planner.Maybe[planner.Money]
	// SpotMonth is of the spot price where that is known; else an estimate: the
	// list price less the Spot Advisor's saving.
	SpotMonth planner.Maybe[planner.Money]
	// Month is what a node costs as the settings buy it: on-demand and spot
	// mixed, and the adders.
	Month planner.Maybe[planner.Money]
	// PerPod is Month over the pods that really fit, Density.PodsAtRequest.
	PerPod planner.Maybe[planner.Money]
	// Stranded is the share of Month that the stranded CPU and memory are worth.
	Unused planner.Maybe[planner.Money]
}

// Evaluate works out one option. It keeps t and s: change neither afterwards.
func Evaluate(t *planner.InstanceType, offering planner.Offering, s *planner.Settings) Option {
	o := Option{Type: t, Offering: offering, Density: Of(t, s), Settings: s}
	o.price(&s.Capacity)
	return o
}

func (o *Option) price(c *planner.Capacity) {
	if list, known := o.Offering.OnDemand.Value(); known {
		o.Cost.ListHour = o.Offering.OnDemand
		hour := list * planner.Money(planner.Million-c.DiscountPPM) / planner.Million
		o.Cost.OnDemandHour = planner.Known(hour)
		o.Cost.OnDemandMonth = planner.Known(hour * planner.HoursPerMonth)
	}
	o.Cost.SpotMonth = o.Offering.SpotMonth()
	o.Cost.Month = c.Month(o.Cost.OnDemandMonth, o.Cost.SpotMonth)

	month, known := o.Cost.Month.Value()
	if !known {
		return
	}
	if _, crowded := o.warnDaemonSets(); crowded {
		return // what a pod costs on a node that does not work is not known
	}
	if pods, known := o.PodsAtRequest.Value(); known && pods > 0 {
		o.Cost.PerPod = planner.Known(month / planner.Money(pods))
	}
	if share, known := o.unusedShare(); known {
		o.Cost.Unused = planner.Known(planner.Money(share * float64(month)))
	}
}

// Fargate's prices in us-east-1, as of 2026-06, say what AWS thinks a vCPU is
// worth beside a GB of memory. Only their ratio is used.
const (
	fargateVCPU = 0.04048
	fargateGB   = 0.004445
)

// strandedShare is the stranded part of what the node leaves to applications,
// a vCPU and a GiB weighed as Fargate prices them.
func (o *Option) unusedShare() (float64, bool) {
	cpu, cpuKnown := o.Unused.CPU.Value()
	memory, memoryKnown := o.Unused.Memory.Value()
	whole := Worth(o.CPU.Free, o.Memory.Free)
	if !cpuKnown || !memoryKnown || whole == 0 {
		return 0, false
	}
	return Worth(cpu, memory) / whole, true
}

// Worth weighs CPU and memory as Fargate prices a vCPU and a GB.
func Worth(cpu planner.Millis, memory planner.Memory) float64 {
	return cpu.Cores()*fargateVCPU + memory.GiB()*fargateGB
}
