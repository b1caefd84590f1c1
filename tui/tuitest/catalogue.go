package tuitest

import (
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/settings"
	"podfit/tui"
)

var (
	source = &planner.Source{Name: "test types", AsOf: "2026-01"}
	prices = &planner.Source{Name: "test prices", AsOf: "2026-02-03"}
	spot   = &planner.Source{Name: "test spot", AsOf: "2026-02-04"}
	region = &planner.Region{
		Name: "us-east-1", Currency: "USD",
		Offerings: &planner.Source{Name: "test offerings", AsOf: "2026-02-05"},
	}
)

// Type is one of the tests' own catalogue, so that new data changes no golden.
type Type struct {
	Name            string
	vcpus, gib      int
	enis, ips       int
	branches        planner.Maybe[int]
	microUSD        planner.Money // an hour; 0 is unknown
	saving          int
	old, metal, gpu bool
}

// Types is the catalogue.
var Types = []Type{
	{Name: "c6g.xlarge", vcpus: 4, gib: 8, enis: 4, ips: 15, branches: planner.Known(18), microUSD: 136_000, saving: 40},
	{Name: "g5.xlarge", vcpus: 4, gib: 16, enis: 4, ips: 15, branches: planner.Known(6), microUSD: 1_006_000, saving: 50, gpu: true},
	{Name: "m5.large", vcpus: 2, gib: 8, enis: 3, ips: 10, branches: planner.Known(9), microUSD: 96_000, saving: 60, old: true},
	{Name: "m6i.large", vcpus: 2, gib: 8, enis: 3, ips: 10, branches: planner.Known(9), microUSD: 96_000, saving: 61},
	{Name: "m6i.xlarge", vcpus: 4, gib: 16, enis: 4, ips: 15, branches: planner.Known(18), microUSD: 192_000, saving: 62},
	{Name: "m6i.2xlarge", vcpus: 8, gib: 32, enis: 4, ips: 15, branches: planner.Known(38), microUSD: 384_000, saving: 58},
	{Name: "m6i.metal", vcpus: 128, gib: 512, enis: 15, ips: 50, branches: planner.Known(107), microUSD: 6_144_000, saving: 30, metal: true},
	{Name: "m7i-flex.4xlarge", vcpus: 16, gib: 64, enis: 8, ips: 30, branches: planner.Known(54), microUSD: 766_080, saving: 55},
	{Name: "r6i.xlarge", vcpus: 4, gib: 32, enis: 4, ips: 15, branches: planner.Known(18), microUSD: 252_000, saving: 70},
	{Name: "r9z.xlarge", vcpus: 4, gib: 32, enis: 4, ips: 15},
	{Name: "t3.large", vcpus: 2, gib: 8, enis: 3, ips: 12, branches: planner.Known(0), microUSD: 83_200, saving: 65},
	{Name: "t3.medium", vcpus: 2, gib: 4, enis: 3, ips: 6, branches: planner.Known(0), microUSD: 41_600, saving: 65},
}

func (t Type) instanceType() planner.InstanceType {
	return planner.InstanceType{
		Name: t.Name, VCPUs: t.vcpus, Memory: planner.Memory(t.gib) * planner.GiB, Arch: "amd64", Processor: "Intel",
		Hypervisor: "nitro", BareMetal: t.metal, CurrentGeneration: !t.old,
		Network:  eni.Limits{ENIs: t.enis, IPv4PerENI: t.ips, BranchENIs: t.branches, Prefixes: true, VCPUs: t.vcpus},
		Devices:  planner.Devices{GPUs: planner.Known(map[bool]int{true: 1}[t.gpu])},
		Overhead: planner.Overhead{Memory: 400 * planner.MiB, Kind: planner.Measured, Source: source},
		Source:   source, BranchSource: source, EBS: planner.EBS{EBSAttachments: 27},
	}
}

// Offering is the type's in a region.
func (t Type) Offering(in *planner.Region) planner.Offering {
	o := planner.Offering{Region: in, AutoModeFee: planner.AutoModeFee{Permille: 120, Source: &planner.Source{Name: "EKS price list", AsOf: "2026-09"}}, Zones: []string{"use1-az1"}, Interruption: planner.Known(planner.Band(1))}
	if t.microUSD > 0 {
		o.OnDemand, o.SpotSaving = planner.Known(t.microUSD), planner.Known(t.saving)
		o.Sources.OnDemand, o.Sources.SpotSaving = prices, spot
	}
	return o
}

// Offerings know us-east-1, and eu-west-1 without anything above 2 vCPUs.
func Offerings(name string) (func(string) planner.Offering, bool) {
	if name != "us-east-1" && name != "eu-west-1" {
		return nil, false
	}
	here := *region
	here.Name = name
	return func(typeName string) planner.Offering {
		i := slices.IndexFunc(Types, func(t Type) bool { return t.Name == typeName })
		o := Types[i].Offering(&here)
		if name == "eu-west-1" && Types[i].vcpus > 2 {
			o.Zones = nil
		}
		return o
	}, true
}

// Config is a screen over them, without a size.
func Config() tui.Config {
	return tui.Config{
		Settings: planner.Default(),
		Table:    settings.New(settings.Known{Regions: []string{"ap-south-2", "eu-west-1", "us-east-1"}, DaemonSets: Presets}),
		Files:    (&Disk{}).Files(),
		Lookups: tui.Lookups{
			Origin: "bundled",
			Types: func() []planner.InstanceType {
				var all []planner.InstanceType
				for _, t := range Types {
					all = append(all, t.instanceType())
				}
				return all
			},
			Offerings: Offerings,
			Fargate: func(string) fargate.Prices {
				return fargate.Prices{VCPUHour: planner.Known[planner.Money](40_480), GBHour: planner.Known[planner.Money](4_445), Source: prices}
			},
		},
	}
}

// Presets are the DaemonSets that can be named.
var Presets = []planner.DaemonSet{
	{Name: "aws-node", Request: planner.Resources{CPU: 50}, HostNetwork: true}, // never offered
	{Name: "cloudwatch-agent", Request: planner.Resources{CPU: 250, Memory: 128 * planner.MiB}},
	{Name: "log-router", Request: planner.Resources{CPU: 50, Memory: 50 * planner.MiB}, HostNetwork: true},
}

// GiB is an amount of memory.
func GiB(n int) planner.Memory { return planner.Memory(n) * planner.GiB }

// Workload has a kind of every sort.
func Workload() planner.Workloads {
	return planner.Workloads{
		{Name: "shop/web", Replicas: 120, Request: planner.Resources{CPU: 250, Memory: GiB(1)}, SecurityGroups: true},
		{Name: "shop/api", Replicas: 60, Request: planner.Resources{CPU: 500, Memory: GiB(2)}},
		{Name: "batch/worker", Replicas: 40, Request: planner.Resources{CPU: 2000, Memory: GiB(4)}, HoursPerMonth: 200},
		{Name: "data/cache", Replicas: 9, Request: planner.Resources{CPU: 1000, Memory: GiB(12)}, OnePerNode: true, Volumes: 1},
		{Name: "data/giant", Replicas: 2, Request: planner.Resources{CPU: 1000, Memory: GiB(900)}},
	}
}

// Today is nodes that hold most of Workload, with everything that a group can have or lack.
func Today() planner.Today {
	agents := func(nodes int, pods ...planner.WorkloadPods) planner.Hold {
		return planner.Hold{Nodes: nodes, Pods: pods, Others: 3, Request: planner.Resources{CPU: 200, Memory: 256 * planner.MiB}}
	}
	of := func(workload string, pods int) planner.WorkloadPods {
		return planner.WorkloadPods{Workload: workload, Pods: pods}
	}
	onDemand, spot := planner.Known(planner.OnDemand), planner.Known(planner.Spot)
	t := planner.Today{Groups: []planner.TodayGroup{
		{
			Name: "general-purpose-workers", InstanceType: "m6i.xlarge", Nodes: 21, Zone: "us-east-1a", CapacityType: onDemand, MaxPods: planner.Known(58),
			Holds: []planner.Hold{agents(15, of("shop/api", 3), of("shop/web", 5)), agents(5, of("shop/web", 6)), agents(1)},
		},
		{
			Name: "general-purpose-workers", InstanceType: "m6i.xlarge", Nodes: 5, Zone: "us-east-1b", CapacityType: onDemand, MaxPods: planner.Known(58),
			Holds: []planner.Hold{agents(5, of("shop/api", 3), of("shop/web", 3))},
		},
		{
			Name: "batch", InstanceType: "m6i.2xlarge", Nodes: 12, Zone: "us-east-1a", CapacityType: spot,
			Holds: []planner.Hold{agents(12, of("batch/worker", 3))},
		},
		{
			Name: "data", InstanceType: "r6i.xlarge", Nodes: 9, Zone: "us-east-1b", CapacityType: onDemand, Cordoned: true,
			Taints: []planner.Taint{{Key: "dedicated", Value: "data", Effect: planner.NoSchedule}},
			Holds:  []planner.Hold{agents(9, of("data/cache", 1))},
		},
	}}
	t.Sort()
	return t
}

// Unclear is nodes of which next to nothing is known.
func Unclear() planner.TodayGroup { return planner.TodayGroup{Nodes: 2} }
