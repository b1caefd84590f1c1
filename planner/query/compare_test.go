package query_test

import (
	"cmp"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/sample"
)

func optionNames(options []density.Option) string {
	var all []string
	for _, o := range options {
		all = append(all, o.Type.Name)
	}
	return strings.Join(all, " ")
}

func TestCompare(t *testing.T) {
	options := []density.Option{
		sample.Option("trn2.48xlarge"), sample.Option("r5.xlarge"), sample.Option("m5.xlarge"), sample.Option("m5.large"), sample.Option("c5.large"), sample.Option("mac2.metal"),
	}
	query.Compare(options, field(t, "cost-per-pod"))
	// Without a price there is no place but the last, and names settle it.
	if got, want := optionNames(options), "c5.large m5.xlarge m5.large r5.xlarge mac2.metal trn2.48xlarge"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, o := range options {
		// m5.xlarge gives a pod 259 MiB for 2.50, m5.large 257 for 2.60.
		want := map[string]string{"m5.large": "m5.xlarge"}[o.Type.Name]
		if o.DominatedBy != want {
			t.Errorf("%s is dominated by %q, want %q", o.Type.Name, o.DominatedBy, want)
		}
	}
}

func TestSort(t *testing.T) {
	for _, c := range []struct {
		field    string
		reversed bool
		want     string
	}{
		// Names as a person orders them, not by letters.
		{"type", false, "g6f.large m4.large m5.large m5.xlarge m5.2xlarge p5.48xlarge trn2.48xlarge"},
		{"type", true, "trn2.48xlarge p5.48xlarge m5.2xlarge m5.xlarge m5.large m4.large g6f.large"},
		// Sizes go by size; ties by name.
		{"size", false, "g6f.large m4.large m5.large m5.xlarge m5.2xlarge p5.48xlarge trn2.48xlarge"},
		{"size", true, "p5.48xlarge trn2.48xlarge m5.2xlarge m5.xlarge g6f.large m4.large m5.large"},
		// Less is better: upwards.
		{"price-per-hour", false, "m5.large m4.large m5.xlarge g6f.large m5.2xlarge p5.48xlarge trn2.48xlarge"},
		// The other way round, and unknown is still last.
		{"price-per-hour", true, "p5.48xlarge m5.2xlarge g6f.large m5.xlarge m4.large m5.large trn2.48xlarge"},
		// More is better: downwards. trn2 is unknown.
		{"branch-enis", false, "p5.48xlarge m5.2xlarge m5.xlarge g6f.large m5.large m4.large trn2.48xlarge"},
		{"branch-enis", true, "m4.large m5.large g6f.large m5.xlarge m5.2xlarge p5.48xlarge trn2.48xlarge"},
		// Ties go by name, both ways.
		{"vcpus", false, "g6f.large m4.large m5.large m5.xlarge m5.2xlarge p5.48xlarge trn2.48xlarge"},
		{"vcpus", true, "p5.48xlarge trn2.48xlarge m5.2xlarge m5.xlarge g6f.large m4.large m5.large"},
		{"gpus", true, "p5.48xlarge m4.large m5.large m5.xlarge m5.2xlarge trn2.48xlarge g6f.large"},
		// A word that is missing is unknown, too.
		{"dominated-by", false, "m5.large g6f.large m4.large m5.xlarge m5.2xlarge p5.48xlarge trn2.48xlarge"},
		{"dominated-by", true, "m5.large g6f.large m4.large m5.xlarge m5.2xlarge p5.48xlarge trn2.48xlarge"},
	} {
		options := []density.Option{
			sample.Option("m5.xlarge"), sample.Option("trn2.48xlarge"), sample.Option("m5.large"), sample.Option("p5.48xlarge"),
			sample.Option("m4.large"), sample.Option("g6f.large"), sample.Option("m5.2xlarge"),
		}
		options[2].DominatedBy = "m5.xlarge"
		query.Sort(options, field(t, c.field), c.reversed)
		if got := optionNames(options); got != c.want {
			t.Errorf("%s, reversed %t:\ngot  %s\nwant %s", c.field, c.reversed, got, c.want)
		}
	}
}

func TestCompareNames(t *testing.T) {
	inOrder := []string{
		// Sizes without a number first …
		"c5.nano", "c5.micro", "c5.small", "c5.medium", "c5.large", "c5.xlarge",
		// … then by number, not by letter …
		"c5.2xlarge", "c5.9xlarge", "c5.12xlarge", "c5.24xlarge",
		// … and the whole machine.
		"c5.metal",
		// Families by letter.
		"c5d.large", "m5.large",
		// Parts of a machine by their number.
		"m7i.metal-24xl", "m7i.metal-48xl",
		"m7i-flex.large", "t3.nano",
		"u-6tb1.56xlarge", "u-6tb1.112xlarge",
	}
	for i, a := range inOrder {
		for j, b := range inOrder {
			if got, want := planner.CompareNames(a, b), cmp.Compare(i, j); got != want {
				t.Errorf("%s with %s: %d, want %d", a, b, got, want)
			}
		}
	}
}
