// Package query selects and sorts options: the one table of [Fields], filters
// over them as a person types them ([ParseFilter]), and [Compare].
package query

import (
	"cmp"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// Field is one fact of an option, by which options are sorted, filtered and
// shown. It is a number or, where Number is nil, a word; one that has both is
// compared as the number and written as the word.
type Field struct {
	Name    string
	Usage   string
	Measure Measure
	// Highest says that more is better: such a field sorts downwards.
	Highest bool
	Number  func(*density.Option) (value float64, known bool)
	Word    func(*density.Option) string
}

// Measure is what a field's number counts.
type Measure uint8

// The measures. Money is in whole units of the region's currency.
const (
	Plain Measure = iota
	InGiB
	InMiB
	InMillicores
	InMoney
	InSizes // the place among nano, …, 48xlarge, metal
)

// Fields are all of them, in the order in which help lists them.
var Fields = []Field{
	word("type", "the instance type's name", func(o *density.Option) string { return o.Type.Name }),
	word("family", "the name up to its dot", func(o *density.Option) string { return o.Type.Family() }),
	{
		Name: "size", Usage: "the name from its dot: large, 2xlarge, metal", Measure: InSizes,
		Number: func(o *density.Option) (float64, bool) { return float64(planner.SizeRank(o.Type.Size())), true },
		Word:   func(o *density.Option) string { return o.Type.Size() },
	},
	word("arch", "amd64 or arm64", func(o *density.Option) string { return o.Type.Arch }),
	word("processor", "who makes the processor", func(o *density.Option) string { return o.Type.Processor }),
	word("hypervisor", "nitro or xen", func(o *density.Option) string { return o.Type.Hypervisor }),
	word("generation", "current or previous", func(o *density.Option) string { return either(o.Type.CurrentGeneration, "current", "previous") }),
	word("burstable", "yes or no", func(o *density.Option) string { return either(o.Type.Burstable, "yes", "no") }),
	word("metal", "yes or no", func(o *density.Option) string { return either(o.Type.BareMetal, "yes", "no") }),
	word("eks", "yes where EKS can run the type and the region is not known to lack it", func(o *density.Option) string {
		return either(o.Type.Node() && o.Offering.Offered().Or(true), "yes", "no")
	}),
	lowest("vcpus", Plain, "vCPUs", func(o *density.Option) (float64, bool) { return float64(o.Type.VCPUs), true }),
	lowest("memory", InGiB, "advertised memory, GiB", func(o *density.Option) (float64, bool) { return o.Type.Memory.GiB(), true }),
	lowest("gpus", Plain, "GPUs", func(o *density.Option) (float64, bool) { return number(o.Type.GPUs) }),
	lowest("accelerators", Plain, "accelerators that are no GPUs", func(o *density.Option) (float64, bool) { return float64(o.Type.Accelerators), true }),
	highest("enis", Plain, "ENIs of the default network card", func(o *density.Option) (float64, bool) { return float64(o.Type.Network.ENIs), true }),
	highest("branch-enis", Plain, "branch ENIs that the type can carry", func(o *density.Option) (float64, bool) { return number(o.Type.Network.BranchENIs) }),
	highest("max-pods", Plain, "the kubelet's max pods", func(o *density.Option) (float64, bool) { return number(o.MaxPods) }),
	highest("pod-ips", Plain, "addresses for ordinary pods", func(o *density.Option) (float64, bool) { return number(o.Addresses.PodIPs) }),
	highest("sg-pods", Plain, "pods that can have security groups", func(o *density.Option) (float64, bool) { return number(o.With.MaxPods) }),
	highest("app-pods", Plain, "application pods by slots and addresses", func(o *density.Option) (float64, bool) { return number(o.ApplicationPods) }),
	highest("pods", Plain, "application pods that fit, by the pod request as well", func(o *density.Option) (float64, bool) { return number(o.PodsAtRequest) }),
	word("binds", "what stops the next pod", func(o *density.Option) string { return o.LimitedBy.String() }),
	highest("allocatable-memory", InMiB, "allocatable memory, MiB", func(o *density.Option) (float64, bool) {
		m, known := o.AllocatableMemory().Value()
		return m.MiB(), known
	}),
	highest("allocatable-cpu", InMillicores, "allocatable CPU, millicores", func(o *density.Option) (float64, bool) { return float64(o.CPU.Allocatable), true }),
	highest("ram-per-pod", InMiB, "free memory over application pods, MiB", func(o *density.Option) (float64, bool) {
		m, known := o.RAMPerPod.Value()
		return m.MiB(), known
	}),
	highest("cpu-per-pod", InMillicores, "free CPU over application pods, millicores", func(o *density.Option) (float64, bool) { return number(o.CPUPerPod) }),
	lowest("price-per-hour", InMoney, "on-demand price of an hour", func(o *density.Option) (float64, bool) { return money(o.Cost.OnDemandHour) }),
	lowest("on-demand", InMoney, "on-demand price of a month", func(o *density.Option) (float64, bool) { return money(o.Cost.OnDemandMonth) }),
	lowest("spot", InMoney, "spot estimate of a month", func(o *density.Option) (float64, bool) { return money(o.Cost.SpotMonth) }),
	lowest("cost", InMoney, "a node's month as the settings buy it", func(o *density.Option) (float64, bool) { return money(o.Cost.Month) }),
	lowest("cost-per-pod", InMoney, "a pod's month", func(o *density.Option) (float64, bool) { return money(o.Cost.PerPod) }),
	lowest("stranded", InMoney, "what the stranded CPU and memory cost a month", func(o *density.Option) (float64, bool) { return money(o.Cost.Unused) }),
	{
		Name: "interruption", Usage: "how many spot instances are interrupted in a month: the Spot Advisor's band, 0 to 4",
		Number: func(o *density.Option) (float64, bool) { return number(o.Offering.Interruption) },
		Word: func(o *density.Option) string {
			if band, known := o.Offering.Interruption.Value(); known {
				return band.String()
			}
			return ""
		},
	},
	word("dominated-by", "a type with at least as much RAM per pod for less money a pod", func(o *density.Option) string { return o.DominatedBy }),
}

func either(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func word(name, usage string, value func(*density.Option) string) Field {
	return Field{Name: name, Usage: usage, Word: value}
}

func lowest(name string, measure Measure, usage string, value func(*density.Option) (float64, bool)) Field {
	return Field{Name: name, Usage: usage, Measure: measure, Number: value}
}

func highest(name string, measure Measure, usage string, value func(*density.Option) (float64, bool)) Field {
	return Field{Name: name, Usage: usage, Measure: measure, Number: value, Highest: true}
}

func number[T ~int | ~int64 | ~uint8](m planner.Maybe[T]) (float64, bool) {
	v, known := m.Value()
	return float64(v), known
}

func money(m planner.Maybe[planner.Money]) (float64, bool) {
	v, known := m.Value()
	return v.Float(), known
}

// FieldNamed finds a field.
func FieldNamed(name string) (*Field, bool) {
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return nil, false
	}
	return &Fields[i], true
}

// compare orders two options by the field, upwards times sign, unknown last.
func (f *Field) compare(a, b *density.Option, sign int) int {
	if f.Number == nil {
		x, y := f.Word(a), f.Word(b)
		switch {
		case x == "" || y == "":
			return -strings.Compare(x, y)
		case f.Name == "type":
			return sign * planner.CompareNames(x, y)
		default:
			return sign * strings.Compare(x, y)
		}
	}
	x, xKnown := f.Number(a)
	y, yKnown := f.Number(b)
	switch {
	case xKnown && yKnown:
		return sign * cmp.Compare(x, y)
	case xKnown:
		return -1
	case yKnown:
		return 1
	default:
		return 0
	}
}

// FieldNames are those of all fields.
func FieldNames() []string {
	names := make([]string, len(Fields))
	for i, f := range Fields {
		names[i] = f.Name
	}
	return names
}
