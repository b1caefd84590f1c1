package main

import (
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// regionNames are all AWS regions, with or without facts: those of partitions.json
// in aws-sdk-go-v2 v1.47.5, of 2026-10.
const regionNames = `
af-south-1
ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3
ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3
ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
ca-central-1 ca-west-1
cn-north-1 cn-northwest-1
eu-central-1 eu-central-2 eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2
eu-west-1 eu-west-2 eu-west-3
eusc-de-east-1
il-central-1
me-central-1 me-south-1
mx-central-1
sa-east-1
us-east-1 us-east-2 us-west-1 us-west-2
us-gov-east-1 us-gov-west-1
us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1
us-isof-east-1 us-isof-south-1`

// A region has the facts of one region.
type region struct {
	currency, pricesAsOf string // empty without prices
	hasSpot              bool
	zones                []string // zone ids, sorted; empty without offerings
	types                map[string]*offering
}

type offering struct {
	price, saving, band string
	zones               []string
}

// offering is the region's offering of a type, an empty one at first.
func (r *region) offering(name string) *offering {
	if r.types[name] == nil {
		r.types[name] = &offering{}
	}
	return r.types[name]
}

type regionTable map[string]*region

// of is the region of a record. It must exist.
func (t regionTable) of(r record) (*region, error) {
	if found, ok := t[r.cells["region"]]; ok {
		return found, nil
	}
	return nil, r.wrong("region", "%q is not an AWS region", r.cells["region"])
}

func regions(facts fs.FS, t *tables) error {
	known := regionTable{}
	list := table{provenance: source("AWS SDK partitions", "2026-10"), columns: []string{"region"}}
	for _, name := range strings.Fields(regionNames) {
		known[name] = &region{types: map[string]*offering{}}
		list.rows = append(list.rows, []string{name})
	}
	t.add("regions.tsv", list)

	inputs := []regionInput{onDemandPrices, spotAdvisor, offerings}
	accounts := make([]account, len(inputs))
	for i, input := range inputs {
		rows, err := input.read(facts, known)
		if err != nil {
			return err
		}
		accounts[i] = account{from: input.file, to: "regions/", read: rows}
	}
	for name, r := range known {
		if len(r.types) == 0 {
			continue
		}
		tab := r.table()
		for i, input := range inputs {
			accounts[i].written += tab.filled(input.cell)
		}
		t.add("regions/"+name+".tsv", tab)
	}
	t.accounts = append(t.accounts, accounts...)
	return nil
}

// A regionInput is a file with one row per region and type.
type regionInput struct {
	file    string
	columns []column
	cell    int // of the table's row that a row of the file fills
	add     func(*region, record) error
}

func (in regionInput) read(facts fs.FS, known regionTable) (rows int, err error) {
	columns := append([]column{{"region", word}, {"instance_type", word}}, in.columns...)
	records, err := read(facts, in.file, columns, "region", "instance_type")
	if err != nil {
		return 0, err
	}
	for _, r := range records {
		to, err := known.of(r)
		if err != nil {
			return 0, err
		}
		if err := in.add(to, r); err != nil {
			return 0, err
		}
	}
	return len(records), nil
}

var onDemandPrices = regionInput{
	file:    "on-demand-prices.csv",
	columns: []column{{"price_per_hour", money}, {"currency", pattern("a currency", "[A-Z]{3}")}, {"as_of", day}},
	cell:    1,
	add: func(to *region, r record) error {
		currency, asOf := r.cells["currency"], r.cells["as_of"]
		if to.pricesAsOf == "" {
			to.currency, to.pricesAsOf = currency, asOf
		}
		if currency != to.currency {
			return r.wrong("currency", "%s after %s in %s", currency, to.currency, r.cells["region"])
		}
		if asOf != to.pricesAsOf {
			return r.wrong("as_of", "%s after %s in %s", asOf, to.pricesAsOf, r.cells["region"])
		}
		to.offering(r.cells["instance_type"]).price = r.cells["price_per_hour"]
		return nil
	},
}

var spotAdvisor = regionInput{
	file:    "spot-advisor.csv",
	columns: []column{{"savings_percent", percent}, {"interruption_band", band}},
	cell:    2,
	add: func(to *region, r record) error {
		to.hasSpot = true
		o := to.offering(r.cells["instance_type"])
		o.saving, o.band = r.cells["savings_percent"], r.cells["interruption_band"]
		return nil
	},
}

var offerings = regionInput{
	file:    "offerings.csv",
	columns: []column{{"zone_ids", words}},
	cell:    4,
	add: func(to *region, r record) error {
		zones := strings.Fields(r.cells["zone_ids"])
		to.offering(r.cells["instance_type"]).zones = zones
		to.zones = slices.Compact(slices.Sorted(slices.Values(append(to.zones, zones...))))
		if len(to.zones) > 64 {
			return r.wrong("zone_ids", "%s has more zones than the table's bit mask", r.cells["region"])
		}
		return nil
	},
}

func (r *region) table() table {
	tab := table{columns: []string{"instance_type", "on_demand", "spot_saving", "interruption_band", "zones"}}
	if r.pricesAsOf != "" {
		tab.provenance = append(tab.provenance, provenance{"currency", r.currency})
		tab.provenance = append(tab.provenance, sourceOf("on-demand-", "AWS price list", r.pricesAsOf)...)
	}
	if r.hasSpot {
		tab.provenance = append(tab.provenance, sourceOf("spot-", "Spot Instance Advisor", "2025-06-28")...)
	}
	if len(r.zones) > 0 {
		tab.provenance = append(tab.provenance, sourceOf("offerings-", "EC2 DescribeInstanceTypeOfferings", "2026-08")...)
		tab.provenance = append(tab.provenance, provenance{"zones", strings.Join(r.zones, " ")})
	}
	for _, name := range slices.Sorted(maps.Keys(r.types)) {
		o := r.types[name]
		tab.rows = append(tab.rows, []string{name, o.price, o.saving, o.band, r.mask(o.zones)})
	}
	return tab
}

// mask is a bit mask in hex over the region's zones; the first zone is the lowest
// bit.
func (r *region) mask(zones []string) string {
	var bits uint64
	for _, zone := range zones {
		bits |= 1 << slices.Index(r.zones, zone)
	}
	if bits == 0 {
		return ""
	}
	return strconv.FormatUint(bits, 16)
}
