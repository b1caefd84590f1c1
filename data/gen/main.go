// Gen writes the embedded tables of package data from a folder of CSV files, which
// data/README.md describes:
//
//	go run ./data/gen -facts DIR
//
// or updates some regions with what AWS reports:
//
//	go run ./data/gen -live us-east-1,eu-west-3
//
// or compares the embedded tables with facts, figure by figure:
//
//	go run ./data/gen -compare DIR
//
// The same facts give the same bytes. Nothing is written unless all files are
// valid. The rows read and written are counted on stderr.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/fresh"
	"podfit/data/live"
)

func main() {
	facts := flag.String("facts", "", "`folder` of the CSV files with the facts")
	out := flag.String("out", "data", "`folder` of package data, whose tables/ is rewritten")
	regions := flag.String("live", "", "`regions` to update from AWS, separated by commas")
	compare := flag.String("compare", "", "`folder` of facts that the embedded tables must equal")
	flag.Parse()
	if !one(*facts, *regions, *compare) || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	var err error
	switch {
	case *facts != "":
		err = generate(os.DirFS(*facts), *out, os.Stderr)
	case *compare != "":
		var count compared
		if count, err = compareWithFacts(data.Bundled(), os.DirFS(*compare)); err == nil {
			fmt.Fprintf(os.Stderr, "equal: %s\n", count)
		}
	default:
		s := &fresh.Source{Options: live.Options{Timeout: time.Minute}, Cache: &cache.Store{}}
		err = refresh(context.Background(), s, strings.Split(*regions, ","), *out, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
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
