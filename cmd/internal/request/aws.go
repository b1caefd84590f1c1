package request

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/data"
	"podfit/data/cache"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/planner"
	"podfit/planner/report/words"
)

// AWS says whether and how to ask AWS for live figures.
type AWS struct {
	Live, Refresh, Offline bool
	NoIMDS                 bool
	Profile                string
	Timeout                time.Duration
	Spot                   fresh.Spot
}

// addLive adds whether AWS is asked for figures.
func (a *AWS) addLive(cmd *cobra.Command) {
	cli.Under(cmd, cli.AWS, func(flags *pflag.FlagSet) {
		flags.BoolVar(&a.Live, "live", false, "use live limits, zones and prices from AWS, cached for 7 days, spot prices for 15 minutes; on errors the bundled data is used")
		flags.TextVar(&a.Spot, "spot-price", a.Spot, "spot price to use of those in the zones: "+strings.Join(fresh.Spots, ", "))
	})
	cli.Complete(cmd, "spot-price", fresh.Spots)
}

// addReach adds how AWS is reached; the default is the SDK's chain.
func (a *AWS) addReach(cmd *cobra.Command) {
	cli.Under(cmd, cli.AWS, func(flags *pflag.FlagSet) {
		flags.BoolVar(&a.Refresh, "refresh", false, "--live, and ask AWS even for what is cached")
		flags.BoolVar(&a.Offline, "offline", false, "--live, but only from the cache, however old, without a network")
		flags.StringVar(&a.Profile, "profile", "", "`NAME` of the profile in AWS's shared configuration")
		flags.BoolVar(&a.NoIMDS, "no-imds", false, "do not look for credentials at the instance metadata service")
		if flags.Lookup("timeout") == nil { // a cluster's requests have it already
			flags.DurationVar(&a.Timeout, "timeout", live.DefaultTimeout, "how long AWS has to answer, more than 0")
		}
	})
}

// check refuses what cannot go together. used says which flags have an effect
// without --live.
func (a *AWS) check(flags *pflag.FlagSet, used func(flag string) bool) error {
	switch {
	case a.Refresh && a.Offline:
		return cli.Usagef("--refresh asks AWS and --offline does not: give one of them")
	case timeoutOf(flags) <= 0:
		return cli.Usagef("--timeout %q: must be more than 0", timeoutOf(flags))
	case flags.Lookup("live") == nil || a.Asked():
		return nil
	}
	for _, name := range []string{"profile", "no-imds", "timeout", "spot-price"} {
		if used == nil || !used(name) {
			if err := cli.Unused(flags, "--live", name); err != nil {
				return err
			}
		}
	}
	return nil
}

// timeoutOf is the flag's value; more than 0 without the flag.
func timeoutOf(flags *pflag.FlagSet) time.Duration {
	if d, err := flags.GetDuration("timeout"); err == nil {
		return d
	}
	return live.DefaultTimeout
}

// Asked says that AWS's figures are wanted.
func (a *AWS) Asked() bool { return a.Live || a.Refresh || a.Offline }

// Source is whom to ask.
func (a *AWS) Source(o live.Options) *fresh.Source {
	o.Profile, o.NoIMDS, o.Timeout = a.Profile, a.NoIMDS, a.Timeout
	return &fresh.Source{Options: o, Cache: cache.Open(""), Refresh: a.Refresh, Offline: a.Offline}
}

// Within is how long AWS has to answer.
func (a *AWS) Within() time.Duration { return cmp.Or(a.Timeout, live.DefaultTimeout) }

// Begin begins to ask AWS: for as long as AWS has to answer as a whole, which stands
// still while a person enters an MFA code, with the progress on a terminal.
func (a *AWS) Begin(ctx context.Context, io IO) (limited context.Context, s *fresh.Source, end func()) {
	within := newWithin(ctx, a.Within())
	progress := io.Progress("asking AWS")
	var o live.Options
	if io.AskMFA != nil {
		o.MFACode = func(ctx context.Context, device string) (string, error) {
			progress()
			progress = func() {}
			defer within.hold()()
			return io.AskMFA(ctx, device)
		}
	}
	return within, a.Source(o), func() {
		progress()
		within.cancel(context.Canceled)
	}
}

// Ask asks AWS. The answer's warnings say what failed.
func (a AWS) Ask(ctx context.Context, io IO, q fresh.Question) (data.Live, []fresh.Part) {
	ctx, source, end := a.Begin(ctx, io)
	defer end()
	answer, parts := io.AskAWS(ctx, source, q)
	answer.Warnings = fresh.Failures(q.Region, parts, io.Now(), Tables().Name())
	return answer, parts
}

// Wanted is which of AWS's figures an answer is made of.
type Wanted struct {
	Names  []string // of types; nil for all
	Prices bool
}

// Catalogue is the tables with AWS's figures over them, and what is doubtful in them.
type Catalogue struct {
	data.Catalogue
	doubts []planner.Warning
}

// Catalogue is the tables with AWS's figures over them, if those are asked for.
func (r *Request) Catalogue(ctx context.Context, io IO, w Wanted) Catalogue {
	c := Catalogue{Tables().Catalogue().On(Today()), TablesDoubts()}
	return r.Freshen(ctx, io, c, w)
}

// Freshen is a catalogue with AWS's figures of the request's region over it.
func (r *Request) Freshen(ctx context.Context, io IO, c Catalogue, w Wanted) Catalogue {
	if !r.AWS.Asked() {
		return c
	}
	region := r.Settings().Region
	answer, _ := r.AWS.Ask(ctx, io, fresh.Question{Region: region, Names: w.Names, Prices: w.Prices, Spot: r.AWS.Spot})
	c.Catalogue = c.With(answer)
	SayLive(io, c.Warnings(region))
	return c
}

// SayLive says what is wrong with AWS's answer as soon as it is known: a search can take
// a while, and may find nothing.
func SayLive(io IO, warnings []planner.Warning) {
	for _, w := range words.Warnings(warnings) {
		fmt.Fprintln(io.Err, words.Label(w.Code)+":", w.Line())
	}
}

// Doubts are what is known of an answer before its figures: what the catalogue lacks for
// the region, and what was guessed when the scenario was made.
func (r *Request) Doubts(c *Catalogue) (all []planner.Warning) {
	all = slices.Concat(c.doubts, c.Warnings(r.Settings().Region))
	for _, note := range r.Scenario.Notes {
		all = append(all, planner.ScenarioNote{Text: note})
	}
	all = append(all, r.Scenario.Today.ForeignZones(r.Settings().Region)...)
	return append(all, r.UsageDoubts()...)
}
