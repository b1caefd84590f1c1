package main

import (
	"cmp"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A region has the facts of one region, by type.
type region struct {
	currency string // empty without prices
	zones    []string
	types    map[string]*offering
}

// offering is what a region has of a type. figures are by column of the table.
type offering struct {
	figures  map[string]figure
	zones    []string
	reserved []string // by term
	dated    string   // the date of reserved
}

// A figure is a cell with its date.
type figure struct{ cell, asOf string }

// offering is the region's offering of a type, an empty one at first.
func (r *region) offering(name string) *offering {
	if r.types[name] == nil {
		r.types[name] = &offering{figures: map[string]figure{}}
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
	names, err := read(facts, "regions.csv", []column{{"region", word}}, "region")
	if err != nil {
		return err
	}
	known := regionTable{}
	list := table{provenance: t.sources.of("regions"), columns: []string{"region"}}
	for _, r := range names {
		name := r.cells["region"]
		known[name] = &region{types: map[string]*offering{}}
		list.rows = append(list.rows, []string{name})
	}
	accounts := make([]account, len(regionInputs))
	for i, input := range regionInputs {
		rows, err := input.read(facts, known)
		if err != nil {
			return err
		}
		accounts[i] = account{from: input.file, to: input.folder, read: rows}
	}
	for name, r := range known {
		byFolder := map[string]table{regionFolder: r.table(t.sources), reservedFolder: r.reservedTable(t.sources)}
		for i, input := range regionInputs {
			tab := byFolder[input.folder]
			accounts[i].written += tab.filled(input.counted)
		}
		if tab := byFolder[regionFolder]; len(tab.rows) > 0 {
			t.add(regionFolder+name+".tsv", tab)
		}
		if tab := byFolder[reservedFolder]; len(tab.rows) > 0 {
			t.addCompressed(reservedFolder+name+".tsv.gz", tab)
		}
	}
	list.provenance = append(list.provenance, provenance{"newest", max(t.newest, list.newest())})
	t.add("regions.tsv", list)
	t.accounts = append(t.accounts, accounts...)
	return nil
}

// The folders below tables/.
const (
	regionFolder   = "regions/"
	reservedFolder = "reserved/"
)

// A regionInput is a file with one row per region and type.
type regionInput struct {
	file, folder string
	counted      []string // the columns of the table that a row of the file fills
	columns      []column
	add          func(*region, record) error
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

var regionInputs = []regionInput{onDemandPrices, spot, offerings, reservedPrices}

var currency = pattern("a currency", "[A-Z]{3}")

// inCurrency keeps the region's currency: a table has one.
func (r *region) inCurrency(of record) error {
	in := of.cells["currency"]
	if r.currency == "" {
		r.currency = in
	}
	if in != r.currency {
		return of.wrong("currency", "%s after %s in %s", in, r.currency, of.cells["region"])
	}
	return nil
}

var onDemandPrices = regionInput{
	file: "on-demand-prices.csv", folder: regionFolder, counted: []string{"on_demand"},
	columns: []column{{"price_per_hour", money}, {"currency", currency}, {"as_of", date}},
	add: func(to *region, r record) error {
		to.offering(r.cells["instance_type"]).figures["on_demand"] = figure{r.cells["price_per_hour"], r.cells["as_of"]}
		return to.inCurrency(r)
	},
}

// spotFigures are the columns of the table with those of spot.csv.
var spotFigures = []struct{ column, cell, asOf string }{
	{"spot_average", "spot_price_avg", "spot_price_as_of"},
	{"spot_saving", "savings_percent", "savings_as_of"},
	{"interruption_band", "interruption_band", "band_as_of"},
}

var spot = regionInput{
	file: "spot.csv", folder: regionFolder, counted: []string{"spot_average", "spot_saving"},
	columns: []column{
		{"savings_percent", percent.orEmpty()}, {"savings_as_of", date.orEmpty()},
		{"spot_price_avg", money.orEmpty()}, {"spot_price_as_of", date.orEmpty()},
		{"interruption_band", band.orEmpty()}, {"band_as_of", date.orEmpty()},
	},
	add: func(to *region, r record) error {
		o := to.offering(r.cells["instance_type"])
		for _, f := range spotFigures {
			cell, asOf := r.cells[f.cell], r.cells[f.asOf]
			if (cell == "") != (asOf == "") {
				return r.wrong(f.asOf, "%q of the figure %q", asOf, cell)
			}
			if cell != "" {
				o.figures[f.column] = figure{cell, asOf}
			}
		}
		return nil
	},
}

var offerings = regionInput{
	file: "offerings.csv", folder: regionFolder, counted: []string{"zones"},
	columns: []column{{"zone_ids", words}},
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

var reservedColumns = []string{"standard_1y_no_upfront", "standard_1y_all_upfront", "standard_3y_no_upfront", "standard_3y_all_upfront"}

var reservedPrices = regionInput{
	file: "reserved-prices.csv", folder: reservedFolder, counted: []string{"instance_type"},
	columns: append([]column{{"currency", currency}, {"as_of", date}}, columnsOf(money.orEmpty(), reservedColumns...)...),
	add: func(to *region, r record) error {
		o := to.offering(r.cells["instance_type"])
		o.dated = r.cells["as_of"]
		for _, name := range reservedColumns {
			o.reserved = append(o.reserved, r.cells[name])
		}
		return to.inCurrency(r)
	},
}

// figureColumns are the columns with figures, and their kinds of sources.
var figureColumns = []struct{ column, kind string }{
	{"on_demand", "on-demand"},
	{"spot_average", "spot-average"},
	{"spot_saving", "spot-saving"},
	{"interruption_band", "interruption"},
}

var regionColumns = []string{"instance_type", "on_demand", "spot_average", "spot_saving", "interruption_band", "zones", "other_dates"}

func (r *region) table(sources sources) table {
	tab := table{columns: regionColumns}
	if r.currency != "" {
		tab.provenance = append(tab.provenance, provenance{"currency", r.currency})
	}
	most := map[string]string{} // the date of most rows, by column
	for _, f := range figureColumns {
		var dates []string
		for _, o := range r.types {
			dates = append(dates, o.figures[f.column].asOf)
		}
		if most[f.column] = mostFrequent(dates); most[f.column] != "" {
			tab.provenance = append(tab.provenance, sources.at(f.kind, most[f.column])...)
		}
	}
	if len(r.zones) > 0 {
		tab.provenance = append(tab.provenance, sources.of("offerings")...)
		tab.provenance = append(tab.provenance, provenance{"zones", strings.Join(r.zones, " ")})
	}
	for _, name := range slices.Sorted(maps.Keys(r.types)) {
		o := r.types[name]
		row := []string{name}
		var others []string
		for _, f := range figureColumns {
			got := o.figures[f.column]
			row = append(row, got.cell)
			if got.asOf != "" && got.asOf != most[f.column] {
				others = append(others, f.column+"="+got.asOf)
			}
		}
		if row = append(row, r.mask(o.zones), strings.Join(others, " ")); !blank(row[1:]) {
			tab.rows = append(tab.rows, row)
		}
	}
	return tab
}

func (r *region) reservedTable(sources sources) table {
	tab := table{columns: []string{"instance_type", "one_year", "one_year_all_upfront", "three_years", "three_years_all_upfront", "other_dates"}}
	var dates []string
	for _, o := range r.types {
		dates = append(dates, o.dated)
	}
	most := mostFrequent(dates)
	if most == "" {
		return tab
	}
	tab.provenance = append([]provenance{{"currency", r.currency}}, sources.at("reserved", most)...)
	for _, name := range slices.Sorted(maps.Keys(r.types)) {
		o := r.types[name]
		if blank(o.reserved) {
			continue
		}
		other := ""
		if o.dated != most {
			other = "reserved=" + o.dated
		}
		tab.rows = append(tab.rows, slices.Concat([]string{name}, o.reserved, []string{other}))
	}
	return tab
}

func blank(cells []string) bool { return strings.Join(cells, "") == "" }

// mostFrequent is the word that is there most often, except the empty one. Of
// several it is the last in byte order: the newest date.
func mostFrequent(words []string) string {
	count := map[string]int{}
	for _, w := range words {
		if w != "" {
			count[w]++
		}
	}
	most := ""
	for w, n := range count {
		if cmp.Or(cmp.Compare(n, count[most]), strings.Compare(w, most)) > 0 {
			most = w
		}
	}
	return most
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
