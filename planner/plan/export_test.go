package plan

import (
	"slices"

	"podfit/planner/density"
	"podfit/planner/packing"
)

// Undominated exposes which nodes of a question are combined, of all.
func Undominated(q *Question) (nodes []packing.Node, options []*density.Option, kept []int) {
	s, _ := newSolver(q)
	return s.problem.Nodes, s.options, s.undominated()
}

// MeasureOf exposes the cost by which the search ranks the nodes of a plan, which is for
// the pods that it places.
func MeasureOf(q *Question, p *Plan) int64 {
	placed := map[string]int{}
	p.EachWorkload(func(_ *NodeGroup, workload string, pods int) { placed[workload] += pods })
	of := *q
	of.Workload = slices.Clone(q.Workload)
	for i := range of.Workload {
		of.Workload[i].Replicas = placed[of.Workload[i].Name]
	}
	s, _ := newSolver(&of)
	var f fleet
	for i := range p.Groups {
		g := &p.Groups[i]
		option := slices.IndexFunc(s.options, func(o *density.Option) bool { return o == g.Option })
		f = f.with(column{option, g.Zone - 1}, g.Nodes) // EveryZone is behind zone 0
	}
	return s.measure(f)
}
