// Gen writes the embedded tables of package data from a folder of CSV files, which
// data/README.md describes:
//
//	go run ./data/gen -facts DIR
//
// or updates some regions with what AWS reports:
//
//	go run ./data/gen -live us-east-1,eu-west-3
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

	"podfit/data/cache"
	"podfit/data/fresh"
	"podfit/data/live"
)

func main() {
	facts := flag.String("facts", "", "`folder` of the CSV files with the facts")
	out := flag.String("out", "data", "`folder` of package data, whose tables/ is rewritten")
	regions := flag.String("live", "", "`regions` to update from AWS, separated by commas")
	flag.Parse()
	if (*facts == "") == (*regions == "") || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	var err error
	if *facts != "" {
		err = generate(os.DirFS(*facts), *out, os.Stderr)
	} else {
		s := &fresh.Source{Options: live.Options{Timeout: time.Minute}, Cache: &cache.Store{}}
		err = refresh(context.Background(), s, strings.Split(*regions, ","), *out, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// generate rewrites out/tables and writes the number of rows to log.
func generate(facts fs.FS, out string, log io.Writer) error {
	t := tables{files: map[string][]byte{}}
	for _, subject := range []func(fs.FS, *tables) error{
		instanceTypes, memoryOverheads, regions, daemonSets, prices,
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
