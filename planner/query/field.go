// Package query selects and sorts options: the one table of [Fields], filters
// over them as a person types them ([ParseFilter]), and [Compare].
package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// Field is one fact of an option: the one row from which columns, --by, filters,
// JSON, CSV and the screen read it. It is a number or, where Number is nil, a
// word; one that has both is compared as the number and written as the word.
type Field struct {
	Name  string // in --by, --columns and filters
	Title string // the head of its column; in small letters, a name in filters too
	// Aliases are further names in filters.
	Aliases []string
	// Key is its name in JSON and CSV; a dot leads into an object.
	Key     string
	Usage   string
	Measure Measure
	// Highest says that more is better: such a field sorts downwards.
	Highest bool
	Number  func(*density.Option) (value float64, known bool)
	Word    func(*density.Option) string
	// Flag is the fact itself where the words are yes and no.
	Flag func(*density.Option) bool
}

// Measure is what a field's number counts.
type Measure uint8

// The measures. Money is in whole units of the region's currency.
const (
	Plain Measure = iota
	InGiB
	InMiB
	InMillicores
	InGbps // not always whole
	InMoney
	InMoneyPerHour
	InSizes // the place among nano, …, 48xlarge, metal
)

// Money says whether the number is an amount of money.
func (m Measure) Money() bool { return m == InMoney || m == InMoneyPerHour }

// Fields are all of them, in the order in which help lists them.
var Fields = []Field{
	word("type", "TYPE", "instanceType", "the instance type's name", func(o *density.Option) string { return o.Type.Name }).as("name", "instance-type"),
	word("family", "FAMILY", "family", "the name up to its dot", func(o *density.Option) string { return o.Type.Family() }),
	{
		Name: "size", Title: "SIZE", Key: "size", Usage: "the name from its dot: large, 2xlarge, metal", Measure: InSizes,
		Number: func(o *density.Option) (float64, bool) { return float64(planner.SizeRank(o.Type.Size())), true },
		Word:   func(o *density.Option) string { return o.Type.Size() },
	},
	word("arch", "ARCH", "arch", "amd64 or arm64", func(o *density.Option) string { return o.Type.Arch }),
	word("processor", "PROCESSOR", "processor", "who makes the processor", func(o *density.Option) string { return o.Type.Processor }),
	word("hypervisor", "HYPERVISOR", "hypervisor", "nitro or xen", func(o *density.Option) string { return o.Type.Hypervisor }),
	word("generation", "GENERATION", "generation", "current or previous", func(o *density.Option) string {
		return either(o.Type.CurrentGeneration, "current", "previous")
	}),
	flag("burstable", "BURSTABLE", "burstable", "yes or no", func(o *density.Option) bool { return o.Type.Burstable }),
	flag("metal", "METAL", "bareMetal", "yes or no", func(o *density.Option) bool { return o.Type.BareMetal }),
	flag("eks", "EKS", "eks", "yes if EKS can run the type and the region is not known to lack it", func(o *density.Option) bool {
		return o.Type.Node() && o.Offering.Offered().Or(true)
	}),
	flag("launchable", "LAUNCHABLE", "launchable", "yes if what launches the nodes starts the type: Auto Mode starts no nano, micro or small, and nothing below 2 vCPUs", func(o *density.Option) bool { return o.Launchable() }),
	lowest("vcpus", "VCPU", "vcpus", Plain, "vCPUs", func(o *density.Option) (float64, bool) { return float64(o.Type.VCPUs), true }).as("cores"),
	lowest("memory", "GIB", "memoryMiB", InGiB, "advertised memory, GiB", func(o *density.Option) (float64, bool) { return o.Type.Memory.GiB(), true }),
	lowest("gpus", "GPUS", "gpus", Plain, "GPUs", func(o *density.Option) (float64, bool) { return number(o.Type.GPUs) }).as("gpu"),
	word("gpu-maker", "GPU-MAKER", "gpuMaker", "who makes the GPUs: NVIDIA or AMD", func(o *density.Option) string { return o.Type.GPUMaker }),
	word("gpu-model", "GPU-MODEL", "gpuModel", "model of the GPUs, such as T4 or L4", func(o *density.Option) string { return o.Type.GPUModel }),
	highest("gpu-memory", "GPU-GIB", "gpuMemoryMiB", InGiB, "memory of each GPU, GiB", func(o *density.Option) (float64, bool) {
		return o.Type.GPUMemory.GiB(), o.Type.GPUMemory > 0
	}).as("vram"),
	flag("gpu-fraction", "GPU-FRACTION", "gpuFraction", "yes if each GPU is a part of one", func(o *density.Option) bool { return o.Type.FractionalGPU }),
	lowest("accelerators", "ACCELERATORS", "accelerators", Plain, "accelerators other than GPUs", func(o *density.Option) (float64, bool) { return float64(o.Type.Accelerators), true }),
	highest("neuron-cores", "NEURON-CORES", "neuronCores", Plain, "cores of AWS's own accelerators, Inferentia and Trainium", func(o *density.Option) (float64, bool) { return number(o.Type.Extended(planner.NeuronCoreResource)) }),
	highest("efa", "EFA", "efaInterfaces", Plain, "EFA interfaces", func(o *density.Option) (float64, bool) { return float64(o.Type.EFAInterfaces), true }),
	highest("local-storage", "LOCAL-GB", "localStorageGB", Plain, "local disks, GB", func(o *density.Option) (float64, bool) { return float64(o.Type.LocalStorageGB()), true }).as("disk"),
	highest("network-baseline", "NET-GBPS", "networkBaselineGbps", InGbps, "permanent bandwidth of the default network card, Gbit/s", func(o *density.Option) (float64, bool) {
		return o.Type.NetworkGbps, o.Type.NetworkGbps > 0
	}),
	highest("ebs-baseline", "EBS-MBPS", "ebsBaselineMbps", Plain, "permanent EBS bandwidth, Mbit/s", func(o *density.Option) (float64, bool) { return number(o.Type.EBSBaselineMbps) }),
	highest("ebs-iops", "EBS-IOPS", "ebsBaselineIOPS", Plain, "permanent EBS operations per second", func(o *density.Option) (float64, bool) { return number(o.Type.EBSBaselineIOPS) }),
	highest("enis", "ENIS", "enis", Plain, "ENIs of the default network card", func(o *density.Option) (float64, bool) { return float64(o.Type.Network.ENIs), true }),
	highest("branch-enis", "BRANCH-ENIS", "branchENIs", Plain, "branch ENIs that the type supports", func(o *density.Option) (float64, bool) { return number(o.Type.Network.BranchENIs) }),
	highest("max-pods", "MAX-PODS", "maxPods", Plain, "the kubelet's max pods", func(o *density.Option) (float64, bool) { return number(o.MaxPods) }).as("maxpods"),
	highest("pod-ips", "POD-IPS", "podIPs", Plain, "addresses for ordinary pods", func(o *density.Option) (float64, bool) { return number(o.Addresses.PodIPs) }),
	highest("sg-pods", "SG-PODS", "withSecurityGroups.maxPods", Plain, "pods that can have security groups", func(o *density.Option) (float64, bool) { return number(o.With.MaxPods) }),
	highest("app-pods", "APP-PODS", "applicationPods", Plain, "application pods by slots and addresses", func(o *density.Option) (float64, bool) { return number(o.ApplicationPods) }),
	highest("pods", "FIT", "podsAtRequest", Plain, "application pods that fit, by the pod request too", func(o *density.Option) (float64, bool) { return number(o.PodsAtRequest) }),
	word("limited-by", "LIMITED-BY", "limitedBy", "what runs out first", func(o *density.Option) string { return o.LimitedBy.String() }),
	highest("allocatable-memory", "ALLOC-MEM", "allocatableMemoryMiB", InMiB, "allocatable memory, MiB", func(o *density.Option) (float64, bool) {
		m, known := o.AllocatableMemory().Value()
		return m.MiB(), known
	}),
	highest("allocatable-cpu", "ALLOC-CPU", "allocatableCPUMillis", InMillicores, "allocatable CPU, millicores", func(o *density.Option) (float64, bool) { return float64(o.CPU.Allocatable), true }),
	highest("ram-per-pod", "RAM/POD", "ramPerPodMiB", InMiB, "free memory divided by application pods, MiB", func(o *density.Option) (float64, bool) {
		m, known := o.RAMPerPod.Value()
		return m.MiB(), known
	}).as("memory/pod", "mem/pod"),
	highest("cpu-per-pod", "CPU/POD", "cpuPerPodMillis", InMillicores, "free CPU divided by application pods, millicores", func(o *density.Option) (float64, bool) { return number(o.CPUPerPod) }),
	highest("volume-slots", "VOLUMES", "volumeSlots", Plain, "EBS volumes that the pods of a full node can mount", func(o *density.Option) (float64, bool) { return number(o.Volumes.Slots) }),
	lowest("price-per-hour", "PER-HOUR", "onDemandPerHour", InMoneyPerHour, "on-demand price per hour", func(o *density.Option) (float64, bool) { return money(o.Cost.OnDemandHour) }).as("$/hour", "$/h"),
	lowest("on-demand", "ON-DEMAND", "onDemandPerMonth", InMoney, "on-demand price per month", func(o *density.Option) (float64, bool) { return money(o.Cost.OnDemandMonth) }).as("$/month"),
	lowest("reserved", "RESERVED", "reservedPerMonth", InMoney, "reserved price per month, by --purchase", func(o *density.Option) (float64, bool) { return money(o.Cost.ReservedMonth) }),
	lowest("spot", "SPOT", "spotPerMonth", InMoney, "spot estimate per month", func(o *density.Option) (float64, bool) { return money(o.Cost.SpotMonth) }),
	lowest("auto-mode-fee", "FEE", "autoModeFeePerMonth", InMoney, "EKS Auto Mode's fee per month, which the costs include", func(o *density.Option) (float64, bool) {
		fee, known := o.Cost.FeeHour.Value()
		return (fee * planner.HoursPerMonth).Float(), known
	}),
	lowest("cost", "COST", "mixPerMonth", InMoney, "a node's cost per month as the settings buy it", func(o *density.Option) (float64, bool) { return money(o.Cost.Month) }).as("$/node"),
	lowest("cost-per-pod", "COST/POD", "perPodMonth", InMoney, "a pod's cost per month", func(o *density.Option) (float64, bool) { return money(o.Cost.PerPod) }).as("cost/ip", "$/pod"),
	lowest("unused-cost", "UNUSED-COST", "unusedPerMonth", InMoney, "cost per month of CPU and memory that no pod can use", func(o *density.Option) (float64, bool) { return money(o.Cost.Unused) }),
	{
		Name: "interruption", Title: "INTERRUPTED", Key: "interruptionBand",
		Usage:  "share of spot instances interrupted in a month: the Spot Advisor's band, 0 to 4",
		Number: func(o *density.Option) (float64, bool) { return number(o.Offering.Interruption) },
		Word: func(o *density.Option) string {
			if band, known := o.Offering.Interruption.Value(); known {
				return band.String()
			}
			return ""
		},
	},
	word("dominated-by", "DOMINATED-BY", "dominatedBy", "a type with at least as much RAM per pod for less money per pod, or more for as much", func(o *density.Option) string { return o.DominatedBy }),
}

func either(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func word(name, title, key, usage string, value func(*density.Option) string) Field {
	return Field{Name: name, Title: title, Key: key, Usage: usage, Word: value}
}

func flag(name, title, key, usage string, is func(*density.Option) bool) Field {
	f := word(name, title, key, usage, func(o *density.Option) string { return either(is(o), "yes", "no") })
	f.Flag = is
	return f
}

func lowest(name, title, key string, measure Measure, usage string, value func(*density.Option) (float64, bool)) Field {
	return Field{Name: name, Title: title, Key: key, Usage: usage, Measure: measure, Number: value}
}

func highest(name, title, key string, measure Measure, usage string, value func(*density.Option) (float64, bool)) Field {
	f := lowest(name, title, key, measure, usage, value)
	f.Highest = true
	return f
}

func number[T ~int | ~int64 | ~uint8](m planner.Maybe[T]) (float64, bool) {
	v, known := m.Value()
	return float64(v), known
}

func money(m planner.Maybe[planner.Money]) (float64, bool) {
	v, known := m.Value()
	return v.Float(), known
}

// as gives a field further names in filters.
func (f Field) as(aliases ...string) Field {
	f.Aliases = aliases
	return f
}

// FieldNamed finds a field.
func FieldNamed(name string) (*Field, bool) {
	i := slices.IndexFunc(Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return nil, false
	}
	return &Fields[i], true
}

// FieldsNamed finds fields; the error names the first that does not exist and
// lists those that do.
func FieldsNamed(names ...string) ([]*Field, error) {
	fields := make([]*Field, 0, len(names))
	for _, name := range names {
		f, ok := FieldNamed(name)
		if !ok {
			return nil, fmt.Errorf("%q is not one of %s", name, strings.Join(FieldNames(), ", "))
		}
		fields = append(fields, f)
	}
	return fields, nil
}

// IsFigure says that the field reads as a number, to be aligned to the right.
func (f *Field) IsFigure() bool { return f.Number != nil && f.Measure != InSizes }

// Known says that the option has a value of the field.
func (f *Field) Known(o *density.Option) bool {
	if f.Number == nil {
		return f.Word(o) != ""
	}
	_, known := f.Number(o)
	return known
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
