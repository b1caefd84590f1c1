package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"strings"

	"podfit/data"
	"podfit/planner"
)

// compared counts the figures of the facts that were compared with tables.
type compared struct {
	onDemand, average, saving, band, reserved, offerings int
	pairs                                                int // offered and priced
}

func (c compared) String() string {
	return fmt.Sprintf("%d on-demand prices, %d average spot prices, %d savings, %d bands, %d reserved prices, %d offerings, %d offered pairs with a price",
		c.onDemand, c.average, c.saving, c.band, c.reserved, c.offerings, c.pairs)
}

// compareWithFacts checks that tables say of each offering what the facts say, with
// the date of the facts' row. The error is the first difference.
func compareWithFacts(tables *data.Tables, facts fs.FS) (count compared, err error) {
	catalogue := tables.Catalogue()
	c := &comparison{facts: facts, offerings: map[string]func(string) planner.Offering{}}
	for _, region := range tables.RegionNames() {
		c.offerings[region], _ = catalogue.OfferingsWithReserved(region)
	}
	priced := map[string]bool{}
	c.each("on-demand-prices.csv", func(r record, o *planner.Offering) {
		priced[r.pair()] = true
		count.onDemand += c.figure(r, "on-demand", price(o.OnDemand), o.Sources.OnDemand, r.cells["price_per_hour"], r.cells["as_of"])
	})
	c.each("spot.csv", func(r record, o *planner.Offering) {
		count.average += c.figure(r, "spot average", price(o.SpotAverage), o.Sources.SpotAverage, r.cells["spot_price_avg"], r.cells["spot_price_as_of"])
		count.saving += c.figure(r, "saving", unlessUnknown(o.SpotSaving, func(n int) string { return fmt.Sprint(n) }), o.Sources.SpotSaving, r.cells["savings_percent"], r.cells["savings_as_of"])
		count.band += c.figure(r, "band", unlessUnknown(o.Interruption, func(b planner.Band) string { return fmt.Sprint(uint8(b)) }), o.Sources.Interruption, r.cells["interruption_band"], r.cells["band_as_of"])
	})
	c.each("reserved-prices.csv", func(r record, o *planner.Offering) {
		for term, column := range reservedColumns {
			source := o.Sources.Reserved
			if r.cells[column] == "" {
				source = nil
			}
			count.reserved += c.figure(r, column, price(o.Reserved[term]), source, r.cells[column], unlessEmpty(r.cells[column], r.cells["as_of"]))
		}
	})
	c.each("offerings.csv", func(r record, o *planner.Offering) {
		count.offerings++
		if got, want := strings.Join(o.Zones, " "), r.cells["zone_ids"]; got != want {
			c.differs(r, "zones %s, expected %s", got, want)
		}
		if !priced[r.pair()] {
			return
		}
		count.pairs++
		if !o.OnDemand.Known() {
			c.differs(r, "no price")
		}
	})
	return count, c.err
}

type comparison struct {
	facts     fs.FS
	offerings map[string]func(string) planner.Offering
	err       error
}

func (r record) pair() string { return r.cells["region"] + " " + r.cells["instance_type"] }

// each calls visit with the offering of each row of a file.
func (c *comparison) each(file string, visit func(record, *planner.Offering)) {
	records, err := read(c.facts, file, []column{{"region", word}, {"instance_type", word}}, "region", "instance_type")
	c.err = cmp.Or(c.err, err)
	for _, r := range records {
		if c.err != nil {
			return
		}
		o := c.offerings[r.cells["region"]](r.cells["instance_type"])
		visit(r, &o)
	}
}

func (c *comparison) differs(r record, format string, args ...any) {
	c.err = cmp.Or(c.err, fmt.Errorf("%s: %s", r.pair(), fmt.Sprintf(format, args...)))
}

// figure compares one figure, and is 1 if the facts have it.
func (c *comparison) figure(r record, name, got string, source *planner.Source, want, asOf string) int {
	date := ""
	if source != nil {
		date = source.AsOf
	}
	if !equalCells(got, want) || date != asOf {
		c.differs(r, "%s %s of %s, expected %s of %s", name, got, date, want, asOf)
	}
	if want == "" {
		return 0
	}
	return 1
}

// price is an exact decimal without zeros at its end.
func price(m planner.Maybe[planner.Money]) string {
	return unlessUnknown(m, func(m planner.Money) string {
		return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%06d", m/planner.Unit, m%planner.Unit), "0"), ".")
	})
}

func unlessEmpty(cell, text string) string {
	if cell == "" {
		return ""
	}
	return text
}
