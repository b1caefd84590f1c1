package eni

const (
	// UnknownTypeMaxPods is what nodeadm sets for a type that it doesn't know.
	UnknownTypeMaxPods = 110
	// ManagedCap is the upper limit of PolicyManaged on a node of fewer than
	// ManagedLargeVCPUs vCPUs, ManagedLargeCap on larger ones.
	ManagedCap        = 110
	ManagedLargeCap   = 250
	ManagedLargeVCPUs = 30
	// AutoModeCap is the upper limit of PolicyAutoMode on every node.
	AutoModeCap = 110
	// WindowsCap is the upper limit on Windows nodes, which only prefixes can reach.
	WindowsCap = 110
	// HostPods are aws-node and kube-proxy: on the host network of every Linux node
	// outside Auto Mode, and the +2 of the formulas.
	HostPods = 2
)

// Expression is a compiled expression for max pods. Its value depends only on the
// variables.
type Expression interface {
	Eval(Variables) (int, error)
	String() string
}

// Variables are what an expression for max pods may read of an instance type.
// Karpenter offers all of them, nodeadm the first three.
type Variables struct {
	DefaultENIs, IPsPerENI int
	MaxPods                int // what the launcher would set without the expression
	VCPUs, MemoryMiB       int
	InstanceType           string
}

func (l Limits) variables(maxPods int) Variables {
	return Variables{l.ENIs, l.IPv4PerENI, maxPods, l.VCPUs, l.MemoryMiB, l.Type}
}

// MaxPods is how the kubelets of a cluster get their max pods: a policy and its
// parameters.
type MaxPods struct {
	Policy     Policy
	Number     int        // with PolicyNumber
	Expression Expression // with the policies that read ParamExpression
	// ReservedENIs is Karpenter's RESERVED_ENIS.
	ReservedENIs int
	// PodsPerCore is podsPerCore in a Karpenter node class; 0 sets no limit. The kubelet
	// of Bottlerocket has no such setting.
	PodsPerCore int
}

// Of is the kubelet's max pods on a node of a type. The only errors are those of an expression.
func (m MaxPods) Of(l Limits, c Config) (int, error) { return m.Policy.row().maxPods(m, l, c) }

// OfGroup is the max pods of a node group with several types. Only a managed
// node group gives all of its nodes the same number, the lowest of its types.
// With any other policy a group has no number of its own, and known is false.
func (m MaxPods) OfGroup(types []Limits, c Config) (lowest int, known bool) {
	if !m.Policy.row().perGroup || len(types) == 0 {
		return 0, false
	}
	for i, l := range types {
		n, err := m.Of(l, c)
		if err != nil {
			return 0, false
		}
		if i == 0 || n < lowest {
			lowest = n
		}
	}
	return lowest, true
}

// KubeReservedPods is the number of pods that kube-reserved memory is sized for
// on AL2023. maxPods is the kubelet's, which may be overridden. The result is
// unknown where an expression has no value for the type.
func (m MaxPods) KubeReservedPods(l Limits, c Config, maxPods Maybe[int]) Maybe[int] {
	return m.Policy.row().kubeReserved(m, l, c, maxPods)
}

// Unused are the parameters that are set and that the policy doesn't read.
func (m MaxPods) Unused() Params {
	var set Params
	for _, p := range []struct {
		param Params
		isSet bool
	}{
		{ParamNumber, m.Number > 0},
		{ParamExpression, m.Expression != nil},
		{ParamReservedENIs, m.ReservedENIs > 0},
		{ParamPodsPerCore, m.PodsPerCore > 0},
	} {
		if p.isSet {
			set |= p.param
		}
	}
	return set &^ m.Policy.row().reads
}

// ManagedLimit is the most pods that EKS sets on a node of a managed node group
// without a custom AMI.
func ManagedLimit(vcpus int) int {
	if vcpus < ManagedLargeVCPUs {
		return ManagedCap
	}
	return ManagedLargeCap
}

// ManagedPodIPs is the number of pod IPs that PolicyManaged goes by. It follows
// prefixes and custom networking, but neither MAX_ENI nor the trunk ENI: with
// those the kubelet admits more pods than can get an address.
func ManagedPodIPs(l Limits, c Config) Maybe[int] {
	c.MaxENI, c.SecurityGroupsForPods = 0, false
	return c.Addresses(l).PodIPs
}

// byPrimaryENI is the rule of Windows nodes: the addresses that the primary ENI has
// for pods. No pod is on the host network.
func byPrimaryENI(l Limits, c Config) int {
	return min(WindowsCap, c.Addresses(l).PodIPs.Or(WindowsCap))
}

func byENIs(l Limits) int {
	if l.ENIs == 0 {
		return UnknownTypeMaxPods
	}
	return l.ENIs*(l.IPv4PerENI-1) + HostPods
}
