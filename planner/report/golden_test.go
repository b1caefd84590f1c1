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
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	"podfit/planner/report/words"
)

type writer interface {
	Write(w io.Writer, format string) error
}

// The listings are those of the command line: the same topics and columns.

func maxPodsListing(s *planner.Settings, rows ...reporttest.Row) func(format string) writer {
	return func(format string) writer {
		options := reporttest.Evaluate(s, rows...)
		q := answer.Query{Settings: s, Topics: []planner.Topic{planner.AboutPods}, Types: []string{"m5.large", "r5"}}
		show := columns("type", "vcpus", "memory", "enis", "pod-ips", "branch-enis", "max-pods", "sg-pods", "app-pods")
		if format == "wide" {
			show = append(show, columns("arch", "hypervisor", "limited-by")...)
		}
		return report.Listing(answer.New("MaxPods", q, options, answer.Each(options, answer.NewMaxPods)), options, show)
	}
}

func comparisonListing(s *planner.Settings, rows ...reporttest.Row) func(format string) writer {
	return func(format string) writer {
		options := reporttest.Evaluate(s, rows...)
		by, _ := query.FieldNamed("cost-per-pod")
		query.Compare(options, by)
		filter, err := query.ParseFilter("vcpus>=2")
		if err != nil {
			panic(err)
		}
		q := answer.Query{Settings: s, Topics: reporttest.EveryTopic, Filter: filter, By: by, Limit: 10}
		show := columns("type", "vcpus", "memory", "max-pods", "sg-pods", "app-pods", "ram-per-pod", "pods", "limited-by", "on-demand", "spot", "cost-per-pod", "dominated-by")
		switch format {
		case "wide":
			show = append(show, columns("arch", "cpu-per-pod", "allocatable-memory", "allocatable-cpu", "price-per-hour", "cost", "unused-cost", "interruption")...)
		case "csv":
			show = columns(query.FieldNames()...)
		}
		return report.Listing(answer.New("Comparison", q, options, answer.Each(options, answer.NewComparison)), options, show)
	}
}

func explanations(s *planner.Settings, rows ...reporttest.Row) func(format string) writer {
	return func(string) writer {
		options := reporttest.Evaluate(s, rows...)
		q := answer.Query{Settings: s, Topics: reporttest.EveryTopic, Types: []string{"r5.xlarge"}}
		return report.Explanations(answer.New("Explanation", q, options, answer.Each(options, answer.NewExplanation)), options)
	}
}

// What each command writes, in each format, with every kind of unknown among
// the types.
func TestFormats(t *testing.T) {
	for _, c := range []struct {
		name    string
		written func(format string) writer
	}{
		{"max-pods", maxPodsListing(reporttest.SecuredSettings(), reporttest.EveryRow...)},
		{"compare", comparisonListing(reporttest.SecuredSettings(), reporttest.EveryRow...)},
		{"explain", explanations(reporttest.SecuredSettings(), reporttest.R5Xlarge, reporttest.Trn248xlarge)},
	} {
		for _, format := range report.Formats {
			t.Run(c.name+"/"+format, func(t *testing.T) {
				var b bytes.Buffer
				if err := c.written(format).Write(&b, format); err != nil {
					t.Fatal(err)
				}
				golden.RequireEqual(t, b.Bytes())
			})
		}
	}
}

// Cases that no format of the above shows.
func TestSpecialCases(t *testing.T) {
	ipv6, yuan, changed := planner.Default(), planner.Default(), reporttest.EverythingChanged()
	ipv6.CNI.Family = eni.IPv6
	yuan.Region = reporttest.Beijing.Name
	for _, c := range []struct {
		name, format string
		written      func(format string) writer
	}{
		// The addresses of a /80 are a word for people and a number for scripts.
		{"ipv6", "table", maxPodsListing(&ipv6, reporttest.M5Large)},
		{"ipv6", "csv", maxPodsListing(&ipv6, reporttest.M5Large)},
		{"ipv6", "json", maxPodsListing(&ipv6, reporttest.M5Large)},
		{"ipv6-explain", "table", explanations(&ipv6, reporttest.M5Large)},
		// What is named in USD is null; prices has yuan. Nothing says whether
		// the region offers the types.
		{"yuan", "table", comparisonListing(&yuan, reporttest.M5Large, reporttest.R5Xlarge)},
		{"yuan", "csv", comparisonListing(&yuan, reporttest.M5Large, reporttest.R5Xlarge)},
		{"yuan", "json", comparisonListing(&yuan, reporttest.M5Large, reporttest.R5Xlarge)},
		{"yuan-explain", "table", explanations(&yuan, reporttest.M5Large)},
		// Every setting is among the inputs.
		{"inputs", "json", comparisonListing(changed, reporttest.M5Large)},
		{"inputs", "yaml", comparisonListing(changed, reporttest.M5Large)},
		// No rows are still a table with its head, or nothing.
		{"empty", "table", maxPodsListing(&ipv6)},
		{"empty", "csv", maxPodsListing(&ipv6)},
	} {
		t.Run(c.name+"/"+c.format, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.written(c.format).Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// An answer that could not be written in full must not pass for one.
func TestWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	for _, format := range report.Formats {
		for name, written := range map[string]func(string) writer{
			"max-pods": maxPodsListing(reporttest.SecuredSettings(), reporttest.EveryRow...),
			"compare":  comparisonListing(reporttest.SecuredSettings(), slices.Repeat(reporttest.EveryRow, 40)...),
			"explain":  explanations(reporttest.SecuredSettings(), reporttest.R5Xlarge),
		} {
			for _, room := range []int{0, 9} {
				if err := written(format).Write(&reporttest.Disk{Room: room, Full: full}, format); !errors.Is(err, full) {
					t.Errorf("%s as %s after %d bytes: %v", name, format, room, err)
				}
			}
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	const want = `"xml" is not one of table, wide, json, yaml, csv, markdown, name`
	for name, written := range map[string]func(string) writer{
		"max-pods": maxPodsListing(reporttest.SecuredSettings(), reporttest.M5Large),
		"explain":  explanations(reporttest.SecuredSettings(), reporttest.M5Large),
	} {
		var b bytes.Buffer
		if err := written("xml").Write(&b, "xml"); err == nil || err.Error() != want || b.Len() > 0 {
			t.Errorf("%s: %v and %q, want %s", name, err, b.String(), want)
		}
	}
}

func columns(names ...string) []words.Column {
	all, err := words.ColumnsNamed(names...)
	if err != nil {
		panic(err)
	}
	return all
}
