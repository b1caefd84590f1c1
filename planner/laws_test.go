package planner_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
)

// The laws hold for any type under any settings. Each is a test on drawn cases
// and a fuzz target on the same check.

func TestPodsWithinBudgets(t *testing.T) { rapid.Check(t, podsWithinBudgets) }
func FuzzPodsWithinBudgets(f *testing.F) { fuzz(f, podsWithinBudgets) }

func TestReserves(t *testing.T) { rapid.Check(t, reserves) }
func FuzzReserves(f *testing.F) { fuzz(f, reserves) }

func TestFewerDaemonSets(t *testing.T) { rapid.Check(t, fewerDaemonSets) }
func FuzzFewerDaemonSets(f *testing.F) { fuzz(f, fewerDaemonSets) }

func TestLargerRequest(t *testing.T) { rapid.Check(t, largerRequest) }
func FuzzLargerRequest(f *testing.F) { fuzz(f, largerRequest) }

func TestRequestsWithinFree(t *testing.T) { rapid.Check(t, requestsWithinFree) }
func FuzzRequestsWithinFree(f *testing.F) { fuzz(f, requestsWithinFree) }

func TestMoreDiscount(t *testing.T) { rapid.Check(t, moreDiscount) }
func FuzzMoreDiscount(f *testing.F) { fuzz(f, moreDiscount) }

func TestUnknownPriceHasNoCost(t *testing.T) { rapid.Check(t, unknownPriceHasNoCost) }
func FuzzUnknownPriceHasNoCost(f *testing.F) { fuzz(f, unknownPriceHasNoCost) }

func TestDominated(t *testing.T) { rapid.Check(t, dominated) }
func FuzzDominated(f *testing.F) { fuzz(f, dominated) }

func TestOrderOfInput(t *testing.T) { rapid.Check(t, orderOfInput) }
func FuzzOrderOfInput(f *testing.F) { fuzz(f, orderOfInput) }

// fuzz makes a fuzz target of a law. The seeds are long enough that no draw
// runs dry. Inputs are bytes for draws, not text for people, and minimizing
// them takes all the time: fuzz with -fuzzminimizetime=10x.
func fuzz(f *testing.F, law func(*rapid.T)) {
	seed := make([]byte, 4096)
	f.Add(seed)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(law))
}

var (
	anyName = rapid.SampledFrom(names())

	anyDaemonSet = rapid.Custom(func(t *rapid.T) planner.DaemonSet {
		return planner.DaemonSet{
			Name: rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "name"),
			Request: planner.Resources{
				CPU:    planner.Millis(rapid.IntRange(0, 500).Draw(t, "CPU")),
				Memory: planner.Memory(rapid.Int64Range(0, int64(planner.GiB)).Draw(t, "memory")),
			},
			HostNetwork:    rapid.Bool().Draw(t, "host network"),
			SecurityGroups: rapid.Bool().Draw(t, "security groups"),
		}
	})

	anyMaxPods = rapid.Custom(func(t *rapid.T) eni.MaxPods {
		return eni.MaxPods{
			Policy: rapid.SampledFrom([]eni.Policy{
				eni.PolicyENI, eni.PolicyManaged, eni.PolicyNumber, eni.PolicyExpression, eni.PolicyKarpenter, eni.PolicyAutoMode,
			}).Draw(t, "policy"),
			Number:       rapid.IntRange(1, 300).Draw(t, "number"),
			Expression:   divide(rapid.IntRange(0, 4).Draw(t, "divisor")),
			ReservedENIs: rapid.IntRange(0, 3).Draw(t, "RESERVED_ENIS"),
			PodsPerCore:  rapid.IntRange(0, 20).Draw(t, "podsPerCore"),
		}
	})

	anyCapacity = rapid.Custom(func(t *rapid.T) planner.Capacity {
		return planner.Capacity{
			Nodes:           rapid.IntRange(0, 50).Draw(t, "nodes"),
			OnDemandBase:    rapid.IntRange(0, 60).Draw(t, "base"),
			OnDemandPercent: rapid.IntRange(0, 100).Draw(t, "on-demand percent"),
			DiscountPPM:     rapid.IntRange(0, 1_000_000).Draw(t, "discount"),
			NodeAdder:       planner.Money(rapid.Int64Range(0, int64(100*planner.Unit)).Draw(t, "node adder")),
			ClusterAdder:    planner.Money(rapid.Int64Range(0, int64(500*planner.Unit)).Draw(t, "cluster adder")),
		}
	})

	anySettings = rapid.Custom(func(t *rapid.T) *planner.Settings {
		s := settingsWith()
		s.Region = rapid.SampledFrom([]string{virginia.Name, beijing.Name}).Draw(t, "region")
		s.CNI = eni.Config{
			Family:                rapid.SampledFrom([]eni.Family{eni.IPv4, eni.IPv4, eni.IPv4, eni.IPv6}).Draw(t, "family"),
			Mode:                  rapid.SampledFrom([]eni.Mode{eni.SecondaryIP, eni.PrefixDelegation}).Draw(t, "mode"),
			CustomNetworking:      rapid.Bool().Draw(t, "custom networking"),
			SecurityGroupsForPods: rapid.Bool().Draw(t, "security groups for pods"),
			MaxENI:                rapid.IntRange(0, 4).Draw(t, "MAX_ENI"),
		}
		s.MaxPods = anyMaxPods.Draw(t, "max pods")
		s.AMI = rapid.SampledFrom([]planner.AMI{planner.AL2023, planner.Bottlerocket}).Draw(t, "AMI")
		s.SecurityGroupsScope = rapid.SampledFrom([]planner.Scope{planner.ScopeAll, planner.ScopeApps}).Draw(t, "scope")
		s.SecurityGroupsPercent = rapid.IntRange(0, 100).Draw(t, "percent")
		s.UnnamedDaemonSets = rapid.IntRange(0, 12).Draw(t, "unnamed DaemonSets")
		s.DaemonSets = rapid.SliceOfN(anyDaemonSet, 0, 6).Draw(t, "DaemonSets")
		s.SystemReserved.Memory = planner.Memory(rapid.Int64Range(0, int64(planner.GiB)).Draw(t, "system-reserved"))
		s.HugePages = planner.Memory(rapid.Int64Range(0, int64(4*planner.GiB)).Draw(t, "huge pages"))
		s.Pod = planner.PodRequest{
			Resources: planner.Resources{
				CPU:    planner.Millis(rapid.IntRange(0, 4000).Draw(t, "pod CPU")),
				Memory: planner.Memory(rapid.Int64Range(0, int64(8*planner.GiB)).Draw(t, "pod memory")),
			},
			GPUs:    rapid.IntRange(0, 2).Draw(t, "pod GPUs"),
			Volumes: rapid.IntRange(0, 3).Draw(t, "pod volumes"),
		}
		s.Capacity = anyCapacity.Draw(t, "capacity")
		return s
	})
)

// with is the option of a type under settings made elsewhere.
func with(s *planner.Settings) change { return func(to *planner.Settings) { *to = *s } }

// holds says whether n application pods fit a node: the three budgets, each on
// its own, without a closed formula.
func holds(o *planner.Option, n int) bool {
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
	o := option(anyName.Draw(t, "type"), with(anySettings.Draw(t, "settings")))
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
	o := option(anyName.Draw(t, "type"), with(anySettings.Draw(t, "settings")))
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
	name, s := anyName.Draw(t, "type"), anySettings.Draw(t, "settings")
	s.DaemonSets = append(s.DaemonSets, anyDaemonSet.Draw(t, "one more"))
	before := option(name, with(s))

	i := rapid.IntRange(0, len(s.DaemonSets)-1).Draw(t, "removed")
	after := option(name, with(s), func(s *planner.Settings) {
		s.DaemonSets = slices.Delete(slices.Clone(s.DaemonSets), i, i+1)
	})
	if fewer(after.ApplicationPods, before.ApplicationPods) || fewer(after.PodsAtRequest, before.PodsAtRequest) || after.Memory.Free < before.Memory.Free {
		t.Errorf("without %+v %+v pods, with it %+v", s.DaemonSets[i], after.ApplicationPods, before.ApplicationPods)
	}
}

func largerRequest(t *rapid.T) {
	name, s := anyName.Draw(t, "type"), anySettings.Draw(t, "settings")
	small := option(name, with(s))
	large := option(name, with(s), func(s *planner.Settings) {
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
	o := option(anyName.Draw(t, "type"), with(anySettings.Draw(t, "settings")))
	pods, known := o.PodsAtRequest.Value()
	if !known {
		return
	}
	p := o.Settings.Pod
	if p.Memory*planner.Memory(pods) > o.Memory.Free || p.CPU*planner.Millis(pods) > o.CPU.Free || pods > o.ApplicationPods.Or(-1) {
		t.Errorf("%d pods of %+v are more than %+v, %+v and %+v", pods, p, o.Memory, o.CPU, o.ApplicationPods)
	}
	if memory, known := o.Stranded.Memory.Value(); known && memory+p.Memory*planner.Memory(pods) != o.Memory.Free {
		t.Errorf("%d bytes stranded of %d under %d pods of %d", memory, o.Memory.Free, pods, p.Memory)
	}
}

func moreDiscount(t *rapid.T) {
	name, s := anyName.Draw(t, "type"), anySettings.Draw(t, "settings")
	before := option(name, with(s))
	after := option(name, with(s), func(s *planner.Settings) {
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
	s := anySettings.Draw(t, "settings")
	free := planner.Offering{Region: virginia, SpotSaving: planner.Known(60)}
	o := planner.Evaluate(typeNamed(anyName.Draw(t, "type")), free, s)
	if o.Cost != (planner.Cost{}) {
		t.Errorf("a cost without a price: %+v", o.Cost)
	}
}

// priced are options as Compare sees them, with ties.
var priced = rapid.Custom(func(t *rapid.T) []planner.Option {
	settings := settingsWith()
	options := make([]planner.Option, rapid.IntRange(0, 12).Draw(t, "options"))
	for i := range options {
		o := &options[i]
		o.Type = &planner.InstanceType{Name: "m" + string(rune('a'+i)) + ".large"}
		o.Settings = settings
		if rapid.IntRange(0, 5).Draw(t, "RAM known") > 0 {
			o.RAMPerPod = planner.Known(planner.Memory(rapid.IntRange(0, 4).Draw(t, "RAM")))
		}
		if rapid.IntRange(0, 5).Draw(t, "cost known") > 0 {
			o.Cost.PerPod = planner.Known(planner.Money(rapid.IntRange(0, 4).Draw(t, "cost")))
		}
		// What was marked before is forgotten.
		o.DominatedBy = rapid.SampledFrom([]string{"", "x.large"}).Draw(t, "marked before")
	}
	return options
})

// beats is the definition: at least as much RAM a pod for less money a pod.
func beats(a, b *planner.Option) bool {
	ramA, ramAKnown := a.RAMPerPod.Value()
	ramB, ramBKnown := b.RAMPerPod.Value()
	costA, costAKnown := a.Cost.PerPod.Value()
	costB, costBKnown := b.Cost.PerPod.Value()
	return ramAKnown && ramBKnown && costAKnown && costBKnown && ramA >= ramB && costA < costB
}

func dominated(t *rapid.T) {
	options := priced.Draw(t, "options")
	by := planner.Fields[rapid.IntRange(0, len(planner.Fields)-1).Draw(t, "field")]
	planner.Compare(options, &by)
	for i := range options {
		o := &options[i]
		var cheapest *planner.Option
		for k := range options {
			if c := &options[k]; beats(c, o) && (cheapest == nil || c.Cost.PerPod.Or(0) < cheapest.Cost.PerPod.Or(0)) {
				cheapest = c
			}
		}
		if cheapest == nil {
			if o.DominatedBy != "" {
				t.Errorf("%s is dominated by %s, and nothing beats it", o.Type.Name, o.DominatedBy)
			}
			continue
		}
		named := slices.IndexFunc(options, func(c planner.Option) bool { return c.Type.Name == o.DominatedBy })
		if named < 0 || !beats(&options[named], o) || options[named].Cost.PerPod != cheapest.Cost.PerPod {
			t.Errorf("%s is dominated by %q; %s beats it and costs least", o.Type.Name, o.DominatedBy, cheapest.Type.Name)
		}
	}
}

func orderOfInput(t *rapid.T) {
	s := anySettings.Draw(t, "settings")
	by := planner.Fields[rapid.IntRange(0, len(planner.Fields)-1).Draw(t, "field")]
	reversed := rapid.Bool().Draw(t, "reversed")
	options := everyOption(with(s))
	shuffled := rapid.Permutation(everyOption(with(s), func(s *planner.Settings) {
		s.DaemonSets = rapid.Permutation(s.DaemonSets).Draw(t, "DaemonSets")
	})).Draw(t, "options")

	for _, o := range [][]planner.Option{options, shuffled} {
		planner.Compare(o, &by)
		planner.Sort(o, &by, reversed)
	}
	if a, b := optionNames(options), optionNames(shuffled); a != b {
		t.Errorf("by %s:\n%s\n%s", by.Name, a, b)
	}
	for i := range options {
		a, b := options[i], shuffled[i]
		if a.DominatedBy != b.DominatedBy || a.Cost != b.Cost || a.Memory != b.Memory || a.ApplicationPods != b.ApplicationPods {
			t.Errorf("%s differs", a.Type.Name)
		}
	}
	// Whatever the field and the direction, unknown comes last.
	known := true
	for i := range options {
		is := true
		if by.Number != nil {
			_, is = by.Number(&options[i])
		}
		if is && !known {
			t.Errorf("by %s: %s, which is known, after one that is not", by.Name, options[i].Type.Name)
		}
		known = is
	}
}
