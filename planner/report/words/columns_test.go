package words_test

import (
	"testing"

	"podfit/planner/query"
	"podfit/planner/report/reporttest"
	"podfit/planner/report/words"
)

// Words stand left and figures right, the band of interruptions too.
func TestRight(t *testing.T) {
	all, err := words.ColumnsNamed(query.FieldNames()...)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if isFigure := c.Word == nil || c.Name == "interruption"; c.Right != isFigure {
			t.Errorf("%s: right %t", c.Name, c.Right)
		}
	}
}

func TestCells(t *testing.T) {
	s := reporttest.SecuredSettings()
	known, unknown := reporttest.R5Xlarge.Option(s), reporttest.Trn248xlarge.Option(s)
	known.DominatedBy = "m5.xlarge"
	for _, c := range []struct{ name, known, unknown string }{
		{"type", "r5.xlarge", "trn2.48xlarge"},
		{"family", "r5", "trn2"},
		{"size", "xlarge", "48xlarge"},
		{"memory", "32", "2048"},
		{"gpus", "0", "0"},
		{"accelerators", "0", "16"},
		{"branch-enis", "18", "-"},
		{"pod-ips", "42", "98"},
		{"sg-pods", "18", "-"},
		{"app-pods", "12", "-"},
		{"pods", "12", "-"},
		{"limited-by", "branch ENIs", "-"},
		// 2552.33 a pod is rounded down: a pod that asks for what is shown fits.
		{"allocatable-memory", "30628Mi", "2028857Mi"},
		{"allocatable-cpu", "3920m", "191450m"},
		{"ram-per-pod", "2552Mi", "-"},
		{"cpu-per-pod", "314m", "-"},
		// An hour is not rounded to the cent.
		{"price-per-hour", "$0.252", "-"},
		{"on-demand", "$183.96", "-"},
		{"spot", "$57.03", "-"},
		{"cost", "$120.49", "-"},
		{"cost-per-pod", "$10.04", "-"},
		{"interruption", "<5%", "-"},
		{"dominated-by", "m5.xlarge", "-"},
	} {
		columns, err := words.ColumnsNamed(c.name)
		if err != nil {
			t.Fatal(err)
		}
		column := columns[0]
		if got := column.Cell(&known); got != c.known {
			t.Errorf("%s: got %q, want %q", c.name, got, c.known)
		}
		if got := column.Cell(&unknown); got != c.unknown {
			t.Errorf("%s, unknown: got %q, want %q", c.name, got, c.unknown)
		}
	}
}

func TestColumnsNamed(t *testing.T) {
	got, err := words.ColumnsNamed("pods", "type", "pods")
	if err != nil || len(got) != 3 || got[0].Title != "FIT" || got[1].Title != "TYPE" || got[2].Title != "FIT" {
		t.Errorf("got %+v, %v", got, err)
	}
	const want = `"colour" is not one of type, family, size, arch, processor, hypervisor, generation, burstable, metal, eks, launchable, vcpus, memory, gpus, gpu-maker, gpu-model, gpu-memory, gpu-fraction, accelerators, neuron-cores, efa, local-storage, network-baseline, ebs-baseline, ebs-iops, enis, branch-enis, max-pods, pod-ips, sg-pods, app-pods, pods, limited-by, allocatable-memory, allocatable-cpu, ram-per-pod, cpu-per-pod, volume-slots, price-per-hour, on-demand, reserved, spot, auto-mode-fee, cost, cost-per-pod, unused-cost, interruption, dominated-by`
	if _, err := words.ColumnsNamed("type", "colour", "taste"); err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
