package sample

import (
	"fmt"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/plan"
)

// AnyPools draws none to three pools, as the terms of a plan have them.
var AnyPools = rapid.Custom(func(t *rapid.T) (pools []plan.Pool) {
	for i := range rapid.IntRange(0, 3).Draw(t, "pools") {
		p := plan.Pool{
			Name:       fmt.Sprintf("%s-%d", rapid.StringMatching(`[a-z0-9][a-z0-9-]{0,8}`).Draw(t, "name"), i),
			Labels:     rapid.SampledFrom([]map[string]string{nil, {"team": "pci"}, {"example.com/tier": "", "team": "web"}}).Draw(t, "labels"),
			Candidates: rapid.SampledFrom([]string{"", "", plan.DefaultCandidates, plan.AllCandidates, "family=m5,r5 vcpus<=16", "m5.* or r5.* -metal"}).Draw(t, "candidates"),
			Arch:       rapid.SampledFrom([][]string{nil, nil, {"amd64"}, {"arm64"}, {"amd64", "arm64"}}).Draw(t, "arch"),
			Zones:      rapid.SampledFrom([][]string{nil, nil, {"eu-west-3a"}, {"eu-west-3b", "eu-west-3a"}}).Draw(t, "zones"),
			Groups:     rapid.IntRange(0, plan.MaxGroups).Draw(t, "groups"),
		}
		if rapid.Bool().Draw(t, "tainted") {
			p.Taints = rapid.SampledFrom([][]planner.Taint{
				{{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}},
				{{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}, {Key: "dedicated", Value: "pci", Effect: planner.NoExecute}, {Key: "slow", Effect: planner.PreferNoSchedule}},
			}).Draw(t, "taints")
		}
		if rapid.Bool().Draw(t, "its own terms") {
			p.Mix = planner.Known(plan.Mix{OnDemandBase: rapid.IntRange(0, 3).Draw(t, "base"), OnDemandPercent: rapid.IntRange(0, 100).Draw(t, "percent")})
			p.Spare = planner.Known(plan.Spare(rapid.IntRange(0, len(plan.Spares)-1).Draw(t, "spare")))
			p.Headroom = planner.Known(plan.Percent(rapid.IntRange(0, 100).Draw(t, "headroom")))
		}
		pools = append(pools, p)
	}
	return pools
})
