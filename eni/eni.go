// Package eni is the arithmetic of the Amazon VPC CNI (v1.20 and later): how
// many pods of each kind a node can give an address to, how many pods its
// kubelet admits, and how many addresses it holds. It needs nothing but the
// limits of the instance type.
//
// A node has three budgets, and each kind of pod draws on its own:
//
//	pod                               kubelet slot   pod IP   branch ENI
//	host network (aws-node, …)              1           –          –
//	ordinary                                1           1          –
//	with security groups                    1           –          1
package eni

// Limits are what EC2 and the VPC resource controller allow one instance type.
type Limits struct {
	// ENIs of the default network card: the VPC CNI gives pods addresses from
	// no other card. 0 means that the type is unknown.
	ENIs int
	// IPv4PerENI counts the ENI's own primary address, which no pod gets.
	IPv4PerENI int
	// BranchENIs is how many pods with security groups a node can carry: 0 where
	// the type doesn't support trunk ENIs, unknown where no table has the type.
	BranchENIs Maybe[int] `json:",omitzero"`
	// Prefixes says that an ENI accepts /28 and /80 prefixes: on nitro and on
	// bare metal.
	Prefixes bool
	VCPUs    int
}

// SupportsPrefixes reports whether the ENIs of a type accept prefixes: on Nitro
// and on bare metal, for which EC2 names no hypervisor.
func SupportsPrefixes(hypervisor string, bareMetal bool) bool {
	return hypervisor == "nitro" || bareMetal
}

// Trunking says whether the type supports trunk ENIs; unknown with BranchENIs.
func (l Limits) Trunking() Maybe[bool] {
	branches, known := l.BranchENIs.Value()
	if !known {
		return Maybe[bool]{}
	}
	return Known(branches > 0)
}

// Config is the part of a cluster's CNI configuration that decides density.
// The zero value is what EKS installs: IPv4, secondary IPs, nothing else.
type Config struct {
	Family                Family
	Mode                  Mode
	CustomNetworking      bool // AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG
	SecurityGroupsForPods bool // ENABLE_POD_ENI
	MaxENI                int  // MAX_ENI; 0 sets no limit
}

// Addresses is what the CNI can give to the pods of one node.
type Addresses struct {
	// Mode is the one in force: secondary IPs where prefixes were asked of a
	// type that does not take them.
	Mode Mode
	// AttachedENIs is how many ENIs the node has with every pod address in use.
	AttachedENIs int
	// PodENIs are those of them that carry ordinary pods' addresses.
	PodENIs int
	// Trunk says that one ENI is the trunk.
	Trunk bool
	// PodIPs is unknown for an unknown type.
	PodIPs Maybe[int]
	// BranchENIs is 0 where security groups for pods are off or unsupported.
	BranchENIs Maybe[int]
}

const (
	// PrefixIPs is how many addresses a /28 holds, one slot of an ENI in prefix mode.
	PrefixIPs = 16
	// IPv6NodeIPs is how many addresses a node's /80 prefix holds: never what binds.
	IPv6NodeIPs = 1 << 48
)

// Addresses works out what a node with these limits can give to pods. The
// primary ENI goes with custom networking; the trunk takes a slot of its own
// and, since CNI 1.16.4, its addresses go to no pod. On a type that does not
// trunk nothing is lost (since CNI 1.20.4).
func (c Config) Addresses(l Limits) Addresses {
	a := Addresses{Mode: c.modeOn(l), BranchENIs: Known(0)}
	if c.SecurityGroupsForPods {
		a.BranchENIs = l.BranchENIs
		a.Trunk = l.Trunking().Or(false)
	}
	if l.ENIs == 0 {
		return a
	}
	a.AttachedENIs = l.ENIs
	if c.MaxENI > 0 {
		a.AttachedENIs = min(l.ENIs, c.MaxENI)
	}
	if c.Family == IPv6 { // one prefix on one ENI is enough for any node
		a.AttachedENIs = min(a.AttachedENIs, 1+one(a.Trunk))
	}
	a.PodENIs = a.AttachedENIs
	if c.CustomNetworking {
		a.PodENIs--
	}
	if a.Trunk {
		a.PodENIs--
	}
	a.PodENIs = max(0, a.PodENIs)
	a.PodIPs = Known(c.podIPs(l, a.PodENIs))
	return a
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (c Config) podIPs(l Limits, enis int) int {
	switch {
	case c.Family == IPv6 && !l.Prefixes:
		return 0
	case c.Family == IPv6:
		return min(enis, 1) * IPv6NodeIPs
	case c.modeOn(l) == PrefixDelegation:
		return enis * (l.IPv4PerENI - 1) * PrefixIPs
	default:
		return enis * (l.IPv4PerENI - 1)
	}
}

// modeOn is the mode that the CNI really uses on a type; IPv6 works by prefixes alone.
func (c Config) modeOn(l Limits) Mode {
	if l.Prefixes && (c.Mode == PrefixDelegation || c.Family == IPv6) {
		return PrefixDelegation
	}
	return SecondaryIP
}
