package main

import (
	"bytes"
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

// files are all files of a folder by path.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, path))
		all[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
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
memory-overhead.csv       3 rows read,      3 written to memory-overhead.tsv
on-demand-prices.csv      8 rows read,      8 written to regions/
spot-advisor.csv          5 rows read,      5 written to regions/
offerings.csv             6 rows read,      6 written to regions/
daemonsets.csv            4 rows read,      4 written to daemonsets.tsv
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
	for _, test := range []struct {
		facts, table string // REGION is the row's
		key          string
		renamed      map[string]string // columns of the facts; "" is in the header, or follows from another
	}{
		{"instance-types.csv", "types.tsv", "instance_type", map[string]string{"trunking": ""}},
		{"memory-overhead.csv", "memory-overhead.tsv", "instance_type", nil},
		{"daemonsets.csv", "daemonsets.tsv", "name", nil},
		{"on-demand-prices.csv", "regions/REGION.tsv", "instance_type", map[string]string{"price_per_hour": "on_demand", "currency": "", "as_of": "", "region": ""}},
		{"spot-advisor.csv", "regions/REGION.tsv", "instance_type", map[string]string{"savings_percent": "spot_saving", "region": ""}},
		{"offerings.csv", "regions/REGION.tsv", "instance_type", map[string]string{"zone_ids": "", "region": ""}},
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
		{"memory-overhead.csv", "m5.large,5", "m5.large,-5", `memory-overhead.csv:2: column overhead_mib: "-558.7" is not a decimal with one place`},
		{"on-demand-prices.csv", "cn-north-1,m5.large,1.013", "cn-north-1,m5.large,0.000", `on-demand-prices.csv:2: column price_per_hour: "0.000" is not a price above 0 in at most six places`},
		{"on-demand-prices.csv", "cn-north-1,m5.large,1.013", "cn-north-1,m5.large,1.0000001", `on-demand-prices.csv:2: column price_per_hour: "1.0000001" is not a price above 0 in at most six places`},
		{"on-demand-prices.csv", "2.026,CNY", "2.026,USD", `on-demand-prices.csv:3: column currency: USD after CNY in cn-north-1`},
		{"on-demand-prices.csv", "2.026,CNY,2024", "2.026,CNY,2023", `on-demand-prices.csv:3: column as_of: 2023-11-06 after 2024-11-06 in cn-north-1`},
		{"spot-advisor.csv", "ap-east-2", "ap-east-9", `spot-advisor.csv:2: column region: "ap-east-9" is not an AWS region`},
		{"spot-advisor.csv", "52,0", "52,5", `spot-advisor.csv:2: column interruption_band: "5" is not a band of 0 to 4`},
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
