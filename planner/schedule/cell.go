package schedule

import "math"

// A cell is what a node's own pods decide for a workload: whether the node has
// room, and the scores of its resources. It holds until the node gets another
// pod, so that most cells are known already when the next pod of the workload
// comes.
const (
	unknown    = -2
	infeasible = -1

	never = -1 // of a row that was not filled in this run

	// mostCells bounds the memory of rows to 64 MiB; with more, they are not kept.
	mostCells = 1 << 25
)

// stride is the distance from one workload's row to the next, 0 where all share one.
func (s *Simulator) stride() int {
	if n := len(s.nodes); n*len(s.specs) <= mostCells {
		return n
	}
	return 0
}

// row is the cells of a workload, those unknown that may have changed.
func (s *Simulator) row(w int32) []int16 {
	n, stride := len(s.nodes), s.stride()
	row := s.rows[int(w)*stride:][:n]
	known := s.seen[w]
	s.seen[w] = len(s.placed)
	if known == never || len(s.placed)-known > n/2 || stride == 0 {
		for i := range row {
			row[i] = unknown
		}
		return row
	}
	for _, i := range s.placed[known:] {
		row[i] = unknown
	}
	return row
}

// cell works out a cell.
func (s *Simulator) cell(sp *spec, at int32) int16 {
	n := &s.nodes[at]
	if sp.static[n.class] != Feasible || n.pods < 1 || lacks(sp.need[CPU], n.free[CPU]) || lacks(sp.need[Memory], n.free[Memory]) {
		return infeasible
	}
	if len(sp.more) > 0 {
		more := s.moreOf(at)
		for _, m := range sp.more {
			if lacks(m.amount, more[m.resource]) {
				return infeasible
			}
		}
	}
	if v := s.newVolumes(sp, at); v > 0 && v > n.volumes {
		return infeasible
	}
	for _, b := range sp.hostBlocks {
		if s.tallies[b.tally].counts[at] > 0 {
			return infeasible
		}
	}
	score := n.allocated(sp.scoring, s.strategy)
	if !sp.bestEffort {
		score += n.balanced(&sp.need)
	}
	return int16(score)
}

// lacks says whether there is too little of a resource: one that a pod does not
// request is never short (plugins/noderesources/fit.go, fitsRequest).
func lacks(need, free int64) bool { return need > 0 && need > free }

// allocated is the score of NodeResourcesFit with the pod on the node, of CPU and
// memory alike (plugins/noderesources/least_allocated.go, most_allocated.go).
func (n *node) allocated(pod Scoring, by Strategy) int64 {
	var sum, resources int64
	for r, used := range [Resources]int64{n.scoring.CPU + pod.CPU, n.scoring.Memory + pod.Memory} {
		whole := n.allocatable[r]
		if whole == 0 {
			continue
		}
		resources++
		switch {
		case by == MostAllocated:
			sum += percent(min(used, whole), whole, n.inverse[r])
		case used <= whole:
			sum += percent(whole-used, whole, n.inverse[r])
		}
	}
	if resources == 2 {
		return sum >> 1
	}
	return sum
}

// percent is 100 * part / whole, rounded down. Part is at most whole, which is
// at most 90 TiB; inverse is 1 / whole. Dividing integers would take longer than
// the rest of a cell.
func percent(part, whole int64, inverse float64) int64 {
	part *= maxScore
	q := int64(float64(part) * inverse)
	switch rest := part - q*whole; {
	case rest < 0:
		q--
	case rest >= whole:
		q++
	}
	return q
}

// balanced is the score of NodeResourcesBalancedAllocation: how near the used
// parts of CPU and memory are to each other with the pod on the node
// (plugins/noderesources/balanced_allocation.go, balancedResourceScorer).
func (n *node) balanced(need *[Resources]int64) int64 {
	if n.allocatable[CPU] == 0 || n.allocatable[Memory] == 0 {
		return maxScore // a single resource is always balanced
	}
	cpu := n.allocatable[CPU] - n.free[CPU] + need[CPU]
	memory := n.allocatable[Memory] - n.free[Memory] + need[Memory]
	// Division is slow. By the inverse, the result is wrong in its last digits,
	// which matter only next to a whole number.
	const near = 1e-9
	about := evenness(float64(cpu)*n.inverse[CPU], float64(memory)*n.inverse[Memory])
	if score := int64(about + near); score == int64(about-near) {
		return score
	}
	return int64(evenness(float64(cpu)/float64(n.allocatable[CPU]), float64(memory)/float64(n.allocatable[Memory])))
}

func evenness(a, b float64) float64 {
	return (1 - math.Abs((min(1, a)-min(1, b))/2)) * maxScore
}
