package tuitest

import (
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/tui"
)

// Pools are two that Pooled's workloads select; what selects none goes to the default one.
func Pools() []plan.Pool {
	return []plan.Pool{
		{Name: "pci", Labels: map[string]string{"team": "pci"}, Taints: []planner.Taint{{Key: "pci", Value: "true", Effect: planner.NoSchedule}}, Groups: 1},
		{Name: "batch", Labels: map[string]string{"team": "batch"}, Groups: 1},
	}
}

// Pooled is Workload without the pods that have no place, parted into Pools.
func Pooled() planner.Workloads {
	w := Workload()[:4]
	w[1].Nodes.Labels, w[1].Nodes.Tolerations = selects("pci"), []string{"pci=true:NoSchedule"}
	w[2].Nodes.Labels = selects("batch")
	return w
}

func selects(team string) planner.Selector {
	return planner.Selector{{Key: "team", Operator: planner.In, Values: []string{team}}}
}

// OpenPools is a screen with pods to plan for in pools.
func OpenPools(width, height int) *Screen {
	s := OpenDisk(&Disk{}, func(c *tui.Config) {
		c.Workload, c.Plan = Pooled(), plan.DefaultTerms()
		c.Plan.Pools = Pools()
		c.Settings.CNI.SecurityGroupsForPods = true
		c.Settings.Capacity.OnDemandPercent = 30
	})
	s.Size(width, height)
	return s
}
