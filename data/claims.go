package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
)

const (
	typeColumns = `instance_type order vcpus cores threads_per_core memory_mib arch
		hypervisor bare_metal current_generation burstable spot processor clock_ghz
		default_card_enis ipv4_per_eni ipv6_per_eni branch_enis network_cards total_enis card_enis
		network_performance network_baseline_gbps network_peak_gbps
		ebs_attachments ebs_attachment_limit ebs_baseline_mbps ebs_peak_mbps ebs_baseline_iops
		gpus gpu_maker gpu_model gpu_memory_mib gpu_fraction accelerators accelerator neuron_cores
		efa_interfaces local_disks local_disk_gb local_storage`
	overheadColumns  = "instance_type overhead_2023_mib runs_2023 overhead_mib other_date"
	daemonSetColumns = "name cpu_millicores memory_mib host_network note"
	priceColumns     = "price amount unit source as_of how"
	autoModeColumns  = "family percent how"
	regionColumns    = "instance_type on_demand spot_average spot_saving interruption_band zones other_dates"
	reservedColumns  = "instance_type one_year one_year_all_upfront three_years three_years_all_upfront other_dates"
)

// Schema identifies the columns of all tables. Tables of another schema can't be read.
func Schema() string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(strings.Join([]string{
		typeColumns, overheadColumns, daemonSetColumns, priceColumns, autoModeColumns, regionColumns, reservedColumns,
	}, " ; ")), " ")))
	return hex.EncodeToString(sum[:4])
}

func flagCell(c cells, columns ...string) bool {
	for _, column := range columns {
		if !c.oneOf(column, "true", "false") {
			return false
		}
	}
	return true
}

func virtual(c cells) bool { return c.oneOf("hypervisor", "nitro", "xen") }

var typeClaims = []claim{
	{"a family and a size", func(c cells) bool { return isTypeName(c.key) }},
	{"vCPUs", func(c cells) bool { return c.within("vcpus", 1, 2048) }},
	{"cores", func(c cells) bool { return c.within("cores", 1, 1024) }},
	{"threads", func(c cells) bool { return c.within("threads_per_core", 1, 2) }},
	{"memory", func(c cells) bool { return c.within("memory_mib", 512, 64<<20) }},
	{"arch", func(c cells) bool { return c.oneOf("arch", "amd64", "arm64", "x86_64_mac") }},
	{"hypervisor or metal", func(c cells) bool { return virtual(c) != c.oneOf("bare_metal", "true") }},
	{"flags", func(c cells) bool { return flagCell(c, "bare_metal", "current_generation", "burstable", "spot") }},
	{"processor", func(c cells) bool { return c.oneOf("processor", "Intel", "AMD", "AWS", "Apple") }},
	{"clock", func(c cells) bool { return c.empty("clock_ghz") || c.positive("clock_ghz") }},
	{"ENIs", func(c cells) bool { return c.within("default_card_enis", 1, 32) }},
	{"IPv4 addresses", func(c cells) bool { return c.within("ipv4_per_eni", 2, 64) }},
	{"IPv6 addresses", func(c cells) bool { return c.within("ipv6_per_eni", 0, 64) }},
	{"branch ENIs", func(c cells) bool { return c.emptyOr("branch_enis", 0, 200) }},
	{"trunking on Nitro only", func(c cells) bool {
		return c.empty("branch_enis") || c.oneOf("branch_enis", "0") || !c.oneOf("hypervisor", "xen")
	}},
	{"network cards", func(c cells) bool { return c.within("network_cards", 1, 64) }},
	{"ENIs of all cards", func(c cells) bool { return c.within("total_enis", 1, 256) }},
	{"ENIs of each card", validCards},
	{"network", func(c cells) bool {
		return !c.empty("network_performance") && c.text("network_performance") && c.positive("network_baseline_gbps") && c.positive("network_peak_gbps")
	}},
	{"EBS attachments", func(c cells) bool { return c.within("ebs_attachments", 1, 256) }},
	{"EBS limit", func(c cells) bool { return c.oneOf("ebs_attachment_limit", "shared", "dedicated") }},
	{"EBS bandwidth", func(c cells) bool {
		return c.emptyOr("ebs_baseline_mbps", 1, 1e6) && c.emptyOr("ebs_peak_mbps", 1, 1e6) && c.emptyOr("ebs_baseline_iops", 1, 1e7)
	}},
	{"GPUs", func(c cells) bool {
		some := c.within("gpus", 1, 64) && c.within("gpu_memory_mib", 1, 1<<22) && !c.empty("gpu_maker", "gpu_model")
		return some && c.oneOf("gpu_fraction", "", "true") || c.empty("gpus", "gpu_maker", "gpu_model", "gpu_memory_mib", "gpu_fraction")
	}},
	{"GPU", func(c cells) bool {
		return c.oneOf("gpu_maker", "", "NVIDIA", "AMD", "Habana", "Qualcomm", "Intel") && c.text("gpu_model")
	}},
	{"accelerators", func(c cells) bool {
		return c.emptyOr("accelerators", 1, 128) && c.empty("accelerators") == c.empty("accelerator") && c.text("accelerator")
	}},
	{"Neuron cores", func(c cells) bool {
		return c.empty("neuron_cores") || c.within("neuron_cores", 1, 1024) && !c.empty("accelerators")
	}},
	{"EFA interfaces", func(c cells) bool { return c.emptyOr("efa_interfaces", 1, 128) }},
	{"local disks", func(c cells) bool {
		return c.emptyOr("local_disks", 1, 64) && c.emptyOr("local_disk_gb", 1, 1e6) &&
			c.empty("local_disks") == c.empty("local_disk_gb") && c.empty("local_disks") == c.empty("local_storage")
	}},
	{"kind of local disks", func(c cells) bool { return c.oneOf("local_storage", "", "ssd", "hdd", "nvme ssd", "nvme hdd") }},
}

// validCards: the list is there if a type has several cards, and adds up.
func validCards(c cells) bool {
	list := c.get("card_enis")
	if list == "" {
		return c.oneOf("network_cards", "1")
	}
	sum := 0
	for cell := range strings.FieldsSeq(list) {
		n, _ := strconv.Atoi(cell)
		sum += n
	}
	return isCards(list) && c.oneOf("network_cards", strconv.Itoa(1+strings.Count(list, " "))) &&
		c.oneOf("total_enis", strconv.Itoa(sum))
}

func (c *checker) wholeTables(t *Tables) {
	types := t.types()
	c.claims(types, typeColumns, typeClaims)
	sources := t.typeSources()
	c.source("types", sources.types)
	c.source("branch ENIs", sources.branch)
	c.source("EBS limits", sources.ebs)
	c.source("memory overheads of 2023", sources.overhead2023)
	c.source("formulas", sources.formula)
	for _, s := range sources.overhead {
		c.source("memory overheads", s)
	}
	c.order(types)
	c.overheads(t)
	c.claims(t.daemonSets(), daemonSetColumns, []claim{
		{"a name", func(c cells) bool { return isName(c.key) && c.text("note") }},
		{"requests", func(c cells) bool { return c.within("cpu_millicores", 0, 4000) && c.within("memory_mib", 0, 8192) }},
		{"host network", func(c cells) bool { return flagCell(c, "host_network") }},
	})
	c.source("DaemonSets", t.daemonSets().source(""))
	c.priceRows(t)
	c.claims(t.autoMode(), autoModeColumns, []claim{
		{"a family", func(c cells) bool { return c.key == "*" || isName(c.key) }},
		{"a fee", func(c cells) bool { return c.positive("percent") && c.oneOf("how", "listed", "estimate") }},
	})
	if _, ok := t.autoMode().find("*"); !ok {
		c.wrong("%s: no row for all families", autoModeFile)
	}
	c.source("Auto Mode fees", t.autoMode().source(""))
	c.claims(t.regions(), "region", []claim{{"a region", func(c cells) bool { return isName(c.key) }}})
	c.source("regions", t.regions().source(""))
	if !isDate(t.AsOf()) {
		c.wrong("%s: the newest date is %q", regionListFile, t.AsOf())
	}
}

// order checks that the order of the types is that of planner.CompareNames.
func (c *checker) order(types tsv) {
	names := make([]string, types.len())
	for rest := types; rest.body != ""; {
		r := rest.next()
		at := r.whole()
		if at < 0 || at >= len(names) || names[at] != "" {
			c.wrong("%s: %s: not valid: order", typesFile, r.key)
			return
		}
		names[at] = r.key
	}
	if !slices.IsSortedFunc(names, planner.CompareNames) {
		c.wrong("%s: the types are not in their order", typesFile)
	}
}

func (c *checker) overheads(t *Tables) {
	types, sources := t.types(), t.typeSources()
	c.claims(t.overheads(), overheadColumns, []claim{
		{"a type", func(c cells) bool { _, known := types.find(c.key); return known }},
		{"a measurement", func(c cells) bool { return !c.empty("overhead_2023_mib") || !c.empty("overhead_mib") }},
		{"overheads", func(c cells) bool {
			return (c.empty("overhead_2023_mib") || c.positive("overhead_2023_mib")) && (c.empty("overhead_mib") || c.positive("overhead_mib"))
		}},
		{"less than the memory", func(c cells) bool {
			it, _ := t.Type(c.key)
			return it.Overhead.Memory < it.Memory/2 && it.BottlerocketOverhead.Memory < it.Memory/2
		}},
		{"runs", func(c cells) bool {
			return c.empty("overhead_2023_mib") && c.empty("runs_2023") || c.within("runs_2023", 1, 100_000)
		}},
		{"date", func(c cells) bool {
			return c.empty("other_date") || !c.empty("overhead_mib") && sources.overheadSource(c.get("other_date")) != nil
		}},
	})
}

// needed are the prices that must be known.
var needed = []string{"eks-standard/*", "eks-extended/*", "fargate-storage-included/*"}

func (c *checker) priceRows(t *Tables) {
	table := t.prices()
	c.claims(table, priceColumns, []claim{
		{"an item in a region", func(c cells) bool {
			item, region, _ := strings.Cut(c.key, "/")
			return isName(item) && (region == "*" || isName(region))
		}},
		{"an amount", func(c cells) bool { return !c.empty("amount") && c.price("amount") }},
		{"a source", func(c cells) bool {
			return !c.empty("unit") && !c.empty("source") && c.text("unit") && c.text("source") && isDate(c.get("as_of"))
		}},
		{"how it is known", func(c cells) bool { return c.oneOf("how", "quoted", "derived") }},
		{"all prices of EBS", func(c cells) bool {
			item, region, _ := strings.Cut(c.key, "/")
			if item != "gp3" {
				return true
			}
			for _, other := range []string{"gp2", "snapshot", "gp3-iops", "gp3-throughput"} {
				if _, known := table.find(other + "/" + region); !known {
					return false
				}
			}
			return true
		}},
	})
	for _, tier := range controlPlaneTiers {
		if _, ok := table.find("eks-tier-" + tier + "/*"); !ok {
			c.wrong("%s: no price of eks-tier-%s", pricesFile, tier)
		}
	}
	for _, key := range needed {
		if _, ok := table.find(key); !ok {
			c.wrong("%s: no price of %s", pricesFile, key)
		}
	}
}

func (c *checker) region(t *Tables, name string) {
	r, _ := t.Region(name)
	if t.text(regionFolder+name+".tsv") != "" {
		c.claims(r.table, regionColumns, regionClaims(r))
		for column, source := range map[string]*planner.Source{
			"on_demand": r.sources.OnDemand, "spot_average": r.sources.SpotAverage,
			"spot_saving": r.sources.SpotSaving, "interruption_band": r.sources.Interruption, "zones": r.Offerings,
		} {
			if filled := r.table.filled(column); filled != (source != nil) {
				c.wrong("%s: %s has figures: %t, and the source %+v", r.table.name, column, filled, source)
			}
			if source != nil {
				c.source(name+": "+column, source)
			}
		}
		if in := r.table.value("currency"); in != "" && in != r.Currency {
			c.wrong("%s: prices in %s, want %s", r.table.name, in, r.Currency)
		}
		if !slices.IsSorted(r.Zones) || len(r.Zones) > 64 {
			c.wrong("%s: the zones are %v", r.table.name, r.Zones)
		}
	}
	if reserved := t.Reserved(name); t.text(reserved.table.name) != "" {
		c.claims(reserved.table, reservedColumns, []claim{
			{"a type", func(c cells) bool { return isTypeName(c.key) }},
			{"prices", func(c cells) bool {
				return c.price("one_year") && c.price("one_year_all_upfront") && c.price("three_years") && c.price("three_years_all_upfront")
			}},
			{"a price", func(c cells) bool {
				return !c.empty("one_year", "one_year_all_upfront", "three_years", "three_years_all_upfront")
			}},
			{"dates", func(c cells) bool { return c.dates("reserved") }},
		})
		c.source(name+": reserved prices", reserved.source)
	}
}

func regionClaims(r *RegionTable) []claim {
	return []claim{
		{"a type", func(c cells) bool { return isTypeName(c.key) }},
		{"a figure", func(c cells) bool {
			return !c.empty("on_demand", "spot_average", "spot_saving", "interruption_band", "zones")
		}},
		{"prices", func(c cells) bool { return c.price("on_demand") && c.price("spot_average") }},
		{"a saving", func(c cells) bool { return c.emptyOr("spot_saving", -200, 100) }},
		{"a band", func(c cells) bool { return c.emptyOr("interruption_band", 0, planner.Bands-1) }},
		{"known zones", func(c cells) bool {
			zones, err := strconv.ParseUint("0"+c.get("zones"), 16, 64)
			return err == nil && (len(r.Zones) == 64 || zones < 1<<len(r.Zones))
		}},
		{"dates", func(c cells) bool {
			return c.dates("on_demand", "spot_average", "spot_saving", "interruption_band")
		}},
	}
}

// filled reports whether a row has a figure in a column.
func (t tsv) filled(column string) bool {
	at := slices.Index(strings.Split(t.columns, "\t"), column)
	for line := range strings.Lines(t.body) {
		if cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); at < len(cells) && cells[at] != "" {
			return true
		}
	}
	return false
}

// loads reads every row with the functions that the planner uses.
func (c *checker) loads(t *Tables) {
	if n := len(t.Types()); n != t.types().len() {
		c.wrong("%d types of %d", n, t.types().len())
	}
	for i, name := range t.TypeNames() {
		if it, ok := t.Type(name); !ok || it.Name != name {
			c.wrong("%s: row %d: %s is not found", typesFile, i, name)
		}
	}
	t.DaemonSets()
	if rows := t.Contents(); len(rows) == 0 {
		c.wrong("no tables")
	}
	for _, name := range t.RegionNames() {
		t.Fargate(name)
		t.EBS(name)
	}
	if fee := t.AutoModeFees()("m5.large"); fee.Permille <= 0 || fee.Permille > 1000 {
		c.wrong("%s: a fee of %s", autoModeFile, fmt.Sprint(fee.Permille, " ‰"))
	}
}
