package eni

import "fmt"

// Policy is who sets the kubelet's max pods, and by which rule. Each policy is
// one row of the table policies.
type Policy uint8

// The policies. The zero value is what an unconfigured node gets.
const (
	// PolicyENI: nodeadm on AL2023, Bottlerocket and self-managed nodes. The
	// CNI's mode doesn't matter.
	PolicyENI Policy = iota
	// PolicyManaged: EKS managed node groups without a custom AMI.
	PolicyManaged
	// PolicyNumber: a fixed maxPods in the kubelet's configuration.
	PolicyNumber
	// PolicyExpression: nodeadm's maxPodsExpression.
	PolicyExpression
	// PolicyKarpenter: nodes that Karpenter launches.
	PolicyKarpenter
	// PolicyAutoMode: nodes of EKS Auto Mode.
	PolicyAutoMode
	// PolicyManagedExpression: nodeadm's maxPodsExpression in a managed node group
	// without a custom AMI, which caps its result.
	PolicyManagedExpression
	// PolicyKarpenterExpression: an expression in a Karpenter node class (since 1.15,
	// feature gate NodeClassCEL).
	PolicyKarpenterExpression
)

// Params is a set of the fields of MaxPods that a policy may read in addition to the
// instance type and the CNI's configuration.
type Params uint8

// The parameters, each named for its field of MaxPods.
const (
	ParamNumber Params = 1 << iota
	ParamExpression
	ParamReservedENIs
	ParamPodsPerCore
)

// policy is one row: everything that differs between policies. Only the
// sentence that explains the rule to a person is elsewhere, with the other
// sentences of the reports.
type policy struct {
	word   string // in flags and files
	setter string // the proper name of who applies the rule, for help texts
	// prefix is what leads an expression of the policy in flags and files, with a
	// colon; nodeadm's has none.
	prefix string
	reads  Params
	// maxPods is the rule. The only errors are those of an expression.
	maxPods func(MaxPods, Limits, Config) (int, error)
	// kubeReserved is the number of pods that kube-reserved memory is sized for.
	kubeReserved func(MaxPods, Limits, Config, Maybe[int]) Maybe[int]
	// perGroup: all nodes of a node group get one number, the lowest of its types.
	perGroup bool
	// karpenter: Karpenter estimates what a type offers before it launches one.
	karpenter bool
	// autoMode: AWS runs the CNI and kube-proxy outside of pods.
	autoMode bool
	// labels recognizes a node that the policy applies to; nil where no label
	// shows it. A node must match at most one row.
	labels func(nodeLabels) bool
}

var policies = [...]policy{
	PolicyENI: {
		word: "eni", setter: "nodeadm's default",
		maxPods: nodeadmMaxPods, kubeReserved: reserveByNodeadm,
	},
	PolicyManaged: {
		word: "managed", setter: "EKS managed node groups",
		maxPods: managedMaxPods, kubeReserved: reserveByNodeadm, perGroup: true,
		labels: func(l nodeLabels) bool { return l.managed() && !l.autoMode() },
	},
	PolicyNumber: {
		word: "number", setter: "your kubelet configuration", reads: ParamNumber,
		maxPods: numberMaxPods, kubeReserved: reserveByNodeadm,
	},
	PolicyExpression: {
		word: "expression", setter: "nodeadm's maxPodsExpression", reads: ParamExpression,
		maxPods: expressionMaxPods, kubeReserved: reserveByExpression,
	},
	PolicyKarpenter: {
		word: "karpenter", setter: "Karpenter", reads: ParamReservedENIs | ParamPodsPerCore,
		maxPods: karpenterMaxPods, kubeReserved: reserveByNodeadm, karpenter: true,
		// Auto Mode is built on Karpenter, so its nodes have this label, too.
		labels: func(l nodeLabels) bool { return l.has("karpenter.sh/nodepool") && !l.managed() && !l.autoMode() },
	},
	PolicyAutoMode: {
		word: "auto-mode", setter: "EKS Auto Mode",
		maxPods: autoModeMaxPods, kubeReserved: reserveByMaxPods, autoMode: true,
		labels: nodeLabels.autoMode,
	},
	PolicyManagedExpression: {
		word: "managed-expression", setter: "nodeadm's maxPodsExpression in EKS managed node groups", reads: ParamExpression,
		maxPods: managedExpressionMaxPods, kubeReserved: reserveByExpression, prefix: "managed",
	},
	PolicyKarpenterExpression: {
		word: "karpenter-expression", setter: "an expression in a Karpenter node class", reads: ParamExpression | ParamReservedENIs | ParamPodsPerCore,
		maxPods: karpenterExpressionMaxPods, kubeReserved: reserveByNodeadm, karpenter: true, prefix: "karpenter",
	},
}

// row panics with the number of a policy that has no row, which is a mistake in
// the calling code.
func (p Policy) row() *policy { return &policies[p] }

func (p Policy) String() string                { return p.row().word }
func (p Policy) MarshalText() ([]byte, error)  { return []byte(p.String()), nil }
func (p *Policy) UnmarshalText(b []byte) error { return UnmarshalWord(p, b, policyWords()) }

// Setter is the proper name of who applies the policy, such as "EKS managed
// node groups".
func (p Policy) Setter() string { return p.row().setter }

// Reads reports whether the policy reads any of the parameters.
func (p Policy) Reads(any Params) bool { return p.row().reads&any != 0 }

// AutoMode reports whether AWS runs the CNI and kube-proxy outside of pods.
// Such nodes have neither aws-node and kube-proxy pods nor custom networking.
func (p Policy) AutoMode() bool { return p.row().autoMode }

// Karpenter reports whether Karpenter launches the nodes.
func (p Policy) Karpenter() bool { return p.row().karpenter }

// ExpressionPrefix is what leads an expression of the policy in flags and files:
// karpenter in "karpenter: max_pods / 2". nodeadm's has none.
func (p Policy) ExpressionPrefix() string { return p.row().prefix }

// ExpressionPolicies are the policies that an expression selects, nodeadm's first.
func ExpressionPolicies() []Policy {
	var all []Policy
	for p := range Policy(len(policies)) {
		if p.Reads(ParamExpression) {
			all = append(all, p)
		}
	}
	return all
}

// NamedPolicies are the policies that their word alone selects, in the order of
// the constants. A fixed number and an expression are selected by their value.
func NamedPolicies() []Policy {
	var all []Policy
	for p := range Policy(len(policies)) {
		if !p.Reads(ParamNumber | ParamExpression) {
			all = append(all, p)
		}
	}
	return all
}

// PolicyOfNode is the policy that the labels of a Kubernetes node show. It is
// unknown for a node without any label of EKS or Karpenter: a self-managed one.
func PolicyOfNode(labels map[string]string) Maybe[Policy] {
	for p := range Policy(len(policies)) {
		if shows := p.row().labels; shows != nil && shows(labels) {
			return Known(p)
		}
	}
	return Maybe[Policy]{}
}

type nodeLabels map[string]string

func (l nodeLabels) has(label string) bool { _, is := l[label]; return is }
func (l nodeLabels) managed() bool         { return l.has("eks.amazonaws.com/nodegroup") }
func (l nodeLabels) autoMode() bool        { return l["eks.amazonaws.com/compute-type"] == "auto" }

func policyWords() []string {
	var words []string
	for i := range policies {
		words = append(words, policies[i].word)
	}
	return words
}

// standard is what a policy sets: on Windows everybody goes by the primary ENI.
func standard(l Limits, c Config) int {
	if c.OS == Windows {
		return byPrimaryENI(l, c)
	}
	return byENIs(l)
}

// nodeadmMaxPods is E×(I−1)+2 (eni-max-pods.txt): the secondary addresses of
// each ENI, and the two pods on the host network.
func nodeadmMaxPods(_ MaxPods, l Limits, c Config) (int, error) { return standard(l, c), nil }

func managedMaxPods(_ MaxPods, l Limits, c Config) (int, error) {
	if c.OS == Windows {
		return byPrimaryENI(l, c), nil
	}
	limit := ManagedLimit(l.VCPUs)
	if ips, known := ManagedPodIPs(l, c).Value(); known {
		limit = min(limit, ips+HostPods)
	}
	return limit, nil
}

func numberMaxPods(m MaxPods, _ Limits, _ Config) (int, error) { return m.Number, nil }

// expressionMaxPods falls back to nodeadm's default if the result is below 1.
func expressionMaxPods(m MaxPods, l Limits, c Config) (int, error) {
	return m.evaluate(l, standard(l, c))
}

// evaluate is the expression's value or, if that is below 1, the default.
func (m MaxPods) evaluate(l Limits, byDefault int) (int, error) {
	n, err := m.Expression.Eval(l.variables(byDefault))
	if err != nil {
		return 0, fmt.Errorf("max pods expression %q: %w", m.Expression, err)
	}
	if n < 1 {
		return byDefault, nil
	}
	return n, nil
}

// FallsBack reports whether the policy's expression has a value below 1 for the type, so
// that its launcher's default applies.
func (m MaxPods) FallsBack(l Limits, c Config) bool {
	if !m.Policy.Reads(ParamExpression) {
		return false
	}
	byDefault := standard(l, c)
	if m.Policy.Karpenter() {
		byDefault = karpenterDefault(m, l, c)
	}
	n, err := m.Expression.Eval(l.variables(byDefault))
	return err == nil && n < 1
}

func managedExpressionMaxPods(m MaxPods, l Limits, c Config) (int, error) {
	n, err := expressionMaxPods(m, l, c)
	return min(n, ManagedLimit(l.VCPUs)), err
}

func karpenterExpressionMaxPods(m MaxPods, l Limits, c Config) (int, error) {
	n, err := m.evaluate(l, karpenterDefault(m, l, c))
	return m.perCore(n, l), err
}

func karpenterMaxPods(m MaxPods, l Limits, c Config) (int, error) {
	return m.perCore(karpenterDefault(m, l, c), l), nil
}

// karpenterDefault has no upper limit. Without a free ENI no pod fits at all, not
// even the two on the host network. On Windows, Karpenter doesn't count ENIs
// (SupportsENILimitedPodDensity is false): the kubelet's own default is left.
func karpenterDefault(m MaxPods, l Limits, c Config) int {
	enis := l.ENIs - m.ReservedENIs
	switch {
	case c.OS == Windows:
		return WindowsCap
	case enis > 0:
		return enis*(l.IPv4PerENI-1) + HostPods
	}
	return 0
}

// perCore applies podsPerCore.
func (m MaxPods) perCore(pods int, l Limits) int {
	if m.PodsPerCore > 0 {
		return min(pods, m.PodsPerCore*l.VCPUs)
	}
	return pods
}

// autoModeMaxPods has no +2, since no system pod runs on the host network.
func autoModeMaxPods(_ MaxPods, l Limits, _ Config) (int, error) {
	return min(AutoModeCap, l.ENIs*(l.IPv4PerENI-1)), nil
}

// reserveByNodeadm: nodeadm sizes kube-reserved by its own formula, whatever
// maxPods is set to. Karpenter estimates the same on AL2023: without RESERVED_ENIS,
// and whatever podsPerCore is.
func reserveByNodeadm(_ MaxPods, l Limits, _ Config, _ Maybe[int]) Maybe[int] {
	return Known(byENIs(l))
}

// reserveByExpression: nodeadm uses the value of its expression, even where
// maxPods is overridden.
func reserveByExpression(m MaxPods, l Limits, c Config, _ Maybe[int]) Maybe[int] {
	n, err := expressionMaxPods(m, l, c)
	if err != nil {
		return Maybe[int]{}
	}
	return Known(n)
}

// reserveByMaxPods: Auto Mode goes by the kubelet's max pods.
func reserveByMaxPods(_ MaxPods, _ Limits, _ Config, maxPods Maybe[int]) Maybe[int] { return maxPods }
