package eni_test

import (
	"testing"

	"podfit/eni"
)

var (
	prefixes        = eni.Config{Mode: eni.PrefixDelegation}
	custom          = eni.Config{CustomNetworking: true}
	customPrefixes  = eni.Config{Mode: eni.PrefixDelegation, CustomNetworking: true}
	secured         = eni.Config{SecurityGroupsForPods: true}
	windows         = eni.Config{OS: eni.Windows}
	windowsPrefixes = eni.Config{OS: eni.Windows, Mode: eni.PrefixDelegation}
	ipv6            = eni.Config{Family: eni.IPv6}
)

// Figures from AWS's lists and published reports. ordinary includes the two pods
// on the host network.
func TestPublishedFigures(t *testing.T) {
	for _, c := range []struct {
		name             string
		config           eni.Config
		limits           eni.Limits
		ordinary, branch int
	}{
		// eni-max-pods.txt, line by line.
		{"t3.small", eni.Config{}, t3Small, 11, 0},
		{"t3.large", eni.Config{}, t3Large, 35, 0},
		{"c5.large", eni.Config{}, c5Large, 29, 0},
		{"m5.large", eni.Config{}, m5Large, 29, 0},
		{"m5.xlarge", eni.Config{}, m5Xlarge, 58, 0},
		{"r5.xlarge", eni.Config{}, r5Xlarge, 58, 0},
		// 64 ENIs, of which the default network card has 2.
		{"p5.48xlarge", eni.Config{}, p548xlarge, 100, 0},
		// The primary ENI is not used for pods.
		{"m5.large, custom networking", custom, m5Large, 20, 0},
		// A /28 in each slot.
		{"m5.large, prefixes", prefixes, m5Large, 434, 0},
		{"m5.large, custom networking and prefixes", customPrefixes, m5Large, 290, 0},
		// The trunk is an ENI whose addresses pods don't get.
		{"m5.large, security groups", secured, m5Large, 20, 9},
		{"m5.xlarge, security groups", secured, m5Xlarge, 44, 18},
		{"c5.4xlarge, security groups", secured, c54xlarge, 205, 54},
		{"m7g.medium, security groups", secured, m7gMedium, 5, 4},
		// Without trunk ENIs nothing changes, since CNI 1.20.4.
		{"t3.large, security groups", secured, t3Large, 35, 0},
		// First MAX_ENI, then minus the primary ENI.
		{"m5.xlarge, MAX_ENI 2 and custom networking", eni.Config{MaxENI: 2, CustomNetworking: true}, m5Xlarge, 16, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := c.config.Addresses(c.limits)
			if ips, known := a.PodIPs.Value(); !known || ips+eni.HostPods != c.ordinary {
				t.Errorf("%d pod IPs (known %t), want %d", ips, known, c.ordinary-eni.HostPods)
			}
			if a.BranchENIs != eni.Known(c.branch) {
				t.Errorf("branch ENIs %+v, want %d", a.BranchENIs, c.branch)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		name   string
		config eni.Config
		limits eni.Limits
		want   eni.Addresses
	}{
		// The zero configuration uses every ENI for pods.
		{"defaults", eni.Config{}, m5Large, eni.Addresses{
			AttachedENIs: 3, PodENIs: 3, PodIPs: eni.Known(27), BranchENIs: eni.Known(0),
		}},
		// Attached ENIs count even without pods, because they take volume slots.
		{"custom networking and a trunk", eni.Config{CustomNetworking: true, SecurityGroupsForPods: true}, m5Large, eni.Addresses{
			AttachedENIs: 3, PodENIs: 1, Trunk: true, PodIPs: eni.Known(9), BranchENIs: eni.Known(9),
		}},
		// Neither of the two ENIs is for pods.
		{"no ENI left", eni.Config{CustomNetworking: true, SecurityGroupsForPods: true}, m7gMedium, eni.Addresses{
			AttachedENIs: 2, PodENIs: 0, Trunk: true, PodIPs: eni.Known(0), BranchENIs: eni.Known(4),
		}},
		// No slot is left for a trunk: ordinary pods keep the one ENI.
		{"no trunk, MAX_ENI 1", eni.Config{SecurityGroupsForPods: true, MaxENI: 1}, m5Large, eni.Addresses{
			AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(9), BranchENIs: eni.Known(0),
		}},
		{"no trunk, MAX_ENI 1, unknown branch ENIs", eni.Config{SecurityGroupsForPods: true, MaxENI: 1}, trn248xl, eni.Addresses{
			AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(49), BranchENIs: eni.Known(0),
		}},
		{"no trunk, no ENI left", eni.Config{CustomNetworking: true, SecurityGroupsForPods: true, MaxENI: 1}, m5Large, eni.Addresses{
			AttachedENIs: 1, PodENIs: 0, PodIPs: eni.Known(0), BranchENIs: eni.Known(0),
		}},
		{"no trunk, IPv6", eni.Config{Family: eni.IPv6, SecurityGroupsForPods: true, MaxENI: 1}, m5Large, eni.Addresses{
			Mode: eni.PrefixDelegation, AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(1 << 48), BranchENIs: eni.Known(0),
		}},
		// Windows nodes use the primary ENI alone, and nothing else of the CNI has an effect.
		{"windows", windows, m5Large, eni.Addresses{
			AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(9), BranchENIs: eni.Known(0),
		}},
		{"windows, prefixes", windowsPrefixes, m5Large, eni.Addresses{
			Mode: eni.PrefixDelegation, AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(144), BranchENIs: eni.Known(0),
		}},
		{"windows, everything else on", eni.Config{OS: eni.Windows, Family: eni.IPv6, CustomNetworking: true, SecurityGroupsForPods: true, MaxENI: 2}, m5Large, eni.Addresses{
			AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(9), BranchENIs: eni.Known(0),
		}},
		// Xen doesn't support prefixes: the CNI falls back to secondary IPs.
		{"prefixes on xen", prefixes, m4Large, eni.Addresses{
			Mode: eni.SecondaryIP, AttachedENIs: 2, PodENIs: 2, PodIPs: eni.Known(18), BranchENIs: eni.Known(0),
		}},
		// Bare metal has no hypervisor but supports prefixes.
		{"prefixes on bare metal", prefixes, m5Metal, eni.Addresses{
			Mode: eni.PrefixDelegation, AttachedENIs: 15, PodENIs: 15, PodIPs: eni.Known(15 * 49 * 16), BranchENIs: eni.Known(0),
		}},
		// One /80 on one ENI is enough for the node. IPv6 implies prefix delegation.
		{"IPv6", ipv6, m5Large, eni.Addresses{
			Mode: eni.PrefixDelegation, AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(1 << 48), BranchENIs: eni.Known(0),
		}},
		// IPv6 needs prefixes; there is no fallback to IPv4.
		{"IPv6 on xen", ipv6, m4Large, eni.Addresses{
			AttachedENIs: 1, PodENIs: 1, PodIPs: eni.Known(0), BranchENIs: eni.Known(0),
		}},
		// With unknown branch ENIs, no ENI is subtracted for a trunk.
		{"unknown branch ENIs", secured, trn248xl, eni.Addresses{
			AttachedENIs: 2, PodENIs: 2, PodIPs: eni.Known(98),
		}},
		// They don't matter while security groups for pods are off.
		{"unknown branch ENIs, off", eni.Config{}, trn248xl, eni.Addresses{
			AttachedENIs: 2, PodENIs: 2, PodIPs: eni.Known(98), BranchENIs: eni.Known(0),
		}},
		// Unknown, not 0.
		{"unknown type", eni.Config{}, unknownType, eni.Addresses{BranchENIs: eni.Known(0)}},
		{"unknown type, security groups", secured, unknownType, eni.Addresses{}},
		// MAX_ENI above the type's ENIs has no effect.
		{"MAX_ENI above", eni.Config{MaxENI: 9}, m5Large, eni.Addresses{
			AttachedENIs: 3, PodENIs: 3, PodIPs: eni.Known(27), BranchENIs: eni.Known(0),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.config.Addresses(c.limits); got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestTrunking(t *testing.T) {
	for _, c := range []struct {
		name   string
		limits eni.Limits
		want   eni.Maybe[bool]
	}{
		{"m5.large", m5Large, eni.Known(true)},
		// 0 branch ENIs means false, not unknown.
		{"t3.large", t3Large, eni.Known(false)},
		{"trn2.48xlarge", trn248xl, eni.Maybe[bool]{}},
	} {
		if got := c.limits.Trunking(); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

// Unknown must never read as 0.
func TestMaybe(t *testing.T) {
	var unknown eni.Maybe[int]
	zero := eni.Known(0)
	if unknown == zero {
		t.Error("unknown equals 0")
	}
	if _, known := unknown.Value(); known || unknown.Known() {
		t.Error("the zero value is known")
	}
	if v, known := zero.Value(); v != 0 || !known || !zero.Known() {
		t.Errorf("Known(0) is %d, %t", v, known)
	}
	if got := unknown.Or(7); got != 7 {
		t.Errorf("unknown or 7 is %d", got)
	}
	if got := zero.Or(7); got != 0 {
		t.Errorf("0 or 7 is %d", got)
	}
}
