package data

import (
	"compress/gzip"
	"io"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
)

// RegionTable is the table of one region.
type RegionTable struct {
	planner.Region
	table   tsv
	sources planner.OfferingSources // of most rows
}

// Region is the table of a region. ok is false if AWS has no region of that name.
// Everything about a region without a table is unknown.
func (t *Tables) Region(name string) (table *RegionTable, ok bool) {
	if _, found := slices.BinarySearch(t.RegionNames(), name); !found {
		return nil, false
	}
	file := regionFolder + name + ".tsv"
	tab := newTSV(file, t.text(file))
	gp3, hasGP3 := t.GP3(name)
	return &RegionTable{
		table: tab,
		Region: planner.Region{
			Name:      name,
			Currency:  planner.RegionCurrency(name),
			Offerings: tab.source("offerings-"),
			Zones:     strings.Fields(tab.value("zones")),
			GP3:       knownIf(hasGP3, gp3.Amount),
			GP3Source: gp3.Source,
		},
		sources: planner.OfferingSources{
			OnDemand:     tab.source("on-demand-"),
			SpotAverage:  tab.source("spot-average-"),
			SpotSaving:   tab.source("spot-saving-"),
			Interruption: tab.source("interruption-"),
		},
	}, true
}

func knownIf[T any](known bool, v T) planner.Maybe[T] {
	if !known {
		return planner.Maybe[T]{}
	}
	return planner.Known(v)
}

// Offering is what the tables say about a type in a region; ok is false if AWS has
// no region of that name.
func (t *Tables) Offering(region, typeName string) (offering planner.Offering, ok bool) {
	r, ok := t.Region(region)
	if !ok {
		return planner.Offering{}, false
	}
	return r.Offering(typeName), true
}

// Offering is what the region's table says about a type; everything is unknown
// for a type without a row.
func (t *RegionTable) Offering(typeName string) planner.Offering {
	r, ok := t.table.find(typeName)
	if !ok {
		return planner.Offering{Region: &t.Region}
	}
	return t.offering(r)
}

func (t *RegionTable) offering(r row) planner.Offering {
	o := planner.Offering{
		Region:       &t.Region,
		OnDemand:     maybe(&r, money),
		SpotAverage:  maybe(&r, money),
		SpotSaving:   maybe(&r, strconv.Atoi),
		Interruption: maybe(&r, band),
		Zones:        t.zones(maybe(&r, mask).Or(0)),
	}
	o.Sources = planner.OfferingSources{
		OnDemand:     sourceIf(o.OnDemand.Known(), t.sources.OnDemand),
		SpotAverage:  sourceIf(o.SpotAverage.Known(), t.sources.SpotAverage),
		SpotSaving:   sourceIf(o.SpotSaving.Known(), t.sources.SpotSaving),
		Interruption: sourceIf(o.Interruption.Known(), t.sources.Interruption),
	}
	if dates := r.text(); dates != "" {
		redate(&o.Sources, dates)
	}
	return o
}

func sourceIf(known bool, s *planner.Source) *planner.Source {
	if !known {
		return nil
	}
	return s
}

// redate applies a row's own dates, such as "on_demand=2022-09-03".
func redate(s *planner.OfferingSources, dates string) {
	for own := range strings.FieldsSeq(dates) {
		column, date, _ := strings.Cut(own, "=")
		if source := sourceOf(s, column); source != nil && *source != nil {
			*source = &planner.Source{Name: (*source).Name, AsOf: date}
		}
	}
}

// sourceOf is the source of a column's figure.
func sourceOf(s *planner.OfferingSources, column string) **planner.Source {
	switch column {
	case "on_demand":
		return &s.OnDemand
	case "spot_average":
		return &s.SpotAverage
	case "spot_saving":
		return &s.SpotSaving
	case "interruption_band":
		return &s.Interruption
	case "reserved":
		return &s.Reserved
	}
	return nil
}

func band(cell string) (planner.Band, error) {
	b, err := strconv.ParseUint(cell, 10, 8)
	return planner.Band(b), err
}

func mask(cell string) (uint64, error) { return strconv.ParseUint(cell, 16, 64) }

// zones are the region's zones whose bits are set, the lowest bit first. Types
// that are in all zones share the region's slice.
func (t *RegionTable) zones(mask uint64) []string {
	switch n := bits.OnesCount64(mask); n {
	case 0:
		return nil
	case len(t.Zones):
		return t.Zones[:n:n]
	default:
		zones := make([]string, 0, n)
		for ; mask != 0; mask &= mask - 1 {
			zones = append(zones, t.Zones[bits.TrailingZeros64(mask)])
		}
		return zones
	}
}

// ReservedTable has the reserved prices of one region. It is compressed, because
// few commands need it.
type ReservedTable struct {
	table  tsv
	source *planner.Source // of most rows
}

// Reserved is the table of a region; it is empty if there is none.
func (t *Tables) Reserved(region string) *ReservedTable {
	path := reservedFolder + region + ".tsv.gz"
	tab := newTSV(path, expanded(t.text(path)))
	return &ReservedTable{tab, tab.source("reserved-")}
}

// expanded is the text of a compressed table: empty if it is damaged, which Check
// reports.
func expanded(compressed string) string {
	in, err := gzip.NewReader(strings.NewReader(compressed))
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(io.LimitReader(in, maxTable))
	if err != nil {
		return ""
	}
	return string(text)
}

// Add sets the reserved prices of a type, and their source.
func (t *ReservedTable) Add(o *planner.Offering, typeName string) {
	if r, ok := t.table.find(typeName); ok {
		t.add(o, r)
	}
}

func (t *ReservedTable) add(o *planner.Offering, r row) {
	for term := range o.Reserved {
		o.Reserved[term] = maybe(&r, money)
	}
	o.Sources.Reserved = t.source
	if dates := r.text(); dates != "" {
		redate(&o.Sources, dates)
	}
}
