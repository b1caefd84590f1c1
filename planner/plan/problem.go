package plan

import (
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/packing"
)

// The budgets of a node that pods draw on, in the order of packing's amounts;
// extended resources come behind them.
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
		s.addKind(&q.Workload[i])
	}
	return s
}

// byName are the places of the kinds in the order of their names, so that the
// order of a file decides nothing.
func byName(w planner.Workloads) []int {
	places := indices(w)
	slices.SortStableFunc(places, func(a, b int) int { return strings.Compare(w[a].Name, w[b].Name) })
	return places
}

// addNodes leaves out what has no price, where that matters, and what another
// type betters in every budget for no more money.
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

// nodeCost is what a plan has the least of, for one node.
func (s *solver) nodeCost(o *density.Option) (int64, bool) {
	month, known := s.nodeMonth(o)
	switch s.Objective {
	case LeastNodes:
		// Of as many nodes those for the least money; what has no price, last.
		if !known {
			month = dearest
		}
		return nodeWeight + int64(min(month, dearest)/(planner.Unit/100)), true
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

// A node weighs far more than its price in cents, up to the dearest.
const (
	nodeWeight = int64(1e12)
	dearest    = 1_000_000 * planner.Unit
)

// nodeMonth is the price of a node above the on-demand base. Where spot is the
// dearer, so many more on-demand nodes as an Auto Scaling group rounds up to are
// the cheaper, and the bound has to be below those as well.
func (s *solver) nodeMonth(o *density.Option) (planner.Money, bool) {
	c := s.Settings.Capacity
	c.Nodes, c.ClusterAdder = 0, 0
	month, known := c.Month(o.Cost.OnDemandMonth, o.Cost.SpotMonth).Value()
	if onDemand, ok := o.Cost.OnDemandMonth.Value(); ok && known {
		month = min(month, onDemand+c.NodeAdder)
	}
	return max(1, month), known
}

// cheapest is the least that a candidate costs.
func (s *solver) cheapest() planner.Money {
	least := planner.Money(math.MaxInt64)
	for i := range s.Candidates {
		if month, known := s.nodeMonth(&s.Candidates[i]); known {
			least = min(least, month)
		}
	}
	return least
}

// have is what a node gives to the workload; ok is false where something that
// the workload draws on is not known.
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
		have = append(have, int64(o.Type.Extended(name)))
	}
	for d := range have {
		have[d] = max(0, have[d])
	}
	return have, slotsKnown && ipsKnown && memoryKnown
}

// addKind takes a kind into the problem, or says why it fits nowhere.
func (s *solver) addKind(k *planner.Workload) {
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
		s.kinds = append(s.kinds, k)
		return
	}
	reason := s.reason(at)
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

// accepts says whether pods with the selector may run on nodes of an option. Of
// zones and labels it knows nothing, and takes them for granted.
func accepts(n *planner.NodeSelector, o *density.Option) bool {
	return (len(n.Arch) == 0 || slices.Contains(n.Arch, o.Type.Arch)) &&
		(len(n.Types) == 0 || slices.Contains(n.Types, o.Type.Name)) &&
		(len(n.CapacityTypes) == 0 || acceptsCapacity(n, &o.Settings.Capacity))
}

// acceptsCapacity: a plan does not tell the nodes of a group of both apart, so
// that pods that select one of them need a group of that one alone.
func acceptsCapacity(n *planner.NodeSelector, c *planner.Capacity) bool {
	onDemand, spot := slices.Contains(n.CapacityTypes, planner.OnDemand), slices.Contains(n.CapacityTypes, planner.Spot)
	return onDemand && spot || onDemand && c.OnDemandPercent == 100 || spot && c.OnDemandPercent == 0 && c.OnDemandBase == 0
}

// reason is the budget of which the candidates that the pods select have too
// little: of the candidate that lacks the fewest, the first.
func (s *solver) reason(kind int) Reason {
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
		r := s.lack(first, need[first], n.Have[first])
		if lacking < fewestLacking || lacking == fewestLacking && (r.Limit < best.Limit || r.Limit == best.Limit && r.Have > best.Have) {
			best, fewestLacking = r, lacking
		}
	}
	return best
}

func (s *solver) lack(budget int, need, have int64) Reason {
	if budget < fixedBudgets {
		return Reason{Limit: budgetLimits[budget], Need: need, Have: have}
	}
	return Reason{Limit: density.LimitGPUs, Resource: s.resources[budget-fixedBudgets], Need: need, Have: have}
}
