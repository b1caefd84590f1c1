package plan

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/packing"
	"podfit/planner/parallel"
	"podfit/planner/schedule"
	"podfit/planner/systempods"
	"podfit/planner/trial"
)

// solver holds a question as a packing problem and as a trial of the scheduler.
type solver struct {
	*Question
	problem   packing.Problem
	workloads []*planner.Workload // in the order of the problem's kinds
	index     []int               // of those in the question's workload
	options   []*density.Option   // in the order of the problem's nodes
	pools     []int               // of the options, if the question has parts
	resources []string            // extended, the budgets behind the fixed ones
	kinds     map[string]int      // of workloads, by name
	trial     *trial.Trial
	unplaced  []Unplaced
	left      []int // pods of each workload that are in unplaced
	unpriced  int
	// overfilled and unjudged are candidates that are skipped for another reason.
	overfilled Overfilled
	unjudged   []string
	bound      int64
	total      []int64 // what all pods need
	stopped    bool
	// spareUnmet is set if no cluster survives the losses asked for.
	spareUnmet bool
	// rolloutRoom are workloads whose rollouts are why the first plan has its last node.
	rolloutRoom []string
	// unplacedAtMost are workloads with replicas up to maxReplicas that have no place.
	unplacedAtMost []string
}

// Solve finds the best plans, at most so many: what the scheduler places, ranked by
// the objective. The first is within 2 % of the cheapest.
func (q *Question) Solve(most int) Answer {
	if len(q.Pools) > 0 {
		return q.solvePools(most)
	}
	a, s := q.solve(most)
	a.Warnings = q.warnings(&a, s.skipped(), s.found(&a))
	return a
}

// solve is the answer without warnings, which the solver has.
func (q *Question) solve(most int) (a Answer, s *solver) {
	a.Complete, a.Workload = true, q.Workload
	s, err := newSolver(q)
	if err != nil {
		panic(err) // a trial is made of checked values
	}
	if s.asked() {
		a.Plans = s.plans(most)
	}
	a.Unpriced, a.Unplaced = s.unpriced, s.unplaced
	a.findCheapest()
	a.Complete = !s.stop()
	a.Plans = a.Plans[:min(most, len(a.Plans))]
	return a, s
}

func (a *Answer) findCheapest() {
	if len(a.Plans) > 0 {
		cheapest := slices.MinFunc(a.Plans, func(x, y Plan) int {
			return cmp.Compare(x.Month.Or(math.MaxInt64), y.Month.Or(math.MaxInt64))
		})
		a.Cheapest = cheapest.Month
	}
}

// asked reports whether pods are left to place other than those of the system: a plan for
// these alone answers no question.
func (s *solver) asked() bool {
	own := func(name string) bool { return !systempods.Is(name) }
	return slices.ContainsFunc(s.workloads, func(k *planner.Workload) bool { return own(k.Name) }) ||
		len(s.workloads) > 0 && !slices.ContainsFunc(s.Workload, func(k planner.Workload) bool { return own(k.Name) && k.Replicas > 0 })
}

// stop polls the question's Stop and remembers that it said so.
func (s *solver) stop() bool {
	s.stopped = s.stopped || s.Stop != nil && s.Stop()
	return s.stopped
}

// plans are plans that schedule, the recommended one first.
func (s *solver) plans(most int) (plans []Plan) {
	few := s.undominated()
	if fleets := s.tryOnly(s.Also); len(fleets) > 0 {
		s.bound = s.volumeBound(few)
		for _, f := range fleets {
			plans = append(plans, s.plan(f))
		}
		return plans
	}
	if s.First {
		if plans := s.firstPlan(few); len(plans) > 0 {
			return plans
		}
	}
	sets := s.typeSets(few)
	if len(sets) == 0 { // some workloads need another group: plan for the others
		s.dropUncovered(s.coverGreedily(few))
		sets = s.typeSets(few)
	}
	problem := s.restrictedTo(few)
	waitForBound := parallel.Start(func() { s.bound = problem.LowerBound() })
	packed, solved := s.packAll(sets)
	best := slices.MinFunc(packed, func(a, b fleet) int { return cmp.Compare(s.measure(a), s.measure(b)) })
	fleets := s.search(few, packed, most)
	waitForBound()
	if len(fleets) == 0 && !s.stop() && s.giveUp(sets[0]) {
		return s.plans(most)
	}
	if len(fleets) == 0 && s.stopped {
		fleets = []found{{fleet: packed[0], placed: s.packedPlacement(packed[0], sets[0], solved)}}
	}
	if len(fleets) > 0 && !s.stop() {
		s.rolloutRoom = s.neededForRollouts(fleets[0].fleet)
	}
	for _, f := range fleets {
		p := s.plan(f)
		p.Packed = s.figure(best)
		if s.measure(best) > p.measure { // a plan that schedules is packed as well
			p.Packed = Bound{Nodes: planner.Known(p.Nodes), Month: p.Month}
		}
		plans = append(plans, p)
	}
	return plans
}

// giveUp takes out what keeps every cluster from scheduling: pods that plenty of nodes
// leave pending, or else the losses to survive. It reports whether it found something.
func (s *solver) giveUp(types []int) bool {
	var f fleet
	for _, i := range types {
		f = f.with(column{i, trial.EveryZone}, s.plenty(2*s.mostNeeded(i)))
	}
	pending := s.trial.Pending(s.groups(f))
	for _, p := range pending {
		s.giveUpPods(trial.Unplaced{Workload: int(p.Workload), Pods: p.Pods, Reason: trial.Why(p)})
	}
	if len(pending) > 0 {
		s.settleKinds()
		return len(s.workloads) > 0
	}
	if s.trial.GiveUpRollouts(s.groups(f)) {
		return true
	}
	if s.spareUnmet || s.Spare == SpareNothing {
		s.giveUpAll()
		return false
	}
	s.spareUnmet = true
	s.trial.Forgo()
	return true
}

// giveUpAll records the pods for which no fleet was found, so that none is left out in
// silence.
func (s *solver) giveUpAll() {
	for _, w := range s.index {
		s.giveUpPods(trial.Unplaced{Workload: w, Pods: s.trial.Replicas(w), Reason: schedule.InsufficientResource})
	}
	s.settleKinds()
}

// mostNeeded is how many nodes of a type what fits it needs, by the largest kind on its
// own and by all together.
func (s *solver) mostNeeded(option int) (nodes int) {
	have := s.problem.Nodes[option].Have
	all := make([]int64, len(have))
	for k, kind := range s.problem.Kinds {
		times := s.fitsTimes(option, k)
		if kind.Most > 0 {
			times = min(times, kind.Most)
		}
		if times == 0 {
			continue
		}
		nodes = max(nodes, int((kind.Count+times-1)/times))
		for d, need := range kind.Need {
			all[d] += need * kind.Count
		}
	}
	for d, need := range all {
		if need > 0 {
			nodes = max(nodes, int((need+have[d]-1)/have[d]))
		}
	}
	return nodes
}

func (s *solver) giveUpPods(u trial.Unplaced) {
	s.trial.TakeOut(u)
	s.leaveOut(u.Workload, u.Pods, Reason{Rule: u.Reason})
}

// neededForRollouts are the workloads for whose rollouts a fleet has a node more than its
// pods need in the orders that are tried first.
func (s *solver) neededForRollouts(f fleet) (workloads []string) {
	if s.Spare != SpareNothing {
		return nil
	}
	for _, n := range f {
		for _, w := range s.trial.NoRoomToRollOut(s.groups(f.with(n.column, -1))) {
			if name := s.Workload[w].Name; !slices.Contains(workloads, name) {
				workloads = append(workloads, name)
			}
		}
	}
	return workloads
}

// firstPlan is the cheapest plan of nodes of one type, among a few types.
func (s *solver) firstPlan(few []int) (plans []Plan) {
	r := s.newSearch()
	r.budget = s.trial.Effort() + firstEffort
	r.alone(few, 1)
	s.bound = s.volumeBound(few)
	for _, f := range r.choose(1) {
		plans = append(plans, s.plan(f))
	}
	return plans[:min(1, len(plans))]
}

// volumeBound is the lower bound by volume, which takes next to no time.
func (s *solver) volumeBound(few []int) int64 {
	problem := s.restrictedTo(few)
	problem.Stop = func() bool { return true }
	return problem.LowerBound()
}

// packAll packs sets of types at the same time: the first one perfectly, whose solution
// it keeps.
func (s *solver) packAll(sets [][]int) (packed []fleet, first packing.Solution) {
	packed = make([]fleet, len(sets))
	solved := make([]packing.Solution, len(sets))
	pack := make([]func(), len(sets))
	for n, types := range sets {
		pack[n] = func() { packed[n], solved[n] = s.pack(types, n == 0) }
	}
	parallel.Do(pack...)
	return packed, solved[0]
}

// pack is what a packer buys of some types: a perfect one if it takes its time.
func (s *solver) pack(types []int, perfect bool) (f fleet, solved packing.Solution) {
	sub := s.restrictedTo(types)
	if perfect || len(sub.Kinds) > packing.MaxKinds {
		solved = sub.Place()
	} else {
		solved = sub.Round(sub.Estimate())
	}
	for _, filled := range solved.Filled {
		f = f.with(column{types[filled.Node], trial.EveryZone}, int(filled.Times))
	}
	return f, solved
}

// packedPlacement is where a packer puts the pods. It stands in for the scheduler where
// the time limit left none for it.
func (s *solver) packedPlacement(f fleet, types []int, solved packing.Solution) schedule.Placement {
	placed := schedule.Placement{Nodes: slices.Clone(s.trial.Nodes(s.groups(f)))}
	free := map[int][]int32{} // nodes of each option without pods
	for n, c := range placed.Nodes {
		option, _, _ := s.trial.Class(c)
		free[option] = append(free[option], int32(n))
	}
	for _, filled := range solved.Filled {
		option := types[filled.Node]
		for range filled.Times {
			node := free[option][0]
			free[option] = free[option][1:]
			for _, t := range filled.Things {
				for range t.Count {
					placed.Pods = append(placed.Pods, schedule.Pod{Workload: int32(s.index[t.Kind]), Node: node})
				}
			}
		}
	}
	return placed
}

// figure is the nodes and the cost of a fleet.
func (s *solver) figure(f fleet) Bound {
	b := Bound{Nodes: planner.Known(f.nodes())}
	total := s.Settings.Capacity.ClusterAdder
	for _, m := range s.months(s.groups(f)) {
		month, known := m.Value()
		if !known {
			return b
		}
		total += month
	}
	b.Month = planner.Known(total)
	return b
}
