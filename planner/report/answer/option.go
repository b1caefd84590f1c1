package answer

import (
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/ordered"
	"podfit/planner/query"
	"podfit/planner/report/words"
)

// OptionItem is an option in an answer: fields, under the keys of their table, and
// after them the facts that are no fields.
type OptionItem[Facts any] struct {
	fields []*query.Field
	option *density.Option
	Facts  Facts
}

// MaxPods is the item of `podfit max-pods`.
type MaxPods = OptionItem[MaxPodsFacts]

// MaxPodsFacts are those that are no fields of the table.
type MaxPodsFacts struct {
	IPv4PerENI      int                  `json:"ipv4PerENI"`
	Trunking        planner.Maybe[bool]  `json:"trunking"`
	Mode            eni.Mode             `json:"mode"`
	HostNetworkPods int                  `json:"hostNetworkPods"`
	DaemonSetPods   int                  `json:"daemonSetPods"`
	PodsLimitedBy   density.Limit        `json:"podsLimitedBy"`
	Sum             string               `json:"sum"`
	Without         planner.Maybe[World] `json:"withoutSecurityGroups"`
	With            planner.Maybe[World] `json:"withSecurityGroups"`
}

// World is an option without, or with, security groups for pods.
type World struct {
	MaxPods         planner.Maybe[int] `json:"maxPods"`
	ApplicationPods planner.Maybe[int] `json:"applicationPods"`
}

// Comparison is the item of `podfit compare`: every field, and these facts.
type Comparison = OptionItem[ComparisonFacts]

// ComparisonFacts are those that are no fields of the table.
type ComparisonFacts struct {
	MaxPodsFacts
	Offered              planner.Maybe[bool]           `json:"offered"`
	ZoneIDs              []string                      `json:"zoneIDs"`
	CapacityMemory       float64                       `json:"capacityMemoryMiB"`
	MemoryOverheadSource planner.OverheadKind          `json:"memoryOverheadSource"`
	KubeReservedMemory   planner.Maybe[float64]        `json:"kubeReservedMemoryMiB"`
	UnusedMemory         planner.Maybe[float64]        `json:"unusedMemoryMiB"`
	UnusedCPU            planner.Maybe[planner.Millis] `json:"unusedCPUMillis"`
	UnusedPods           planner.Maybe[int]            `json:"unusedPods"`
	LimitsSource         planner.Maybe[Source]         `json:"limitsSource"`
	OnDemandSource       planner.Maybe[Source]         `json:"onDemandSource"`
	SpotSource           planner.Maybe[Source]         `json:"spotSource"`
}

// maxPodsFields are the fields that speak of pods and addresses.
var maxPodsFields = func() []*query.Field {
	fields, err := query.FieldsNamed("type", "vcpus", "memory", "arch", "enis", "branch-enis", "pod-ips", "max-pods", "app-pods")
	if err != nil {
		panic(err)
	}
	return fields
}()

// allFields are those of the table, but for those whose key leads into a fact.
var allFields = func() (fields []*query.Field) {
	for i := range query.Fields {
		if f := &query.Fields[i]; !strings.Contains(f.Key, ".") {
			fields = append(fields, f)
		}
	}
	return fields
}()

// NewMaxPods makes the item of an option.
func NewMaxPods(o *density.Option) MaxPods { return MaxPods{maxPodsFields, o, maxPodsFacts(o)} }

func maxPodsFacts(o *density.Option) MaxPodsFacts {
	return MaxPodsFacts{
		IPv4PerENI:      o.Type.Network.IPv4PerENI,
		Trunking:        o.Type.Network.Trunking(),
		Mode:            o.Addresses.Mode,
		HostNetworkPods: o.HostNetworkPods,
		DaemonSetPods:   o.DaemonSetPods,
		PodsLimitedBy:   o.PodsLimitedBy,
		Sum:             words.Sum(o),
		Without:         world(o.Without),
		With:            world(o.With),
	}
}

func world(w density.World) planner.Maybe[World] {
	return eni.Map(w.MaxPods, func(int) World { return World{w.MaxPods, w.ApplicationPods} })
}

// NewComparison makes the item of an option.
func NewComparison(o *density.Option) Comparison {
	facts := ComparisonFacts{
		MaxPodsFacts:         maxPodsFacts(o),
		Offered:              o.Offering.Offered(),
		ZoneIDs:              append([]string{}, o.Offering.Zones...),
		CapacityMemory:       words.MiB(o.Density.Memory.Capacity),
		MemoryOverheadSource: o.Overhead.Kind,
		KubeReservedMemory:   mib(o.KubeReservedMemory()),
		UnusedMemory:         mib(o.Unused.Memory),
		UnusedCPU:            o.Unused.CPU,
		UnusedPods:           o.Unused.Pods,
		LimitsSource:         sourceOf(o.Type.Source),
	}
	facts.OnDemandSource = sourceOf(o.Offering.Sources.OnDemand)
	_, _, spot := o.Offering.SpotPrice()
	facts.SpotSource = sourceOf(spot)
	return Comparison{allFields, o, facts}
}

func sourceOf(s *planner.Source) planner.Maybe[Source] {
	if s == nil {
		return planner.Maybe[Source]{}
	}
	return planner.Known(Source{s.Name, s.AsOf})
}

// Value is a field of an option as JSON and CSV have it: nil where it is unknown,
// money and memory exact to the digits that are shown.
func Value(f *query.Field, o *density.Option) any {
	switch {
	case f.Flag != nil:
		return f.Flag(o)
	case f.Word != nil:
		if word := f.Word(o); word != "" {
			return word
		}
		return nil
	}
	n, known := f.Number(o)
	if !known {
		return nil
	}
	switch f.Measure {
	case query.InGiB:
		n *= 1024
		fallthrough
	case query.InMiB:
		n = words.Round(n, "MiB")
	}
	return n
}

// MarshalJSON writes the fields, then the facts.
func (i OptionItem[Facts]) MarshalJSON() ([]byte, error) {
	var o ordered.Object
	for _, f := range i.fields {
		o = append(o, ordered.Member{Key: f.Key, Value: Value(f, i.option)})
	}
	fields, err := o.MarshalJSON()
	if err != nil {
		return nil, err
	}
	facts, err := planner.Known(i.Facts).MarshalJSON()
	if err != nil {
		return nil, err
	}
	return append(append(fields[:len(fields)-1], ','), facts[1:]...), nil
}
