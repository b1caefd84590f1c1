package eni

// WarmTargets is how many spare addresses ipamd, the CNI's daemon, keeps on a
// node. The zero value is what EKS installs: a warm ENI, or a warm prefix in
// prefix mode. IPv6 knows no targets.
type WarmTargets struct {
	ENI Maybe[int] // WARM_ENI_TARGET, without prefixes; unknown is 1
	// Prefix is WARM_PREFIX_TARGET, in prefix mode; unknown is 1, as the
	// manifest and the add-on set it. 0 is not supported, says the CNI.
	Prefix Maybe[int]
	// IP is WARM_IP_TARGET and MinimumIP MINIMUM_IP_TARGET: 0 sets none, and
	// either overrides the other two. With MinimumIP alone the pool never grows
	// past it, and further pods have no address.
	IP, MinimumIP int
}

// NodePods are the pods of one node that its addresses depend on.
type NodePods struct {
	Ordinary int // on the pod network, without security groups
	Secured  int // with security groups: each its own branch ENI
	Max      int // the kubelet's max pods
}

// Held is what a node takes from the VPC. All counts are of the node at rest,
// its pods having come one at a time; addresses cool down for 30 s after a pod.
type Held struct {
	ENIs       int // attached, the primary and the trunk included
	IPs        int // secondary IPv4 addresses, none in prefix mode
	Prefixes   int // of PrefixIPs addresses each; the one /80 with IPv6
	BranchENIs int
	// NodeSubnet and PodSubnet are the IPv4 addresses drawn from the subnet of
	// the node and, with custom networking, from that of its ENIConfig: the
	// secondary addresses, the prefixes', and one for each ENI and branch ENI.
	NodeSubnet, PodSubnet int
}

// Held is what a node of a type holds for its pods; unknown for an unknown
// type, and where it is unknown whether the type trunks. Pods that the type has
// no address for draw none.
//
// The rules are those of amazon-vpc-cni-k8s v1.20 and later, pkg/ipamd/ipamd.go.
// Placing ENIs in other subnets by their tags (ENABLE_SUBNET_DISCOVERY) is not
// counted, nor are ENIs that others attach.
func (c Config) Held(l Limits, w WarmTargets, pods NodePods) Maybe[Held] {
	a := c.Addresses(l)
	branches, known := a.BranchENIs.Value()
	if !known || l.ENIs == 0 {
		return Maybe[Held]{}
	}
	h := Held{BranchENIs: min(pods.Secured, branches)}
	var carrying int // of the ENIs for pods, those that carry addresses
	if c.Family == IPv6 {
		carrying = a.PodENIs
		h.Prefixes = one(a.PodIPs.Or(0) > 0)
	} else {
		p := w.poolOf(a, l)
		units := p.units(pods)
		carrying = ceilDiv(units, p.perENI)
		if a.Mode == PrefixDelegation {
			h.Prefixes = units
		} else {
			h.IPs = units * p.size
		}
	}
	if !c.CustomNetworking { // the primary ENI is there, and is one of those for pods
		carrying = max(carrying, min(1, a.PodENIs))
	}
	h.ENIs = a.AttachedENIs - a.PodENIs + carrying
	return Known(h.drawn(c))
}

// drawn fills in the subnets. With custom networking all but the primary ENI
// are in the ENIConfig's subnet: trunk and branch ENIs, too, since the VPC
// resource controller creates them there (updateCurrentSubnetAndCidrBlock in
// its pkg/aws/ec2/instance.go).
func (h Held) drawn(c Config) Held {
	h.NodeSubnet = h.ENIs + h.IPs + h.BranchENIs
	if c.Family == IPv4 {
		h.NodeSubnet += h.Prefixes * PrefixIPs
	}
	if c.CustomNetworking {
		h.NodeSubnet, h.PodSubnet = 1, h.NodeSubnet-1
	}
	return h
}

// pool is a node's IPv4 addresses for pods. It grows and shrinks by units: a
// whole ENI with WARM_ENI_TARGET, else a secondary address or a prefix.
type pool struct {
	size   int // addresses in a unit
	perENI int // units on an ENI
	most   int // units on the node
	spare  int // free addresses wanted
	floor  int // addresses wanted in all
	grows  bool
}

// poolOf is datastoreTargetState, datastorePrefixTargetState and
// isDatastorePoolTooLow: what counts as too few addresses. Without IP targets
// no free address at all is too few even where the target is 0.
func (w WarmTargets) poolOf(a Addresses, l Limits) pool {
	slots := max(0, l.IPv4PerENI-1)
	p := pool{size: 1, perENI: slots, floor: w.MinimumIP, spare: w.IP, grows: w.IP > 0}
	targets := w.IP > 0 || w.MinimumIP > 0
	switch {
	case a.Mode == PrefixDelegation:
		p.size = PrefixIPs
		if !targets {
			p.spare, p.grows = max(1, w.Prefix.Or(1)*PrefixIPs), true
		}
	case !targets:
		p.size, p.perENI = slots, 1
		p.spare, p.grows = max(1, w.ENI.Or(1)*slots), true
	}
	p.most = a.PodENIs * p.perENI
	return p
}

// units is how many the node comes to hold: those it starts with, which
// increaseDatastorePool asks for an ENI at a time, and then one more whenever a
// pod makes it too few, until all addresses together reach max pods.
func (p pool) units(pods NodePods) int {
	if p.most == 0 {
		return 0
	}
	enough := ceilDiv(pods.Max, p.size)
	start := min(p.wanted(0), ceilDiv(enough, p.perENI)*p.perENI)
	return min(p.most, max(start, min(enough, p.wanted(pods.Ordinary))))
}

// wanted is how many units would meet the targets with so many pods. A pool
// with no spare address wanted never looks too small.
func (p pool) wanted(pods int) int {
	if !p.grows {
		return ceilDiv(p.floor, p.size)
	}
	return ceilDiv(max(p.floor, pods+p.spare), p.size)
}

// ceilDiv rounds up; of nothing there is none.
func ceilDiv(n, by int) int {
	if by == 0 {
		return 0
	}
	return (n + by - 1) / by
}
