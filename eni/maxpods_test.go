package eni_test

import (
	"testing"

	"podfit/eni"
)

var (
	byENI     = eni.MaxPods{}
	managed   = eni.MaxPods{Policy: eni.PolicyManaged}
	autoMode  = eni.MaxPods{Policy: eni.PolicyAutoMode}
	karpenter = eni.MaxPods{Policy: eni.PolicyKarpenter}
)

func expressionOf(p eni.Policy, n int) eni.MaxPods {
	return eni.MaxPods{Policy: p, Expression: constant(n)}
}

// ofType is an expression of what only Karpenter passes.
var ofType = expression{"memory_mib + vcpus + size(instance_type)", func(v eni.Variables) (int, error) {
	return v.MemoryMiB + v.VCPUs + len(v.InstanceType), nil
}}

func named(l eni.Limits, name string, mib int) eni.Limits {
	l.Type, l.MemoryMiB = name, mib
	return l
}

func TestMaxPods(t *testing.T) {
	for _, c := range []struct {
		name   string
		policy eni.MaxPods
		limits eni.Limits
		config eni.Config
		want   int
	}{
		{"eni, t3.large", byENI, t3Large, eni.Config{}, 35},
		{"eni, m5.large", byENI, m5Large, eni.Config{}, 29},
		{"eni, r5.xlarge", byENI, r5Xlarge, eni.Config{}, 58},
		{"eni, p5.48xlarge", byENI, p548xlarge, eni.Config{}, 100},
		// nodeadm ignores the CNI's mode and custom networking.
		{"eni, prefixes", byENI, m5Large, prefixes, 29},
		{"eni, custom networking", byENI, m5Large, custom, 29},
		{"eni, security groups", byENI, m5Large, secured, 29},
		// No cap: more than 250 on a large type.
		{"eni, m5.metal", byENI, m5Metal, eni.Config{}, 15*49 + 2},
		// A type that nodeadm doesn't know.
		{"eni, unknown type", byENI, unknownType, eni.Config{}, 110},

		{"managed, m5.large", managed, m5Large, eni.Config{}, 29},
		{"managed, custom networking", managed, m5Large, custom, 20},
		// 434 addresses, 110 pods.
		{"managed, prefixes", managed, m5Large, prefixes, 110},
		// Prefixes don't count on a type that doesn't support them.
		{"managed, prefixes on xen", managed, m4Large, prefixes, 20},
		// Below the cap prefixes count in full: 1×3×16+2.
		{"managed, prefixes below the cap", managed, m7gMedium, customPrefixes, 50},
		// 234 without a cap; 16 vCPUs.
		{"managed, c5.4xlarge", managed, c54xlarge, eni.Config{}, 110},
		// 32 vCPUs: the larger cap, here above 8×29+2 …
		{"managed, m5.8xlarge", managed, m58xlarge, eni.Config{}, 234},
		// … and here below.
		{"managed, prefixes from 30 vCPUs", managed, m58xlarge, prefixes, 250},
		// The cap changes at 30 vCPUs exactly.
		{"managed, 29 vCPUs", managed, nitro(8, 30, 54, 29), prefixes, 110},
		{"managed, 30 vCPUs", managed, nitro(8, 30, 54, 30), prefixes, 250},
		// Neither MAX_ENI nor the trunk counts, so pods may not get an address.
		{"managed, MAX_ENI", managed, m5Large, eni.Config{MaxENI: 1}, 29},
		{"managed, security groups", managed, m5Large, secured, 29},
		{"managed, IPv6", managed, m5Large, ipv6, 110},
		// Only the vCPUs of the type are known.
		{"managed, unknown type", managed, unknownType, eni.Config{}, 110},

		{"number", eni.MaxPods{Policy: eni.PolicyNumber, Number: 42}, m5Large, prefixes, 42},
		// default_enis, ips_per_eni and max_pods as nodeadm passes them.
		{"expression", eni.MaxPods{Policy: eni.PolicyExpression, Expression: seen}, m5Large, custom, 31_029},

		// The variables that only Karpenter's expressions read.
		{"expression, all variables", eni.MaxPods{Policy: eni.PolicyKarpenterExpression, Expression: ofType}, named(m5Large, "m5.large", 8192), eni.Config{}, 8192 + 2 + len("m5.large")},
		// nodeadm falls back to its own formula.
		{"expression, 0", expressionOf(eni.PolicyExpression, 0), a1Medium, eni.Config{}, 8},
		{"expression, negative", expressionOf(eni.PolicyExpression, -5), m5Large, eni.Config{}, 29},
		{"expression, no cap", expressionOf(eni.PolicyExpression, 300), m5Large, eni.Config{}, 300},
		{"managed expression, capped", expressionOf(eni.PolicyManagedExpression, 300), m5Large, eni.Config{}, 110},
		{"managed expression, larger cap", expressionOf(eni.PolicyManagedExpression, 300), m58xlarge, eni.Config{}, 250},
		{"managed expression below the cap", expressionOf(eni.PolicyManagedExpression, 40), m58xlarge, eni.Config{}, 40},
		// max_pods is Karpenter's own figure: 2×9+2.
		{"karpenter expression", eni.MaxPods{Policy: eni.PolicyKarpenterExpression, Expression: seen, ReservedENIs: 1}, m5Large, eni.Config{}, 31_020},
		{"karpenter expression, podsPerCore", eni.MaxPods{Policy: eni.PolicyKarpenterExpression, Expression: seen, PodsPerCore: 10}, m5Large, eni.Config{}, 20},

		// Windows: the addresses of one ENI, without its own, and no pod on the host network.
		{"windows", byENI, m5Large, windows, 9},
		{"windows, managed", managed, m5Large, windows, 9},
		{"windows, prefixes", byENI, t3Small, windowsPrefixes, 48},
		{"windows, prefixes above the cap", byENI, m5Large, windowsPrefixes, 110},
		{"windows, karpenter", karpenter, m5Large, windows, 110},
		{"windows, unknown type", byENI, unknownType, windows, 110},

		// No cap.
		{"karpenter, m5.metal", karpenter, m5Metal, eni.Config{}, 737},
		{"karpenter, c5.4xlarge", karpenter, c54xlarge, eni.Config{}, 234},
		// The setting for custom networking.
		{"karpenter, RESERVED_ENIS 1", eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 1}, m5Large, custom, 20},
		// No ENI left: no pods at all, not even the 2 on the host network.
		{"karpenter, RESERVED_ENIS 3", eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 3}, m5Large, eni.Config{}, 0},
		{"karpenter, RESERVED_ENIS 4", eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 4}, m5Large, eni.Config{}, 0},
		// The lower one of both limits applies.
		{"karpenter, podsPerCore 10", eni.MaxPods{Policy: eni.PolicyKarpenter, PodsPerCore: 10}, m5Large, eni.Config{}, 20},
		{"karpenter, podsPerCore 20", eni.MaxPods{Policy: eni.PolicyKarpenter, PodsPerCore: 20}, m5Large, eni.Config{}, 29},

		// Without aws-node and kube-proxy pods there is no +2.
		{"auto-mode, m5.large", autoMode, m5Large, eni.Config{}, 27},
		{"auto-mode, capped", autoMode, c54xlarge, eni.Config{}, 110},
		// The cap is the same for large types.
		{"auto-mode, m5.metal", autoMode, m5Metal, eni.Config{}, 110},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.policy.Of(c.limits, c.config)
			if err != nil || got != c.want {
				t.Errorf("got %d, %v, want %d", got, err, c.want)
			}
		})
	}
}

func TestMaxPodsError(t *testing.T) {
	m := eni.MaxPods{Policy: eni.PolicyExpression, Expression: broken}
	const want = `max pods expression "max_pods / (default_enis - 3)": division by zero`
	if n, err := m.Of(m5Large, eni.Config{}); n != 0 || err == nil || err.Error() != want {
		t.Errorf("Of: %d, %v\nwant %s", n, err, want)
	}
	if n := m.KubeReservedPods(m5Large, eni.Config{}, eni.Known(29)); n.Known() {
		t.Errorf("KubeReservedPods of an expression without a value: %+v", n)
	}
}

func TestOfGroup(t *testing.T) {
	for _, c := range []struct {
		name   string
		policy eni.MaxPods
		types  []eni.Limits
		config eni.Config
		want   int
		known  bool
	}{
		{"the only type", managed, []eni.Limits{r5Xlarge}, eni.Config{}, 58, true},
		// The lowest, in any position.
		{"lowest first", managed, []eni.Limits{m5Large, r5Xlarge, c54xlarge}, eni.Config{}, 29, true},
		{"lowest last", managed, []eni.Limits{c54xlarge, r5Xlarge, m5Large}, eni.Config{}, 29, true},
		// One type below 30 vCPUs limits the group to 110.
		{"caps of both sizes", managed, []eni.Limits{m58xlarge, m5Large}, prefixes, 110, true},
		// Xen without prefixes together with Nitro.
		{"xen in the group", managed, []eni.Limits{m5Large, m4Large}, prefixes, 20, true},
		{"no types", managed, nil, eni.Config{}, 0, false},
		// Other policies decide node by node.
		{"eni", byENI, []eni.Limits{m5Large, r5Xlarge}, eni.Config{}, 0, false},
		// t3.medium with t3a.xlarge: 17 for both.
		{"t3.medium, t3a.xlarge", managed, []eni.Limits{nitro(4, 15, 0, 4), nitro(3, 6, 0, 2)}, eni.Config{}, 17, true},
		{"karpenter", karpenter, []eni.Limits{m5Large}, eni.Config{}, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, known := c.policy.OfGroup(c.types, c.config); got != c.want || known != c.known {
				t.Errorf("got %d, %t, want %d, %t", got, known, c.want, c.known)
			}
		})
	}
}

func TestKubeReservedPods(t *testing.T) {
	for _, c := range []struct {
		name    string
		policy  eni.MaxPods
		limits  eni.Limits
		config  eni.Config
		maxPods eni.Maybe[int]
		want    eni.Maybe[int]
	}{
		{"eni", byENI, m5Large, eni.Config{}, eni.Known(29), eni.Known(29)},
		// nodeadm goes by its own formula, whoever sets max pods: 29 where the
		// kubelet admits 110 …
		{"managed, prefixes", managed, m5Large, prefixes, eni.Known(110), eni.Known(29)},
		// … and 234 where the kubelet admits 110.
		{"managed, capped", managed, c54xlarge, eni.Config{}, eni.Known(110), eni.Known(234)},
		{"number", eni.MaxPods{Policy: eni.PolicyNumber, Number: 8}, m5Xlarge, eni.Config{}, eni.Known(8), eni.Known(58)},
		// nodeadm evaluates its expression, even where maxPods is overridden.
		{"expression", eni.MaxPods{Policy: eni.PolicyExpression, Expression: seen}, m5Large, eni.Config{}, eni.Known(8), eni.Known(31_029)},
		{"unknown type", byENI, unknownType, eni.Config{}, eni.Maybe[int]{}, eni.Known(110)},
		// The uncapped result, though the kubelet has 110.
		{"managed expression", expressionOf(eni.PolicyManagedExpression, 300), m5Large, eni.Config{}, eni.Known(110), eni.Known(300)},
		{"expression, fallback", expressionOf(eni.PolicyExpression, 0), a1Medium, eni.Config{}, eni.Known(8), eni.Known(8)},
		// Karpenter has nodeadm's formula: RESERVED_ENIS and podsPerCore don't count.
		{"karpenter", karpenter, m5Large, eni.Config{}, eni.Known(8), eni.Known(29)},
		{"karpenter, RESERVED_ENIS", eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 1}, m5Large, eni.Config{}, eni.Known(20), eni.Known(29)},
		{"karpenter, podsPerCore", eni.MaxPods{Policy: eni.PolicyKarpenter, PodsPerCore: 4}, c54xlarge, eni.Config{}, eni.Known(64), eni.Known(234)},
		{"karpenter expression", expressionOf(eni.PolicyKarpenterExpression, 50), m5Large, eni.Config{}, eni.Known(50), eni.Known(29)},
		// Auto Mode goes by the kubelet's max pods, overridden or unknown.
		{"auto-mode", autoMode, m5Large, eni.Config{}, eni.Known(8), eni.Known(8)},
		{"auto-mode, unknown", autoMode, m5Large, eni.Config{}, eni.Maybe[int]{}, eni.Maybe[int]{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.policy.KubeReservedPods(c.limits, c.config, c.maxPods); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
