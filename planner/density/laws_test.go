package density_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// The laws hold for any type under any settings. Each is a test on drawn cases
// and a fuzz target on the same check.

func TestPodsWithinBudgets(t *testing.T) { rapid.Check(t, podsWithinBudgets) }
func FuzzPodsWithinBudgets(f *testing.F) { sample.Fuzz(f, podsWithinBudgets) }

func TestReserves(t *testing.T) { rapid.Check(t, reserves) }
func FuzzReserves(f *testing.F) { sample.Fuzz(f, reserves) }

func TestFewerDaemonSets(t *testing.T) { rapid.Check(t, fewerDaemonSets) }
func FuzzFewerDaemonSets(f *testing.F) { sample.Fuzz(f, fewerDaemonSets) }

func TestLargerRequest(t *testing.T) { rapid.Check(t, largerRequest) }
func FuzzLargerRequest(f *testing.F) { sample.Fuzz(f, largerRequest) }

func TestRequestsWithinFree(t *testing.T) { rapid.Check(t, requestsWithinFree) }
func FuzzRequestsWithinFree(f *testing.F) { sample.Fuzz(f, requestsWithinFree) }

func TestMoreDiscount(t *testing.T) { rapid.Check(t, moreDiscount) }
func FuzzMoreDiscount(f *testing.F) { sample.Fuzz(f, moreDiscount) }

func TestUnknownPriceHasNoCost(t *testing.T) { rapid.Check(t, unknownPriceHasNoCost) }
func FuzzUnknownPriceHasNoCost(f *testing.F) { sample.Fuzz(f, unknownPriceHasNoCost) }

// holds says whether n application pods fit a node: the three budgets, each on
// its own, without a closed formula.
func holds(o *density.Option, n int) bool {
	withSG := 0
	if o.Settings.CNI.SecurityGroupsForPods {
		withSG = (n*o.Settings.SecurityGroupsPercent + 99) / 100
	}
	ordinary := n - withSG
	slots := o.MaxPods.Or(0) - o.HostNetworkPods - o.DaemonSetPods
	podIPs := o.Addresses.PodIPs.Or(0) - (o.DaemonSetPods - o.DaemonSetBranchENIs)
	branches := o.Addresses.BranchENIs.Or(0) - o.DaemonSetBranchENIs
	return n <= slots && ordinary <= podIPs && withSG <= branches
}

func podsWithinBudgets(t *rapid.T) {
	o := sample.Option(sample.AnyType.Draw(t, "type"), sample.From(sample.AnySettings.Draw(t, "settings")))
	pods, known := o.ApplicationPods.Value()
	if !known {
		if o.MaxPods.Known() && o.Addresses.BranchENIs.Known() {
			t.Errorf("unknown without a reason: %+v", o.Density)
		}
		return
	}
	if !holds(&o, 0) {
		return // not even the DaemonSets fit, of which a warning speaks
	}
	if !holds(&o, pods) {
		t.Errorf("%d pods do not fit: %+v", pods, o.Density)
	}
	// Every smaller number fits, too, so one more that does not is the end.
	if holds(&o, pods+1) {
		t.Errorf("one more than %d would fit: %+v", pods, o.Density)
	}
}

func reserves(t *rapid.T) {
	o := sample.Option(sample.AnyType.Draw(t, "type"), sample.From(sample.AnySettings.Draw(t, "settings")))
	m := o.Memory
	if !(0 <= m.Free && m.Free <= m.Allocatable && m.Allocatable <= m.Capacity && m.Capacity <= m.Advertised) {
		t.Errorf("memory: %+v", m)
	}
	c := o.CPU
	if !(0 <= c.Free && c.Free <= c.Allocatable && c.Allocatable <= c.Capacity && c.Capacity == c.Advertised) {
		t.Errorf("CPU: %+v", c)
	}
	if ram, known := o.RAMPerPod.Value(); known && ram*planner.Memory(o.ApplicationPods.Or(0)) > m.Free {
		t.Errorf("%d bytes a pod of %d pods and %d bytes", ram, o.ApplicationPods.Or(0), m.Free)
	}
}

// fewer reports whether after has fewer pods than before, or lost its figure.
func fewer(after, before planner.Maybe[int]) bool {
	a, known := after.Value()
	b, wasKnown := before.Value()
	return known != wasKnown || a < b
}

func fewerDaemonSets(t *rapid.T) {
	name, s := sample.AnyType.Draw(t, "type"), sample.AnySettings.Draw(t, "settings")
	s.DaemonSets = append(s.DaemonSets, sample.AnyDaemonSet.Draw(t, "one more"))
	before := sample.Option(name, sample.From(s))

	i := rapid.IntRange(0, len(s.DaemonSets)-1).Draw(t, "removed")
	after := sample.Option(name, sample.From(s), func(s *planner.Settings) {
		s.DaemonSets = slices.Delete(slices.Clone(s.DaemonSets), i, i+1)
	})
	if fewer(after.ApplicationPods, before.ApplicationPods) || fewer(after.PodsAtRequest, before.PodsAtRequest) || after.Memory.Free < before.Memory.Free {
		t.Errorf("without %+v %+v pods, with it %+v", s.DaemonSets[i], after.ApplicationPods, before.ApplicationPods)
	}
}

func largerRequest(t *rapid.T) {
	name, s := sample.AnyType.Draw(t, "type"), sample.AnySettings.Draw(t, "settings")
	small := sample.Option(name, sample.From(s))
	large := sample.Option(name, sample.From(s), func(s *planner.Settings) {
		s.Pod.CPU += planner.Millis(rapid.IntRange(0, 2000).Draw(t, "more CPU"))
		s.Pod.Memory += planner.Memory(rapid.Int64Range(0, int64(planner.GiB)).Draw(t, "more memory"))
	})
	if fewer(small.PodsAtRequest, large.PodsAtRequest) {
		t.Errorf("%+v pods of %+v, and %+v of %+v", small.PodsAtRequest, small.Settings.Pod, large.PodsAtRequest, large.Settings.Pod)
	}
	if small.ApplicationPods != large.ApplicationPods || small.RAMPerPod != large.RAMPerPod {
		t.Error("the request changed what is offered")
	}
}

func requestsWithinFree(t *rapid.T) {
	o := sample.Option(sample.AnyType.Draw(t, "type"), sample.From(sample.AnySettings.Draw(t, "settings")))
	pods, known := o.PodsAtRequest.Value()
	if !known {
		return
	}
	p := o.Settings.Pod
	if p.Memory*planner.Memory(pods) > o.Memory.Free || p.CPU*planner.Millis(pods) > o.CPU.Free || pods > o.ApplicationPods.Or(-1) {
		t.Errorf("%d pods of %+v are more than %+v, %+v and %+v", pods, p, o.Memory, o.CPU, o.ApplicationPods)
	}
	if memory, known := o.Unused.Memory.Value(); known && memory+p.Memory*planner.Memory(pods) != o.Memory.Free {
		t.Errorf("%d bytes stranded of %d under %d pods of %d", memory, o.Memory.Free, pods, p.Memory)
	}
}

func moreDiscount(t *rapid.T) {
	name, s := sample.AnyType.Draw(t, "type"), sample.AnySettings.Draw(t, "settings")
	before := sample.Option(name, sample.From(s))
	after := sample.Option(name, sample.From(s), func(s *planner.Settings) {
		s.Capacity.DiscountPPM = rapid.IntRange(s.Capacity.DiscountPPM, 1_000_000).Draw(t, "more discount")
	})
	for _, c := range []struct {
		what          string
		after, before planner.Maybe[planner.Money]
	}{
		{"an hour", after.Cost.OnDemandHour, before.Cost.OnDemandHour},
		{"a node", after.Cost.Month, before.Cost.Month},
		{"a pod", after.Cost.PerPod, before.Cost.PerPod},
	} {
		if c.after.Known() != c.before.Known() || c.after.Or(0) > c.before.Or(0) {
			t.Errorf("%s: %+v with more discount, %+v with less", c.what, c.after, c.before)
		}
	}
	if after.Cost.SpotMonth != before.Cost.SpotMonth {
		t.Errorf("spot: %+v with more discount, %+v with less", after.Cost.SpotMonth, before.Cost.SpotMonth)
	}
}

func unknownPriceHasNoCost(t *rapid.T) {
	s := sample.AnySettings.Draw(t, "settings")
	free := planner.Offering{Region: sample.Virginia, SpotSaving: planner.Known(60)}
	o := density.Evaluate(sample.Type(sample.AnyType.Draw(t, "type")), free, s)
	if o.Cost != (density.Cost{}) {
		t.Errorf("a cost without a price: %+v", o.Cost)
	}
}
