package planner

// Option is an instance type as one way to buy nodes in a region: what fits on
// a node, and what the node and each pod cost.
type Option struct {
	Type     *InstanceType
	Offering Offering
	Density
	Cost     Cost
	Settings *Settings
	// DominatedBy is a type that offers at least as much RAM per pod for less
	// money a pod; Compare fills it.
	DominatedBy string
}

// Cost is money in the currency of the offering's region. All but ListHour
// are after the discount, for one node, and a month has 730 hours.
type Cost struct {
	ListHour      Maybe[Money]
	OnDemandHour  Maybe[Money]
	OnDemandMonth Maybe[Money]
	// SpotMonth is of the spot price where that is known; else an estimate: the
	// list price less the Spot Advisor's saving.
	SpotMonth Maybe[Money]
	// Month is what a node costs as the settings buy it: on-demand and spot
	// mixed, and the adders.
	Month Maybe[Money]
	// PerPod is Month over the pods that really fit, Density.PodsAtRequest.
	PerPod Maybe[Money]
	// Stranded is the share of Month that the stranded CPU and memory are worth.
	Stranded Maybe[Money]
}

// Evaluate works out one option. It keeps t and s: change neither afterwards.
func Evaluate(t *InstanceType, offering Offering, s *Settings) Option {
	o := Option{Type: t, Offering: offering, Density: DensityOf(t, s), Settings: s}
	o.price(&s.Capacity)
	return o
}

func (o *Option) price(c *Capacity) {
	if list, known := o.Offering.OnDemand.Value(); known {
		o.Cost.ListHour = o.Offering.OnDemand
		hour := list * Money(million-c.DiscountPPM) / million
		o.Cost.OnDemandHour = Known(hour)
		o.Cost.OnDemandMonth = Known(hour * HoursPerMonth)
	}
	o.Cost.SpotMonth = o.Offering.SpotMonth()
	o.Cost.Month = c.month(o.Cost.OnDemandMonth, o.Cost.SpotMonth)

	month, known := o.Cost.Month.Value()
	if !known {
		return
	}
	if _, crowded := o.warnDaemonSets(); crowded {
		return // what a pod costs on a node that does not work is not known
	}
	if pods, known := o.PodsAtRequest.Value(); known && pods > 0 {
		o.Cost.PerPod = Known(month / Money(pods))
	}
	if share, known := o.strandedShare(); known {
		o.Cost.Stranded = Known(Money(share * float64(month)))
	}
}

// SpotMonth is what 730 hours cost as spot; see Cost.
func (o *Offering) SpotMonth() Maybe[Money] {
	list, listed := o.OnDemand.Value()
	saving, saves := o.SpotSaving.Value()
	if hour, known := o.Spot.Value(); known {
		return Known(hour * HoursPerMonth)
	}
	if !listed || !saves {
		return Maybe[Money]{}
	}
	return Known(list * HoursPerMonth * Money(100-saving) / 100)
}

const million = 1_000_000

// month is what a node of the group costs on average. Of a group of unknown
// size it is a node above the on-demand base, without a share of the cluster's adder.
func (c *Capacity) month(onDemand, spot Maybe[Money]) Maybe[Money] {
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

// OnDemandNodes of a group of n: the base, and the percentage of the rest
// rounded up to a whole node, as an Auto Scaling group rounds.
func (c *Capacity) OnDemandNodes(n int) int {
	base := min(n, c.OnDemandBase)
	return base + ceilDiv((n-base)*c.OnDemandPercent, 100)
}

// Fargate's prices in us-east-1, as of 2026-06, say what AWS thinks a vCPU is
// worth beside a GB of memory. Only their ratio is used.
const (
	fargateVCPU = 0.04048
	fargateGB   = 0.004445
)

// strandedShare is the stranded part of what the node leaves to applications,
// a vCPU and a GiB weighed as Fargate prices them.
func (o *Option) strandedShare() (float64, bool) {
	cpu, cpuKnown := o.Stranded.CPU.Value()
	memory, memoryKnown := o.Stranded.Memory.Value()
	whole := worth(o.CPU.Free, o.Memory.Free)
	if !cpuKnown || !memoryKnown || whole == 0 {
		return 0, false
	}
	return worth(cpu, memory) / whole, true
}

func worth(cpu Millis, memory Memory) float64 {
	return cpu.Cores()*fargateVCPU + memory.GiB()*fargateGB
}
