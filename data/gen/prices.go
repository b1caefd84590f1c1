package main

import (
	"io/fs"
	"strings"
)

func daemonSets(facts fs.FS, t *tables) error {
	return t.copy(facts, "daemonsets.csv", "daemonsets.tsv", []column{
		{"name", word},
		{"cpu_millicores", whole},
		{"memory_mib", whole},
		{"host_network", boolean},
		{"note", words.orEmpty()},
	}, t.sources.of("daemonsets"))
}

func autoModeFees(facts fs.FS, t *tables) error {
	return t.copy(facts, "auto-mode-fees.csv", "auto-mode.tsv", []column{
		{"family", word},
		{"percent", tenths},
		{"how", pattern("listed or estimate", "listed|estimate")},
	}, t.sources.of("auto-mode"))
}

// prices are those of things other than instances. Each row has its own source.
func prices(facts fs.FS, t *tables) error {
	tab := table{columns: []string{"price", "amount", "unit", "source", "as_of", "how"}}
	for _, input := range []struct {
		file    string
		columns []column
		key     []string
		rows    func(record, sources) [][]string
	}{
		{"eks-prices.csv", []column{{"item", word}, {"region", word}, {"amount", money}, {"unit", words}, {"source", words}, {"as_of", date}, {"how", how}}, []string{"item", "region"}, priceRow},
		{"ebs-prices.csv", []column{{"item", word}, {"region", word}, {"amount", money}, {"unit", words}, {"as_of", date}}, []string{"item", "region"}, ebsRow},
		{"fargate-prices.csv", []column{{"region", word}, {"vcpu_hour", money}, {"gb_hour", money}, {"storage_gb_hour", money.orEmpty()}, {"currency", pattern("USD", "USD")}, {"as_of", date}, {"how", words}}, []string{"region"}, fargateRows},
	} {
		records, err := read(facts, input.file, input.columns, input.key...)
		if err != nil {
			return err
		}
		before := len(tab.rows)
		for _, r := range records {
			tab.rows = append(tab.rows, input.rows(r, t.sources)...)
		}
		t.accounts = append(t.accounts, account{input.file, "prices.tsv", len(records), len(tab.rows) - before})
	}
	t.add("prices.tsv", tab)
	return nil
}

var how = pattern("quoted or derived", "quoted|derived")

func priceRow(r record, _ sources) [][]string {
	c := r.cells
	return [][]string{{c["item"] + "/" + c["region"], c["amount"], c["unit"], c["source"], c["as_of"], c["how"]}}
}

func ebsRow(r record, s sources) [][]string {
	c := r.cells
	return [][]string{{c["item"] + "/" + c["region"], c["amount"], c["unit"], s["ebs"].name, c["as_of"], "quoted"}}
}

// fargateRows are the prices of one region. Those that equal the quoted price are
// quoted; the others are those of another product, divided.
func fargateRows(r record, _ sources) [][]string {
	c := r.cells
	from, known := "derived", c["how"]
	if source, equal := strings.CutSuffix(known, "; the same as the quoted Fargate price"); equal || strings.HasPrefix(known, "quoted") {
		from, known = "quoted", strings.TrimPrefix(source, "quoted from the ")
	}
	var rows [][]string
	for _, p := range [][3]string{
		{"fargate-vcpu", c["vcpu_hour"], "USD per vCPU-hour"},
		{"fargate-memory", c["gb_hour"], "USD per GB-hour"},
		{"fargate-storage", c["storage_gb_hour"], "USD per GB-hour"},
	} {
		if p[1] != "" {
			rows = append(rows, []string{p[0] + "/" + c["region"], p[1], p[2], known, c["as_of"], from})
		}
	}
	return rows
}
