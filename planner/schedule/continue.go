package schedule

import "slices"

// Continue places further pods, by workload, among those of a placement, which
// stay where they are. Those that are pending in the placement are left out.
func (s *Simulator) Continue(from Placement, queue []int32, ties Tiebreak) *Result {
	nodes := from.Nodes
	pods := slices.Clone(from.Pods) // they may be those of the last result
	s.begin(nodes, ties)
	for _, p := range pods {
		if p.Node != Pending {
			s.bind(p.Workload, s.place[p.Node])
			s.result.Pods = append(s.result.Pods, p)
		}
	}
	queue = slices.Clone(queue)
	byPriority(queue, s.workloads)
	s.takeAll(queue)
	s.explainAll()
	return &s.result
}

// Lose places the pods of lost nodes again, on those that are left and without
// moving any other pod. Pods that were pending before are left out.
func (s *Simulator) Lose(from Placement, lost func(node int32) bool, ties Tiebreak) *Result {
	left, queue := from.Without(lost)
	return s.Continue(left, queue, ties)
}

// Grow adds pods to a placement: more of each workload.
func (s *Simulator) Grow(from Placement, more []int32, ties Tiebreak) *Result {
	var queue []int32
	for w, n := range more {
		queue = appendTimes(queue, int32(w), n)
	}
	return s.Continue(from, queue, ties)
}
