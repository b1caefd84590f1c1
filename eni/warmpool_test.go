package eni_test

import (
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
)

var (
	p3dn24xlarge = nitro(15, 50, 120, 96)
)

// most is a max pods that limits no pool.
const most = 1000

func ipTargets(warm, minimum int) eni.WarmTargets {
	return eni.WarmTargets{IP: warm, MinimumIP: minimum}
}

func warmENIs(n int) eni.WarmTargets     { return eni.WarmTargets{ENI: eni.Known(n)} }
func warmPrefixes(n int) eni.WarmTargets { return eni.WarmTargets{Prefix: eni.Known(n)} }

// The table of docs/eni-and-ip-target.md of amazon-vpc-cni-k8s: all of its rows.
func TestSecondaryIPsAsDocumented(t *testing.T) {
	for _, c := range []struct {
		limits         eni.Limits
		targets        eni.WarmTargets
		pods, enis, ip int
	}{
		{t3Small, eni.WarmTargets{}, 0, 1, 3},
		{t3Small, eni.WarmTargets{}, 5, 3, 9},
		{t3Small, eni.WarmTargets{}, 9, 3, 9},
		{t3Small, ipTargets(1, 1), 0, 1, 1},
		{t3Small, ipTargets(1, 1), 5, 2, 6},
		{t3Small, ipTargets(1, 1), 9, 3, 9},
		{t3Small, ipTargets(2, 5), 0, 2, 5},
		{t3Small, ipTargets(2, 5), 5, 3, 7},
		{t3Small, ipTargets(2, 5), 9, 3, 9},
		{p3dn24xlarge, eni.WarmTargets{}, 0, 1, 49},
		{p3dn24xlarge, eni.WarmTargets{}, 3, 2, 98},
		{p3dn24xlarge, eni.WarmTargets{}, 95, 3, 147},
		{p3dn24xlarge, ipTargets(5, 10), 0, 1, 10},
		{p3dn24xlarge, ipTargets(5, 10), 7, 1, 12},
		{p3dn24xlarge, ipTargets(5, 10), 15, 1, 20},
		{p3dn24xlarge, ipTargets(5, 10), 45, 2, 50},
	} {
		h := held(t, eni.Config{}, c.limits, c.targets, eni.NodePods{Ordinary: c.pods, Max: most})
		want := eni.Held{ENIs: c.enis, IPs: c.ip, NodeSubnet: c.enis + c.ip}
		if h != want {
			t.Errorf("%+v, %d pods: %+v, want %+v", c.targets, c.pods, h, want)
		}
	}
}

// The table of docs/prefix-and-ip-target.md, corrected where its own text and
// columns contradict it: with targets 7 and 20 a node without pods has 2 prefixes
// (as in the column of prefixes per ENI), not 1; and p3dn.24xlarge needs no second
// ENI before the first one is full.
func TestPrefixesAsDocumented(t *testing.T) {
	for _, c := range []struct {
		limits               eni.Limits
		targets              eni.WarmTargets
		pods, enis, prefixes int
	}{
		{t3Small, eni.WarmTargets{}, 0, 1, 1},
		{t3Small, eni.WarmTargets{}, 5, 1, 2},
		{t3Small, eni.WarmTargets{}, 16, 1, 2},
		{t3Small, eni.WarmTargets{}, 17, 1, 3},
		{t3Small, eni.WarmTargets{}, 58, 2, 5},
		{t3Small, ipTargets(1, 1), 0, 1, 1},
		{t3Small, ipTargets(1, 1), 5, 1, 1},
		{t3Small, ipTargets(1, 1), 17, 1, 2},
		{t3Small, ipTargets(1, 1), 58, 2, 4},
		{t3Small, ipTargets(7, 20), 0, 1, 2},
		{t3Small, ipTargets(7, 20), 5, 1, 2},
		{t3Small, ipTargets(7, 20), 17, 1, 2},
		{t3Small, ipTargets(7, 20), 58, 2, 5},
		{p3dn24xlarge, eni.WarmTargets{}, 0, 1, 1},
		{p3dn24xlarge, eni.WarmTargets{}, 3, 1, 2},
		{p3dn24xlarge, eni.WarmTargets{}, 95, 1, 7},
		{p3dn24xlarge, ipTargets(5, 10), 0, 1, 1},
		{p3dn24xlarge, ipTargets(5, 10), 7, 1, 1},
		{p3dn24xlarge, ipTargets(5, 10), 15, 1, 2},
		{p3dn24xlarge, ipTargets(5, 10), 45, 1, 4},
	} {
		h := held(t, prefixes, c.limits, c.targets, eni.NodePods{Ordinary: c.pods, Max: most})
		want := eni.Held{ENIs: c.enis, Prefixes: c.prefixes, NodeSubnet: c.enis + 16*c.prefixes}
		if h != want {
			t.Errorf("%+v, %d pods: %+v, want %+v", c.targets, c.pods, h, want)
		}
	}
}

func TestHeld(t *testing.T) {
	both := eni.Config{CustomNetworking: true, SecurityGroupsForPods: true}
	bothPrefixes := both
	bothPrefixes.Mode = eni.PrefixDelegation
	securedIPv6 := eni.Config{Family: eni.IPv6, SecurityGroupsForPods: true}
	for _, c := range []struct {
		name    string
		config  eni.Config
		limits  eni.Limits
		targets eni.WarmTargets
		pods    eni.NodePods
		want    eni.Held
	}{
		// A t3.small's kubelet admits 11 pods, so one prefix is enough.
		{"prefixes stop at max pods", prefixes, t3Small, eni.WarmTargets{}, eni.NodePods{Ordinary: 5, Max: 11},
			eni.Held{ENIs: 1, Prefixes: 1, NodeSubnet: 17}},
		// 7 prefixes are 112 addresses, above 110; the 8th is never requested.
		{"prefixes stop at the managed cap", prefixes, m5Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 108, Max: 110},
			eni.Held{ENIs: 1, Prefixes: 7, NodeSubnet: 113}},
		{"ENIs stop at max pods", eni.Config{}, m58xlarge, eni.WarmTargets{}, eni.NodePods{Ordinary: 108, Max: 110},
			eni.Held{ENIs: 4, IPs: 116, NodeSubnet: 120}},
		{"IPs stop at max pods", eni.Config{}, m58xlarge, ipTargets(5, 0), eni.NodePods{Ordinary: 108, Max: 110},
			eni.Held{ENIs: 4, IPs: 110, NodeSubnet: 114}},
		// An empty node fills one ENI at a time and checks max pods in between.
		{"a floor above max pods", eni.Config{}, m58xlarge, ipTargets(1, 200), eni.NodePods{Max: 110},
			eni.Held{ENIs: 4, IPs: 116, NodeSubnet: 120}},
		{"warm prefixes above max pods", prefixes, t3Small, warmPrefixes(7), eni.NodePods{Max: 11},
			eni.Held{ENIs: 1, Prefixes: 3, NodeSubnet: 49}},
		// Two warm ENIs.
		{"two warm ENIs", eni.Config{}, m5Xlarge, warmENIs(2), eni.NodePods{Ordinary: 1, Max: 58},
			eni.Held{ENIs: 3, IPs: 42, NodeSubnet: 45}},
		// With 0, ipamd still keeps one address free.
		{"no warm ENI", eni.Config{}, t3Small, warmENIs(0), eni.NodePods{Ordinary: 3, Max: 11},
			eni.Held{ENIs: 2, IPs: 6, NodeSubnet: 8}},
		{"no warm prefix", prefixes, t3Small, warmPrefixes(0), eni.NodePods{Ordinary: 16, Max: most},
			eni.Held{ENIs: 1, Prefixes: 2, NodeSubnet: 33}},
		// MINIMUM_IP_TARGET alone is also an upper limit (README of the CNI, note on
		// MINIMUM_IP_TARGET; issues 2650 and 3685): 22 means 2 prefixes, and no more.
		{"a floor alone", eni.Config{}, m5Large, ipTargets(0, 11), eni.NodePods{Ordinary: 20, Max: 29},
			eni.Held{ENIs: 2, IPs: 11, NodeSubnet: 13}},
		{"a floor alone, prefixes", prefixes, m5Large, ipTargets(0, 22), eni.NodePods{Ordinary: 60, Max: 110},
			eni.Held{ENIs: 1, Prefixes: 2, NodeSubnet: 33}},
		// IP targets override the others.
		{"all targets", eni.Config{}, m5Large, eni.WarmTargets{ENI: eni.Known(2), Prefix: eni.Known(2), IP: 1}, eni.NodePods{Ordinary: 4, Max: 29},
			eni.Held{ENIs: 1, IPs: 5, NodeSubnet: 6}},
		// The primary ENI is in the node's subnet and not used for pods.
		{"custom networking", custom, m5Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 1, Max: 20},
			eni.Held{ENIs: 3, IPs: 18, NodeSubnet: 1, PodSubnet: 20}},
		{"custom networking, no pods", custom, m5Large, eni.WarmTargets{}, eni.NodePods{Max: 20},
			eni.Held{ENIs: 2, IPs: 9, NodeSubnet: 1, PodSubnet: 10}},
		// The trunk's own address, and one for each branch ENI.
		{"security groups", secured, m5Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 4, Secured: 5, Max: 29},
			eni.Held{ENIs: 3, IPs: 18, BranchENIs: 5, NodeSubnet: 26}},
		{"a trunk without branches", secured, m5Large, ipTargets(1, 0), eni.NodePods{Ordinary: 4, Max: 29},
			eni.Held{ENIs: 2, IPs: 5, NodeSubnet: 7}},
		{"more than the branch ENIs", secured, m5Large, ipTargets(1, 0), eni.NodePods{Secured: 20, Max: 29},
			eni.Held{ENIs: 2, IPs: 1, BranchENIs: 9, NodeSubnet: 12}},
		{"security groups, off", eni.Config{}, m5Large, ipTargets(1, 0), eni.NodePods{Secured: 5, Max: 29},
			eni.Held{ENIs: 1, IPs: 1, NodeSubnet: 2}},
		{"security groups, no trunking", secured, t3Large, ipTargets(1, 0), eni.NodePods{Secured: 5, Max: 35},
			eni.Held{ENIs: 1, IPs: 1, NodeSubnet: 2}},
		{"security groups and custom networking", both, m5Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 4, Secured: 5, Max: 29},
			eni.Held{ENIs: 3, IPs: 9, BranchENIs: 5, NodeSubnet: 1, PodSubnet: 16}},
		{"all three", bothPrefixes, m5Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 20, Secured: 2, Max: 110},
			eni.Held{ENIs: 3, Prefixes: 3, BranchENIs: 2, NodeSubnet: 1, PodSubnet: 52}},
		// The type has only the primary and the trunk.
		{"no ENI left", both, m7gMedium, eni.WarmTargets{}, eni.NodePods{Ordinary: 3, Secured: 1, Max: 8},
			eni.Held{ENIs: 2, BranchENIs: 1, NodeSubnet: 1, PodSubnet: 2}},
		{"MAX_ENI", eni.Config{MaxENI: 2}, m5Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 12, Max: 29},
			eni.Held{ENIs: 2, IPs: 18, NodeSubnet: 20}},
		{"prefixes on xen", prefixes, m4Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 1, Max: 20},
			eni.Held{ENIs: 2, IPs: 18, NodeSubnet: 20}},
		// The node has one /80 and no IPv4 addresses for pods, whatever the targets.
		{"IPv6", ipv6, m5Large, ipTargets(50, 50), eni.NodePods{Ordinary: 100, Max: 110},
			eni.Held{ENIs: 1, Prefixes: 1, NodeSubnet: 1}},
		{"IPv6, security groups", securedIPv6, m5Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 10, Secured: 3, Max: 110},
			eni.Held{ENIs: 2, Prefixes: 1, BranchENIs: 3, NodeSubnet: 5}},
		{"IPv6 on xen", ipv6, m4Large, eni.WarmTargets{}, eni.NodePods{Ordinary: 10, Max: 20},
			eni.Held{ENIs: 1, NodeSubnet: 1}},
		{"ENIs with no address for pods", eni.Config{}, nitro(2, 1, 0, 1), eni.WarmTargets{}, eni.NodePods{Ordinary: 1, Max: 2},
			eni.Held{ENIs: 1, NodeSubnet: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := held(t, c.config, c.limits, c.targets, c.pods); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestHeldUnknown(t *testing.T) {
	for name, got := range map[string]eni.Maybe[eni.Held]{
		"type":        eni.Config{}.Held(unknownType, eni.WarmTargets{}, eni.NodePods{Max: 110}),
		"branch ENIs": secured.Held(trn248xl, eni.WarmTargets{}, eni.NodePods{Max: 110}),
	} {
		if got.Known() {
			t.Errorf("unknown %s: %+v", name, got)
		}
	}
	// They don't matter while security groups for pods are off.
	if h := held(t, eni.Config{}, trn248xl, ipTargets(1, 0), eni.NodePods{Max: 110}); h.NodeSubnet != 2 {
		t.Errorf("%+v", h)
	}
}

type testingT interface {
	Helper()
	Fatal(...any)
}

func held(t testingT, c eni.Config, l eni.Limits, w eni.WarmTargets, pods eni.NodePods) eni.Held {
	t.Helper()
	h, known := c.Held(l, w, pods).Value()
	if !known {
		t.Fatal("unknown")
	}
	return h
}

func TestHeldIsWhatGrowingComesTo(t *testing.T) { rapid.Check(t, heldIsWhatGrowingComesTo) }
func FuzzHeldIsWhatGrowingComesTo(f *testing.F) { fuzz(f, heldIsWhatGrowingComesTo) }

func TestHeldIsBounded(t *testing.T) { rapid.Check(t, heldIsBounded) }
func FuzzHeldIsBounded(f *testing.F) { fuzz(f, heldIsBounded) }

func TestHeldGrows(t *testing.T) { rapid.Check(t, heldGrows) }
func FuzzHeldGrows(f *testing.F) { fuzz(f, heldGrows) }

var trunkKnown = knownType.Filter(func(l eni.Limits) bool { return l.BranchENIs.Known() })

var anyTargets = rapid.Custom(func(t *rapid.T) eni.WarmTargets {
	return rapid.OneOf(
		rapid.Just(eni.WarmTargets{}),
		rapid.Map(rapid.IntRange(0, 6), warmENIs),
		rapid.Map(rapid.IntRange(0, 6), warmPrefixes),
		rapid.Custom(func(t *rapid.T) eni.WarmTargets {
			return ipTargets(rapid.IntRange(0, 60).Draw(t, "WARM_IP_TARGET"), rapid.IntRange(0, 300).Draw(t, "MINIMUM_IP_TARGET"))
		}),
	).Draw(t, "targets")
})

var anyPods = rapid.Custom(func(t *rapid.T) eni.NodePods {
	return eni.NodePods{
		Ordinary: rapid.IntRange(0, 300).Draw(t, "ordinary"),
		Secured:  rapid.IntRange(0, 120).Draw(t, "secured"),
		Max:      rapid.IntRange(0, 320).Draw(t, "max"),
	}
})

// simulated is the number of addresses or prefixes on each ENI for pods, after pods
// started one at a time, each when the pool no longer changes.
type simulated struct {
	enis, slots, size int // most ENIs, slots on each, addresses in a slot
	targets           eni.WarmTargets
	maxPods           int
	carried           []int
}

func (s *simulated) total() (slots int) {
	for _, n := range s.carried {
		slots += n
	}
	return slots
}

// missing is how many slots the daemon adds at once.
func (s *simulated) missing(pods int) int {
	addresses := s.total() * s.size
	if addresses >= s.maxPods {
		return 0
	}
	assigned := min(pods, addresses)
	free := addresses - assigned
	if s.targets.IP > 0 || s.targets.MinimumIP > 0 {
		short := max(s.targets.IP-free, s.targets.MinimumIP-addresses, 0)
		return (short + s.size - 1) / s.size
	}
	if s.size == eni.PrefixIPs {
		target := s.targets.Prefix.Or(1)
		if free >= target*s.size && free > 0 {
			return 0
		}
		unused := s.total() - (assigned+s.size-1)/s.size
		return max(1, target-unused)
	}
	if free >= s.targets.ENI.Or(1)*s.slots && free > 0 {
		return 0
	}
	return s.slots
}

// step adds to an ENI with free slots, otherwise to a new one.
func (s *simulated) step(pods int) bool {
	more := s.missing(pods)
	if more == 0 || s.slots == 0 {
		return false
	}
	for i, n := range s.carried {
		if n < s.slots {
			s.carried[i] += min(more, s.slots-n)
			return true
		}
	}
	if len(s.carried) == s.enis {
		return false
	}
	s.carried = append(s.carried, min(more, s.slots))
	return true
}

func heldIsWhatGrowingComesTo(t *rapid.T) {
	l, c, w, pods := trunkKnown.Draw(t, "limits"), anyConfig.Draw(t, "config"), anyTargets.Draw(t, "targets"), anyPods.Draw(t, "pods")
	c.Family = eni.IPv4
	a, h := c.Addresses(l), held(t, c, l, w, pods)
	s := simulated{enis: a.PodENIs, slots: l.IPv4PerENI - 1, size: 1, targets: w, maxPods: pods.Max}
	if a.Mode == eni.PrefixDelegation {
		s.size = eni.PrefixIPs
	}
	for n := range pods.Ordinary + 1 {
		for s.step(n) {
		}
	}
	got := []int{h.IPs, h.Prefixes}
	want := []int{s.total(), 0}
	if s.size > 1 {
		want = []int{0, s.total()}
	}
	if got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v\nholds %v IPs and prefixes, and grows to %v", a, got, want)
	}
	others := a.AttachedENIs - a.PodENIs
	if enis := max(1, others+len(s.carried)); h.ENIs < enis || h.ENIs > max(enis, others+1) {
		t.Errorf("%+v\n%d ENIs, and grows to %d", a, h.ENIs, enis)
	}
}

func heldIsBounded(t *rapid.T) {
	l, c, w, pods := trunkKnown.Draw(t, "limits"), anyConfig.Draw(t, "config"), anyTargets.Draw(t, "targets"), anyPods.Draw(t, "pods")
	a, h := c.Addresses(l), held(t, c, l, w, pods)
	ips := h.IPs + h.Prefixes*eni.PrefixIPs
	if c.OS == eni.Windows { // the others have no effect
		c.Family, c.CustomNetworking = eni.IPv4, false
	}
	if c.Family == eni.IPv6 {
		ips = h.Prefixes * eni.IPv6NodeIPs
	}
	if ips > a.PodIPs.Or(0) || h.ENIs < 1 || h.ENIs > a.AttachedENIs || h.BranchENIs > a.BranchENIs.Or(0) {
		t.Errorf("above the limits %+v: %+v", a, h)
	}
	// Below max pods, at most one ENI is filled at a time.
	if step := l.IPv4PerENI * eni.PrefixIPs; c.Family == eni.IPv4 && ips >= pods.Max+step {
		t.Errorf("%d addresses and %d max pods", ips, pods.Max)
	}
	fit := min(pods.Ordinary, pods.Max, a.PodIPs.Or(0))
	if frozen := w.IP == 0 && w.MinimumIP > 0; !frozen && ips < fit {
		t.Errorf("%d addresses for %d pods that fit", ips, fit)
	}
	if h.IPs > 0 && h.Prefixes > 0 {
		t.Errorf("both modes: %+v", h)
	}
	total := h.NodeSubnet + h.PodSubnet
	if !c.CustomNetworking && h.PodSubnet != 0 || c.CustomNetworking && h.NodeSubnet != 1 || total < h.ENIs+h.IPs+h.BranchENIs {
		t.Errorf("subnets: %+v", h)
	}
}

// More pods, a higher target or a higher max pods never release an address.
func heldGrows(t *rapid.T) {
	l, c, w, pods := trunkKnown.Draw(t, "limits"), anyConfig.Draw(t, "config"), anyTargets.Draw(t, "targets"), anyPods.Draw(t, "pods")
	moreW, morePods := w, pods
	by := rapid.IntRange(0, 40).Draw(t, "more")
	switch rapid.IntRange(0, 6).Draw(t, "of") {
	case 0:
		morePods.Ordinary += by
	case 1:
		morePods.Secured += by
	case 2:
		morePods.Max += by
	case 3:
		moreW.ENI = eni.Known(w.ENI.Or(1) + by)
	case 4:
		moreW.Prefix = eni.Known(w.Prefix.Or(1) + by)
	case 5: // from none at all the IP targets are another rule
		if w.IP > 0 || w.MinimumIP > 0 {
			moreW.IP += by
		}
	case 6:
		if w.IP > 0 || w.MinimumIP > 0 {
			moreW.MinimumIP += by
		}
	}
	few, many := held(t, c, l, w, pods), held(t, c, l, moreW, morePods)
	if many.ENIs < few.ENIs || many.IPs < few.IPs || many.Prefixes < few.Prefixes || many.BranchENIs < few.BranchENIs ||
		many.NodeSubnet < few.NodeSubnet || many.PodSubnet < few.PodSubnet {
		t.Errorf("%+v and %+v, then %+v and %+v:\n%+v\n%+v", w, pods, moreW, morePods, few, many)
	}
}
