package plan

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
)

// MoreNodes is a maximum number of nodes that no plan was found for.
type MoreNodes struct{ Most, Fewest int }

// About identifies the warning.
func (MoreNodes) About() planner.WarningID { return planner.WarningID{Code: "more-nodes"} }

// VolumesStay are workloads that wait for a lost zone, where their volumes are.
type VolumesStay struct{ Workloads []string }

// About identifies the warning.
func (VolumesStay) About() planner.WarningID { return planner.WarningID{Code: "volumes-stay"} }

// NotLaunched is candidates that were skipped because the launcher starts none of them.
type NotLaunched struct {
	Types    int
	AutoMode bool // otherwise Windows
}

// About identifies the warning.
func (w NotLaunched) About() planner.WarningID {
	return density.NotLaunchable{AutoMode: w.AutoMode}.About()
}

// warnings name requirements that the plans do not meet.
func (q *Question) warnings(a *Answer) (all []planner.Warning) {
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
	if nodes := a.Plans[0].Nodes; q.MaxNodes > 0 && nodes > q.MaxNodes {
		all = append(all, MoreNodes{q.MaxNodes, nodes})
	}
	var stay []string
	for i := range q.Workload {
		if k := &q.Workload[i]; q.Spare == SpareZone && k.Volumes > 0 && k.Replicas > 0 {
			stay = append(stay, k.Name)
		}
	}
	if len(stay) > 0 {
		slices.Sort(stay)
		all = append(all, VolumesStay{stay})
	}
	return all
}

// karpenterMemory names the workloads for which Karpenter would not launch a node of
// their group, or would in vain, until it has launched one.
func (q *Question) karpenterMemory(p *Plan) (all []planner.Warning) {
	for i := range p.Groups {
		g := &p.Groups[i]
		for k := range q.Workload {
			w := &q.Workload[k]
			runs := slices.ContainsFunc(g.Patterns, func(p Pattern) bool {
				return slices.ContainsFunc(p.Pods, func(pods PatternPods) bool { return pods.Workload == w.Name })
			})
			if !runs {
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
