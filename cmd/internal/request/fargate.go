package request

import (
	"fmt"
	"slices"
	"strings"

	"podfit/cmd/internal/cli"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/report/words"
	"podfit/planner/settings"
)

// Fargate is --fargate: a word, or names of workloads. Without a value Fargate is
// compared and nothing moves.
type Fargate struct {
	fargate.Choice
	Given bool
}

const fargateNone = "none"

var fargateWords = []string{fargateNone, "all", "cheaper"} // in the order of the policies

func (f *Fargate) Type() string { return "CHOICE" }
func (f *Fargate) String() string {
	switch {
	case !f.Given:
		return ""
	case f.Policy == fargate.Named:
		return strings.Join(f.Workloads, ",")
	default:
		return fargateWords[f.Policy]
	}
}

func (f *Fargate) Set(text string) error {
	f.Given = true
	if i := slices.Index(fargateWords, text); i >= 0 {
		f.Choice = fargate.Choice{Policy: fargate.Policy(i)}
		return nil
	}
	f.Choice = fargate.Choice{Policy: fargate.Named}
	for name := range strings.SplitSeq(text, ",") {
		if name == "" {
			return fmt.Errorf("must be %s, or names of workloads", strings.Join(fargateWords, ", "))
		}
		f.Workloads = append(f.Workloads, name)
	}
	return nil
}

// check refuses workloads that are missing or cannot run on Fargate, and a value
// that stands apart from the flag, where it reads as an instance type.
func (f *Fargate) check(w planner.Workloads, args []string) error {
	names := make([]string, len(w))
	for i := range w {
		names[i] = w[i].Name
	}
	known := slices.Concat(fargateWords, names)
	for _, arg := range args {
		if f.Given && slices.Contains(known, arg) {
			return cli.Usagef("--fargate %s: write --fargate=%s", arg, arg)
		}
	}
	for _, name := range f.Workloads {
		i := slices.Index(names, name)
		if i < 0 {
			return cli.Usagef("--fargate %q: no such workload, and not one of %s%s", name, strings.Join(fargateWords, ", "), settings.DidYouMean(name, known))
		}
		if reasons := fargate.Reasons(&w[i]); len(reasons) > 0 {
			return cli.Usagef("--fargate %q: these pods cannot run there: %s", name, words.FargateReason(reasons[0]))
		}
	}
	return nil
}

// FargatePrices are those of a region, if the tables have them.
func FargatePrices(region string) fargate.Prices {
	p, ok := Tables().Fargate(region)
	if !ok {
		return fargate.Prices{}
	}
	return fargate.Prices{VCPUHour: planner.Known(p.VCPUHour), GBHour: planner.Known(p.GBHour), Source: p.Source}
}
