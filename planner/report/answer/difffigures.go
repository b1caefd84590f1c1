package answer

import (
	"math"
	"reflect"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/today"
)

// DiffFigures are the figures of a scenario's best plan, or the differences
// between two; null where one is unknown, and for money in two currencies.
//
// The tags say how a table shows them: title names the row, unit is that of the
// figure, wide rows are those of --output wide, and an optional row is left out where no
// scenario has the figure.
type DiffFigures struct {
	Nodes            planner.Maybe[float64] `json:"nodes" title:"nodes"`
	OnDemandNodes    planner.Maybe[float64] `json:"onDemandNodes" title:"on-demand nodes" wide:"true"`
	SpotNodes        planner.Maybe[float64] `json:"spotNodes" title:"spot nodes" wide:"true"`
	PerMonth         planner.Maybe[float64] `json:"perMonth" title:"cost a month" unit:"money"`
	OnDemandPerMonth planner.Maybe[float64] `json:"onDemandPerMonth" title:"all on-demand" unit:"money"`
	SpotPerMonth     planner.Maybe[float64] `json:"spotPerMonth" title:"all spot" unit:"money"`
	PerPodMonth      planner.Maybe[float64] `json:"perPodMonth" title:"cost per pod" unit:"money"`
	Pods             planner.Maybe[float64] `json:"pods" title:"pods placed"`
	FargatePods      planner.Maybe[float64] `json:"fargatePods" title:"on Fargate"`
	UnplacedPods     planner.Maybe[float64] `json:"unplacedPods" title:"pods unplaced"`
	PodsPerNode      planner.Maybe[float64] `json:"podsPerNode" title:"pods per node" unit:"mean"`
	// How many application pods a node has slots and addresses for, on average.
	WithoutSecurityGroups planner.Maybe[float64] `json:"applicationPodsPerNodeWithoutSecurityGroups" title:"app pods per node without SGs" unit:"mean"`
	WithSecurityGroups    planner.Maybe[float64] `json:"applicationPodsPerNodeWithSecurityGroups" title:"app pods per node with SGs" unit:"mean"`
	RAMPerPod             planner.Maybe[float64] `json:"ramPerPodMiB" title:"RAM per pod" unit:"Mi"`
	UnusedCPU             planner.Maybe[float64] `json:"unusedCPUMillis" title:"unused CPU" unit:"m" wide:"true"`
	UnusedMemory          planner.Maybe[float64] `json:"unusedMemoryMiB" title:"unused memory" unit:"Mi" wide:"true"`
	// What the search proves that every plan needs, and what a perfect packer does: money, or
	// nodes where these are to be few.
	LowerBoundPerMonth planner.Maybe[float64] `json:"lowerBoundPerMonth" title:"lower bound a month" unit:"money" optional:"true"`
	LowerBoundNodes    planner.Maybe[float64] `json:"lowerBoundNodes" title:"lower bound, nodes" optional:"true"`
	PackedPerMonth     planner.Maybe[float64] `json:"packedPerMonth" title:"packs at, a month" unit:"money" optional:"true"`
	PackedNodes        planner.Maybe[float64] `json:"packedNodes" title:"packs at, nodes" optional:"true"`
	GapPercent         planner.Maybe[float64] `json:"gapPercent" title:"gap to the lower bound" unit:"%"`
	// Addresses are drawn from the subnets of nodes and, with custom networking,
	// of pods.
	Addresses           planner.Maybe[float64] `json:"addresses" title:"addresses drawn"`
	NodeSubnetAddresses planner.Maybe[float64] `json:"nodeSubnetAddresses" title:"in node subnets" wide:"true"`
	PodSubnetAddresses  planner.Maybe[float64] `json:"podSubnetAddresses" title:"in pod subnets" wide:"true"`
	ENIs                planner.Maybe[float64] `json:"enis" title:"ENIs" wide:"true"`
	Prefixes            planner.Maybe[float64] `json:"prefixes" title:"prefixes" wide:"true"`
	BranchENIs          planner.Maybe[float64] `json:"branchENIs" title:"branch ENIs" wide:"true"`
	// What the scenario's nodes of today are, and cost more than the plan; null without
	// any, and tables leave them out then.
	TodayNodes    planner.Maybe[float64] `json:"todayNodes" title:"nodes today" optional:"true"`
	TodayPerMonth planner.Maybe[float64] `json:"todayPerMonth" title:"cost a month today" unit:"money" optional:"true"`
	Saves         planner.Maybe[float64] `json:"saves" title:"saved a month" unit:"money" optional:"true"`
}

// DiffFigure is a figure of DiffFigures as tables and CSV show it.
type DiffFigure struct {
	Title, Key string
	Unit       words.Unit
	Wide       bool
	Optional   bool
	field      int
}

// EachDiffFigure lists the figures, in the order of the tables.
var EachDiffFigure = func() (all []DiffFigure) {
	t := reflect.TypeFor[DiffFigures]()
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		all = append(all, DiffFigure{tag.Get("title"), tag.Get("json"), words.Unit(tag.Get("unit")), tag.Get("wide") != "", tag.Get("optional") != "", i})
	}
	return all
}()

// Of is the figure of a plan.
func (d *DiffFigure) Of(f *DiffFigures) planner.Maybe[float64] {
	return reflect.ValueOf(f).Elem().Field(d.field).Interface().(planner.Maybe[float64])
}

func newDiffFigures(p *Planned) DiffFigures {
	unplaced := 0
	for _, u := range p.Found.Unplaced {
		unplaced += u.Replicas
	}
	onFargate := 0
	if p.Found.Fargate != nil {
		onFargate = p.Found.Fargate.Pods()
	}
	f := DiffFigures{Pods: whole(onFargate), FargatePods: whole(onFargate), UnplacedPods: whole(unplaced)}
	if now := p.Query.Today; now != nil {
		f.TodayNodes, f.TodayPerMonth = whole(now.Nodes), units(now.Month)
		if len(now.Saves) > 0 {
			f.Saves = units(now.Saves[0])
		}
	}
	best := p.Best()
	if best == nil {
		return f
	}
	onDemandNodes := 0
	for i := range best.Groups {
		onDemandNodes += best.Groups[i].OnDemandNodes
	}
	f.Nodes, f.OnDemandNodes, f.SpotNodes = whole(best.Nodes), whole(onDemandNodes), whole(best.Nodes-onDemandNodes)
	f.Pods, f.PodsPerNode = whole(best.Pods()+onFargate), mean(planner.Known(best.Pods()), best.Nodes)
	without, with := best.ApplicationPods()
	f.WithoutSecurityGroups, f.WithSecurityGroups = mean(without, best.Nodes), mean(with, best.Nodes)
	f.RAMPerPod = mib(best.RAMPerPod())
	unused := best.Unused()
	f.UnusedCPU, f.UnusedMemory = whole(int(unused.CPU)), mib(planner.Known(unused.Memory))
	if best.Nodes > 0 { // with all pods on Fargate there is nothing to bound
		f.bounds(best)
		f.GapPercent = planner.Known(words.Hundredths(best.GapPercent))
	}
	f.money(p, best, best.Pods()+onFargate)
	f.addresses(p)
	return f
}

// money is the cost of the nodes and of the pods on Fargate.
func (f *DiffFigures) money(p *Planned, best *plan.Plan, pods int) {
	onDemand, spot := words.BothWays(best, p.Question.Settings.Capacity)
	month := best.Month
	if fargate := p.Found.Fargate; fargate != nil {
		month, onDemand, spot = fargate.Total(month), fargate.Total(onDemand), fargate.Total(spot)
	}
	f.PerMonth, f.OnDemandPerMonth, f.SpotPerMonth = units(month), units(onDemand), units(spot)
	if total, known := month.Value(); known && pods > 0 {
		f.PerPodMonth = units(planner.Known(total / planner.Money(pods)))
	}
}

func (f *DiffFigures) bounds(best *plan.Plan) {
	count := func(n int) float64 { return float64(n) }
	f.LowerBoundPerMonth, f.LowerBoundNodes = units(best.LowerBound.Month), eni.Map(best.LowerBound.Nodes, count)
	if best.LowerBound.Month.Known() {
		f.PackedPerMonth = units(best.Packed.Month)
	} else {
		f.PackedNodes = eni.Map(best.Packed.Nodes, count)
	}
}

// TodayFigures are those of the nodes that a cluster has.
func TodayFigures(a *today.Answer) DiffFigures {
	f := DiffFigures{Nodes: whole(a.Nodes), PerMonth: units(a.Month), PodsPerNode: mean(a.Pods, a.Nodes)}
	f.Pods = eni.Map(a.Pods, func(pods int) float64 { return float64(pods) })
	if pods, known := a.Pods.Value(); known {
		waiting := 0
		for _, w := range a.Waiting {
			waiting += w.Pods
		}
		f.UnplacedPods = whole(waiting)
		if total, priced := a.Month.Value(); priced && pods > 0 {
			f.PerPodMonth = units(planner.Known(total / planner.Money(pods)))
		}
	}
	f.draws(a.Drawn, 0)
	return f
}

// OfToday says that a figure is one of nodes that a cluster has; others are of plans.
func (d *DiffFigure) OfToday() bool {
	return slices.Contains([]string{"nodes", "perMonth", "perPodMonth", "pods", "unplacedPods", "podsPerNode", "addresses", "nodeSubnetAddresses", "podSubnetAddresses", "enis", "prefixes", "branchENIs"}, d.Key)
}

// TodayDifference is what a plan has more of a figure than today's nodes.
func TodayDifference(d *DiffFigure, a *today.Answer, plan *DiffPlan) planner.Maybe[float64] {
	now := DiffPlan{DiffFigures: TodayFigures(a), Currency: a.Currency}
	by := differenceOf(&now, plan)
	return d.Of(&by)
}

func (f *DiffFigures) addresses(p *Planned) {
	onFargate := 0
	if p.Found.Fargate != nil {
		onFargate = p.Found.Fargate.Addresses
	}
	f.draws(p.Held(), onFargate)
}

// draws is what nodes hold of the VPC, and pods on Fargate.
func (f *DiffFigures) draws(held planner.Maybe[eni.Held], onFargate int) {
	of, known := held.Value()
	if !known {
		return
	}
	f.Addresses = whole(of.NodeSubnet + of.PodSubnet + onFargate)
	f.NodeSubnetAddresses, f.PodSubnetAddresses = whole(of.NodeSubnet), whole(of.PodSubnet)
	f.ENIs, f.Prefixes, f.BranchENIs = whole(of.ENIs), whole(of.Prefixes), whole(of.BranchENIs)
}

func whole(n int) planner.Maybe[float64] { return planner.Known(float64(n)) }

// mean is a number per node, to a hundredth.
func mean(m planner.Maybe[int], nodes int) planner.Maybe[float64] {
	n, known := m.Value()
	if !known || nodes == 0 {
		return planner.Maybe[float64]{}
	}
	return planner.Known(words.Hundredths(float64(n) / float64(nodes)))
}

// differenceOf is what the figures of a plan have more than those of another.
func differenceOf(from, to *DiffPlan) DiffFigures {
	var d DiffFigures
	for i := range EachDiffFigure {
		r := &EachDiffFigure[i]
		a, aKnown := r.Of(&from.DiffFigures).Value()
		b, bKnown := r.Of(&to.DiffFigures).Value()
		if !aKnown || !bKnown || r.Unit == "money" && from.Currency != to.Currency {
			continue
		}
		by := math.Round((b-a)*1e6)/1e6 + 0 // no -0
		reflect.ValueOf(&d).Elem().Field(r.field).Set(reflect.ValueOf(planner.Known(by)))
	}
	return d
}
