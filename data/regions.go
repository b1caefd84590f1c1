package data

import (
	"embed"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"

	"podfit/planner"
)

//go:embed tables/regions.tsv
var regionsText string

//go:embed tables/regions
var regionFiles embed.FS

var regionList = sync.OnceValue(func() tsv { return newTSV("regions.tsv", regionsText) })

// RegionTable is the table of one region.
type RegionTable struct {
	planner.Region
	table tsv
}

// Region is the table of a region. ok is false if AWS has no region of that name.
// Everything about a region without a bundled table is unknown, and its sources
// are nil.
func Region(name string) (table *RegionTable, ok bool) {
	if _, found := slices.BinarySearch(RegionNames(), name); !found {
		return nil, false
	}
	file := name + ".tsv"
	text, _ := regionFiles.ReadFile("tables/regions/" + file) // a missing file is an empty table
	t := newTSV(file, string(text))
	return &RegionTable{table: t, Region: planner.Region{
		Name:      name,
		Currency:  planner.RegionCurrency(name),
		OnDemand:  t.source("on-demand-"),
		Spot:      t.source("spot-"),
		Offerings: t.source("offerings-"),
		Zones:     strings.Fields(t.value("zones")),
	}}, true
}

// RegionNames are all AWS regions, with or without a table, sorted.
func RegionNames() []string {
	return strings.Fields(regionList().body)
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
	return planner.Offering{
		Region:       &t.Region,
		OnDemand:     maybe(&r, money),
		SpotSaving:   maybe(&r, strconv.Atoi),
		Interruption: maybe(&r, band),
		Zones:        t.zones(maybe(&r, mask).Or(0)),
	}
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
