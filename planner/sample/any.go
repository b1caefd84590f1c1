package sample

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	_ "podfit/planner/sample/steady"
)

// Fuzz makes a fuzz target of a law. The seeds are long enough for every draw.
// Inputs are bytes for draws, not text for people, and minimizing them takes all
// the time: fuzz with -fuzzminimizetime=10x.
func Fuzz(f *testing.F, law func(*rapid.T)) {
	seed := make([]byte, 4096)
	f.Add(seed)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(law))
}

// The generators. Each draws every field of its type: a test holds them to it.
var (
	AnyType = rapid.SampledFrom(Names())

	AnyDaemonSet = rapid.Custom(func(t *rapid.T) planner.DaemonSet {
		return planner.DaemonSet{
			Name:           rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "name"),
			Request:        anyResources(t, 500, planner.GiB),
			HostNetwork:    rapid.Bool().Draw(t, "host network"),
			SecurityGroups: rapid.Bool().Draw(t, "security groups"),
			Nodes: rapid.SampledFrom([]planner.Selector{
				nil, nil, Conditions("kubernetes.io/arch=arm64"), Conditions("karpenter.k8s.aws/instance-cpu>4", "nvidia.com/gpu.present=true"),
				Conditions("node.kubernetes.io/instance-type notin (m5.large,m5.xlarge)", "!old"),
			}).Draw(t, "nodes"),
			Tolerations: rapid.SampledFrom([][]string{nil, nil, {}, {"dedicated=pci:NoSchedule"}, {"gpu", "*:NoExecute"}}).Draw(t, "tolerations"),
		}
	})

	AnyMaxPods = rapid.Custom(func(t *rapid.T) eni.MaxPods {
		return eni.MaxPods{
			Policy: rapid.SampledFrom([]eni.Policy{
				eni.PolicyENI, eni.PolicyManaged, eni.PolicyNumber, eni.PolicyExpression, eni.PolicyKarpenter, eni.PolicyAutoMode,
				eni.PolicyManagedExpression, eni.PolicyKarpenterExpression,
			}).Draw(t, "policy"),
			Number:       rapid.IntRange(1, 300).Draw(t, "number"),
			Expression:   Divide(rapid.IntRange(0, 4).Draw(t, "divisor")),
			ReservedENIs: rapid.IntRange(0, 3).Draw(t, "RESERVED_ENIS"),
			PodsPerCore:  rapid.IntRange(0, 20).Draw(t, "podsPerCore"),
		}
	})

	// AnyWarmTargets has each target unset half of the time.
	AnyWarmTargets = rapid.Custom(func(t *rapid.T) eni.WarmTargets {
		return eni.WarmTargets{
			ENI:       maybe(t, "WARM_ENI_TARGET", rapid.IntRange(0, 3)),
			Prefix:    maybe(t, "WARM_PREFIX_TARGET", rapid.IntRange(0, 3)),
			IP:        seldom(t, "WARM_IP_TARGET", rapid.IntRange(1, 20)),
			MinimumIP: seldom(t, "MINIMUM_IP_TARGET", rapid.IntRange(1, 40)),
		}
	})

	// AnyRequests are as set half of the time.
	AnyRequests = rapid.Custom(func(t *rapid.T) planner.Requests {
		if rapid.Bool().Draw(t, "as set") {
			return planner.Requests{}
		}
		return planner.Requests{
			AsUsed: true, Percentile: planner.Percentile(rapid.IntRange(1, 1000).Draw(t, "percentile")), Margin: rapid.IntRange(0, 100).Draw(t, "margin"),
		}
	})

	// AnyUsage is of up to three containers, or of a pod as a whole.
	AnyUsage = rapid.Custom(func(t *rapid.T) planner.Usage {
		u := planner.Usage{
			Percentile:    maybe(t, "percentile", rapid.Map(rapid.IntRange(1, 1000), func(n int) planner.Percentile { return planner.Percentile(n) })),
			Window:        seldom(t, "window", rapid.Map(rapid.IntRange(1, 2_000_000), func(n int) planner.Window { return planner.Window(n) })),
			RecommendedBy: seldom(t, "recommended by", rapid.SampledFrom([]string{"KRR", "VPA"})),
		}
		cpu := rapid.Map(rapid.IntRange(0, 9000), func(n int) planner.Millis { return planner.Millis(n) })
		mib := rapid.Map(rapid.IntRange(0, 9000), func(n int) planner.Memory { return planner.Memory(n) * planner.MiB })
		for _, name := range rapid.SampledFrom([][]string{nil, {"app"}, {"app", "proxy"}, {"app", "log", "proxy"}}).Draw(t, "containers") {
			u.Containers = append(u.Containers, planner.ContainerUsage{
				Name: name, CPU: maybe(t, "CPU", cpu), Memory: maybe(t, "memory", mib), MemoryPeak: maybe(t, "peak", mib),
			})
		}
		u.CPU, u.Memory, u.MemoryPeak = planner.SumOf(u.Containers, planner.CPUOf), planner.SumOf(u.Containers, planner.MemoryOf), planner.SumOf(u.Containers, planner.MemoryPeakOf)
		if !u.CPU.Known() {
			u.CPU = maybe(t, "CPU of the pod", cpu)
		}
		if !u.Memory.Known() {
			u.Memory = maybe(t, "memory of the pod", mib)
		}
		if !u.MemoryPeak.Known() {
			u.MemoryPeak = maybe(t, "peak of the pod", mib)
		}
		if !u.IsKnown() {
			return planner.Usage{}
		}
		return u
	})

	// AnyCapacity is on-demand only or spot only as often as it is a mix.
	AnyCapacity = rapid.Custom(func(t *rapid.T) planner.Capacity {
		return planner.Capacity{
			Nodes:           rapid.IntRange(0, 50).Draw(t, "nodes"),
			OnDemandBase:    seldom(t, "base", rapid.IntRange(1, 60)),
			OnDemandPercent: rapid.OneOf(rapid.SampledFrom([]int{0, 100}), rapid.IntRange(0, 100)).Draw(t, "on-demand percent"),
			Purchase: rapid.OneOf(rapid.Just(planner.PurchaseOnDemand), rapid.SampledFrom([]planner.Purchase{
				planner.PurchaseReserved1Y, planner.PurchaseReserved1YAllUpfront, planner.PurchaseReserved3Y, planner.PurchaseReserved3YAllUpfront,
			})).Draw(t, "purchase"),
			Commitment:   seldom(t, "commitment", rapid.Map(rapid.Int64Range(1, int64(20*planner.Unit)), func(n int64) planner.Money { return planner.Money(n) })),
			DiscountPPM:  rapid.IntRange(0, 1_000_000).Draw(t, "discount"),
			NodeAdder:    planner.Money(rapid.Int64Range(0, int64(100*planner.Unit)).Draw(t, "node adder")),
			ClusterAdder: planner.Money(rapid.Int64Range(0, int64(500*planner.Unit)).Draw(t, "cluster adder")),
		}
	})

	AnySettings = rapid.Custom(func(t *rapid.T) *planner.Settings {
		s := Settings()
		s.Region = rapid.SampledFrom([]string{Virginia.Name, Beijing.Name}).Draw(t, "region")
		s.RegionSource = rapid.SampledFrom([]planner.RegionSource{planner.RegionByDefault, planner.RegionByFlag, planner.RegionByProfile}).Draw(t, "who named the region")
		s.CNI = eni.Config{
			Family:                rapid.SampledFrom([]eni.Family{eni.IPv4, eni.IPv4, eni.IPv4, eni.IPv6}).Draw(t, "family"),
			Mode:                  rapid.SampledFrom([]eni.Mode{eni.SecondaryIP, eni.PrefixDelegation}).Draw(t, "mode"),
			CustomNetworking:      rapid.Bool().Draw(t, "custom networking"),
			SecurityGroupsForPods: rapid.Bool().Draw(t, "security groups for pods"),
			MaxENI:                rapid.IntRange(0, 4).Draw(t, "MAX_ENI"),
			OS:                    rapid.SampledFrom([]eni.OS{eni.Linux, eni.Linux, eni.Linux, eni.Windows}).Draw(t, "OS"),
		}
		s.Warm = AnyWarmTargets.Draw(t, "warm targets")
		s.MaxPods = AnyMaxPods.Draw(t, "max pods")
		s.AMI = rapid.SampledFrom([]planner.AMI{planner.AL2023, planner.Bottlerocket}).Draw(t, "AMI")
		s.SecurityGroupsScope = rapid.SampledFrom([]planner.Scope{planner.ScopeAll, planner.ScopeApps}).Draw(t, "scope")
		s.SecurityGroupsPercent = rapid.IntRange(0, 100).Draw(t, "percent")
		s.UnnamedDaemonSets = rapid.IntRange(0, 12).Draw(t, "unnamed DaemonSets")
		s.DaemonSets = rapid.SliceOfN(AnyDaemonSet, 0, 6).Draw(t, "DaemonSets")
		s.SystemReserved = anyResources(t, 500, planner.GiB)
		s.KubeReserved = seldom(t, "kube-reserved", rapid.Custom(func(t *rapid.T) planner.Resources { return anyResources(t, 500, planner.GiB) }))
		s.EvictionMemory = planner.Memory(rapid.Int64Range(0, int64(planner.GiB)).Draw(t, "eviction"))
		s.VMMemoryOverheadPPM = rapid.IntRange(0, 1_000_000).Draw(t, "VM memory overhead")
		s.ExtraVolumes = rapid.IntRange(0, 3).Draw(t, "extra volumes")
		s.HugePages = planner.Memory(rapid.Int64Range(0, int64(4*planner.GiB)).Draw(t, "huge pages"))
		s.HugePageSize = rapid.SampledFrom([]planner.PageSize{planner.Pages2Mi, planner.Pages1Gi}).Draw(t, "page size")
		s.RootVolume = seldom(t, "root volume", rapid.Map(rapid.Int64Range(1, 500), func(n int64) planner.Memory { return planner.Memory(n) * planner.GiB }))
		s.LocalDisks = rapid.SampledFrom([]planner.LocalDisks{planner.DisksUnused, planner.DisksRAID0}).Draw(t, "local disks")
		measuredTypes(t, s)
		s.Pod = planner.PodRequest{
			Resources: anyResources(t, 4000, 8*planner.GiB),
			GPUs:      rapid.IntRange(0, 2).Draw(t, "pod GPUs"),
			Volumes:   rapid.IntRange(0, 3).Draw(t, "pod volumes"),
		}
		s.Requests = AnyRequests.Draw(t, "requests")
		s.Capacity = AnyCapacity.Draw(t, "capacity")
		return s
	})
)

func anyResources(t *rapid.T, cpu planner.Millis, memory planner.Memory) planner.Resources {
	return planner.Resources{
		CPU:    planner.Millis(rapid.Int64Range(0, int64(cpu)).Draw(t, "CPU")),
		Memory: planner.Memory(rapid.Int64Range(0, int64(memory)).Draw(t, "memory")),
	}
}

// measuredTypes draws memory capacities and overrides for a few types, none above
// what the type has.
func measuredTypes(t *rapid.T, s *planner.Settings) {
	s.MemoryCapacity = map[string]planner.Memory{}
	s.Overrides = map[string]planner.Override{}
	for _, name := range rapid.SliceOfNDistinct(AnyType, 0, 4, rapid.ID).Draw(t, "measured types") {
		kind := Type(name)
		part := rapid.Int64Range(0, int64(kind.Memory))
		if rapid.Bool().Draw(t, "capacity measured") {
			s.MemoryCapacity[name] = planner.Memory(part.Draw(t, "memory capacity"))
			continue
		}
		s.Overrides[name] = planner.Override{
			AllocatableCPU:    maybe(t, "allocatable CPU", rapid.Map(rapid.IntRange(0, kind.VCPUs*1000), func(n int) planner.Millis { return planner.Millis(n) })),
			AllocatableMemory: maybe(t, "allocatable memory", rapid.Map(part, func(n int64) planner.Memory { return planner.Memory(n) })),
			MaxPods:           maybe(t, "measured max pods", rapid.IntRange(1, 300)),
			Extended:          seldom(t, "given resources", rapid.MapOf(rapid.SampledFrom([]string{"example.com/fpga", planner.GPUResource}), rapid.Int64Range(0, 8))),
		}
	}
}

// maybe is unknown half of the time.
func maybe[T any](t *rapid.T, name string, of *rapid.Generator[T]) planner.Maybe[T] {
	if !rapid.Bool().Draw(t, name+" known") {
		return planner.Maybe[T]{}
	}
	return planner.Known(of.Draw(t, name))
}

// seldom is the zero value three times out of four: fields that restrict a
// workload leave nothing to place when all are set at once.
func seldom[T any](t *rapid.T, name string, of *rapid.Generator[T]) (value T) {
	if rapid.IntRange(0, 3).Draw(t, name+" set") == 3 {
		value = of.Draw(t, name)
	}
	return value
}

// From replaces the settings by others.
func From(s *planner.Settings) Change { return func(to *planner.Settings) { *to = *s } }
