package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"podfit/data"
	"podfit/data/cache"
	"podfit/data/fresh"
	"podfit/data/live"
)

// awsOptions say whether and how to ask AWS for figures of today.
type awsOptions struct {
	live, refresh, offline bool
	noIMDS                 bool
	profile                string
	timeout                time.Duration
	spot                   fresh.Spot
}

// addFlags adds what says how AWS is asked; whether it is, is --live's to say.
func (o *awsOptions) addFlags(cmd *cobra.Command) {
	inGroup(cmd, groupAWS, func() {
		flags := cmd.Flags()
		flags.BoolVar(&o.live, "live", false, "limits, zones and prices of today from AWS, kept for 7 days, spot prices for 15 minutes; what fails stays as bundled")
		flags.TextVar(&o.spot, "spot-price", o.spot, "which spot price of the zones: "+strings.Join(fresh.Spots, ", "))
	})
	o.addReach(cmd)
	cmd.RegisterFlagCompletionFunc("spot-price", cobra.FixedCompletions(fresh.Spots, cobra.ShellCompDirectiveNoFileComp))
}

// addReach adds how AWS is reached, by the SDK's default chain unless told.
func (o *awsOptions) addReach(cmd *cobra.Command) {
	inGroup(cmd, groupAWS, func() {
		flags := cmd.Flags()
		flags.BoolVar(&o.refresh, "refresh", false, "--live that asks AWS even for what was kept")
		flags.BoolVar(&o.offline, "offline", false, "--live from what was kept alone, however old, without a network")
		flags.StringVar(&o.profile, "profile", "", "`NAME` of the profile in AWS's shared configuration")
		flags.BoolVar(&o.noIMDS, "no-imds", false, "leave the instance metadata service alone in the search for credentials")
		if flags.Lookup("timeout") == nil { // a cluster's requests have it already
			flags.DurationVar(&o.timeout, "timeout", live.DefaultTimeout, "how long AWS has to answer")
		}
	})
}

func (o *awsOptions) check() error {
	switch {
	case o.refresh && o.offline:
		return usagef("--refresh asks AWS, and --offline does not: give one of them")
	case o.timeout < 0:
		return usagef("--timeout %q: want more than 0", o.timeout)
	}
	return nil
}

// asked says that AWS's figures are wanted.
func (o *awsOptions) asked() bool { return o.live || o.refresh || o.offline }

func (o *awsOptions) source(progress func(live.Progress)) *fresh.Source {
	return &fresh.Source{
		Options: live.Options{Profile: o.profile, NoIMDS: o.noIMDS, Timeout: o.timeout, Progress: progress},
		Cache:   cache.Open(""), Refresh: o.refresh, Offline: o.offline,
	}
}

// within is how long AWS has to answer.
func (o *awsOptions) within() time.Duration { return cmp.Or(o.timeout, live.DefaultTimeout) }

// ask answers a question, within the timeout as a whole, and says on talk what
// has failed.
func (o *awsOptions) ask(ctx context.Context, talk io.Writer, q fresh.Question) (data.Live, []fresh.Part) {
	ctx, cancel := context.WithTimeout(ctx, o.within())
	defer cancel()
	if isTerminal(os.Stderr) {
		defer startProgress(os.Stderr, "asking AWS")()
	}
	answer, parts := o.source(nil).Ask(ctx, q)
	for _, cause := range fresh.Causes(parts, time.Now()) {
		fmt.Fprintln(talk, "live:", cause)
	}
	return answer, parts
}

// freshen lays what AWS says of the named types over the catalogue, of all for
// nil names; once, and where somebody asked for it.
func (o *answerOptions) freshen(names []string) {
	if !o.aws.asked() || o.freshened {
		return
	}
	o.freshened = true
	answer, _ := o.aws.ask(context.Background(), o.talk, fresh.Question{
		Region: o.settings.Region, Names: names, Prices: o.money, Spot: o.aws.spot,
	})
	o.catalogue = o.catalogue.With(answer)
}
