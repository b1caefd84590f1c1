package report_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	"podfit/planner/report/words"
)

func besides(s *planner.Settings, p fargate.Prices, c fargate.Choice, w planner.Workloads) report.Plans {
	options := reporttest.Evaluate(s, reporttest.M5Large, reporttest.R5Xlarge)
	q := plan.Question{Workload: w, Candidates: options, Settings: s, Groups: 2}
	plans := report.NewPlans(answer.Query{Settings: s, Topics: reporttest.EveryTopic, Types: []string{"m5.large", "r5.xlarge"}}, fargate.Solve(&q, p, c, 2), options)
	return plans
}

// Fargate beside the plans, in each format.
func TestFargateFormats(t *testing.T) {
	s := planner.Default()
	s.UnnamedDaemonSets = 2
	for _, format := range report.Formats {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			if err := besides(&s, reporttest.FargatePrices, fargate.Choice{Policy: fargate.Cheaper}, reporttest.BesideWorkload()).Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// Cases that no format of the above shows.
func TestFargateCases(t *testing.T) {
	virginia, yuan := planner.Default(), planner.Default()
	yuan.Region = reporttest.Beijing.Name
	all := fargate.Choice{Policy: fargate.All}
	small := planner.Workloads{reporttest.Pods("a", 2, 250, 512)}
	for _, c := range []struct {
		name, format string
		plans        report.Plans
	}{
		// No node is left: a plan without groups.
		{"all", "table", besides(&virginia, reporttest.FargatePrices, all, small)},
		{"all", "json", besides(&virginia, reporttest.FargatePrices, all, small)},
		// Neither Fargate's price is known nor are dollars yuan.
		{"yuan", "table", besides(&yuan, fargate.Prices{}, all, reporttest.BesideWorkload())},
		{"yuan", "json", besides(&yuan, fargate.Prices{}, all, reporttest.BesideWorkload())},
		// What fits on no node may still run on Fargate.
		{"unplaced", "table", besides(&virginia, reporttest.FargatePrices, fargate.Choice{}, planner.Workloads{reporttest.Pods("a", 5, 9000, 1)})},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.plans.Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

func TestFargateReasonText(t *testing.T) {
	for _, c := range []struct {
		reason fargate.Reason
		want   string
	}{
		{fargate.Reason{Kind: fargate.TooMuchCPU, Need: 16_001, Have: 16_000}, "CPU: needs 16001m, but Fargate has at most 16000m"},
		{fargate.Reason{Kind: fargate.TooMuchMemory, Need: 121 << 30, Have: 120 << 30}, "memory: needs 123904Mi including Fargate's own 256Mi, but Fargate has at most 122880Mi"},
		{fargate.Reason{Kind: fargate.NeedsHostNetwork}, "Fargate does not support the host network"},
		{fargate.Reason{Kind: fargate.NeedsVolumes, Need: 1}, "Fargate does not support EBS volumes"},
		{fargate.Reason{Kind: fargate.NeedsDevices, Resource: planner.GPUResource, Need: 1}, "Fargate has no nvidia.com/gpu"},
		{fargate.Reason{Kind: fargate.NeedsArm}, "EKS runs Fargate on amd64 only"},
		{fargate.Reason{Kind: fargate.SelectsTypes}, "selects instance types, which Fargate does not have"},
		{fargate.Reason{Kind: fargate.SelectsSpot}, "selects spot, but EKS does not support Fargate Spot"},
	} {
		if got := words.FargateReason(c.reason); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestFargateWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	s := planner.Default()
	plans := besides(&s, reporttest.FargatePrices, fargate.Choice{}, reporttest.BesideWorkload())
	for _, format := range report.Formats {
		var whole bytes.Buffer
		if err := plans.Write(&whole, format); err != nil {
			t.Fatal(err)
		}
		for _, room := range []int{0, whole.Len() / 2, whole.Len() - 1} {
			if err := plans.Write(&reporttest.Disk{Room: room, Full: full}, format); !errors.Is(err, full) {
				t.Errorf("%s after %d bytes: %v", format, room, err)
			}
		}
	}
}
