// Package data has the bundled tables: instance types, the zones that offer them
// and prices by region, DaemonSets, and prices of EBS, Fargate and EKS. They are
// embedded in the binary. Every figure has a source and a date, and an empty cell
// means unknown. The README describes the tables; data/gen writes them.
//
// [Bundled] are these tables; [Open] reads others of the same form, and
// [Tables.Check] validates them. [Catalogue] is tables together with live data from
// AWS. Looking up one type reads one line of a table, and a table is read on first
// use.
package data

import (
	"embed"
	"strings"
	"sync"

	"podfit/planner"
)

//go:embed tables/types.tsv
var typesText string

//go:embed tables/memory-overhead.tsv
var overheadText string

//go:embed tables/daemonsets.tsv
var daemonSetsText string

//go:embed tables/prices.tsv
var pricesText string

//go:embed tables/auto-mode.tsv
var autoModeText string

//go:embed tables/regions.tsv
var regionsText string

//go:embed tables/regions tables/reserved
var regionFiles embed.FS

// The tables by path. Those of a region are in folders; a region without any
// figures has no file.
const (
	typesFile      = "types.tsv"
	overheadFile   = "memory-overhead.tsv"
	daemonSetsFile = "daemonsets.tsv"
	pricesFile     = "prices.tsv"
	autoModeFile   = "auto-mode.tsv"
	regionListFile = "regions.tsv"
	regionFolder   = "regions/"
	reservedFolder = "reserved/" // gzip: seldom needed
)

// Tables are a complete set of tables. They never change, and any number of
// goroutines may use them.
type Tables struct {
	name string
	// files are the paths of all tables, if they are known without reading.
	text func(path string) string

	types, overheads, daemonSets, prices, autoMode, regions func() tsv

	typeSources func() *typeSources
}

// Bundled are the tables that are embedded in the binary.
var Bundled = sync.OnceValue(func() *Tables {
	whole := map[string]string{
		typesFile: typesText, overheadFile: overheadText, daemonSetsFile: daemonSetsText,
		pricesFile: pricesText, autoModeFile: autoModeText, regionListFile: regionsText,
	}
	return Open("bundled", func(path string) string {
		if text, ok := whole[path]; ok {
			return text
		}
		text, _ := regionFiles.ReadFile("tables/" + path) // a missing file is an empty table
		return string(text)
	})
})

// Open is tables whose texts a function returns by path: "types.tsv",
// "regions/us-east-1.tsv". A path without a table has an empty text. Call
// [Tables.Check] before the first use unless the text is known to be valid.
func Open(name string, text func(path string) string) *Tables {
	t := &Tables{name: name, text: text}
	once := func(path string) func() tsv {
		return sync.OnceValue(func() tsv { return newTSV(path, text(path)) })
	}
	t.types, t.overheads, t.daemonSets = once(typesFile), once(overheadFile), once(daemonSetsFile)
	t.prices, t.autoMode, t.regions = once(pricesFile), once(autoModeFile), once(regionListFile)
	t.typeSources = sync.OnceValue(func() *typeSources { return newTypeSources(t.types(), t.overheads()) })
	return t
}

// Name is where the tables are from: "bundled", or the name that Open was given.
func (t *Tables) Name() string { return t.name }

// AsOf is the date of the newest figure: a day, a month or a year.
func (t *Tables) AsOf() string { return t.regions().value("newest") }

// RegionNames are all AWS regions, with or without a table, sorted.
func (t *Tables) RegionNames() []string { return strings.Fields(t.regions().body) }

// Catalogue is the tables without any live data.
func (t *Tables) Catalogue() Catalogue { return Catalogue{tables: t} }

// A Price is a price with its source, in USD.
type Price struct {
	Amount planner.Money
	Source *planner.Source
}
