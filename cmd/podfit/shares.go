package main

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/settings"
	"podfit/planner/share"
)

// shareFlags say by what the shares of a plan are asked for.
type shareFlags struct {
	namespace, pool, workload bool
	label                     string
}

// shareFlagNames are those of shareFlags.
var shareFlagNames = []string{"by-namespace", "by-label", "by-pool", "by-workload"}

func (s *shareFlags) add(flags *pflag.FlagSet) {
	flags.BoolVar(&s.namespace, "by-namespace", false, "show what each namespace costs, its part of idle capacity and of the control plane included")
	flags.StringVar(&s.label, "by-label", "", "show what the pods with each value of the label `KEY` cost")
	flags.BoolVar(&s.pool, "by-pool", false, "show what the pods of each pool cost")
	flags.BoolVar(&s.workload, "by-workload", false, "show what each workload costs")
}

// by is what the flags ask for; unknown if that is nothing.
func (s *shareFlags) by(flags *pflag.FlagSet) (by planner.Maybe[share.By], err error) {
	asked := ""
	for _, name := range shareFlagNames {
		if !flags.Changed(name) {
			continue
		}
		if asked != "" {
			return by, cli.Usagef("--%s and --%s: shares are by one of them", asked, name)
		}
		asked = name
	}
	switch {
	case asked == "by-label" && s.label == "":
		return by, cli.Usagef("--by-label \"\": give the key of a label")
	case asked == "by-label":
		return planner.Known(share.By{What: share.Label, Label: s.label}), nil
	case s.namespace:
		return planner.Known(share.By{What: share.Namespace}), nil
	case s.pool:
		return planner.Known(share.By{What: share.Pool}), nil
	case s.workload:
		return planner.Known(share.By{What: share.Workload}), nil
	}
	return by, nil
}

// checkShares refuses a label that no workload of the requests has: the key may be
// misspelt.
func checkShares(asked planner.Maybe[share.By], all ...*request.Request) error {
	by, known := asked.Value()
	if !known || by.What != share.Label {
		return nil
	}
	var keys []string
	for _, r := range all {
		keys = append(keys, share.LabelKeys(r.Scenario.Workload)...)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	switch {
	case slices.Contains(keys, by.Label):
		return nil
	case len(keys) == 0:
		return cli.Usagef("--by-label %q: no workload has labels (podfit import writes them)", by.Label)
	}
	return cli.Usagef("--by-label %q: no workload has this label%s; there are: %s", by.Label, settings.DidYouMean(by.Label, keys), strings.Join(keys, ", "))
}
