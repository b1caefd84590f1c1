package eni

import "fmt"

// Policy is who sets the kubelet's max pods, and by which rule.
type Policy uint8

// The policies. The zero value is what a node gets that nobody configured.
const (
	// PolicyENI: nodeadm on AL2023, Bottlerocket and self-managed nodes set
	// E×(I−1)+2 whatever the CNI's mode, and 110 for a type unknown to them.
	PolicyENI Policy = iota
	// PolicyManaged: EKS managed node groups without a custom AMI follow the
	// CNI's mode and custom networking, capped by the number of vCPUs.
	PolicyManaged
	// PolicyNumber: the kubelet's maxPods, written down.
	PolicyNumber
	// PolicyExpression: nodeadm's maxPodsExpression.
	PolicyExpression
	// PolicyKarpenter: E less RESERVED_ENIS, without a cap, or podsPerCore.
	PolicyKarpenter
	// PolicyAutoMode: EKS Auto Mode, whose CNI and kube-proxy are not pods.
	PolicyAutoMode
)

const (
	// UnknownTypeMaxPods is what nodeadm sets for a type that it does not know.
	UnknownTypeMaxPods = 110
	// ManagedCap and ManagedLargeCap bound PolicyManaged below and from
	// ManagedLargeVCPUs vCPUs.
	ManagedCap        = 110
	ManagedLargeCap   = 250
	ManagedLargeVCPUs = 30
	// AutoModeCap bounds PolicyAutoMode.
	AutoModeCap = 110
	// HostPods are aws-node and kube-proxy: on the host network of every node
	// outside Auto Mode, and the +2 of the formulas.
	HostPods = 2
)

// Expression is a compiled maxPodsExpression. Its value for a type depends on
// nothing but the three arguments.
type Expression interface {
	Eval(defaultENIs, ipsPerENI, maxPods int) (int, error)
	String() string
}

// MaxPods is a policy with what it needs: how the kubelets of a cluster come by their max pods.
type MaxPods struct {
	Policy     Policy
	Number     int        // with PolicyNumber
	Expression Expression // with PolicyExpression
	// ReservedENIs is Karpenter's RESERVED_ENIS.
	ReservedENIs int
	// PodsPerCore is the kubelet's podsPerCore in a Karpenter node class; 0 sets none.
	PodsPerCore int
}

// Of is the kubelet's max pods on a node of a type. The only errors are those of an expression.
func (m MaxPods) Of(l Limits, c Config) (int, error) {
	switch m.Policy {
	case PolicyManaged:
		return managed(l, c), nil
	case PolicyNumber:
		return m.Number, nil
	case PolicyExpression:
		n, err := m.Expression.Eval(l.ENIs, l.IPv4PerENI, byENIs(l))
		if err != nil {
			return 0, fmt.Errorf("max pods expression %q: %w", m.Expression, err)
		}
		return n, nil
	case PolicyKarpenter:
		return m.karpenter(l), nil
	case PolicyAutoMode:
		return min(AutoModeCap, l.ENIs*(l.IPv4PerENI-1)), nil
	default:
		return byENIs(l), nil
	}
}

// OfGroup is the max pods of a node group of several types. Only a managed
// node group gives all of its nodes one number, the lowest of them: for every
// other policy the group has no number of its own, and known is false.
func (m MaxPods) OfGroup(types []Limits, c Config) (lowest int, known bool) {
	if m.Policy != PolicyManaged || len(types) == 0 {
		return 0, false
	}
	lowest = managed(types[0], c)
	for _, l := range types[1:] {
		lowest = min(lowest, managed(l, c))
	}
	return lowest, true
}

// KubeReservedPods is the number of pods that nodeadm sizes kube-reserved
// memory for: its own idea of max pods, even where maxPods is set elsewhere.
func (m MaxPods) KubeReservedPods(l Limits, c Config) (int, error) {
	if m.Policy == PolicyExpression {
		return m.Of(l, c)
	}
	return byENIs(l), nil
}

// byENIs is E×(I−1)+2, each ENI's secondary addresses and the two pods on the
// host network: the figure of eni-max-pods.txt.
func byENIs(l Limits) int {
	if l.ENIs == 0 {
		return UnknownTypeMaxPods
	}
	return l.ENIs*(l.IPv4PerENI-1) + HostPods
}

// managed counts custom networking and prefixes, and neither MAX_ENI nor the
// trunk's slot, which is one way to admit more pods than get an address.
func managed(l Limits, c Config) int {
	limit := ManagedCap
	if l.VCPUs >= ManagedLargeVCPUs {
		limit = ManagedLargeCap
	}
	c.MaxENI, c.SecurityGroupsForPods = 0, false
	ips, known := c.Addresses(l).PodIPs.Value()
	if !known {
		return limit
	}
	return min(limit, ips+HostPods)
}

func (m MaxPods) karpenter(l Limits) int {
	pods := 0
	if enis := l.ENIs - m.ReservedENIs; enis > 0 {
		pods = enis*(l.IPv4PerENI-1) + HostPods
	}
	if m.PodsPerCore > 0 {
		pods = min(pods, m.PodsPerCore*l.VCPUs)
	}
	return pods
}
