package eni_test

import (
	"slices"
	"testing"

	"podfit/eni"
)

// A node shows its policy by the labels that EKS and Karpenter put on it.
func TestPolicyOfNode(t *testing.T) {
	const (
		nodeGroup   = "eks.amazonaws.com/nodegroup"
		computeType = "eks.amazonaws.com/compute-type"
		nodePool    = "karpenter.sh/nodepool"
	)
	for _, c := range []struct {
		name   string
		labels map[string]string
		want   eni.Maybe[eni.Policy]
	}{
		{"managed node group", map[string]string{nodeGroup: "workers"}, eni.Known(eni.PolicyManaged)},
		{"Karpenter", map[string]string{nodePool: "default"}, eni.Known(eni.PolicyKarpenter)},
		// Auto Mode's nodes have Karpenter's label, too.
		{"Auto Mode", map[string]string{computeType: "auto", nodePool: "general-purpose"}, eni.Known(eni.PolicyAutoMode)},
		{"Auto Mode wins over a node group", map[string]string{computeType: "auto", nodeGroup: "workers"}, eni.Known(eni.PolicyAutoMode)},
		{"a node group wins over Karpenter", map[string]string{nodePool: "default", nodeGroup: "workers"}, eni.Known(eni.PolicyManaged)},
		// The label counts, not its value.
		{"empty value", map[string]string{nodePool: ""}, eni.Known(eni.PolicyKarpenter)},
		// Other compute types are no policy of their own.
		{"hybrid", map[string]string{computeType: "hybrid"}, eni.Maybe[eni.Policy]{}},
		{"self-managed", map[string]string{"kubernetes.io/os": "linux"}, eni.Maybe[eni.Policy]{}},
		{"no labels", nil, eni.Maybe[eni.Policy]{}},
	} {
		if got := eni.PolicyOfNode(c.labels); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestNamedPolicies(t *testing.T) {
	want := []eni.Policy{eni.PolicyENI, eni.PolicyManaged, eni.PolicyKarpenter, eni.PolicyAutoMode}
	if got := eni.NamedPolicies(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Each policy of expressions has a prefix of its own, or files could not name it.
func TestExpressionPolicies(t *testing.T) {
	want := map[eni.Policy]string{eni.PolicyExpression: "", eni.PolicyManagedExpression: "managed", eni.PolicyKarpenterExpression: "karpenter"}
	all := eni.ExpressionPolicies()
	if len(all) != len(want) || all[0] != eni.PolicyExpression {
		t.Errorf("got %v", all)
	}
	for _, p := range all {
		if prefix, ok := want[p]; !ok || p.ExpressionPrefix() != prefix {
			t.Errorf("%v: prefix %q, want %q", p, p.ExpressionPrefix(), prefix)
		}
	}
}

func TestKarpenterPolicies(t *testing.T) {
	for p, want := range map[eni.Policy]bool{
		eni.PolicyENI: false, eni.PolicyManagedExpression: false, eni.PolicyAutoMode: false,
		eni.PolicyKarpenter: true, eni.PolicyKarpenterExpression: true,
	} {
		if p.Karpenter() != want {
			t.Errorf("%v: %t", p, !want)
		}
	}
}

func TestPolicySetter(t *testing.T) {
	for policy, want := range map[eni.Policy]string{
		eni.PolicyENI: "nodeadm's default", eni.PolicyManaged: "EKS managed node groups",
		eni.PolicyKarpenter: "Karpenter", eni.PolicyAutoMode: "EKS Auto Mode",
	} {
		if got := policy.Setter(); got != want {
			t.Errorf("%v: got %q, want %q", policy, got, want)
		}
	}
}

func TestAutoModePolicy(t *testing.T) {
	for _, p := range eni.NamedPolicies() {
		if got, want := p.AutoMode(), p == eni.PolicyAutoMode; got != want {
			t.Errorf("%v: got %t, want %t", p, got, want)
		}
	}
}

// A parameter that is set and not read is a mistake that the user should hear about.
func TestUnused(t *testing.T) {
	const all = eni.ParamNumber | eni.ParamExpression | eni.ParamReservedENIs | eni.ParamPodsPerCore
	for policy, read := range map[eni.Policy]eni.Params{
		eni.PolicyENI: 0, eni.PolicyManaged: 0, eni.PolicyAutoMode: 0,
		eni.PolicyNumber:              eni.ParamNumber,
		eni.PolicyExpression:          eni.ParamExpression,
		eni.PolicyKarpenter:           eni.ParamReservedENIs | eni.ParamPodsPerCore,
		eni.PolicyManagedExpression:   eni.ParamExpression,
		eni.PolicyKarpenterExpression: eni.ParamExpression | eni.ParamReservedENIs | eni.ParamPodsPerCore,
	} {
		m := eni.MaxPods{Policy: policy}
		if got := m.Unused(); got != 0 {
			t.Errorf("%v: %b unused, and none is set", policy, got)
		}
		m = eni.MaxPods{Policy: policy, Number: 1, Expression: seen, ReservedENIs: 1, PodsPerCore: 1}
		if got := m.Unused(); got != all&^read {
			t.Errorf("%v: %b unused, want %b", policy, got, all&^read)
		}
		for _, param := range []eni.Params{eni.ParamNumber, eni.ParamExpression, eni.ParamReservedENIs, eni.ParamPodsPerCore} {
			if got, want := policy.Reads(param), read&param != 0; got != want {
				t.Errorf("%v reads %b: got %t, want %t", policy, param, got, want)
			}
		}
	}
}

func TestManagedLimit(t *testing.T) {
	for vcpus, want := range map[int]int{1: 110, 29: 110, 30: 250, 448: 250} {
		if got := eni.ManagedLimit(vcpus); got != want {
			t.Errorf("%d vCPUs: got %d, want %d", vcpus, got, want)
		}
	}
}
