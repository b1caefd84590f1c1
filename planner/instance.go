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
	// Unsaid is set if EC2 did not say one of CurrentGeneration, Burstable and Spot.
	Unsaid    bool `json:",omitzero"`
	Processor string
	ClockGHz  Maybe[float64] `json:",omitzero"`

	Network            eni.Limits
	IPv6PerENI         int
	NetworkCards       int
	TotalENIs          int // on all cards
	NetworkPerformance string
	NetworkGbps        float64 // baseline of the default card
	NetworkPeakGbps    float64

	// CardENIs are the ENIs of each card from the first, such as "8 7"; empty if the
	// type has one card.
	CardENIs string

	Devices
	EBS

	// Overhead is that of a node with AL2023: the largest if there are several
	// measurements, so that a node has no less memory than podfit says.
	Overhead Overhead `json:",omitzero"`
	// BottlerocketOverhead was measured on nodes that mostly ran Bottlerocket; it is
	// equal to Overhead for types without such a measurement.
	BottlerocketOverhead Overhead `json:",omitzero"`

	Source       *Source `json:",omitzero"`
	BranchSource *Source `json:",omitzero"`
}

// Devices are what a type has for pods besides CPU and memory.
type Devices struct {
	// GPUs are those that a device plugin reports; a fraction of a GPU counts as one.
	GPUs      Maybe[int] `json:",omitzero"`
	GPUMaker  string     // NVIDIA, AMD; empty if the type has no GPU
	GPUModel  string     // T4, Radeon Pro V520
	GPUMemory Memory     // of each
	// FractionalGPU reports whether each of the GPUs is a fraction of one.
	FractionalGPU bool
	// Accelerators are AWS's own chips (Neuron devices), inference and media
	// accelerators, and FPGAs.
	Accelerators int
	Accelerator  string // Trainium2, Xilinx U30
	// NeuronCores are those of all Accelerators; 0 unless they are Neuron devices.
	NeuronCores   int
	EFAInterfaces int
	Disks         int    // local disks
	DiskGB        int    // of each disk
	LocalStorage  string // nvme ssd, nvme hdd, ssd, hdd
}

// GPU is the maker and the model, such as NVIDIA T4.
func (d *Devices) GPU() string { return strings.TrimSpace(d.GPUMaker + " " + d.GPUModel) }

// Neuron reports whether the accelerators are AWS's own.
func (d *Devices) Neuron() bool {
	return d.NeuronCores > 0 || strings.HasPrefix(d.Accelerator, "Inferentia") || strings.HasPrefix(d.Accelerator, "Trainium")
}

// NeuronDevices is the number of accelerators that are AWS's own.
func (d *Devices) NeuronDevices() int {
	if !d.Neuron() {
		return 0
	}
	return d.Accelerators
}

// LocalStorageGB is the size of all local disks together.
func (d *Devices) LocalStorageGB() int { return d.Disks * d.DiskGB }

// EBS is what a type can do with EBS volumes.
type EBS struct {
	// EBSAttachments is the limit that the EBS CSI driver starts from. The primary ENI
	// and the local disks are already subtracted.
	EBSAttachments int
	// EBSShared reports whether the other ENIs count against EBSAttachments.
	EBSShared bool
	// The baseline is permanent; the peak is for a limited time.
	EBSBaselineMbps Maybe[int] `json:",omitzero"`
	EBSPeakMbps     Maybe[int] `json:",omitzero"`
	EBSBaselineIOPS Maybe[int] `json:",omitzero"`
	// EBSSource is that of the limit of attachments; nil if it is the type's.
	EBSSource *Source `json:",omitzero"`
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
// attachedENIs are attached, as the EBS CSI driver counts. The node's own volumes take
// a slot each; if the limit is shared, so does each ENI except the first. The driver
// reports at least 1.
func (t *InstanceType) VolumeSlots(attachedENIs, rootVolumes int) Maybe[int] {
	if t.EBSAttachments == 0 {
		return Maybe[int]{}
	}
	slots := t.EBSAttachments - rootVolumes
	if t.EBSShared {
		slots -= max(0, attachedENIs-1)
	}
	return Known(max(1, slots))
}

// Region is the data about a region as a whole.
type Region struct {
	Name     string
	Currency string
	// Offerings is the source of all zones; nil if they are unknown.
	Offerings *Source
	Zones     []string // zone ids
	// GP3 is the monthly price of a GiB of gp3 storage.
	GP3       Maybe[Money]
	GP3Source *Source
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
	// Spot is the live spot price of an hour, known if it was fetched. SpotAverage is
	// the average spot price of an hour. SpotSaving is the Spot Advisor's average
	// saving over on-demand, in percent; it is negative if spot costs more. The first
	// known one of the three is used.
	Spot        Maybe[Money]
	SpotAverage Maybe[Money]
	SpotSaving  Maybe[int]
	// Interruption is the Spot Advisor's band.
	Interruption Maybe[Band]
	// Reserved are the prices of an hour by term, known if they were asked for.
	Reserved [ReservedTerms]Maybe[Money]
	Sources  OfferingSources
	// AutoModeFee is EKS Auto Mode's; its zero value is unknown.
	AutoModeFee AutoModeFee
	// Today is the day of the question, ISO 8601, by which the age of prices is judged;
	// empty if it is not.
	Today string
}

// OldPrice is the source of the oldest price in use that is older than a year; nil if
// there is none. Which prices are in use depends on the capacity.
func (o *Offering) OldPrice(c *Capacity) *Source {
	withOnDemand, withSpot := c.OnDemandPercent > 0 || c.OnDemandBase > 0, c.OnDemandPercent < 100
	withReserved := withOnDemand && o.ReservedHour(c).Known()
	withOnDemand = withOnDemand && (!withReserved || c.Commitment > 0)
	var oldest *Source
	consider := func(s *Source) {
		if s != nil && s.OlderThanAYear(o.Today) && (oldest == nil || s.AsOf < oldest.AsOf) {
			oldest = s
		}
	}
	_, kind, spot := o.SpotPrice()
	if withOnDemand || withSpot && kind == SpotBySaving {
		consider(o.Sources.OnDemand)
	}
	if withSpot {
		consider(spot)
	}
	if withReserved {
		consider(o.Sources.Reserved)
	}
	return oldest
}

// OfferingSources are where the figures of an offering come from, each with its own
// date. The source of an unknown figure is nil.
type OfferingSources struct {
	OnDemand, Spot, SpotAverage, SpotSaving, Interruption, Reserved *Source
}

// MostlyAsOf is the date of most offerings' sources, of several the newest, and how
// many offerings have another date. It is empty if no offering has the figure.
func MostlyAsOf(offerings []Offering, source func(*Offering) *Source) (date string, others int) {
	count := map[string]int{}
	all := 0
	for i := range offerings {
		if s := source(&offerings[i]); s != nil && s.AsOf != "" {
			count[s.AsOf]++
			all++
		}
	}
	for asOf, n := range count {
		if n > count[date] || n == count[date] && asOf > date {
			date = asOf
		}
	}
	return date, all - count[date]
}

// ReservedTerm is a commitment to an instance type.
type ReservedTerm uint8

// The commitments. Their hourly prices include what is paid upfront. An EC2 Instance
// Savings Plan of the same term costs the same in most cases.
const (
	OneYear ReservedTerm = iota
	OneYearAllUpfront
	ThreeYears
	ThreeYearsAllUpfront
)

// ReservedTerms is the number of commitments.
const ReservedTerms = 4

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
	if c := strings.Compare(familyA, familyB); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(SizeRank(sizeA), SizeRank(sizeB)), strings.Compare(sizeA, sizeB))
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
