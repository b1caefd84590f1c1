package report_test

import (
	"math"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report"
)

// Instance types as EC2, the VPC resource controller, the price list and the
// Spot Advisor have them, as of 2026-08; memory overheads as measured, to the MiB.

var (
	typeTable   = &planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: "2026-08"}
	branchTable = &planner.Source{Name: "VPC resource controller", AsOf: "2026-08"}
	measured    = &planner.Source{Name: "measured on launched nodes", AsOf: "2023-08"}

	virginia = &planner.Region{
		Name: "us-east-1", Currency: "USD",
		OnDemand:  &planner.Source{Name: "AWS price list", AsOf: "2026-07-20"},
		Spot:      &planner.Source{Name: "Spot Advisor", AsOf: "2025-06-28"},
		Offerings: &planner.Source{Name: "EC2 DescribeInstanceTypeOfferings", AsOf: "2026-08"},
	}
	beijing = &planner.Region{
		Name: "cn-north-1", Currency: "CNY",
		OnDemand: &planner.Source{Name: "AWS price list", AsOf: "2024-11-06"},
	}
)

func mib(f float64) planner.Memory { return planner.Memory(math.Round(f * float64(planner.MiB))) }

func units(f float64) planner.Maybe[planner.Money] {
	return planner.Known(planner.Money(math.Round(f * float64(planner.Unit))))
}

func instanceType(name string, vcpus int, gib, overhead float64, enis, ipsPerENI int) *planner.InstanceType {
	return &planner.InstanceType{
		Name: name, VCPUs: vcpus, Memory: mib(1024 * gib), Arch: "amd64", Hypervisor: "nitro", Processor: "Intel", CurrentGeneration: true,
		Network:        eni.Limits{ENIs: enis, IPv4PerENI: ipsPerENI, Prefixes: true, VCPUs: vcpus},
		GPUs:           planner.Known(0),
		EBSAttachments: 27, EBSShared: true,
		Overhead: planner.Overhead{Memory: mib(overhead), Kind: planner.Measured, Source: measured},
		Source:   typeTable, BranchSource: branchTable,
	}
}

// row is a type with its offering in us-east-1 and, for the one that has it, a
// price in cn-north-1.
type row struct {
	*planner.InstanceType
	usd, cny     planner.Maybe[planner.Money]
	saving       planner.Maybe[int]
	interruption planner.Maybe[planner.Band]
}

var (
	m5Large = func() row {
		t := instanceType("m5.large", 2, 8, 559, 3, 10)
		t.Network.BranchENIs = planner.Known(9)
		return row{t, units(0.096), units(1.013), planner.Known(66), planner.Known(planner.Band(3))}
	}()
	r5Xlarge = func() row {
		t := instanceType("r5.xlarge", 4, 32, 1147, 4, 15)
		t.Network.BranchENIs = planner.Known(18)
		return row{t, units(0.252), planner.Maybe[planner.Money]{}, planner.Known(69), planner.Known(planner.Band(0))}
	}()
	t3Large = func() row {
		t := instanceType("t3.large", 2, 8, 365, 3, 12)
		t.Network.BranchENIs = planner.Known(0)
		t.Burstable = true
		return row{t, units(0.0832), planner.Maybe[planner.Money]{}, planner.Known(62), planner.Known(planner.Band(1))}
	}()
	// Part of a GPU, and no spot figure.
	g6fLarge = func() row {
		t := instanceType("g6f.large", 2, 8, 456, 2, 10)
		t.Network.BranchENIs = planner.Known(10)
		t.Processor, t.GPUs, t.GPU, t.LocalStorage, t.EBSShared = "AMD", planner.Maybe[int]{}, "NVIDIA L4", "nvme ssd", false
		t.Overhead.Kind, t.Overhead.Formula = planner.Fitted, "155 MiB + 3.67% of the advertised memory (Nitro, AMD)"
		return row{InstanceType: t, usd: units(0.202)}
	}()
	m5Metal = func() row {
		t := instanceType("m5.metal", 96, 384, 6652, 15, 50)
		t.Network.BranchENIs = planner.Known(120)
		t.Hypervisor, t.BareMetal = "", true
		return row{t, units(4.608), planner.Maybe[planner.Money]{}, planner.Known(75), planner.Known(planner.Band(4))}
	}()
	// Neither branch ENIs nor a price are in any table.
	trn248xlarge = func() row {
		t := instanceType("trn2.48xlarge", 192, 2048, 66840, 2, 50)
		t.Overhead.Kind, t.Overhead.Formula = planner.Fitted, "150 MiB + 3.18% of the advertised memory (Nitro, Intel)"
		t.Accelerators, t.Accelerator, t.EBSShared = 16, "Trainium2", false
		return row{InstanceType: t}
	}()

	everyRow = []row{m5Large, r5Xlarge, t3Large, g6fLarge, m5Metal, trn248xlarge}
)

func (r row) option(s *planner.Settings) density.Option {
	o := planner.Offering{Region: virginia, Zones: []string{"use1-az1", "use1-az2"}, OnDemand: r.usd, SpotSaving: r.saving, Interruption: r.interruption}
	if s.Region == beijing.Name {
		o = planner.Offering{Region: beijing, OnDemand: r.cny}
	}
	return density.Evaluate(r.InstanceType, o, s)
}

func evaluate(s *planner.Settings, rows ...row) []density.Option {
	options := make([]density.Option, len(rows))
	for i, r := range rows {
		options[i] = r.option(s)
	}
	return options
}

// securedSettings are the published case: security groups for pods, six
// DaemonSets and a pod request, bought as a mix.
func securedSettings() *planner.Settings {
	s := planner.Default()
	s.CNI.SecurityGroupsForPods = true
	s.UnnamedDaemonSets = 6
	s.Pod.Resources = planner.Resources{CPU: 250, Memory: 512 * planner.MiB}
	s.Capacity = planner.Capacity{Nodes: 10, OnDemandBase: 2, OnDemandPercent: 30}
	return &s
}

var everyTopic = []planner.Topic{planner.AboutPods, planner.AboutMemory, planner.AboutMoney}

func columns(names ...string) []report.Column {
	all, err := report.ColumnsNamed(names...)
	if err != nil {
		panic(err)
	}
	return all
}
