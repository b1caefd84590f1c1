// Gen writes the embedded tables of package data from a folder of CSV files, which
// data/README.md describes:
//
//	go run ./data/gen -facts DIR
//
// or updates some regions with what AWS reports:
//
//	go run ./data/gen -live us-east-1,eu-west-3
//
// or updates prices from sources that need no credentials, the addresses of which are
// in public.go:
//
//	go run ./data/gen -public us-east-1,eu-west-3   (or all)
//
// or writes the tables as one file for podfit data update:
//
//	go run ./data/gen -bundle OUT
//
// or compares the embedded tables with facts, figure by figure:
//
//	go run ./data/gen -compare DIR
//
// The same facts give the same bytes. Nothing is written unless all files are
// valid. The rows read and written are counted on stderr.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"podfit/data"
	"podfit/data/atomicfile"
	"podfit/data/bundle"
	"podfit/data/cache"
	"podfit/data/fresh"
	"podfit/data/live"
)

func main() {
	facts := flag.String("facts", "", "`folder` of the CSV files with the facts")
	out := flag.String("out", "data", "`folder` of package data, whose tables/ is rewritten")
	regions := flag.String("live", "", "`regions` to update from AWS, separated by commas")
	compare := flag.String("compare", "", "`folder` of facts that the embedded tables must equal")
	public := flag.String("public", "", "`regions` to update from sources without credentials, separated by commas, or all")
	pack := flag.String("bundle", "", "`file` to write the tables into")
	from := publicEndpoints
	flag.StringVar(&from.priceList, "price-list", from.priceList, "`URL` of a region's price list for -public")
	flag.StringVar(&from.spotAdvisor, "spot-advisor", from.spotAdvisor, "`URL` of the Spot Advisor's file for -public")
	flag.StringVar(&from.spotPrices, "spot-prices", from.spotPrices, "`URL` of the file of spot prices for -public")
	flag.Parse()
	if !one(*facts, *regions, *compare, *public, *pack) || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx := context.Background()
	var err error
	switch {
	case *facts != "":
		err = generate(os.DirFS(*facts), *out, os.Stderr)
	case *compare != "":
		var count compared
		if count, err = compareWithFacts(data.Bundled(), os.DirFS(*compare)); err == nil {
			fmt.Fprintf(os.Stderr, "equal: %s\n", count)
		}
	case *public != "":
		err = publish(ctx, from, publicRegions(*public), *out, time.Now, os.Stderr)
	case *pack != "":
		err = writeBundle(*pack, *out)
	default:
		s := &fresh.Source{Options: live.Options{Timeout: time.Minute}, Cache: &cache.Store{}}
		err = refresh(ctx, s, strings.Split(*regions, ","), *out, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// publicRegions are the named regions. All are those that have bundled prices, except
// the ones in China.
func publicRegions(names string) []string {
	if names != "all" {
		return strings.Split(names, ",")
	}
	types := data.Bundled().TypeNames()
	return slices.DeleteFunc(data.Bundled().RegionNames(), func(name string) bool {
		r, _ := data.Bundled().Region(name)
		priced := slices.ContainsFunc(types, func(typeName string) bool { return r.Offering(typeName).OnDemand.Known() })
		return !priced || r.Currency != "USD"
	})
}

// writeBundle writes the tables of a folder as one file, unless they are invalid.
func writeBundle(to, out string) error {
	var b bytes.Buffer
	if err := bundle.Write(&b, os.DirFS(filepath.Join(out, "tables"))); err != nil {
		return err
	}
	if _, err := bundle.Read(b.Bytes()); err != nil {
		return err
	}
	return atomicfile.Write(to, b.Bytes(), 0o644)
}

// one reports whether exactly one of the texts isn't empty.
func one(texts ...string) bool {
	given := 0
	for _, text := range texts {
		if text != "" {
			given++
		}
	}
	return given == 1
}

// generate rewrites out/tables and writes the number of rows to log.
func generate(facts fs.FS, out string, log io.Writer) error {
	facts = withKept{facts}
	from, err := readSources(facts)
	if err != nil {
		return err
	}
	t := tables{sources: from, files: map[string][]byte{}}
	for _, subject := range []func(fs.FS, *tables) error{
		instanceTypes, memoryOverheads, daemonSets, prices, autoModeFees, regions,
	} {
		if err := subject(facts, &t); err != nil {
			return err
		}
	}
	if err := t.save(out); err != nil {
		return err
	}
	for _, a := range t.accounts {
		fmt.Fprintf(log, "%-20s %6d rows read, %6d written to %s\n", a.from, a.read, a.written, a.to)
	}
	return nil
}
