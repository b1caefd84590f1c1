// Package trial tries node groups on the simulated kube-scheduler: it makes
// workloads and instance types into the pods, nodes and labels that the scheduler
// sees, and says whether groups leave a pod Pending, in how many orders, after a loss
// and during a rollout.
package trial

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/schedule"
)

// Question is workloads and the nodes that may run them.
type Question struct {
	Workloads planner.Workloads
	Options   []*density.Option
	// Zones are the names of the zones; at least one.
	Zones    []string
	Strategy schedule.Strategy
	// OnDemand and Spot are which nodes may be bought.
	OnDemand, Spot bool
	// Pools are what nodes carry that are bought, and PoolOf the index of each option's
	// pool; without them, nodes have whatever labels are asked for, and no taints. OnDemand
	// and Spot are then each pool's own.
	Pools  []Pool
	PoolOf []int
	// Existing are nodes that are there, whatever is bought.
	Existing []Existing
	// Losses that a cluster must survive.
	LoseNode, LoseZone, LoseSpotPool bool
	// Stop, if set, is polled, by several goroutines; once it returns true, nothing passes
	// any more.
	Stop func() bool
}

// Group is nodes of one option.
type Group struct {
	Option   int // index of Question.Options
	Nodes    int
	OnDemand int // how many of them; the others are spot
	Zone     int // index of the one zone, or EveryZone
}

// EveryZone deals the nodes of a group to all zones in turn.
const EveryZone = -1

// Trial tries one cluster after the other. It is not safe for concurrent use.
type Trial struct {
	Question
	// Unplaced are pods that no number of nodes has a place for.
	Unplaced []Unplaced
	// Stuck are workloads whose rollouts make no progress on any number of nodes.
	Stuck []int

	kinds     []kind // by class
	asked     map[string][]bool
	allZones  []string // those of existing nodes after Zones
	classes   []schedule.Class
	workloads []schedule.Workload
	resources []string // extended, from schedule.Resources+1 on
	sim       *schedule.Simulator
	others    []*schedule.Simulator // that try orders at the same time as sim
	roomy     *schedule.Simulator   // without limits of resources; nil until it is needed
	pinned    [][]int32             // by workload and zone: its copy whose volumes are there
	orders    []order               // the one that failed last is first
	nodes     []int32
	effort    int64
}

// Unplaced is pods of a workload that no cluster places, and why.
type Unplaced struct {
	Workload int // index of Question.Workloads
	Pods     int
	Reason   schedule.Reason
}

// podENI is the index of vpc.amazonaws.com/pod-eni, which pods with security groups
// of their own request.
const podENI = schedule.Resources

// New makes a trial. Before it is used, Drop takes workloads out and Settle finds the
// pods that cannot be placed at all.
func New(q Question) (*Trial, error) {
	t := &Trial{Question: q, resources: q.Workloads.ExtendedResources(), asked: map[string][]bool{}}
	t.makeClasses()
	for i := range q.Workloads {
		t.workloads = append(t.workloads, t.workload(i))
	}
	t.pin()
	for i := range acceptOrders {
		t.orders = append(t.orders, orderOf(i))
	}
	var err error
	t.sim, err = schedule.New(t.classes, t.workloads, q.Strategy)
	if err == nil {
		t.sim.StopWhen(q.Stop)
	}
	return t, err
}

// Drop takes a workload out.
func (t *Trial) Drop(workload int) { t.workloads[workload].Replicas = 0 }

// Anywhere reports whether no node selector, taint or claim keeps a workload from any node.
func (t *Trial) Anywhere(workload int) bool {
	w := &t.workloads[workload]
	return w.Selects == nil && w.Tolerates == nil && w.Reaches == nil
}

// Runs reports whether the node selector, the tolerations and the claims of a workload
// allow nodes of an option, in one zone or in EveryZone, which is any.
func (t *Trial) Runs(workload, option, zone int) bool {
	w := &t.workloads[workload]
	if t.Anywhere(workload) {
		return true
	}
	allows := func(by []bool, c int32) bool { return by == nil || by[c] }
	for z := range t.Zones {
		for _, spot := range []bool{false, true} {
			c := t.class(option, z, spot)
			if (zone == EveryZone || z == zone) && t.bought(c) && allows(w.Selects, c) && allows(w.Tolerates, c) && allows(w.Reaches, c) {
				return true
			}
		}
	}
	return false
}

// Accepts reports whether pods with a node selector may run on a node that is bought.
func (t *Trial) Accepts(n *planner.NodeSelector) bool {
	for c := range t.classes {
		if t.bought(int32(c)) && t.selected(n, int32(c)) {
			return true
		}
	}
	return false
}

// SpreadsOverZones reports whether a workload has a topology spread over zones that the
// scheduler requires.
func (t *Trial) SpreadsOverZones(workload int) bool {
	return slices.ContainsFunc(t.workloads[workload].Spreads, func(s schedule.Spread) bool { return s.Key == schedule.Zone && !s.Anyway })
}

// Zonal reports whether a workload may run in some zones only.
func (t *Trial) Zonal(workload int) bool {
	some, all := false, true
	for z := range t.Zones {
		runs := false
		for o := range t.Options {
			runs = runs || t.Runs(workload, o, z)
		}
		some, all = some || runs, all && runs
	}
	return some && !all
}

// Replicas is how many pods of a workload can be placed at all.
func (t *Trial) Replicas(workload int) int { return int(t.workloads[workload].Replicas) }

// Effort is how much has been simulated so far, in pods times nodes.
func (t *Trial) Effort() int64 { return t.effort }

// class is the index of a class.
func (t *Trial) class(option, zone int, spot bool) int32 {
	c := (option*len(t.Zones) + zone) * 2
	if spot {
		c++
	}
	return int32(c)
}

// Class says what a class of nodes is that are bought.
func (t *Trial) Class(c int32) (option, zone int, spot bool) {
	return int(c) / 2 / len(t.Zones), int(c) / 2 % len(t.Zones), c%2 == 1
}

// Nodes are the classes of the nodes of groups: those of groups in every zone are
// dealt to the zones of their pool in turn, each group where the one before it ended.
func (t *Trial) Nodes(groups []Group) []int32 {
	t.nodes = t.nodes[:0]
	next := 0
	for _, g := range groups {
		zones := t.zonesOf(g.Option)
		for i := range g.Nodes {
			zone := g.Zone
			if zone == EveryZone {
				zone = zones[next%len(zones)]
				next++
			}
			t.nodes = append(t.nodes, t.class(g.Option, zone, i >= g.OnDemand))
		}
	}
	return t.nodes
}

// Pending is the pods that a cluster of groups leaves, by workload.
func (t *Trial) Pending(groups []Group) []schedule.Failure {
	return slices.Clone(t.Place(groups).Failures)
}

// TakeOut takes pods of a workload out: no cluster has a place for them.
func (t *Trial) TakeOut(u Unplaced) {
	t.Unplaced = append(t.Unplaced, u)
	t.workloads[u.Workload].Replicas -= int32(u.Pods)
	t.forget()
	if t.roomy != nil {
		t.roomy.Forget()
	}
}

// forget has simulators see other numbers of replicas.
func (t *Trial) forget() {
	t.sim.Forget()
	for _, sim := range t.others {
		sim.Forget()
	}
}

// withRoom is the simulator without limits of resources.
func (t *Trial) withRoom() *schedule.Simulator {
	if t.roomy == nil {
		roomy, err := schedule.New(t.withoutLimits(), t.workloads, t.Strategy)
		if err != nil {
			panic(err) // the classes have the shape of those that New has checked
		}
		t.roomy = roomy
	}
	return t.roomy
}

// Forgo gives up losses: no cluster survives them.
func (t *Trial) Forgo() { t.LoseNode, t.LoseZone, t.LoseSpotPool = false, false, false }

// World is the classes and the workloads as the scheduler sees them, for tests that give
// them to another one.
func (t *Trial) World() ([]schedule.Class, []schedule.Workload) { return t.classes, t.workloads }

// Last is where the pods of the last order were that groups passed; nothing if a loss was
// tried after it.
func (t *Trial) Last(groups []Group) schedule.Placement {
	last := t.sim.Last()
	if !slices.Equal(last.Nodes, t.Nodes(groups)) {
		return schedule.Placement{}
	}
	return last.Clone()
}

// Place is where the scheduler puts all pods in the file's order. It is valid until
// the trial is used again.
func (t *Trial) Place(groups []Group) *schedule.Result {
	o := orderOf(0)
	t.sim.StopWhen(nil) // it is the answer
	defer t.sim.StopWhen(t.Stop)
	return t.sim.Run(t.Nodes(groups), o.Order, o.Tiebreak)
}

// holds says whether rollouts make progress after a run that placed all pods, and
// the pods of lost nodes are placed again.
func (t *Trial) holds(nodes []int32, o order) bool {
	for _, f := range t.sim.Rollouts() {
		if !slices.Contains(t.Stuck, int(f.Workload)) {
			return false
		}
	}
	if !t.LoseNode && !t.LoseZone && !t.LoseSpotPool {
		return true
	}
	placed := t.sim.Run(nodes, o.Order, o.Tiebreak).Clone()
	for _, lost := range t.losses(placed) {
		t.effort += t.Cost(len(nodes))
		if !t.survives(placed, lost, o.Tiebreak) {
			return false
		}
	}
	return true
}

// survives says whether pods of lost nodes are placed again, but for those that no
// node could take.
func (t *Trial) survives(placed schedule.Placement, lost func(int32) bool, ties schedule.Tiebreak) bool {
	left, queue := t.lose(placed, lost)
	if len(left.Nodes) == 0 {
		return false
	}
	after := t.sim.Continue(left, queue, ties)
	if after.Unaddressed > 0 {
		return false
	}
	if after.Pending == 0 {
		return true
	}
	pending := after.Pending
	return pending <= t.impossible(placed, lost, ties)
}

// impossible is how many pods of lost nodes any number of nodes leaves pending: those
// that may be in a lost zone only.
func (t *Trial) impossible(placed schedule.Placement, lost func(int32) bool, ties schedule.Tiebreak) int {
	left, queue := t.lose(placed, lost)
	const most = 300
	more := slices.Concat(left.Nodes, t.elsewhere(placed, lost))
	if t.LoseNode { // another node takes its place
		more = placed.Nodes
	}
	for _, c := range slices.Compact(slices.Sorted(slices.Values(more))) {
		for range min(len(queue), most) {
			left.Nodes = append(left.Nodes, c)
		}
	}
	return t.withRoom().Continue(left, queue, ties).Pending
}

// elsewhere are the classes that lost nodes have in the zones that are left.
func (t *Trial) elsewhere(placed schedule.Placement, lost func(int32) bool) (classes []int32) {
	gone := make([]bool, len(t.Zones))
	for n, c := range placed.Nodes {
		if zone := t.kinds[c].zone; lost(int32(n)) && zone >= 0 && zone < len(gone) {
			gone[zone] = true
		}
	}
	seen := map[int32]bool{}
	for n, c := range placed.Nodes {
		if !lost(int32(n)) || seen[c] || t.kinds[c].existing != nil {
			continue
		}
		seen[c] = true
		option, _, spot := t.Class(c)
		for zone := range t.Zones {
			if other := t.class(option, zone, spot); !gone[zone] && t.bought(other) {
				classes = append(classes, other)
			}
		}
	}
	return classes
}

// Waits are the workloads with pods that no node left over may take after one of the
// losses: they wait until what was lost is back.
func (t *Trial) Waits(groups []Group) (workloads []int) {
	o := orderOf(0)
	placed := t.sim.Run(t.Nodes(groups), o.Order, o.Tiebreak).Clone()
	for _, lost := range t.losses(placed) {
		left, queue := t.lose(placed, lost)
		for _, f := range t.sim.Continue(left, queue, o.Tiebreak).Failures {
			workloads = append(workloads, t.original(int(f.Workload)))
		}
	}
	slices.Sort(workloads)
	return slices.Compact(workloads)
}

// original is the workload that one is, or is a copy of.
func (t *Trial) original(workload int) int {
	for w, copies := range t.pinned {
		if slices.Contains(copies, int32(workload)) {
			return w
		}
	}
	return workload
}

// lose takes nodes away. Pods with volumes of their own have to be placed again
// where their volumes are.
func (t *Trial) lose(placed schedule.Placement, lost func(int32) bool) (left schedule.Placement, queue []int32) {
	left, queue = placed.Without(lost)
	if t.pinned == nil {
		return left, queue
	}
	queue = queue[:0]
	for _, p := range placed.Pods {
		if p.Node == schedule.Pending || !lost(p.Node) {
			continue
		}
		w := p.Workload
		if int(w) < len(t.pinned) && t.pinned[w] != nil {
			if zone := t.kinds[placed.Nodes[p.Node]].zone; zone >= 0 {
				w = t.pinned[w][zone]
			}
		}
		queue = append(queue, w)
	}
	return left, queue
}

// PlaceFewer is Place with at most so many pods of each workload: those that run, without
// those for which room is kept.
func (t *Trial) PlaceFewer(groups []Group, pods func(workload int) int) *schedule.Result {
	all := slices.Clone(t.workloads)
	for w := range t.Workloads {
		t.workloads[w].Replicas = min(t.workloads[w].Replicas, int32(pods(w)))
	}
	t.forget()
	placed := t.Place(groups)
	copy(t.workloads, all)
	t.forget()
	return placed
}

// losses are the sets of nodes that may be lost together.
func (t *Trial) losses(placed schedule.Placement) (all []func(int32) bool) {
	if t.LoseNode {
		fullest := t.fullest(placed)
		all = append(all, func(n int32) bool { return n == fullest })
	}
	if t.LoseZone {
		for z := range t.Zones {
			in := func(n int32) bool { return t.kinds[placed.Nodes[n]].zone == z }
			if slices.ContainsFunc(indices(placed.Nodes), in) {
				all = append(all, in)
			}
		}
	}
	if t.LoseSpotPool {
		count := map[int32]int{}
		most, nodes := int32(-1), 0
		for _, c := range placed.Nodes {
			if t.kinds[c].buys == planner.Known(planner.Spot) {
				if count[c]++; count[c] > nodes {
					most, nodes = c, count[c]
				}
			}
		}
		if most >= 0 {
			all = append(all, func(n int32) bool { return placed.Nodes[n] == most })
		}
	}
	return all
}

func indices(nodes []int32) []int32 {
	all := make([]int32, len(nodes))
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// fullest is the node whose pods request the largest part of what all nodes have.
func (t *Trial) fullest(placed schedule.Placement) int32 {
	var total [schedule.Resources]float64
	for _, c := range placed.Nodes {
		for r := range total {
			total[r] += float64(t.classes[c].Allocatable[r])
		}
	}
	used := make([]float64, len(placed.Nodes))
	for _, p := range placed.Pods {
		if p.Node == schedule.Pending {
			continue
		}
		for r := range total {
			used[p.Node] += float64(t.workloads[p.Workload].Need[r]) / total[r]
		}
	}
	fullest := 0
	for n, u := range used {
		if u > used[fullest] {
			fullest = n
		}
	}
	return int32(fullest)
}
