package today

import (
	"podfit/planner"
	"podfit/planner/plan"
)

// Compared is today's nodes beside plans for the same pods.
type Compared struct {
	Answer
	// Saves is what today's nodes cost a month more than each of the plans; unknown where
	// the price of either is.
	Saves []planner.Maybe[planner.Money]
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
	c := &Compared{Answer: asked.Answer()}
	for _, p := range plans {
		saves := planner.Maybe[planner.Money]{}
		today, known := c.Month.Value()
		if month, also := p.Month.Value(); known && also {
			saves = planner.Known(today - month)
		}
		c.Saves = append(c.Saves, saves)
	}
	if len(plans) > 0 && len(plans[0].Plan.Groups) > 0 {
		if steps, ok := asked.Steps(plans[0].Plan, w, zones); ok {
			c.Steps = planner.Known(steps)
			c.Warnings = append(c.Warnings, steps.Warnings...)
		}
	}
	return c
}
