package report

import (
	"bufio"
	"fmt"
	"io"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
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
	OnDemandUSDPerMonth *float64  `json:"onDemandUSDPerMonth"`
	OnDemandPerMonth    *float64  `json:"onDemandPerMonth"`
	SpotUSDPerMonth     *float64  `json:"spotUSDPerMonth"`
	SpotPerMonth        *float64  `json:"spotPerMonth"`
	LowerBound          PlanBound `json:"lowerBound"`
	GapPercent          float64   `json:"gapPercent"`
	Optimal             bool      `json:"optimal"`
	// Fargate is null where it was not asked for.
	Fargate  *PlanFargate `json:"fargate"`
	Unplaced []Unplaced   `json:"unplaced"`
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
	LimitedBy      density.Limit  `json:"binds"`
	UsedPercent    float64        `json:"usedPercent"`
	StrandedCPU    planner.Millis `json:"strandedCPUMillis"`
	StrandedMemory float64        `json:"strandedMemoryMiB"`
	UnusedMonth    *float64       `json:"strandedPerMonth"`
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
	Found  fargate.Answer

	daemonSets int // besides aws-node and kube-proxy
}

// NewPlans wraps plans as the answer to a query.
func NewPlans(q Query, found fargate.Answer, options []density.Option) Plans {
	plans := Plans{Found: found, daemonSets: len(q.Settings.DaemonSets) + q.Settings.UnnamedDaemonSets}
	items := []Plan{}
	add := func(p *plan.Plan) {
		item := newPlan(p, found.Unplaced)
		item.Fargate = newPlanFargate(found.Fargate, p, plans.currency(), plans.daemonSets)
		items = append(items, item)
	}
	for i := range found.Plans {
		add(&found.Plans[i])
	}
	if len(found.Plans) == 0 && (len(found.Unplaced) > 0 || found.Fargate != nil) { // a plan of nothing, with the reasons
		add(&plan.Plan{})
	}
	plans.Answer = NewAnswer("Plan", q, options, items)
	for _, w := range found.Warnings {
		plans.Answer.Warnings = append(plans.Answer.Warnings, newWarning(w))
	}
	return plans
}

// currency is that of the plans.
func (p Plans) currency() string {
	for i := range p.Found.Plans {
		if len(p.Found.Plans[i].Groups) > 0 {
			return currencyOf(&p.Found.Plans[i])
		}
	}
	return "USD"
}

func newPlan(p *plan.Plan, unplaced []plan.Unplaced) Plan {
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

func newPlanGroup(g *plan.NodeGroup, name string) PlanGroup {
	item := PlanGroup{
		Name: name, InstanceTypes: []string{g.Option.Type.Name}, Alternatives: append([]string{}, g.Alternatives...),
		Nodes: g.Nodes, MaxNodes: g.MaxNodes, Zones: g.Zones, Zone: zone(g), Zonal: g.Zone > 0, OnDemandNodes: g.OnDemandNodes, SpotNodes: g.Nodes - g.OnDemandNodes, SpareNodes: g.SpareNodes,
		PerMonth: amount(g.Month), LimitedBy: g.LimitedBy, UsedPercent: shown(g.UsedPercent, "GiB"),
		StrandedCPU: g.Unused.CPU, StrandedMemory: tenths(g.Unused.Memory),
		UnusedMonth: amount(g.UnusedMonth), Patterns: []PlanPattern{},
	}
	for _, p := range g.Patterns {
		pods := map[string]int{}
		for _, k := range p.Pods {
			pods[k.Workload] += k.Pods
		}
		item.Patterns = append(item.Patterns, PlanPattern{p.Nodes, pods})
	}
	return item
}

// zone is null for a group that spreads over all.
func zone(g *plan.NodeGroup) *int {
	if g.Zone == 0 {
		return nil
	}
	return &g.Zone
}

func newUnplaced(u plan.Unplaced) Unplaced {
	item := Unplaced{Workload: u.Workload, Replicas: u.Replicas, Reason: ReasonText(u.Reason)}
	if u.Reason.Limit != density.NoLimit {
		need, have := u.Reason.Need, u.Reason.Have
		if u.Reason.Limit == density.LimitMemory {
			need, have = need/int64(planner.MiB), have/int64(planner.MiB)
		}
		item.Need, item.Have = &need, &have
	}
	return item
}

func currencyOf(p *plan.Plan) string { return currency(p.Groups[0].Option) }

// ReasonText says in words why pods fit nowhere.
func ReasonText(r plan.Reason) string {
	amounts := fmt.Sprintf("needs %d, the most that is left on a node is %d", r.Need, r.Have)
	if r.Groups {
		return "what holds them wants a node group besides those for other pods: allow more groups"
	}
	if r.Unpriced {
		return "no instance type to choose from has a price: ask AWS with --live, or plan by --objective nodes"
	}
	switch r.Limit {
	case density.NoLimit:
		return "no instance type is what it selects"
	case density.LimitMemory:
		amounts = fmt.Sprintf("needs %s, the most that is left on a node is %s", Memory(planner.Memory(r.Need)), Memory(planner.Memory(r.Have)))
	case density.LimitCPU:
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
		return p.markdown(w)
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

func (p Plans) markdown(w io.Writer) error {
	if _, err := fmt.Fprintln(w, newTable(planTitles, p.rows()).RenderMarkdown()); err != nil || p.Found.Fargate == nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", newTable(fargateTitles, fargateRows(p.Found.Fargate, p.currency())).RenderMarkdown())
	return err
}

func (p Plans) table(w io.Writer) error {
	if err := p.nodesTable(w); err != nil {
		return err
	}
	return p.fargateTable(w)
}

func (p Plans) nodesTable(w io.Writer) error {
	right := []bool{true, false, true, true, true, false, true, true, true, true, true, true}
	if len(p.Found.Plans) > 0 && len(p.Found.Plans[0].Groups) == 0 {
		_, err := fmt.Fprintln(w, "no nodes: all pods are on Fargate")
		return err
	}
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
func BoundText(p *plan.Plan) string {
	bound := "its bound"
	if month, known := p.LowerBound.Month.Value(); known {
		bound = Money(month, currency(p.Groups[0].Option)) + " a month"
	} else if nodes, known := p.LowerBound.Nodes.Value(); known {
		bound = fmt.Sprintf("%d nodes", nodes)
	}
	if p.Optimal() {
		return "optimal: no plan of any number of groups goes below " + bound
	}
	text := fmt.Sprintf("no plan of any number of groups goes below %s, and the first is %s above it", bound, percent(p.GapPercent))
	for i := range p.Groups {
		if p.Groups[i].SpareNodes > 0 {
			return text + "; the bound is without spare nodes"
		}
	}
	return text
}

func percent(f float64) string { return fmt.Sprintf("%.2f%%", f) }

func (p Plans) rows() [][]string {
	var rows [][]string
	for i := range p.Found.Plans {
		plan := &p.Found.Plans[i]
		for k := range plan.Groups {
			g := NewGroupCells(&plan.Groups[k])
			row := []string{"", g.Name(), g.Nodes, g.OnDemand, g.Spot, g.LimitedBy, g.Used, g.Unused, g.StrandedMoney, g.Cost, "", ""}
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
