package density_test

import (
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
)

func codes(warnings []planner.Warning) string {
	var all []string
	for _, w := range warnings {
		all = append(all, w.About().Code)
	}
	return strings.Join(all, " ")
}

// A plain cluster on a plain type has nothing to warn of, and several traps at
// once come with the gravest first.
func TestWarningsTogether(t *testing.T) {
	for _, c := range []struct {
		name string
		got  density.Option
		want string
	}{
		{"none", sample.Option("m5.large"), ""},
		{"managed, as EKS makes it", sample.Option("m5.large", sample.Managed, sample.DaemonSets(3), sample.Pod(100, 128*planner.MiB)), ""},
		{"xen", sample.Option("m4.large", sample.Prefixes, sample.SecurityGroups), "security-groups-unsupported prefixes-unsupported"},
		{"mac", sample.Option("mac2.metal", sample.CustomNetworking, sample.DaemonSets(300)), "not-a-node daemonsets-do-not-fit max-pods-above-addresses price-unknown"},
		{"everything goes", sample.Option("m7g.medium", sample.SecurityGroups, sample.CustomNetworking, sample.Prefixes, sample.Managed, sample.DaemonSets(9)),
			"no-eni-left daemonsets-do-not-fit max-pods-above-addresses kube-reserved-short"},
	} {
		if got := codes(c.got.Warnings()); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// What is unknown of a type is not 0: no warning makes something of it.
func TestUnknownLimits(t *testing.T) {
	unheardOf := *sample.Type("m5.large")
	unheardOf.Network = eni.Limits{VCPUs: 2}
	o := density.Evaluate(&unheardOf, sample.Offering("m5.large", sample.Virginia), sample.Settings(sample.DaemonSets(3)))
	if got := codes(o.Warnings()); got != "" {
		t.Errorf("warns of %s", got)
	}
	if o.ApplicationPods.Known() || o.MaxPods != planner.Known(110) {
		t.Errorf("%+v application pods of %+v", o.ApplicationPods, o.MaxPods)
	}
}
