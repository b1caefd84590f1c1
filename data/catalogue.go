package data

import (
	"maps"
	"slices"
	"time"

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
	// Warnings are about this data.
	Warnings []planner.Warning
	// All means that AWS was asked for every type, so that no zone offers a type
	// that is missing from Offered.
	All bool
}

// Catalogue is tables, overridden by what AWS reports. The zero Catalogue is the
// bundled tables alone. It reads only the rows that it needs.
type Catalogue struct {
	tables  *Tables // nil: the bundled ones
	types   map[string]planner.InstanceType
	regions map[string]*Live
	today   string
}

// On is a copy of the catalogue for a question that is asked on a day: offerings know
// the day, so that old prices can be told.
func (c Catalogue) On(day time.Time) Catalogue {
	c.today = day.UTC().Format(time.DateOnly)
	return c
}

// Tables are the tables below the live data.
func (c *Catalogue) Tables() *Tables {
	if c.tables == nil {
		return Bundled()
	}
	return c.tables
}

// With is a copy of the catalogue that uses live data for a region, instead of
// any live data that it has for the region already.
func (c Catalogue) With(l Live) Catalogue {
	next := Catalogue{tables: c.tables, today: c.today, types: map[string]planner.InstanceType{}, regions: map[string]*Live{}}
	maps.Copy(next.types, c.types)
	maps.Copy(next.regions, c.regions)
	l.Warnings = slices.Concat(l.Warnings, next.addTypes(l.Types), next.keepOut(&l))
	next.regions[l.Region] = &l
	return next
}

// Warnings are about the live data of a region.
func (c *Catalogue) Warnings(region string) []planner.Warning {
	if l := c.regions[region]; l != nil {
		return l.Warnings
	}
	return nil
}

// addTypes adds types as EC2 describes them. A type that no table has is skipped if
// EC2 leaves out a figure that decides how many pods fit.
func (c *Catalogue) addTypes(types []planner.InstanceType) (warnings []planner.Warning) {
	var filled, skipped, assumed []string
	for _, t := range types {
		known, bundled := c.Tables().Type(t.Name)
		switch {
		case !Incomplete(&t) && !t.Unsaid:
		case bundled:
			fill(&t, &known)
			filled = append(filled, t.Name)
		case Incomplete(&t):
			skipped = append(skipped, t.Name)
			continue
		default:
			t.CurrentGeneration, t.Spot = true, true // tables have all that are older
			t.Burstable = len(t.Name) > 1 && t.Name[0] == 't' && t.Name[1] >= '0' && t.Name[1] <= '9'
			assumed = append(assumed, t.Name)
		}
		t.Unsaid = false
		c.types[t.Name] = c.Tables().Complete(t)
	}
	if filled != nil {
		warnings = append(warnings, planner.FiguresMissing{Types: filled})
	}
	if skipped != nil {
		warnings = append(warnings, planner.FiguresMissing{Types: skipped, Skipped: true})
	}
	if assumed != nil {
		warnings = append(warnings, planner.KindAssumed{Types: assumed})
	}
	return warnings
}

// Incomplete reports whether a figure is missing that decides how many pods fit.
// There is no type of which one of these is 0.
func Incomplete(t *planner.InstanceType) bool {
	return t.VCPUs <= 0 || t.Memory <= 0 || t.Arch == "" || t.Network.ENIs <= 0 || t.Network.IPv4PerENI <= 0 ||
		t.EBSAttachments <= 0 || t.Hypervisor == "" && !t.BareMetal
}

// fill copies the parts of a type in which EC2 left out something from the table's row.
func fill(t, known *planner.InstanceType) {
	if t.VCPUs <= 0 {
		t.VCPUs, t.Cores, t.ThreadsPerCore, t.Network.VCPUs = known.VCPUs, known.Cores, known.ThreadsPerCore, known.VCPUs
	}
	if t.Memory <= 0 {
		t.Memory = known.Memory
	}
	if t.Arch == "" {
		t.Arch, t.Processor, t.ClockGHz = known.Arch, known.Processor, known.ClockGHz
	}
	if t.EBSAttachments <= 0 {
		t.EBS = known.EBS
	}
	if t.Unsaid {
		t.CurrentGeneration, t.Burstable, t.Spot = known.CurrentGeneration, known.Burstable, known.Spot
	}
	if t.Hypervisor == "" && !t.BareMetal {
		t.Hypervisor, t.BareMetal, t.Network.Prefixes = known.Hypervisor, known.BareMetal, known.Network.Prefixes
	}
	if t.Network.ENIs <= 0 || t.Network.IPv4PerENI <= 0 {
		t.Network, t.IPv6PerENI, t.CardENIs, t.EFAInterfaces = known.Network, known.IPv6PerENI, known.CardENIs, known.EFAInterfaces
		t.NetworkCards, t.TotalENIs = known.NetworkCards, known.TotalENIs
		t.NetworkPerformance, t.NetworkGbps, t.NetworkPeakGbps = known.NetworkPerformance, known.NetworkGbps, known.NetworkPeakGbps
	}
}

// mostTimes the list price, or its inverse, is what a price can't be. AWS's largest
// discount, on spot, is 90%.
const mostTimes = 10

// mostTimesBelow reports whether mostTimes a is below b; neither overflows.
func mostTimesBelow(a, b planner.Money) bool { return a < (b+mostTimes-1)/mostTimes }

// keepOut removes prices that can't be true.
func (c *Catalogue) keepOut(l *Live) []planner.Warning {
	table, known := c.Tables().Region(l.Region)
	list := func(name string) (planner.Money, bool) {
		if price, has := l.OnDemand[name]; has {
			return price, true
		}
		if !known {
			return 0, false
		}
		return table.Offering(name).OnDemand.Value()
	}
	var kept []planner.PriceKeptOut
	check := func(prices map[string]planner.Money, capacity planner.CapacityType, list func(string) (planner.Money, bool)) map[string]planner.Money {
		plausible := maps.Clone(prices)
		for _, name := range slices.SortedFunc(maps.Keys(prices), planner.CompareNames) {
			if normal, has := list(name); has && (mostTimesBelow(prices[name], normal) || mostTimesBelow(normal, prices[name])) {
				kept = append(kept, planner.PriceKeptOut{Type: name, Capacity: capacity, Live: prices[name], List: normal})
				delete(plausible, name)
			}
		}
		return plausible
	}
	l.OnDemand = check(l.OnDemand, planner.OnDemand, func(name string) (planner.Money, bool) {
		if !known {
			return 0, false
		}
		return table.Offering(name).OnDemand.Value()
	})
	l.Spot = check(l.Spot, planner.Spot, list)
	if kept == nil {
		return nil
	}
	return []planner.Warning{planner.PricesKeptOut{Prices: kept, Currency: planner.RegionCurrency(l.Region)}}
}

// Complete adds what EC2 doesn't report about a type, and keeps what it reports
// differently from what counts: EBS attachments are as the EBS CSI driver has them.
// EC2 reports all ENIs of i7ie and i8ge types with two cards as those of one card,
// and the VPC CNI knows better.
func (t *Tables) Complete(it planner.InstanceType) planner.InstanceType {
	known, ok := t.Type(it.Name)
	if !ok {
		it.Overhead = t.FittedOverhead(&it)
		it.BottlerocketOverhead = it.Overhead
		return it
	}
	it.Network.BranchENIs, it.BranchSource = known.Network.BranchENIs, known.BranchSource
	if known.NetworkCards == 1 && known.Network.ENIs < known.TotalENIs {
		it.Network.ENIs = known.Network.ENIs
	}
	it.EBSAttachments, it.EBSShared, it.EBSSource = known.EBSAttachments, known.EBSShared, known.EBSSource
	it.Overhead, it.BottlerocketOverhead = known.Overhead, known.BottlerocketOverhead
	if known.Overhead.Kind == planner.Fitted {
		it.Overhead = t.FittedOverhead(&it)
		it.BottlerocketOverhead = it.Overhead
	}
	return it
}

// Type is the instance type with a name.
func (c *Catalogue) Type(name string) (planner.InstanceType, bool) {
	if t, ok := c.types[name]; ok {
		return t, true
	}
	return c.Tables().Type(name)
}

// Types are all instance types, in the order of planner.CompareNames.
func (c *Catalogue) Types() []planner.InstanceType {
	all := c.Tables().Types()
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
		if _, known := c.Tables().Type(name); !known {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b planner.InstanceType) int { return planner.CompareNames(a.Name, b.Name) })
	return all
}

// TypeNames are the names of Types.
func (c *Catalogue) TypeNames() []string {
	names := c.Tables().TypeNames()
	if len(c.types) == 0 {
		return names
	}
	names = slices.AppendSeq(names, maps.Keys(c.types))
	slices.SortFunc(names, planner.CompareNames)
	return slices.Compact(names)
}

// Offerings return what a region offers of a type, without reserved prices. ok is
// false if AWS has no region of that name.
func (c *Catalogue) Offerings(region string) (offering func(typeName string) planner.Offering, ok bool) {
	table, known := c.Tables().Region(region)
	live := c.regions[region]
	switch {
	case live == nil && !known:
		return nil, false
	case live == nil:
		return c.completed(table.Offering), true
	case !known: // a region that is newer than the tables
		table = &RegionTable{Region: planner.Region{Name: region, Currency: planner.RegionCurrency(region)}}
	}
	merged := &mergedRegion{table: table, live: live, offered: table.Region}
	merged.offered.Zones, merged.offered.Offerings = live.Zones, live.OfferingsSource
	return c.completed(merged.offering), true
}

// completed adds the day of the question and EKS Auto Mode's fee.
func (c *Catalogue) completed(offering func(string) planner.Offering) func(string) planner.Offering {
	fee := c.Tables().AutoModeFees()
	return func(typeName string) planner.Offering {
		o := offering(typeName)
		o.Today, o.AutoModeFee = c.today, fee(typeName)
		return o
	}
}

// OfferingsWithReserved are Offerings with reserved prices, which take a fraction
// of a millisecond more.
func (c *Catalogue) OfferingsWithReserved(region string) (offering func(typeName string) planner.Offering, ok bool) {
	unreserved, ok := c.Offerings(region)
	if !ok {
		return nil, false
	}
	reserved := c.Tables().Reserved(region)
	return func(typeName string) planner.Offering {
		o := unreserved(typeName)
		reserved.Add(&o, typeName)
		return o
	}, true
}

// mergedRegion is a region's table, overridden by live data.
type mergedRegion struct {
	table *RegionTable
	live  *Live
	// offered is the region of the offerings whose zones are live.
	offered planner.Region
}

func (m *mergedRegion) offering(name string) planner.Offering {
	o, l := m.table.Offering(name), m.live
	if zones, has := l.Offered[name]; l.OfferingsSource != nil && (has || l.All) {
		o.Zones, o.Region = zones, &m.offered
	}
	if price, has := l.OnDemand[name]; l.OnDemandSource != nil && has {
		o.OnDemand, o.Sources.OnDemand = planner.Known(price), l.OnDemandSource
	}
	if price, has := l.Spot[name]; l.SpotSource != nil && has {
		o.Spot, o.Sources.Spot = planner.Known(price), l.SpotSource
	}
	return o
}
