package data

import (
	"maps"
	"slices"

	"podfit/planner"
)

// Fresh is what AWS said of one region, of some instance types or of all. What
// it leaves out stays as the tables have it, figure by figure.
type Fresh struct {
	Region string
	// Types are as EC2 describes them, each with its source. Of branch ENIs and
	// memory overheads EC2 tells nothing: those stay with the tables.
	Types []planner.InstanceType
	// Offered are the zones of the types by name, and Zones those of the region.
	// A nil source says that nobody asked.
	Offered   map[string][]string
	Zones     []string
	Offerings *planner.Source
	// OnDemand and Spot are prices of an hour by type, in the region's currency.
	OnDemand       map[string]planner.Money
	OnDemandSource *planner.Source
	Spot           map[string]planner.Money
	SpotSource     *planner.Source
	// All says that the answers are for every type: one that is in none of them
	// is not offered.
	All bool
}

// Catalogue is the tables with what AWS said laid over them. The zero Catalogue
// is the tables alone, and reads no more of them than it is asked for.
type Catalogue struct {
	types   map[string]planner.InstanceType
	regions map[string]*Fresh
}

// Lay is the catalogue with an answer over it; of two for a region the later one
// is there.
func (c Catalogue) Lay(f Fresh) Catalogue {
	next := Catalogue{types: map[string]planner.InstanceType{}, regions: map[string]*Fresh{}}
	maps.Copy(next.types, c.types)
	maps.Copy(next.regions, c.regions)
	for _, t := range f.Types {
		next.types[t.Name] = complete(t)
	}
	next.regions[f.Region] = &f
	return next
}

// complete adds to a type what EC2 does not tell.
func complete(t planner.InstanceType) planner.InstanceType {
	bundled, known := Type(t.Name)
	if !known {
		t.Overhead = FittedOverhead(&t)
		return t
	}
	t.Network.BranchENIs, t.BranchSource = bundled.Network.BranchENIs, bundled.BranchSource
	t.Overhead = bundled.Overhead
	if bundled.Overhead.Kind == planner.Fitted {
		t.Overhead = FittedOverhead(&t)
	}
	return t
}

// Type is the instance type of a name.
func (c *Catalogue) Type(name string) (planner.InstanceType, bool) {
	if t, ok := c.types[name]; ok {
		return t, true
	}
	return Type(name)
}

// Types are all instance types, in the order of planner.CompareNames.
func (c *Catalogue) Types() []planner.InstanceType {
	all := Types()
	if len(c.types) == 0 {
		return all
	}
	laid := 0
	for i := range all {
		if t, ok := c.types[all[i].Name]; ok {
			all[i] = t
			laid++
		}
	}
	if laid == len(c.types) {
		return all
	}
	for name, t := range c.types {
		if _, bundled := Type(name); !bundled {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b planner.InstanceType) int { return planner.CompareNames(a.Name, b.Name) })
	return all
}

// TypeNames are the names of Types.
func (c *Catalogue) TypeNames() []string {
	names := TypeNames()
	if len(c.types) == 0 {
		return names
	}
	names = slices.AppendSeq(names, maps.Keys(c.types))
	slices.SortFunc(names, planner.CompareNames)
	return slices.Compact(names)
}

// Offerings say what a region offers, and false where AWS has no region of the
// name.
func (c *Catalogue) Offerings(region string) (func(typeName string) planner.Offering, bool) {
	table, ok := Region(region)
	fresh := c.regions[region]
	switch {
	case fresh == nil && !ok:
		return nil, false
	case fresh == nil:
		return table.Offering, true
	case !ok: // a region younger than the tables
		table = &RegionTable{Region: planner.Region{Name: region, Currency: currency(region, tsv{})}}
	}
	laid := &laidRegion{table: table, fresh: fresh, regions: map[laidSources]*planner.Region{}}
	return laid.offering, true
}

// laidRegion is a region's table under what AWS said.
type laidRegion struct {
	table   *RegionTable
	fresh   *Fresh
	regions map[laidSources]*planner.Region
}

// laidSources are which figures of an offering AWS said.
type laidSources struct{ onDemand, spot, offered bool }

func (l *laidRegion) offering(name string) planner.Offering {
	o, f := l.table.Offering(name), l.fresh
	var laid laidSources
	if zones, told := f.Offered[name]; f.Offerings != nil && (told || f.All) {
		o.Zones, laid.offered = zones, true
	}
	if price, told := f.OnDemand[name]; f.OnDemandSource != nil && told {
		o.OnDemand, laid.onDemand = planner.Known(price), true
	}
	if price, told := f.Spot[name]; f.SpotSource != nil && told {
		o.Spot, laid.spot = planner.Known(price), true
	}
	o.Region = l.region(laid)
	return o
}

// region is the region with the sources of those figures.
func (l *laidRegion) region(laid laidSources) *planner.Region {
	if r := l.regions[laid]; r != nil {
		return r
	}
	r, f := l.table.Region, l.fresh
	if laid.offered {
		r.Zones, r.Offerings = f.Zones, f.Offerings
	}
	if laid.onDemand {
		r.OnDemand = f.OnDemandSource
	}
	if laid.spot {
		r.Spot = f.SpotSource
	}
	l.regions[laid] = &r
	return &r
}
