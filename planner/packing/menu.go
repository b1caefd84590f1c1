package packing

import "slices"

// Menu estimates the cost of one subset of the nodes after another. Columns that
// were generated for one subset stay in the pool for the next.
type Menu struct {
	Problem
	bins    []bin
	columns [][]Column // of each node
}

// Menu has no columns yet.
func (p *Problem) Menu() *Menu {
	return &Menu{Problem: *p, bins: p.bins(), columns: make([][]Column, len(p.Nodes))}
}

// Estimate is the cost of a solution with only the given nodes, or else how many
// items fit on none of them.
func (m *Menu) Estimate(nodes []int) (cost, unplaced int64) {
	sub := Problem{Kinds: m.Kinds, Stop: m.Stop}
	var bins []bin
	var columns []Column
	for i, node := range nodes {
		sub.Nodes = append(sub.Nodes, m.Nodes[node])
		bins = append(bins, m.bins[node])
		for _, c := range m.columns[node] {
			columns = append(columns, Column{i, c.Things})
		}
	}
	for k := range sub.Kinds {
		if !sub.Fits(k) {
			unplaced += sub.Kinds[k].Count
		}
	}
	if unplaced > 0 {
		return 0, unplaced
	}
	known := len(columns)
	master := newMaster(&sub, bins, columns)
	r := master.solve(hasty, quick)
	for _, c := range master.pool[len(sub.Kinds)+known:] {
		m.columns[nodes[c.Node]] = append(m.columns[nodes[c.Node]], Column{Things: slices.Clip(c.Things)})
	}
	return sub.Round(r).Cost, 0
}
