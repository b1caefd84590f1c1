// Package today answers questions about the nodes that a cluster has: how full they are,
// what runs out first, what they cost, how many more pods fit ([Question.Answer]), and
// which steps lead from them to a plan ([Question.Steps]).
package today

import (
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// Question asks about a cluster's nodes.
type Question struct {
	Fleet *planner.Today
	// Workload is the pods by whose names the nodes hold them.
	Workload planner.Workloads
	// Options are those of the nodes' instance types, by name. One that is not there is
	// unknown.
	Options   map[string]density.Option
	Settings  *planner.Settings
	Scheduler plan.Scheduler
}

// Answer is how full a cluster's nodes are and what they cost.
type Answer struct {
	Groups   []Group
	Nodes    int
	Currency string
	// Month is the cost of all nodes and the cluster's adder; unknown if that of one is.
	Month      planner.Maybe[planner.Money]
	Commitment planner.Maybe[plan.CommitmentUse]
	// Figures of all nodes together that take pods or hold some.
	Use
	// UnusedMonth is what Unused is worth of Month.
	UnusedMonth planner.Maybe[planner.Money]
	// Addresses is how many VPC addresses pods take that are not on the host network;
	// unknown if the pods are.
	Addresses planner.Maybe[int]
	// Drawn is what the nodes hold for that under the warm targets of the settings, as
	// subnet.HeldBy has it for a plan; unknown if the pods are, or for one of the types, and in
	// Auto Mode.
	Drawn planner.Maybe[eni.Held]
	// Waiting are pods of the workload that no node holds.
	Waiting []Waiting
	// More is how many more pods fit.
	More     More
	Warnings []planner.Warning
}

// Waiting is pods of a workload that no node holds.
type Waiting struct {
	planner.WorkloadPods
	// Pending is how many of them kube-scheduler finds no node for among today's, and
	// Reasons are what keeps them from how many nodes; unknown if it is unknown what the
	// nodes hold. The others are not created yet, or will be placed.
	Pending planner.Maybe[int]
	Reasons []schedule.ReasonCount
	// Resources are the names of those that reasons number.
	Resources []string
}

// Group is nodes that are launched alike, in all zones.
type Group struct {
	Name         string // of what launched them; empty if nothing says
	InstanceType string // empty if nothing says
	CapacityType planner.Maybe[planner.CapacityType]
	Taints       []planner.Taint
	Cordoned     bool
	Nodes        int
	Zones        []plan.ZoneNodes
	MaxPods      planner.Maybe[int]
	Month        planner.Maybe[planner.Money]
	Use
	UnusedMonth planner.Maybe[planner.Money]
	// Held are the nodes by what they hold, those that hold the same in several zones
	// together.
	Held []Held

	option *density.Option
	rows   []int // of the fleet
}

// Use is what the pods of nodes use of what DaemonSets leave.
type Use struct {
	// Pods of workloads; unknown if nothing says what the nodes hold.
	Pods planner.Maybe[int]
	// Requested is what these request, and Free what there is for them.
	Requested, Free planner.Maybe[planner.Resources]
	// Slots and PodIPs are how many pods the kubelets and the addresses allow.
	Slots, PodIPs planner.Maybe[int]
	// LimitedBy is the resource that is used most, and UsedPercent how much of it.
	LimitedBy   density.Limit
	UsedPercent planner.Maybe[float64]

	// others are the pods of no workload, which request and take otherIPs; of those of
	// workloads take onPodIPs an address.
	others             planner.Maybe[int]
	request            planner.Maybe[planner.Resources]
	otherIPs, onPodIPs planner.Maybe[int]
}

// Held is nodes of a group that hold the same pods.
type Held struct {
	Nodes int
	Pods  []planner.WorkloadPods
	Use   // with unknown Pods if nothing says what the nodes hold
}

// Unused is what is free and nobody requests.
func (u *Use) Unused() planner.Maybe[planner.Resources] {
	free, known := u.Free.Value()
	requested, also := u.Requested.Value()
	if !known || !also {
		return planner.Maybe[planner.Resources]{}
	}
	return planner.Known(planner.Resources{CPU: max(0, free.CPU-requested.CPU), Memory: max(0, free.Memory-requested.Memory)})
}

// Answer is what the nodes hold and cost.
func (asked *Question) Answer() Answer {
	q := newEvaluation(asked)
	a := Answer{Nodes: q.Fleet.Nodes(), Currency: planner.RegionCurrency(q.Settings.Region)}
	a.Groups = q.groups()
	all := newTally()
	for i := range a.Groups {
		all.add(q.fill(&a.Groups[i]))
	}
	a.Use = all.use()
	q.bill(&a)
	a.Addresses = q.addresses()
	a.Drawn = q.drawn()
	a.Waiting = q.waiting()
	a.More = q.more()
	a.Warnings = q.warnings(&a)
	return a
}

// evaluation is a question with its workloads by name.
type evaluation struct {
	*Question
	byName map[string]int
}

func newEvaluation(q *Question) *evaluation {
	e := &evaluation{q, map[string]int{}}
	for i := range q.Workload {
		e.byName[q.Workload[i].Name] = i
	}
	return e
}

// groups puts rows of the fleet together that differ in their zone alone.
func (q *evaluation) groups() (all []Group) {
	for i := range q.Fleet.Groups {
		row := &q.Fleet.Groups[i]
		at := slices.IndexFunc(all, func(g Group) bool {
			return g.Name == row.Name && g.InstanceType == row.InstanceType && g.CapacityType == row.CapacityType && g.Cordoned == row.Cordoned && slices.Equal(g.Taints, row.Taints)
		})
		if at < 0 {
			at = len(all)
			all = append(all, Group{
				Name: row.Name, InstanceType: row.InstanceType, CapacityType: row.CapacityType, Cordoned: row.Cordoned, Taints: row.Taints,
				MaxPods: row.MaxPods, option: q.option(row.InstanceType),
			})
		}
		g := &all[at]
		if g.MaxPods != row.MaxPods {
			g.MaxPods = planner.Maybe[int]{} // they differ
		}
		g.rows = append(g.rows, i)
		g.Nodes += row.Nodes
		if z := slices.IndexFunc(g.Zones, func(z plan.ZoneNodes) bool { return z.Zone == row.Zone }); z >= 0 {
			g.Zones[z].Nodes += row.Nodes
		} else {
			g.Zones = append(g.Zones, plan.ZoneNodes{Zone: row.Zone, Nodes: row.Nodes})
		}
	}
	return all
}

func (q *evaluation) option(name string) *density.Option {
	if o, known := q.Options[name]; known {
		return &o
	}
	return nil
}

// existing are the nodes of a row of the fleet by what they hold; one kind if nothing
// says what they do.
func (q *evaluation) existing(row *planner.TodayGroup) (all []trial.Existing) {
	of := trial.Existing{TodayGroup: *row, Option: q.option(row.InstanceType)}
	if row.Holds == nil {
		if of.Option != nil { // what podfit expects on every node
			of.Others = of.Option.HostNetworkPods + of.Option.DaemonSetPods
			of.Request = planner.Resources{CPU: of.Option.CPU.DaemonSets, Memory: of.Option.Memory.DaemonSets}
		}
		return append(all, of)
	}
	for _, h := range row.Holds {
		of.Others, of.Request, of.Nodes, of.Holds = h.Others, h.Request, h.Nodes, []planner.Hold{h}
		all = append(all, of)
	}
	return all
}

// bill sets what the groups cost, commitments first.
func (q *evaluation) bill(a *Answer) {
	c := &q.Settings.Capacity
	bought := make([]planner.Bought, len(a.Groups))
	for i := range a.Groups {
		g := &a.Groups[i]
		bought[i] = planner.Bought{Type: g.InstanceType, OnDemand: g.Nodes}
		if g.option != nil {
			bought[i].Rates = g.option.Rates()
		}
		switch buys, known := g.CapacityType.Value(); {
		case !known:
			bought[i].Rates = planner.Rates{}
		case buys == planner.Spot:
			bought[i].OnDemand, bought[i].Spot = 0, g.Nodes
		}
	}
	months, left := planner.Bill(c, bought)
	total, unused, all, free := c.ClusterAdder, planner.Money(0), true, true
	for i := range a.Groups {
		g := &a.Groups[i]
		g.Month = months[i]
		g.UnusedMonth = g.unusedMonth()
		month, known := g.Month.Value()
		worth, said := g.UnusedMonth.Value()
		total, unused, all, free = total+month, unused+worth, all && known, free && said
	}
	if all {
		a.Month = planner.Known(total)
		a.Commitment = plan.UseOf(c, left, bought)
	}
	if free {
		a.UnusedMonth = planner.Known(unused)
	}
}

// unusedMonth is the share of a group's cost that its pods leave unused.
func (g *Group) unusedMonth() planner.Maybe[planner.Money] {
	month, priced := g.Month.Value()
	unused, known := g.Unused().Value()
	free := g.Free.Or(planner.Resources{})
	worth := density.Worth(free.CPU, free.Memory)
	if !priced || !known {
		return planner.Maybe[planner.Money]{}
	}
	if worth == 0 {
		return planner.Known(planner.Money(0))
	}
	return planner.Known(planner.Money(density.Worth(unused.CPU, unused.Memory) / worth * float64(month)))
}

// waiting are the pods that no node holds, by workload, with what keeps them from nodes;
// nothing if it is unknown what the nodes hold.
func (q *evaluation) waiting() (all []Waiting) {
	held, known := q.held()
	if !known {
		return nil
	}
	var queue []int32
	at := map[int32]int{}
	for i := range q.Workload {
		k := &q.Workload[i]
		if n := k.Replicas - held[k.Name]; n > 0 {
			at[int32(i)] = len(all)
			all = append(all, Waiting{WorkloadPods: planner.WorkloadPods{Workload: k.Name, Pods: n}, Pending: planner.Known(0)})
			queue = append(queue, slices.Repeat([]int32{int32(i)}, n)...)
		}
	}
	if len(queue) == 0 {
		return nil
	}
	w, ok := q.newWorld(q.Workload, nil, nil)
	if !ok {
		return all
	}
	for _, f := range w.Continue(w.placed, queue, 0).Failures {
		k := &all[at[f.Workload]]
		k.Pending, k.Reasons, k.Resources = planner.Known(f.Pods), slices.Clone(f.Reasons), w.Resources()
	}
	return all
}

// held are the pods that nodes hold, by workload; known is false if some nodes do not say.
func (q *evaluation) held() (pods map[string]int, known bool) {
	unsaid := func(g planner.TodayGroup) bool { return g.Holds == nil }
	return q.Fleet.Pods(), !slices.ContainsFunc(q.Fleet.Groups, unsaid)
}

// addresses is how many VPC addresses pods take.
func (q *evaluation) addresses() planner.Maybe[int] {
	all := 0
	for i := range q.Fleet.Groups {
		for _, e := range q.existing(&q.Fleet.Groups[i]) {
			if e.Holds == nil || e.Option == nil {
				return planner.Maybe[int]{}
			}
			pods := max(0, e.Others-e.Option.HostNetworkPods)
			for _, k := range e.Holds[0].Pods {
				if w := q.workload(k.Workload); w == nil || !w.HostNetwork {
					pods += k.Pods
				}
			}
			all += pods * e.Nodes
		}
	}
	return planner.Known(all)
}

// drawn is what the nodes hold of the VPC. Pods of an unknown workload have an address.
func (q *evaluation) drawn() planner.Maybe[eni.Held] {
	var all eni.Held
	for i := range q.Fleet.Groups {
		for _, e := range q.existing(&q.Fleet.Groups[i]) {
			if e.Holds == nil || e.Option == nil || e.Option.Settings.AutoMode() {
				return planner.Maybe[eni.Held]{}
			}
			slots, known := e.KubeletPods().Value()
			others := max(0, e.Others-e.Option.HostNetworkPods)
			secured := min(others, e.Option.DaemonSetBranchENIs)
			pods := eni.NodePods{Ordinary: others - secured, Secured: secured, Max: slots}
			for _, k := range e.Holds[0].Pods {
				switch w := q.workload(k.Workload); {
				case w != nil && w.HostNetwork:
				case w != nil && w.SecurityGroups:
					pods.Secured += k.Pods
				default:
					pods.Ordinary += k.Pods
				}
			}
			each, also := e.Option.Settings.CNI.Held(e.Option.Type.Network, q.Settings.Warm, pods).Value()
			if !known || !also {
				return planner.Maybe[eni.Held]{}
			}
			all.Add(e.Nodes, each)
		}
	}
	return planner.Known(all)
}

// workload is nil if the scenario has none of that name.
func (q *evaluation) workload(name string) *planner.Workload {
	if i, known := q.byName[name]; known {
		return &q.Workload[i]
	}
	return nil
}
