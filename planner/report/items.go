package report

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// MaxPods is the item of `podfit max-pods`.
type MaxPods struct {
	InstanceType    string        `json:"instanceType"`
	VCPUs           int           `json:"vcpus"`
	Memory          float64       `json:"memoryMiB"`
	Arch            string        `json:"arch"`
	ENIs            int           `json:"enis"`
	IPv4PerENI      int           `json:"ipv4PerENI"`
	Trunking        *bool         `json:"trunking"`
	BranchENIs      *int          `json:"branchENIs"`
	Mode            eni.Mode      `json:"mode"`
	PodIPs          *int          `json:"podIPs"`
	MaxPods         *int          `json:"maxPods"`
	HostNetworkPods int           `json:"hostNetworkPods"`
	DaemonSetPods   int           `json:"daemonSetPods"`
	ApplicationPods *int          `json:"applicationPods"`
	PodsLimitedBy   density.Limit `json:"boundBy"`
	Sum             string        `json:"sum"`
	Without         *World        `json:"withoutSecurityGroups"`
	With            *World        `json:"withSecurityGroups"`
}

// World is one of the two worlds, with and without security groups for pods.
type World struct {
	MaxPods         *int `json:"maxPods"`
	ApplicationPods *int `json:"applicationPods"`
}

// Comparison is the item of `podfit compare`. What is named in USD is null in
// a region with another currency; Prices has it in that.
type Comparison struct {
	MaxPods
	Offered              *bool                `json:"offered"`
	ZoneIDs              []string             `json:"zoneIDs"`
	CapacityMemory       float64              `json:"capacityMemoryMiB"`
	MemoryOverheadSource planner.OverheadKind `json:"memoryOverheadSource"`
	KubeReservedMemory   *float64             `json:"kubeReservedMemoryMiB"`
	AllocatableMemory    *float64             `json:"allocatableMemoryMiB"`
	AllocatableCPU       planner.Millis       `json:"allocatableCPUMillis"`
	RAMPerPod            *float64             `json:"ramPerPodMiB"`
	CPUPerPod            *planner.Millis      `json:"cpuPerPodMillis"`
	PodsAtRequest        *int                 `json:"podsAtRequest"`
	LimitedBy            density.Limit        `json:"binds"`
	StrandedMemory       *float64             `json:"strandedMemoryMiB"`
	StrandedCPU          *planner.Millis      `json:"strandedCPUMillis"`
	StrandedPods         *int                 `json:"strandedPods"`
	OnDemandUSDPerHour   *float64             `json:"onDemandUSDPerHour"`
	OnDemandUSDPerMonth  *float64             `json:"onDemandUSDPerMonth"`
	SpotUSDPerMonth      *float64             `json:"spotUSDPerMonth"`
	MixUSDPerMonth       *float64             `json:"mixUSDPerMonth"`
	USDPerPodMonth       *float64             `json:"usdPerPodMonth"`
	StrandedUSDPerMonth  *float64             `json:"strandedUSDPerMonth"`
	Prices               Prices               `json:"prices"`
	LimitsSource         *Source              `json:"limitsSource"`
	OnDemandSource       *Source              `json:"onDemandSource"`
	SpotSource           *Source              `json:"spotSource"`
	InterruptionBand     *planner.Band        `json:"interruptionBand"`
	DominatedBy          *string              `json:"dominatedBy"`
}

// Prices are in the currency of the region.
type Prices struct {
	Currency         string   `json:"currency"`
	OnDemandPerHour  *float64 `json:"onDemandPerHour"`
	OnDemandPerMonth *float64 `json:"onDemandPerMonth"`
	SpotPerMonth     *float64 `json:"spotPerMonth"`
	MixPerMonth      *float64 `json:"mixPerMonth"`
	PerPodMonth      *float64 `json:"perPodMonth"`
	StrandedPerMonth *float64 `json:"strandedPerMonth"`
}

// Explanation is the item of `podfit explain`.
type Explanation struct {
	InstanceType string    `json:"instanceType"`
	Sum          string    `json:"sum"`
	Steps        []Step    `json:"steps"`
	Warnings     []Warning `json:"warnings"`
}

// Step is one line of a derivation.
type Step struct {
	Name    string   `json:"name"`
	Formula string   `json:"formula"`
	Value   *float64 `json:"value"`
	Unit    string   `json:"unit"`
	Source  *string  `json:"source"`
	AsOf    *string  `json:"asOf"`
}

// NewMaxPods makes the item of an option.
func NewMaxPods(o *density.Option) MaxPods {
	return MaxPods{
		InstanceType:    o.Type.Name,
		VCPUs:           o.Type.VCPUs,
		Memory:          tenths(o.Type.Memory),
		Arch:            o.Type.Arch,
		ENIs:            o.Type.Network.ENIs,
		IPv4PerENI:      o.Type.Network.IPv4PerENI,
		Trunking:        orNull(o.Type.Network.Trunking()),
		BranchENIs:      orNull(o.Type.Network.BranchENIs),
		Mode:            o.Addresses.Mode,
		PodIPs:          orNull(o.Addresses.PodIPs),
		MaxPods:         orNull(o.Density.MaxPods),
		HostNetworkPods: o.HostNetworkPods,
		DaemonSetPods:   o.DaemonSetPods,
		ApplicationPods: orNull(o.ApplicationPods),
		PodsLimitedBy:   o.PodsLimitedBy,
		Sum:             o.Sum(),
		Without:         world(o.Without),
		With:            world(o.With),
	}
}

func world(w density.World) *World {
	if !w.MaxPods.Known() {
		return nil
	}
	return &World{orNull(w.MaxPods), orNull(w.ApplicationPods)}
}

// NewComparison makes the item of an option.
func NewComparison(o *density.Option) Comparison {
	c := Comparison{
		MaxPods:              NewMaxPods(o),
		Offered:              orNull(o.Offering.Offered()),
		ZoneIDs:              append([]string{}, o.Offering.Zones...),
		CapacityMemory:       tenths(o.Density.Memory.Capacity),
		MemoryOverheadSource: o.Overhead.Kind,
		KubeReservedMemory:   tenthsOf(o.KubeReservedMemory()),
		AllocatableMemory:    tenthsOf(o.AllocatableMemory()),
		AllocatableCPU:       o.CPU.Allocatable,
		RAMPerPod:            tenthsOf(o.RAMPerPod),
		CPUPerPod:            orNull(o.CPUPerPod),
		LimitedBy:            o.LimitedBy,
		StrandedMemory:       tenthsOf(o.Unused.Memory),
		StrandedCPU:          orNull(o.Unused.CPU),
		StrandedPods:         orNull(o.Unused.Pods),
		Prices:               prices(o),
		LimitsSource:         sourceOf(o.Type.Source),
		InterruptionBand:     orNull(o.Offering.Interruption),
		DominatedBy:          unlessZero(o.DominatedBy),
	}
	if r := o.Offering.Region; r != nil {
		if o.Cost.ListHour.Known() {
			c.OnDemandSource = sourceOf(r.OnDemand)
		}
		if o.Cost.SpotMonth.Known() {
			c.SpotSource = sourceOf(r.Spot)
		}
	}
	if o.Settings.Pod.Given() {
		c.PodsAtRequest = orNull(o.PodsAtRequest)
	}
	if p := c.Prices; p.Currency == "USD" {
		c.OnDemandUSDPerHour = p.OnDemandPerHour
		c.OnDemandUSDPerMonth = p.OnDemandPerMonth
		c.SpotUSDPerMonth = p.SpotPerMonth
		c.MixUSDPerMonth = p.MixPerMonth
		c.USDPerPodMonth = p.PerPodMonth
		c.StrandedUSDPerMonth = p.StrandedPerMonth
	}
	return c
}

func sourceOf(s *planner.Source) *Source {
	if s == nil {
		return nil
	}
	return &Source{s.Name, s.AsOf}
}

func prices(o *density.Option) Prices {
	return Prices{
		Currency:         currency(o),
		OnDemandPerHour:  amount(o.Cost.OnDemandHour),
		OnDemandPerMonth: amount(o.Cost.OnDemandMonth),
		SpotPerMonth:     amount(o.Cost.SpotMonth),
		MixPerMonth:      amount(o.Cost.Month),
		PerPodMonth:      amount(o.Cost.PerPod),
		StrandedPerMonth: amount(o.Cost.Unused),
	}
}

func currency(o *density.Option) string {
	if o.Offering.Region == nil {
		return "USD"
	}
	return o.Offering.Region.Currency
}

// NewExplanation makes the item of an option.
func NewExplanation(o *density.Option) Explanation {
	e := Explanation{InstanceType: o.Type.Name, Sum: o.Sum(), Warnings: []Warning{}}
	for _, s := range o.Steps() {
		step := Step{Name: s.Name, Formula: s.Formula, Value: shownOrNull(s.Value, s.Unit), Unit: s.Unit}
		if s.Source != nil {
			step.Source, step.AsOf = &s.Source.Name, unlessZero(s.Source.AsOf)
		}
		e.Steps = append(e.Steps, step)
	}
	for _, w := range o.Warnings() {
		n := newWarning(w)
		n.InstanceTypes = append(n.InstanceTypes, o.Type.Name)
		e.Warnings = append(e.Warnings, n)
	}
	return e
}

// Each makes an item of every option.
func Each[T any](options []density.Option, item func(*density.Option) T) []T {
	items := make([]T, len(options))
	for i := range options {
		items[i] = item(&options[i])
	}
	return items
}

// orNull is null in JSON where a value is not known.
func orNull[T any](m planner.Maybe[T]) *T {
	v, known := m.Value()
	if !known {
		return nil
	}
	return &v
}

func shownOrNull(m planner.Maybe[float64], unit string) *float64 {
	v, known := m.Value()
	if !known {
		return nil
	}
	v = shown(v, unit)
	return &v
}

func tenthsOf(m planner.Maybe[planner.Memory]) *float64 {
	v, known := m.Value()
	if !known {
		return nil
	}
	f := tenths(v)
	return &f
}

// amount is money in whole units, exact to the millionth.
func amount(m planner.Maybe[planner.Money]) *float64 {
	v, known := m.Value()
	if !known {
		return nil
	}
	f := v.Float()
	return &f
}
