package plan

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/schedule"
)

// Very many pods are searched for with a part of them, and what is found is tried
// with all.
const (
	wholeRun   = 150_000 // the effort of a run up to which all pods are searched with
	partRun    = 60_000  // that of a run with a part of them
	fewestPods = 250     // of a part
	triedWhole = 4       // fleets of the part that are tried with all pods
)

// part is into how many parts the pods are divided; 1 is not at all.
func (s *solver) part(packed []fleet) int {
	nodes := slices.MinFunc(packed, func(a, b fleet) int { return cmp.Compare(s.measure(a), s.measure(b)) }).nodes()
	run := float64(s.pods()) * float64(schedule.Sampled(nodes+nodes/8))
	if run <= wholeRun {
		return 1
	}
	return max(1, min(int(math.Ceil(math.Sqrt(run/partRun))), s.pods()/fewestPods))
}

// lookWithPart searches with one of so many parts of the pods, and tries the best with all.
func (r *search) lookWithPart(parts int, few []int, packed []fleet, most int) {
	q := *r.Question
	q.Workload = partOf(q.Workload, parts)
	small, err := newSolver(&q)
	if err != nil || len(small.workloads) == 0 {
		return
	}
	var fleets []fleet
	for _, f := range packed {
		fleets = append(fleets, times(f, 1/float64(parts)))
	}
	s := small.newSearch()
	s.surcharge = r.surcharge
	s.look(few, fleets, most)
	sortFound(s.found)
	for n, f := range s.distinct(triedWhole) {
		if n > 0 && r.spent() {
			break
		}
		r.tryWhole(f.fleet, float64(parts))
	}
}

// tryWhole finds the smallest multiple of a fleet near a factor that schedules.
func (r *search) tryWhole(f fleet, factor float64) {
	const step, most = 0.01, 60
	if r.passes(times(f, factor)) {
		for n := 1; n < most && !r.spent() && r.passes(times(f, factor*(1-step*float64(n)))); n++ {
		}
		return
	}
	for n := 1; n < most; n++ {
		if r.passes(times(f, factor*(1+step*float64(n)))) || r.stop() {
			return
		}
	}
}

// times is a fleet with so many times the nodes, rounded up.
func times(f fleet, factor float64) fleet {
	larger := slices.Clone(f)
	for i := range larger {
		larger[i].nodes = max(1, int(math.Ceil(float64(larger[i].nodes)*factor-1e-9)))
	}
	return larger
}

// partOf is one of so many pods, evenly over their sizes.
func partOf(w planner.Workloads, parts int) planner.Workloads {
	part := slices.Clone(w)
	order := indices(part)
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(w[a].Request.Memory, w[b].Request.Memory), cmp.Compare(w[a].Request.CPU, w[b].Request.CPU))
	})
	passed := 0
	for _, i := range order {
		before := passed / parts
		passed += w[i].Replicas
		part[i].Replicas = passed/parts - before
	}
	return part
}
