package today

import (
	"slices"

	"podfit/planner"
	"podfit/planner/plan"
)

// Compared is today's nodes beside plans for the same pods.
type Compared struct {
	Answer
	// Saves is what today's nodes cost a month more than each of the plans; unknown where
	// the price of either is.
	Saves []planner.Maybe[planner.Money]
	// Unplaced is how many pods no plan has a node for.
	Unplaced int
	// OnDemandPercent is how many of today's nodes are on demand, and PlanOnDemandPercent how
	// many of the first plan's; unknown if the nodes do not say.
	OnDemandPercent, PlanOnDemandPercent planner.Maybe[float64]
	// Steps lead to the first plan; unknown if it is unknown what the nodes hold.
	Steps planner.Maybe[Steps]
}

// Target is a plan that today's nodes are compared with.
type Target struct {
	Plan *plan.Plan
	// Month is what it costs with everything that it needs beside nodes.
	Month planner.Maybe[planner.Money]
}

// Compare sets today's nodes beside plans of w in zones.
func (asked *Question) Compare(plans []Target, w planner.Workloads, zones []string) *Compared {
	return asked.Beside(asked.Answer(), plans, w, zones)
}

// Beside is Compare with the answer to the question.
func (asked *Question) Beside(a Answer, plans []Target, w planner.Workloads, zones []string) *Compared {
	c := &Compared{Answer: a}
	for _, p := range plans {
		saves := planner.Maybe[planner.Money]{}
		today, known := c.Month.Value()
		if month, also := p.Month.Value(); known && also {
			saves = planner.Known(today - month)
		}
		c.Saves = append(c.Saves, saves)
	}
	if len(plans) > 0 && len(plans[0].Plan.Groups) > 0 {
		c.shares(plans[0].Plan)
		if steps, ok := asked.Steps(plans[0].Plan, w, zones); ok {
			c.Steps = planner.Known(steps)
			c.Warnings = slices.Concat(c.Warnings, steps.Warnings)
		}
	}
	return c
}

// shares sets how many nodes are on demand today and in a plan.
func (c *Compared) shares(p *plan.Plan) {
	onDemand, all := 0, 0
	for i := range c.Groups {
		buys, known := c.Groups[i].CapacityType.Value()
		if !known {
			return
		}
		if all += c.Groups[i].Nodes; buys == planner.OnDemand {
			onDemand += c.Groups[i].Nodes
		}
	}
	planned := 0
	for i := range p.Groups {
		planned += p.Groups[i].OnDemandNodes
	}
	c.OnDemandPercent = planner.Known(100 * float64(onDemand) / float64(max(1, all)))
	c.PlanOnDemandPercent = planner.Known(100 * float64(planned) / float64(max(1, p.Nodes)))
}
