package density_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// What pods can request of extended resources, by the type and by the settings.
func TestExtended(t *testing.T) {
	const gib = int64(planner.GiB)
	pages := func(m planner.Memory, size planner.PageSize) sample.Change {
		return func(s *planner.Settings) { s.HugePages, s.HugePageSize = m, size }
	}
	given := func(s *planner.Settings) {
		s.Overrides = map[string]planner.Override{"p5.48xlarge": {Extended: map[string]int64{"nvidia.com/mig-1g.10gb": 56, planner.GPUResource: 0}}}
	}
	for _, c := range []struct {
		of       density.Option
		resource string
		want     planner.Maybe[int64]
	}{
		{sample.Option("p5.48xlarge"), planner.GPUResource, planner.Known(int64(8))},
		{sample.Option("m5.large"), planner.GPUResource, planner.Known(int64(0))},
		{sample.Option("m5.large"), "nvidia.com/mig-1g.10gb", planner.Maybe[int64]{}},
		// What the user gives wins, and may be 0: GPUs that are all split.
		{sample.Option("p5.48xlarge", given), "nvidia.com/mig-1g.10gb", planner.Known(int64(56))},
		{sample.Option("p5.48xlarge", given), planner.GPUResource, planner.Known(int64(0))},
		{sample.Option("m5.large", given), "nvidia.com/mig-1g.10gb", planner.Maybe[int64]{}},
		// Huge pages are of one size, and whole.
		{sample.Option("m5.large"), "hugepages-2Mi", planner.Known(int64(0))},
		{sample.Option("m5.large", pages(planner.GiB, planner.Pages2Mi)), "hugepages-2Mi", planner.Known(gib)},
		{sample.Option("m5.large", pages(planner.GiB, planner.Pages2Mi)), "hugepages-1Gi", planner.Known(int64(0))},
		{sample.Option("m5.large", pages(planner.GiB+planner.MiB, planner.Pages2Mi)), "hugepages-2Mi", planner.Known(gib)},
		{sample.Option("m5.large", pages(3*planner.GiB-1, planner.Pages1Gi)), "hugepages-1Gi", planner.Known(2 * gib)},
		{sample.Option("m5.large", pages(planner.GiB, planner.Pages2Mi)), "hugepages-64Ki", planner.Known(int64(0))},
		// 18181869946 bytes are what AL2023 reports for 20 GiB,;
		// the kubelet rounds each part down.
		{sample.Option("m5.large"), planner.EphemeralStorage, planner.Known(int64(18_181_869_978))},
		{sample.Option("m5.large", rootVolume(80*planner.GiB)), planner.EphemeralStorage, planner.Known(int64(76_163_928_474))},
		{sample.Option("m5.large", rootVolume(planner.GiB)), planner.EphemeralStorage, planner.Known(int64(0))},
	} {
		if got := c.of.Extended(c.resource); got != c.want {
			t.Errorf("%s of %s: got %v, want %v", c.resource, c.of.Type.Name, got, c.want)
		}
	}
}

func rootVolume(m planner.Memory) sample.Change {
	return func(s *planner.Settings) { s.RootVolume = m }
}

// Local disks are storage only where they are mounted for it, and where there are any.
func TestLocalDisks(t *testing.T) {
	raid := sample.Settings(func(s *planner.Settings) { s.LocalDisks = planner.DisksRAID0 })
	with := sample.Type("m5.large")
	with.Disks, with.DiskGB = 2, 100
	for _, c := range []struct {
		of   *planner.InstanceType
		s    *planner.Settings
		want planner.Memory
	}{
		{with, sample.Settings(), density.EphemeralStorage(sample.Type("m5.large"), sample.Settings())},
		{sample.Type("m5.large"), raid, density.EphemeralStorage(sample.Type("m5.large"), sample.Settings())},
		// 198 GB of the file system, less a tenth and a GiB.
		{with, raid, 178_200_000_000 - planner.GiB},
	} {
		if got := density.EphemeralStorage(c.of, c.s); got != c.want {
			t.Errorf("%d disks, %s: got %d, want %d", c.of.Disks, c.s.LocalDisks, got, c.want)
		}
	}
}

// A lack of each resource has a name.
func TestLimitOf(t *testing.T) {
	for resource, want := range map[string]density.Limit{
		planner.AMDGPUResource: density.LimitGPUs, planner.NeuronCoreResource: density.LimitNeuron, planner.EFAResource: density.LimitEFA,
		"hugepages-1Gi": density.LimitHugePages, planner.EphemeralStorage: density.LimitStorage, "example.com/fpga": density.LimitOther,
	} {
		if got := density.LimitOf(resource); got != want {
			t.Errorf("%s: got %s, want %s", resource, got, want)
		}
	}
}
