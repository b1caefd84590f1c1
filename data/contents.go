package data

import (
	"cmp"
	"slices"
	"strings"

	"podfit/planner"
)

// A Table describes the figures of one kind, source and date.
type Table struct {
	Name    string
	Rows    int
	Regions int // that have rows; 0 for a list that isn't by region
	Source  *planner.Source
}

// Contents describe all tables. Figures of different dates are listed one by one,
// the newest first.
func (t *Tables) Contents() []Table {
	c := contents{}
	c.addTypes(t)
	c.addRegions(t)
	c.addPrices(t)
	slices.SortStableFunc(c, func(a, b Table) int {
		return cmp.Or(cmp.Compare(slices.Index(contentNames, a.Name), slices.Index(contentNames, b.Name)),
			strings.Compare(b.Source.AsOf, a.Source.AsOf), strings.Compare(a.Source.Name, b.Source.Name))
	})
	return c
}

// contentNames are the names of the tables, in their order.
var contentNames = []string{
	"instance types", "branch ENIs", "memory overheads", "offerings", "on-demand prices", "average spot prices",
	"spot savings", "interruption bands", "reserved prices", "DaemonSets", "EBS prices", "Fargate prices", "EKS prices", "Auto Mode fees",
}

type contents []Table

// add counts rows; a nil source means that there are none.
func (c *contents) add(name string, source *planner.Source, rows int) *Table {
	if source == nil || rows == 0 {
		return &Table{}
	}
	i := slices.IndexFunc(*c, func(t Table) bool { return t.Name == name && *t.Source == *source })
	if i < 0 {
		i = len(*c)
		*c = append(*c, Table{Name: name, Source: source})
	}
	(*c)[i].Rows += rows
	return &(*c)[i]
}

func (c *contents) addTypes(t *Tables) {
	sources := t.typeSources()
	for _, it := range t.Types() {
		c.add("instance types", sources.types, 1)
		if it.Network.BranchENIs.Known() {
			c.add("branch ENIs", sources.branch, 1)
		}
	}
	for rest := t.overheads(); rest.body != ""; {
		r := rest.next()
		if maybe(&r, decimal).Known() {
			c.add("memory overheads", sources.overhead2023, 1)
		}
		r.text() // runs
		if maybe(&r, decimal).Known() {
			c.add("memory overheads", sources.overheadSource(r.text()), 1)
		}
	}
	daemons, fees := t.daemonSets(), t.autoMode()
	c.add("DaemonSets", daemons.source(""), daemons.len())
	c.add("Auto Mode fees", fees.source(""), fees.len())
}

func (c *contents) addRegions(t *Tables) {
	for _, name := range t.RegionNames() {
		r, _ := t.Region(name)
		var here contents
		for rest := r.table; rest.body != ""; {
			o := r.offering(rest.next())
			here.add("on-demand prices", o.Sources.OnDemand, 1)
			here.add("average spot prices", o.Sources.SpotAverage, 1)
			here.add("spot savings", o.Sources.SpotSaving, 1)
			here.add("interruption bands", o.Sources.Interruption, 1)
			if len(o.Zones) > 0 {
				here.add("offerings", r.Offerings, 1)
			}
		}
		reserved := t.Reserved(name)
		for rest := reserved.table; rest.body != ""; {
			var o planner.Offering
			reserved.add(&o, rest.next())
			here.add("reserved prices", o.Sources.Reserved, 1)
		}
		c.addRegion(here)
	}
}

func (c *contents) addRegion(here contents) {
	for _, table := range here {
		c.add(table.Name, table.Source, table.Rows).Regions++
	}
}

// priceKinds are the names of the tables by the first word of an item.
var priceKinds = map[string]string{
	"gp2": "EBS prices", "gp3": "EBS prices", "snapshot": "EBS prices", "fargate": "Fargate prices", "eks": "EKS prices",
}

func (c *contents) addPrices(t *Tables) {
	byRegion := map[string]contents{}
	for rest := t.prices(); rest.body != ""; {
		r := rest.next()
		item, region, _ := strings.Cut(r.key, "/")
		kind, _, _ := strings.Cut(item, "-")
		p, _ := t.price(item, region)
		if region == "*" {
			c.add(priceKinds[kind], p.Source, 1)
			continue
		}
		here := byRegion[region]
		here.add(priceKinds[kind], p.Source, 1)
		byRegion[region] = here
	}
	for _, here := range byRegion {
		c.addRegion(here)
	}
}
