package screen_test

import (
	"testing"

	"podfit/planner"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

func TestDaemonDifference(t *testing.T) {
	a, b, c := tuitest.Presets[0], tuitest.Presets[1], tuitest.Presets[2]
	faster := b
	faster.Request.CPU, faster.SecurityGroups = 300, true
	for _, d := range []struct {
		before, after []planner.DaemonSet
		want          string
	}{
		{nil, []planner.DaemonSet{a}, "DaemonSet + aws-node"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{b}, "DaemonSet − aws-node"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{a, faster}, "DaemonSet cloudwatch-agent CPU 250m → 300m, security groups no → yes"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{faster}, "DaemonSet cloudwatch-agent CPU 250m → 300m, security groups no → yes, − aws-node"},
		{[]planner.DaemonSet{a, b}, []planner.DaemonSet{b, a}, "DaemonSets in another order"},
		{[]planner.DaemonSet{a, b, c}, nil, "3 DaemonSets"},
	} {
		if got := screen.DaemonSetDifference(d.before, d.after); got != d.want {
			t.Errorf("%q, want %q", got, d.want)
		}
	}
}
