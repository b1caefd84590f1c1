package plan_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/sample"
)

// A condition of the user replaces the default for its field; a family or a part of
// a name replaces all defaults; pods with devices bring in types with devices.
func TestDefaultFilter(t *testing.T) {
	plain := planner.Workloads{sample.Pods("a", 1, 1, 1)}
	with := func(resource string) planner.Workloads {
		return planner.Workloads{sample.But(sample.Pods("a", 1, 1, 1), func(k *planner.Workload) { k.Extended = map[string]int64{resource: 1} })}
	}
	for _, c := range []struct {
		w           planner.Workloads
		asked, want string
	}{
		{plain, "", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1 gpus=0 accelerators=0"},
		{plain, "vcpus<=8", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1 gpus=0 accelerators=0"},
		{plain, "arch=arm64 burstable=yes", "hypervisor=nitro metal=no family!=a1 gpus=0 accelerators=0"},
		{plain, "gpus>=1", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1 accelerators=0"},
		// Metal types have no hypervisor.
		{plain, "metal=yes", "burstable=no arch=amd64 family!=a1 gpus=0 accelerators=0"},
		{plain, "family=m5", ""},
		{plain, "m5.x", ""},
		{plain, "m5.*,r5.*", ""},
		// What is only left out chooses nothing.
		{plain, "-flex -m5.*", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1 gpus=0 accelerators=0"},
		// Alternatives each count.
		{plain, "arch=arm64 or vcpus>=8", "hypervisor=nitro burstable=no metal=no family!=a1 gpus=0 accelerators=0"},
		{plain, "vcpus>=8 or m5", ""},
		{with(planner.GPUResource), "", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1 accelerators=0"},
		{with(planner.NeuronCoreResource), "", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1 gpus=0"},
		// Any device may have what no table has.
		{with("nvidia.com/mig-1g.5gb"), "", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1"},
		{with(planner.EphemeralStorage), "", "hypervisor=nitro burstable=no metal=no arch=amd64 family!=a1 gpus=0 accelerators=0"},
	} {
		asked, err := query.ParseFilter(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := plan.DefaultFilter(c.w, asked); got != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.asked, got, c.want)
		}
	}
}

// Ten m5.large at $70.08 on demand or $23.8272 on spot, with other mixes and adders.
func TestBought(t *testing.T) {
	const onDemand, spot = 70_080_000, 23_827_200
	p, _ := solved(t, sample.Question(planner.Workloads{sample.Pods("a", 10, 1500, 100)}, sample.Settings(), "m5.large"))
	for _, c := range []struct {
		capacity planner.Capacity
		want     planner.Money
	}{
		{planner.Capacity{OnDemandPercent: 100}, 10 * onDemand},
		{planner.Capacity{}, 10 * spot},
		{planner.Capacity{OnDemandBase: 2, OnDemandPercent: 25}, 4*onDemand + 6*spot},
		{planner.Capacity{NodeAdder: 5, ClusterAdder: 73}, 10*spot + 50 + 73},
	} {
		if got := p.Bought(c.capacity); got != planner.Known(c.want) {
			t.Errorf("%+v: %v, want %d", c.capacity, got, c.want)
		}
	}
	// g6f.large has no spot price.
	p, _ = solved(t, sample.Question(planner.Workloads{sample.Pods("a", 1, 100, 100)}, sample.Settings(), "g6f.large"))
	if got := p.Bought(planner.Capacity{}); got.Known() {
		t.Errorf("a type without a spot price costs %v on spot", got)
	}
}
