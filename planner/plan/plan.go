// Package plan finds node groups for a workload: a [Question] has an [Answer]
// with the cheapest plans, the lower bound that no plan goes below, and the pods
// that fit on no candidate, each with its [Reason].
package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/packing"
)

// Question is what a plan answers: which nodes to buy for a workload.
type Question struct {
	Workload planner.Workloads
	// Candidates are the options to choose from, of one region and one setting.
	Candidates []density.Option
	Settings   *planner.Settings
	// Groups is the most node groups that a plan may have, 1 to MaxGroups.
	Groups    int
	Objective Objective
	// Zones to spread over, with a node in each at least; 0 and 1 do not spread.
	Zones int
	Spare Spare
	// MaxNodes is the most nodes that a plan may have, where there is one that has
	// no more; 0 sets no limit.
	MaxNodes int
	// Stop, where it is set, is asked now and then; once it says true, the plans
	// are the best so far.
	Stop func() bool
}

// MaxGroups is the most node groups of a plan.
const MaxGroups = 3

// Objective is what a plan has the least of.
type Objective uint8

// The objectives.
const (
	LeastCost Objective = iota
	LeastNodes
	// MostRAM is money less half of what Fargate would ask for the nodes' memory:
	// more memory for each pod for a little more money.
	MostRAM
	// Balanced is money, and for each node as much again as the cheapest node
	// costs: a few large nodes for a little more money.
	Balanced
)

// Spare is what a plan survives the loss of.
type Spare uint8

// What may be lost.
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

// Answer is the best plans for a question, the best first, and what none of
// them holds.
type Answer struct {
	Plans    []Plan
	Unplaced []Unplaced
	// Unpriced is how many candidates were left out for want of a price.
	Unpriced int
	// Warnings are what was asked for and no plan has.
	Warnings []planner.Warning
}

// Plan is node groups that hold a workload.
type Plan struct {
	Groups []NodeGroup
	Nodes  int
	// Month is what all of it costs, the cluster's adder included; unknown where
	// the price of a group is.
	Month planner.Maybe[planner.Money]
	// LowerBound is what no plan of any planner goes below, for any number of
	// groups: nodes or money, where that is the objective, and else unknown. It
	// is for the pods and a node in each zone, without spare ones.
	LowerBound Bound
	// GapPercent is how far above the bound, in the objective's own measure, the
	// plan is; 0 is optimal.
	GapPercent float64

	measure int64 // of the objective
}

// Bound is a number of nodes or an amount of money a month.
type Bound struct {
	Nodes planner.Maybe[int]
	Month planner.Maybe[planner.Money]
}

// Optimal says that no plan can be better.
func (p *Plan) Optimal() bool { return p.GapPercent == 0 }

// NodeGroup is a number of nodes of one type.
type NodeGroup struct {
	Option *density.Option
	// MostNodes are for the most replicas that the kinds scale to; Nodes where
	// none does.
	MostNodes int
	// Alternatives are types of the same vCPUs and memory that hold the same
	// pods, as a group of mixed instances wants them.
	Alternatives  []string
	Nodes         int
	OnDemandNodes int
	// Zones are how many the nodes spread over.
	Zones int
	// Zone is which of the plan's zones the group is for, from 1: where pods have
	// volumes there is a group in each, as an autoscaler has to know where it adds
	// a node for them. 0 is a group that spreads over all.
	Zone int
	// SpareNodes of the nodes hold nothing.
	SpareNodes int
	Month      planner.Maybe[planner.Money]
	// Binds is the budget of which the group has the largest part in use.
	LimitedBy   density.Limit
	UsedPercent float64
	// Stranded is what the pods leave of all nodes but the spare ones.
	Unused planner.Resources
	// StrandedMonth is the share of Month that they are worth.
	UnusedMonth planner.Maybe[planner.Money]
	Patterns    []Pattern
}

// Pattern is a number of nodes that hold the same pods.
type Pattern struct {
	Nodes int
	Pods  []PatternPods
}

// PatternPods is how many pods of a kind each of the nodes holds.
type PatternPods struct {
	Workload string
	Pods     int
}

// Unplaced is pods that fit on no candidate, and why not.
type Unplaced struct {
	Workload string
	Replicas int
	Reason   Reason
}

// Reason is what pods need and the most that a candidate has of it. NoLimit says
// that no candidate is what they select, or that of what they select there may
// be no group besides those for other pods.
type Reason struct {
	Limit      density.Limit
	Groups     bool   // more of them are wanted
	Unpriced   bool   // every candidate lacks a price
	Resource   string // the name of an extended resource
	Need, Have int64
}

// Solve finds the best plans, most of them at the most.
func (q *Question) Solve(most int) Answer {
	s := newSolver(q)
	a := Answer{Unpriced: s.unpriced}
	if len(s.problem.Kinds) > 0 && len(s.problem.Nodes) > 0 {
		a.Plans = s.plans()
	}
	a.Unplaced = s.unplaced
	if q.MaxNodes > 0 && len(a.Plans) > 0 {
		a.Plans = s.within(a.Plans)
	}
	slices.SortStableFunc(a.Plans, func(x, y Plan) int { return s.compare(&x, &y) })
	a.Plans = slices.CompactFunc(a.Plans, samePlan)
	a.Plans = a.Plans[:min(most, len(a.Plans))]
	a.Warnings = q.warn(&a)
	return a
}

// warn tells of what was asked for and cannot be had.
func (q *Question) warn(a *Answer) (all []planner.Warning) {
	if len(a.Plans) == 0 {
		return nil
	}
	if nodes := a.Plans[0].Nodes; q.MaxNodes > 0 && nodes > q.MaxNodes {
		all = append(all, planner.Warning{
			Code: "more-nodes", Topic: planner.AboutPods,
			Text: fmt.Sprintf("no plan was found of %d nodes or fewer: the fewest is %d", q.MaxNodes, nodes),
			Fix:  "allow more nodes, more groups or larger types",
		})
	}
	var stay []string
	for i := range q.Workload {
		if k := &q.Workload[i]; q.Spare == SpareZone && k.Volumes > 0 && k.Replicas > 0 {
			stay = append(stay, k.Name)
		}
	}
	if len(stay) > 0 {
		slices.Sort(stay)
		all = append(all, planner.Warning{
			Code: "volumes-stay", Topic: planner.AboutPods,
			Text: "EBS volumes cannot leave their zone: where that is lost these pods wait for it, whatever nodes are spare: " + strings.Join(stay, ", "),
			Fix:  "replicate their data over the zones",
		})
	}
	return all
}

func (s *solver) plans() (plans []Plan) {
	few := s.undominated()
	sets := s.choices(few)
	if len(sets) == 0 { // what is left out wants another group
		s.leaveOut(s.covering(few))
		sets = s.choices(few)
	}
	if s.bound == 0 {
		problem := s.only(few)
		s.bound = max(problem.LowerBound(), s.inEachZone())
	}
	for _, types := range sets {
		plans = append(plans, s.plan(types))
	}
	return plans
}

// surcharges are what a node is made dearer by, in cheapest nodes, to find plans
// of fewer nodes: the more, the fewer.
var surcharges = []planner.Money{2, 8, 32, 1024}

// within adds plans of fewer nodes and leaves out those of more than there may
// be; where each has more, those with the fewest stay. More nodes allowed never
// make the best plan worse, as the plans to choose from are the same.
func (s *solver) within(plans []Plan) []Plan {
	cheapest := s.cheapest()
	for _, times := range surcharges {
		dearer := newSolver(s.Question)
		dearer.surcharge(times * cheapest)
		dearer.bound = s.bound
		plans = append(plans, dearer.plans()...)
	}
	fewest := slices.MinFunc(plans, func(a, b Plan) int { return cmp.Compare(a.Nodes, b.Nodes) }).Nodes
	limit := max(fewest, s.MaxNodes)
	return slices.DeleteFunc(plans, func(p Plan) bool { return p.Nodes > limit })
}

// surcharge makes every node dearer while types are chosen and filled.
func (s *solver) surcharge(by planner.Money) {
	for i := range s.problem.Nodes {
		s.problem.Nodes[i].Cost += int64(by)
	}
}

func samePlan(a, b Plan) bool {
	return slices.EqualFunc(a.Groups, b.Groups, func(x, y NodeGroup) bool { return x.Option == y.Option && x.Nodes == y.Nodes })
}

// compare puts the plan with the least of the objective first, then the one with
// less money, fewer nodes and fewer groups.
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

// solver is a question as a packing problem.
type solver struct {
	*Question
	problem   packing.Problem
	kinds     []*planner.Workload // of the problem's kinds
	options   []*density.Option   // of the problem's nodes
	resources []string            // extended, the budgets behind the fixed ones
	unplaced  []Unplaced
	unpriced  int
	bound     int64
}
