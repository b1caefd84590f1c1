// Package workloadtest lets the tests of the importers read texts, and describes
// what came of them in a few words.
package workloadtest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/workload"
)

// Expected is what an error says that files may hold.
const Expected = "expected Kubernetes objects (kubectl get -o yaml or -o json), ECS services and task definitions (aws ecs describe-…), CloudFormation templates, eksctl's ClusterConfig, terraform show -json, Compose files, Copilot manifests, node groups and Auto Scaling groups (aws eks describe-nodegroup, …) or CSV with the header name,replicas,cpu,memory"

// OneContainer is the containers of a small pod.
const OneContainer = "containers: [{name: app, resources: {requests: {cpu: 100m, memory: 64Mi}}}]\n"

// Read reads texts as files a.yaml, b.yaml, …. What cannot be read is an error.
func Read(texts ...string) (workload.Import, error) {
	im, err := ReadSome(texts...)
	if lost := Lost(im); err == nil && lost != nil {
		err = errors.New(lost[0])
	}
	return im, err
}

// ReadSome reads what can be read.
func ReadSome(texts ...string) (workload.Import, error) {
	r := workload.NewReader()
	for i, text := range texts {
		if err := r.Read(string(rune('a'+i))+".yaml", strings.NewReader(text)); err != nil {
			return workload.Import{}, err
		}
	}
	return r.Import()
}

// Lost are the places that could not be read, and why.
func Lost(im workload.Import) (all []string) {
	for _, n := range im.Notes {
		for _, object := range n.Objects {
			if n.Kind == workload.Unread && strings.Contains(object, ".yaml:") {
				all = append(all, object+": "+n.Text)
			}
		}
	}
	return all
}

// MustRead is Read of texts without mistakes.
func MustRead(t testing.TB, texts ...string) workload.Import {
	t.Helper()
	im, err := Read(texts...)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// Deployment is a manifest of Deployment web with a pod template's spec.
func Deployment(spec string) string {
	return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      " +
		strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n      ") + "\n"
}

// Describe writes a line for each workload, with the fields that are set, for
// each DaemonSet and for each note.
func Describe(im workload.Import) string {
	var b strings.Builder
	for i := range im.Workload {
		k := &im.Workload[i]
		fmt.Fprintf(&b, "%s %d", k.Name, k.Replicas)
		if k.MaxReplicas > 0 {
			fmt.Fprintf(&b, "..%d", k.MaxReplicas)
		}
		fmt.Fprintf(&b, " %dm %s", k.Request.CPU, mib(k.Request.Memory))
		for _, f := range fields(k) {
			if f.set {
				b.WriteString(" " + f.text)
			}
		}
		if len(k.Labels) > 0 && readsLabels(im.Workload) {
			fmt.Fprint(&b, " pod-labels=", k.Labels)
		}
		b.WriteByte('\n')
	}
	for _, ds := range im.DaemonSets {
		fmt.Fprintf(&b, "daemonset %s %dm %s host-network=%t security-groups=%t", ds.Name, ds.Request.CPU, mib(ds.Request.Memory), ds.HostNetwork, ds.SecurityGroups)
		if len(ds.Nodes) > 0 {
			b.WriteString(" nodes=" + ds.Nodes.String())
		}
		b.WriteByte('\n')
	}
	if im.CNI != nil {
		fmt.Fprintf(&b, "cni %+v\n", im.CNI.Config)
	}
	for i := range im.Today.Launchers {
		describeLauncher(&b, &im.Today.Launchers[i])
	}
	for i := range im.Today.Groups {
		describeGroup(&b, &im.Today.Groups[i])
	}
	for _, n := range im.Notes {
		fmt.Fprintf(&b, "%s: %s: %s\n", n.Kind, strings.Join(n.Objects, ", "), n.Text)
	}
	return b.String()
}

// describeLauncher writes the fields that are set.
func describeLauncher(b *strings.Builder, l *planner.Launcher) {
	fmt.Fprintf(b, "%s %s", l.Kind, l.Name)
	for _, f := range []field{
		{len(l.Types) > 0, fmt.Sprint("types=", l.Types)},
		{len(l.Requirements) > 0, fmt.Sprintf("requires=%q", l.Requirements.Texts())},
		{len(l.Zones) > 0, fmt.Sprint("zones=", l.Zones)},
		{len(l.CapacityTypes) > 0, fmt.Sprint("capacity=", l.CapacityTypes)},
		maybe("nodes", l.Nodes), maybe("least", l.Least), maybe("most", l.Most), maybe("max-pods", l.MaxPods),
		{len(l.Labels) > 0, fmt.Sprint("labels=", l.Labels)},
		{len(l.Taints) > 0, fmt.Sprint("taints=", l.Taints)},
		{len(l.Extended) > 0, fmt.Sprint("extended=", l.Extended)},
		maybe("cpu-limit", l.CPULimit), maybe("memory-limit", l.MemoryLimit),
		{l.Weight > 0, fmt.Sprint("weight=", l.Weight)},
	} {
		if f.set {
			b.WriteString(" " + f.text)
		}
	}
	b.WriteByte('\n')
}

func maybe[T any](name string, m planner.Maybe[T]) field {
	v, known := m.Value()
	return field{known, fmt.Sprint(name, "=", v)}
}

// describeGroup writes what tells nodes apart.
func describeGroup(b *strings.Builder, g *planner.TodayGroup) {
	bought := "-"
	if c, known := g.CapacityType.Value(); known {
		bought = c.String()
	}
	fmt.Fprintf(b, "today %s %d × %s %s %s\n", g.Name, g.Nodes, cmp.Or(g.InstanceType, "-"), cmp.Or(g.Zone, "-"), bought)
}

type field struct {
	set  bool
	text string
}

func fields(k *planner.Workload) []field {
	n := &k.Nodes
	return []field{
		{k.NoRequests, "no-requests"},
		{k.HostNetwork, "host-network"},
		{k.SecurityGroups, "security-groups"},
		{k.OnePerNode, "one-per-node"},
		{k.Volumes > 0, fmt.Sprint("volumes=", k.Volumes)},
		{k.ZoneSkew > 0, fmt.Sprint("zone-skew=", k.ZoneSkew)},
		{k.HoursPerMonth > 0, fmt.Sprint("hours=", k.HoursPerMonth)},
		{k.HostSkew > 0, fmt.Sprint("host-skew=", k.HostSkew)},
		{len(k.Extended) > 0, fmt.Sprint(k.Extended)},
		{len(n.Arch) > 0, fmt.Sprint("arch=", n.Arch)},
		{len(n.Types) > 0, fmt.Sprint("types=", n.Types)},
		{len(n.CapacityTypes) > 0, fmt.Sprint("capacity=", n.CapacityTypes)},
		{len(n.Zones) > 0, fmt.Sprint("zones=", n.Zones)},
		{len(n.Labels) > 0, fmt.Sprintf("labels=%q", n.Labels.Texts())},
		{len(n.Tolerations) > 0, fmt.Sprint("tolerations=", n.Tolerations)},
		{len(k.Prefers) > 0, "prefers=" + all(k.Prefers, describePreference)},
		{len(k.Spreads) > 0, "spreads=" + all(k.Spreads, describeSpread)},
		{len(k.Affinity) > 0, "affinity=" + all(k.Affinity, describeTerm)},
		{len(k.HostPorts) > 0, "ports=" + all(k.HostPorts, describePort)},
		{k.Priority != 0, fmt.Sprint("priority=", k.Priority)},
		{len(k.Claims) > 0, "claims=" + all(k.Claims, describeClaim)},
		{k.WithoutCPU > 0, fmt.Sprint("without-cpu=", k.WithoutCPU)},
		{k.WithoutMemory > 0, fmt.Sprint("without-memory=", k.WithoutMemory)},
		{k.Controller != planner.Deployment, fmt.Sprint("controller=", k.Controller)},
		{k.Service, "service"},
		{k.Rollout != planner.Rollout{}, "rollout=" + describeRollout(k.Rollout)},
	}
}

// readsLabels reports whether some pod's constraints depend on labels; without one, Describe
// leaves them out.
func readsLabels(w planner.Workloads) bool {
	reads := func(s planner.Selector) bool {
		return slices.ContainsFunc(s, func(r planner.Requirement) bool { return !r.IsAlways() && !r.IsNever() })
	}
	for i := range w {
		if slices.ContainsFunc(w[i].Spreads, func(s planner.Spread) bool { return reads(s.Selector) }) || slices.ContainsFunc(w[i].Affinity, func(t planner.PodTerm) bool { return reads(t.Selector) }) {
			return true
		}
	}
	return false
}

// all describes a list: [a; b].
func all[T any](list []T, describe func(T) string) string {
	var texts []string
	for _, v := range list {
		texts = append(texts, describe(v))
	}
	return "[" + strings.Join(texts, "; ") + "]"
}

// topology shortens the usual keys.
func topology(key string) string {
	switch key {
	case planner.ZoneTopology:
		return "zone"
	case planner.HostTopology:
		return "host"
	}
	return key
}

// selected is a selector, or own for the workload's own pods.
func selected(s planner.Selector) string {
	if len(s) == 0 {
		return "own"
	}
	return s.String()
}

func describePreference(p planner.Preference) string { return fmt.Sprint(p.Weight, " ", p.Nodes) }

func describeSpread(s planner.Spread) string {
	text := fmt.Sprint(topology(s.Topology), " ", s.MaxSkew, " ", selected(s.Selector))
	for _, is := range []struct {
		set  bool
		text string
	}{{s.MinDomains > 0, fmt.Sprint("min-domains=", s.MinDomains)}, {s.Anyway, "anyway"}, {s.IgnoreNodeAffinity, "ignore-affinity"}, {s.HonorTaints, "honor-taints"}} {
		if is.set {
			text += " " + is.text
		}
	}
	return text
}

func describeTerm(t planner.PodTerm) string {
	text := topology(t.Topology) + " " + selected(t.Selector)
	if t.Anti {
		text = "not " + text
	}
	if len(t.Namespaces) > 0 {
		text += fmt.Sprint(" in ", t.Namespaces)
	}
	if t.Weight > 0 {
		text += fmt.Sprint(" weight=", t.Weight)
	}
	return text
}

func describePort(p planner.HostPort) string {
	return strings.Trim(fmt.Sprint(p.IP, ":", p.Port, "/", p.Protocol), ":/")
}

func describeClaim(c planner.Claim) string {
	text := fmt.Sprint(c.Name, " ", c.Access)
	if len(c.Zones) > 0 {
		text += fmt.Sprint(" ", c.Zones)
	}
	return text
}

func describeRollout(r planner.Rollout) string {
	if r.Recreate {
		return "recreate"
	}
	portion := func(p planner.Maybe[planner.Portion]) string {
		if v, known := p.Value(); known {
			return v.String()
		}
		return "-"
	}
	return "surge " + portion(r.MaxSurge) + " unavailable " + portion(r.MaxUnavailable)
}

func mib(m planner.Memory) string {
	if m%planner.MiB != 0 {
		return fmt.Sprint(int64(m), "B")
	}
	return fmt.Sprint(int64(m/planner.MiB), "Mi")
}
