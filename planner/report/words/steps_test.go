package words_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/planner/sample"
)

// Every step has a name and a formula, whatever the type and the settings.
func TestEveryStepHasWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := sample.Option(sample.AnyType.Draw(t, "type"), sample.From(sample.AnySettings.Draw(t, "settings")))
		for _, s := range words.Steps(&o) {
			if s.Name == "" || s.Formula == "" {
				t.Errorf("%s: name %q, formula %q", s.ID, s.Name, s.Formula)
			}
		}
	})
}

// The whole derivation, for a person to check on paper.
func TestDerivation(t *testing.T) {
	agent := planner.DaemonSet{Name: "agent", Request: planner.Resources{CPU: 200, Memory: 256 * planner.MiB}, HostNetwork: true}
	for _, c := range []struct {
		name string
		of   density.Option
	}{
		{"defaults", sample.Option("m5.large")},
		// The published case, bought as a mix with a discount.
		{"security-groups", sample.Option("r5.xlarge", sample.SecurityGroups, sample.DaemonSets(6), sample.Pod(500, 4*planner.GiB), sample.Capacity(planner.Capacity{
			Nodes: 10, OnDemandBase: 2, OnDemandPercent: 30, DiscountPPM: 280_000, NodeAdder: sample.Units(8), ClusterAdder: sample.Units(73),
		}))},
		// Everything that changes a formula, on a type capped at 110.
		{"managed-prefixes", sample.Option("m5.4xlarge", sample.Managed, sample.Prefixes, sample.CustomNetworking, sample.MaxENI(4), sample.DaemonSet(agent), sample.Volumes(1), func(s *planner.Settings) {
			s.HugePages, s.SystemReserved = planner.GiB, planner.Resources{CPU: 100, Memory: 300 * planner.MiB}
		})},
		{"karpenter", sample.Option("m5.xlarge", sample.Karpenter, func(s *planner.Settings) { s.MaxPods.ReservedENIs, s.MaxPods.PodsPerCore = 1, 10 })},
		{"ipv6-auto-mode", sample.Option("m5.large", sample.AutoMode, sample.IPv6)},
		{"expression", sample.Option("m5.large", sample.Expression(sample.Divide(2)), sample.Capacity(planner.Capacity{OnDemandPercent: 50}))},
		// Nothing is made up where a table has a gap.
		{"unknown", sample.Option("trn2.48xlarge", sample.SecurityGroups, sample.Pod(500, 4*planner.GiB), sample.GPUs(1))},
		{"cn-north-1", sample.Option("t3.large", sample.InBeijing, sample.SecurityGroups, sample.MaxPods(20))},
	} {
		t.Run(c.name, func(t *testing.T) { golden.RequireEqual(t, derivation(&c.of)) })
	}
}

func derivation(o *density.Option) string {
	var b strings.Builder
	for _, s := range words.Steps(o) {
		value, source := "unknown", "no source"
		if v, known := s.Value.Value(); known {
			value = strconv.FormatFloat(v, 'f', -1, 64)
		}
		if s.Source != nil {
			source = strings.TrimSpace(s.Source.Name + " " + s.Source.AsOf)
		}
		fmt.Fprintf(&b, "%s\n\t%s\n\t= %s %s  [%s]\n", s.Name, s.Formula, value, s.Unit, source)
	}
	return b.String()
}
