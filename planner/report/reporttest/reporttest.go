// Package reporttest has the instance types, settings and workloads that tests of
// reports share, with every kind of unknown among them.
package reporttest

import (
	"math"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
)

// Instance types as EC2, the VPC resource controller, the price list and the
// Spot Advisor have them, as of 2026-08; memory overheads as measured, to the MiB.

var (
	TypeTable   = &planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: "2026-08"}
	branchTable = &planner.Source{Name: "VPC resource controller", AsOf: "2026-08"}
	measured    = &planner.Source{Name: "measured on launched nodes", AsOf: "2023-08"}

	onDemand  = &planner.Source{Name: "AWS price list", AsOf: "2026-07-20"}
	spot      = &planner.Source{Name: "Spot Advisor", AsOf: "2025-06-28"}
	inBeijing = &planner.Source{Name: "AWS price list", AsOf: "2024-11-06"}

	Virginia = &planner.Region{
		Name: "us-east-1", Currency: "USD",
		Offerings: &planner.Source{Name: "EC2 DescribeInstanceTypeOfferings", AsOf: "2026-08"},
	}
	Beijing = &planner.Region{
		Name: "cn-north-1", Currency: "CNY",
	}
)

// MiB is an amount of memory.
func MiB(f float64) planner.Memory { return planner.Memory(math.Round(f * float64(planner.MiB))) }

// Units is money in whole units.
func Units(f float64) planner.Maybe[planner.Money] {
	return planner.Known(planner.Money(math.Round(f * float64(planner.Unit))))
}

func instanceType(name string, vcpus int, gib, overhead float64, enis, ipsPerENI int) *planner.InstanceType {
	return &planner.InstanceType{
		Name: name, VCPUs: vcpus, Memory: MiB(1024 * gib), Arch: "amd64", Hypervisor: "nitro", Processor: "Intel", CurrentGeneration: true,
		Network:  eni.Limits{ENIs: enis, IPv4PerENI: ipsPerENI, Prefixes: true, VCPUs: vcpus},
		Devices:  planner.Devices{GPUs: planner.Known(0)},
		EBS:      planner.EBS{EBSAttachments: 27, EBSShared: true},
		Overhead: planner.Overhead{Memory: MiB(overhead), Kind: planner.Measured, Source: measured},
		Source:   TypeTable, BranchSource: branchTable,
	}
}

// Row is a type with its offering in us-east-1 and, for the one that has it, a
// price in cn-north-1.
type Row struct {
	*planner.InstanceType
	usd, cny     planner.Maybe[planner.Money]
	saving       planner.Maybe[int]
	interruption planner.Maybe[planner.Band]
}

var (
	M5Large = func() Row {
		t := instanceType("m5.large", 2, 8, 559, 3, 10)
		t.Network.BranchENIs = planner.Known(9)
		return Row{t, Units(0.096), Units(1.013), planner.Known(66), planner.Known(planner.Band(3))}
	}()
	R5Xlarge = func() Row {
		t := instanceType("r5.xlarge", 4, 32, 1147, 4, 15)
		t.Network.BranchENIs = planner.Known(18)
		return Row{t, Units(0.252), planner.Maybe[planner.Money]{}, planner.Known(69), planner.Known(planner.Band(0))}
	}()
	T3Large = func() Row {
		t := instanceType("t3.large", 2, 8, 365, 3, 12)
		t.Network.BranchENIs = planner.Known(0)
		t.Burstable = true
		return Row{t, Units(0.0832), planner.Maybe[planner.Money]{}, planner.Known(62), planner.Known(planner.Band(1))}
	}()
	// Part of a GPU, and no spot figure.
	G6fLarge = func() Row {
		t := instanceType("g6f.large", 2, 8, 456, 2, 10)
		t.Network.BranchENIs = planner.Known(10)
		t.Processor, t.GPUs, t.GPUMaker, t.GPUModel, t.LocalStorage, t.EBSShared = "AMD", planner.Maybe[int]{}, "NVIDIA", "L4", "nvme ssd", false
		t.Overhead.Kind, t.Overhead.Formula = planner.Fitted, "155 MiB + 3.67% of the advertised memory (Nitro, AMD)"
		return Row{InstanceType: t, usd: Units(0.202)}
	}()
	M5Metal = func() Row {
		t := instanceType("m5.metal", 96, 384, 6652, 15, 50)
		t.Network.BranchENIs = planner.Known(120)
		t.Hypervisor, t.BareMetal = "", true
		return Row{t, Units(4.608), planner.Maybe[planner.Money]{}, planner.Known(75), planner.Known(planner.Band(4))}
	}()
	// Neither branch ENIs nor a price are in any table.
	Trn248xlarge = func() Row {
		t := instanceType("trn2.48xlarge", 192, 2048, 66840, 2, 50)
		t.Overhead.Kind, t.Overhead.Formula = planner.Fitted, "150 MiB + 3.18% of the advertised memory (Nitro, Intel)"
		t.Accelerators, t.Accelerator, t.EBSShared = 16, "Trainium2", false
		t.NeuronCores = 128
		return Row{InstanceType: t}
	}()

	EveryRow = []Row{M5Large, R5Xlarge, T3Large, G6fLarge, M5Metal, Trn248xlarge}
)

// Option is the type under settings, in their region.
func (r Row) Option(s *planner.Settings) density.Option {
	o := planner.Offering{Region: Virginia, Zones: []string{"use1-az1", "use1-az2"}, OnDemand: r.usd, SpotSaving: r.saving, Interruption: r.interruption}
	o.Sources = sourcesOf(&o)
	if s.Region == Beijing.Name {
		o = planner.Offering{Region: Beijing, OnDemand: r.cny}
		if r.cny.Known() {
			o.Sources.OnDemand = inBeijing
		}
	}
	return density.Evaluate(r.InstanceType, o, s)
}

// sourcesOf are those of the figures that are known.
func sourcesOf(o *planner.Offering) (s planner.OfferingSources) {
	if o.OnDemand.Known() {
		s.OnDemand = onDemand
	}
	if o.SpotSaving.Known() {
		s.SpotSaving = spot
	}
	if o.Interruption.Known() {
		s.Interruption = spot
	}
	return s
}

// Evaluate makes options of rows.
func Evaluate(s *planner.Settings, rows ...Row) []density.Option {
	options := make([]density.Option, len(rows))
	for i, r := range rows {
		options[i] = r.Option(s)
	}
	return options
}

// SecuredSettings are the published case: security groups for Pods, six
// DaemonSets and a pod request, bought as a mix.
func SecuredSettings() *planner.Settings {
	s := planner.Default()
	s.CNI.SecurityGroupsForPods = true
	s.UnnamedDaemonSets = 6
	s.Pod.Resources = planner.Resources{CPU: 250, Memory: 512 * planner.MiB}
	s.Capacity = planner.Capacity{Nodes: 10, OnDemandBase: 2, OnDemandPercent: 30}
	return &s
}

// EveryTopic is what compare and plan warn about.
var EveryTopic = []planner.Topic{planner.AboutPods, planner.AboutMemory, planner.AboutMoney}

// Pods is a workload.
func Pods(name string, replicas int, cpu planner.Millis, mebibytes planner.Memory) planner.Workload {
	return planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mebibytes * planner.MiB}}
}

// Mixture fits in part: it has a workload for each reason why pods do not fit.
func Mixture() planner.Workloads {
	w := planner.Workloads{
		Pods("shop/web", 40, 250, 512), Pods("shop/cache", 6, 500, 6000), Pods("shop/jobs", 11, 1000, 700),
		Pods("too/many-cores", 2, 200_000, 1), Pods("too/much-memory", 1, 1, 900_000), Pods("no/gpu", 3, 1, 1), Pods("no/type", 4, 1, 1),
		Pods("too/many-volumes", 1, 1, 1),
	}
	w[5].Extended = map[string]int64{planner.GPUResource: 1}
	w[6].Nodes.Arch = []string{"arm64"}
	w[7].Volumes = 200
	return w
}

// MixedSettings buy nodes as a mix of on-demand and spot.
func MixedSettings() *planner.Settings {
	s := planner.Default()
	s.Capacity = planner.Capacity{OnDemandBase: 2, OnDemandPercent: 30}
	return &s
}

// EverythingChanged are settings of which none is at its default.
func EverythingChanged() *planner.Settings {
	s := planner.Default()
	s.Region = "cn-north-1"
	s.CNI = eni.Config{Family: eni.IPv6, Mode: eni.PrefixDelegation, CustomNetworking: true, SecurityGroupsForPods: true, MaxENI: 3}
	s.Warm = eni.WarmTargets{ENI: planner.Known(2), Prefix: planner.Known(3), IP: 4, MinimumIP: 20}
	s.MaxPods = eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 1, PodsPerCore: 10}
	s.AMI, s.SecurityGroupsScope, s.SecurityGroupsPercent = planner.Bottlerocket, planner.ScopeApps, 50
	s.UnnamedDaemonSets = 6
	s.DaemonSets = []planner.DaemonSet{{Name: "fluent-bit", Request: planner.Resources{CPU: 50, Memory: MiB(50)}, HostNetwork: true, SecurityGroups: true}}
	s.SystemReserved, s.HugePages = planner.Resources{CPU: 100, Memory: MiB(300)}, planner.GiB
	s.MemoryCapacity = map[string]planner.Memory{"m5.xlarge": MiB(15517), "m5.large": MiB(7633)}
	s.Pod = planner.PodRequest{Resources: planner.Resources{CPU: 250, Memory: MiB(512.5)}, GPUs: 1, Volumes: 2}
	s.Capacity = planner.Capacity{Nodes: 10, OnDemandBase: 2, OnDemandPercent: 30, DiscountPPM: 283_333, NodeAdder: 80_000, ClusterAdder: 73 * planner.Unit}
	return &s
}

// FargatePrices are those of us-east-1.
var FargatePrices = fargate.Prices{
	VCPUHour: Units(0.04048), GBHour: Units(0.004445), Source: &planner.Source{Name: "AWS pricing pages", AsOf: "2026-06"},
}

// BesideWorkload has a workload for each thing that a row of Fargate says.
func BesideWorkload() planner.Workloads {
	w := planner.Workloads{
		Pods("shop/web", 12, 250, 512), Pods("shop/jobs", 6, 1000, 4096), Pods("shop/db", 1, 500, 2048), Pods("idle", 1, 0, 0), Pods("rare", 1, 250, 512),
	}
	w[1].HoursPerMonth, w[4].HoursPerMonth = 60.5, 1
	w[2].Volumes = 1
	w[3].NoRequests = true
	return w
}

// Disk takes so many bytes and then fails.
type Disk struct {
	Room int
	Full error
}

func (d *Disk) Write(b []byte) (int, error) {
	if len(b) > d.Room {
		n := d.Room
		d.Room = 0
		return n, d.Full
	}
	d.Room -= len(b)
	return len(b), nil
}

// Pools are one that says nothing and one that says everything.
func Pools() []plan.Pool {
	return []plan.Pool{{Name: plan.DefaultPool}, {
		Name: "pci", Labels: map[string]string{"team": "payments", "example.com/pool": "pci"},
		Taints:     []planner.Taint{{Key: "pci", Value: "true", Effect: planner.NoSchedule}, {Key: "audited", Effect: planner.NoExecute}},
		Candidates: "family=m5,r5 vcpus<=8", Arch: []string{"amd64"}, Mix: planner.Known(plan.Mix{OnDemandBase: 1, OnDemandPercent: 50}),
		Zones: []string{"us-east-1a", "us-east-1b"}, Groups: 1, Spare: planner.Known(plan.SpareNode), Headroom: planner.Known(plan.Percent(20)),
	}}
}
