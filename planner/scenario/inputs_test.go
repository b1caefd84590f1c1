package scenario_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// changes of two scenarios, a line each.
func changes(a, b scenario.Scenario) string {
	var lines strings.Builder
	for _, c := range planner.Changes(scenario.Inputs(a, table), scenario.Inputs(b, table)) {
		fmt.Fprintf(&lines, "%s %s: %s → %s\n", c.Workload, c.Key, c.From.Or("-"), c.To.Or("-"))
	}
	return lines.String()
}

func mustRead(t *testing.T, text string) scenario.Scenario {
	t.Helper()
	s, err := read(header + text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every kind of key that may differ, in the words of the file.
func TestInputsDiffer(t *testing.T) {
	for _, c := range []struct{ name, a, b, want string }{
		{"default and word", "", "cluster: {cni: {mode: prefix-delegation}}", " cluster.cni.mode: secondary-ip → prefix-delegation\n"},
		{"said and default", "cluster: {cni: {family: ipv4}, maxPods: eni}", "", ""},
		{"other words for the same", "podRequest: {memory: 1Gi}\ncapacity: {discountPercent: x0.7}", "podRequest: {memory: 1024Mi}\ncapacity: {discountPercent: 30}", ""},
		{"region", "cluster: {region: eu-west-1}", "cluster: {region: eu-west-3}", " cluster.region: eu-west-1 → eu-west-3\n"},
		{
			"DaemonSets by name", "cluster: {daemonSets: [{preset: fluent-bit}, {name: a, cpu: 1}]}", "cluster: {daemonSets: [{name: a, cpu: 2}, {name: fluent-bit, cpu: 50m, memory: 50Mi, hostNetwork: true}]}",
			" cluster.daemonSets.a.cpu: 1 → 2\n cluster.daemonSets.fluent-bit.hostNetwork: - → true\n",
		},
		{"DaemonSets without a name", "cluster: {daemonSets: [{cpu: 1}, {cpu: 2}]}", "cluster: {daemonSets: [{cpu: 2}]}", " cluster.daemonSets: cpu=1,memory=0, cpu=2,memory=0 → cpu=2,memory=0\n"},
		{"measured", "cluster: {memoryCapacity: {m5.large: 7700Mi}}", "overrides: {m5.large: {maxPods: 20}}", " cluster.memoryCapacity.m5.large: 7700Mi → -\n overrides.m5.large.maxPods: - → 20\n"},
		{"options", "options: [{types: [m5.large, r5]}]", "options: [{types: [m5.large, r5]}, {filter: vcpus>=4}]", " options: m5.large r5 → m5.large r5, vcpus>=4\n"},
		{"by", "by: cost", "by: pods", ""},
		{
			"workloads", "workload: [{name: web, replicas: 40, cpu: 250m}, {name: jobs}]", "workload: [{name: web, replicas: 60, memory: 1Gi}, {name: mail, cpu: 0}]",
			"jobs replicas: 1 → -\nmail cpu: - → 0\nmail memory: - → 0\nmail replicas: - → 1\nweb cpu: 250m → 0\nweb memory: 0 → 1Gi\nweb replicas: 40 → 60\n",
		},
		{
			"selectors", "workload: [{name: web, nodes: {arch: [arm64, amd64]}}]", "workload: [{name: web, nodes: {arch: [amd64, arm64], capacityTypes: [spot]}, extended: {nvidia.com/gpu: 1}}]",
			"web extended.nvidia.com/gpu: - → 1\nweb nodes.capacityTypes: - → spot\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := changes(mustRead(t, c.a), mustRead(t, c.b)); got != c.want {
				t.Errorf("\n%swant\n%s", got, c.want)
			}
		})
	}
}

// Whatever a scenario says, it has each key once, and nothing differs from itself
// in another order.
func TestInputsOfItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scenario.Scenario{Settings: anySettings(t), Workload: anyWorkload(t)}
		s.Settings.Overrides = anyOverrides(t)
		seen := map[planner.InputKey]bool{}
		for _, in := range scenario.Inputs(s, table) {
			if seen[in.InputKey] {
				t.Fatalf("%+v twice", in.InputKey)
			}
			seen[in.InputKey] = true
		}
		other := s
		other.Workload = rapid.Permutation(s.Workload).Draw(t, "kinds in another order")
		other.Settings.DaemonSets = rapid.Permutation(s.Settings.DaemonSets).Draw(t, "DaemonSets in another order")
		if got := changes(s, other); got != "" {
			t.Fatal(got)
		}
	})
}

// No setting and no key of a workload changes unseen.
func TestInputsSeeEverySetting(t *testing.T) {
	for i := range table {
		setting := &table[i]
		value := map[string]string{"max-pods": "managed", "region": "eu-west-3", "discount": "7%", "memory-capacity": "m5.large=7Gi", "daemonset": "fluent-bit", "security-groups-percent": "7"}[setting.Name]
		if value == "" && setting.Kind == settings.Number {
			value = "7"
		}
		if value == "" && len(setting.Choices) > 1 {
			value = setting.Choices[1]
		}
		if value == "" {
			value = "70"
		}
		a := scenario.Scenario{Settings: planner.Default()}
		b := a
		if err := setting.Set(&b.Settings, value); err != nil {
			t.Fatal(setting.Name, err)
		}
		if changes(a, b) == "" {
			t.Errorf("%s: %s is not seen", setting.Name, value)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := scenario.Scenario{Settings: planner.Default(), Workload: anyWorkload(t)}, scenario.Scenario{Settings: planner.Default(), Workload: anyWorkload(t)}
		if rapid.Bool().Draw(t, "alike but for one") && len(a.Workload) > 0 && len(b.Workload) > 0 {
			one := b.Workload[0]
			one.Name = a.Workload[0].Name
			b.Workload = slices.Concat(planner.Workloads{one}, a.Workload[1:])
		}
		x, err := scenario.Write(a, table)
		if err != nil {
			t.Fatal(err)
		}
		y, err := scenario.Write(b, table)
		if err != nil {
			t.Fatal(err)
		}
		if changes(a, b) == "" && len(x) != len(y) {
			t.Fatalf("%s\nand\n%s\nare told alike", x, y)
		}
	})
}
