package livetest

import (
	"hash/crc32"
	"slices"
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

	Attachments int    `xml:"ebsInfo>maximumEbsAttachments"`
	Limit       string `xml:"ebsInfo>attachmentLimitType"`

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
	i.cards(t)
	i.devices(t)
	return i
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

// cards lists the network cards in an arbitrary order, as EC2 may. The index and
// the position of the default card, whose figures the tables have, depend on the
// type's name: among all types it is the first, the last and in between. The
// other cards have fewer ENIs or more.
func (i *typeItem) cards(t *planner.InstanceType) {
	n := max(1, t.NetworkCards)
	seed := int(crc32.ChecksumIEEE([]byte(t.Name)) >> 1)
	i.DefaultCard = seed % n
	for index := range n {
		i.Cards = append(i.Cards, cardItem{index, 1 + index%2*t.Network.ENIs, 1000 + float64(index), 2000 + float64(index)})
	}
	i.Cards[i.DefaultCard] = cardItem{i.DefaultCard, t.Network.ENIs, t.NetworkGbps, t.NetworkPeakGbps}
	first := seed / n % n
	i.Cards = slices.Concat(i.Cards[first:], i.Cards[:first])
}

func (i *typeItem) devices(t *planner.InstanceType) {
	if t.GPU != "" {
		i.GPUs = &gpuItem{device(t.GPUs.Or(1), t.GPU), int64(t.GPUMemory / planner.MiB)}
		if !t.GPUs.Known() {
			i.GPUs.Device.Part = 0.125
		}
	}
	if t.LocalStorage != "" {
		i.Storage = &storageItem{TotalGB: t.LocalStorageGB, Type: strings.TrimPrefix(t.LocalStorage, "nvme "), NVMe: "unsupported"}
		if strings.HasPrefix(t.LocalStorage, "nvme ") {
			i.Storage.NVMe = "required"
		}
	}
	d := device(t.Accelerators, t.Accelerator)
	switch {
	case t.Accelerator == "":
	case slices.Contains([]string{"Inferentia", "Inferentia2", "Trainium", "Trainium2"}, t.Accelerator):
		i.Neuron = &deviceItem{Count: t.Accelerators, Name: t.Accelerator}
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
