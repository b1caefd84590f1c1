package data

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"podfit/planner"
)

// cells is a row by column name, read independently of the loader.
type cells map[string]string

// readTable reads a table by column names. They must be the expected ones, because
// the loader reads by position. It also checks the form: a source with a date,
// and one row per key in byte order.
func readTable(t *testing.T, tab tsv, columns string) []cells {
	t.Helper()
	names := strings.Fields(columns)
	if got := strings.Join(names, "\t"); tab.columns != got {
		t.Fatalf("%s: columns %q, want %q", tab.name, tab.columns, got)
	}
	if !strings.HasSuffix(tab.body, "\n") {
		t.Errorf("%s: the last line has no end", tab.name)
	}
	var rows []cells
	last := ""
	for line := range strings.Lines(tab.body) {
		values := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(values) != len(names) {
			t.Fatalf("%s: %d cells in %q", tab.name, len(values), line)
		}
		if values[0] <= last {
			t.Errorf("%s: %s after %s", tab.name, values[0], last)
		}
		last = values[0]
		row := cells{}
		for i, name := range names {
			row[name] = values[i]
		}
		rows = append(rows, row)
	}
	return rows
}

var date = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$`)

func checkSource(t *testing.T, what string, s *planner.Source) {
	t.Helper()
	if s == nil || s.Name == "" || !date.MatchString(s.AsOf) {
		t.Errorf("%s: source %+v", what, s)
	}
}

// within reports whether a cell is a whole number in a range.
func (c cells) within(column string, low, high int) bool {
	n, err := strconv.Atoi(c[column])
	return err == nil && low <= n && n <= high
}

// positive reports whether a cell is a decimal above 0.
func (c cells) positive(column string) bool {
	f, err := strconv.ParseFloat(c[column], 64)
	return err == nil && f > 0
}

func (c cells) oneOf(column string, words ...string) bool { return slices.Contains(words, c[column]) }

// empty reports whether all of the columns are empty.
func (c cells) empty(columns ...string) bool {
	return !slices.ContainsFunc(columns, func(name string) bool { return c[name] != "" })
}

const typeColumns = `instance_type order vcpus cores threads_per_core memory_mib arch
	hypervisor bare_metal current_generation burstable spot processor clock_ghz
	default_card_enis ipv4_per_eni ipv6_per_eni branch_enis network_cards total_enis
	network_performance network_baseline_gbps network_peak_gbps gpus gpu gpu_memory_mib
	accelerators accelerator local_storage_gb local_storage ebs_attachments ebs_attachment_limit`

func TestTypeRows(t *testing.T) {
	rows := readTable(t, typeTable(), typeColumns)
	if len(rows) != 1373 {
		t.Errorf("%d types", len(rows))
	}
	checkSource(t, "types", typeSource())
	checkSource(t, "branch ENIs", branchSource())
	for _, c := range rows {
		for claim, holds := range typeClaims(c) {
			if !holds {
				t.Errorf("%s: not %s: %v", c["instance_type"], claim, c)
			}
		}
	}
}

func typeClaims(c cells) map[string]bool {
	flag := func(column string) bool { return c.oneOf(column, "true", "false") }
	nitro, metal := c["hypervisor"] == "nitro", c["bare_metal"] == "true"
	return map[string]bool{
		"a family and a size":  strings.Count(c["instance_type"], ".") == 1,
		"vCPUs":                c.within("vcpus", 1, 2048),
		"cores":                c.within("cores", 1, 1024),
		"threads":              c.within("threads_per_core", 1, 2),
		"memory":               c.within("memory_mib", 512, 64<<20),
		"arch":                 c.oneOf("arch", "amd64", "arm64", "x86_64_mac"),
		"hypervisor or metal":  (c.oneOf("hypervisor", "nitro", "xen")) != metal,
		"flags":                flag("bare_metal") && flag("current_generation") && flag("burstable") && flag("spot"),
		"processor":            c.oneOf("processor", "Intel", "AMD", "AWS", "Apple"),
		"clock":                c.empty("clock_ghz") || c.positive("clock_ghz"),
		"ENIs":                 c.within("default_card_enis", 1, 32),
		"IPv4":                 c.within("ipv4_per_eni", 2, 64),
		"IPv6":                 c.within("ipv6_per_eni", 0, 64),
		"branch ENIs":          c.empty("branch_enis") || c.within("branch_enis", 0, 200),
		"trunks on nitro only": c.empty("branch_enis") || c["branch_enis"] == "0" || nitro || metal,
		"cards":                c.within("network_cards", 1, 32),
		"ENIs of all cards":    c.within("total_enis", 1, 128),
		"network":              !c.empty("network_performance") && c.positive("network_baseline_gbps") && c.positive("network_peak_gbps"),
		"GPUs":                 c.empty("gpus") || c.within("gpus", 1, 16),
		"GPUs with a name":     c.empty("gpus") || !c.empty("gpu"),
		"GPU memory":           c.empty("gpu") == c.empty("gpu_memory_mib"),
		"accelerators":         c.empty("accelerators", "accelerator") || c.within("accelerators", 1, 64) && !c.empty("accelerator"),
		"local storage":        c.empty("local_storage_gb", "local_storage") || c.within("local_storage_gb", 1, 1<<20) && c.oneOf("local_storage", "nvme ssd", "nvme hdd", "ssd", "hdd"),
		"EBS":                  c.within("ebs_attachments", 1, 256) && c.oneOf("ebs_attachment_limit", "shared", "dedicated"),
	}
}

func TestOverheadRows(t *testing.T) {
	rows := readTable(t, overheadTable(), "instance_type overhead_mib runs")
	if len(rows) != 656 {
		t.Errorf("%d measured overheads", len(rows))
	}
	checkSource(t, "overheads", overheadSource())
	if fittedSource.AsOf != overheadSource().AsOf {
		t.Errorf("the formulas are of %s, the measurements they were fitted on of %s", fittedSource.AsOf, overheadSource().AsOf)
	}
	for _, c := range rows {
		name := c["instance_type"]
		it, known := Type(name)
		if !known || it.Overhead.Kind != planner.Measured {
			t.Errorf("%s: the measurement does not reach the type", name)
		}
		if it.Overhead.Memory <= 0 || it.Overhead.Memory >= it.Memory/4 || !c.within("runs", 1, 9) {
			t.Errorf("%s: %s MiB of %g MiB in %s runs", name, c["overhead_mib"], it.Memory.MiB(), c["runs"])
		}
	}
}

// tally counts the figures of one kind in the regions' tables.
type tally struct{ regions, rows int }

func TestRegionRows(t *testing.T) {
	var prices, spot, offerings tally
	withoutType := map[string]bool{}
	for _, name := range RegionNames() {
		r, ok := Region(name)
		if !ok {
			t.Fatalf("%s: no region", name)
		}
		if r.table.body == "" {
			continue
		}
		rows := readTable(t, r.table, "instance_type on_demand spot_saving interruption_band zones")
		prices.add(t, r.OnDemand, rows, "on_demand")
		spot.add(t, r.Spot, rows, "spot_saving")
		offerings.add(t, r.Offerings, rows, "zones")
		for _, c := range rows {
			checkOffering(t, r, c)
			if _, known := Type(c["instance_type"]); !known {
				withoutType[c["instance_type"]] = true
			}
		}
	}
	for what, pair := range map[string][2]tally{
		"prices":    {prices, {24, 9002}},
		"spot":      {spot, {33, 14962}},
		"offerings": {offerings, {30, 20628}},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %+v, want %+v", what, pair[0], pair[1])
		}
	}
	// Types that EC2 no longer describes keep their prices.
	if len(withoutType) != 26 || !withoutType["p3.2xlarge"] {
		t.Errorf("prices without a type: %v", slices.Sorted(maps.Keys(withoutType)))
	}
}

func (n *tally) add(t *testing.T, source *planner.Source, rows []cells, column string) {
	t.Helper()
	before := n.rows
	for _, c := range rows {
		n.rows += one(!c.empty(column))
	}
	if (source != nil) != (n.rows > before) {
		t.Errorf("%s: %d figures from %v", column, n.rows-before, source)
	}
	if source != nil {
		n.regions++
		checkSource(t, column, source)
	}
}

func checkOffering(t *testing.T, r *RegionTable, c cells) {
	t.Helper()
	zones, err := strconv.ParseUint("0"+c["zones"], 16, 64)
	for claim, holds := range map[string]bool{
		"something":      !c.empty("on_demand", "spot_saving", "interruption_band", "zones"),
		"a price":        c.empty("on_demand") || c.positive("on_demand"),
		"a saving":       c.empty("spot_saving") || c.within("spot_saving", -100, 100),
		"a band":         c.empty("interruption_band") || c.within("interruption_band", 0, planner.Bands-1),
		"both or none":   c.empty("spot_saving") == c.empty("interruption_band"),
		"known zones":    err == nil && zones < 1<<len(r.Zones),
		"the same again": r.Offering(c["instance_type"]).OnDemand.Known() == !c.empty("on_demand"),
	} {
		if !holds {
			t.Errorf("%s: %s: not %s: %v", r.Name, c["instance_type"], claim, c)
		}
	}
}

func TestRegions(t *testing.T) {
	names := RegionNames()
	if len(names) != 46 || !slices.IsSorted(names) {
		t.Errorf("%d regions: %v", len(names), names)
	}
	checkSource(t, "regions", regionList().source(""))
	files, err := fs.ReadDir(regionFiles, "tables/regions")
	if err != nil || len(files) != 36 {
		t.Fatalf("%d regions' tables, %v", len(files), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".tsv")
		r, ok := Region(name)
		if !ok || !slices.IsSorted(r.Zones) {
			t.Errorf("%s: %v, zones %v", f.Name(), ok, r)
		}
		want := "USD"
		if strings.HasPrefix(name, "cn-") {
			want = "CNY"
		}
		if in := r.table.value("currency"); r.Currency != want || in != "" && in != want {
			t.Errorf("%s: currency %s, prices in %q; want %s", name, r.Currency, in, want)
		}
	}
}

func TestDaemonSetRows(t *testing.T) {
	rows := readTable(t, daemonSetTable(), "name cpu_millicores memory_mib host_network note")
	if len(rows) != 21 {
		t.Errorf("%d DaemonSets", len(rows))
	}
	checkSource(t, "DaemonSets", daemonSetTable().source(""))
	for _, c := range rows {
		if !c.within("cpu_millicores", 0, 4000) || !c.within("memory_mib", 0, 8192) || !c.oneOf("host_network", "true", "false") {
			t.Errorf("%v", c)
		}
	}
}

func TestPriceRows(t *testing.T) {
	rows := readTable(t, priceTable(), "item region amount unit")
	if len(rows) != 7 {
		t.Errorf("%d other prices", len(rows))
	}
	checkSource(t, "prices", priceSource())
	for _, c := range rows {
		if !c.positive("amount") || c.empty("unit") {
			t.Errorf("%v", c)
		}
	}
}
