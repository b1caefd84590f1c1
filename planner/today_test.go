package planner_test

import (
	"testing"

	"podfit/planner"
)

// A taint is written as kubectl taint takes it, and read back.
func TestTaints(t *testing.T) {
	for _, c := range []struct {
		text   string
		ok     bool
		passes bool
	}{
		{"dedicated=pci:NoSchedule", true, false},
		{"nvidia.com/gpu:NoExecute", true, false},
		{"a=b:c:PreferNoSchedule", true, false}, // a value of a file may have a colon
		{"node.kubernetes.io/not-ready:NoSchedule", true, true},
		{"node.kubernetes.io/unschedulable:NoSchedule", true, true},
		{"ToBeDeletedByClusterAutoscaler=1796000000:NoSchedule", true, true},
		{"karpenter.sh/unregistered:NoExecute", true, true},
		{"ebs.csi.aws.com/agent-not-ready:NoExecute", true, true},
		{"dedicated=pci", false, false},
		{":NoSchedule", false, false},
		{"dedicated:Never", false, false},
	} {
		taint, ok := planner.ParseTaint(c.text)
		if ok != c.ok || ok && (taint.String() != c.text || taint.Passes() != c.passes) {
			t.Errorf("%q: %+v, %t, passes: %t", c.text, taint, ok, taint.Passes())
		}
	}
}

// ToleratesTaint of k8s.io/component-helpers/scheduling/corev1: an empty effect is any, an
// empty key with Exists any key, and PreferNoSchedule keeps no pod away.
func TestTolerates(t *testing.T) {
	pci := planner.Taint{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}
	for _, c := range []struct {
		toleration string
		taint      planner.Taint
		want       bool
	}{
		{"dedicated=pci:NoSchedule", pci, true},
		{"dedicated=pci", pci, true},
		{"dedicated:NoSchedule", pci, true},
		{"dedicated", pci, true},
		{"*", pci, true},
		{"*:NoSchedule", pci, true},
		{"*:NoExecute", pci, false},
		{"dedicated=web:NoSchedule", pci, false},
		{"dedicated=pci:NoExecute", pci, false},
		{"other", pci, false},
		{"other", planner.Taint{Key: "a", Effect: planner.PreferNoSchedule}, true},
	} {
		if got := planner.Tolerates([]string{c.toleration}, []planner.Taint{c.taint}); got != c.want {
			t.Errorf("%s tolerates %s: %t", c.toleration, c.taint, got)
		}
	}
	if planner.Tolerates(nil, []planner.Taint{pci}) || !planner.Tolerates(nil, nil) {
		t.Error("without tolerations")
	}
}
