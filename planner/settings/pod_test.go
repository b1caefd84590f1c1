package settings_test

import (
	"reflect"
	"testing"

	"podfit/planner"
	"podfit/planner/settings"
)

func TestParsePod(t *testing.T) {
	for _, c := range []struct {
		text string
		want planner.Workload
		err  string
	}{
		{"cpu=500m,memory=1Gi", planner.Workload{Request: planner.Resources{CPU: 500, Memory: planner.GiB}}, ""},
		{"cpu=2, security-groups, replicas=10", planner.Workload{Request: planner.Resources{CPU: 2000}, SecurityGroups: true, Replicas: 10}, ""},
		{"memory=1Gi,host-network=true,security-groups=false", planner.Workload{Request: planner.Resources{Memory: planner.GiB}, HostNetwork: true}, ""},
		{"web", planner.Workload{}, `"web": must be one of cpu, memory, replicas, security-groups, host-network`},
		{"cpu=1,memroy=1Gi", planner.Workload{}, `"memroy=1Gi": must be one of cpu, memory, replicas, security-groups, host-network (did you mean memory?)`},
		{"cpu=1,replicas=0", planner.Workload{}, `"replicas=0": must be a whole number of 1 or more`},
		{"cpu=1,replicas=x", planner.Workload{}, `"replicas=x": must be a whole number of 1 or more`},
	} {
		got, err := settings.ParsePod(c.text)
		switch {
		case err != nil || c.err != "":
			if err == nil || err.Error() != c.err {
				t.Errorf("%s: %v, want %s", c.text, err, c.err)
			}
		default:
			c.want.Name = c.text
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %+v", c.text, got)
			}
		}
	}
}
