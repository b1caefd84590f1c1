package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"podfit/planner"
)

// Plan is the item of `podfit plan`. What is named in USD is null in a region
// with another currency; Month has it in that.
type Plan struct {
	Groups      []PlanGroup `json:"groups"`
	Nodes       int         `json:"nodes"`
	USDPerMonth *float64    `json:"usdPerMonth"`
	Currency    string      `json:"currency"`
	PerMonth    *float64    `json:"perMonth"`
	// The same nodes bought in one way alone.
	OnDemandUSDPerMonth *float64   `json:"onDemandUSDPerMonth"`
	OnDemandPerMonth    *float64   `json:"onDemandPerMonth"`
	SpotUSDPerMonth     *float64   `json:"spotUSDPerMonth"`
	SpotPerMonth        *float64   `json:"spotPerMonth"`
	LowerBound          PlanBound  `json:"lowerBound"`
	GapPercent          float64    `json:"gapPercent"`
	Optimal             bool       `json:"optimal"`
	Unplaced            []Unplaced `json:"unplaced"`
}

// PlanBound is what no plan goes below: nodes or money, as the objective has it.
type PlanBound struct {
	Nodes       *int     `json:"nodes"`
	USDPerMonth *float64 `json:"usdPerMonth"`
	PerMonth    *float64 `json:"perMonth"`
}

// PlanGroup is a node group.
type PlanGroup struct {
	Name           string         `json:"name"`
	InstanceTypes  []string       `json:"instanceTypes"`
	Alternatives   []string       `json:"alternatives"`
	Nodes          int            `json:"nodes"`
	MaxNodes       int            `json:"maxNodes"`
	Zones          int            `json:"zones"`
	Zone           *int           `json:"zone"`
	Zonal          bool           `json:"zonal"`
	OnDemandNodes  int            `json:"onDemandNodes"`
	SpotNodes      int            `json:"spotNodes"`
	SpareNodes     int            `json:"spareNodes"`
	USDPerMonth    *float64       `json:"usdPerMonth"`
	PerMonth       *float64       `json:"perMonth"`
	Binds          planner.Limit  `json:"binds"`
	UsedPercent    float64        `json:"usedPercent"`
	StrandedCPU    planner.Millis `json:"strandedCPUMillis"`
	StrandedMemory float64        `json:"strandedMemoryMiB"`
	StrandedMonth  *float64       `json:"strandedPerMonth"`
	Patterns       []PlanPattern  `json:"patterns"`
}

// PlanPattern is a number of nodes that hold the same pods.
type PlanPattern struct {
	Nodes int            `json:"nodes"`
	Pods  map[string]int `json:"pods"`
}

// Unplaced is pods that fit on no candidate.
type Unplaced struct {
	Workload string `json:"workload"`
	Replicas int    `json:"replicas"`
	Reason   string `json:"reason"`
	Need     *int64 `json:"need"`
	Have     *int64 `json:"have"`
}

// Plans is an answer of plans, the best first.
type Plans struct {
	Answer Answer
	Found  planner.Answer
}

// NewPlans wraps plans as the answer to a query.
func NewPlans(q Query, found planner.Answer, options []planner.Option) Plans {
	items := []Plan{}
	for i := range found.Plans {
		items = append(items, newPlan(&found.Plans[i], found.Unplaced))
	}
	if len(found.Plans) == 0 && len(found.Unplaced) > 0 { // a plan of nothing, with the reasons
		items = append(items, newPlan(&planner.Plan{}, found.Unplaced))
	}
	return Plans{NewAnswer("Plan", q, options, items), found}
}

func newPlan(p *planner.Plan, unplaced []planner.Unplaced) Plan {
	currency := "USD"
	if len(p.Groups) > 0 {
		currency = currencyOf(p)
	}
	item := Plan{
		Groups: []PlanGroup{}, Nodes: p.Nodes, Currency: currency, PerMonth: amount(p.Month),
		LowerBound: PlanBound{Nodes: orNull(p.LowerBound.Nodes), PerMonth: amount(p.LowerBound.Month)},
		GapPercent: shown(p.GapPercent, "GiB"), Optimal: len(p.Groups) > 0 && p.Optimal(), Unplaced: []Unplaced{},
	}
	if len(p.Groups) > 0 {
		onDemand, spot := bothWays(p, p.Groups[0].Option.Settings.Capacity)
		item.OnDemandPerMonth, item.SpotPerMonth = amount(onDemand), amount(spot)
	}
	if currency == "USD" {
		item.OnDemandUSDPerMonth, item.SpotUSDPerMonth = item.OnDemandPerMonth, item.SpotPerMonth
		item.USDPerMonth, item.LowerBound.USDPerMonth = item.PerMonth, item.LowerBound.PerMonth
	}
	for i := range p.Groups {
		g := newPlanGroup(&p.Groups[i], fmt.Sprintf("group-%d", i+1))
		if currency == "USD" {
			g.USDPerMonth = g.PerMonth
		}
		item.Groups = append(item.Groups, g)
	}
	for _, u := range unplaced {
		item.Unplaced = append(item.Unplaced, newUnplaced(u))
	}
	return item
}

func newPlanGroup(g *planner.NodeGroup, name string) PlanGroup {
	item := PlanGroup{
		Name: name, InstanceTypes: []string{g.Option.Type.Name}, Alternatives: append([]string{}, g.Alternatives...),
		Nodes: g.Nodes, MaxNodes: g.MostNodes, Zones: g.Zones, Zone: zone(g), Zonal: g.Zone > 0, OnDemandNodes: g.OnDemandNodes, SpotNodes: g.Nodes - g.OnDemandNodes, SpareNodes: g.SpareNodes,
		PerMonth: amount(g.Month), Binds: g.Binds, UsedPercent: shown(g.UsedPercent, "GiB"),
		StrandedCPU: g.Stranded.CPU, StrandedMemory: tenths(g.Stranded.Memory),
		StrandedMonth: amount(g.StrandedMonth), Patterns: []PlanPattern{},
	}
	for _, p := range g.Patterns {
		pods := map[string]int{}
		for _, k := range p.Pods {
			pods[k.Kind] += k.Pods
		}
		item.Patterns = append(item.Patterns, PlanPattern{p.Nodes, pods})
	}
	return item
}

// zone is null for a group that spreads over all.
func zone(g *planner.NodeGroup) *int {
	if g.Zone == 0 {
		return nil
	}
	return &g.Zone
}

func newUnplaced(u planner.Unplaced) Unplaced {
	item := Unplaced{Workload: u.Kind, Replicas: u.Replicas, Reason: ReasonText(u.Reason)}
	if u.Reason.Limit != planner.NoLimit {
		need, have := u.Reason.Need, u.Reason.Have
		if u.Reason.Limit == planner.LimitMemory {
			need, have = need/int64(planner.MiB), have/int64(planner.MiB)
		}
		item.Need, item.Have = &need, &have
	}
	return item
}

func currencyOf(p *planner.Plan) string { return currency(p.Groups[0].Option) }

// ReasonText says in words why pods fit nowhere.
func ReasonText(r planner.Reason) string {
	amounts := fmt.Sprintf("needs %d, the most that is left on a node is %d", r.Need, r.Have)
	if r.Groups {
		return "what holds them wants a node group besides those for other pods: allow more groups"
	}
	switch r.Limit {
	case planner.NoLimit:
		return "no instance type is what it selects"
	case planner.LimitMemory:
		amounts = fmt.Sprintf("needs %s, the most that is left on a node is %s", Memory(planner.Memory(r.Need)), Memory(planner.Memory(r.Have)))
	case planner.LimitCPU:
		amounts = fmt.Sprintf("needs %s, the most that is left on a node is %s", CPU(planner.Millis(r.Need)), CPU(planner.Millis(r.Have)))
	}
	if r.Resource != "" {
		return r.Resource + ": " + amounts
	}
	return r.Limit.String() + ": " + amounts
}

var planTitles = []string{"PLAN", "GROUP", "NODES", "ON-DEMAND", "SPOT", "BINDS", "USED", "STRANDED", "WORTH", "COST", "TOTAL", "GAP"}

// Write writes the plans in a format.
func (p Plans) Write(w io.Writer, format string) error {
	switch format {
	case "table", "wide":
		return p.table(w)
	case "markdown":
		_, err := fmt.Fprintln(w, newTable(planTitles, p.rows()).RenderMarkdown())
		return err
	case "csv":
		return writeCSV(w, append([][]string{planTitles}, p.rows()...))
	case "name":
		b := bufio.NewWriter(w)
		if len(p.Found.Plans) > 0 {
			for _, g := range p.Found.Plans[0].Groups {
				fmt.Fprintln(b, g.Option.Type.Name)
			}
		}
		return b.Flush()
	default:
		return p.Answer.Write(w, format)
	}
}

func (p Plans) table(w io.Writer) error {
	right := []bool{true, false, true, true, true, false, true, true, true, true, true, true}
	if err := writeTable(w, planTitles, right, p.rows()); err != nil {
		return err
	}
	if len(p.Found.Plans) == 0 {
		return nil
	}
	first := &p.Found.Plans[0]
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "\n1: %s\n", BoundText(first))
	fmt.Fprintf(b, "   %s\n", BoughtText(first, first.Groups[0].Option.Settings.Capacity))
	for i := range p.Found.Plans[1:] {
		fmt.Fprintf(b, "%d: %s\n", i+2, WorseText(&p.Found.Plans[i+1], first))
	}
	return b.Flush()
}

// BoundText says how good a plan is.
func BoundText(p *planner.Plan) string {
	bound := "its bound"
	if month, known := p.LowerBound.Month.Value(); known {
		bound = Money(month, currency(p.Groups[0].Option)) + " a month"
	} else if nodes, known := p.LowerBound.Nodes.Value(); known {
		bound = fmt.Sprintf("%d nodes", nodes)
	}
	if p.Optimal() {
		return "optimal: no plan of any number of groups goes below " + bound
	}
	return fmt.Sprintf("no plan of any number of groups goes below %s, and the first is %s above it", bound, percent(p.GapPercent))
}

func percent(f float64) string { return fmt.Sprintf("%.2f%%", f) }

func (p Plans) rows() [][]string {
	var rows [][]string
	for i := range p.Found.Plans {
		plan := &p.Found.Plans[i]
		for k := range plan.Groups {
			g := NewGroupCells(&plan.Groups[k])
			row := []string{"", g.Type, g.Nodes, g.OnDemand, g.Spot, g.Binds, g.Used, g.Stranded, g.StrandedMoney, g.Cost, "", ""}
			if k == 0 {
				row[0] = fmt.Sprint(i + 1)
				row[10] = PlanMoney(plan.Month, plan)
				row[11] = percent(plan.GapPercent)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// WhatIf is the best plan under one choice of settings.
type WhatIf struct {
	Name  string
	Found planner.Answer
}

// WriteWhatIf writes a line for each choice; the first is what the others are
// compared with.
func WriteWhatIf(w io.Writer, lines []WhatIf) error {
	titles := []string{"WHAT IF", "NODES", "COST", "DIFFERENCE", "GROUPS", "UNPLACED"}
	right := []bool{false, true, true, true, false, true}
	var rows [][]string
	for i := range lines {
		rows = append(rows, lines[i].row(&lines[0]))
	}
	return writeTable(w, titles, right, rows)
}

func (l *WhatIf) row(first *WhatIf) []string {
	unplaced := 0
	for _, u := range l.Found.Unplaced {
		unplaced += u.Replicas
	}
	row := []string{l.Name, Unknown, Unknown, Unknown, Unknown, fmt.Sprint(unplaced)}
	if len(l.Found.Plans) == 0 {
		return row
	}
	best := &l.Found.Plans[0]
	currency := currency(best.Groups[0].Option)
	var groups []string
	for _, g := range best.Groups {
		groups = append(groups, fmt.Sprintf("%d × %s", g.Nodes, g.Option.Type.Name))
	}
	row[1], row[4] = fmt.Sprint(best.Nodes), strings.Join(groups, " + ")
	month, known := best.Month.Value()
	if !known {
		return row
	}
	row[2] = Money(month, currency)
	if len(first.Found.Plans) == 0 {
		return row
	}
	if base, known := first.Found.Plans[0].Month.Value(); known && base > 0 {
		row[3] = fmt.Sprintf("%+.1f%%", 100*(month-base).Float()/base.Float())
	}
	return row
}
