package export_test

import (
	"fmt"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/export"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// anyWorkload draws every field of a workload.
var anyWorkload = rapid.Custom(func(t *rapid.T) planner.Workload {
	w := pods("", rapid.IntRange(1, 60).Draw(t, "replicas"), planner.Millis(rapid.IntRange(50, 3000).Draw(t, "CPU")), planner.Memory(rapid.IntRange(64, 6000).Draw(t, "memory")))
	w.MaxReplicas = rapid.SampledFrom([]int{0, 100}).Draw(t, "max replicas")
	if rapid.IntRange(0, 5).Draw(t, "GPU") == 0 {
		w.Extended = map[string]int64{"nvidia.com/gpu": 1}
	}
	w.Volumes = rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "volumes")
	w.SecurityGroups = rapid.Bool().Draw(t, "security groups")
	w.HostNetwork = rapid.IntRange(0, 5).Draw(t, "host network") == 0
	w.OnePerNode = rapid.IntRange(0, 5).Draw(t, "one per node") == 0
	w.ZoneSkew = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "zone skew")
	w.HostSkew = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "host skew")
	w.HoursPerMonth = rapid.SampledFrom([]float64{0, 0, 100}).Draw(t, "hours")
	w.NoRequests = rapid.Bool().Draw(t, "no requests")
	w.Nodes = planner.NodeSelector{
		Arch:          rapid.SampledFrom([][]string{nil, nil, {"amd64"}, {"arm64", "amd64"}}).Draw(t, "arch"),
		Types:         rapid.SampledFrom([][]string{nil, nil, nil, {"m5.large", "m5.xlarge"}}).Draw(t, "types"),
		CapacityTypes: rapid.SampledFrom([][]planner.CapacityType{nil, nil, {planner.OnDemand}, {planner.Spot}}).Draw(t, "capacity types"),
		Zones:         rapid.SampledFrom([][]string{nil, nil, {"us-east-1a"}}).Draw(t, "zones"),
		Labels:        sample.Conditions(rapid.SliceOfN(anyLabel, 0, 3).Draw(t, "labels")...),
		Tolerations:   rapid.SliceOfN(anyToleration, 0, 3).Draw(t, "tolerations"),
	}
	return w
})

var (
	// Few keys and values, so that workloads agree and conflict.
	anyLabel = rapid.SampledFrom([]string{
		"disk=fast", "disk=slow", "team=a", "team=b", "empty=", "for=all", "a/b=c", "team", "!old", "team in (a,b)",
		"kubernetes.io/os=linux", "eks.amazonaws.com/nodegroup=x",
		`quote="`, "template=${path.module}", "control=%{ if true }", "line=a\nb", "back=\\n", "accent=é\u0301",
	})
	anyToleration = rapid.SampledFrom([]string{
		"db:NoSchedule", "db=yes:NoExecute", "db", "gpu=a:PreferNoSchedule", "*", "*:NoExecute",
		"node.kubernetes.io/memory-pressure:NoSchedule", "karpenter.sh/disrupted",
	})
)

// anySettings draws every setting that an export depends on. Nodes of Auto Mode and
// of Bottlerocket have tests of their own.
func anySettings(t *rapid.T, s *planner.Settings) {
	s.CNI = eni.Config{
		Mode:                  rapid.SampledFrom([]eni.Mode{eni.SecondaryIP, eni.PrefixDelegation}).Draw(t, "mode"),
		CustomNetworking:      rapid.Bool().Draw(t, "custom networking"),
		SecurityGroupsForPods: rapid.Bool().Draw(t, "security groups for pods"),
		MaxENI:                rapid.SampledFrom([]int{0, 0, 2, 3}).Draw(t, "max ENI"),
	}
	s.SecurityGroupsScope = rapid.SampledFrom([]planner.Scope{planner.ScopeAll, planner.ScopeApps}).Draw(t, "scope")
	s.Warm = eni.WarmTargets{
		ENI:       anyTarget(t, "warm ENIs"),
		Prefix:    anyTarget(t, "warm prefixes"),
		IP:        rapid.IntRange(0, 3).Draw(t, "warm IPs"),
		MinimumIP: rapid.IntRange(0, 3).Draw(t, "minimum IPs"),
	}
	s.MaxPods = eni.MaxPods{
		Policy:       rapid.SampledFrom([]eni.Policy{eni.PolicyENI, eni.PolicyManaged, eni.PolicyNumber, eni.PolicyExpression, eni.PolicyKarpenter}).Draw(t, "policy"),
		Number:       rapid.IntRange(5, 300).Draw(t, "number"),
		Expression:   constant(rapid.IntRange(5, 300).Draw(t, "expression")),
		ReservedENIs: rapid.IntRange(0, 1).Draw(t, "reserved ENIs"),
		PodsPerCore:  rapid.SampledFrom([]int{0, 6}).Draw(t, "pods per core"),
	}
	if rapid.Bool().Draw(t, "overridden") {
		s.Overrides = map[string]planner.Override{"m5.large": {MaxPods: planner.Known(23)}}
	}
	s.SystemReserved = planner.Resources{
		CPU:    planner.Millis(rapid.SampledFrom([]int{0, 100, 1500}).Draw(t, "reserved CPU")),
		Memory: planner.Memory(rapid.SampledFrom([]int64{0, 100 << 20, 1 << 30, 1000, 3 << 10}).Draw(t, "reserved memory")),
	}
	s.DaemonSets = []planner.DaemonSet{{Name: "agent", Request: planner.Resources{CPU: 50}, SecurityGroups: rapid.Bool().Draw(t, "agent's security groups")}}
	s.Capacity.OnDemandBase = rapid.IntRange(0, 3).Draw(t, "base")
	s.Capacity.OnDemandPercent = rapid.SampledFrom([]int{0, 30, 50, 100}).Draw(t, "percent")
}

func anyTarget(t *rapid.T, label string) planner.Maybe[int] {
	if rapid.Bool().Draw(t, label+" known") {
		return planner.Known(rapid.IntRange(1, 3).Draw(t, label))
	}
	return planner.Maybe[int]{}
}

// anyRequest is a plan for pods under settings. Every group is of types with the
// same max pods: what differs among alternatives has a test of its own.
func anyRequest(t *rapid.T) (*export.Request, bool) {
	w := planner.Workloads(rapid.SliceOfN(anyWorkload, 1, 3).Draw(t, "workload"))
	for i := range w {
		w[i].Name = fmt.Sprint("workload-", i)
	}
	zones := rapid.IntRange(1, 3).Draw(t, "zones")
	r, ok := solved(w, func(s *planner.Settings) { anySettings(t, s) }, func(q *plan.Question) {
		q.Zones = zones
		q.Spare = rapid.SampledFrom([]plan.Spare{plan.SpareNothing, plan.SpareNode}).Draw(t, "spare")
	}, "m5.large", "m5.xlarge", "r5.xlarge", "m5.8xlarge", "m7g.large", "g4dn.xlarge")
	if ok {
		r.ZoneNames = []string{"us-east-1a", "us-east-1b", "us-east-1c"}[:zones]
		r.Header = []string{rapid.String().Draw(t, "header")}
	}
	return r, ok
}
