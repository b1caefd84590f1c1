// Package plan finds node groups for a workload: a [Question] has an [Answer]
// with the cheapest plans, the lower bound that no plan goes below, and the pods
// that fit on no candidate, each with its [Reason].
//
// It is large because a plan's search, its price, its zones and its warnings all work on
// the same groups of nodes, whose fields nobody else needs: problem.go makes the problem,
// search.go and its neighbors find fleets, groups.go and totals.go make the plans of them.
// With pools, pools.go has a question of each, assign.go says which workloads go where, and
// join.go tries what they need together.
package plan

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/schedule"
)

// Question asks which nodes to buy for a workload.
type Question struct {
	Workload planner.Workloads
	// AsSet is the workload with its own requests and without system pods, of which the
	// settings may have made others.
	AsSet planner.Workloads
	// Candidates are the options to choose from, all of one region and with the same
	// settings.
	Candidates []density.Option
	// Pools part the nodes; the candidates above are then for the workloads that none of
	// them takes. Without pools, all are for all workloads.
	Pools    []PoolNodes
	Settings *planner.Settings
	// Groups is the maximum number of node groups of a plan, 1 to MaxGroups.
	Groups    int
	Objective Objective
	// Zones is the number of zones, and ZoneNames are their names, as far as they are
	// known; 0 is 1.
	Zones     int
	ZoneNames []string
	Spare     Spare
	Scheduler Scheduler
	// Headroom is a percentage of every workload's pods that is kept free.
	Headroom int
	// MaxNodeShare is the largest percentage of the pods that one node may hold; 0 sets
	// no limit.
	MaxNodeShare int
	// MaxNodes is the maximum number of nodes of a plan; 0 sets no limit. If no plan
	// has so few, the answer has those with the fewest, and a warning.
	MaxNodes int
	// Doubts are about the question itself.
	Doubts []planner.Warning
	// Also are plans whose nodes are tried first: if some schedule, no others are looked
	// for, and the lower bound is that by volume.
	Also []Plan
	// First asks for one plan that schedules, in a small part of the time: types are
	// tried one by one only, and the lower bound is that by volume. A full search follows
	// where that finds none.
	First bool
	// Stop is polled during the search if it is set; once it returns true, the answer
	// has the best plans so far.
	Stop func() bool

	parts *parts // set while the pools are planned
}

// TimeLimit is after how many seconds a search ends with what it has, unless another time is
// asked for. It is rarely needed: the effort of a search is counted.
const TimeLimit = 60

// Shown is how many plans an answer has, unless another number is asked for.
const Shown = 3

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
	SpareSpotPool // the type and zone with the most spot nodes
)

var (
	// Objectives and Spares are the words, in order.
	Objectives = []string{"cost", "nodes", "ram-per-pod", "balanced"}
	Spares     = []string{"none", "node", "zone", "spot-pool"}
)

// Scheduler is the profile of kube-scheduler, by how it scores nodes.
type Scheduler uint8

// The profiles.
const (
	LeastAllocated Scheduler = iota // the default
	MostAllocated                   // a parameter of EKS's control plane
)

// Schedulers are the words, in order.
var Schedulers = []string{"least-allocated", "most-allocated"}

func (c Scheduler) String() string                { return Schedulers[c] }
func (c Scheduler) MarshalText() ([]byte, error)  { return []byte(c.String()), nil }
func (c *Scheduler) UnmarshalText(b []byte) error { return eni.UnmarshalWord(c, b, Schedulers) }

// Strategy is how the profile scores nodes.
func (c Scheduler) Strategy() schedule.Strategy {
	if c == MostAllocated {
		return schedule.MostAllocated
	}
	return schedule.LeastAllocated
}

func (o Objective) String() string                { return Objectives[o] }
func (o Objective) MarshalText() ([]byte, error)  { return []byte(o.String()), nil }
func (o *Objective) UnmarshalText(b []byte) error { return eni.UnmarshalWord(o, b, Objectives) }

func (s Spare) String() string                { return Spares[s] }
func (s Spare) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Spare) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, Spares) }

// Answer is the best plans for a question, the best first, and the pods that none
// of them places.
type Answer struct {
	Plans []Plan
	// Workload is what was planned, system pods included.
	Workload planner.Workloads
	Unplaced []Unplaced
	// Unpriced is how many candidates were skipped because their price is unknown.
	Unpriced int
	// Cheapest is the cost of the cheapest plan that schedules; the first plan may cost
	// up to 2 % more if it has fewer groups or smaller nodes.
	Cheapest planner.Maybe[planner.Money]
	// Complete is false if Stop cut the search.
	Complete bool
	// Warnings are requirements that no plan meets.
	Warnings []planner.Warning
}

// Plan is node groups for a workload.
type Plan struct {
	Groups   []NodeGroup
	Nodes    int
	Currency string // of all its money
	// Month is the cost of all groups and the cluster's adder; unknown if the price
	// of a group is.
	Month planner.Maybe[planner.Money]
	// Commitment is unknown if there is none.
	Commitment planner.Maybe[CommitmentUse]
	// Packed is what a perfect packer needs: the scheduler needs more.
	Packed Bound
	// Scheduled is how often the scheduler was tried.
	Scheduled Scheduled
	// LargestShare is the largest part of the pods that one node holds.
	LargestShare float64
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

// Scheduled is in how many orders the simulated scheduler placed all pods, the file's
// and the largest first among them; the others are shuffled.
type Scheduled struct {
	Profile Scheduler
	Orders  int
	// Pending is how many pods the file's order leaves: 0 for a plan that holds.
	Pending int
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
	// Pool is that of the nodes; nil without pools.
	Pool *Pool
	// MaxNodes is the number of nodes at maxReplicas; equal to Nodes if no workload
	// scales.
	MaxNodes int
	// Alternatives are types with the same vCPUs and memory that fit the same pods,
	// for a mixed-instances group.
	Alternatives  []string
	Nodes         int
	OnDemandNodes int
	// Zones is the number of zones that the nodes spread over, and ZoneNodes how many
	// are in each.
	Zones     int
	ZoneNodes []ZoneNodes
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

// Unmet is a condition of a node selector.
type Unmet uint8

// The conditions.
const (
	Met           Unmet = iota
	UnmetArch           // no candidate has the architecture
	UnmetType           // none is of the instance types
	UnmetCapacity       // the capacity type is not bought
	UnmetZone           // the plan has none of the zones
	UnmetLabel          // no node has the label
	UnmetTogether       // each is met by some node, and no node meets all
)

// PoolName is the name of the group's pool; empty without pools.
func (g *NodeGroup) PoolName() string {
	if g.Pool == nil {
		return ""
	}
	return g.Pool.Name
}

// ZoneName is the name of the one zone of a group; empty if there are several.
func (g *NodeGroup) ZoneName() string {
	switch {
	case g.Zone == 0:
		return ""
	case len(g.ZoneNodes) == 1:
		return g.ZoneNodes[0].Zone
	}
	return fmt.Sprintf("zone %d", g.Zone)
}

// ZoneNodes is the nodes of a group in a zone.
type ZoneNodes struct {
	Zone  string
	Nodes int
}

// Pattern is a number of nodes that hold the same pods.
type Pattern struct {
	Nodes int
	Zone  string
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
	Limit  density.Limit
	Groups bool // the pods need another node group
	// DaemonSets is set if the DaemonSets alone lack Limit on every candidate.
	DaemonSets bool
	// Unmet is the condition of the pods' node selector that no candidate meets, and
	// Wanted what it asks for.
	Unmet  Unmet
	Wanted string
	// Rule is the filter of the scheduler that no number of nodes passes.
	Rule       schedule.Reason
	Unpriced   bool   // no candidate has a known price
	Resource   string // the name of an extended resource
	Unknown    bool   // nobody knows how many of the resource a node has
	Need, Have int64
}
