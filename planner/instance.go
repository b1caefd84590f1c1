package planner

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
)

// InstanceType is what EC2 publishes about a type; it is the same in all regions.
type InstanceType struct {
	Name              string
	VCPUs             int
	Cores             int
	ThreadsPerCore    int
	Memory            Memory // as advertised; a node's kernel sees less
	Arch              string // amd64, arm64, x86_64_mac
	Hypervisor        string // nitro, xen; empty for bare metal
	BareMetal         bool
	CurrentGeneration bool
	Burstable         bool
	Spot              bool // EC2 sells it as spot
	Processor         string
	ClockGHz          Maybe[float64] `json:",omitzero"`

	Network            eni.Limits
	IPv6PerENI         int
	NetworkCards       int
	TotalENIs          int // on all cards
	NetworkPerformance string
	NetworkGbps        float64 // baseline of the default card
	NetworkPeakGbps    float64

	GPUs           Maybe[int] `json:",omitzero"` // unknown if the type has a fraction of one
	GPU            string
	GPUMemory      Memory
	Accelerators   int
	Accelerator    string
	LocalStorageGB int
	LocalStorage   string // nvme ssd, nvme hdd, ssd, hdd
	EBSAttachments int
	// EBSShared reports whether volumes, ENIs and NVMe disks share EBSAttachments.
	EBSShared bool

	Overhead     Overhead `json:",omitzero"`
	Source       *Source  `json:",omitzero"`
	BranchSource *Source  `json:",omitzero"`
}

// Overhead is the part of the advertised memory that firmware, kernel and
// hypervisor use, so that the node does not report it as capacity.
type Overhead struct {
	Memory Memory
	Kind   OverheadKind
	// Formula describes how a fitted overhead is computed from the advertised memory.
	Formula string
	Source  *Source
}

// OverheadKind is where a memory overhead comes from.
type OverheadKind uint8

// The sources of a memory overhead, from the least exact.
const (
	Fitted       OverheadKind = iota // computed by a formula for the class of the type
	Measured                         // on nodes of the same type
	UserMeasured                     // on the user's own nodes: Settings.MemoryCapacity
)

var overheadWords = []string{"formula", "measured", "yours"}

func (k OverheadKind) String() string               { return overheadWords[k] }
func (k OverheadKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Family is the part of the name before the dot: m5, c7gn.
func (t *InstanceType) Family() string {
	family, _, _ := strings.Cut(t.Name, ".")
	return family
}

// Size is the part of the name after the dot: large, 2xlarge, metal.
func (t *InstanceType) Size() string {
	_, size, _ := strings.Cut(t.Name, ".")
	return size
}

// Node reports whether EKS can run the type as a node: nodes run Linux on amd64 or
// arm64, and mac types run no Linux.
func (t *InstanceType) Node() bool {
	return (t.Arch == "amd64" || t.Arch == "arm64") && t.Processor != "Apple"
}

// VolumeSlots is how many EBS volumes the pods of a node can mount once
// attachedENIs are attached. The root volume takes one slot; if the limit is shared,
// so does each ENI and each local NVMe disk. The result is unknown if NVMe disks
// count, because no table has their number.
func (t *InstanceType) VolumeSlots(attachedENIs int) Maybe[int] {
	const root = 1
	switch {
	case !t.EBSShared:
		return Known(t.EBSAttachments - root)
	case strings.HasPrefix(t.LocalStorage, "nvme"):
		return Maybe[int]{}
	default:
		return Known(max(0, t.EBSAttachments-root-attachedENIs))
	}
}

// Region is the data about a region as a whole. A nil source means that there is no
// data of that sort.
type Region struct {
	Name      string
	Currency  string
	OnDemand  *Source
	Spot      *Source
	Offerings *Source
	Zones     []string // zone ids
}

// RegionCurrency is what AWS bills a region in.
func RegionCurrency(name string) string {
	if strings.HasPrefix(name, "cn-") {
		return "CNY"
	}
	return "USD"
}

// Offering is a type in a region: its zones and prices.
type Offering struct {
	Region *Region
	// Zones are the ids of the zones that offer the type; not meaningful if
	// Region.Offerings is nil.
	Zones []string
	// OnDemand is the price of an hour, Linux, shared tenancy.
	OnDemand Maybe[Money]
	// Spot is the spot price of an hour, known if it was fetched; it takes precedence
	// over SpotSaving.
	Spot Maybe[Money]
	// SpotSaving is the Spot Advisor's average saving over on-demand, in percent; it
	// is negative if spot costs more.
	SpotSaving Maybe[int]
	// Interruption is the Spot Advisor's band.
	Interruption Maybe[Band]
}

// Offered reports whether the region offers the type; unknown without data about
// its offerings.
func (o *Offering) Offered() Maybe[bool] {
	if o.Region == nil || o.Region.Offerings == nil {
		return Maybe[bool]{}
	}
	return Known(len(o.Zones) > 0)
}

// Band is the share of a type's spot instances that are interrupted in a month, as
// the Spot Advisor groups them.
type Band uint8

var bandWords = []string{"<5%", "5-10%", "10-15%", "15-20%", ">20%"}

// Bands is the number of interruption bands.
const Bands = 5

func (b Band) String() string               { return bandWords[b] }
func (b Band) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// CompareNames orders the names of instance types by family, then by size: nano to
// 48xlarge, then metal.
func CompareNames(a, b string) int {
	familyA, sizeA, _ := strings.Cut(a, ".")
	familyB, sizeB, _ := strings.Cut(b, ".")
	return cmp.Or(
		strings.Compare(familyA, familyB),
		cmp.Compare(SizeRank(sizeA), SizeRank(sizeB)),
		strings.Compare(sizeA, sizeB),
	)
}

// NotASize is the rank of a word that is not a size.
const NotASize = -1

// SizeRank places nano before 48xlarge before metal before metal-48xl.
func SizeRank(size string) int {
	if i := slices.Index(smallSizes, size); i >= 0 {
		return i
	}
	if number, ok := strings.CutSuffix(size, "xlarge"); ok {
		return ranked(10, number)
	}
	if number, ok := strings.CutPrefix(size, "metal"); ok {
		return ranked(10_000, strings.TrimSuffix(strings.TrimPrefix(number, "-"), "xl"))
	}
	return NotASize
}

// ranked adds the number of a size to a rank; plain metal has no number.
func ranked(rank int, number string) int {
	if number == "" {
		return rank
	}
	n, err := strconv.ParseUint(number, 10, 12)
	if err != nil {
		return NotASize
	}
	return rank + int(n)
}

var smallSizes = []string{"nano", "micro", "small", "medium", "large", "xlarge"}

// The extended resources that device plugins advertise for a type's devices.
const (
	GPUResource    = "nvidia.com/gpu"
	NeuronResource = "aws.amazon.com/neuron"
)

// Extended is how many of an extended resource a node has; 0 of resources that the
// tables do not cover.
func (t *InstanceType) Extended(name string) int {
	switch {
	case name == GPUResource:
		return t.GPUs.Or(0)
	case name == NeuronResource && (strings.HasPrefix(t.Accelerator, "Inferentia") || strings.HasPrefix(t.Accelerator, "Trainium")):
		return t.Accelerators
	}
	return 0
}
