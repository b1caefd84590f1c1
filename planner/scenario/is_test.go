package scenario_test

import (
	"testing"

	"podfit/planner/scenario"
)

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"apiVersion: podfit/v1\nkind: Scenario\n":                     true,
		"# ours\nkind: Scenario\napiVersion: \"podfit/v1\"\n":         true,
		"apiVersion: podfit/v1\nkind: Scenario\nworkload: [{\n":       true, // which Read says more about
		"apiVersion: podfit/v2\n":                                     true,
		"{\n  \"apiVersion\": \"podfit/v1\"}":                         true,
		"":                                                            false,
		"apiVersion: v1\nkind: Pod\n":                                 false,
		"name,replicas,cpu,memory\n":                                  false,
		"kind: ConfigMap\ndata:\n  s: |\n    apiVersion: podfit/v1\n": false, // holds one
		"apiVersion: podfit.example.com/v1\n":                         false,
	} {
		if got := scenario.Is([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
