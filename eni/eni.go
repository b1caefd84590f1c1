// Package eni is the arithmetic of the Amazon VPC CNI (v1.20 and later): how many
// pods can get an address on a node, how many pods its kubelet admits, and how
// many addresses it takes from its subnets. Its only input is the limits of the
// instance type and the configuration.
//
// A node has three budgets. What a pod uses depends on the pod:
//
//	pod                               kubelet slot   pod IP   branch ENI
//	host network (aws-node, …)              1           –          –
//	ordinary                                1           1          –
//	with security groups                    1           –          1
//
// The policies of max pods are the rows of one table, in policy.go.
package eni

// Limits are those of EC2 and the VPC resource controller for one instance type.
type Limits struct {
	// ENIs is the number of ENIs on the default network card, because the VPC CNI
	// takes pod addresses from no other. 0 means that the type is unknown.
	ENIs int
	// IPv4PerENI includes the ENI's primary address, which pods can't use.
	IPv4PerENI int
	// BranchENIs is how many pods with security groups a node can carry: 0 where
	// the type doesn't support trunk ENIs, unknown where no table has the type.
	BranchENIs Maybe[int] `json:",omitzero"`
	// Prefixes: the ENIs accept /28 and /80 prefixes. See SupportsPrefixes.
	Prefixes bool
	VCPUs    int
	// Type and MemoryMiB, as advertised, are what an expression may read of the type.
	Type      string `json:",omitzero"`
	MemoryMiB int    `json:",omitzero"`
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

// Config is the part of the CNI's configuration that decides how many pods fit.
// The zero value is the default of EKS: IPv4 and secondary IPs.
type Config struct {
	Family                Family
	Mode                  Mode
	CustomNetworking      bool // AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG
	SecurityGroupsForPods bool // ENABLE_POD_ENI
	MaxENI                int  // MAX_ENI; 0 sets no limit
	// OS is that of the node. Windows nodes have no ipamd: the VPC resource controller
	// gives pods the addresses of the primary ENI.
	OS OS
}

// Addresses are what the CNI can assign to the pods of one node.
type Addresses struct {
	// Mode is the effective mode: secondary IPs if the type doesn't support prefixes.
	Mode Mode
	// AttachedENIs is the number of ENIs when all pod addresses are in use.
	AttachedENIs int
	// PodENIs is how many of them have addresses for ordinary pods.
	PodENIs int
	// Trunk: one of the ENIs is the trunk.
	Trunk bool
	// PodIPs is unknown for an unknown type.
	PodIPs Maybe[int]
	// BranchENIs is 0 where security groups for pods are off or unsupported.
	BranchENIs Maybe[int]
}

const (
	// PrefixIPs is the number of addresses in a /28, which takes one slot of an ENI.
	PrefixIPs = 16
	// IPv6NodeIPs is the number of addresses in a node's /80 prefix: never the limit.
	IPv6NodeIPs = 1 << 48
)

// Addresses calculates what a node with these limits can assign to pods. Custom
// networking doesn't use the primary ENI for pods. Security groups for pods need
// a trunk ENI, whose addresses pods don't get (since CNI 1.16.4); on a type
// without trunk ENIs they cost nothing (since CNI 1.20.4). With MAX_ENI 1 ipamd
// finds no slot for a trunk and serves ordinary pods without one.
func (c Config) Addresses(l Limits) Addresses {
	c = c.onOS()
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
	if c.SecurityGroupsForPods && a.AttachedENIs < 2 {
		a.Trunk, a.BranchENIs = false, Known(0)
	}
	if c.Family == IPv6 { // one /80 on one ENI is enough for any node
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

// onOS is the configuration that has an effect on the node's operating system.
func (c Config) onOS() Config {
	if c.OS == Windows {
		return Config{OS: Windows, Mode: c.Mode, MaxENI: 1}
	}
	return c
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

// modeOn is the mode that the CNI uses on a type. IPv6 works only with prefixes.
func (c Config) modeOn(l Limits) Mode {
	if l.Prefixes && (c.Mode == PrefixDelegation || c.Family == IPv6) {
		return PrefixDelegation
	}
	return SecondaryIP
}
