package planner

import (
	"cmp"
	"slices"
	"strings"
)

// Field is one fact of an option, by which options are sorted, filtered and
// shown. It is a number or, where Number is nil, a word.
type Field struct {
	Name  string
	Usage string
	// Highest says that more is better: such a field sorts downwards.
	Highest bool
	Number  func(*Option) (value float64, known bool)
	Word    func(*Option) string
}

// Fields are all of them, in the order in which help lists them. Money is in
// whole units of the region's currency, memory in MiB and CPU in millicores
// but for the type's own "memory", which people say in GiB.
var Fields = []Field{
	word("type", "the instance type's name", func(o *Option) string { return o.Type.Name }),
	word("family", "the name up to its dot", func(o *Option) string { return o.Type.Family() }),
	word("arch", "amd64 or arm64", func(o *Option) string { return o.Type.Arch }),
	word("processor", "who makes the processor", func(o *Option) string { return o.Type.Processor }),
	word("hypervisor", "nitro or xen", func(o *Option) string { return o.Type.Hypervisor }),
	lowest("vcpus", "vCPUs", func(o *Option) (float64, bool) { return float64(o.Type.VCPUs), true }),
	lowest("memory", "advertised memory, GiB", func(o *Option) (float64, bool) { return o.Type.Memory.GiB(), true }),
	lowest("gpus", "GPUs", func(o *Option) (float64, bool) { return number(o.Type.GPUs) }),
	highest("enis", "ENIs of the default network card", func(o *Option) (float64, bool) { return float64(o.Type.Network.ENIs), true }),
	highest("branch-enis", "branch ENIs that the type can carry", func(o *Option) (float64, bool) { return number(o.Type.Network.BranchENIs) }),
	highest("max-pods", "the kubelet's max pods", func(o *Option) (float64, bool) { return number(o.MaxPods) }),
	highest("pod-ips", "addresses for ordinary pods", func(o *Option) (float64, bool) { return number(o.Addresses.PodIPs) }),
	highest("sg-pods", "pods that can have security groups", func(o *Option) (float64, bool) { return number(o.With.MaxPods) }),
	highest("app-pods", "application pods by slots and addresses", func(o *Option) (float64, bool) { return number(o.ApplicationPods) }),
	highest("pods", "application pods that fit, by the pod request as well", func(o *Option) (float64, bool) { return number(o.PodsAtRequest) }),
	word("binds", "what stops the next pod", func(o *Option) string { return o.Binds.String() }),
	highest("allocatable-memory", "allocatable memory, MiB", func(o *Option) (float64, bool) { return o.Memory.Allocatable.MiB(), true }),
	highest("allocatable-cpu", "allocatable CPU, millicores", func(o *Option) (float64, bool) { return float64(o.CPU.Allocatable), true }),
	highest("ram-per-pod", "free memory over application pods, MiB", func(o *Option) (float64, bool) {
		m, known := o.RAMPerPod.Value()
		return m.MiB(), known
	}),
	highest("cpu-per-pod", "free CPU over application pods, millicores", func(o *Option) (float64, bool) { return number(o.CPUPerPod) }),
	lowest("price-per-hour", "on-demand price of an hour", func(o *Option) (float64, bool) { return money(o.Cost.OnDemandHour) }),
	lowest("on-demand", "on-demand price of a month", func(o *Option) (float64, bool) { return money(o.Cost.OnDemandMonth) }),
	lowest("spot", "spot estimate of a month", func(o *Option) (float64, bool) { return money(o.Cost.SpotMonth) }),
	lowest("cost", "a node's month as the settings buy it", func(o *Option) (float64, bool) { return money(o.Cost.Month) }),
	lowest("cost-per-pod", "a pod's month", func(o *Option) (float64, bool) { return money(o.Cost.PerPod) }),
	lowest("stranded", "what the stranded CPU and memory cost a month", func(o *Option) (float64, bool) { return money(o.Cost.Stranded) }),
	lowest("interruption", "the Spot Advisor's band, 0 to 4", func(o *Option) (float64, bool) { return number(o.Offering.Interruption) }),
	word("dominated-by", "a type with at least as much RAM per pod for less money a pod", func(o *Option) string { return o.DominatedBy }),
}

func word(name, usage string, value func(*Option) string) Field {
	return Field{Name: name, Usage: usage, Word: value}
}

func lowest(name, usage string, value func(*Option) (float64, bool)) Field {
	return Field{Name: name, Usage: usage, Number: value}
}

func highest(name, usage string, value func(*Option) (float64, bool)) Field {
	return Field{Name: name, Usage: usage, Number: value, Highest: true}
}

func number[T ~int | ~int64 | ~uint8](m Maybe[T]) (float64, bool) {
	v, known := m.Value()
	return float64(v), known
}

func money(m Maybe[Money]) (float64, bool) {
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
func (f *Field) compare(a, b *Option, sign int) int {
	if f.Number == nil {
		x, y := f.Word(a), f.Word(b)
		switch {
		case x == "" || y == "":
			return -strings.Compare(x, y)
		case f.Name == "type":
			return sign * CompareNames(x, y)
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
