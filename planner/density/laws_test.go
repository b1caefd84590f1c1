package density_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

// The laws hold for any type with any settings. Each is a test on drawn cases and a
// fuzz target on the same check.

func TestPodsWithinBudgets(t *testing.T) { rapid.Check(t, podsWithinBudgets) }
func FuzzPodsWithinBudgets(f *testing.F) { sample.Fuzz(f, podsWithinBudgets) }

func TestReserves(t *testing.T) { rapid.Check(t, reserves) }
func FuzzReserves(f *testing.F) { sample.Fuzz(f, reserves) }

func TestBothWorlds(t *testing.T) { rapid.Check(t, bothWorlds) }
func FuzzBothWorlds(f *testing.F) { sample.Fuzz(f, bothWorlds) }

func TestFewerDaemonSets(t *testing.T) { rapid.Check(t, fewerDaemonSets) }
func FuzzFewerDaemonSets(f *testing.F) { sample.Fuzz(f, fewerDaemonSets) }

func TestLargerRequest(t *testing.T) { rapid.Check(t, largerRequest) }
func FuzzLargerRequest(f *testing.F) { sample.Fuzz(f, largerRequest) }

func TestRequestsWithinFree(t *testing.T) { rapid.Check(t, requestsWithinFree) }
func FuzzRequestsWithinFree(f *testing.F) { sample.Fuzz(f, requestsWithinFree) }

func TestMoreDiscount(t *testing.T) { rapid.Check(t, moreDiscount) }
func FuzzMoreDiscount(f *testing.F) { sample.Fuzz(f, moreDiscount) }

func TestPrices(t *testing.T) { rapid.Check(t, prices) }
func FuzzPrices(f *testing.F) { sample.Fuzz(f, prices) }

func TestUnknownPriceHasNoCost(t *testing.T) { rapid.Check(t, unknownPriceHasNoCost) }
func FuzzUnknownPriceHasNoCost(f *testing.F) { sample.Fuzz(f, unknownPriceHasNoCost) }

// exceeded are the budgets that n application pods do not fit, each checked alone
// and without a closed formula.
func exceeded(o *density.Option, n int) (over []density.Limit) {
	secured := 0
	if o.Settings.CNI.SecurityGroupsForPods {
		secured = (n*o.Settings.SecurityGroupsPercent + 99) / 100
	}
	for _, b := range []struct {
		limit      density.Limit
		used, have int
	}{
		{density.LimitMaxPods, n, o.MaxPods.Or(0) - o.HostNetworkPods - o.DaemonSetPods},
		{density.LimitPodIPs, n - secured, o.Addresses.PodIPs.Or(0) - (o.DaemonSetPods - o.DaemonSetBranchENIs)},
		{density.LimitBranchENIs, secured, o.Addresses.BranchENIs.Or(0) - o.DaemonSetBranchENIs},
	} {
		if b.used > b.have {
			over = append(over, b.limit)
		}
	}
	return over
}

// podsWithinBudgets: so many application pods fit and not one more, because of
// the budget that is named.
func podsWithinBudgets(t *rapid.T) {
	o := anyOption(t)
	pods, known := o.ApplicationPods.Value()
	if !known {
		if o.MaxPods.Known() && o.Addresses.BranchENIs.Known() {
			t.Errorf("unknown without a reason: %+v", o.Density)
		}
		return
	}
	memory, reserved := o.AllocatableMemory().Value()
	over := slices.DeleteFunc(exceeded(&o, 0), func(l density.Limit) bool { // unknown is not 0
		return l == density.LimitMaxPods && !o.MaxPods.Known() || l == density.LimitBranchENIs && !o.Addresses.BranchENIs.Known()
	})
	if reserved && (o.Memory.DaemonSets > memory || memory == 0) {
		over = append(over, density.LimitMemory)
	}
	if o.CPU.DaemonSets > o.CPU.Allocatable {
		over = append(over, density.LimitCPU)
	}
	if len(over) > 0 { // not even the DaemonSets fit
		if pods != 0 || o.PodsLimitedBy != over[0] || o.Overfilled() == nil {
			t.Errorf("%d pods by %v, and the DaemonSets alone exceed %v: %+v", pods, o.PodsLimitedBy, over, o.Density)
		}
		return
	}
	if over := exceeded(&o, pods); len(over) > 0 {
		t.Errorf("%d pods exceed %v: %+v", pods, over, o.Density)
	}
	// Every smaller number fits, too, so the next one is the first that does not.
	if over := exceeded(&o, pods+1); len(over) == 0 || over[0] != o.PodsLimitedBy {
		t.Errorf("the next of %d pods exceeds %v, not %v: %+v", pods, over, o.PodsLimitedBy, o.Density)
	}
}

// anyOption is any type under any settings.
func anyOption(t *rapid.T) density.Option {
	return sample.Option(sample.AnyType.Draw(t, "type"), sample.From(sample.AnySettings.Draw(t, "settings")))
}

// reserves: each amount is what the one before leaves, and what the user measured
// replaces the rules.
func reserves(t *rapid.T) {
	o := anyOption(t)
	s, override := o.Settings, o.Settings.Overrides[o.Type.Name]
	requests, always := planner.Resources{}, planner.Resources{CPU: 150} // aws-node and kube-proxy
	if s.AutoMode() || s.Windows() {
		always = planner.Resources{}
	}
	for _, ds := range append(slices.Clone(s.DaemonSets), planner.DaemonSet{Request: always}) {
		if !ds.RunsOn(o.Type) {
			continue
		}
		requests.CPU, requests.Memory = requests.CPU+ds.Request.CPU, requests.Memory+ds.Request.Memory
	}
	capacity := o.Type.Memory - o.Type.OverheadOn(s).Memory
	if measured, ok := s.MemoryCapacity[o.Type.Name]; ok {
		capacity = measured
	}
	m, kube := o.Memory, planner.Memory(0)
	if pods := o.KubeReservedPods.Or(0); pods > 0 {
		kube = (255 + 11*planner.Memory(pods)) * planner.MiB
	}
	if set := s.KubeReserved.Memory; set > 0 {
		kube = set
	}
	want := density.Reserve[planner.Memory]{
		Advertised: o.Type.Memory, Capacity: capacity, KubeReserved: m.KubeReserved, SystemReserved: s.SystemReserved.Memory,
		HugePages: s.HugePages, Eviction: s.EvictionMemory, DaemonSets: requests.Memory,
	}
	want.Allocatable = override.AllocatableMemory.Or(max(0, capacity-m.KubeReserved-s.SystemReserved.Memory-s.HugePages-s.EvictionMemory))
	want.Free = max(0, want.Allocatable-requests.Memory)
	if m != want || kube > 0 && m.KubeReserved != kube {
		t.Errorf("memory:\n got %+v\nwant %+v with %d kube-reserved", m, want, kube)
	}
	c, all := o.CPU, planner.Millis(o.Type.VCPUs)*1000
	wantCPU := density.Reserve[planner.Millis]{
		Advertised: all, Capacity: all, KubeReserved: cmp.Or(s.KubeReserved.CPU, density.KubeReservedCPU(o.Type.VCPUs)), SystemReserved: s.SystemReserved.CPU, DaemonSets: requests.CPU,
	}
	wantCPU.Allocatable = override.AllocatableCPU.Or(max(0, all-c.KubeReserved-s.SystemReserved.CPU))
	wantCPU.Free = max(0, wantCPU.Allocatable-requests.CPU)
	if c != wantCPU {
		t.Errorf("CPU:\n got %+v\nwant %+v", c, wantCPU)
	}
	if known := o.KubeReservedPods.Known() || s.KubeReserved.Memory > 0; o.KubeReservedMemory().Known() != known ||
		o.AllocatableMemory().Known() != (known || override.AllocatableMemory.Known()) || o.FreeMemory().Known() != o.AllocatableMemory().Known() {
		t.Errorf("known: %t kube-reserved, %t allocatable, %t free", known, o.AllocatableMemory().Known(), o.FreeMemory().Known())
	}
	if pods, known := override.MaxPods.Value(); known && o.MaxPods != planner.Known(pods) {
		t.Errorf("max pods %v, measured %d", o.MaxPods, pods)
	}
	if pods := o.ApplicationPods.Or(0); pods > 0 && (o.RAMPerPod != planner.Known(m.Free/planner.Memory(pods)) || o.CPUPerPod != planner.Known(c.Free/planner.Millis(pods))) {
		t.Errorf("%v and %v for each of %d pods of %d and %d", o.RAMPerPod, o.CPUPerPod, pods, m.Free, c.Free)
	}
}

// bothWorlds: the figures with and without security groups for pods are those of
// the same settings with that one switched on for all pods, or off.
func bothWorlds(t *rapid.T) {
	o := anyOption(t)
	in := func(secured bool) density.Option {
		return sample.Option(o.Type.Name, sample.From(o.Settings), func(s *planner.Settings) {
			s.CNI.SecurityGroupsForPods, s.SecurityGroupsPercent = secured, 100
		})
	}
	off, on := in(false), in(true)
	if o.Without.ApplicationPods != off.ApplicationPods || o.Without.MaxPods != off.MaxPods {
		t.Errorf("without: %+v, and off: %v of %v", o.Without, off.ApplicationPods, off.MaxPods)
	}
	if on.Addresses.BranchENIs.Or(0) == 0 {
		if o.With != (density.World{}) {
			t.Errorf("with: %+v, and the type has no branch ENIs", o.With)
		}
		return
	}
	if o.With.ApplicationPods != on.ApplicationPods {
		t.Errorf("with: %+v, and on: %v", o.With, on.ApplicationPods)
	}
	if secured, known := o.With.MaxPods.Value(); known && (secured > on.Addresses.BranchENIs.Or(0) || secured > o.MaxPods.Or(0) || secured < o.With.ApplicationPods.Or(0)) {
		t.Errorf("%d pods can have security groups, of %v branch ENIs and %v max pods", secured, on.Addresses.BranchENIs, o.MaxPods)
	}
}

// slotsOf is how many volumes n application pods can mount, with the ENIs that they need.
func slotsOf(o *density.Option, n int) int {
	s, enis, secured := o.Settings, o.Addresses.AttachedENIs, 0
	if s.CNI.SecurityGroupsForPods {
		secured = (n*s.SecurityGroupsPercent + 99) / 100
	}
	held, known := s.CNI.Held(o.Type.Network, s.Warm, eni.NodePods{
		Ordinary: n - secured + o.DaemonSetPods - o.DaemonSetBranchENIs, Secured: secured + o.DaemonSetBranchENIs, Max: o.MaxPods.Or(0),
	}).Value()
	if known && !s.AutoMode() {
		enis = held.ENIs
	}
	return o.Type.VolumeSlots(enis, s.RootVolumes()).Or(0)
}

// fewer reports whether after has fewer pods than before, or lost its figure.
func fewer(after, before planner.Maybe[int]) bool {
	a, known := after.Value()
	b, wasKnown := before.Value()
	return wasKnown && (!known || a < b)
}

func fewerDaemonSets(t *rapid.T) {
	name, s := sample.AnyType.Draw(t, "type"), sample.AnySettings.Draw(t, "settings")
	s.DaemonSets = append(s.DaemonSets, sample.AnyDaemonSet.Draw(t, "one more"))
	before := sample.Option(name, sample.From(s))

	i := rapid.IntRange(0, len(s.DaemonSets)-1).Draw(t, "removed")
	after := sample.Option(name, sample.From(s), func(s *planner.Settings) {
		s.DaemonSets = slices.Delete(slices.Clone(s.DaemonSets), i, i+1)
	})
	if before.Overfilled() != nil && after.Overfilled() == nil {
		return // 0 pods before, whatever is unknown after
	}
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

// requestsWithinFree: so many pods of the request fit, the next one exceeds the
// limit that is named, and the rest is unused.
func requestsWithinFree(t *rapid.T) {
	o := anyOption(t)
	pods, known := o.PodsAtRequest.Value()
	if !known {
		return
	}
	p := o.Settings.Pod
	exceeded := func(n int) (over []density.Limit) {
		for _, r := range []struct {
			limit      density.Limit
			used, have int
		}{
			{o.PodsLimitedBy, n, o.ApplicationPods.Or(0)},
			{density.LimitMemory, n * int(p.Memory), int(o.Memory.Free)},
			{density.LimitCPU, n * int(p.CPU), int(o.CPU.Free)},
			{density.LimitVolumes, n * p.Volumes, slotsOf(&o, n)},
			{density.LimitGPUs, n * p.GPUs, o.Type.GPUs.Or(0)},
		} {
			if r.used > r.have {
				over = append(over, r.limit)
			}
		}
		return over
	}
	if over := exceeded(pods); len(over) > 0 {
		t.Errorf("%d pods of %+v exceed %v of %+v", pods, p, over, o.Density)
	}
	if over := exceeded(pods + 1); len(over) == 0 || over[0] != o.LimitedBy {
		t.Errorf("the next of %d pods of %+v exceeds %v, not %v", pods, p, over, o.LimitedBy)
	}
	want := density.Unused{}
	if p.Given() {
		want.Pods = planner.Known(o.ApplicationPods.Or(0) - pods)
	}
	if p.Memory > 0 {
		want.Memory = planner.Known(o.Memory.Free - p.Memory*planner.Memory(pods))
	}
	if p.CPU > 0 {
		want.CPU = planner.Known(o.CPU.Free - p.CPU*planner.Millis(pods))
	}
	if o.Unused != want {
		t.Errorf("%+v unused of %d pods of %+v, not %+v", o.Unused, pods, p, want)
	}
}

// prices: a month is the hours of nodes of each capacity type and the adders, and
// the discount comes off on-demand prices only.
func prices(t *rapid.T) {
	s := sample.AnySettings.Draw(t, "settings")
	name := sample.AnyType.Draw(t, "type")
	offering := sample.Offering(name, sample.Virginia)
	spot, live := 0.0, rapid.Bool().Draw(t, "live spot price")
	if live {
		spot = rapid.Float64Range(0, 10).Draw(t, "spot price")
		offering.Spot = planner.Known(sample.Units(spot))
	}
	o, c := density.Evaluate(sample.Type(name), offering, s), s.Capacity
	near := func(what string, got planner.Maybe[planner.Money], known bool, want float64) {
		if got.Known() != known || known && math.Abs(got.Or(0).Float()-want) > 0.008 {
			t.Errorf("%s: %v, not %f (%t)", what, got, want, known)
		}
	}
	list, listed := offering.OnDemand.Value()
	listed = listed && !s.Windows() // no licence is in a table
	fee := 0.0
	if s.AutoMode() && listed { // 12 %, to a hundred-thousandth an hour
		fee = math.Floor(list.Float()*12_000+0.5) / 100_000 * 730
	}
	onDemand := list.Float() * 730 * float64(1_000_000-c.DiscountPPM) / 1_000_000
	near("on demand", o.Cost.OnDemandMonth, listed, onDemand+fee)
	rate, hasRate := offering.ReservedHour(&c).Value()
	near("reserved", o.Cost.ReservedMonth, hasRate && !s.Windows() && (listed || !s.AutoMode()), rate.Float()*730+fee)
	saving, saves := offering.SpotSaving.Value()
	if spot *= 730; !live {
		spot = list.Float() * 730 * float64(100-saving) / 100
	}
	spotKnown := !s.Windows() && (live && (listed || !s.AutoMode()) || listed && saves)
	near("spot", o.Cost.SpotMonth, spotKnown, spot+fee)

	nodes, shared := 100, 0.0 // of unknown number, the share of each is a percentage
	bought := c.OnDemandPercent
	if c.Nodes > 0 {
		nodes, shared = c.Nodes, c.ClusterAdder.Float()
		base := min(c.OnDemandBase, nodes)
		bought = base + int(math.Ceil(float64((nodes-base)*c.OnDemandPercent)/100))
	}
	// Reserved nodes cost the rate; a commitment pays that of as many as it is enough
	// for, and of a part of one.
	firm := func(n float64) float64 {
		switch all := rate.Float() * 730 * n; {
		case !hasRate || n == 0:
			return onDemand * n
		case c.Commitment == 0:
			return all
		default:
			covered := min(c.Commitment.Float()*730, all)
			return covered + onDemand*n*(1-covered/all)
		}
	}
	firmCost := firm(float64(bought))
	if c.Nodes == 0 {
		firmCost = firm(1) * float64(bought)
	}
	known := (bought == 0 || listed) && (bought == nodes || spotKnown)
	adders := c.NodeAdder.Float() + fee + s.RootVolume.GiB()*0.08
	month := (firmCost+spot*float64(nodes-bought)+shared)/float64(nodes) + adders
	near("a month", o.Cost.Month, known, month)
	if pods, perPod := o.PodsAtRequest.Or(0), o.Cost.PerPod; perPod.Known() {
		near("a pod", perPod, pods > 0, month/float64(pods))
	}
	if unused, is := o.Cost.Unused.Value(); is && (unused < 0 || unused > o.Cost.Month.Or(0)) {
		t.Errorf("%v unused of %v", unused, o.Cost.Month)
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
	o.Cost.RootVolume = planner.Maybe[planner.Money]{} // whose price is the region's
	if o.Cost != (density.Cost{}) {
		t.Errorf("a cost without a price: %+v", o.Cost)
	}
}
