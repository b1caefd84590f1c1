package plan

import (
	"slices"

	"podfit/planner"
)

// MoreNodes is a maximum number of nodes that no plan was found for.
type MoreNodes struct{ Most, Fewest int }

// About identifies the warning.
func (MoreNodes) About() planner.WarningID { return planner.WarningID{Code: "more-nodes"} }

// VolumesStay are workloads that wait for a lost zone, where their volumes are.
type VolumesStay struct{ Workloads []string }

// About identifies the warning.
func (VolumesStay) About() planner.WarningID { return planner.WarningID{Code: "volumes-stay"} }

// warnings name requirements that the plans do not meet, and doubts about them.
func (q *Question) warnings(a *Answer) (all []planner.Warning) {
	all = append(q.unjudged(), fractions(q, a)...)
	if len(a.Plans) == 0 {
		return all
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
