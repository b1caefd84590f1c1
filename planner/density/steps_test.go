package density_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// Every step ends in the very figure that it derives.
func TestStepsAgree(t *testing.T) { rapid.Check(t, stepsAgree) }
func FuzzStepsAgree(f *testing.F) { sample.Fuzz(f, stepsAgree) }

func stepsAgree(t *rapid.T) {
	o := sample.Option(sample.AnyType.Draw(t, "type"), sample.From(sample.AnySettings.Draw(t, "settings")))
	want := figures(&o)
	for _, s := range o.Steps() {
		w, ok := want[s.Name]
		if !ok || s.Value != w.value || s.Unit != w.unit {
			t.Errorf("%s: %+v %s, want %+v %s", s.Name, s.Value, s.Unit, w.value, w.unit)
		}
		if s.Formula == "" {
			t.Errorf("%s: no formula", s.Name)
		}
		delete(want, s.Name)
	}
	for name, w := range want {
		// What does not apply has no step, such as what no request strands.
		if w.value.Known() {
			t.Errorf("no step derives %s", name)
		}
	}
}

type figure struct {
	value planner.Maybe[float64]
	unit  string
}

func figures(o *density.Option) map[string]figure {
	count := func(m planner.Maybe[int], unit string) figure {
		return figure{as(m, func(n int) float64 { return float64(n) }), unit}
	}
	memory := func(m planner.Maybe[planner.Memory]) figure { return figure{as(m, planner.Memory.MiB), "MiB"} }
	cpu := func(c planner.Millis) figure { return figure{planner.Known(float64(c)), "millicores"} }
	money := func(m planner.Maybe[planner.Money]) figure {
		return figure{as(m, planner.Money.Float), o.Offering.Region.Currency}
	}
	all := map[string]figure{
		"ENIs for pods":                    count(planner.Known(o.Addresses.PodENIs), "ENIs"),
		"pod IPs":                          count(o.Addresses.PodIPs, "addresses"),
		"branch ENIs":                      count(o.Type.Network.BranchENIs, "ENIs"),
		"max pods":                         count(o.MaxPods, "pods"),
		"application pods":                 count(o.ApplicationPods, "pods"),
		"without security groups for pods": count(o.Without.ApplicationPods, "pods"),
		"with security groups on each":     count(o.With.ApplicationPods, "pods"),
		"memory capacity":                  memory(planner.Known(o.Memory.Capacity)),
		"kube-reserved memory":             memory(o.KubeReservedMemory()),
		"allocatable memory":               memory(o.AllocatableMemory()),
		"free memory":                      memory(o.FreeMemory()),
		"kube-reserved CPU":                cpu(o.CPU.KubeReserved),
		"allocatable CPU":                  cpu(o.CPU.Allocatable),
		"free CPU":                         cpu(o.CPU.Free),
		"RAM per pod":                      {as(o.RAMPerPod, planner.Memory.MiB), "MiB"},
		"CPU per pod":                      {as(o.CPUPerPod, func(c planner.Millis) float64 { return float64(c) }), "millicores"},
		"on-demand hour":                   money(o.Cost.OnDemandHour),
		"on-demand month":                  money(o.Cost.OnDemandMonth),
		"spot month":                       money(o.Cost.SpotMonth),
		"cost of a node":                   money(o.Cost.Month),
		"cost of a pod":                    money(o.Cost.PerPod),
		"stranded money":                   money(o.Cost.Unused),
		"stranded memory":                  {as(o.Unused.Memory, planner.Memory.GiB), "GiB"},
		"stranded CPU":                     {as(o.Unused.CPU, planner.Millis.Cores), "vCPUs"},
		"stranded addresses":               count(o.Unused.Pods, "pods"),
	}
	if o.Settings.Pod.Given() {
		all["pods at the request"] = count(o.PodsAtRequest, "pods")
	}
	return all
}

func as[T any](m planner.Maybe[T], float func(T) float64) planner.Maybe[float64] {
	v, known := m.Value()
	if !known {
		return planner.Maybe[float64]{}
	}
	return planner.Known(float(v))
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
	for _, s := range o.Steps() {
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
