package main

import "io/fs"

func daemonSets(facts fs.FS, t *tables) error {
	return t.copy(facts, "daemonsets.csv", []column{
		{"name", word},
		{"cpu_millicores", whole},
		{"memory_mib", whole},
		{"host_network", boolean},
		{"note", words.orEmpty()},
	}, source("manifests and charts", "2026-08"))
}

// prices are those that the facts' README gives in its text: Fargate on Linux and
// x86, the EKS control plane in standard and extended support, and gp3 storage.
func prices(_ fs.FS, t *tables) error {
	t.add("prices.tsv", table{
		provenance: source("AWS pricing pages", "2026-06"),
		columns:    []string{"item", "region", "amount", "unit"},
		rows: [][]string{
			{"fargate-vcpu", "us-east-1", "0.04048", "USD per vCPU-hour"},
			{"fargate-memory", "us-east-1", "0.004445", "USD per GB-hour"},
			{"fargate-storage", "us-east-1", "0.000111", "USD per GB-hour"},
			{"fargate-storage-included", "us-east-1", "20", "GiB"},
			{"eks-standard", "*", "0.10", "USD per hour"},
			{"eks-extended", "*", "0.60", "USD per hour"},
			{"gp3", "us-east-1", "0.08", "USD per GB-month"},
		},
	})
	return nil
}
