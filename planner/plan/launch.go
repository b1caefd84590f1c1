package plan

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
)

// NotLaunched is candidates that were skipped because the launcher starts none of them.
type NotLaunched struct {
	Types    int
	AutoMode bool // otherwise Windows
}

// About identifies the warning.
func (w NotLaunched) About() planner.WarningID {
	return density.NotLaunchable{AutoMode: w.AutoMode}.About()
}

// launchWarnings are about what launches the nodes: types that it does not start, and
// doubts in the figures of the types of the best plan.
func (q *Question) launchWarnings(a *Answer) (all []planner.Warning) {
	skipped := 0
	for i := range q.Candidates {
		if !q.Candidates[i].Launchable() {
			skipped++
		}
	}
	if skipped > 0 {
		all = append(all, NotLaunched{skipped, q.Settings.AutoMode()})
	}
	if q.Settings.Windows() {
		all = append(all, density.WindowsPriceUnknown{})
	}
	if len(a.Plans) == 0 {
		return all
	}
	all = append(all, q.karpenterMemory(&a.Plans[0])...)
	for i := range a.Plans[0].Groups {
		for _, w := range a.Plans[0].Groups[i].Option.Notes() {
			if !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	return all
}

// workloads are those with pods on the group.
func (g *NodeGroup) workloads() map[string]bool {
	on := map[string]bool{}
	for _, nodes := range g.Patterns {
		for _, k := range nodes.Pods {
			on[k.Workload] = true
		}
	}
	return on
}

// karpenterMemory names the workloads for which Karpenter would not launch a node of
// their group, or would in vain, until it has launched one.
func (q *Question) karpenterMemory(p *Plan) (all []planner.Warning) {
	for i := range p.Groups {
		g := &p.Groups[i]
		on := g.workloads()
		for k := range q.Workload {
			w := &q.Workload[k]
			if !on[w.Name] {
				continue
			}
			if warning := g.Option.KarpenterMemoryOf(w.Request.Memory); warning != nil {
				warning.Workload = w.Name
				if !slices.Contains(all, planner.Warning(*warning)) { // of another group of the type
					all = append(all, *warning)
				}
			}
		}
	}
	return all
}
