package data

import (
	"maps"
	"slices"

	"podfit/planner"
)

// Live is what AWS reports about one region, for some instance types or for all.
// A figure that it leaves out keeps its bundled value.
type Live struct {
	Region string
	// Types are as EC2 describes them, each with its source. EC2 doesn't report
	// branch ENIs and memory overheads; those keep their bundled values.
	Types []planner.InstanceType
	// Offered are the zones that offer each type, and Zones are those of the
	// region. They are meaningless if OfferingsSource is nil.
	Offered         map[string][]string
	Zones           []string
	OfferingsSource *planner.Source
	// OnDemand and Spot are hourly prices by type, in the region's currency. They
	// are meaningless if their source is nil.
	OnDemand       map[string]planner.Money
	OnDemandSource *planner.Source
	Spot           map[string]planner.Money
	SpotSource     *planner.Source
	// All means that AWS was asked for every type, so that no zone offers a type
	// that is missing from Offered.
	All bool
}

// Catalogue is the bundled tables, overridden by what AWS reports. The zero
// Catalogue is the tables alone. It reads only the rows that it needs.
type Catalogue struct {
	types   map[string]planner.InstanceType
	regions map[string]*Live
}

// With is a copy of the catalogue that uses live data for a region, instead of
// any live data that it has for the region already.
func (c Catalogue) With(l Live) Catalogue {
	next := Catalogue{types: map[string]planner.InstanceType{}, regions: map[string]*Live{}}
	maps.Copy(next.types, c.types)
	maps.Copy(next.regions, c.regions)
	for _, t := range l.Types {
		next.types[t.Name] = complete(t)
	}
	next.regions[l.Region] = &l
	return next
}

// complete adds what EC2 doesn't report about a type.
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

// Type is the instance type with a name.
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
	replaced := 0
	for i := range all {
		if t, ok := c.types[all[i].Name]; ok {
			all[i] = t
			replaced++
		}
	}
	if replaced == len(c.types) {
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

// Offerings return what a region offers of a type. ok is false if AWS has no
// region of that name.
func (c *Catalogue) Offerings(region string) (offering func(typeName string) planner.Offering, ok bool) {
	table, bundled := Region(region)
	live := c.regions[region]
	switch {
	case live == nil && !bundled:
		return nil, false
	case live == nil:
		return table.Offering, true
	case !bundled: // a region that is newer than the tables
		table = &RegionTable{Region: planner.Region{Name: region, Currency: planner.RegionCurrency(region)}}
	}
	merged := &mergedRegion{table: table, live: live, regions: map[liveFigures]*planner.Region{}}
	return merged.offering, true
}

// mergedRegion is a region's table, overridden by live data.
type mergedRegion struct {
	table   *RegionTable
	live    *Live
	regions map[liveFigures]*planner.Region
}

// liveFigures are which figures of an offering are live. Offerings with the same
// ones share a planner.Region, which has the sources.
type liveFigures struct{ onDemand, spot, offered bool }

func (m *mergedRegion) offering(name string) planner.Offering {
	o, l := m.table.Offering(name), m.live
	var figures liveFigures
	if zones, has := l.Offered[name]; l.OfferingsSource != nil && (has || l.All) {
		o.Zones, figures.offered = zones, true
	}
	if price, has := l.OnDemand[name]; l.OnDemandSource != nil && has {
		o.OnDemand, figures.onDemand = planner.Known(price), true
	}
	if price, has := l.Spot[name]; l.SpotSource != nil && has {
		o.Spot, figures.spot = planner.Known(price), true
	}
	o.Region = m.region(figures)
	return o
}

func (m *mergedRegion) region(figures liveFigures) *planner.Region {
	if r := m.regions[figures]; r != nil {
		return r
	}
	r, l := m.table.Region, m.live
	if figures.offered {
		r.Zones, r.Offerings = l.Zones, l.OfferingsSource
	}
	if figures.onDemand {
		r.OnDemand = l.OnDemandSource
	}
	if figures.spot {
		r.Spot = l.SpotSource
	}
	m.regions[figures] = &r
	return &r
}
