package scenario_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/scenario"
	"podfit/planner/systempods"
)

var anyTerms = rapid.Custom(func(t *rapid.T) plan.Terms {
	terms := plan.Terms{
		Groups:    rapid.IntRange(1, plan.MaxGroups).Draw(t, "groups"),
		Zones:     rapid.SampledFrom([]plan.Zones{{}, {Count: 2}, {Count: 2, Names: []string{"eu-west-3a", "eu-west-3b"}}}).Draw(t, "zones"),
		Spare:     plan.Spare(rapid.IntRange(0, len(plan.Spares)-1).Draw(t, "spare")),
		Objective: plan.Objective(rapid.IntRange(0, len(plan.Objectives)-1).Draw(t, "objective")),
		Scheduler: plan.Scheduler(rapid.IntRange(0, len(plan.Schedulers)-1).Draw(t, "scheduler")),
		Headroom:  plan.Percent(rapid.IntRange(0, 100).Draw(t, "headroom")), MaxNodeShare: plan.Percent(rapid.IntRange(0, 100).Draw(t, "share")),
		MaxNodes: rapid.IntRange(0, 50).Draw(t, "nodes"), MaxPerMonth: rapid.SampledFrom([]float64{0, 0.5, 12000}).Draw(t, "budget"),
		Fargate:    rapid.SampledFrom([]string{"", "none", "all", "cheaper", "web,shop/api"}).Draw(t, "fargate"),
		Pools:      sample.AnyPools.Draw(t, "pools"),
		SystemPods: rapid.SampledFrom([][]string{{}, {systempods.CoreDNS}, {systempods.CoreDNS, "karpenter"}}).Draw(t, "system pods"),
	}
	if terms.Check() != nil { // nobody can write that
		terms.Pools = nil
	}
	return terms
})

// What is written is read again, whatever the terms are.
func TestTermsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenario.Scenario{Settings: planner.Default(), Plan: anyTerms.Draw(t, "terms")}
		text, err := scenario.Write(s, table)
		if err != nil {
			t.Fatal(err)
		}
		again, err := scenario.Read("written", text, scenario.Scenario{Settings: planner.Default(), Plan: plan.DefaultTerms()}, table)
		if err != nil || !reflect.DeepEqual(again.Plan, s.Plan) {
			t.Fatalf("%+v became %+v, %v\n%s", s.Plan, again.Plan, err, text)
		}
		bare, err := scenario.Read("written", text, scenario.Scenario{Settings: planner.Default()}, table)
		if err != nil || bare.Plan.Fargate != s.Plan.Fargate {
			t.Fatalf("without terms before, %q became %q, %v\n%s", s.Plan.Fargate, bare.Plan.Fargate, err, text)
		}
	})
}

func TestTermsErrors(t *testing.T) {
	for text, want := range map[string]string{
		"plan: {zones: 11}":                              `test.yaml:3: plan.zones "11": must be 1 to 10 zones, or their names`,
		"plan: {groups: 4}":                              `test.yaml:3: plan.groups "4": must be a whole number from 1 to 3`,
		"plan: {headroom: 101%}":                         `test.yaml:3: plan.headroom "101%": must be a percentage from 0 to 100, such as 15%`,
		"plan: {systemPods: [core-dns]}":                 `test.yaml:3: plan.systemPods: "core-dns": must be none or names of: coredns, metrics-server, ebs-csi-controller, aws-load-balancer-controller, cluster-autoscaler, karpenter, external-dns, cert-manager`,
		"plan: {maxPerMonth: -1}":                        `test.yaml:3: plan.maxPerMonth "-1": must be an amount of 0 or more`,
		"plan: {zones: {a: b}}":                          `test.yaml:3: plan.zones: must be a number or a list of names`,
		"plan: {spare: two}":                             `test.yaml:3: plan.spare "two": "two" is not one of none, node, zone, spot-pool`,
		"workload: [{name: a, spreads: [{maxSkew: 1}]}]": `test.yaml:3: workload a: spreads: a spread must have a topology: zone, host or a label of nodes`,
	} {
		_, err := scenario.Read("test.yaml", []byte("apiVersion: podfit/v1\nkind: Scenario\n"+text), scenario.Scenario{Settings: planner.Default()}, table)
		if err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}
