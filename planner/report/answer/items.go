package answer

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
)

// MaxPods is the item of `podfit max-pods`.
type MaxPods struct {
	InstanceType    string               `json:"instanceType"`
	VCPUs           int                  `json:"vcpus"`
	Memory          float64              `json:"memoryMiB"`
	Arch            string               `json:"arch"`
	ENIs            int                  `json:"enis"`
	IPv4PerENI      int                  `json:"ipv4PerENI"`
	Trunking        planner.Maybe[bool]  `json:"trunking"`
	BranchENIs      planner.Maybe[int]   `json:"branchENIs"`
	Mode            eni.Mode             `json:"mode"`
	PodIPs          planner.Maybe[int]   `json:"podIPs"`
	MaxPods         planner.Maybe[int]   `json:"maxPods"`
	HostNetworkPods int                  `json:"hostNetworkPods"`
	DaemonSetPods   int                  `json:"daemonSetPods"`
	ApplicationPods planner.Maybe[int]   `json:"applicationPods"`
	PodsLimitedBy   density.Limit        `json:"podsLimitedBy"`
	Sum             string               `json:"sum"`
	Without         planner.Maybe[World] `json:"withoutSecurityGroups"`
	With            planner.Maybe[World] `json:"withSecurityGroups"`
}

// World is one of the two worlds, with and without security groups for pods.
type World struct {
	MaxPods         planner.Maybe[int] `json:"maxPods"`
	ApplicationPods planner.Maybe[int] `json:"applicationPods"`
}

// Comparison is the item of `podfit compare`.
type Comparison struct {
	MaxPods
	Offered              planner.Maybe[bool]           `json:"offered"`
	ZoneIDs              []string                      `json:"zoneIDs"`
	CapacityMemory       float64                       `json:"capacityMemoryMiB"`
	MemoryOverheadSource planner.OverheadKind          `json:"memoryOverheadSource"`
	KubeReservedMemory   planner.Maybe[float64]        `json:"kubeReservedMemoryMiB"`
	AllocatableMemory    planner.Maybe[float64]        `json:"allocatableMemoryMiB"`
	AllocatableCPU       planner.Millis                `json:"allocatableCPUMillis"`
	RAMPerPod            planner.Maybe[float64]        `json:"ramPerPodMiB"`
	CPUPerPod            planner.Maybe[planner.Millis] `json:"cpuPerPodMillis"`
	PodsAtRequest        planner.Maybe[int]            `json:"podsAtRequest"`
	LimitedBy            density.Limit                 `json:"limitedBy"`
	UnusedMemory         planner.Maybe[float64]        `json:"unusedMemoryMiB"`
	UnusedCPU            planner.Maybe[planner.Millis] `json:"unusedCPUMillis"`
	UnusedPods           planner.Maybe[int]            `json:"unusedPods"`
	OnDemandPerHour      planner.Maybe[float64]        `json:"onDemandPerHour"`
	OnDemandPerMonth     planner.Maybe[float64]        `json:"onDemandPerMonth"`
	SpotPerMonth         planner.Maybe[float64]        `json:"spotPerMonth"`
	MixPerMonth          planner.Maybe[float64]        `json:"mixPerMonth"`
	PerPodMonth          planner.Maybe[float64]        `json:"perPodMonth"`
	UnusedPerMonth       planner.Maybe[float64]        `json:"unusedPerMonth"`
	LimitsSource         planner.Maybe[Source]         `json:"limitsSource"`
	OnDemandSource       planner.Maybe[Source]         `json:"onDemandSource"`
	SpotSource           planner.Maybe[Source]         `json:"spotSource"`
	InterruptionBand     planner.Maybe[planner.Band]   `json:"interruptionBand"`
	DominatedBy          planner.Maybe[string]         `json:"dominatedBy"`
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
	Name    string                 `json:"name"`
	Formula string                 `json:"formula"`
	Value   planner.Maybe[float64] `json:"value"`
	Unit    string                 `json:"unit"`
	Source  planner.Maybe[string]  `json:"source"`
	AsOf    planner.Maybe[string]  `json:"asOf"`
}

// NewMaxPods makes the item of an option.
func NewMaxPods(o *density.Option) MaxPods {
	return MaxPods{
		InstanceType:    o.Type.Name,
		VCPUs:           o.Type.VCPUs,
		Memory:          words.MiB(o.Type.Memory),
		Arch:            o.Type.Arch,
		ENIs:            o.Type.Network.ENIs,
		IPv4PerENI:      o.Type.Network.IPv4PerENI,
		Trunking:        o.Type.Network.Trunking(),
		BranchENIs:      o.Type.Network.BranchENIs,
		Mode:            o.Addresses.Mode,
		PodIPs:          o.Addresses.PodIPs,
		MaxPods:         o.Density.MaxPods,
		HostNetworkPods: o.HostNetworkPods,
		DaemonSetPods:   o.DaemonSetPods,
		ApplicationPods: o.ApplicationPods,
		PodsLimitedBy:   o.PodsLimitedBy,
		Sum:             o.Sum(),
		Without:         world(o.Without),
		With:            world(o.With),
	}
}

func world(w density.World) planner.Maybe[World] {
	return eni.Map(w.MaxPods, func(int) World { return World{w.MaxPods, w.ApplicationPods} })
}

// NewComparison makes the item of an option.
func NewComparison(o *density.Option) Comparison {
	c := Comparison{
		MaxPods:              NewMaxPods(o),
		Offered:              o.Offering.Offered(),
		ZoneIDs:              append([]string{}, o.Offering.Zones...),
		CapacityMemory:       words.MiB(o.Density.Memory.Capacity),
		MemoryOverheadSource: o.Overhead.Kind,
		KubeReservedMemory:   mib(o.KubeReservedMemory()),
		AllocatableMemory:    mib(o.AllocatableMemory()),
		AllocatableCPU:       o.CPU.Allocatable,
		RAMPerPod:            mib(o.RAMPerPod),
		CPUPerPod:            o.CPUPerPod,
		LimitedBy:            o.LimitedBy,
		UnusedMemory:         mib(o.Unused.Memory),
		UnusedCPU:            o.Unused.CPU,
		UnusedPods:           o.Unused.Pods,
		OnDemandPerHour:      units(o.Cost.OnDemandHour),
		OnDemandPerMonth:     units(o.Cost.OnDemandMonth),
		SpotPerMonth:         units(o.Cost.SpotMonth),
		MixPerMonth:          units(o.Cost.Month),
		PerPodMonth:          units(o.Cost.PerPod),
		UnusedPerMonth:       units(o.Cost.Unused),
		LimitsSource:         sourceOf(o.Type.Source),
		InterruptionBand:     o.Offering.Interruption,
		DominatedBy:          nonZero(o.DominatedBy),
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
		c.PodsAtRequest = o.PodsAtRequest
	}
	return c
}

func sourceOf(s *planner.Source) planner.Maybe[Source] {
	if s == nil {
		return planner.Maybe[Source]{}
	}
	return planner.Known(Source{s.Name, s.AsOf})
}

// NewExplanation makes the item of an option.
func NewExplanation(o *density.Option) Explanation {
	e := Explanation{InstanceType: o.Type.Name, Sum: o.Sum(), Warnings: []Warning{}}
	for _, s := range o.Steps() {
		step := Step{Name: s.Name, Formula: s.Formula, Value: eni.Map(s.Value, func(v float64) float64 { return words.Round(v, s.Unit) }), Unit: s.Unit}
		if s.Source != nil {
			step.Source, step.AsOf = planner.Known(s.Source.Name), nonZero(s.Source.AsOf)
		}
		e.Steps = append(e.Steps, step)
	}
	for _, w := range o.Warnings() {
		n := NewWarning(w)
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

// mib and units are amounts as JSON has them: MiB to a tenth, and money in whole
// units of its currency.
func mib(m planner.Maybe[planner.Memory]) planner.Maybe[float64] { return eni.Map(m, words.MiB) }

func units(m planner.Maybe[planner.Money]) planner.Maybe[float64] {
	return eni.Map(m, planner.Money.Float)
}

// nonZero is a value whose zero means that there is none.
func nonZero[T comparable](v T) planner.Maybe[T] {
	var zero T
	if v == zero {
		return planner.Maybe[T]{}
	}
	return planner.Known(v)
}
