package plan

import "podfit/planner/packing"

// Undominated exposes which nodes of a question are combined, of all.
func Undominated(q *Question) (nodes []packing.Node, kept []int) {
	s, _ := newSolver(q)
	return s.problem.Nodes, s.undominated()
}
