package eni_test

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	_ "podfit/planner/sample/steady"
)

// The laws are true for any type in any cluster. Each one is a test with drawn
// cases and a fuzz target.

func TestMoreENIsNeverFewerPods(t *testing.T) { rapid.Check(t, moreENIsNeverFewerPods) }
func FuzzMoreENIsNeverFewerPods(f *testing.F) { fuzz(f, moreENIsNeverFewerPods) }

func TestPrefixesNeverFewerIPs(t *testing.T) { rapid.Check(t, prefixesNeverFewerIPs) }
func FuzzPrefixesNeverFewerIPs(f *testing.F) { fuzz(f, prefixesNeverFewerIPs) }

func TestSecurityGroupsNeverMoreIPs(t *testing.T) { rapid.Check(t, securityGroupsNeverMoreIPs) }
func FuzzSecurityGroupsNeverMoreIPs(f *testing.F) { fuzz(f, securityGroupsNeverMoreIPs) }

func TestNeverNegative(t *testing.T) { rapid.Check(t, neverNegative) }
func FuzzNeverNegative(f *testing.F) { fuzz(f, neverNegative) }

func TestHighMaxENIChangesNothing(t *testing.T) { rapid.Check(t, highMaxENIChangesNothing) }
func FuzzHighMaxENIChangesNothing(f *testing.F) { fuzz(f, highMaxENIChangesNothing) }

func TestGroupIsItsLowest(t *testing.T) { rapid.Check(t, groupIsItsLowest) }
func FuzzGroupIsItsLowest(f *testing.F) { fuzz(f, groupIsItsLowest) }

// fuzz makes a law a fuzz target. The seeds are long enough for all draws.
// Minimizing the inputs, which are meaningless bytes, takes very long: fuzz with
// -fuzzminimizetime=10x.
func fuzz(f *testing.F, law func(*rapid.T)) {
	seed := make([]byte, 2048)
	f.Add(seed)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(law))
}

var knownType = rapid.Custom(func(t *rapid.T) eni.Limits {
	l := eni.Limits{
		ENIs:       rapid.IntRange(1, 32).Draw(t, "ENIs"),
		IPv4PerENI: rapid.IntRange(1, 64).Draw(t, "IPv4 per ENI"),
		Prefixes:   rapid.Bool().Draw(t, "prefixes"),
		VCPUs:      rapid.IntRange(1, 448).Draw(t, "vCPUs"),
	}
	if rapid.Bool().Draw(t, "branch ENIs known") {
		l.BranchENIs = eni.Known(rapid.IntRange(0, 120).Draw(t, "branch ENIs"))
	}
	return l
})

var anyType = rapid.OneOf(knownType, rapid.Just(unknownType), rapid.Just(eni.Limits{}))

var anyConfig = rapid.Custom(func(t *rapid.T) eni.Config {
	return eni.Config{
		Family:                rapid.SampledFrom([]eni.Family{eni.IPv4, eni.IPv6}).Draw(t, "family"),
		Mode:                  rapid.SampledFrom([]eni.Mode{eni.SecondaryIP, eni.PrefixDelegation}).Draw(t, "mode"),
		CustomNetworking:      rapid.Bool().Draw(t, "custom networking"),
		SecurityGroupsForPods: rapid.Bool().Draw(t, "security groups for pods"),
		MaxENI:                rapid.IntRange(0, 40).Draw(t, "MAX_ENI"),
		OS:                    rapid.SampledFrom([]eni.OS{eni.Linux, eni.Linux, eni.Windows}).Draw(t, "OS"),
	}
})

// formulas are the policies that depend only on the type and plain numbers.
var formulas = rapid.Custom(func(t *rapid.T) eni.MaxPods {
	return eni.MaxPods{
		Policy:       rapid.SampledFrom([]eni.Policy{eni.PolicyENI, eni.PolicyManaged, eni.PolicyKarpenter, eni.PolicyAutoMode}).Draw(t, "policy"),
		ReservedENIs: rapid.IntRange(0, 8).Draw(t, "RESERVED_ENIS"),
		PodsPerCore:  rapid.IntRange(0, 20).Draw(t, "podsPerCore"),
	}
})

func maxPods(t *rapid.T, m eni.MaxPods, l eni.Limits, c eni.Config) int {
	n, err := m.Of(l, c)
	if err != nil {
		t.Fatalf("%v: %v", m.Policy, err)
	}
	return n
}

func moreENIsNeverFewerPods(t *rapid.T) {
	l, c, m := knownType.Draw(t, "limits"), anyConfig.Draw(t, "config"), formulas.Draw(t, "max pods")
	more := l
	more.ENIs += rapid.IntRange(1, 8).Draw(t, "more")
	if few, many := c.Addresses(l).PodIPs.Or(-1), c.Addresses(more).PodIPs.Or(-1); many < few {
		t.Errorf("%d ENIs give %d pod IPs, and %d ENIs %d", l.ENIs, few, more.ENIs, many)
	}
	if few, many := maxPods(t, m, l, c), maxPods(t, m, more, c); many < few {
		t.Errorf("%v: %d ENIs give %d max pods, and %d ENIs %d", m.Policy, l.ENIs, few, more.ENIs, many)
	}
}

func prefixesNeverFewerIPs(t *rapid.T) {
	l, c := knownType.Draw(t, "limits"), anyConfig.Draw(t, "config")
	c.Mode = eni.SecondaryIP
	without := c.Addresses(l).PodIPs.Or(-1)
	c.Mode = eni.PrefixDelegation
	if with := c.Addresses(l).PodIPs.Or(-1); with < without {
		t.Errorf("%d pod IPs with prefixes, %d without", with, without)
	}
}

func securityGroupsNeverMoreIPs(t *rapid.T) {
	l, c := knownType.Draw(t, "limits"), anyConfig.Draw(t, "config")
	c.SecurityGroupsForPods = false
	off := c.Addresses(l)
	c.SecurityGroupsForPods = true
	on := c.Addresses(l)
	if on.PodIPs.Or(-1) > off.PodIPs.Or(-1) {
		t.Errorf("pod IPs: %+v with security groups, %+v without", on.PodIPs, off.PodIPs)
	}
	if off.BranchENIs != eni.Known(0) || off.Trunk {
		t.Errorf("a trunk or branch ENIs without security groups: %+v", off)
	}
}

func neverNegative(t *rapid.T) {
	l, c, m := anyType.Draw(t, "limits"), anyConfig.Draw(t, "config"), formulas.Draw(t, "max pods")
	a := c.Addresses(l)
	if a.PodIPs.Or(0) < 0 || a.BranchENIs.Or(0) < 0 || a.PodENIs < 0 || a.PodENIs > a.AttachedENIs || a.AttachedENIs > l.ENIs {
		t.Errorf("%+v", a)
	}
	if n := maxPods(t, m, l, c); n < 0 {
		t.Errorf("%v: %d max pods", m.Policy, n)
	}
	if n, known := m.KubeReservedPods(l, c, eni.Known(7)).Value(); n < 0 || !known {
		t.Errorf("kube-reserved for %d pods (known %t)", n, known)
	}
}

func highMaxENIChangesNothing(t *rapid.T) {
	l, c := anyType.Draw(t, "limits"), anyConfig.Draw(t, "config")
	c.MaxENI = 0
	without := c.Addresses(l)
	c.MaxENI = max(1, l.ENIs) + rapid.IntRange(0, 100).Draw(t, "above")
	if with := c.Addresses(l); with != without {
		t.Errorf("MAX_ENI %d of %d ENIs:\n%+v, and without it\n%+v", c.MaxENI, l.ENIs, with, without)
	}
}

func groupIsItsLowest(t *rapid.T) {
	types, c := rapid.SliceOfN(anyType, 1, 6).Draw(t, "types"), anyConfig.Draw(t, "config")
	group, ok := managed.OfGroup(types, c)
	reached := false
	for _, l := range types {
		n := maxPods(t, managed, l, c)
		if n < group {
			t.Errorf("group has %d, %+v alone %d", group, l, n)
		}
		reached = reached || n == group
	}
	if !ok || !reached {
		t.Errorf("group has %d, %t, which is none of its types'", group, ok)
	}
}
