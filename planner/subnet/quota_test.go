package subnet_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/subnet"
)

// quotasOf are the quotas that full nodes of a type use, by what they count.
func quotasOf(t *testing.T, name string, nodes, most, onDemand int, limits subnet.Limits, changes ...sample.Change) (string, []planner.Warning) {
	t.Helper()
	o := sample.Option(name, changes...)
	full, err := subnet.FullNodes(&o, nodes)
	if err != nil {
		t.Fatal(err)
	}
	q := subnet.Question{
		Settings: o.Settings, Nodes: []subnet.Nodes{full}, MaxUnavailable: subnet.MaxUnavailable{Nodes: 1}, Limits: limits,
		Groups: []plan.NodeGroup{{Option: &o, Nodes: nodes, MaxNodes: most, OnDemandNodes: onDemand, Zones: 3}},
	}
	var texts []string
	quotas := q.Quotas(q.Groups)
	for _, u := range quotas {
		texts = append(texts, fmt.Sprintf("%s %d/%d", u.Code, u.Used, u.Limit))
	}
	return strings.Join(texts, " "), subnet.QuotaWarnings(quotas, limits)
}

// Every default says where it is from, and of when.
func TestQuotaSources(t *testing.T) {
	for _, row := range subnet.QuotaRows() {
		if row.Source == nil || !strings.Contains(row.Source.Name, "https://docs.aws.amazon.com/") || len(row.Source.AsOf) != len("2006-01") {
			t.Errorf("%s: %+v", row.Code, row.Source)
		}
	}
}

// A full m5.large holds 3 ENIs and 27 addresses: for network address usage 3 + 27 + 2
// more ENIs + 27 pods. An update adds 6 nodes in 3 zones. The control plane has 4 ENIs.
func TestQuotas(t *testing.T) {
	spot := func(s *planner.Settings) { s.Capacity.OnDemandPercent = 0 }
	for _, c := range []struct {
		name     string
		of       string
		nodes    int
		most     int
		onDemand int
		changes  []sample.Change
		want     string
	}{
		{"on demand", "m5.large", 3, 3, 3, nil, "L-BB24F6E5 535/64000 L-DF5E4CA3 31/5000 L-BD136A63 9/450 L-6D54EA21 1/30 L-1216C47A 18/5"},
		// 10 nodes at most, all of them spot.
		{"the most nodes", "m5.large", 3, 10, 0, []sample.Change{spot}, "L-BB24F6E5 948/64000 L-DF5E4CA3 52/5000 L-BD136A63 16/450 L-6D54EA21 1/30 L-34B43A08 32/5"},
		// Karpenter has no managed node groups, and replaces a tenth at once.
		{"Karpenter", "m5.large", 20, 20, 20, []sample.Change{sample.Karpenter}, "L-BB24F6E5 1302/64000 L-DF5E4CA3 70/5000 L-1216C47A 44/5"},
		{"both ways", "m5.large", 4, 4, 1, nil, "L-BB24F6E5 594/64000 L-DF5E4CA3 34/5000 L-BD136A63 10/450 L-6D54EA21 1/30 L-1216C47A 14/5 L-34B43A08 18/5"},
		// 2 ENIs and 98 addresses: 2 + 98 + 1 + 98 for each of 7 nodes.
		{"P5 spot", "p5.48xlarge", 1, 1, 0, []sample.Change{spot}, "L-BB24F6E5 1397/64000 L-DF5E4CA3 18/5000 L-BD136A63 7/450 L-6D54EA21 1/30 L-C4BD4855 1344/0"},
	} {
		if got, _ := quotasOf(t, c.of, c.nodes, c.most, c.onDemand, nil, c.changes...); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// By AWS's defaults a quota that is passed is a note, by the account's own it is wrong,
// and one that the account's file lacks is unknown.
func TestQuotaWarnings(t *testing.T) {
	all := subnet.Limits{"L-BB24F6E5": 64000, "L-DF5E4CA3": 5000, "L-BD136A63": 450, "L-6D54EA21": 30, "L-1216C47A": 18}
	but := func(code string, limit float64) subnet.Limits {
		limits := subnet.Limits{}
		for k, v := range all {
			limits[k] = v
		}
		if limits[code] = limit; limit < 0 {
			delete(limits, code)
		}
		return limits
	}
	for _, c := range []struct {
		limits subnet.Limits
		want   string
	}{
		{nil, "quota-exceeded note L-1216C47A"},
		{all, ""},
		{but("L-1216C47A", 17), "quota-exceeded wrong L-1216C47A"},
		{but("L-DF5E4CA3", -1), "quota-unknown unknown L-DF5E4CA3"},
		{but("L-1216C47A", -1), "quota-unknown unknown L-1216C47A"},
	} {
		_, warnings := quotasOf(t, "m5.large", 3, 3, 3, c.limits)
		var got []string
		for _, w := range warnings {
			id := w.About()
			got = append(got, fmt.Sprint(id.Code, " ", id.Severity, " ", id.Subject))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%v: got %s, want %s", c.limits, text, c.want)
		}
	}
}
