package plan

import (
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/packing"
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

func newSolver(q *Question) *solver {
	s := &solver{Question: q}
	s.problem.Stop = q.Stop
	s.resources = q.Workload.ExtendedResources()
	s.addNodes()
	for _, i := range byName(q.Workload) {
		s.addWorkload(&q.Workload[i])
	}
	return s
}

// byName are the indices of the workloads in the order of their names, so that
// their order in a file does not change the plan.
func byName(w planner.Workloads) []int {
	places := indices(w)
	slices.SortStableFunc(places, func(a, b int) int { return strings.Compare(w[a].Name, w[b].Name) })
	return places
}

// addNodes adds the candidates to the problem, except those without a price where
// the objective needs one, and those with an unknown amount of a resource.
func (s *solver) addNodes() {
	for i := range s.Candidates {
		o := &s.Candidates[i]
		cost, known := s.nodeCost(o)
		if !known {
			s.unpriced++
			continue
		}
		have, ok := s.have(o)
		if !ok {
			continue
		}
		s.options = append(s.options, o)
		s.problem.Nodes = append(s.problem.Nodes, packing.Node{Have: have, Cost: cost})
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
	month, known := s.Settings.Capacity.LeastMonth(o.Rates()).Value()
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

// have is what a node offers to workloads; ok is false if max pods, pod IPs or
// memory are unknown.
func (s *solver) have(o *density.Option) (have []int64, ok bool) {
	maxPods, slotsKnown := o.MaxPods.Value()
	ips, ipsKnown := o.Addresses.PodIPs.Value()
	memory, memoryKnown := o.FreeMemory().Value()
	have = []int64{
		cpuBudget:       int64(o.CPU.Free),
		memoryBudget:    int64(memory),
		slotBudget:      int64(maxPods - o.HostNetworkPods - o.DaemonSetPods),
		podIPBudget:     int64(ips - (o.DaemonSetPods - o.DaemonSetBranchENIs)),
		branchENIBudget: int64(o.Addresses.BranchENIs.Or(0) - o.DaemonSetBranchENIs),
		volumeBudget:    int64(o.Type.VolumeSlots(o.Addresses.AttachedENIs).Or(0)),
	}
	for _, name := range s.resources {
		have = append(have, o.Extended(name).Or(0)) // an unknown amount is in warnings
	}
	for d := range have {
		have[d] = max(0, have[d])
	}
	return have, slotsKnown && ipsKnown && memoryKnown
}

// addWorkload adds a workload to the problem, or records why no candidate fits it.
func (s *solver) addWorkload(k *planner.Workload) {
	if k.Replicas == 0 {
		return
	}
	kind := packing.Kind{Need: s.need(k), Count: int64(k.Replicas)}
	if k.OnePerNode {
		kind.Most = 1
	}
	at := len(s.problem.Kinds)
	s.problem.Kinds = append(s.problem.Kinds, kind)
	for i := range s.problem.Nodes {
		s.problem.Nodes[i].Fits = append(s.problem.Nodes[i].Fits, accepts(&k.Nodes, s.options[i]))
	}
	if s.problem.Fits(at) {
		s.workloads = append(s.workloads, k)
		return
	}
	reason := s.shortfall(at)
	reason.Unpriced = len(s.problem.Nodes) == 0 && s.unpriced > 0
	s.unplaced = append(s.unplaced, Unplaced{k.Name, k.Replicas, reason})
	s.problem.Kinds = s.problem.Kinds[:at]
	for i := range s.problem.Nodes {
		s.problem.Nodes[i].Fits = s.problem.Nodes[i].Fits[:at]
	}
}

func (s *solver) need(k *planner.Workload) []int64 {
	need := []int64{cpuBudget: int64(k.Request.CPU), memoryBudget: int64(k.Request.Memory), slotBudget: 1, volumeBudget: int64(k.Volumes)}
	switch {
	case k.HostNetwork:
	case k.SecurityGroups:
		need[branchENIBudget] = 1
	default:
		need[podIPBudget] = 1
	}
	for _, name := range s.resources {
		need = append(need, k.Extended[name])
	}
	return need
}

// accepts reports whether pods with the selector may run on nodes of an option. It
// does not check zones and labels.
func accepts(n *planner.NodeSelector, o *density.Option) bool {
	return (len(n.Arch) == 0 || slices.Contains(n.Arch, o.Type.Arch)) &&
		(len(n.Types) == 0 || slices.Contains(n.Types, o.Type.Name)) &&
		(len(n.CapacityTypes) == 0 || acceptsCapacity(n, &o.Settings.Capacity))
}

// acceptsCapacity: nodes of a mixed group are not distinguished, so pods that
// select one capacity type need a group of only that type.
func acceptsCapacity(n *planner.NodeSelector, c *planner.Capacity) bool {
	onDemand, spot := slices.Contains(n.CapacityTypes, planner.OnDemand), slices.Contains(n.CapacityTypes, planner.Spot)
	return onDemand && spot || onDemand && c.OnDemandPercent == 100 || spot && c.OnDemandPercent == 0 && c.OnDemandBase == 0
}

// shortfall is why no candidate that the pods select fits them: the first resource
// that the candidate with the fewest missing resources lacks.
func (s *solver) shortfall(kind int) Reason {
	need := s.problem.Kinds[kind].Need
	best, fewestLacking := Reason{}, len(need)+1
	for i := range s.problem.Nodes {
		n := &s.problem.Nodes[i]
		if !n.Fits[kind] {
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
	if budget < fixedBudgets {
		return Reason{Limit: budgetLimits[budget], Need: need, Have: have}
	}
	resource := s.resources[budget-fixedBudgets]
	return Reason{Limit: density.LimitOf(resource), Resource: resource, Need: need, Have: have}
}
