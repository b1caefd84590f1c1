package main

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
)

const (
	typesCSV   = "instance-types.csv"
	devicesCSV = "devices.csv"
)

// A typeColumn is a column of types.tsv and the facts' column that it comes from.
type typeColumn struct {
	column
	file string
	from string // empty: the same name
}

// typeColumns are the columns of types.tsv after the name and its position in the
// order of planner.CompareNames, so that package data needn't sort. What follows from
// other columns has none: trunking is branch_enis above 0, and sums over GPUs and
// disks are products. checkType ensures that.
var typeColumns = []typeColumn{
	{column{"vcpus", whole}, typesCSV, ""},
	{column{"cores", whole}, typesCSV, ""},
	{column{"threads_per_core", whole}, typesCSV, ""},
	{column{"memory_mib", whole}, typesCSV, ""},
	{column{"arch", word}, typesCSV, ""},
	{column{"hypervisor", word.orEmpty()}, typesCSV, ""},
	{column{"bare_metal", boolean}, typesCSV, ""},
	{column{"current_generation", boolean}, typesCSV, ""},
	{column{"burstable", boolean}, typesCSV, ""},
	{column{"spot", boolean}, typesCSV, ""},
	{column{"processor", word}, typesCSV, ""},
	{column{"clock_ghz", decimal.orEmpty()}, typesCSV, ""},
	{column{"default_card_enis", whole}, typesCSV, ""},
	{column{"ipv4_per_eni", whole}, typesCSV, ""},
	{column{"ipv6_per_eni", whole}, typesCSV, ""},
	{column{"branch_enis", whole.orEmpty()}, typesCSV, ""},
	{column{"network_cards", whole}, typesCSV, ""},
	{column{"total_enis", whole}, typesCSV, ""},
	{column{"card_enis", words.orEmpty()}, devicesCSV, "enis_by_card"},
	{column{"network_performance", words}, typesCSV, ""},
	{column{"network_baseline_gbps", decimal}, typesCSV, ""},
	{column{"network_peak_gbps", decimal}, typesCSV, ""},
	{column{"ebs_attachments", whole}, typesCSV, ""},
	{column{"ebs_attachment_limit", pattern("shared or dedicated", "shared|dedicated")}, typesCSV, ""},
	{column{"ebs_baseline_mbps", whole.orEmpty()}, devicesCSV, ""},
	{column{"ebs_peak_mbps", whole.orEmpty()}, devicesCSV, ""},
	{column{"ebs_baseline_iops", whole.orEmpty()}, devicesCSV, ""},
	{column{"gpus", whole.orEmpty()}, devicesCSV, "gpus_logical"},
	{column{"gpu_maker", words.orEmpty()}, devicesCSV, "gpu_manufacturer"},
	{column{"gpu_model", words.orEmpty()}, devicesCSV, "gpu_name"},
	{column{"gpu_memory_mib", whole.orEmpty()}, devicesCSV, ""},
	{column{"gpu_fraction", boolean.orEmpty()}, "", ""}, // a GPU, and an unknown number of them
	{column{"accelerators", whole.orEmpty()}, typesCSV, ""},
	{column{"accelerator", words.orEmpty()}, typesCSV, ""},
	{column{"neuron_cores", whole.orEmpty()}, devicesCSV, ""},
	{column{"efa_interfaces", whole.orEmpty()}, devicesCSV, ""},
	{column{"local_disks", whole.orEmpty()}, devicesCSV, ""},
	{column{"local_disk_gb", whole.orEmpty()}, devicesCSV, ""},
	{column{"local_storage", words.orEmpty()}, typesCSV, ""},
}

// columnsFrom are the columns of one of the facts' files.
func columnsFrom(file string) []column {
	all := []column{{"instance_type", word}}
	for _, c := range typeColumns {
		if c.file == file {
			all = append(all, column{c.name(), c.form})
		}
	}
	return all
}

func (c typeColumn) name() string {
	if c.from != "" {
		return c.from
	}
	return c.column.name
}

func columnsOf(f form, names ...string) []column {
	all := make([]column, len(names))
	for i, name := range names {
		all[i] = column{name, f}
	}
	return all
}

func instanceTypes(facts fs.FS, t *tables) error {
	records, err := read(facts, typesCSV, slices.Concat(columnsFrom(typesCSV), []column{
		{"trunking", boolean.orEmpty()}, {"gpus", whole.orEmpty()}, {"gpu", words.orEmpty()},
		{"gpu_memory_mib", whole.orEmpty()}, {"local_storage_gb", whole.orEmpty()},
	}), "instance_type")
	if err != nil {
		return err
	}
	devices, err := read(facts, devicesCSV, append(columnsFrom(devicesCSV), column{"neuron_devices", whole.orEmpty()}), "instance_type")
	if err != nil {
		return err
	}
	byName := map[string]record{}
	for _, d := range devices {
		byName[d.cells["instance_type"]] = d
	}
	slices.SortFunc(records, func(a, b record) int {
		return planner.CompareNames(a.cells["instance_type"], b.cells["instance_type"])
	})
	tab := table{
		provenance: slices.Concat(t.sources.of("types"), t.sources.of("branch-enis")),
		columns:    []string{"instance_type", "order"},
	}
	for _, c := range typeColumns {
		tab.columns = append(tab.columns, c.column.name)
	}
	for i, r := range records {
		d, ok := byName[r.cells["instance_type"]]
		if !ok { // no row: nothing of these
			d = record{map[string]string{}, r.where}
		}
		delete(byName, r.cells["instance_type"])
		if err := checkType(r, d); err != nil {
			return err
		}
		tab.rows = append(tab.rows, typeRow(i, r, d))
	}
	for _, d := range devices {
		if _, left := byName[d.cells["instance_type"]]; left {
			return d.wrong("instance_type", "%s is not in %s", d.cells["instance_type"], typesCSV)
		}
	}
	t.add("types.tsv", tab)
	t.accounts = append(t.accounts, account{typesCSV, "types.tsv", len(records), len(tab.rows)},
		account{devicesCSV, "types.tsv", len(devices), len(devices)})
	return nil
}

func typeRow(order int, r, devices record) []string {
	row := []string{r.cells["instance_type"], strconv.Itoa(order)}
	for _, c := range typeColumns {
		switch {
		case c.column.name == "gpu_fraction":
			row = append(row, fraction(r))
		case c.file == devicesCSV:
			row = append(row, devices.cells[c.name()])
		default:
			row = append(row, r.cells[c.name()])
		}
	}
	return row
}

func fraction(r record) string {
	if r.cells["gpu"] != "" && r.cells["gpus"] == "" {
		return "true"
	}
	return ""
}

// checkType ensures that columns that the table doesn't have follow from others.
func checkType(r, d record) error {
	if err := checkTrunking(r); err != nil {
		return err
	}
	gpu := strings.TrimSpace(d.cells["gpu_manufacturer"] + " " + d.cells["gpu_name"])
	neuron := d.cells["neuron_devices"]
	for _, c := range []struct{ column, want string }{
		{"gpu", gpu},
		{"gpu_memory_mib", product(d, "gpus_logical", "gpu_memory_mib")},
		{"local_storage_gb", product(d, "local_disks", "local_disk_gb")},
	} {
		if r.cells[c.column] != c.want {
			return r.wrong(c.column, "%q, but %s has %q", r.cells[c.column], devicesCSV, c.want)
		}
	}
	if neuron != "" && neuron != r.cells["accelerators"] {
		return r.wrong("accelerators", "%q, but %s has %q", r.cells["accelerators"], devicesCSV, neuron)
	}
	if n := r.cells["gpus"]; n != d.cells["gpus_logical"] && n != "" {
		return r.wrong("gpus", "%q, but %s has %q", n, devicesCSV, d.cells["gpus_logical"])
	}
	return nil
}

// product is that of two cells, or empty.
func product(r record, a, b string) string {
	x, errX := strconv.Atoi(r.cells[a])
	y, errY := strconv.Atoi(r.cells[b])
	if errX != nil || errY != nil {
		return ""
	}
	return strconv.Itoa(x * y)
}

func checkTrunking(r record) error {
	branches, want := r.cells["branch_enis"], "true"
	switch branches {
	case "":
		want = ""
	case "0":
		want = "false"
	}
	if trunking := r.cells["trunking"]; trunking != want {
		return r.wrong("trunking", "%q with %q branch ENIs", trunking, branches)
	}
	return nil
}

// memoryOverheads have the largest overhead of the nodes that were launched in 2023,
// and that of a node that was launched later, with its date.
func memoryOverheads(facts fs.FS, t *tables) error {
	const file = "memory-overhead.csv"
	mib := decimal.orEmpty()
	records, err := read(facts, file, []column{
		{"instance_type", word}, {"overhead_2023_mib", mib}, {"runs_2023", whole.orEmpty()}, {"overhead_mib", mib}, {"as_of", date.orEmpty()},
	}, "instance_type")
	if err != nil {
		return err
	}
	var dates []string
	for _, r := range records {
		if (r.cells["overhead_mib"] == "") != (r.cells["as_of"] == "") {
			return r.wrong("as_of", "%q of the overhead %q", r.cells["as_of"], r.cells["overhead_mib"])
		}
		dates = append(dates, r.cells["as_of"])
	}
	most := mostFrequent(dates)
	all := slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(dates))), func(day string) bool { return day == most || day == "" })
	tab := table{
		provenance: slices.Concat(t.sources.of("overhead-2023"), t.sources.at("overhead", strings.Join(append([]string{most}, all...), " ")), t.sources.of("overhead-formula")),
		columns:    []string{"instance_type", "overhead_2023_mib", "runs_2023", "overhead_mib", "other_date"},
	}
	for _, r := range records {
		other := r.cells["as_of"]
		if other == most {
			other = ""
		}
		tab.rows = append(tab.rows, []string{r.cells["instance_type"], r.cells["overhead_2023_mib"], r.cells["runs_2023"], r.cells["overhead_mib"], other})
	}
	t.add("memory-overhead.tsv", tab)
	t.accounts = append(t.accounts, account{file, "memory-overhead.tsv", len(records), len(tab.rows)})
	return nil
}
