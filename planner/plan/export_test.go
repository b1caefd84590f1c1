package plan

import "podfit/planner/packing"

// Undominated exposes which nodes of a question are combined, of all.
func Undominated(q *Question) (nodes []packing.Node, kept []int) {
	s := newSolver(q)
	return s.problem.Nodes, s.undominated()
}

// PlanOn exposes the plan of a question on some of its candidates.
func PlanOn(q *Question, nodes ...int) Plan {
	s := newSolver(q)
	return s.plan(nodes)
}
