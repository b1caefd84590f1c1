package report

import (
	"fmt"
	"io"
	"strings"

	"podfit/planner/fargate"
)

// WhatIf is the best plan under one choice of settings.
type WhatIf struct {
	Name  string
	Found fargate.Answer
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
