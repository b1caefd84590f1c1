package query_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/sample"
)

// What each field says of one option, in the unit that its usage promises.
func TestFields(t *testing.T) {
	o := sample.Option("r5.xlarge", sample.SecurityGroups, sample.DaemonSets(6), sample.Pod(500, 4*planner.GiB))
	o.DominatedBy = "m5.xlarge"
	o.Type.GPUMaker, o.Type.GPUModel, o.Type.GPUMemory, o.Type.FractionalGPU = "NVIDIA", "L4", 2861*planner.MiB, true
	o.Type.NeuronCores, o.Type.EFAInterfaces, o.Type.Disks, o.Type.DiskGB = 4, 2, 2, 100
	o.Type.NetworkGbps, o.Type.EBSBaselineMbps, o.Type.EBSBaselineIOPS = 1.25, planner.Known(1150), planner.Known(6000)
	o.Cost.ReservedMonth = planner.Known(sample.Units(115.8948))
	want := map[string]any{
		"type": "r5.xlarge", "family": "r5", "size": "xlarge", "arch": "amd64", "processor": "Intel", "hypervisor": "nitro",
		"generation": "current", "burstable": "no", "metal": "no", "eks": "yes", "launchable": "yes",
		"vcpus": 4.0, "memory": 32.0, "gpus": 0.0, "accelerators": 0.0, "enis": 4.0, "branch-enis": 18.0,
		"gpu-maker": "NVIDIA", "gpu-model": "L4", "gpu-memory": 2861. / 1024, "gpu-fraction": "yes",
		"neuron-cores": 4.0, "efa": 2.0, "local-storage": 200.0,
		"network-baseline": 1.25, "ebs-baseline": 1150.0, "ebs-iops": 6000.0, "reserved": 115.8948,
		"max-pods": 58.0, "volume-slots": 25.0, "pod-ips": 42.0, "sg-pods": 18.0, "app-pods": 12.0,
		// 7.5 by CPU and 7.5 by memory.
		"pods": 7.0, "limited-by": "memory",
		"allocatable-memory": 30627.9, "allocatable-cpu": 3920.0,
		"ram-per-pod": 2552.325, "cpu-per-pod": 314.0,
		"price-per-hour": 0.252, "on-demand": 183.96, "spot": 57.0276, "cost": 183.96, "auto-mode-fee": nil,
		// 270m and 1955.9 MiB of 3770m and 30627.9 MiB.
		"cost-per-pod": 26.28, "unused-cost": 12.5104, "interruption": 3.0, "dominated-by": "m5.xlarge",
	}
	seen := map[string]bool{}
	for i := range query.Fields {
		f := &query.Fields[i]
		if seen[f.Name] || f.Usage == "" {
			t.Errorf("%s: twice, or without a usage", f.Name)
		}
		seen[f.Name] = true
		switch w := want[f.Name].(type) {
		case string:
			if got := f.Word(&o); got != w {
				t.Errorf("%s: got %q, want %q", f.Name, got, w)
			}
		case float64:
			got, known := f.Number(&o)
			if !known || got < w-1e-4 || got > w+1e-4 {
				t.Errorf("%s: got %v, %t, want %v", f.Name, got, known, w)
			}
		case nil:
			if n, known := f.Number(&o); known {
				t.Errorf("%s: got %v, want none", f.Name, n)
			}
		default:
			t.Errorf("%s: no figure in this test", f.Name)
		}
	}
	if len(seen) != len(want) {
		t.Errorf("%d fields, %d in this test", len(seen), len(want))
	}
}

func TestUnknownFields(t *testing.T) {
	o := sample.Option("trn2.48xlarge", sample.SecurityGroups, sample.Volumes(1))
	for _, name := range []string{
		"gpu-memory", "network-baseline", "ebs-baseline", "ebs-iops", "reserved",
		"branch-enis", "sg-pods", "app-pods", "pods", "ram-per-pod", "cpu-per-pod",
		"price-per-hour", "on-demand", "spot", "cost", "cost-per-pod", "unused-cost", "interruption",
	} {
		if n, known := field(t, name).Number(&o); known {
			t.Errorf("%s is known to be %v", name, n)
		}
	}
	if got := field(t, "limited-by").Word(&o); got != "" {
		t.Errorf("limited by %q", got)
	}
	if f, ok := query.FieldNamed("colour"); ok || f != nil {
		t.Errorf("a field named colour: %+v", f)
	}
}

func field(t testing.TB, name string) *query.Field {
	t.Helper()
	f, ok := query.FieldNamed(name)
	if !ok {
		t.Fatalf("no field %q", name)
	}
	return f
}
