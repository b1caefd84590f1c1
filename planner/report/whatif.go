package report

import (
	"fmt"
	"io"

	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// WhatIf is the best plan under one choice of settings.
type WhatIf struct {
	Name  string
	Found fargate.Answer
}

// WriteWhatIf writes a line for each choice, compared with the first.
func WriteWhatIf(w io.Writer, choices []WhatIf) error {
	g := WhatIfs(choices)
	return g.Text(w)
}

// WhatIfs has a row for each choice, compared with the first.
func WhatIfs(choices []WhatIf) table.Grid {
	g := table.New([]string{"WHAT IF", "NODES", "COST", "DIFFERENCE", "GROUPS", "UNPLACED"}, "WHAT IF", "GROUPS")
	for i := range choices {
		g.Add(choices[i].row(&choices[0])...)
	}
	return g
}

func (c *WhatIf) row(first *WhatIf) []string {
	unplaced := 0
	for _, u := range c.Found.Unplaced {
		unplaced += u.Replicas
	}
	nodes, cost, difference, groups := words.Unknown, words.Unknown, words.Unknown, words.Unknown
	if best := c.best(); best != nil {
		nodes, groups = fmt.Sprint(best.Nodes), words.GroupTypes(best)
		cost = words.PlanMoney(best.Month, best)
		if base := first.best(); base != nil {
			difference = words.Change(best.Month, base.Month)
		}
	}
	return []string{c.Name, nodes, cost, difference, groups, fmt.Sprint(unplaced)}
}

// best is nil where nothing is placed.
func (c *WhatIf) best() *plan.Plan {
	if len(c.Found.Plans) == 0 {
		return nil
	}
	return &c.Found.Plans[0]
}
