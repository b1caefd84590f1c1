package planner_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/sample"
)

// Extended resources are what device plugins advertise: GPUs by their maker, Neuron
// devices and cores of Inferentia and Trainium, EFA interfaces, and nothing for other
// accelerators.
func TestExtended(t *testing.T) {
	gaudi := sample.Type("trn2.48xlarge")
	gaudi.Accelerator, gaudi.NeuronCores = "Gaudi HL-205", 0
	radeon := sample.Type("p5.48xlarge")
	radeon.GPUMaker, radeon.GPUModel, radeon.EFAInterfaces = "AMD", "Radeon Pro V520", 32
	inferentia := sample.Type("trn2.48xlarge")
	inferentia.Accelerator, inferentia.Accelerators = "Inferentia2", 12
	coreless := sample.Type("trn2.48xlarge")
	coreless.NeuronCores = 0
	gpus := func(maker string, n planner.Maybe[int]) *planner.InstanceType {
		it := sample.Type("p5.48xlarge")
		it.GPUMaker, it.GPUs = maker, n
		return it
	}
	for _, c := range []struct {
		of       *planner.InstanceType
		resource string
		want     planner.Maybe[int]
	}{
		{sample.Type("p5.48xlarge"), planner.GPUResource, planner.Known(8)},
		{sample.Type("p5.48xlarge"), planner.NeuronResource, planner.Known(0)},
		{sample.Type("trn2.48xlarge"), planner.NeuronResource, planner.Known(16)},
		{sample.Type("trn2.48xlarge"), planner.GPUResource, planner.Known(0)},
		{inferentia, planner.NeuronResource, planner.Known(12)},
		{gaudi, planner.NeuronResource, planner.Known(0)},
		{sample.Type("trn2.48xlarge"), planner.NeuronCoreResource, planner.Known(128)},
		{sample.Type("trn2.48xlarge"), planner.NeuronDeviceResource, planner.Known(16)},
		{radeon, planner.GPUResource, planner.Known(0)},
		{radeon, planner.AMDGPUResource, planner.Known(8)},
		{radeon, planner.EFAResource, planner.Known(32)},
		{gpus("Habana", planner.Known(8)), planner.GaudiResource, planner.Known(8)},
		{gpus("Habana", planner.Known(8)), planner.GPUResource, planner.Known(0)},
		// EC2 does not say how many: unknown, but not of another maker.
		{gpus("NVIDIA", planner.Maybe[int]{}), planner.GPUResource, planner.Maybe[int]{}},
		{gpus("NVIDIA", planner.Maybe[int]{}), planner.AMDGPUResource, planner.Known(0)},
		{coreless, planner.NeuronResource, planner.Known(16)},
		{coreless, planner.NeuronCoreResource, planner.Maybe[int]{}},
		// What no table has is unknown, on every type: MIG slices, shared GPUs, claims.
		{sample.Type("p5.48xlarge"), "example.com/fpga", planner.Maybe[int]{}},
		{sample.Type("p5.48xlarge"), "nvidia.com/mig-1g.10gb", planner.Maybe[int]{}},
		{sample.Type("m5.large"), "nvidia.com/gpu.shared", planner.Maybe[int]{}},
		{sample.Type("m5.large"), "resourceclaim/gpu", planner.Maybe[int]{}},
	} {
		if got := c.of.Extended(c.resource); got != c.want {
			t.Errorf("%s with %s: %v of %s, want %v", c.of.Name, c.of.Accelerator, got, c.resource, c.want)
		}
	}
}

// Kinds of resources, by name.
func TestKindOf(t *testing.T) {
	for resource, want := range map[string]planner.ResourceKind{
		"nvidia.com/gpu": planner.GPUs, "amd.com/gpu": planner.GPUs, "aws.amazon.com/neuron": planner.NeuronDevices,
		"aws.amazon.com/neuroncore": planner.NeuronDevices, "vpc.amazonaws.com/efa": planner.EFAInterfaces,
		"hugepages-2Mi": planner.HugePages, "ephemeral-storage": planner.Storage,
		"nvidia.com/mig-1g.5gb": planner.OtherResource, "gpu.intel.com/i915": planner.OtherResource,
	} {
		if got := planner.KindOf(resource); got != want {
			t.Errorf("%s: %d, want %d", resource, got, want)
		}
		if got, want := planner.InBytes(resource), want == planner.HugePages || want == planner.Storage; got != want {
			t.Errorf("%s in bytes: %t", resource, got)
		}
	}
}

// The date of most sources, and of how many offerings there is another one.
func TestMostlyAsOf(t *testing.T) {
	of := func(dates ...string) (all []planner.Offering) {
		for _, date := range dates {
			o := planner.Offering{}
			if date != "" {
				o.Sources.OnDemand = &planner.Source{AsOf: date}
			}
			all = append(all, o)
		}
		return all
	}
	for _, c := range []struct {
		offerings []planner.Offering
		date      string
		others    int
	}{
		{nil, "", 0},
		{of("", ""), "", 0},
		{of("2026-05-01", "", "2022-09-03", "2026-05-01"), "2026-05-01", 1},
		{of("2022-09-03", "2026-05-01"), "2026-05-01", 1},
	} {
		date, others := planner.MostlyAsOf(c.offerings, func(o *planner.Offering) *planner.Source { return o.Sources.OnDemand })
		if date != c.date || others != c.others {
			t.Errorf("%q and %d others, want %q and %d", date, others, c.date, c.others)
		}
	}
}

// A live price comes before an average, and that before the list price less a saving.
func TestSpotPrice(t *testing.T) {
	live, average, saving := &planner.Source{Name: "live"}, &planner.Source{Name: "average"}, &planner.Source{Name: "saving"}
	o := planner.Offering{
		OnDemand: planner.Known[planner.Money](100_000), Spot: planner.Known[planner.Money](30_000),
		SpotAverage: planner.Known[planner.Money](40_000), SpotSaving: planner.Known(50),
		Sources: planner.OfferingSources{Spot: live, SpotAverage: average, SpotSaving: saving},
	}
	check := func(want planner.Money, kind planner.SpotKind, source *planner.Source) {
		t.Helper()
		month, got, from := o.SpotPrice()
		if month.Or(0) != want*planner.HoursPerMonth || got != kind || from != source || o.SpotMonth() != month {
			t.Errorf("%v, %v from %v; want %v, %v from %v", month, got, from, want*planner.HoursPerMonth, kind, source)
		}
	}
	check(30_000, planner.SpotLive, live)
	o.Spot = planner.Maybe[planner.Money]{}
	check(40_000, planner.SpotByAverage, average)
	o.SpotAverage = planner.Maybe[planner.Money]{}
	check(50_000, planner.SpotBySaving, saving)
	o.SpotSaving = planner.Maybe[int]{}
	check(0, planner.SpotUnknown, nil)
}

func TestOlderThanAYear(t *testing.T) {
	for _, c := range []struct {
		asOf, today string
		want        bool
	}{
		{"2025-11-28", "2026-11-29", true},
		{"2025-11-29", "2026-11-29", false},
		{"2026-12-01", "2026-11-29", false}, // the clock was set back
		{"2025-10", "2026-11-29", true},
		{"2025-11", "2026-11-29", false}, // it may have been the last day
		{"2024", "2026-11-29", true},
		{"2025", "2026-11-29", false},
		{"2023-02-28", "2024-02-29", true},
		{"2023-03-01", "2024-02-29", false},
		{"", "2026-11-29", false},
		{"2022-09-03", "", false},
	} {
		s := planner.Source{AsOf: c.asOf}
		if got := s.OlderThanAYear(c.today); got != c.want {
			t.Errorf("%q on %q: %t", c.asOf, c.today, got)
		}
	}
}
