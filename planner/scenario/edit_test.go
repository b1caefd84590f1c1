package scenario

import (
	"testing"

	"podfit/planner"
)

func TestSetWorkloadKey(t *testing.T) {
	for _, c := range []struct{ key, value, says string }{
		{"name", "shop/web", ""},
		{"name", " ", "must not be empty"},
		{"replicas", "40", ""},
		{"replicas", "-1", "must be a whole number from 0 to 1000000"},
		{"cpu", "2", ""},
		{"memory", "12", "less than a MiB (did you mean 12Mi?)"},
		{"securityGroups", "yes", "must be true or false"},
		{"hostNetwork", "true", ""},
		{"onePerNode", "true", ""},
		{"volumes", "1001", "must be a whole number from 0 to 1000"},
		{GPUsKey, "1", ""},
		{GPUsKey, "1500m", "must be a whole number of 0 or more"},
		{"hoursPerMonth", "731", "must be a number from 0 to 730; 0 is the whole month"},
		{"colour", "red", `"colour": no such key of a workload`},
	} {
		k := planner.Workload{Name: "web", NoRequests: true}
		err, says := SetWorkloadKey(&k, c.key, c.value), ""
		if err != nil {
			says = err.Error()
		}
		if says != c.says {
			t.Errorf("%s %q: %s, want %s", c.key, c.value, says, c.says)
		}
	}
}

// Kinds share their maps with those that undo goes back to.
func TestSetWorkloadKeyLeavesTheMap(t *testing.T) {
	was := planner.Workload{Name: "web", Extended: map[string]int64{planner.GPUResource: 1}}
	is := was
	if err := SetWorkloadKey(&is, GPUsKey, "0"); err != nil || is.Extended != nil || was.Extended[planner.GPUResource] != 1 {
		t.Errorf("%v: %v, %v", err, is, was)
	}
}

func TestCheckWorkload(t *testing.T) {
	for _, c := range []struct {
		kind planner.Workload
		says string
	}{
		{planner.Workload{Name: "api"}, `another workload is already named "api"`},
		{planner.Workload{Name: "web", Replicas: 5, MaxReplicas: 4}, "5 is above the maxReplicas of web, 4"},
		{planner.Workload{Name: "web", HostNetwork: true, SecurityGroups: true}, "a pod on the host network cannot have security groups of its own"},
		{planner.Workload{Name: "web", Replicas: 1_000_000, Request: planner.Resources{Memory: 1 << 43}}, "all pods together request more than 4 EiB of memory"},
	} {
		if err := CheckWorkload(planner.Workloads{{Name: "api"}, c.kind}); err == nil || err.Error() != c.says {
			t.Errorf("%v, want %s", err, c.says)
		}
	}
}
