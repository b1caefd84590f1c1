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
	id := density.NotLaunchable{AutoMode: w.AutoMode}.About()
	id.Code, id.Severity = "types-not-launched", planner.SeverityNote
	return id
}

// launchWarnings are about what launches the nodes: types that it does not start, and
// pods for which it may start none.
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
	if len(a.Plans) == 0 {
		return all
	}
	return append(all, q.karpenterMemory(&a.Plans[0])...)
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
