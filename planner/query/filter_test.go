package query_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/sample"
)

func TestRange(t *testing.T) {
	options := func() []density.Option {
		return []density.Option{sample.Option("t3.large"), sample.Option("m5.xlarge"), sample.Option("m5.2xlarge"), sample.Option("c5.4xlarge"), sample.Option("trn2.48xlarge")}
	}
	for _, c := range []struct {
		field, text, want string
	}{
		// Both bounds are in the range.
		{"vcpus", "4..16", "m5.xlarge m5.2xlarge c5.4xlarge"},
		{"vcpus", "8..", "m5.2xlarge c5.4xlarge trn2.48xlarge"},
		{"vcpus", "..4", "t3.large m5.xlarge"},
		{"vcpus", "8", "m5.2xlarge"},
		{"vcpus", "5..7", ""},
		{"memory", "8..16", "t3.large m5.xlarge"},
		// Units of the field's kind may stand behind a bound.
		{"memory", "8192Mi..16GiB", "t3.large m5.xlarge"},
		{"allocatable-memory", "..8Gi", "t3.large"},
		{"allocatable-cpu", "..3920m", "t3.large m5.xlarge"},
		{"price-per-hour", "$0.1..$0.5", "m5.xlarge m5.2xlarge"},
		// Sizes have an order.
		{"size", "xlarge..4xlarge", "m5.xlarge m5.2xlarge c5.4xlarge"},
		// 0 is a bound like any other, not a missing one.
		{"branch-enis", "0..0", "t3.large"},
		{"branch-enis", "..18", "t3.large m5.xlarge"},
		// An unknown price is in no range, not even in one that holds all.
		{"price-per-hour", "0..", "t3.large m5.xlarge m5.2xlarge c5.4xlarge"},
		{"price-per-hour", "..1000", "t3.large m5.xlarge m5.2xlarge c5.4xlarge"},
		{"branch-enis", "0..", "t3.large m5.xlarge m5.2xlarge c5.4xlarge"},
	} {
		condition, err := field(t, c.field).Range(c.text)
		if err != nil {
			t.Errorf("%s %s: %v", c.field, c.text, err)
			continue
		}
		if want := c.field + " " + c.text; condition.Text != want {
			t.Errorf("text %q, want %q", condition.Text, want)
		}
		if got := optionNames(query.Filter{condition}.Select(options())); got != c.want {
			t.Errorf("%s: got %q, want %q", condition.Text, got, c.want)
		}
	}
}

func TestRangeErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "must be a number or a range such as 4..16, 4.. or ..16"},
		{"..", "must be a number or a range such as 4..16, 4.. or ..16"},
		{"16..4", "the range ends below its start"},
		{"four", `"four" is not a number`},
		{"4..x", `"x" is not a number`},
		{"x..4", `"x" is not a number`},
		// A dash is no range.
		{"4-16", `"4-16" is not a number`},
		// vCPUs have no unit.
		{"4GiB", `"4GiB" is not a number`},
	} {
		if _, err := field(t, "vcpus").Range(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func TestOfferedNodes(t *testing.T) {
	// No table says whether the region has it: it may.
	unsaid := sample.Offering("m5.large", &planner.Region{Name: "us-east-1", Currency: "USD"})
	options := []density.Option{
		sample.Option("m5.large", sample.InBeijing),
		sample.Option("p5.48xlarge", sample.InBeijing),
		sample.Option("mac2.metal"),
		density.Evaluate(sample.Type("c5.large"), unsaid, sample.Settings()),
		density.Evaluate(sample.Type("t3.large"), planner.Offering{}, sample.Settings()),
	}
	condition := query.OfferedNodes()
	if got, want := optionNames(query.Filter{condition}.Select(options)), "m5.large c5.large t3.large"; condition.Text != "eks=yes" || got != want {
		t.Errorf("%s: got %q, want %q", condition.Text, got, want)
	}
}

func TestEmptied(t *testing.T) {
	options := []density.Option{sample.Option("m5.large"), sample.Option("m5.xlarge"), sample.Option("c5.large")}
	of := func(name, text string) query.Condition {
		c, err := field(t, name).Range(text)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, c := range []struct {
		name   string
		filter query.Filter
		left   string
		last   string // the condition that empties the list
	}{
		{"something left", query.Filter{of("vcpus", "2"), of("memory", "8")}, "m5.large", ""},
		{"no filter", nil, "m5.large m5.xlarge c5.large", ""},
		{"the first", query.Filter{of("vcpus", "64"), of("memory", "8")}, "", "vcpus 64"},
		// Each leaves something on its own; the two together do not. The third
		// has no part in it.
		{"the second", query.Filter{of("vcpus", "4"), of("memory", "..8"), of("vcpus", "64")}, "", "memory ..8"},
	} {
		if got := optionNames(c.filter.Select(options)); got != c.left {
			t.Errorf("%s: left %q, want %q", c.name, got, c.left)
		}
		last := ""
		if emptied := c.filter.Emptied(options); emptied != nil {
			last = emptied[len(emptied)-1].Text
		}
		if last != c.last {
			t.Errorf("%s: emptied by %q, want %q", c.name, last, c.last)
		}
	}
	if got, want := optionNames(options), "m5.large m5.xlarge c5.large"; got != want {
		t.Errorf("filtering changed the options to %s", got)
	}
}
