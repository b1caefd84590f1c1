package scenario_test

import (
	"testing"

	"podfit/planner/scenario"
)

func TestWithComments(t *testing.T) {
	const old = `# The shop, as agreed on Monday.
apiVersion: podfit/v1
kind: Scenario
cluster:
  region: eu-west-3 # near the customers
workload:
  # the front end
  - name: web
    replicas: 3 # more in December
    cpu: 250m
  - {name: api, replicas: 2} # gone soon
`
	for name, c := range map[string]struct {
		text, want string
		lost       int
	}{
		"the same": {
			"apiVersion: podfit/v1\nkind: Scenario\ncluster:\n  region: eu-west-3\nworkload:\n  - name: web\n    replicas: 3\n    cpu: 250m\n  - name: api\n    replicas: 2\n",
			"# The shop, as agreed on Monday.\napiVersion: podfit/v1\nkind: Scenario\ncluster:\n  region: eu-west-3 # near the customers\nworkload:\n  # the front end\n  - name: web\n    replicas: 3 # more in December\n    cpu: 250m\n  # gone soon\n  - name: api\n    replicas: 2\n", 0,
		},
		"by name, in another order": {
			"apiVersion: podfit/v1\nkind: Scenario\nworkload:\n  - name: new\n    replicas: 1\n  - name: web\n    replicas: 40\n",
			"# The shop, as agreed on Monday.\napiVersion: podfit/v1\nkind: Scenario\nworkload:\n  - name: new\n    replicas: 1\n  # the front end\n  - name: web\n    replicas: 40 # more in December\n", 2,
		},
	} {
		got, lost := scenario.WithComments([]byte(c.text), []byte(old))
		if string(got) != c.want || lost != c.lost {
			t.Errorf("%s: %d lost:\n%s\nwant\n%s", name, lost, got, c.want)
		}
	}
	// Without comments nothing changes, and a damaged file has none to give.
	for _, old := range []string{"apiVersion: podfit/v1\nby: '#'\n", "# a\n{", ""} {
		if got, lost := scenario.WithComments([]byte("by:   type\n"), []byte(old)); string(got) != "by:   type\n" || lost != 0 {
			t.Errorf("%q: %q, %d", old, got, lost)
		}
	}
}
