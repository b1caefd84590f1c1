package report

import (
	"fmt"
	"strings"

	"podfit/eni"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
)

// WhatIf is the best plans under choices of which each does one thing otherwise than the
// first.
type WhatIf struct {
	Report
	planned []answer.Planned // named by File
	needs   [][]string
}

// NewWhatIf is the report of lines, of which there is at least one: what each needs, and the
// warnings of all.
func NewWhatIf(planned []answer.Planned, needs [][]string, warnings []answer.Warning) WhatIf {
	w := WhatIf{planned: planned, needs: needs}
	w.Report = oneGrid(answer.OfWhatIf(planned, needs, warnings), w.csvGrid())
	text := func(bool) []part { return []part{grid(w.Grid()), lines(w.Needs()...)} }
	w.text, w.markdown = text, func() []part { return text(false) }
	return w
}

// Grid has a row for each line, compared with the first.
func (w *WhatIf) Grid() table.Grid {
	g := table.New([]string{"WHAT IF", "NODES", "COST", "DIFFERENCE", "PODS/NODE", "ADDRESSES", "GROUPS", "UNPLACED"}, "WHAT IF", "GROUPS")
	for i := range w.planned {
		g.Add(w.row(i)...)
	}
	return g
}

// csvGrid is Grid with what each line needs.
func (w *WhatIf) csvGrid() table.Grid {
	g := w.Grid()
	g.Titles, g.Right = append(g.Titles, "NEEDS"), append(g.Right, false)
	for i := range g.Rows {
		g.Rows[i] = append(g.Rows[i], strings.Join(w.needs[i], "; "))
	}
	return g
}

// Needs says what has to be true for each line.
func (w *WhatIf) Needs() []string {
	var names []string
	for i := range w.planned {
		names = append(names, w.planned[i].File)
	}
	return words.WhatIfLines(names, w.needs)
}

func (w *WhatIf) row(line int) []string {
	p := &w.planned[line]
	unplaced := 0
	for _, u := range p.Found.Unplaced {
		unplaced += u.Replicas
	}
	row := []string{p.File, words.Unknown, words.Unknown, words.Unknown, words.Unknown, words.Unknown, words.Unknown, fmt.Sprint(unplaced)}
	best := p.Best()
	if best == nil {
		return row
	}
	addresses := eni.Map(p.Held(), func(h eni.Held) int { return h.NodeSubnet + h.PodSubnet })
	row[1], row[2], row[4], row[5], row[6] = fmt.Sprint(best.Nodes), words.PlanMoney(best.Month, best), words.Density(best), words.Count(addresses), words.GroupTypes(best)
	if base := w.planned[0].Best(); base != nil {
		row[3] = words.Change(best.Month, base.Month)
	}
	return row
}
