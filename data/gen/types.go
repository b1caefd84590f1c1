package main

import (
	"io/fs"
	"slices"
	"strconv"

	"podfit/planner"
)

// typeColumns are the columns of types.tsv after the name and its position in the
// order of planner.CompareNames, so that package data needn't sort. Trunking has
// no column, because checkTrunking ensures that it means branch_enis above 0.
var typeColumns = []column{
	{"vcpus", whole},
	{"cores", whole},
	{"threads_per_core", whole},
	{"memory_mib", whole},
	{"arch", word},
	{"hypervisor", word.orEmpty()},
	{"bare_metal", boolean},
	{"current_generation", boolean},
	{"burstable", boolean},
	{"spot", boolean},
	{"processor", word},
	{"clock_ghz", decimal.orEmpty()},
	{"default_card_enis", whole},
	{"ipv4_per_eni", whole},
	{"ipv6_per_eni", whole},
	{"branch_enis", whole.orEmpty()},
	{"network_cards", whole},
	{"total_enis", whole},
	{"network_performance", words},
	{"network_baseline_gbps", decimal},
	{"network_peak_gbps", decimal},
	{"gpus", whole.orEmpty()},
	{"gpu", words.orEmpty()},
	{"gpu_memory_mib", whole.orEmpty()},
	{"accelerators", whole.orEmpty()},
	{"accelerator", words.orEmpty()},
	{"local_storage_gb", whole.orEmpty()},
	{"local_storage", words.orEmpty()},
	{"ebs_attachments", whole},
	{"ebs_attachment_limit", pattern("shared or dedicated", "shared|dedicated")},
}

func instanceTypes(facts fs.FS, t *tables) error {
	const file = "instance-types.csv"
	columns := append([]column{{"instance_type", word}, {"trunking", boolean.orEmpty()}}, typeColumns...)
	records, err := read(facts, file, columns, "instance_type")
	if err != nil {
		return err
	}
	slices.SortFunc(records, func(a, b record) int {
		return planner.CompareNames(a.cells["instance_type"], b.cells["instance_type"])
	})
	tab := table{
		provenance: slices.Concat(
			source("EC2 DescribeInstanceTypes", "2026-08"),
			// No public API returns them.
			sourceOf("branch-", "VPC resource controller and Karpenter limits", "2026-08")),
		columns: []string{"instance_type", "order"},
	}
	for _, c := range typeColumns {
		tab.columns = append(tab.columns, c.name)
	}
	for i, r := range records {
		if err := checkTrunking(r); err != nil {
			return err
		}
		row := []string{r.cells["instance_type"], strconv.Itoa(i)}
		for _, c := range typeColumns {
			row = append(row, r.cells[c.name])
		}
		tab.rows = append(tab.rows, row)
	}
	t.add("types.tsv", tab)
	t.accounts = append(t.accounts, account{file, "types.tsv", len(records), len(tab.rows)})
	return nil
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

func memoryOverheads(facts fs.FS, t *tables) error {
	const file = "memory-overhead.csv"
	columns := []column{{"instance_type", word}, {"overhead_mib", tenths}, {"runs", whole}}
	return t.copy(facts, file, columns, append(
		source("measured on launched nodes", "2023-08"),
		provenance{"note", "the largest of the runs of 2023-07 and 2023-08"}))
}
