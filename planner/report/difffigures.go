package report

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
)

// DiffFigures are the figures of a scenario's best plan, and the differences of
// two; null where one is not known, and for money of two currencies. What is
// named in USD is null in a region with another.
//
// The tags say how a table has them: title names the row, unit is of the figure,
// and wide are those for --output wide. A figure without a title is for scripts.
type DiffFigures struct {
	Nodes               *float64 `json:"nodes" title:"nodes"`
	OnDemandNodes       *float64 `json:"onDemandNodes" title:"on-demand nodes" wide:"true"`
	SpotNodes           *float64 `json:"spotNodes" title:"spot nodes" wide:"true"`
	USDPerMonth         *float64 `json:"usdPerMonth" unit:"money"`
	PerMonth            *float64 `json:"perMonth" title:"cost a month" unit:"money"`
	OnDemandUSDPerMonth *float64 `json:"onDemandUSDPerMonth" unit:"money"`
	OnDemandPerMonth    *float64 `json:"onDemandPerMonth" title:"all on-demand" unit:"money"`
	SpotUSDPerMonth     *float64 `json:"spotUSDPerMonth" unit:"money"`
	SpotPerMonth        *float64 `json:"spotPerMonth" title:"all spot" unit:"money"`
	USDPerPodMonth      *float64 `json:"usdPerPodMonth" unit:"money"`
	PerPodMonth         *float64 `json:"perPodMonth" title:"cost per pod" unit:"money"`
	Pods                *float64 `json:"pods" title:"pods placed"`
	FargatePods         *float64 `json:"fargatePods" title:"of them on Fargate"`
	UnplacedPods        *float64 `json:"unplacedPods" title:"pods unplaced"`
	PodsPerNode         *float64 `json:"podsPerNode" title:"pods per node" unit:"mean"`
	// How many application pods a node has slots and addresses for, in the mean.
	WithoutSecurityGroups *float64 `json:"applicationPodsPerNodeWithoutSecurityGroups" title:"app pods per node without SGs" unit:"mean"`
	WithSecurityGroups    *float64 `json:"applicationPodsPerNodeWithSecurityGroups" title:"app pods per node with SGs" unit:"mean"`
	RAMPerPod             *float64 `json:"ramPerPodMiB" title:"RAM per pod" unit:"Mi"`
	StrandedCPU           *float64 `json:"strandedCPUMillis" title:"stranded CPU" unit:"m" wide:"true"`
	StrandedMemory        *float64 `json:"strandedMemoryMiB" title:"stranded memory" unit:"Mi" wide:"true"`
	GapPercent            *float64 `json:"gapPercent" title:"gap to the bound" unit:"%"`
	// Addresses are drawn from the subnets of nodes and, with custom networking,
	// of pods.
	Addresses           *float64 `json:"addresses" title:"addresses drawn"`
	NodeSubnetAddresses *float64 `json:"nodeSubnetAddresses" title:"in node subnets" wide:"true"`
	PodSubnetAddresses  *float64 `json:"podSubnetAddresses" title:"in pod subnets" wide:"true"`
	ENIs                *float64 `json:"enis" title:"ENIs" wide:"true"`
	Prefixes            *float64 `json:"prefixes" title:"prefixes" wide:"true"`
	BranchENIs          *float64 `json:"branchENIs" title:"branch ENIs" wide:"true"`
}

// figureRow is a figure as tables and CSV have it.
type figureRow struct {
	title, key string
	unit       unit
	wide       bool
	field      int
}

var figureRows = func() (rows []figureRow) {
	t := reflect.TypeFor[DiffFigures]()
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		rows = append(rows, figureRow{tag.Get("title"), tag.Get("json"), unit(tag.Get("unit")), tag.Get("wide") != "", i})
	}
	return rows
}()

// of is the figure of a plan, nil where it is not known.
func (r *figureRow) of(f *DiffFigures) *float64 {
	return reflect.ValueOf(f).Elem().Field(r.field).Interface().(*float64)
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
	best := p.best()
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
	f.RAMPerPod = tenthsOf(best.RAMPerPod())
	stranded := best.Unused()
	f.StrandedCPU, f.StrandedMemory = whole(int(stranded.CPU)), tenthsOf(planner.Known(stranded.Memory))
	if best.Nodes > 0 { // where all are on Fargate there is nothing to bound
		gap := shown(best.GapPercent, "GiB")
		f.GapPercent = &gap
	}
	f.money(p, best, best.Pods()+onFargate)
	f.addresses(p)
	return f
}

// money is of the nodes, and of what is on Fargate beside them.
func (f *DiffFigures) money(p *Planned, best *plan.Plan, pods int) {
	onDemand, spot := bothWays(best, p.Question.Settings.Capacity)
	month := best.Month
	if f := p.Found.Fargate; f != nil {
		month, onDemand, spot = f.Total(month), f.Total(onDemand), f.Total(spot)
	}
	f.PerMonth, f.OnDemandPerMonth, f.SpotPerMonth = amount(month), amount(onDemand), amount(spot)
	if total, known := month.Value(); known && pods > 0 {
		f.PerPodMonth = amount(planner.Known(total / planner.Money(pods)))
	}
	if p.currency() == "USD" {
		f.USDPerMonth, f.OnDemandUSDPerMonth, f.SpotUSDPerMonth, f.USDPerPodMonth = f.PerMonth, f.OnDemandPerMonth, f.SpotPerMonth, f.PerPodMonth
	}
}

func (f *DiffFigures) addresses(p *Planned) {
	held, known := p.held().Value()
	if !known {
		return
	}
	onFargate := 0
	if p.Found.Fargate != nil {
		onFargate = p.Found.Fargate.Addresses
	}
	f.Addresses = whole(held.NodeSubnet + held.PodSubnet + onFargate)
	f.NodeSubnetAddresses, f.PodSubnetAddresses = whole(held.NodeSubnet), whole(held.PodSubnet)
	f.ENIs, f.Prefixes, f.BranchENIs = whole(held.ENIs), whole(held.Prefixes), whole(held.BranchENIs)
}

func whole(n int) *float64 {
	f := float64(n)
	return &f
}

// mean is a number for each node, to a hundredth.
func mean(m planner.Maybe[int], nodes int) *float64 {
	n, known := m.Value()
	if !known || nodes == 0 {
		return nil
	}
	f := math.Round(100*float64(n)/float64(nodes)) / 100
	return &f
}

// differenceOf is what the figures of a plan have more than those of another.
func differenceOf(from, to *DiffPlan) *DiffFigures {
	var d DiffFigures
	for i := range figureRows {
		r := &figureRows[i]
		a, b := r.of(&from.DiffFigures), r.of(&to.DiffFigures)
		if a == nil || b == nil || r.unit == "money" && from.Currency != to.Currency {
			continue
		}
		by := math.Round((*b-*a)*1e6)/1e6 + 0 // no -0
		reflect.ValueOf(&d).Elem().Field(r.field).Set(reflect.ValueOf(&by))
	}
	return &d
}

// unit is of a figure: money, Mi, m for millicores, %, mean for a mean number,
// and nothing for a number.
type unit string

// text writes a figure of 0 or more.
func (u unit) text(v float64, currency string) string {
	switch u {
	case "money":
		return Money(planner.Money(math.Round(v*float64(planner.Unit))), currency)
	case "Mi":
		return Memory(planner.Memory(v * float64(planner.MiB)))
	case "m":
		return CPU(planner.Millis(v))
	case "%":
		return percent(v)
	case "mean":
		return plainNumber(math.Round(v*10) / 10)
	default:
		return plainNumber(v)
	}
}

// difference writes by how much a figure is more or less than the first one, and
// what share of that it is.
func (u unit) difference(by, first float64, currency string) string {
	text := u.text(math.Abs(by), currency)
	if text == u.text(0, currency) {
		return "0"
	}
	sign := "+"
	if by < 0 {
		sign = "-"
	}
	switch {
	case u == "%":
		return sign + strings.TrimSuffix(text, "%") + " points"
	case first == 0:
		return sign + text
	}
	return fmt.Sprintf("%s%s (%+.1f%%)", sign, text, 100*by/first)
}
