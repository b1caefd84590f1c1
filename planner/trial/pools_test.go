package trial_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/trial"
)

// inPools has a pool pci with a label and a taint, on demand in two zones, and one without them,
// for spot nodes.
func inPools(pods ...planner.Workload) trial.Question {
	return trial.Question{
		Workloads: pods, Options: options("m5.large", "m5.large"), PoolOf: []int{0, 1}, OnDemand: true, Spot: true,
		Pools: []trial.Pool{
			{Labels: map[string]string{"team": "pci"}, Taints: []planner.Taint{{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}}, OnDemand: true, Zones: []int{0, 2}},
			{Spot: true, Zones: []int{0, 1, 2}},
		},
	}
}

// Which of the pools a workload may run in, by its selector and its tolerations.
func TestRunsInPools(t *testing.T) {
	pods := sample.Pods("a", 2, 100, 100)
	with := func(conditions string, tolerations ...string) planner.Workload {
		return sample.But(pods, func(k *planner.Workload) {
			k.Nodes.Tolerations = tolerations
			if conditions != "" {
				k.Nodes.Labels = sample.Conditions(conditions)
			}
		})
	}
	for _, c := range []struct {
		name       string
		of         planner.Workload
		pci, plain bool
	}{
		{"nothing", pods, false, true},
		{"a toleration", with("", "dedicated=pci:NoSchedule"), true, true},
		{"any toleration", with("", "*"), true, true},
		{"another value", with("", "dedicated=web:NoSchedule"), false, true},
		{"another effect", with("", "dedicated=pci:NoExecute"), false, true},
		{"the label alone", with("team=pci"), false, false},
		{"both", with("team=pci", "dedicated"), true, false},
		{"not the label", with("team!=pci", "dedicated"), false, true},
		{"no label", with("!team", "dedicated"), false, true},
		{"a label of no pool", with("disk=ssd", "dedicated"), true, true},
		{"spot", with("karpenter.sh/capacity-type=spot", "dedicated"), false, true},
		{"on demand", with("karpenter.sh/capacity-type=on-demand", "dedicated"), true, false},
		{"a zone without the pool", with("topology.kubernetes.io/zone=us-east-1b", "dedicated"), false, true},
	} {
		made := settled(t, inPools(c.of))
		if pci, plain := made.Runs(0, 0, trial.EveryZone), made.Runs(0, 1, trial.EveryZone); pci != c.pci || plain != c.plain {
			t.Errorf("%s: pci %v, plain %v", c.name, pci, plain)
		}
	}
}

// Nodes are dealt to the zones of their pool alone.
func TestZonesOfPools(t *testing.T) {
	made := settled(t, inPools(sample.Pods("a", 2, 100, 100)))
	in := make([]int, 3)
	for _, c := range made.Nodes([]trial.Group{{Option: 0, Nodes: 6, OnDemand: 6, Zone: trial.EveryZone}}) {
		_, zone, spot := made.Class(c)
		if in[zone]++; spot {
			t.Error("a spot node")
		}
	}
	if in[0] != 3 || in[1] != 0 || in[2] != 3 {
		t.Errorf("%v nodes by zone", in)
	}
}

// A node of today is one of a pool if the same taints keep pods away from it, and it has
// the labels that workloads select.
func TestAlikeInPools(t *testing.T) {
	taint := []planner.Taint{{Key: "dedicated", Value: "pci", Effect: planner.NoSchedule}}
	label := map[string]string{"team": "pci"}
	for _, c := range []struct {
		name       string
		group      planner.TodayGroup
		pci, plain bool
	}{
		{"bare", planner.TodayGroup{}, false, true},
		{"tainted and labelled", planner.TodayGroup{Labels: label, Taints: taint}, true, false},
		{"tainted", planner.TodayGroup{Taints: taint}, false, false},
		{"labelled", planner.TodayGroup{Labels: label}, false, false},
		{"a taint that is preferred", planner.TodayGroup{Taints: []planner.Taint{{Key: "soon", Effect: planner.PreferNoSchedule}}}, false, true},
	} {
		q := inPools(sample.But(sample.Pods("a", 2, 100, 100), func(k *planner.Workload) {
			k.Nodes.Labels, k.Nodes.Tolerations = sample.Conditions("team=pci"), []string{"dedicated"}
		}))
		q.Pools[1].OnDemand = true
		c.group.InstanceType, c.group.Nodes, c.group.Zone, c.group.CapacityType = "m5.large", 1, "us-east-1a", planner.Known(planner.OnDemand)
		q.Existing = []trial.Existing{{TodayGroup: c.group, Option: q.Options[0]}}
		made := settled(t, q)
		there := made.ExistingClass(0, false)
		classOf := func(option int) int32 {
			return made.Nodes([]trial.Group{{Option: option, Nodes: 1, OnDemand: 1, Zone: 0}})[0]
		}
		if pci, plain := made.Alike(there, classOf(0)), made.Alike(there, classOf(1)); pci != c.pci || plain != c.plain {
			t.Errorf("%s: like pci %v, like plain %v", c.name, pci, plain)
		}
	}
}
