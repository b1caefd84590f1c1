package plan

import (
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/packing"
	"podfit/planner/parallel"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// The resources of a node that pods use, in the order of packing's amounts;
// extended resources follow.
const (
	cpuBudget = iota
	memoryBudget
	slotBudget
	podIPBudget
	branchENIBudget
	volumeBudget
	fixedBudgets
)

var budgetLimits = [fixedBudgets]density.Limit{density.LimitCPU, density.LimitMemory, density.LimitMaxPods, density.LimitPodIPs, density.LimitBranchENIs, density.LimitVolumes}

func newSolver(q *Question) (*solver, error) {
	s, err := open(q)
	if err != nil || len(s.options) == 0 {
		return s, err
	}
	s.trial.Settle()
	for _, u := range s.trial.Unplaced {
		s.leaveOut(u.Workload, u.Pods, Reason{Rule: u.Reason})
	}
	s.settleKinds()
	s.addExclusions()
	return s, nil
}

// open is a solver that knows which candidates each workload fits.
func open(q *Question) (*solver, error) {
	own := *q
	own.Stop = parallel.OneByOne(q.Stop)
	q = &own
	s := &solver{Question: q, left: make([]int, len(q.Workload))}
	s.problem.Stop = q.Stop
	s.resources = q.Workload.ExtendedResources()
	s.addNodes()
	if len(s.options) == 0 {
		s.dropAll()
		return s, nil
	}
	if err := s.newTrial(); err != nil {
		return nil, err
	}
	for i := range q.Workload {
		s.addWorkload(i)
	}
	return s, nil
}

// dropAll reports all workloads where there is no node to choose from.
func (s *solver) dropAll() {
	for i := range s.Workload {
		if k := &s.Workload[i]; k.Replicas > 0 {
			s.unplaced = append(s.unplaced, Unplaced{k.Name, k.Replicas, s.whyNoNodes()})
		}
	}
}

// whyNoNodes is why no candidate is a node.
func (s *solver) whyNoNodes() Reason {
	if of := s.overfilled.Lack; s.overfilled.Types > 0 {
		return Reason{DaemonSets: true, Limit: of.Limit, Need: of.Need, Have: of.Have}
	}
	return Reason{Unpriced: s.unpriced > 0}
}

// newTrial makes the options and the workloads known to the scheduler.
func (s *solver) newTrial() (err error) {
	c := &s.Settings.Capacity
	pools, of := s.poolsOfTrial()
	s.trial, err = trial.New(trial.Question{
		Pools: pools, PoolOf: of,
		Workloads: s.withHeadroom(s.Workload), Options: s.options, Zones: s.zones(), Strategy: s.Scheduler.Strategy(),
		OnDemand: c.BuysOnDemand(), Spot: c.BuysSpot(),
		Stop:     s.Stop,
		LoseNode: s.Spare == SpareNode, LoseZone: s.Spare == SpareZone && len(s.zones()) > 1, LoseSpotPool: s.Spare == SpareSpotPool,
	})
	return err
}

// leaveOut records pods that have no place, with the reason: no pod twice, and not those
// of the headroom.
func (s *solver) leaveOut(w, pods int, why Reason) {
	k := &s.Workload[w]
	if pods = min(pods, k.Replicas-s.trial.Replicas(w)-s.left[w]); pods > 0 {
		s.unplaced = append(s.unplaced, Unplaced{k.Name, pods, why})
		s.left[w] += pods
	}
}

// drop takes a whole workload out, with the reason.
func (s *solver) drop(w int, why Reason) {
	s.trial.Drop(w)
	s.leaveOut(w, s.Workload[w].Replicas, why)
}

// withHeadroom are workloads with that percentage of further pods.
func (s *solver) withHeadroom(w planner.Workloads) planner.Workloads {
	if s.Headroom == 0 && !s.joins() {
		return w
	}
	w = slices.Clone(w)
	for i := range w {
		w[i].Replicas += planner.CeilDiv(w[i].Replicas*s.headroomOf(i), 100)
	}
	return w
}

// addNodes adds the candidates to the problem, except those without a price where
// the objective needs one, those that their DaemonSets overfill, and those with unknown
// max pods, pod IPs or memory.
func (s *solver) addNodes() {
	for i := range s.Candidates {
		o := &s.Candidates[i]
		if !o.Launchable() {
			continue
		}
		cost, known := s.nodeCost(o)
		if !known {
			s.unpriced++
			continue
		}
		if lack := o.Overfilled(); lack != nil {
			s.overfilled.add(o.Type.Name, *lack)
			continue
		}
		have, ok := have(o, s.resources)
		if !ok {
			s.unjudged = append(s.unjudged, o.Type.Name)
			continue
		}
		s.options = append(s.options, o)
		if s.parts != nil {
			s.pools = append(s.pools, s.parts.of[i])
		}
		s.problem.Nodes = append(s.problem.Nodes, packing.Node{Have: have, Cost: cost, Fits: make([]bool, 0, len(s.Workload))})
	}
}

// nodeCost is what one node adds to the objective.
func (s *solver) nodeCost(o *density.Option) (int64, bool) {
	month, known := s.nodeMonth(o)
	switch s.Objective {
	case LeastNodes:
		// Fewest nodes first, then least money; an unknown price comes last.
		if !known {
			month = maxMonth
		}
		return nodeWeight + int64(min(month, maxMonth)/(planner.Unit/100)), true
	case MostRAM:
		free, ok := o.FreeMemory().Value()
		worth := planner.Money(density.Worth(0, free) * planner.HoursPerMonth * float64(planner.Unit))
		return int64(max(month/10, month-worth/2)), known && ok
	case Balanced:
		return int64(month + s.cheapest()), known
	default:
		return int64(month), known
	}
}

// For the objective LeastNodes a node weighs more than any monthly price in cents.
const (
	nodeWeight = int64(1e12)
	maxMonth   = 1_000_000 * planner.Unit
)

// nodeMonth is the least that a node costs in any group, so that no plan is below the
// lower bound.
func (s *solver) nodeMonth(o *density.Option) (planner.Money, bool) {
	c := &s.Settings.Capacity
	if s.parts != nil { // it was evaluated for its pool
		c = &o.Settings.Capacity
	}
	month, known := c.LeastMonth(o.Rates()).Value()
	return max(1, month), known
}

// cheapest is the price of the cheapest candidate.
func (s *solver) cheapest() planner.Money {
	least := planner.Money(math.MaxInt64)
	for i := range s.Candidates {
		if month, known := s.nodeMonth(&s.Candidates[i]); known {
			least = min(least, month)
		}
	}
	return least
}

// have is what a node offers to workloads, of some extended resources too; ok is false if
// max pods, pod IPs or memory are unknown.
func have(o *density.Option, resources []string) (have []int64, ok bool) {
	maxPods, slotsKnown := o.MaxPods.Value()
	ips, ipsKnown := o.Addresses.PodIPs.Value()
	memory, memoryKnown := o.FreeMemory().Value()
	have = []int64{
		cpuBudget:       int64(o.CPU.Free),
		memoryBudget:    int64(memory),
		slotBudget:      int64(maxPods - o.HostNetworkPods - o.DaemonSetPods),
		podIPBudget:     int64(ips - (o.DaemonSetPods - o.DaemonSetBranchENIs)),
		branchENIBudget: int64(o.Addresses.BranchENIs.Or(0) - o.DaemonSetBranchENIs),
		volumeBudget:    int64(o.Volumes.Least.Or(0)),
	}
	for _, name := range resources {
		have = append(have, o.Holds(name)) // an unknown amount is in warnings
	}
	for d := range have {
		have[d] = max(0, have[d])
	}
	daemonSetsKnown := o.DaemonSetBranchENIs == 0 || o.Addresses.BranchENIs.Known()
	return have, slotsKnown && ipsKnown && memoryKnown && daemonSetsKnown
}

// addWorkload adds a workload to the problem, or records why no candidate fits it.
func (s *solver) addWorkload(w int) {
	k := &s.Workload[w]
	if k.Replicas == 0 {
		return
	}
	kind := packing.Kind{Need: s.need(k), Count: int64(s.trial.Replicas(w))} // headroom included
	if k.OnePerNode {
		kind.Most = 1
	}
	at := len(s.problem.Kinds)
	s.problem.Kinds = append(s.problem.Kinds, kind)
	anywhere := s.trial.Anywhere(w) && len(k.Extended) == 0
	for i := range s.problem.Nodes {
		n := &s.problem.Nodes[i]
		n.Fits = append(n.Fits, anywhere || s.trial.Runs(w, i, trial.EveryZone) && s.options[i].Judged(k.Extended))
	}
	if s.problem.Fits(at) {
		s.workloads = append(s.workloads, k)
		s.index = append(s.index, w)
		return
	}
	reason := s.shortfall(w, s.problem.Kinds[at].Need)
	if reason == (Reason{}) {
		reason.Unmet, reason.Wanted = s.unmet(&k.Nodes)
		if reason.Unmet == UnmetTogether && slices.ContainsFunc(indices(s.options), func(i int) bool { return s.trial.Tainted(w, i) }) {
			reason = Reason{Rule: schedule.TaintNotTolerated}
		}
	}
	s.drop(w, reason)
	s.problem.Kinds = s.problem.Kinds[:at]
	for i := range s.problem.Nodes {
		s.problem.Nodes[i].Fits = s.problem.Nodes[i].Fits[:at]
	}
}

// settleKinds leaves those pods in the problem that can be placed at all.
func (s *solver) settleKinds() {
	keep := make([]int, 0, len(s.workloads))
	for k, w := range s.index {
		if s.problem.Kinds[k].Count = int64(s.trial.Replicas(w)); s.problem.Kinds[k].Count > 0 {
			keep = append(keep, k)
		}
	}
	s.keepKinds(keep)
}

// keepKinds drops all other workloads from the problem.
func (s *solver) keepKinds(keep []int) {
	if len(keep) == len(s.workloads) {
		return
	}
	s.workloads, s.index, s.problem.Kinds = pick(s.workloads, keep), pick(s.index, keep), pick(s.problem.Kinds, keep)
	for i := range s.problem.Nodes {
		s.problem.Nodes[i].Fits = pick(s.problem.Nodes[i].Fits, keep)
	}
}

// addExclusions adds a resource, of which each node has one, for each set of
// workloads of which a node takes one pod: that of their anti-affinity or of a host port.
func (s *solver) addExclusions() {
	for _, set := range s.trial.Exclusive() {
		for i := range s.problem.Nodes {
			s.problem.Nodes[i].Have = append(s.problem.Nodes[i].Have, 1)
		}
		for k, w := range s.index {
			need := int64(0)
			if slices.Contains(set, w) {
				need = 1
			}
			s.problem.Kinds[k].Need = append(s.problem.Kinds[k].Need, need)
		}
	}
}

func (s *solver) need(k *planner.Workload) []int64 { return need(k, s.resources) }

// need is what a pod takes of it.
func need(k *planner.Workload, resources []string) []int64 {
	need := []int64{cpuBudget: int64(k.Request.CPU), memoryBudget: int64(k.Request.Memory), slotBudget: 1, volumeBudget: int64(k.Volumes)}
	switch {
	case k.HostNetwork:
	case k.SecurityGroups:
		need[branchENIBudget] = 1
	default:
		need[podIPBudget] = 1
	}
	for _, name := range resources {
		need = append(need, k.Extended[name])
	}
	return need
}

// unmet is the first condition of a node selector that no node of the plan meets.
func (s *solver) unmet(n *planner.NodeSelector) (Unmet, string) {
	for _, by := range []struct {
		unmet Unmet
		only  planner.NodeSelector
		text  string
	}{
		{UnmetArch, planner.NodeSelector{Arch: n.Arch}, strings.Join(n.Arch, ", ")},
		{UnmetType, planner.NodeSelector{Types: n.Types}, strings.Join(n.Types, ", ")},
		{UnmetCapacity, planner.NodeSelector{CapacityTypes: n.CapacityTypes}, capacityText(n.CapacityTypes)},
		{UnmetZone, planner.NodeSelector{Zones: n.Zones}, strings.Join(n.Zones, ", ")},
	} {
		if !s.trial.Accepts(&by.only) {
			return by.unmet, by.text
		}
	}
	for _, r := range n.Labels {
		if !s.trial.Accepts(&planner.NodeSelector{Labels: planner.Selector{r}}) {
			return UnmetLabel, r.String()
		}
	}
	return UnmetTogether, ""
}

func capacityText(types []planner.CapacityType) string {
	var words []string
	for _, c := range types {
		words = append(words, c.String())
	}
	return strings.Join(words, ", ")
}

// shortfall is why no candidate that the pods select fits them: the first resource
// that the candidate with the fewest missing resources lacks.
func (s *solver) shortfall(workload int, need []int64) Reason {
	best, fewestLacking := Reason{}, len(need)+1
	for i := range s.problem.Nodes {
		n := &s.problem.Nodes[i]
		if !s.trial.Runs(workload, i, trial.EveryZone) {
			continue
		}
		first, lacking := -1, 0
		for d, v := range need {
			if v > n.Have[d] {
				lacking++
				if first < 0 {
					first = d
				}
			}
		}
		if first < 0 {
			continue
		}
		r := s.shortage(first, need[first], n.Have[first])
		r.Unknown = r.Resource != "" && !s.options[i].Extended(r.Resource).Known()
		if lacking < fewestLacking || lacking == fewestLacking && (r.Limit < best.Limit || r.Limit == best.Limit && r.Have > best.Have) {
			best, fewestLacking = r, lacking
		}
	}
	return best
}

func (s *solver) shortage(budget int, need, have int64) Reason {
	if budget >= fixedBudgets+len(s.resources) {
		return Reason{Limit: density.LimitMaxPods, Need: need, Have: have}
	}
	if budget < fixedBudgets {
		return Reason{Limit: budgetLimits[budget], Need: need, Have: have}
	}
	resource := s.resources[budget-fixedBudgets]
	return Reason{Limit: density.LimitOf(resource), Resource: resource, Need: need, Have: have}
}
