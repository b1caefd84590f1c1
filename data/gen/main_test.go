package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"podfit/data"
)

var update = flag.Bool("update", false, "rewrite testdata/tables")

// factsFS is a copy of testdata/facts that a test may change.
func factsFS(t *testing.T) fstest.MapFS {
	t.Helper()
	facts := fstest.MapFS{}
	for name, text := range files(t, "testdata/facts") {
		facts[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return facts
}

// files are all files of a folder by path. Compressed ones are expanded, because
// another version of Go may compress them differently.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, path))
		if filepath.Ext(path) == ".gz" {
			text = gunzip(t, text)
		}
		all[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func gunzip(t *testing.T, compressed []byte) []byte {
	t.Helper()
	in, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestGenerate(t *testing.T) {
	var log bytes.Buffer
	out := t.TempDir()
	if *update {
		out = "testdata"
	}
	if err := generate(factsFS(t), out, &log); err != nil {
		t.Fatal(err)
	}
	compare(t, files(t, filepath.Join(out, "tables")), files(t, "testdata/tables"))
	want := `
instance-types.csv        8 rows read,      8 written to types.tsv
devices.csv               7 rows read,      7 written to types.tsv
memory-overhead.csv       4 rows read,      4 written to memory-overhead.tsv
daemonsets.csv            4 rows read,      4 written to daemonsets.tsv
eks-prices.csv            7 rows read,      7 written to prices.tsv
ebs-prices.csv            5 rows read,      5 written to prices.tsv
fargate-prices.csv        3 rows read,      8 written to prices.tsv
auto-mode-fees.csv       13 rows read,     13 written to auto-mode.tsv
on-demand-prices.csv      8 rows read,      8 written to regions/
spot.csv                  5 rows read,      5 written to regions/
offerings.csv             6 rows read,      6 written to regions/
reserved-prices.csv       3 rows read,      3 written to reserved/
`
	if got := "\n" + log.String(); got != want {
		t.Errorf("logged %s", got)
	}
}

func compare(t *testing.T, got, want map[string]string) {
	t.Helper()
	for path, text := range want {
		if got[path] != text {
			t.Errorf("%s:\n%s\nwant\n%s", path, got[path], text)
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("%s should not be there", path)
		}
	}
}

// The order of the rows doesn't matter, and files of an earlier run are removed.
func TestGenerateIsDeterministic(t *testing.T) {
	facts, out := factsFS(t), t.TempDir()
	for _, file := range facts {
		lines := strings.SplitAfter(strings.TrimSuffix(string(file.Data), "\n")+"\n", "\n")
		rows := lines[1 : len(lines)-1]
		slices.Reverse(rows)
		file.Data = []byte(strings.Join(lines, ""))
	}
	stale := filepath.Join(out, "tables", "regions", "xx-north-1.tsv")
	if err := os.MkdirAll(filepath.Dir(stale), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stale, []byte("instance_type\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := generate(facts, out, io.Discard); err != nil {
			t.Fatal(err)
		}
		compare(t, files(t, filepath.Join(out, "tables")), files(t, "testdata/tables"))
	}
}

// Each cell of the facts is in a table, with the same spelling.
func TestRoundTrip(t *testing.T) {
	tables := files(t, "testdata/tables")
	inHeader := func(columns ...string) map[string]string { // or it follows from another, or is checked below
		renamed := map[string]string{}
		for _, c := range columns {
			renamed[c] = ""
		}
		return renamed
	}
	with := func(renamed map[string]string, pairs ...string) map[string]string {
		for i := 0; i < len(pairs); i += 2 {
			renamed[pairs[i]] = pairs[i+1]
		}
		return renamed
	}
	for _, test := range []struct {
		facts, table string // REGION is the row's
		key          string
		renamed      map[string]string // columns of the facts
	}{
		{"instance-types.csv", "types.tsv", "instance_type", inHeader("trunking", "gpus", "gpu", "gpu_memory_mib", "local_storage_gb")},
		{"devices.csv", "types.tsv", "instance_type", with(inHeader("neuron_devices"), "enis_by_card", "card_enis", "gpus_logical", "gpus", "gpu_manufacturer", "gpu_maker", "gpu_name", "gpu_model")},
		{"memory-overhead.csv", "memory-overhead.tsv", "instance_type", inHeader("as_of")},
		{"daemonsets.csv", "daemonsets.tsv", "name", nil},
		{"on-demand-prices.csv", "regions/REGION.tsv", "instance_type", with(inHeader("currency", "as_of", "region"), "price_per_hour", "on_demand")},
		{"spot.csv", "regions/REGION.tsv", "instance_type", with(inHeader("savings_as_of", "spot_price_as_of", "band_as_of", "region"), "savings_percent", "spot_saving", "spot_price_avg", "spot_average")},
		{"offerings.csv", "regions/REGION.tsv", "instance_type", inHeader("zone_ids", "region")},
		{"reserved-prices.csv", "reserved/REGION.tsv.gz", "instance_type", with(inHeader("currency", "as_of", "region"),
			"standard_1y_no_upfront", "one_year", "standard_1y_all_upfront", "one_year_all_upfront", "standard_3y_no_upfront", "three_years", "standard_3y_all_upfront", "three_years_all_upfront")},
	} {
		for _, fact := range readRows(t, files(t, "testdata/facts")[test.facts], ',') {
			path := strings.Replace(test.table, "REGION", fact["region"], 1)
			rows := readRows(t, tables[path], '\t')
			i := slices.IndexFunc(rows, func(row map[string]string) bool { return row[test.key] == fact[test.key] })
			if i < 0 {
				t.Errorf("%s: no row of %s", path, fact[test.key])
				continue
			}
			for column, cell := range fact {
				to, renamed := test.renamed[column]
				if !renamed {
					to = column
				}
				if got, ok := rows[i][to]; to != "" && (!ok || got != cell) {
					t.Errorf("%s: %s: %s is %q, want %q", path, fact[test.key], to, got, cell)
				}
			}
		}
	}
}

// generated are tables of package data that are written from facts.
func generated(t *testing.T, facts fs.FS) *data.Tables {
	t.Helper()
	out := t.TempDir()
	if err := generate(facts, out, io.Discard); err != nil {
		t.Fatal(err)
	}
	root := os.DirFS(filepath.Join(out, "tables"))
	return data.Open("generated", func(path string) string {
		text, _ := fs.ReadFile(root, path)
		return string(text)
	})
}

// Every price of the facts is what package data says, with the row's own date.
func TestPricesEqualTheFacts(t *testing.T) {
	facts := factsFS(t)
	tables := generated(t, facts)
	if err := tables.Check(); err != nil {
		t.Fatal(err)
	}
	counts, err := compareWithFacts(tables, facts)
	if err != nil {
		t.Error(err)
	}
	if got, want := counts.String(), "8 on-demand prices, 4 average spot prices, 4 savings, 3 bands, 9 reserved prices, 6 offerings, 3 offered pairs with a price"; got != want {
		t.Errorf("compared %s, want %s", got, want)
	}
}

// The comparison finds a difference.
func TestCompareWithFacts(t *testing.T) {
	for _, test := range []struct{ file, old, new, want string }{
		{"on-demand-prices.csv", "0.192", "0.193", "us-east-1 m5.xlarge: on-demand 0.192 of 2026-07-20, expected 0.193 of 2026-07-20"},
		{"on-demand-prices.csv", "2022-09-03", "2022-09-04", "us-east-1 p3.2xlarge: on-demand 3.06 of 2022-09-03, expected 3.06 of 2022-09-04"},
		{"spot.csv", "0.0768", "0.0769", "us-east-1 m5.xlarge: spot average 0.0768 of 2026-05-01, expected 0.0769 of 2026-05-01"},
		{"reserved-prices.csv", "0.037157", "0.037158", "us-east-1 m5.large: standard_3y_all_upfront 0.037157 of 2025-04-24, expected 0.037158 of 2025-04-24"},
		{"offerings.csv", "euw3-az1 euw3-az2", "euw3-az1", "eu-west-3 m5.large: zones euw3-az1 euw3-az2 euw3-az3, expected euw3-az1 euw3-az3"},
	} {
		tables, facts := generated(t, factsFS(t)), factsFS(t)
		facts[test.file] = &fstest.MapFile{Data: []byte(strings.Replace(string(facts[test.file].Data), test.old, test.new, 1))}
		if _, err := compareWithFacts(tables, facts); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.new, err, test.want)
		}
	}
}

// readRows are the rows by column name.
func readRows(t *testing.T, text string, comma rune) []map[string]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.Comment = comma, '#'
	lines, err := r.ReadAll()
	if err != nil || len(lines) == 0 {
		t.Fatalf("%v in %q", err, text)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		file, old, new string
		want           string
	}{
		{"instance-types.csv", "memory_mib", "memory_gib",
			`instance-types.csv:1: no column "memory_mib" among instance_type, vcpus, cores, threads_per_core, memory_gib, arch, hypervisor, bare_metal, current_generation, burstable, default_card_enis, ipv4_per_eni, ipv6_per_eni, network_cards, total_enis, trunking, branch_enis, network_performance, processor, clock_ghz, gpus, gpu, gpu_memory_mib, accelerators, accelerator, local_storage_gb, local_storage, spot, ebs_attachments, ebs_attachment_limit, network_baseline_gbps, network_peak_gbps`},
		{"instance-types.csv", "m5.large,2,", "m5.large,two,", `instance-types.csv:3: column vcpus: "two" is not a whole number`},
		{"instance-types.csv", "m5.large,2,", "m5.xlarge,2,", `instance-types.csv:4: column instance_type: m5.xlarge already has a row`},
		// A row without its last cells.
		{"instance-types.csv", "m5.large,2,", "m5.large,", `instance-types.csv: record on line 3: wrong number of fields`},
		{"instance-types.csv", "true,9,Up", "false,9,Up", `instance-types.csv:3: column trunking: "false" with "9" branch ENIs`},
		{"instance-types.csv", "NVIDIA L4,2861", "NVIDIA L4,2862", `instance-types.csv:2: column gpu_memory_mib: "2862", but devices.csv has "2861"`},
		{"instance-types.csv", "NVIDIA L4,2861", "NVIDIA L5,2861", `instance-types.csv:2: column gpu: "NVIDIA L5", but devices.csv has "NVIDIA L4"`},
		{"instance-types.csv", ",16,Trainium2", ",15,Trainium2", `instance-types.csv:9: column accelerators: "15", but devices.csv has "16"`},
		{"instance-types.csv", "7600,nvme ssd", "7500,nvme ssd", `instance-types.csv:9: column local_storage_gb: "7500", but devices.csv has "7600"`},
		{"devices.csv", "m5.large", "m5.largest", `devices.csv:3: column instance_type: m5.largest is not in instance-types.csv`},
		{"memory-overhead.csv", "m5.large,5", "m5.large,-5", `memory-overhead.csv:2: column overhead_2023_mib: "-558.7" is not a decimal, or empty`},
		{"memory-overhead.csv", "381,2025-12-10", "381,", `memory-overhead.csv:2: column as_of: "" of the overhead "381"`},
		{"on-demand-prices.csv", "cn-north-1,m5.large,1.013", "cn-north-1,m5.large,0.000", `on-demand-prices.csv:2: column price_per_hour: "0.000" is not a price above 0 in at most six places`},
		{"on-demand-prices.csv", "cn-north-1,m5.large,1.013", "cn-north-1,m5.large,1.0000001", `on-demand-prices.csv:2: column price_per_hour: "1.0000001" is not a price above 0 in at most six places`},
		{"on-demand-prices.csv", "2.026,CNY", "2.026,USD", `on-demand-prices.csv:3: column currency: USD after CNY in cn-north-1`},
		{"on-demand-prices.csv", "2.026,CNY,2024", "2.026,CNY,yesterday", `on-demand-prices.csv:3: column as_of: "yesterday-11-06" is not a day, a month or a year`},
		{"spot.csv", "ap-east-2", "ap-east-9", `spot.csv:2: column region: "ap-east-9" is not an AWS region`},
		{"spot.csv", "3,2025-06-28", "5,2025-06-28", `spot.csv:3: column interruption_band: "5" is not a band of 0 to 4, or empty`},
		{"spot.csv", "52,2026-05-01", "52,", `spot.csv:2: column savings_as_of: "" of the figure "52"`},
		{"reserved-prices.csv", "USD,2025-04-24", "CNY,2025-04-24", `reserved-prices.csv:2: column currency: CNY after USD in us-east-1`},
		{"ebs-prices.csv", "gp2,us-east-1,0.1", "gp2,us-east-1,0.0", `ebs-prices.csv:2: column amount: "0.0" is not a price above 0 in at most six places`},
		{"fargate-prices.csv", "0.000133,USD", "0.000133,JPY", `fargate-prices.csv:2: column currency: "JPY" is not USD`},
		{"sources.csv", "2026-08", "2026-8", `sources.csv:2: column as_of: "2026-8" is not a day, a month or a year, or empty`},
		{"offerings.csv", "euw3-az1 euw3-az2 euw3-az3", "", `offerings.csv:2: column zone_ids: "" is not a list of words`},
		{"daemonsets.csv", "true", "yes", `daemonsets.csv:2: column host_network: "yes" is not true or false`},
	} {
		facts, out := factsFS(t), t.TempDir()
		changed := strings.Replace(string(facts[test.file].Data), test.old, test.new, 1)
		facts[test.file] = &fstest.MapFile{Data: []byte(changed)}
		err := generate(facts, out, io.Discard)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s with %q:\n%v\nwant\n%s", test.file, test.new, err, test.want)
		}
		if left := files(t, out); len(left) > 0 {
			t.Errorf("%s with %q: wrote %v", test.file, test.new, left)
		}
	}
}

func TestMissingFile(t *testing.T) {
	facts := factsFS(t)
	delete(facts, "offerings.csv")
	err := generate(facts, t.TempDir(), io.Discard)
	if want := "open offerings.csv: file does not exist"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
