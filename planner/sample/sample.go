// Package sample has instance types, regions, settings and generators for tests.
// The types are real: their figures are those of EC2, the VPC resource controller,
// the price list and the Spot Advisor as of 2026-08, and their memory overheads
// are measured.
package sample

import (
	"fmt"
	"math"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

const unknown = -1

var facts = []struct {
	name                           string
	vcpus, mib                     int
	enis, ipsPerENI, branches      int // branches may be unknown
	overhead                       float64
	usd, cny                       float64 // an hour in us-east-1 and cn-north-1; may be unknown
	spotSaving, band               int     // in us-east-1; may be unknown
	attachments                    int
	arch, hypervisor, processor    string
	localStorage, gpu, accelerator string
}{
	{"t3.small", 2, 2048, 3, 4, 0, 130.9, 0.0208, 0.1314, 65, 0, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"t3.large", 2, 8192, 3, 12, 0, 364.7, 0.0832, 0.5258, 62, 1, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"c5.large", 2, 4096, 3, 10, 9, 432.7, 0.085, 0.739, 59, 0, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"c5.4xlarge", 16, 32768, 8, 30, 54, 1710, 0.68, 5.915, 66, 4, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"m4.large", 2, 8192, 2, 10, 0, 265.6, 0.1, 1.405, 52, 1, 40, "amd64", "xen", "Intel", "", "", ""},
	{"m5.large", 2, 8192, 3, 10, 9, 558.7, 0.096, 1.013, 66, 3, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"m5.xlarge", 4, 16384, 4, 15, 18, 867.1, 0.192, 2.026, 66, 4, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"m5.2xlarge", 8, 32768, 4, 15, 38, 1148.1, 0.384, 4.053, 54, 2, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"m5.4xlarge", 16, 65536, 8, 30, 54, 2717.9, 0.768, 8.106, 58, 3, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"m5.8xlarge", 32, 131072, 8, 30, 54, 5089.6, 1.536, 16.211, 69, 4, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"m5.metal", 96, 393216, 15, 50, 120, 6651.5, 4.608, 48.634, 75, 3, 31, "amd64", "", "Intel", "", "", ""},
	{"m5d.large", 2, 8192, 3, 10, 9, 559, 0.113, 1.273, 59, 0, 26, "amd64", "nitro", "Intel", "nvme ssd", "", ""},
	{"m7g.medium", 1, 4096, 2, 4, 4, 279.5, 0.0408, 0.4306, 66, 1, 27, "arm64", "nitro", "AWS", "", "", ""},
	{"mac2.metal", 8, 16384, 8, 30, 6, 444.9, unknown, unknown, unknown, unknown, 10, "arm64", "", "Apple", "", "", ""},
	{"r5.xlarge", 4, 32768, 4, 15, 18, 1147.1, 0.252, 2.437, 69, 3, 27, "amd64", "nitro", "Intel", "", "", ""},
	{"g6f.large", 2, 8192, 2, 10, 10, 455.6, 0.202, unknown, unknown, unknown, 32, "amd64", "nitro", "AMD", "nvme ssd", "part of an NVIDIA L4", ""},
	{"p5.48xlarge", 192, 2097152, 2, 50, 120, 49192, 55.04, unknown, 52, 4, 64, "amd64", "nitro", "AMD", "nvme ssd", "NVIDIA H100", ""},
	{"trn2.48xlarge", 192, 2097152, 2, 50, unknown, 66839.4, unknown, unknown, unknown, unknown, 64, "amd64", "nitro", "Intel", "nvme ssd", "", "Trainium2"},
}

var (
	typeTable   = &planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: "2026-08"}
	branchTable = &planner.Source{Name: "VPC resource controller", AsOf: "2026-08"}
	measured    = &planner.Source{Name: "measured on launched nodes", AsOf: "2023-08"}

	onDemand  = &planner.Source{Name: "AWS price list", AsOf: "2026-07-20"}
	spot      = &planner.Source{Name: "Spot Advisor", AsOf: "2025-06-28"}
	reserved  = &planner.Source{Name: "AWS price list", AsOf: "2026-04-24"}
	inBeijing = &planner.Source{Name: "AWS price list", AsOf: "2024-11-06"}

	Virginia = &planner.Region{
		Name: "us-east-1", Currency: "USD", GP3: planner.Known(Units(0.08)), GP3Source: onDemand,
		Offerings: &planner.Source{Name: "EC2 DescribeInstanceTypeOfferings", AsOf: "2026-08"},
	}
	Beijing = &planner.Region{
		Name: "cn-north-1", Currency: "CNY",
		Offerings: &planner.Source{Name: "EC2 DescribeInstanceTypeOfferings", AsOf: "2026-08"},
	}
)

func MiB(f float64) planner.Memory { return planner.Memory(math.Round(f * float64(planner.MiB))) }

func Units(f float64) planner.Money { return planner.Money(math.Round(f * float64(planner.Unit))) }

func unless[T any](isUnknown bool, value T) planner.Maybe[T] {
	if isUnknown {
		return planner.Maybe[T]{}
	}
	return planner.Known(value)
}

var autoMode = &planner.Source{Name: "EKS price list", AsOf: "2026-09"}

// Names are the names of all types.
func Names() []string {
	all := make([]string, len(facts))
	for i, f := range facts {
		all[i] = f.name
	}
	return all
}

// Type is a copy of the type with that name.
func Type(name string) *planner.InstanceType {
	for _, f := range facts {
		if f.name != name {
			continue
		}
		t := &planner.InstanceType{
			Name: f.name, VCPUs: f.vcpus, Memory: MiB(float64(f.mib)),
			Arch: f.arch, Hypervisor: f.hypervisor, BareMetal: f.hypervisor == "", Processor: f.processor, CurrentGeneration: true,
			Network: eni.Limits{
				ENIs: f.enis, IPv4PerENI: f.ipsPerENI, VCPUs: f.vcpus,
				BranchENIs: unless(f.branches == unknown, f.branches),
				Prefixes:   f.hypervisor != "xen",
			},
			Devices:  planner.Devices{GPUs: planner.Known(0), GPUModel: f.gpu, Accelerator: f.accelerator, LocalStorage: f.localStorage},
			EBS:      planner.EBS{EBSAttachments: f.attachments, EBSShared: true},
			Overhead: planner.Overhead{Memory: MiB(f.overhead), Kind: planner.Measured, Source: measured},
			Source:   typeTable, BranchSource: branchTable,
		}
		switch f.name {
		case "t3.small", "t3.large":
			t.Burstable = true
		case "m4.large":
			t.CurrentGeneration = false
		case "mac2.metal":
			t.Overhead = fitted(t.Overhead)
		case "g6f.large":
			t.GPUs, t.EBSShared, t.Overhead = planner.Maybe[int]{}, false, fitted(t.Overhead)
		case "p5.48xlarge":
			t.GPUs, t.GPUMaker, t.GPUModel, t.EBSShared = planner.Known(8), "NVIDIA", "H100", false
		case "trn2.48xlarge":
			t.Accelerators, t.NeuronCores, t.EBSShared, t.Overhead = 16, 128, false, fitted(t.Overhead)
		}
		t.BottlerocketOverhead = t.Overhead
		return t
	}
	panic("sample has no type " + name)
}

// fitted is an overhead that comes from a formula, not from a measured node.
func fitted(o planner.Overhead) planner.Overhead {
	o.Kind, o.Formula = planner.Fitted, "by the class of the type"
	o.Source = &planner.Source{Name: "fitted on measured nodes", AsOf: "2023-08"}
	return o
}

// Offering is what a region offers of a type.
func Offering(name string, region *planner.Region) planner.Offering {
	o := planner.Offering{Region: region, AutoModeFee: planner.AutoModeFee{Permille: 120, Source: autoMode}}
	for _, f := range facts {
		switch {
		case f.name != name:
		case region == Virginia:
			o.Zones = []string{"use1-az1", "use1-az2"}
			o.Sources = planner.OfferingSources{OnDemand: onDemand, SpotSaving: spot, Interruption: spot}
			o.OnDemand = unless(f.usd == unknown, Units(f.usd))
			if f.usd != unknown && name != "c5.large" { // which has no reserved prices
				o.Sources.Reserved = reserved
				for i, percent := range []planner.Money{63, 59, 43, 40} {
					o.Reserved[i] = planner.Known(Units(f.usd) * percent / 100)
				}
			}
			o.SpotSaving = unless(f.spotSaving == unknown, f.spotSaving)
			o.Interruption = unless(f.band == unknown, planner.Band(max(0, f.band)))
		case region == Beijing && f.cny != unknown:
			o.Zones = []string{"cnn1-az1"}
			o.OnDemand, o.Sources.OnDemand = planner.Known(Units(f.cny)), inBeijing
		}
	}
	return o
}

// Change changes the default settings for a test case.
type Change func(*planner.Settings)

// Settings are the default settings with some changes.
func Settings(changes ...Change) *planner.Settings {
	s := planner.Default()
	for _, c := range changes {
		c(&s)
	}
	return &s
}

// Option is a type under the default settings with some changes.
func Option(name string, changes ...Change) density.Option {
	s := Settings(changes...)
	return density.Evaluate(Type(name), Offering(name, regionOf(s)), s)
}

// OptionOn is Option for a question that is asked on a day.
func OptionOn(day, name string, changes ...Change) density.Option {
	s := Settings(changes...)
	o := Offering(name, regionOf(s))
	o.Today = day
	return density.Evaluate(Type(name), o, s)
}

// OptionWithoutEBSLimit is an option of a type whose EBS limit is unknown.
func OptionWithoutEBSLimit(changes ...Change) density.Option {
	s, t := Settings(changes...), Type("m5d.large")
	t.EBSAttachments = 0
	return density.Evaluate(t, Offering(t.Name, regionOf(s)), s)
}

func regionOf(s *planner.Settings) *planner.Region {
	if s.Region == Beijing.Name {
		return Beijing
	}
	return Virginia
}

// Options are one of each type.
func Options(changes ...Change) []density.Option {
	var all []density.Option
	for _, name := range Names() {
		all = append(all, Option(name, changes...))
	}
	return all
}

// The changes that most tests make.

func SecurityGroups(s *planner.Settings)   { s.CNI.SecurityGroupsForPods = true }
func ScopeApps(s *planner.Settings)        { s.SecurityGroupsScope = planner.ScopeApps }
func CustomNetworking(s *planner.Settings) { s.CNI.CustomNetworking = true }
func Prefixes(s *planner.Settings)         { s.CNI.Mode = eni.PrefixDelegation }
func IPv6(s *planner.Settings)             { s.CNI.Family = eni.IPv6 }
func Managed(s *planner.Settings)          { s.MaxPods.Policy = eni.PolicyManaged }
func Karpenter(s *planner.Settings)        { s.MaxPods.Policy = eni.PolicyKarpenter }
func AutoMode(s *planner.Settings)         { s.MaxPods.Policy = eni.PolicyAutoMode }
func Bottlerocket(s *planner.Settings)     { s.AMI = planner.Bottlerocket }
func InBeijing(s *planner.Settings)        { s.Region = Beijing.Name }

func MaxPods(n int) Change {
	return func(s *planner.Settings) { s.MaxPods = eni.MaxPods{Policy: eni.PolicyNumber, Number: n} }
}

func MaxENI(n int) Change { return func(s *planner.Settings) { s.CNI.MaxENI = n } }

func DaemonSets(n int) Change { return func(s *planner.Settings) { s.UnnamedDaemonSets = n } }

func DaemonSet(ds planner.DaemonSet) Change {
	return func(s *planner.Settings) { s.DaemonSets = append(s.DaemonSets, ds) }
}

func SecurityGroupsPercent(n int) Change {
	return func(s *planner.Settings) { s.SecurityGroupsPercent = n }
}

func Pod(cpu planner.Millis, memory planner.Memory) Change {
	return func(s *planner.Settings) { s.Pod.Resources = planner.Resources{CPU: cpu, Memory: memory} }
}

func Volumes(n int) Change { return func(s *planner.Settings) { s.Pod.Volumes = n } }
func GPUs(n int) Change    { return func(s *planner.Settings) { s.Pod.GPUs = n } }

func Capacity(c planner.Capacity) Change { return func(s *planner.Settings) { s.Capacity = c } }

// Divide is the expression max_pods / (default_enis - n), which has no value for
// a type with n ENIs or fewer.
type Divide int

func (n Divide) String() string { return fmt.Sprintf("max_pods / (default_enis - %d)", int(n)) }

func (n Divide) Eval(v eni.Variables) (int, error) {
	if v.DefaultENIs <= int(n) {
		return 0, fmt.Errorf("division by zero")
	}
	return v.MaxPods / (v.DefaultENIs - int(n)), nil
}

func Expression(e eni.Expression) Change {
	return func(s *planner.Settings) {
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyExpression, Expression: e}
	}
}
