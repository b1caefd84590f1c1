package data

import (
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"podfit/planner"
)

// Every row of every table is valid.
func TestRows(t *testing.T) {
	if err := Bundled().Check(); err != nil {
		t.Error(err)
	}
}

// The files on disk are those that are embedded.
func TestFiles(t *testing.T) {
	files, err := fs.ReadDir(regionFiles, "tables/regions")
	if err != nil || len(files) != 37 {
		t.Errorf("%d regions' tables, %v", len(files), err)
	}
	reserved, err := fs.ReadDir(regionFiles, "tables/reserved")
	if err != nil || len(reserved) != 34 {
		t.Errorf("%d regions' reserved prices, %v", len(reserved), err)
	}
	for _, f := range slices.Concat(files, reserved) {
		name, _, _ := strings.Cut(f.Name(), ".")
		if _, ok := Bundled().Region(name); !ok {
			t.Errorf("%s: no such region", f.Name())
		}
	}
	if names := Bundled().RegionNames(); len(names) != 46 || !slices.IsSorted(names) {
		t.Errorf("%d regions: %v", len(names), names)
	}
}

// Types that EC2 no longer describes keep their prices.
func TestPricesWithoutAType(t *testing.T) {
	without := map[string]bool{}
	for _, name := range Bundled().RegionNames() {
		r, _ := Bundled().Region(name)
		for rest := r.table; rest.body != ""; {
			if row := rest.next(); !known(row.key) {
				without[row.key] = true
			}
		}
	}
	if len(without) != 26 || !without["p3.2xlarge"] {
		t.Errorf("%d prices without a type: %v", len(without), slices.Sorted(maps.Keys(without)))
	}
}

func known(name string) bool {
	_, ok := Bundled().Type(name)
	return ok
}

// Each measurement reaches its type: AL2023 has the larger one.
func TestMeasuredOverheads(t *testing.T) {
	var both, older, newer int
	for rest := Bundled().overheads(); rest.body != ""; {
		r := rest.next()
		it, _ := Bundled().Type(r.key)
		of2023 := maybe(&r, decimal)
		r.text()
		of2026 := maybe(&r, decimal)
		want := max(of2023.Or(0), of2026.Or(0))
		switch {
		case of2023.Known() && of2026.Known():
			both++
		case of2023.Known():
			older++
		default:
			newer++
		}
		if it.Overhead.Kind != planner.Measured || it.Overhead.Memory != tenthsOfMiB(want) || it.BottlerocketOverhead.Memory != tenthsOfMiB(of2023.Or(of2026.Or(0))) {
			t.Errorf("%s: %g and %g MiB: %+v, Bottlerocket %+v", r.key, of2023.Or(0), of2026.Or(0), it.Overhead, it.BottlerocketOverhead)
		}
		if of2026.Known() && it.Overhead.Memory < tenthsOfMiB(of2026.Or(0)) {
			t.Errorf("%s: more memory than was measured", r.key)
		}
	}
	if both != 564 || older != 92 || newer != 528 {
		t.Errorf("%d measured twice, %d in 2023, %d later", both, older, newer)
	}
}

// What Check finds wrong, with one cell of a valid table changed.
func TestCheck(t *testing.T) {
	for _, test := range []struct {
		path, old, new string
		want           string // the first line
	}{
		{"types.tsv", "m5.large\t", "m5.large!\t", "types.tsv: m5.large!: not valid: a family and a size"},
		{"types.tsv", "\nm5.large\t", "\nm5.large \t", "types.tsv: m5.large : not valid: a family and a size"},
		{"types.tsv", "\tIntel\t", "\tIntel", "types.tsv: 40 cells, want 41 in"},
		{"types.tsv", "\tdefault_card_enis\t", "\tenis\t", "types.tsv: the columns are"},
		{"types.tsv", "NVIDIA\tT4\t", "NVIDIA\tT4\x1b[31m\t", "types.tsv: has control characters"},
		{"types.tsv", "NVIDIA\tT4\t", "Nvidia\tT4\t", "types.tsv: g4dn.12xlarge: not valid: GPU"},
		{"types.tsv", "# as-of: 2026-08\n", "# as-of: yesterday\n", "types: the source is &{Name:EC2 DescribeInstanceTypes AsOf:yesterday}"},
		{"types.tsv", "\nm5.large\t", "\na0.large\t", "types.tsv: a0.large after"},
		{"memory-overhead.tsv", "\nm5.large\t", "\nm5.largest\t", "memory-overhead.tsv: m5.largest: not valid: a type"},
		{"memory-overhead.tsv", "2025-12-11\n", "2025-12-31\n", "memory-overhead.tsv: a1.2xlarge: not valid: date"},
		{"prices.tsv", "eks-extended/*\t0.60", "eks-extended/*\t0", "prices.tsv: eks-extended/*: not valid: an amount"},
		{"prices.tsv", "eks-standard/*", "eks-standardised/*", "prices.tsv: no price of eks-standard/*"},
		{"prices.tsv", "gp3-iops/us-east-1\t", "gp3-iops/us-east-11\t", "prices.tsv: gp3/us-east-1: not valid: all prices of EBS"},
		{"auto-mode.tsv", "*\t12.0", "!\t12.0", "auto-mode.tsv: !: not valid: a family"},
		{"auto-mode.tsv", "*\t12.0\testimate\n", "", "auto-mode.tsv: no row for all families"},
		{"daemonsets.tsv", "\ttrue\t", "\tyes\t", "daemonsets.tsv: aws-efa-k8s-device-plugin: not valid: host network"},
		{"regions.tsv", "# newest: ", "# newest: never ", `regions.tsv: the newest date is "never 2026-10"`},
		{"regions/eu-west-3.tsv", "m5.large\t0.112", "m5.large\t-0.112", "regions/eu-west-3.tsv: m5.large: not valid: prices"},
		{"regions/eu-west-3.tsv", "m5.large\t0.112", "m5.large\tNaN", "regions/eu-west-3.tsv: m5.large: not valid: prices"},
		{"regions/eu-west-3.tsv", "# currency: USD", "# currency: EUR", "regions/eu-west-3.tsv: prices in EUR, want USD"},
		{"regions/eu-west-3.tsv", "# on-demand-source: AWS price list\n", "", "regions/eu-west-3.tsv: on_demand has figures: true, and the source <nil>"},
		{"regions/ap-northeast-1.tsv", "on_demand=2022-09-03", "on_demand=soon", "regions/ap-northeast-1.tsv: c6gn.metal: not valid: dates"},
		{"regions/ap-northeast-1.tsv", "on_demand=2022-09-03", "spot_average=2022-09-03", "regions/ap-northeast-1.tsv: c6gn.metal: not valid: dates"},
		{"regions/ap-northeast-1.tsv", "\n", "", "regions/ap-northeast-1.tsv: the columns are"},
		{"reserved/eu-west-3.tsv.gz", "\x1f\x8b", "\x1f\x00", "reserved/eu-west-3.tsv.gz: the columns are"},
	} {
		bundled := Bundled()
		changed := Open("changed", func(path string) string {
			text := bundled.text(path)
			if path != test.path {
				return text
			}
			if !strings.Contains(text, test.old) {
				t.Errorf("%s has no %q", path, test.old)
			}
			if test.old == "\n" {
				return strings.ReplaceAll(text, test.old, test.new)
			}
			return strings.Replace(text, test.old, test.new, 1)
		})
		first, _, _ := strings.Cut(text(changed.Check()), "\n")
		if !strings.HasPrefix(first, test.want) {
			t.Errorf("%s with %q:\n%s\nwant\n%s", test.path, test.new, first, test.want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return "nothing"
	}
	return err.Error()
}

// A missing table is a problem, not a panic.
func TestCheckNothing(t *testing.T) {
	err := Open("empty", func(string) string { return "" }).Check()
	if err == nil || len(strings.Split(err.Error(), "\n")) > maxProblems {
		t.Error(err)
	}
}

// The newest date in the header is that of the newest figure.
func TestAsOf(t *testing.T) {
	newest := Bundled().regions().source("").AsOf
	for _, table := range Bundled().Contents() {
		newest = max(newest, table.Source.AsOf)
	}
	if got := Bundled().AsOf(); got != newest {
		t.Errorf("%s, want %s", got, newest)
	}
}

func TestMoney(t *testing.T) {
	for cell, want := range map[string]string{
		"0.0042": "4200", "12": "12000000", "1.013": "1013000", "0.000001": "1", "999999.999999": "999999999999", "0": "0",
		"": "not", ".5": "not", "1.0000001": "not", "1000000": "not", "-1": "not", "1e3": "not", "NaN": "not", "1.2.3": "not", "1,5": "not",
	} {
		m, err := money(cell)
		got := strconv.Itoa(int(m))
		if err != nil {
			got = "not"
		}
		if got != want {
			t.Errorf("%q is %s (%v), want %s", cell, got, err, want)
		}
	}
}
