package livetest

import (
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
)

// typeItem is an instance type as DescribeInstanceTypes spells it.
type typeItem struct {
	Name       string   `xml:"instanceType"`
	Current    bool     `xml:"currentGeneration"`
	Usage      []string `xml:"supportedUsageClasses>item"`
	BareMetal  bool     `xml:"bareMetal"`
	Hypervisor string   `xml:"hypervisor,omitempty"`
	Burstable  bool     `xml:"burstablePerformanceSupported"`
	VCPUs      int      `xml:"vCpuInfo>defaultVCpus"`
	Cores      int      `xml:"vCpuInfo>defaultCores"`
	Threads    int      `xml:"vCpuInfo>defaultThreadsPerCore"`
	MemoryMiB  int64    `xml:"memoryInfo>sizeInMiB"`

	Architectures []string `xml:"processorInfo>supportedArchitectures>item"`
	GHz           *float64 `xml:"processorInfo>sustainedClockSpeedInGhz"`
	Manufacturer  string   `xml:"processorInfo>manufacturer"`

	Performance string     `xml:"networkInfo>networkPerformance"`
	ENIs        int        `xml:"networkInfo>maximumNetworkInterfaces"`
	CardCount   int        `xml:"networkInfo>maximumNetworkCards"`
	DefaultCard int        `xml:"networkInfo>defaultNetworkCardIndex"`
	Cards       []cardItem `xml:"networkInfo>networkCards>item"`
	IPv4        int        `xml:"networkInfo>ipv4AddressesPerInterface"`
	IPv6        int        `xml:"networkInfo>ipv6AddressesPerInterface"`

	EFA *int `xml:"networkInfo>efaInfo>maximumEfaInterfaces"`

	Attachments int    `xml:"ebsInfo>maximumEbsAttachments"`
	Limit       string `xml:"ebsInfo>attachmentLimitType"`
	EBSBaseline *int   `xml:"ebsInfo>ebsOptimizedInfo>baselineBandwidthInMbps"`
	EBSPeak     *int   `xml:"ebsInfo>ebsOptimizedInfo>maximumBandwidthInMbps"`
	EBSIOPS     *int   `xml:"ebsInfo>ebsOptimizedInfo>baselineIops"`

	Storage   *storageItem `xml:"instanceStorageInfo"`
	GPUs      *gpuItem     `xml:"gpuInfo"`
	Neuron    *deviceItem  `xml:"neuronInfo>neuronDevices>item"`
	Inference *deviceItem  `xml:"inferenceAcceleratorInfo>accelerators>member"`
	FPGA      *deviceItem  `xml:"fpgaInfo>fpgas>item"`
	Media     *deviceItem  `xml:"mediaAcceleratorInfo>accelerators>item"`
}

type cardItem struct {
	Index    int     `xml:"networkCardIndex"`
	ENIs     int     `xml:"maximumNetworkInterfaces"`
	Baseline float64 `xml:"baselineBandwidthInGbps"`
	Peak     float64 `xml:"peakBandwidthInGbps"`
}

type storageItem struct {
	TotalGB int    `xml:"totalSizeInGB"`
	Count   int    `xml:"disks>item>count"`
	DiskGB  int    `xml:"disks>item>sizeInGB"`
	Type    string `xml:"disks>item>type"`
	NVMe    string `xml:"nvmeSupport"`
}

type gpuItem struct {
	Device    deviceItem `xml:"gpus>item"`
	MemoryMiB int64      `xml:"totalGpuMemoryInMiB"`
}

type deviceItem struct {
	Count        int     `xml:"count"`
	Manufacturer string  `xml:"manufacturer,omitempty"`
	Name         string  `xml:"name"`
	Part         float64 `xml:"gpuPartitionSize,omitempty"`
	Logical      int     `xml:"logicalGpuCount,omitempty"`
	MemoryMiB    int64   `xml:"memoryInfo>sizeInMiB,omitempty"`
	Cores        int     `xml:"coreInfo>count,omitempty"`
}

func (s *Server) describeTypes(q request) (any, error) {
	accepted := filters(q.form)
	var types []*planner.InstanceType
	for i := range s.Types {
		if matches(accepted, "instance-type", s.Types[i].Name) {
			types = append(types, &s.Types[i])
		}
	}
	return replyWith(s, q, "instanceTypeSet", types, item)
}

func item(t *planner.InstanceType) typeItem {
	i := typeItem{
		Name: t.Name, Current: t.CurrentGeneration, Usage: []string{"on-demand"},
		BareMetal: t.BareMetal, Hypervisor: t.Hypervisor, Burstable: t.Burstable,
		VCPUs: t.VCPUs, Cores: t.Cores, Threads: t.ThreadsPerCore, MemoryMiB: int64(t.Memory / planner.MiB),
		Architectures: architectures(t), Manufacturer: t.Processor,
		Performance: t.NetworkPerformance, ENIs: t.TotalENIs, CardCount: t.NetworkCards,
		IPv4: t.Network.IPv4PerENI, IPv6: t.IPv6PerENI,
		Attachments: t.EBSAttachments, Limit: "dedicated",
	}
	if t.Spot {
		i.Usage = append(i.Usage, "spot")
	}
	if t.EBSShared {
		i.Limit = "shared"
	}
	if ghz, known := t.ClockGHz.Value(); known {
		i.GHz = &ghz
	}
	i.EBSBaseline, i.EBSPeak, i.EBSIOPS = pointer(t.EBSBaselineMbps), pointer(t.EBSPeakMbps), pointer(t.EBSBaselineIOPS)
	if t.EFAInterfaces > 0 {
		i.EFA = &t.EFAInterfaces
	}
	i.cards(t)
	i.devices(t)
	return i
}

func pointer[T any](m planner.Maybe[T]) *T {
	value, known := m.Value()
	if !known {
		return nil
	}
	return &value
}

// architectures are as EC2 lists them, including macOS and 32 bits.
func architectures(t *planner.InstanceType) []string {
	switch {
	case t.Arch == "amd64" && !t.CurrentGeneration:
		return []string{"i386", "x86_64"}
	case t.Arch == "amd64":
		return []string{"x86_64"}
	case t.Processor == "Apple":
		return []string{t.Arch + "_mac"}
	default:
		return []string{t.Arch}
	}
}

// cards lists the network cards in an arbitrary order, as EC2 may. The default card,
// whose ENIs and bandwidth the tables have, is one with as many ENIs, and which one
// depends on the type's name: among all types it is the first, the last and in
// between.
func (i *typeItem) cards(t *planner.InstanceType) {
	enis := []int{t.Network.ENIs}
	if t.CardENIs != "" {
		enis = nil
		for text := range strings.FieldsSeq(t.CardENIs) {
			n, err := strconv.Atoi(text)
			if err != nil {
				panic(fmt.Sprintf("livetest: %s: ENIs of the cards %q", t.Name, t.CardENIs))
			}
			enis = append(enis, n)
		}
	}
	var defaults []int
	for index, n := range enis {
		i.Cards = append(i.Cards, cardItem{index, n, 1000 + float64(index), 2000 + float64(index)})
		if n == t.Network.ENIs {
			defaults = append(defaults, index)
		}
	}
	seed := int(crc32.ChecksumIEEE([]byte(t.Name)) >> 1)
	i.DefaultCard = 0
	if len(defaults) > 0 {
		i.DefaultCard = defaults[seed%len(defaults)]
	}
	i.Cards[i.DefaultCard] = cardItem{i.DefaultCard, t.Network.ENIs, t.NetworkGbps, t.NetworkPeakGbps}
	first := seed / len(enis) % len(enis)
	i.Cards = slices.Concat(i.Cards[first:], i.Cards[:first])
}

func (i *typeItem) devices(t *planner.InstanceType) {
	if t.GPUMaker+t.GPUModel != "" {
		count, memory := t.GPUs.Or(0), int64(t.GPUMemory/planner.MiB)
		d := deviceItem{Count: count, Manufacturer: t.GPUMaker, Name: t.GPUModel, MemoryMiB: memory}
		if t.FractionalGPU {
			d.Count, d.Logical, d.Part = 1, count, 0.125
		}
		i.GPUs = &gpuItem{d, memory * int64(count)}
	}
	if t.LocalStorage != "" {
		i.Storage = &storageItem{TotalGB: t.LocalStorageGB(), Count: t.Disks, DiskGB: t.DiskGB, Type: strings.TrimPrefix(t.LocalStorage, "nvme "), NVMe: "unsupported"}
		if strings.HasPrefix(t.LocalStorage, "nvme ") {
			i.Storage.NVMe = "required"
		}
	}
	d := device(t.Accelerators, t.Accelerator)
	switch {
	case t.Accelerator == "":
	case t.NeuronCores > 0:
		i.Neuron = &deviceItem{Count: t.Accelerators, Name: t.Accelerator, Cores: t.NeuronCores / t.Accelerators}
	case d.Manufacturer == "Qualcomm":
		i.Inference = &d
	case strings.HasPrefix(d.Name, "Virtex"):
		i.FPGA = &d
	default:
		i.Media = &d
	}
}

// device splits a name into manufacturer and device.
func device(count int, text string) deviceItem {
	manufacturer, name, _ := strings.Cut(text, " ")
	return deviceItem{Count: count, Manufacturer: manufacturer, Name: name}
}
