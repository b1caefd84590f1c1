package report

import (
	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/today"
)

// NewToday is the report of the nodes that a cluster has; options are those of their
// types.
func NewToday(q answer.Query, a *today.Answer, options []density.Option) Report {
	r := oneGrid(answer.OfToday(q, a, options), Today(a))
	r.text = func(bool) []part {
		said := words.TodayLines(a)
		if len(q.Room) > 0 {
			said = append(said, words.RoomToday(&q.Room[0]))
		}
		return []part{grid(Today(a)), lines(said...)}
	}
	return r
}

// Today has a row for each group of nodes, and one for all.
func Today(a *today.Answer) table.Grid {
	g := table.New([]string{"GROUP", "TYPE", "BOUGHT", "NODES", "ZONES", "PODS", "LIMITED-BY", "USED", "UNUSED", "UNUSED-COST", "COST"}, "GROUP", "TYPE", "BOUGHT", "ZONES", "LIMITED-BY")
	add := func(c words.TodayCells) {
		g.Add(c.Name, c.Type, c.Buys, c.Nodes, c.Zones, c.Pods, c.LimitedBy, c.Used, c.Unused, c.UnusedCost, c.Cost)
	}
	for i := range a.Groups {
		add(words.NewTodayCells(&a.Groups[i], a.Currency))
	}
	add(words.TodayTotal(a))
	return g
}

// TodayLines say what today's nodes are, what the first plan saves, and which steps lead
// there.
func TodayLines(c *today.Compared) []string {
	all := []string{words.Today(&c.Answer)}
	if saved := words.Saved(c, 0); saved != "" {
		all = append(all, "   "+saved)
	}
	if differs := words.BoughtOtherwise(c); differs != "" {
		all = append(all, "   "+differs)
	}
	if steps, known := c.Steps.Value(); known {
		for _, line := range words.StepsToPlan(&steps, c.Nodes) {
			all = append(all, "   "+line)
		}
	}
	return all
}
