package kubernetes

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// docs/import.md is made from the tables. With UPDATE=1 it is written.
func TestImportPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What import knows of Kubernetes kinds\n\n" +
		"`podfit import` reads Pods, and what Kubernetes itself makes pods from: Deployments, ReplicaSets, StatefulSets, DaemonSets, ReplicationControllers, Jobs and CronJobs. " +
		"Autoscalers (HorizontalPodAutoscaler, KEDA's ScaledObject) of any kind set a range. A test makes this page.\n\n" +
		"## Custom resources that make pods\n\n" +
		"Paths begin at `spec`. A number after `=` is the count without that key. A resource with several templates is a workload for each: `namespace/name.part`. " +
		"Where an operator adds containers, requests or volumes of its own, these count, with a note where the resource has none. " +
		"A suspended job is skipped, unless it waits in a queue of Kueue.\n\n" +
		"| group | kind | pods |\n|---|---|---|\n")
	for i := range customKinds {
		k := &customKinds[i]
		if (k.compute == nil) != (k.about == "") {
			t.Errorf("%s %s: about is for kinds with compute", k.group, k.kind)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", k.group, k.kind, k.docs())
	}
	b.WriteString("\n## Kinds that launch nodes\n\n" +
		"Of a NodePool, import reads requirements, template labels, taints, limits and weight; its node class adds the zones of subnets and max pods, and NodeClaims the nodes that it has. Startup taints are left out, as they go away before pods are placed.\n\n")
	writeKinds(&b, launcherKinds)
	b.WriteString("\n## Kinds that make other objects\n\n" +
		"What these set up counts only if it is in the input, too. They are skipped, with a note.\n\n")
	writeKinds(&b, creators)
	b.WriteString("\n## Kinds that run no pods\n\n")
	writeKinds(&b, podless)
	b.WriteString("\n## All other kinds\n\n" +
		"In a kind that is in none of these tables, import looks for pod templates: keys and values with a list of `containers`. " +
		"The nearest `" + strings.Join(countKeys, "`, `") + "` beside or above it is the number of pods, and otherwise 1. " +
		"That is a guess: a note names the paths, and the scenario keeps it. " +
		"A kind without a pod template is skipped as unknown: its pods count only if they are in the input.\n")
	const name = "../../../docs/import.md"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != b.String() {
		t.Errorf("docs/import.md is not up to date: UPDATE=1 go test ./planner/workload/kubernetes; %v", err)
	}
}

func writeKinds(b *strings.Builder, list []groupKinds) {
	b.WriteString("| group | kinds |\n|---|---|\n")
	for _, g := range list {
		group, kinds := g.group, strings.Join(g.kinds, ", ")
		if group == "" {
			group = "core"
		}
		if kinds == "*" {
			kinds = "all"
		}
		fmt.Fprintf(b, "| %s | %s |\n", group, kinds)
	}
}

// docs says where a kind has its templates and counts.
func (k *customKind) docs() string {
	if k.compute != nil {
		return k.about
	}
	var rows []string
	for i := range k.pods {
		rows = append(rows, k.pods[i].docs())
	}
	return strings.Join(rows, "; ")
}

func (row *podsAt) docs() string {
	join := func(keys ...string) string {
		var kept []string
		for _, key := range keys {
			if key != "" && key != "." {
				kept = append(kept, key)
			}
		}
		return "`" + strings.Join(kept, ".") + "`"
	}
	var text string
	switch {
	case row.resources != "":
		text = join(row.at, row.resources)
	case row.template != "":
		text = join(row.at, row.template)
	default:
		text = join(row.at, "template")
	}
	for _, count := range append([]string{row.count}, row.times...) {
		if count != "" {
			text += " × `" + count + "`"
		}
	}
	if row.max != "" {
		text += " up to `" + row.max + "`"
	}
	return text
}
