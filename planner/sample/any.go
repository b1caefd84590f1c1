package sample

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
)

// fuzz makes a fuzz target of a law. The seeds are long enough that no draw
// runs dry. Inputs are bytes for draws, not text for people, and minimizing
// them takes all the time: fuzz with -fuzzminimizetime=10x.
func Fuzz(f *testing.F, law func(*rapid.T)) {
	seed := make([]byte, 4096)
	f.Add(seed)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(law))
}

var (
	AnyType = rapid.SampledFrom(Names())

	AnyDaemonSet = rapid.Custom(func(t *rapid.T) planner.DaemonSet {
		return planner.DaemonSet{
			Name: rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "name"),
			Request: planner.Resources{
				CPU:    planner.Millis(rapid.IntRange(0, 500).Draw(t, "CPU")),
				Memory: planner.Memory(rapid.Int64Range(0, int64(planner.GiB)).Draw(t, "memory")),
			},
			HostNetwork:    rapid.Bool().Draw(t, "host network"),
			SecurityGroups: rapid.Bool().Draw(t, "security groups"),
		}
	})

	AnyMaxPods = rapid.Custom(func(t *rapid.T) eni.MaxPods {
		return eni.MaxPods{
			Policy: rapid.SampledFrom([]eni.Policy{
				eni.PolicyENI, eni.PolicyManaged, eni.PolicyNumber, eni.PolicyExpression, eni.PolicyKarpenter, eni.PolicyAutoMode,
			}).Draw(t, "policy"),
			Number:       rapid.IntRange(1, 300).Draw(t, "number"),
			Expression:   Divide(rapid.IntRange(0, 4).Draw(t, "divisor")),
			ReservedENIs: rapid.IntRange(0, 3).Draw(t, "RESERVED_ENIS"),
			PodsPerCore:  rapid.IntRange(0, 20).Draw(t, "podsPerCore"),
		}
	})

	AnyCapacity = rapid.Custom(func(t *rapid.T) planner.Capacity {
		return planner.Capacity{
			Nodes:           rapid.IntRange(0, 50).Draw(t, "nodes"),
			OnDemandBase:    rapid.IntRange(0, 60).Draw(t, "base"),
			OnDemandPercent: rapid.IntRange(0, 100).Draw(t, "on-demand percent"),
			DiscountPPM:     rapid.IntRange(0, 1_000_000).Draw(t, "discount"),
			NodeAdder:       planner.Money(rapid.Int64Range(0, int64(100*planner.Unit)).Draw(t, "node adder")),
			ClusterAdder:    planner.Money(rapid.Int64Range(0, int64(500*planner.Unit)).Draw(t, "cluster adder")),
		}
	})

	AnySettings = rapid.Custom(func(t *rapid.T) *planner.Settings {
		s := Settings()
		s.Region = rapid.SampledFrom([]string{Virginia.Name, Beijing.Name}).Draw(t, "region")
		s.CNI = eni.Config{
			Family:                rapid.SampledFrom([]eni.Family{eni.IPv4, eni.IPv4, eni.IPv4, eni.IPv6}).Draw(t, "family"),
			Mode:                  rapid.SampledFrom([]eni.Mode{eni.SecondaryIP, eni.PrefixDelegation}).Draw(t, "mode"),
			CustomNetworking:      rapid.Bool().Draw(t, "custom networking"),
			SecurityGroupsForPods: rapid.Bool().Draw(t, "security groups for pods"),
			MaxENI:                rapid.IntRange(0, 4).Draw(t, "MAX_ENI"),
		}
		s.MaxPods = AnyMaxPods.Draw(t, "max pods")
		s.AMI = rapid.SampledFrom([]planner.AMI{planner.AL2023, planner.Bottlerocket}).Draw(t, "AMI")
		s.SecurityGroupsScope = rapid.SampledFrom([]planner.Scope{planner.ScopeAll, planner.ScopeApps}).Draw(t, "scope")
		s.SecurityGroupsPercent = rapid.IntRange(0, 100).Draw(t, "percent")
		s.UnnamedDaemonSets = rapid.IntRange(0, 12).Draw(t, "unnamed DaemonSets")
		s.DaemonSets = rapid.SliceOfN(AnyDaemonSet, 0, 6).Draw(t, "DaemonSets")
		s.SystemReserved.Memory = planner.Memory(rapid.Int64Range(0, int64(planner.GiB)).Draw(t, "system-reserved"))
		s.HugePages = planner.Memory(rapid.Int64Range(0, int64(4*planner.GiB)).Draw(t, "huge pages"))
		s.Pod = planner.PodRequest{
			Resources: planner.Resources{
				CPU:    planner.Millis(rapid.IntRange(0, 4000).Draw(t, "pod CPU")),
				Memory: planner.Memory(rapid.Int64Range(0, int64(8*planner.GiB)).Draw(t, "pod memory")),
			},
			GPUs:    rapid.IntRange(0, 2).Draw(t, "pod GPUs"),
			Volumes: rapid.IntRange(0, 3).Draw(t, "pod volumes"),
		}
		s.Capacity = AnyCapacity.Draw(t, "capacity")
		return s
	})
)

// with is the option of a type under settings made elsewhere.
func From(s *planner.Settings) Change { return func(to *planner.Settings) { *to = *s } }
