// Package plan finds node groups for a workload: a [Question] has an [Answer]
// with the cheapest plans, the lower bound that no plan goes below, and the pods
// that fit on no candidate, each with its [Reason].
package plan

import (
	"cmp"
	"math"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/packing"
)

// Question asks which nodes to buy for a workload.
type Question struct {
	Workload planner.Workloads
	// Candidates are the options to choose from, all of one region and with the same
	// settings.
	Candidates []density.Option
	Settings   *planner.Settings
	// Groups is the maximum number of node groups of a plan, 1 to MaxGroups.
	Groups    int
	Objective Objective
	// Zones to spread over, with at least one node in each; 0 and 1 do not spread.
	Zones int
	Spare Spare
	// MaxNodes is the maximum number of nodes of a plan; 0 sets no limit. If no plan
	// has so few, the answer has those with the fewest, and a warning.
	MaxNodes int
	// Stop is polled during the search if it is set; once it returns true, the answer
	// has the best plans so far.
	Stop func() bool
}

// MaxGroups is the maximum number of node groups of a plan.
const MaxGroups = 3

// Objective is what a plan minimizes.
type Objective uint8

// The objectives.
const (
	LeastCost Objective = iota
	LeastNodes
	// MostRAM is cost minus half of what Fargate would charge for the nodes' memory:
	// more memory per pod for a little more money.
	MostRAM
	// Balanced is cost plus the price of the cheapest node for each node: fewer,
	// larger nodes for a little more money.
	Balanced
)

// Spare is the failure that a plan survives.
type Spare uint8

// What a plan may lose with all pods still placed.
const (
	SpareNothing Spare = iota
	SpareNode
	SpareZone
)

var (
	// Objectives and Spares are the words, in order.
	Objectives = []string{"cost", "nodes", "ram-per-pod", "balanced"}
	Spares     = []string{"nothing", "node", "zone"}
)

func (o Objective) String() string                { return Objectives[o] }
func (o Objective) MarshalText() ([]byte, error)  { return []byte(o.String()), nil }
func (o *Objective) UnmarshalText(b []byte) error { return eni.UnmarshalWord(o, b, Objectives) }

func (s Spare) String() string                { return Spares[s] }
func (s Spare) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Spare) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, Spares) }

// Answer is the best plans for a question, the best first, and the pods that none
// of them places.
type Answer struct {
	Plans    []Plan
	Unplaced []Unplaced
	// Unpriced is how many candidates were skipped because their price is unknown.
	Unpriced int
	// Warnings are requirements that no plan meets.
	Warnings []planner.Warning
}

// Plan is node groups for a workload.
type Plan struct {
	Groups []NodeGroup
	Nodes  int
	// Month is the cost of all groups and the cluster's adder; unknown if the price
	// of a group is.
	Month planner.Maybe[planner.Money]
	// Commitment is unknown if there is none.
	Commitment planner.Maybe[CommitmentUse]
	// LowerBound is the number of nodes or the amount of money that every plan of every
	// planner needs at least, for any number of groups; set for the objectives
	// LeastNodes and LeastCost. It covers the pods and a node in each zone, not spare
	// nodes.
	LowerBound Bound
	// GapPercent is how far the plan is above the lower bound, measured in the
	// objective; 0 is optimal.
	GapPercent float64

	measure int64 // of the objective
}

// Bound is a number of nodes or an amount of money a month.
type Bound struct {
	Nodes planner.Maybe[int]
	Month planner.Maybe[planner.Money]
}

// Optimal reports whether the plan equals the lower bound.
func (p *Plan) Optimal() bool { return p.GapPercent == 0 }

// NodeGroup is a number of nodes of one type.
type NodeGroup struct {
	Option *density.Option
	// MaxNodes is the number of nodes at maxReplicas; equal to Nodes if no workload
	// scales.
	MaxNodes int
	// Alternatives are types with the same vCPUs and memory that fit the same pods,
	// for a mixed-instances group.
	Alternatives  []string
	Nodes         int
	OnDemandNodes int
	// Zones is the number of zones that the nodes spread over.
	Zones int
	// Zone is the one zone of the group, from 1: if pods have EBS volumes there is a
	// group per zone, because an autoscaler must know in which zone to add a node. 0
	// is a group that spreads over all zones.
	Zone int
	// SpotRange is what a spot node costs, of a group that gets several types.
	SpotRange planner.Maybe[PriceRange]
	// SpareNodes is how many of the nodes hold no pods of the workload.
	SpareNodes int
	Month      planner.Maybe[planner.Money]
	// LimitedBy is the resource that the group uses the largest share of.
	LimitedBy   density.Limit
	UsedPercent float64
	// Unused is what the pods leave free on the nodes that are not spare.
	Unused planner.Resources
	// UnusedMonth is the share of Month that Unused is worth.
	UnusedMonth planner.Maybe[planner.Money]
	Patterns    []Pattern
}

// Pattern is a number of nodes that hold the same pods.
type Pattern struct {
	Nodes int
	Pods  []PatternPods
}

// PatternPods is how many pods of a workload each of the nodes holds.
type PatternPods struct {
	Workload string
	Pods     int
}

// Unplaced is pods that fit on no candidate, with the reason.
type Unplaced struct {
	Workload string
	Replicas int
	Reason   Reason
}

// Reason is what pods need and the most that a candidate has of it. NoLimit means
// that no candidate matches their node selector or, with Groups, that the matching
// ones would need one more node group.
type Reason struct {
	Limit      density.Limit
	Groups     bool   // the pods need another node group
	Unpriced   bool   // no candidate has a known price
	Resource   string // the name of an extended resource
	Unknown    bool   // nobody knows how many of the resource a node has
	Need, Have int64
}

// Solve finds the best plans, at most so many.
func (q *Question) Solve(most int) Answer {
	s := newSolver(q)
	a := Answer{Unpriced: s.unpriced}
	if len(s.problem.Kinds) > 0 && len(s.problem.Nodes) > 0 {
		a.Plans = s.plans()
	}
	a.Unplaced = s.unplaced
	if q.MaxNodes > 0 && len(a.Plans) > 0 {
		a.Plans = s.limitNodes(a.Plans)
	}
	slices.SortStableFunc(a.Plans, func(x, y Plan) int { return s.compare(&x, &y) })
	a.Plans = slices.CompactFunc(a.Plans, sameGroups)
	a.Plans = a.Plans[:min(most, len(a.Plans))]
	a.Warnings = q.warnings(&a)
	return a
}

func (s *solver) plans() (plans []Plan) {
	few := s.undominated()
	sets := s.typeSets(few)
	if len(sets) == 0 { // some workloads need another group: plan for the others
		s.dropUncovered(s.coverGreedily(few))
		sets = s.typeSets(few)
	}
	if s.bound == 0 {
		problem := s.restrictedTo(few)
		s.bound = max(problem.LowerBound(), s.zoneBound())
	}
	for _, types := range sets {
		plans = append(plans, s.plan(types))
	}
	return plans
}

// nodeSurcharges are added to the price of every node, in prices of the cheapest
// node, to find plans with fewer nodes: the higher, the fewer.
var nodeSurcharges = []planner.Money{2, 8, 32, 1024}

// limitNodes adds plans with fewer nodes and drops those above MaxNodes; if all are
// above, those with the fewest stay. The plans to choose from do not depend on
// MaxNodes, so a higher limit never makes the best plan worse.
func (s *solver) limitNodes(plans []Plan) []Plan {
	cheapest := s.cheapest()
	for _, times := range nodeSurcharges {
		dearer := newSolver(s.Question)
		dearer.surcharge(times * cheapest)
		dearer.bound = s.bound
		plans = append(plans, dearer.plans()...)
	}
	fewest := slices.MinFunc(plans, func(a, b Plan) int { return cmp.Compare(a.Nodes, b.Nodes) }).Nodes
	limit := max(fewest, s.MaxNodes)
	return slices.DeleteFunc(plans, func(p Plan) bool { return p.Nodes > limit })
}

// surcharge raises the price of every node while types are chosen and filled.
func (s *solver) surcharge(by planner.Money) {
	for i := range s.problem.Nodes {
		s.problem.Nodes[i].Cost += int64(by)
	}
}

func sameGroups(a, b Plan) bool {
	return slices.EqualFunc(a.Groups, b.Groups, func(x, y NodeGroup) bool { return x.Option == y.Option && x.Nodes == y.Nodes })
}

// compare orders plans by the objective, then by cost, nodes and groups.
func (s *solver) compare(a, b *Plan) int {
	return cmp.Or(
		cmp.Compare(a.measure, b.measure),
		cmp.Compare(a.Month.Or(math.MaxInt64), b.Month.Or(math.MaxInt64)),
		cmp.Compare(a.Nodes, b.Nodes),
		cmp.Compare(len(a.Groups), len(b.Groups)),
		compareGroups(a, b),
	)
}

func compareGroups(a, b *Plan) int {
	return slices.CompareFunc(a.Groups, b.Groups, func(x, y NodeGroup) int {
		return cmp.Or(planner.CompareNames(x.Option.Type.Name, y.Option.Type.Name), cmp.Compare(x.Nodes, y.Nodes))
	})
}

// solver holds a question as a packing problem.
type solver struct {
	*Question
	problem   packing.Problem
	workloads []*planner.Workload // in the order of the problem's items
	options   []*density.Option   // in the order of the problem's nodes
	resources []string            // extended, the budgets behind the fixed ones
	unplaced  []Unplaced
	unpriced  int
	bound     int64
}
