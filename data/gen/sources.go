package main

import (
	"embed"
	"errors"
	"io/fs"
)

// kept are the facts that change seldom and that the project itself keeps: sources
// with dates, prices of EKS, fees and regions. A folder of facts may have its own.
//
//go:embed kept/*.csv
var kept embed.FS

// withKept is the facts, and the project's own for files that aren't among them.
type withKept struct{ facts fs.FS }

func (w withKept) Open(name string) (fs.File, error) {
	f, err := w.facts.Open(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	if own, err := kept.Open("kept/" + name); err == nil {
		return own, nil
	}
	return nil, err
}

// sources are where the figures of each kind come from.
type sources map[string]sourceFact

// A sourceFact is one source. The date is empty if the rows of the facts have it.
type sourceFact struct{ name, asOf string }

// headerKinds are the prefixes of the header's keys. Kinds without one are alone in
// their table, and so have none.
var headerKinds = map[string]string{
	"branch-enis": "branch-", "overhead-2023": "overhead-2023-", "overhead": "overhead-", "overhead-formula": "formula-",
	"on-demand": "on-demand-", "spot-average": "spot-average-", "spot-saving": "spot-saving-", "interruption": "interruption-",
	"offerings": "offerings-", "reserved": "reserved-",
}

func readSources(facts fs.FS) (sources, error) {
	records, err := read(facts, "sources.csv", []column{{"figures", word}, {"source", words}, {"as_of", date.orEmpty()}}, "figures")
	if err != nil {
		return nil, err
	}
	all := sources{}
	for _, r := range records {
		all[r.cells["figures"]] = sourceFact{r.cells["source"], r.cells["as_of"]}
	}
	return all, nil
}

// of is the header's lines for a kind of figures.
func (s sources) of(kind string) []provenance { return s.at(kind, s[kind].asOf) }

// at is of for figures that have a date of their own.
func (s sources) at(kind, asOf string) []provenance {
	prefix := headerKinds[kind]
	return []provenance{{prefix + "source", s[kind].name}, {prefix + "as-of", asOf}}
}
