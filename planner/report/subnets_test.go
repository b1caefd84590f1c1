package report_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	"podfit/planner/subnet"
)

// budgeted is what a mix of nodes in two zones draws of subnets.
func budgeted(s *planner.Settings, podSubnets []string, texts ...string) report.Subnets {
	options := reporttest.Evaluate(s, reporttest.M5Large, reporttest.R5Xlarge)
	q := plan.Question{Workload: reporttest.Mixture(), Candidates: options, Settings: s, Groups: 2, Zones: 2}
	asked := subnet.Question{
		Settings: s, Nodes: subnet.NodesOf(&q.Solve(1).Plans[0], q.Workload), FargatePods: 5, Zones: 2, Growth: 2.5,
		Subnets: parsed(texts), PodSubnets: parsed(podSubnets), MaxUnavailable: subnet.MaxUnavailable{Nodes: 1},
	}
	b, err := asked.Budget()
	if err != nil {
		panic(err)
	}
	return report.NewSubnets(answer.Query{Settings: s, Topics: reporttest.EveryTopic, Types: []string{"m5.large", "r5.xlarge"}}, &asked, &b, options)
}

func parsed(texts []string) []planner.Subnet {
	var all []planner.Subnet
	for _, text := range texts {
		s, err := planner.ParseSubnet(text)
		if err != nil {
			panic(err)
		}
		all = append(all, s)
	}
	return all
}

// What podfit subnets writes, in each format.
func TestSubnetFormats(t *testing.T) {
	for _, format := range report.Formats {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			s := budgeted(reporttest.MixedSettings(), nil, "us-east-1a=10.0.0.0/22:900free", "us-east-1b=10.0.4.0/25:60free", "us-east-1b=10.0.5.0/26")
			if err := s.Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// Cases that no format of the above shows.
func TestSubnetCases(t *testing.T) {
	ordinary, custom, ipv6 := planner.Default(), planner.Default(), planner.Default()
	custom.CNI.CustomNetworking, custom.CNI.Mode = true, eni.PrefixDelegation
	custom.Warm.MinimumIP = 4
	ipv6.CNI.Family = eni.IPv6
	for _, c := range []struct {
		name, format string
		subnets      report.Subnets
	}{
		// What is drawn, and nothing to hold against it.
		{"none", "table", budgeted(&ordinary, nil)},
		{"none", "json", budgeted(&ordinary, nil)},
		// The pods' subnets run out first; a frozen pool leaves pods without.
		{"custom", "table", budgeted(&custom, []string{"a=100.64.0.0/24:150free"}, "a=10.0.0.0/24")},
		{"custom", "json", budgeted(&custom, []string{"a=100.64.0.0/24:150free"}, "a=10.0.0.0/24")},
		// No targets to choose among.
		{"ipv6", "table", budgeted(&ipv6, nil, "a=10.0.0.0/28")},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.subnets.Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

func TestSubnetWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	s := budgeted(reporttest.MixedSettings(), nil, "a=10.0.0.0/28")
	for _, format := range report.Formats {
		var whole bytes.Buffer
		if err := s.Write(&whole, format); err != nil {
			t.Fatal(err)
		}
		for _, room := range []int{0, whole.Len() / 2, whole.Len() - 1} {
			if err := s.Write(&reporttest.Disk{Room: room, Full: full}, format); !errors.Is(err, full) {
				t.Errorf("%s after %d bytes: %v", format, room, err)
			}
		}
	}
}
