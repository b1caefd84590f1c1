package room

import "podfit/planner/schedule"

// Pinned is the plan's pods on its nodes.
func Pinned(q *Question) schedule.Placement { return q.newCluster().Placed }
