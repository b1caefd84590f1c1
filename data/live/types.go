package live

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"podfit/eni"
	"podfit/planner"
)

// InstanceTypes are the instance types of a region.
type InstanceTypes struct {
	// Types are in the order of planner.CompareNames. Their branch ENIs and
	// memory overheads are unknown, because no API returns them. Their own Source
	// is nil.
	Types  []planner.InstanceType
	Source planner.Source
}

// InstanceTypes are the named types that the region has, or all for nil names. A
// figure that EC2 leaves out is 0 or empty, also where no type has none of it: see
// data.Tables.Complete. A region without types is an error.
func (c *Client) InstanceTypes(ctx context.Context, names []string) (InstanceTypes, error) {
	page := func(ctx context.Context, names []string, token *string) ([]types.InstanceTypeInfo, *string, error) {
		out, err := c.ec2.DescribeInstanceTypes(ctx, &ec2.DescribeInstanceTypesInput{
			Filters: namedTypes(names), MaxResults: aws.Int32(100), NextToken: token,
		})
		if err != nil {
			return nil, nil, err
		}
		return out.InstanceTypes, out.NextToken, nil
	}
	infos, err := ask(ctx, c, "ec2:DescribeInstanceTypes", batches(names, 100), page)
	if err != nil {
		return InstanceTypes{}, err
	}
	if err := c.nonEmpty(names, len(infos), "ec2:DescribeInstanceTypes", "no instance types"); err != nil {
		return InstanceTypes{}, err
	}
	all := InstanceTypes{Types: make([]planner.InstanceType, 0, len(infos)), Source: c.source("EC2 DescribeInstanceTypes")}
	for i := range infos {
		if infos[i].InstanceType != "" {
			all.Types = append(all.Types, instanceType(&infos[i]))
		}
	}
	slices.SortFunc(all.Types, func(a, b planner.InstanceType) int { return planner.CompareNames(a.Name, b.Name) })
	return all, nil
}

// namedTypes is a filter rather than EC2's parameter for names: there, one
// unknown name makes the whole request fail.
func namedTypes(names []string) []types.Filter {
	if names == nil {
		return nil
	}
	return []types.Filter{{Name: aws.String("instance-type"), Values: names}}
}

func instanceType(i *types.InstanceTypeInfo) planner.InstanceType {
	t := planner.InstanceType{
		Name:              string(i.InstanceType),
		Hypervisor:        string(i.Hypervisor),
		BareMetal:         aws.ToBool(i.BareMetal),
		CurrentGeneration: aws.ToBool(i.CurrentGeneration),
		Burstable:         aws.ToBool(i.BurstablePerformanceSupported),
		Spot:              slices.Contains(i.SupportedUsageClasses, types.UsageClassTypeSpot),
		Unsaid:            i.CurrentGeneration == nil || i.BurstablePerformanceSupported == nil || len(i.SupportedUsageClasses) == 0,
	}
	if v := i.VCpuInfo; v != nil {
		t.VCPUs, t.Cores, t.ThreadsPerCore = number(v.DefaultVCpus), number(v.DefaultCores), number(v.DefaultThreadsPerCore)
	}
	if m := i.MemoryInfo; m != nil {
		t.Memory = planner.Memory(aws.ToInt64(m.SizeInMiB)) * planner.MiB
	}
	if p := i.ProcessorInfo; p != nil {
		t.Arch, t.Processor, t.ClockGHz = arch(p.SupportedArchitectures), aws.ToString(p.Manufacturer), maybe(p.SustainedClockSpeedInGhz)
	}
	if i.EbsInfo != nil && i.EbsInfo.AttachmentLimitType != "" {
		volumes(&t, i.EbsInfo)
	}
	if i.NetworkInfo != nil {
		network(&t, i.NetworkInfo)
	}
	gpus(&t, i.GpuInfo)
	t.Accelerators, t.Accelerator = accelerator(i)
	t.NeuronCores = neuronCores(i.NeuronInfo)
	storage(&t, i.InstanceStorageInfo)
	return t
}

// arch is Kubernetes' word for the widest architecture that a type supports.
func arch(all []types.ArchitectureType) string {
	switch {
	case slices.Contains(all, types.ArchitectureTypeX8664):
		return "amd64"
	case slices.Contains(all, types.ArchitectureTypeArm64), slices.Contains(all, types.ArchitectureTypeArm64Mac):
		return "arm64"
	case len(all) > 0:
		return string(all[0])
	default:
		return ""
	}
}

// network uses the ENIs and bandwidth of the default card, because the VPC CNI
// takes pod addresses from no other. EC2 lists the cards in any order.
func network(t *planner.InstanceType, n *types.NetworkInfo) {
	t.Network = eni.Limits{
		IPv4PerENI: number(n.Ipv4AddressesPerInterface),
		Prefixes:   eni.SupportsPrefixes(t.Hypervisor, t.BareMetal),
		VCPUs:      t.VCPUs,
	}
	t.IPv6PerENI = number(n.Ipv6AddressesPerInterface)
	t.NetworkCards = len(n.NetworkCards)
	t.TotalENIs = number(n.MaximumNetworkInterfaces)
	t.CardENIs = cardENIs(n.NetworkCards)
	if n.EfaInfo != nil {
		t.EFAInterfaces = number(n.EfaInfo.MaximumEfaInterfaces)
	}
	t.NetworkPerformance = aws.ToString(n.NetworkPerformance)
	for _, card := range n.NetworkCards {
		if number(card.NetworkCardIndex) == number(n.DefaultNetworkCardIndex) {
			t.Network.ENIs = number(card.MaximumNetworkInterfaces)
			t.NetworkGbps = aws.ToFloat64(card.BaselineBandwidthInGbps)
			t.NetworkPeakGbps = aws.ToFloat64(card.PeakBandwidthInGbps)
		}
	}
}

// cardENIs are the ENIs of each card in the order of their indexes; empty if there
// is only one card.
func cardENIs(all []types.NetworkCardInfo) string {
	if len(all) < 2 {
		return ""
	}
	cards := slices.SortedFunc(slices.Values(all), func(a, b types.NetworkCardInfo) int {
		return cmp.Compare(number(a.NetworkCardIndex), number(b.NetworkCardIndex))
	})
	texts := make([]string, len(cards))
	for i, card := range cards {
		texts[i] = strconv.Itoa(number(card.MaximumNetworkInterfaces))
	}
	return strings.Join(texts, " ")
}

func volumes(t *planner.InstanceType, e *types.EbsInfo) {
	t.EBSAttachments = number(e.MaximumEbsAttachments)
	t.EBSShared = e.AttachmentLimitType == types.AttachmentLimitTypeShared
	if o := e.EbsOptimizedInfo; o != nil {
		t.EBSBaselineMbps = maybeNumber(o.BaselineBandwidthInMbps)
		t.EBSPeakMbps = maybeNumber(o.MaximumBandwidthInMbps)
		t.EBSBaselineIOPS = maybeNumber(o.BaselineIops)
	}
}

// gpus are what a device plugin reports: of a fraction of a GPU, the logical ones.
// The count is unknown if EC2 has neither.
func gpus(t *planner.InstanceType, g *types.GpuInfo) {
	t.GPUs = planner.Known(0)
	if g == nil || len(g.Gpus) == 0 {
		return
	}
	count := 0
	for _, d := range g.Gpus {
		fraction := number(d.Count) == 0 || d.GpuPartitionSize != nil && *d.GpuPartitionSize < 1
		t.FractionalGPU = t.FractionalGPU || fraction
		logical := number(d.LogicalGpuCount)
		if logical == 0 && !fraction {
			logical = number(d.Count)
		}
		if count += logical; logical == 0 {
			t.GPUs = planner.Maybe[int]{}
		}
	}
	if t.GPUs.Known() {
		t.GPUs = planner.Known(count)
	}
	first := g.Gpus[0]
	t.GPUMaker, t.GPUModel = aws.ToString(first.Manufacturer), aws.ToString(first.Name)
	if first.MemoryInfo != nil {
		t.GPUMemory = planner.Memory(number(first.MemoryInfo.SizeInMiB)) * planner.MiB
	}
}

func neuronCores(n *types.NeuronInfo) (cores int) {
	if n == nil {
		return 0
	}
	for _, d := range n.NeuronDevices {
		if d.CoreInfo != nil {
			cores += number(d.Count) * number(d.CoreInfo.Count)
		}
	}
	return cores
}

// accelerator is AWS's own chip (without a manufacturer), an inference
// accelerator, an FPGA or a media accelerator.
func accelerator(i *types.InstanceTypeInfo) (count int, name string) {
	switch {
	case i.NeuronInfo != nil && len(i.NeuronInfo.NeuronDevices) > 0:
		d := i.NeuronInfo.NeuronDevices[0]
		return number(d.Count), device(nil, d.Name)
	case i.InferenceAcceleratorInfo != nil && len(i.InferenceAcceleratorInfo.Accelerators) > 0:
		d := i.InferenceAcceleratorInfo.Accelerators[0]
		return number(d.Count), device(d.Manufacturer, d.Name)
	case i.FpgaInfo != nil && len(i.FpgaInfo.Fpgas) > 0:
		d := i.FpgaInfo.Fpgas[0]
		return number(d.Count), device(d.Manufacturer, d.Name)
	case i.MediaAcceleratorInfo != nil && len(i.MediaAcceleratorInfo.Accelerators) > 0:
		d := i.MediaAcceleratorInfo.Accelerators[0]
		return number(d.Count), device(d.Manufacturer, d.Name)
	default:
		return 0, ""
	}
}

func storage(t *planner.InstanceType, s *types.InstanceStorageInfo) {
	if s == nil || len(s.Disks) == 0 {
		return
	}
	for _, d := range s.Disks {
		t.Disks += number(d.Count)
	}
	t.DiskGB = int(aws.ToInt64(s.Disks[0].SizeInGB))
	t.LocalStorage = string(s.Disks[0].Type)
	if s.NvmeSupport == types.EphemeralNvmeSupportRequired || s.NvmeSupport == types.EphemeralNvmeSupportSupported {
		t.LocalStorage = "nvme " + t.LocalStorage
	}
}

func device(maker, name *string) string {
	return strings.TrimSpace(aws.ToString(maker) + " " + aws.ToString(name))
}

func maybeNumber(n *int32) planner.Maybe[int] {
	return eni.Map(maybe(n), func(n int32) int { return int(n) })
}

func number(n *int32) int { return int(aws.ToInt32(n)) }

func maybe[T any](p *T) planner.Maybe[T] {
	if p == nil {
		return planner.Maybe[T]{}
	}
	return planner.Known(*p)
}
