package report_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/query"
	"podfit/planner/report"
)

type writer interface {
	Write(w io.Writer, format string) error
}

// The listings are those of the command line: the same topics and columns.

func maxPodsListing(s *planner.Settings, rows ...row) func(format string) writer {
	return func(format string) writer {
		options := evaluate(s, rows...)
		q := report.Query{Settings: s, Topics: []planner.Topic{planner.AboutPods}, Types: []string{"m5.large", "r5"}}
		show := columns("type", "vcpus", "memory", "enis", "pod-ips", "branch-enis", "max-pods", "sg-pods", "app-pods")
		if format == "wide" {
			show = append(show, columns("arch", "hypervisor", "binds")...)
		}
		return report.Listing{
			Answer:  report.NewAnswer("MaxPods", q, options, report.Each(options, report.NewMaxPods)),
			Options: options,
			Columns: show,
		}
	}
}

func comparisonListing(s *planner.Settings, rows ...row) func(format string) writer {
	return func(format string) writer {
		options := evaluate(s, rows...)
		by, _ := query.FieldNamed("cost-per-pod")
		query.Compare(options, by)
		filter, err := query.ParseFilter("vcpus>=2")
		if err != nil {
			panic(err)
		}
		q := report.Query{Settings: s, Topics: everyTopic, Filter: filter, By: by, Limit: 10}
		show := columns("type", "vcpus", "memory", "max-pods", "sg-pods", "app-pods", "ram-per-pod", "pods", "binds", "on-demand", "spot", "cost-per-pod", "dominated-by")
		switch format {
		case "wide":
			show = append(show, columns("arch", "cpu-per-pod", "allocatable-memory", "allocatable-cpu", "price-per-hour", "cost", "stranded", "interruption")...)
		case "csv":
			show = report.Columns
		}
		return report.Listing{
			Answer:  report.NewAnswer("Comparison", q, options, report.Each(options, report.NewComparison)),
			Options: options,
			Columns: show,
		}
	}
}

func explanations(s *planner.Settings, rows ...row) func(format string) writer {
	return func(string) writer {
		options := evaluate(s, rows...)
		q := report.Query{Settings: s, Topics: everyTopic, Types: []string{"r5.xlarge"}}
		return report.Explanations{
			Answer:  report.NewAnswer("Explanation", q, options, report.Each(options, report.NewExplanation)),
			Options: options,
		}
	}
}

// What each command writes, in each format, with every kind of unknown among
// the types.
func TestFormats(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(format string) writer
	}{
		{"max-pods", maxPodsListing(securedSettings(), everyRow...)},
		{"compare", comparisonListing(securedSettings(), everyRow...)},
		{"explain", explanations(securedSettings(), r5Xlarge, trn248xlarge)},
	} {
		for _, format := range report.Formats {
			t.Run(c.name+"/"+format, func(t *testing.T) {
				var b bytes.Buffer
				if err := c.answer(format).Write(&b, format); err != nil {
					t.Fatal(err)
				}
				golden.RequireEqual(t, b.Bytes())
			})
		}
	}
}

// Cases that no format of the above shows.
func TestSpecialCases(t *testing.T) {
	ipv6, yuan, changed := planner.Default(), planner.Default(), everythingChanged()
	ipv6.CNI.Family = eni.IPv6
	yuan.Region = beijing.Name
	for _, c := range []struct {
		name, format string
		answer       func(format string) writer
	}{
		// The addresses of a /80 are a word for people and a number for scripts.
		{"ipv6", "table", maxPodsListing(&ipv6, m5Large)},
		{"ipv6", "csv", maxPodsListing(&ipv6, m5Large)},
		{"ipv6", "json", maxPodsListing(&ipv6, m5Large)},
		{"ipv6-explain", "table", explanations(&ipv6, m5Large)},
		// What is named in USD is null; prices has yuan. Nothing says whether
		// the region offers the types.
		{"yuan", "table", comparisonListing(&yuan, m5Large, r5Xlarge)},
		{"yuan", "csv", comparisonListing(&yuan, m5Large, r5Xlarge)},
		{"yuan", "json", comparisonListing(&yuan, m5Large, r5Xlarge)},
		{"yuan-explain", "table", explanations(&yuan, m5Large)},
		// Every setting is among the inputs.
		{"inputs", "json", comparisonListing(changed, m5Large)},
		{"inputs", "yaml", comparisonListing(changed, m5Large)},
		// No rows are still a table with its head, or nothing.
		{"empty", "table", maxPodsListing(&ipv6)},
		{"empty", "csv", maxPodsListing(&ipv6)},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.answer(c.format).Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// everythingChanged are settings of which none is at its default.
func everythingChanged() *planner.Settings {
	s := planner.Default()
	s.Region = "cn-north-1"
	s.CNI = eni.Config{Family: eni.IPv6, Mode: eni.PrefixDelegation, CustomNetworking: true, SecurityGroupsForPods: true, MaxENI: 3}
	s.Warm = eni.WarmTargets{ENI: planner.Known(2), Prefix: planner.Known(3), IP: 4, MinimumIP: 20}
	s.MaxPods = eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 1, PodsPerCore: 10}
	s.AMI, s.SecurityGroupsScope, s.SecurityGroupsPercent = planner.Bottlerocket, planner.ScopeApps, 50
	s.UnnamedDaemonSets = 6
	s.DaemonSets = []planner.DaemonSet{{Name: "fluent-bit", Request: planner.Resources{CPU: 50, Memory: mib(50)}, HostNetwork: true, SecurityGroups: true}}
	s.SystemReserved, s.HugePages = planner.Resources{CPU: 100, Memory: mib(300)}, planner.GiB
	s.MemoryCapacity = map[string]planner.Memory{"m5.xlarge": mib(15517), "m5.large": mib(7633)}
	s.Pod = planner.PodRequest{Resources: planner.Resources{CPU: 250, Memory: mib(512.5)}, GPUs: 1, Volumes: 2}
	s.Capacity = planner.Capacity{Nodes: 10, OnDemandBase: 2, OnDemandPercent: 30, DiscountPPM: 283_333, NodeAdder: 80_000, ClusterAdder: 73 * planner.Unit}
	return &s
}

// An answer that could not be written in full must not pass for one.
func TestWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	for _, format := range report.Formats {
		for name, answer := range map[string]func(string) writer{
			"max-pods": maxPodsListing(securedSettings(), everyRow...),
			"compare":  comparisonListing(securedSettings(), slices.Repeat(everyRow, 40)...),
			"explain":  explanations(securedSettings(), r5Xlarge),
		} {
			for _, room := range []int{0, 9} {
				if err := answer(format).Write(&disk{room, full}, format); !errors.Is(err, full) {
					t.Errorf("%s as %s after %d bytes: %v", name, format, room, err)
				}
			}
		}
	}
}

// disk takes so many bytes and then fails.
type disk struct {
	room int
	full error
}

func (d *disk) Write(b []byte) (int, error) {
	if len(b) > d.room {
		n := d.room
		d.room = 0
		return n, d.full
	}
	d.room -= len(b)
	return len(b), nil
}

func TestUnknownFormat(t *testing.T) {
	const want = `"xml" is not one of table, wide, json, yaml, csv, markdown, name`
	for name, answer := range map[string]func(string) writer{
		"max-pods": maxPodsListing(securedSettings(), m5Large),
		"explain":  explanations(securedSettings(), m5Large),
	} {
		var b bytes.Buffer
		if err := answer("xml").Write(&b, "xml"); err == nil || err.Error() != want || b.Len() > 0 {
			t.Errorf("%s: %v and %q, want %s", name, err, b.String(), want)
		}
	}
}
