// Package data has the bundled tables: instance types, the zones that offer them
// and prices by region, DaemonSets and a few other prices. They are embedded in
// the binary. Every figure has a source and a date, and an empty cell means
// unknown. The README describes the tables; data/gen writes them.
//
// [Catalogue] is the tables together with live data from AWS. Looking up one
// type reads one line of a table, and a table is read on first use.
package data

import (
	"cmp"
	"slices"
	"strings"

	"podfit/planner"
)

// A Table describes the bundled figures of one kind and date.
type Table struct {
	Name    string
	Rows    int
	Regions int // that have rows; 0 for a list that isn't by region
	Source  *planner.Source
}

// Tables are all bundled tables. Prices of different dates are tables of their
// own, the newest first.
func Tables() []Table {
	types, overheads, daemons, prices := typeTable(), overheadTable(), daemonSetTable(), priceTable()
	tables := []Table{
		{Name: "instance types", Rows: types.len(), Source: types.source("")},
		{Name: "branch ENIs", Rows: knownBranchENIs(), Source: types.source("branch-")},
		{Name: "memory overheads", Rows: overheads.len(), Source: overheads.source("")},
	}
	tables = append(tables, regionTables()...)
	return append(tables,
		Table{Name: "DaemonSets", Rows: daemons.len(), Source: daemons.source("")},
		Table{Name: "other prices", Rows: prices.len(), Source: prices.source("")},
	)
}

func knownBranchENIs() (n int) {
	for _, t := range Types() {
		if t.Network.BranchENIs.Known() {
			n++
		}
	}
	return n
}

func regionTables() []Table {
	var tables []Table
	add := func(name string, source *planner.Source, rows int) {
		if source == nil {
			return
		}
		i := slices.IndexFunc(tables, func(t Table) bool { return t.Name == name && *t.Source == *source })
		if i < 0 {
			i = len(tables)
			tables = append(tables, Table{Name: name, Source: source})
		}
		tables[i].Rows += rows
		tables[i].Regions++
	}
	for _, name := range RegionNames() {
		r, _ := Region(name)
		var prices, spot, offerings int
		for rest := r.table; rest.body != ""; {
			o := r.offering(rest.next())
			prices += one(o.OnDemand.Known())
			spot += one(o.SpotSaving.Known())
			offerings += one(len(o.Zones) > 0)
		}
		add("on-demand prices", r.OnDemand, prices)
		add("spot savings", r.Spot, spot)
		add("offerings", r.Offerings, offerings)
	}
	slices.SortStableFunc(tables, func(a, b Table) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(b.Source.AsOf, a.Source.AsOf))
	})
	return tables
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
