// Package todaytest makes nodes that a cluster has, for tests.
package todaytest

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/plan"
)

// Fleet is the nodes of a plan as they run, bought on demand.
func Fleet(p *plan.Plan) *planner.Today {
	f := &planner.Today{}
	for i := range p.Groups {
		g := &p.Groups[i]
		for _, z := range g.ZoneNodes {
			row := planner.TodayGroup{
				Name: fmt.Sprint("old-", i), InstanceType: g.Option.Type.Name, Nodes: z.Nodes, Zone: z.Zone,
				CapacityType: planner.Known(planner.OnDemand), MaxPods: g.Option.MaxPods, Holds: []planner.Hold{},
			}
			held := 0
			add := func(nodes int, pods []plan.PatternPods) {
				h := planner.Hold{Nodes: nodes, Others: g.Option.HostNetworkPods + g.Option.DaemonSetPods, Request: planner.Resources{CPU: g.Option.CPU.DaemonSets, Memory: g.Option.Memory.DaemonSets}}
				for _, k := range pods {
					h.Pods = append(h.Pods, planner.WorkloadPods{Workload: k.Workload, Pods: k.Pods})
				}
				row.Hold(h)
				held += nodes
			}
			for _, p := range g.Patterns {
				if p.Zone == z.Zone {
					add(p.Nodes, p.Pods)
				}
			}
			if held < z.Nodes {
				add(z.Nodes-held, nil)
			}
			f.Groups = append(f.Groups, row)
		}
	}
	f.Sort()
	return f
}
