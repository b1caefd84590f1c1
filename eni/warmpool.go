package eni

// WarmTargets are the spare addresses that ipamd, the CNI's daemon, holds on a
// node. The zero value is the default of EKS: one spare ENI, or one spare prefix
// in prefix mode. IPv6 has no targets.
type WarmTargets struct {
	ENI Maybe[int] // WARM_ENI_TARGET, without prefixes; unknown is 1
	// Prefix is WARM_PREFIX_TARGET, in prefix mode; unknown is 1, the default of
	// the manifest and the add-on. The CNI doesn't support 0.
	Prefix Maybe[int]
	// IP is WARM_IP_TARGET, and MinimumIP is MINIMUM_IP_TARGET; 0 means not set.
	// Either one overrides the other two targets. With only MinimumIP the pool
	// never grows beyond it, and further pods get no address.
	IP, MinimumIP int
}

// NodePods are the pods of one node, as far as its addresses depend on them.
type NodePods struct {
	Ordinary int // on the pod network, without security groups
	Secured  int // with security groups, each on its own branch ENI
	Max      int // the kubelet's max pods
}

// Held is what a node takes from the VPC, after its pods started one at a time.
// Addresses of deleted pods, which ipamd reuses after 30 s, aren't included.
type Held struct {
	ENIs       int // attached, including the primary and the trunk
	IPs        int // secondary IPv4 addresses, none in prefix mode
	Prefixes   int // /28 each; with IPv6 the one /80
	BranchENIs int
	// NodeSubnet and PodSubnet are the IPv4 addresses taken from the node's subnet
	// and, with custom networking, from the ENIConfig's: secondary addresses, those
	// of the prefixes, and one for each ENI and branch ENI.
	NodeSubnet, PodSubnet int
}

// Add adds nodes that each hold as much.
func (h *Held) Add(nodes int, each Held) {
	h.ENIs += nodes * each.ENIs
	h.IPs += nodes * each.IPs
	h.Prefixes += nodes * each.Prefixes
	h.BranchENIs += nodes * each.BranchENIs
	h.NodeSubnet += nodes * each.NodeSubnet
	h.PodSubnet += nodes * each.PodSubnet
}

// Held is what a node of a type takes from the VPC for its pods. It is unknown if
// the type is, or if it is unknown whether the type supports trunk ENIs. Pods
// beyond the type's addresses take none.
//
// The rules are those of pkg/ipamd/ipamd.go in amazon-vpc-cni-k8s v1.20 and later.
// ENIs in other subnets (ENABLE_SUBNET_DISCOVERY) and ENIs that other software
// attaches aren't included. On Windows, where the VPC resource controller keeps its
// own warm pool (3 addresses by default), the result is approximate.
func (c Config) Held(l Limits, w WarmTargets, pods NodePods) Maybe[Held] {
	c = c.onOS()
	a := c.Addresses(l)
	branches, known := a.BranchENIs.Value()
	if !known || l.ENIs == 0 {
		return Maybe[Held]{}
	}
	h := Held{BranchENIs: min(pods.Secured, branches)}
	var withIPs int // of the PodENIs, those that have addresses
	if c.Family == IPv6 {
		withIPs = a.PodENIs
		h.Prefixes = one(a.PodIPs.Or(0) > 0)
	} else {
		p := w.poolOf(a, l)
		units := p.units(pods)
		withIPs = ceilDiv(units, p.perENI)
		if a.Mode == PrefixDelegation {
			h.Prefixes = units
		} else {
			h.IPs = units * p.size
		}
	}
	if !c.CustomNetworking { // the primary ENI is always attached, and is one of PodENIs
		withIPs = max(withIPs, min(1, a.PodENIs))
	}
	h.ENIs = a.AttachedENIs - a.PodENIs + withIPs
	return Known(h.bySubnet(c))
}

// bySubnet sets NodeSubnet and PodSubnet. With custom networking all ENIs but the
// primary one are in the ENIConfig's subnet, including trunk and branch ENIs,
// which the VPC resource controller creates there
// (updateCurrentSubnetAndCidrBlock in its pkg/aws/ec2/instance.go).
func (h Held) bySubnet(c Config) Held {
	h.NodeSubnet = h.ENIs + h.IPs + h.BranchENIs
	if c.Family == IPv4 {
		h.NodeSubnet += h.Prefixes * PrefixIPs
	}
	if c.CustomNetworking {
		h.NodeSubnet, h.PodSubnet = 1, h.NodeSubnet-1
	}
	return h
}

// pool is a node's IPv4 addresses for pods. It grows and shrinks by units: whole
// ENIs with WARM_ENI_TARGET, otherwise secondary addresses or prefixes.
type pool struct {
	size   int // addresses in a unit
	perENI int // units on an ENI
	limit  int // units on the node
	spare  int // target of free addresses
	floor  int // target of addresses in total
	grows  bool
}

// poolOf follows datastoreTargetState, datastorePrefixTargetState and
// isDatastorePoolTooLow of ipamd. Without IP targets, a pool without any free
// address is too low even if the target is 0.
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
	p.limit = a.PodENIs * p.perENI
	return p
}

// units is how many the node ends up with: those that it starts with, which
// increaseDatastorePool requests one ENI at a time, and one more each time that
// a pod makes the pool too low, until all addresses together reach max pods.
func (p pool) units(pods NodePods) int {
	if p.limit == 0 {
		return 0
	}
	enough := ceilDiv(pods.Max, p.size)
	start := min(p.target(0), ceilDiv(enough, p.perENI)*p.perENI)
	return min(p.limit, max(start, min(enough, p.target(pods.Ordinary))))
}

// target is how many units meet the targets with this many pods. A pool without a
// target of spare addresses is never too low.
func (p pool) target(pods int) int {
	if !p.grows {
		return ceilDiv(p.floor, p.size)
	}
	return ceilDiv(max(p.floor, pods+p.spare), p.size)
}

// ceilDiv rounds up; dividing by 0 gives 0.
func ceilDiv(n, by int) int {
	if by == 0 {
		return 0
	}
	return (n + by - 1) / by
}
