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

// RegionTable is what the tables hold of one region.
type RegionTable struct {
	planner.Region
	table tsv
}

// Region is the table of a region, and false where AWS has no region of the
// name. A region that no table covers has no sources, and all about it is
// unknown. Nothing is read of any other region.
func Region(name string) (*RegionTable, bool) {
	if _, ok := slices.BinarySearch(RegionNames(), name); !ok {
		return nil, false
	}
	file := name + ".tsv"
	text, _ := regionFiles.ReadFile("tables/regions/" + file) // none: nothing is known
	t := newTSV(file, string(text))
	return &RegionTable{table: t, Region: planner.Region{
		Name:      name,
		Currency:  currency(name, t),
		OnDemand:  t.source("on-demand-"),
		Spot:      t.source("spot-"),
		Offerings: t.source("offerings-"),
		Zones:     strings.Fields(t.value("zones")),
	}}, true
}

// currency is that of the prices; without any, USD, and in China CNY.
func currency(region string, t tsv) string {
	if priced := t.value("currency"); priced != "" {
		return priced
	}
	if strings.HasPrefix(region, "cn-") {
		return "CNY"
	}
	return "USD"
}

// RegionNames are all regions of AWS, with or without tables, sorted.
func RegionNames() []string {
	return strings.Fields(regionList().body)
}

// Offering is what the region says of a type; all unknown where it says
// nothing. It reads the one row.
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

// zones are those of the region whose bits are set, the lowest the first. Most
// types are in all of them, and share the region's list.
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
