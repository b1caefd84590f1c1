package report_test

import (
	"slices"
	"testing"

	"podfit/planner"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	"podfit/planner/report/words"
)

func TestWarnings(t *testing.T) {
	s := reporttest.SecuredSettings()
	s.UnnamedDaemonSets = 0
	s.Capacity = planner.Capacity{OnDemandBase: 2, OnDemandPercent: 50}
	options := reporttest.Evaluate(s, reporttest.G6fLarge, reporttest.T3Large, reporttest.R5Xlarge, reporttest.Trn248xlarge)
	type warning struct {
		code  string
		types []string
	}
	for _, c := range []struct {
		name   string
		topics []planner.Topic
		want   []warning
	}{
		// Those of the settings first; then one for each code, with its types.
		{"all", reporttest.EveryTopic, []warning{
			{"on-demand-base-without-nodes", []string{}},
			{"max-pods-above-addresses", []string{"g6f.large", "r5.xlarge"}},
			{"spot-unknown", []string{"g6f.large"}},
			{"security-groups-unsupported", []string{"t3.large"}},
			{"branch-enis-unknown", []string{"trn2.48xlarge"}},
			{"price-unknown", []string{"trn2.48xlarge"}},
		}},
		// An answer warns of what it speaks of.
		{"pods", []planner.Topic{planner.AboutPods}, []warning{
			{"max-pods-above-addresses", []string{"g6f.large", "r5.xlarge"}},
			{"security-groups-unsupported", []string{"t3.large"}},
			{"branch-enis-unknown", []string{"trn2.48xlarge"}},
		}},
		{"money", []planner.Topic{planner.AboutMoney}, []warning{
			{"on-demand-base-without-nodes", []string{}},
			{"spot-unknown", []string{"g6f.large"}},
			{"price-unknown", []string{"trn2.48xlarge"}},
		}},
		{"memory", []planner.Topic{planner.AboutMemory}, nil},
	} {
		got := answer.Warnings(answer.Query{Settings: s, Topics: c.topics}, options)
		same := slices.EqualFunc(got, c.want, func(g answer.Warning, w warning) bool {
			return g.Code == w.code && slices.Equal(g.InstanceTypes, w.types)
		})
		if !same || got == nil {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestWarningLine(t *testing.T) {
	for _, c := range []struct {
		types []string
		want  string
	}{
		// That of the settings has no type.
		{nil, "it rains; take a coat"},
		{[]string{"m5.large"}, "m5.large: it rains; take a coat"},
		{[]string{"m5.large", "t3.large", "r5.xlarge"}, "m5.large and 2 more: it rains; take a coat"},
	} {
		w := answer.Warning{Text: "it rains", Fix: "take a coat", InstanceTypes: c.types}
		if got := w.Line(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestSources(t *testing.T) {
	s := planner.Default()
	yours := planner.Default()
	yours.MemoryCapacity = map[string]planner.Memory{"m5.large": reporttest.MiB(7759)}
	yuan := planner.Default()
	yuan.Region = reporttest.Beijing.Name
	const types, branches = "EC2 DescribeInstanceTypes 2026-08", "VPC resource controller 2026-08"
	for _, c := range []struct {
		name   string
		s      *planner.Settings
		topics []planner.Topic
		want   string
	}{
		// Each once, by name, and none that the answer has nothing of.
		{"pods", &s, []planner.Topic{planner.AboutPods}, types + " · " + branches},
		{"memory", &s, []planner.Topic{planner.AboutMemory}, types + " · " + branches + " · measured on launched nodes 2023-08"},
		{"money", &s, []planner.Topic{planner.AboutMoney}, "AWS price list 2026-07-20 · EC2 DescribeInstanceTypeOfferings 2026-08 · " + types + " · Spot Advisor 2025-06-28 · " + branches},
		// What a region has no table of has no source.
		{"money, cn-north-1", &yuan, []planner.Topic{planner.AboutMoney}, "AWS price list 2024-11-06 · " + types + " · " + branches},
		// Both, where one type was measured by oneself.
		{"your own", &yours, []planner.Topic{planner.AboutMemory}, types + " · " + branches + " · measured on launched nodes 2023-08 · your own measurement"},
	} {
		options := reporttest.Evaluate(c.s, reporttest.R5Xlarge, reporttest.M5Large, reporttest.T3Large)
		if got := answer.SourcesLine(answer.Sources(answer.Query{Settings: c.s, Topics: c.topics}, options)); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestHeadline(t *testing.T) {
	s := planner.Default()
	for _, c := range []struct {
		of   reporttest.Row
		want string
	}{
		{reporttest.M5Large, "m5.large in us-east-1: 2 vCPUs, 8 GiB, amd64, Intel, nitro"},
		{reporttest.M5Metal, "m5.metal in us-east-1: 96 vCPUs, 384 GiB, amd64, Intel, bare metal"},
		{reporttest.G6fLarge, "g6f.large in us-east-1: 2 vCPUs, 8 GiB, amd64, AMD, nitro, NVIDIA L4"},
	} {
		o := c.of.Option(&s)
		if got := words.Headline(&o); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestSourceText(t *testing.T) {
	for _, c := range []struct {
		of   *planner.Source
		want string
	}{
		{nil, "-"},
		{&planner.Source{Name: "your settings"}, "your settings"},
		{reporttest.TypeTable, "EC2 DescribeInstanceTypes, 2026-08"},
	} {
		if got := words.Source(c.of); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
