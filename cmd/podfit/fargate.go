package main

import (
	"fmt"
	"slices"
	"strings"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/report"
	"podfit/planner/settings"
)

// fargateFlag is --fargate: a word, or names of pod kinds. Without a value
// Fargate is compared and nothing moves.
type fargateFlag struct {
	fargate.Choice
	given bool
}

const fargateNone = "none"

var fargateWords = []string{fargateNone, "all", "cheaper"} // in the order of the policies

func (f *fargateFlag) Type() string { return "CHOICE" }
func (f *fargateFlag) String() string {
	switch {
	case !f.given:
		return ""
	case f.Policy == fargate.Named:
		return strings.Join(f.Workloads, ",")
	default:
		return fargateWords[f.Policy]
	}
}

func (f *fargateFlag) Set(text string) error {
	f.given = true
	if i := slices.Index(fargateWords, text); i >= 0 {
		f.Choice = fargate.Choice{Policy: fargate.Policy(i)}
		return nil
	}
	f.Choice = fargate.Choice{Policy: fargate.Named}
	for name := range strings.SplitSeq(text, ",") {
		if name == "" {
			return fmt.Errorf("want %s, or names of pod kinds", strings.Join(fargateWords, ", "))
		}
		f.Workloads = append(f.Workloads, name)
	}
	return nil
}

// check wants kinds of the workload that can run on Fargate, and no value that
// stands apart from the flag and so reads as an instance type.
func (f *fargateFlag) check(w planner.Workloads, args []string) error {
	names := make([]string, len(w))
	for i := range w {
		names[i] = w[i].Name
	}
	known := slices.Concat(fargateWords, names)
	for _, arg := range args {
		if f.given && slices.Contains(known, arg) {
			return usagef("--fargate %s: write --fargate=%s", arg, arg)
		}
	}
	for _, name := range f.Workloads {
		i := slices.Index(names, name)
		if i < 0 {
			return usagef("--fargate %q: no such pod kind in the workload, and not one of %s%s", name, strings.Join(fargateWords, ", "), settings.DidYouMean(name, known))
		}
		if reasons := fargate.Reasons(&w[i]); len(reasons) > 0 {
			return usagef("--fargate %q: these pods cannot run there: %s", name, report.FargateReasonText(reasons[0]))
		}
	}
	return nil
}

// fargatePrices are those of a region, where the tables have them.
func fargatePrices(region string) fargate.Prices {
	p := data.Fargate()
	if region != p.Region {
		return fargate.Prices{}
	}
	return fargate.Prices{VCPUHour: planner.Known(p.VCPUHour), GBHour: planner.Known(p.GBHour), Source: p.Source}
}
