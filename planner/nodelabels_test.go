package planner_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/sample"
)

// On which types DaemonSets run, by the labels that follow from the type; a label that
// does not is taken as met.
func TestDaemonSetsOn(t *testing.T) {
	m5 := planner.InstanceType{Name: "m5.large", Arch: "amd64", VCPUs: 2}
	g5 := planner.InstanceType{Name: "g5.xlarge", Arch: "amd64", VCPUs: 4}
	g5.GPUMaker = "NVIDIA"
	for _, c := range []struct {
		conditions []string
		m5, g5     bool
	}{
		{nil, true, true},
		{[]string{"beta.kubernetes.io/arch=amd64"}, true, true},
		{[]string{"kubernetes.io/arch=arm64"}, false, false},
		{[]string{"kubernetes.io/os=windows"}, false, false},
		{[]string{"node.kubernetes.io/instance-type in (m5.large,m5.xlarge)"}, true, false},
		{[]string{"karpenter.k8s.aws/instance-family=g5"}, false, true},
		{[]string{"eks.amazonaws.com/instance-cpu>2"}, false, true},
		{[]string{"nvidia.com/gpu.present=true"}, false, true},
		{[]string{"nvidia.com/gpu.present!=true"}, true, false},
		{[]string{"team=ml"}, true, true},
		{[]string{"topology.kubernetes.io/zone=eu-west-3a", "kubernetes.io/arch=arm64"}, false, false},
	} {
		s := planner.Default()
		s.DaemonSets = []planner.DaemonSet{{Name: "agent", Nodes: sample.Conditions(c.conditions...)}}
		for _, of := range []struct {
			is   *planner.InstanceType
			want bool
		}{{&m5, c.m5}, {&g5, c.g5}} {
			if got := len(s.DaemonSetsOn(of.is)) - len(s.SystemPods()); (got == 1) != of.want {
				t.Errorf("%v on %s: %d", c.conditions, of.is.Name, got)
			}
		}
	}
}
