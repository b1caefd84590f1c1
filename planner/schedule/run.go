package schedule

import "math/bits"

// Run places all pods of the workloads on empty nodes, whose classes it is
// given.
func (s *Simulator) Run(nodes []int32, order Order, ties Tiebreak) *Result {
	s.enqueue(order)
	s.begin(nodes, ties)
	s.takeAll(s.queue)
	s.explainAll()
	return &s.result
}

// enqueue makes the queue, unless it was made for the last run.
func (s *Simulator) enqueue(order Order) {
	if s.order != order || len(s.queue) == 0 {
		s.queue = order.Queue(s.queue[:0], s.workloads)
		s.order = order
	}
}

// Last is the placement of the last run.
func (s *Simulator) Last() Placement { return s.result.Placement }

// Forget drops the queue that was made for the last run: numbers of replicas have
// changed.
func (s *Simulator) Forget() { s.queue = s.queue[:0] }

// Schedules says whether Run would place all pods, and none where it has no
// address. It stops at the first one that shows it would not.
func (s *Simulator) Schedules(nodes []int32, order Order, ties Tiebreak) bool {
	s.enqueue(order)
	s.begin(nodes, ties)
	s.impatient = true
	s.takeAll(s.queue)
	s.impatient = false
	return s.result.Pending+s.result.Unaddressed == 0
}

// takeAll takes pods from the queue. One that has no node comes back when
// something that may help it has happened, after those that wait already
// (pkg/scheduler/backend/queue/scheduling_queue.go; requeued pods get a new
// timestamp and a backoff): here, in passes until one places none.
func (s *Simulator) takeAll(queue []int32) {
	first := len(s.result.Pods)
	pods := s.result.Pods
	for i, w := range queue {
		if i%pollEvery == pollEvery-1 && s.stop != nil && s.stop() {
			s.result.Pending += len(queue) - i
			break
		}
		at := s.take(w)
		pods = append(pods, Pod{w, at})
		if s.impatient && (s.closed[w] || s.result.Unaddressed > 0) {
			break
		}
	}
	s.result.Pods = pods
	for placed := true; placed; {
		placed = false
		for i := first; i < len(pods); i++ {
			if p := &pods[i]; p.Node == Pending && !s.closed[p.Workload] {
				p.Node = s.take(p.Workload)
				placed = placed || p.Node != Pending
			}
		}
	}
	for _, p := range pods[first:] {
		if p.Node == Pending {
			s.result.Pending++
		}
	}
}

// pollEvery is after how many pods stop is polled.
const pollEvery = 256

// take finds a node for a pod and puts it there. Where nothing but the node's
// own pods counts, a workload that has no node will not fit later.
func (s *Simulator) take(w int32) int32 {
	if s.closed[w] || s.stuck[w] == len(s.placed)+1 {
		return Pending
	}
	at := s.choose(w)
	if at == Pending {
		s.closed[w] = !s.specs[w].waits()
		s.stuck[w] = len(s.placed) + 1
		return Pending
	}
	s.bind(w, at)
	return s.listed[at]
}

// choose is the node that a pod gets (pkg/scheduler/schedule_one.go, schedulePod).
func (s *Simulator) choose(w int32) int32 {
	sp, row := &s.specs[w], s.row(w)
	feasible := s.search(sp, row)
	switch len(feasible) {
	case 0:
		return Pending
	case 1:
		return feasible[0]
	}
	totals := s.totals[:len(feasible)]
	for k, i := range feasible {
		totals[k] = int32(row[i])
	}
	if sp.prefers != nil {
		s.addPreference(sp, feasible, totals)
	}
	if sp.taints != nil {
		s.addTaints(sp, feasible, totals)
	}
	if len(sp.soft) > 0 && !(sp.even && s.uncounted(sp)) {
		s.addSpread(sp, feasible, totals)
	}
	if len(sp.attract) > 0 {
		s.addAttraction(sp, feasible, totals)
	}
	return feasible[s.best(totals)]
}

// uncounted says whether no pod counts for the constraints that score nodes.
func (s *Simulator) uncounted(sp *spec) bool {
	for i := range sp.soft {
		if s.tallies[sp.soft[i].tally].total != 0 {
			return false
		}
	}
	return true
}

// search is the feasible nodes from where the last search ended, as many as are
// sampled. Like the scheduler, it ends when it has found one too many, and
// begins the next search that many nodes on, rejected ones included
// (pkg/scheduler/schedule_one.go, findNodesThatPassFilters and findNodesThatFitPod).
func (s *Simulator) search(sp *spec, row []int16) []int32 {
	n := len(s.nodes)
	find, local := Sampled(n), sp.local()
	feasible, found := s.feasible[:n], 0
	i := s.start
	for looked := range n {
		cell := row[i]
		if cell == unknown {
			cell = s.cell(sp, int32(i))
			row[i] = cell
		}
		if cell != infeasible && (local || s.constrained(sp, int32(i)) == Feasible) {
			if found == find {
				s.start = (s.start + looked) % n
				return feasible[:found]
			}
			feasible[found] = int32(i)
			found++
		}
		if i++; i == n {
			i = 0
		}
	}
	return feasible[:found] // all nodes were looked at: the next search begins at the same one
}

// constrained applies the filters that look at other nodes' pods.
func (s *Simulator) constrained(sp *spec, at int32) Reason {
	if r := s.withinSkew(sp, at); r != Feasible {
		return r
	}
	return s.attached(sp, at)
}

// best is the index of the highest total.
func (s *Simulator) best(totals []int32) int {
	most, ties, first := totals[0], 1, 0
	for k := 1; k < len(totals); k++ {
		switch t := totals[k]; {
		case t > most:
			most, ties, first = t, 1, k
		case t == most:
			ties++
		}
	}
	if ties == 1 {
		return first
	}
	if s.ties == ListedTies || s.ties == WorkerTies && s.random.Uint64()%workersDiffer != 0 {
		return topOfHeap(totals, most, first)
	}
	r, _ := bits.Mul64(s.random.Uint64(), uint64(ties))
	for k := first; ; k++ {
		if totals[k] == most {
			if r == 0 {
				return k
			}
			r--
		}
	}
}

// topOfHeap is which of the highest totals container/heap's Init leaves at the
// top: no equal one is swapped with another, so that a parent comes before its
// children, and all below its left child before its right child.
func topOfHeap(totals []int32, most int32, first int) int {
	top := first
	for k := first + 1; k < len(totals); k++ {
		if totals[k] == most && above(k, top) {
			top = k
		}
	}
	return top
}

// above says whether index a of a heap comes before index b in the order parent,
// left, right.
func above(a, b int) bool {
	x, y := uint(a+1), uint(b+1)
	depth := bits.Len(x) - bits.Len(y)
	if depth < 0 {
		return x <= y>>-depth
	}
	return x>>depth < y
}

// addPreference adds the scores of preferred node affinity
// (plugins/nodeaffinity/node_affinity.go, plugins/helper/normalize_score.go).
func (s *Simulator) addPreference(sp *spec, feasible, totals []int32) {
	most := int32(0)
	for _, i := range feasible {
		most = max(most, sp.prefers[s.nodes[i].class])
	}
	if most == 0 {
		return
	}
	for k, i := range feasible {
		totals[k] += weightAffinity * (maxScore * sp.prefers[s.nodes[i].class] / most)
	}
}

// addTaints adds the scores of taints with PreferNoSchedule
// (plugins/tainttoleration/taint_toleration.go, plugins/helper/normalize_score.go).
func (s *Simulator) addTaints(sp *spec, feasible, totals []int32) {
	most := int32(0)
	for _, i := range feasible {
		most = max(most, sp.taints[s.nodes[i].class])
	}
	if most == 0 {
		return
	}
	for k, i := range feasible {
		totals[k] += weightTaints * (maxScore - maxScore*sp.taints[s.nodes[i].class]/most)
	}
}
