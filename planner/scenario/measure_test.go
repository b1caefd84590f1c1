package scenario_test

import (
	"reflect"
	"testing"

	"podfit/planner"
	"podfit/planner/scenario"
)

var ofLarge = map[string]planner.Override{"m5.large": {
	AllocatableCPU: planner.Known(planner.Millis(1930)), AllocatableMemory: planner.Known(7145164 * planner.KiB), MaxPods: planner.Known(29),
}}

const written = "  m5.large:\n    allocatableCPU: 1930m\n    allocatableMemory: 7145164Ki\n    maxPods: 29\n"

func TestSetOverrides(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"none yet", header, header + "overrides:\n" + written},
		{"null", header + "overrides:\n", header + "overrides:\n" + written},
		{"another type", header + "overrides:\n  c5.large: {maxPods: 3} # of old\n", header + "overrides:\n  c5.large: {maxPods: 3} # of old\n" + written},
		// What is not measured goes with the rest of the type's.
		{"the same type", header + "overrides:\n  m5.large:\n    maxPods: 3\nby: type # last\n", header + "overrides:\n" + written + "by: type # last\n"},
		{"comments and order", "# ours\n" + header + "\nworkload:\n  # the shop\n  - {name: web, cpu: 1}\n", "# ours\n" + header + "workload:\n  # the shop\n  - {name: web, cpu: 1}\noverrides:\n" + written},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := scenario.SetOverrides("s.yaml", []byte(c.text), ofLarge)
			if err != nil || string(got) != c.want {
				t.Fatalf("%v\n%s", err, got)
			}
			s, err := read(string(got))
			if err != nil || !reflect.DeepEqual(s.Settings.Overrides["m5.large"], ofLarge["m5.large"]) {
				t.Errorf("%v: %v", err, s.Settings.Overrides)
			}
		})
	}
}

func TestSetOverridesErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "s.yaml: not a scenario: it must begin with apiVersion: podfit/v1"},
		{"[1]", "s.yaml: not a scenario: it must begin with apiVersion: podfit/v1"},
		{"a: b: c", "s.yaml: mapping values are not allowed in this context"},
		{header + "---\n" + header, "s.yaml: several YAML documents: a scenario must be one"},
	} {
		if got, err := scenario.SetOverrides("s.yaml", []byte(c.text), ofLarge); err == nil || err.Error() != c.want {
			t.Errorf("%v\n%s", err, got)
		}
	}
}
