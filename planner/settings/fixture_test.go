package settings_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/settings"
)

// What the tables know, cut down to a few names.
var known = settings.Known{
	Regions: []string{"cn-north-1", "eu-west-1", "eu-west-2", "us-east-1", "us-west-2"},
	DaemonSets: []planner.DaemonSet{
		{Name: "fluent-bit", Request: planner.Resources{CPU: 50, Memory: 50 * planner.MiB}},
		{Name: "node-exporter", Request: planner.Resources{CPU: 100, Memory: 30 * planner.MiB}, HostNetwork: true},
	},
}

var table = settings.New(known)

func named(t testing.TB, name string) *settings.Setting {
	t.Helper()
	s, ok := table.Named(name)
	if !ok {
		t.Fatalf("no setting %q", name)
	}
	return s
}
