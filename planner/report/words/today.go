package words

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/pending"
	"podfit/planner/plan"
	"podfit/planner/today"
)

// TodayCells are the figures of a group of today's nodes as tables show them.
type TodayCells struct{ Name, Type, Buys, Nodes, Zones, Pods, LimitedBy, Used, Unused, UnusedCost, Cost string }

// NewTodayCells writes the figures of a group.
func NewTodayCells(g *today.Group, currency string) TodayCells {
	c := TodayCells{
		Name: orDash(g.Name), Type: orDash(g.InstanceType), Buys: OrUnknown(g.CapacityType, planner.CapacityType.String), Nodes: fmt.Sprint(g.Nodes),
		Zones: zonesText(g.Zones),
		Cost:  OrUnknown(g.Month, func(m planner.Money) string { return Money(m, currency) }),
	}
	c.use(&g.Use, g.UnusedMonth, currency)
	if g.Cordoned {
		c.Name += " (cordoned)"
	}
	return c
}

// TodayTotal writes the figures of all nodes.
func TodayTotal(a *today.Answer) TodayCells {
	c := TodayCells{Name: "all", Nodes: fmt.Sprint(a.Nodes), Cost: OrUnknown(a.Month, func(m planner.Money) string { return Money(m, a.Currency) })}
	c.use(&a.Use, a.UnusedMonth, a.Currency)
	return c
}

func (c *TodayCells) use(u *today.Use, unused planner.Maybe[planner.Money], currency string) {
	c.Pods = Count(u.Pods) + "/" + Count(u.Slots)
	c.LimitedBy = orDash(u.LimitedBy.String())
	c.Used = OrUnknown(u.UsedPercent, func(p float64) string { return fmt.Sprintf("%.0f%%", p) })
	c.Unused = OrUnknown(u.Unused(), func(r planner.Resources) string { return CPU(r.CPU) + " " + Memory(r.Memory) })
	c.UnusedCost = OrUnknown(unused, func(m planner.Money) string { return Money(m, currency) })
}

func orDash(text string) string {
	if text == "" {
		return Unknown
	}
	return text
}

// zonesText lists zones with their nodes; a zone without a name is a dash.
func zonesText(zones []plan.ZoneNodes) string {
	var parts []string
	for _, z := range zones {
		parts = append(parts, fmt.Sprintf("%s %d", orDash(z.Zone), z.Nodes))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// Today says in one line what a cluster has.
func Today(a *today.Answer) string {
	parts := []string{Counted(a.Nodes, "node")}
	if pods, known := a.Pods.Value(); known && a.Nodes > 0 {
		parts = append(parts, fmt.Sprintf("%s (%.1f a node)", Counted(pods, "pod"), float64(pods)/float64(a.Nodes)))
	}
	cost := "cost unknown"
	if month, known := a.Month.Value(); known {
		cost = Money(month, a.Currency) + " a month"
	}
	parts = append(parts, cost)
	if percent, known := a.UsedPercent.Value(); known {
		parts = append(parts, fmt.Sprintf("%.0f%% of %s used", percent, a.LimitedBy))
	}
	if unused, known := a.UnusedMonth.Value(); known {
		parts = append(parts, Money(unused, a.Currency)+" a month unused")
	}
	if addresses, known := a.Addresses.Value(); known {
		parts = append(parts, fmt.Sprintf("%d pod addresses", addresses))
	}
	return "today: " + strings.Join(parts, ", ")
}

// Saved says what a plan saves, or costs more.
func Saved(c *today.Compared, plan int) string {
	if plan >= len(c.Saves) {
		return ""
	}
	text := saved(c, plan)
	if c.Unplaced > 0 {
		but := "and"
		if saves, known := c.Saves[plan].Value(); known && saves > 0 {
			but = "but"
		}
		text += fmt.Sprintf(", %s leaves %s without a node", but, Counted(c.Unplaced, "pod"))
	}
	return text
}

func saved(c *today.Compared, plan int) string {
	saves, known := c.Saves[plan].Value()
	month := c.Month.Or(0)
	switch {
	case !known:
		return "what the plan saves is unknown, as a price is"
	case saves == 0:
		return "the plan costs as much as today's nodes"
	case month == 0:
		return fmt.Sprintf("the plan costs %s a month more", Money(-saves, c.Currency))
	case saves < 0:
		return fmt.Sprintf("the plan costs %s a month more (%+.1f%%)", Money(-saves, c.Currency), -100*saves.Float()/month.Float())
	}
	return fmt.Sprintf("the plan saves %s a month (%.1f%%)", Money(saves, c.Currency), 100*saves.Float()/month.Float())
}

// BoughtOtherwise says that a plan buys another share of its nodes on demand than today's
// nodes are bought; empty if they are bought alike.
func BoughtOtherwise(c *today.Compared) string {
	now, known := c.OnDemandPercent.Value()
	planned, also := c.PlanOnDemandPercent.Value()
	const alike = 10 // percent
	if by := now - planned; !known || !also || by > -alike && by < alike {
		return ""
	}
	return fmt.Sprintf("%.0f%% of today's nodes are on demand and %.0f%% of the plan's: --on-demand-percent %.0f buys them alike", now, planned, now)
}

// NoToday says where nodes of today come from.
const NoToday = "the scenario has no nodes of today: kubectl get nodes,pods,deploy,sts,ds -A -o json | podfit import - writes them"

// TodayLines say what today's nodes are, what room they have, and which pods wait.
func TodayLines(a *today.Answer) []string {
	return slices.Concat([]string{Today(a)}, TodayRoom(a), TodayWaiting(a))
}

// TodayRoom says what runs out first, and how many more pods fit.
func TodayRoom(a *today.Answer) (lines []string) {
	if a.Pods.Known() && a.LimitedBy != density.NoLimit {
		lines = append(lines, fmt.Sprintf("%s runs out first", a.LimitedBy))
	}
	if more, known := a.More.Pods.Value(); known {
		line := fmt.Sprintf("%s of the mean request (%s %s) fit", Counted(more, "more pod"), CPU(a.More.Mean.CPU), ReadableMemory(a.More.Mean.Memory))
		if a.More.LimitedBy != density.NoLimit {
			line += fmt.Sprintf(", limited by %s on most nodes", a.More.LimitedBy)
		}
		lines = append(lines, line)
	} else {
		lines = append(lines, "how many more pods fit is unknown")
	}
	if least := leastRoom(a.More.Workloads); least != "" {
		lines = append(lines, least)
	}
	if use, known := a.Commitment.Value(); known {
		lines = append(lines, commitment(&use, a.Currency)...)
	}
	return lines
}

// TodayWaiting says which pods have no node, and what keeps them from those that there are.
func TodayWaiting(a *today.Answer) (lines []string) {
	for i := range a.Waiting {
		lines = append(lines, waiting(&a.Waiting[i]))
	}
	return lines
}

// waiting says what pods without a node wait for.
func waiting(w *today.Waiting) string {
	pods := Counted(w.Pods, "pod")
	stuck, known := w.Pending.Value()
	switch {
	case !known:
		return fmt.Sprintf("without a node: %s of %s", pods, w.Workload)
	case stuck == 0:
		return fmt.Sprintf("without a node yet: %s of %s, which kube-scheduler would place", pods, w.Workload)
	}
	var reasons []string
	for _, r := range w.Reasons {
		reasons = append(reasons, fmt.Sprintf("%d %s", r.Nodes, pending.TextOf(r, w.Resources)))
	}
	return fmt.Sprintf("without a node: %s of %s, %d of them Pending: %s", pods, w.Workload, stuck, strings.Join(reasons, ", "))
}

// leastRoom names the workloads of which the fewest more pods fit.
func leastRoom(all []planner.WorkloadPods) string {
	const shown = 5
	if len(all) == 0 {
		return ""
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b planner.WorkloadPods) int { return a.Pods - b.Pods })
	text := "more pods of one workload alone: " + workloadPods(sorted[:min(shown, len(sorted))])
	if len(sorted) > shown {
		text += " (the least; JSON has all)"
	}
	return text
}

func workloadPods(all []planner.WorkloadPods) string {
	var parts []string
	for _, k := range all {
		parts = append(parts, fmt.Sprintf("%s %d", k.Workload, k.Pods))
	}
	const shown = 10
	if len(parts) > shown {
		return strings.Join(parts[:shown], ", ") + fmt.Sprintf(" and %d more", len(parts)-shown)
	}
	return strings.Join(parts, ", ")
}

// StepsToPlan are the steps from today's nodes to a plan, a line each, and what they need
// meanwhile.
func StepsToPlan(s *today.Steps, now int) (lines []string) {
	if len(s.Steps) == 0 {
		return []string{"today's nodes are those of the plan: nothing to do"}
	}
	if s.Resized {
		lines = append(lines, "first apply the changed requests, so that pods come back with them: podfit export requests")
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		var parts []string
		if step.Cordon {
			parts = append(parts, "cordon all nodes that go")
		}
		if len(step.Add) > 0 {
			parts = append(parts, "add "+stepNodes(step.Add))
		}
		if len(step.Drain) > 0 {
			parts = append(parts, "drain and remove "+stepNodes(step.Drain))
		}
		line := fmt.Sprintf("%d. %s: then %s", i+1, strings.Join(parts, ", "), Counted(step.Nodes, "node"))
		if step.Pending > 0 {
			line += fmt.Sprintf(", %s Pending", Counted(step.Pending, "pod"))
		}
		lines = append(lines, line)
	}
	if len(s.Kept) > 0 {
		lines = append(lines, "kept: "+stepNodes(s.Kept))
	}
	if len(s.More) > 0 {
		lines = append(lines, "for the time of the steps: "+stepNodes(s.More)+", beyond the plan, so that nothing is left Pending")
	}
	last := fmt.Sprintf("at most %s at a time", Counted(s.Peak, "node"))
	if more := s.Peak - now; more > 0 {
		last += fmt.Sprintf(", %d more than today", more)
	}
	pending := "nothing is left Pending"
	if s.Pending > 0 {
		pending = Counted(s.Pending, "pod") + " are left Pending"
	}
	return append(lines, fmt.Sprintf("%s; %s (%s tried)", last, pending, Counted(s.Seeds, "order")))
}

func stepNodes(all []today.Nodes) string {
	var parts []string
	for _, n := range all {
		name := strings.TrimSpace(n.Group)
		if name != "" {
			name += ", "
		}
		parts = append(parts, fmt.Sprintf("%s%d × %s (%s)", name, n.Nodes, orDash(n.InstanceType), zonesText(n.Zones)))
	}
	return strings.Join(parts, " + ")
}

// todayWarning is of the nodes that a cluster has.
func todayWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case today.CostUnknown:
		text = fmt.Sprintf("the cost today of %s is unknown: ", List(w.Groups))
		switch w.Why {
		case today.NoType:
			return text + "no label says which instance type they are", "set instanceType in the scenario's today"
		case today.UnknownType:
			return text + "podfit does not know the instance type in the region", "set --region, or get newer figures with podfit data update"
		case today.NoCapacityType:
			return text + "no label says whether they are on-demand or spot", "set capacityType in the scenario's today"
		}
		return text + "no price of the type", "ask AWS for it with --live"
	case today.PodsUnknown:
		if len(w.Workloads) == 0 {
			return "it is unknown what today's nodes hold: how full they are, and the steps to a plan, are unknown", "import the pods as well: kubectl get nodes,pods -A"
		}
		return fmt.Sprintf("today's nodes hold pods of %s, which the scenario's workload does not have: what they request is unknown", List(w.Workloads)), "import the cluster again, or put them back"
	case today.StepsLeavePending:
		return fmt.Sprintf("the steps from today's nodes to the plan leave %s Pending", Counted(w.Pods, "pod")), "keep a spare node (--spare node), or plan more nodes (--headroom 10%) and remove them afterwards"
	case today.NotCreatedAgain:
		return fmt.Sprintf("pods of %s have no controller: kubectl drain refuses them without --force, and nothing creates them again", List(w.Workloads)), "run them with a Deployment, or create them again yourself"
	}
	return "", ""
}
