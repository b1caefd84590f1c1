package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"podfit/data"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/tui"
)

type screenOptions struct {
	answerOptions
	plain bool
}

// origin is where the source came from; the Makefile sets it.
var origin string

// runScreen opens the screen; without a terminal it says what else there is.
func runScreen(cmd *cobra.Command, opts *screenOptions) error {
	if opts.plain {
		width, height := plainSize()
		_, err := fmt.Fprint(cmd.OutOrStdout(), tui.Plain(opts.config(), width, height))
		return err
	}
	if !isTerminal(os.Stdin) || !isTerminal(os.Stdout) {
		cmd.SetOut(cmd.ErrOrStderr())
		cmd.Usage()
		return usagef("the screen needs a terminal; podfit --plain, podfit compare and podfit max-pods answer without one")
	}
	if os.Getenv("TERM") == "dumb" {
		return usagef("the screen needs more than TERM=dumb; podfit --plain, podfit compare and podfit max-pods answer without it")
	}
	return openScreen(opts.config())
}

// openScreen closes it in order when the terminal goes away or somebody wants
// the program to end.
func openScreen(c tui.Config) error {
	debug.SetGCPercent(100) // a screen stays: it is not to keep what it drew
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := tui.Run(ctx, c)
	if errors.Is(err, tui.ErrPanicked) {
		where := "to whom you have it from"
		if origin != "" {
			where = "at " + origin
		}
		return fmt.Errorf("%w, and the terminal is restored: please report the lines above and those of podfit version %s", err, where)
	}
	return err
}

// plainSize is that of the terminal, where there is one.
func plainSize() (width, height int) {
	width, height, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 120, 40
	}
	return width, height
}

func (o *screenOptions) config() tui.Config {
	c := tui.Config{
		Settings: o.settings,
		Table:    o.table,
		Lookups:  lookups(data.Catalogue{}),
		Live:     o.askLive(), LiveAtOnce: o.aws.asked(),
		Options:  o.scenario.Options,
		By:       o.scenario.By,
		Workload: o.scenario.Workload, Subnets: o.scenario.Subnets, PodSubnets: o.scenario.PodSubnets, Fargate: o.scenario.Fargate,
		Files:  screenFiles(),
		Export: exportTable,
	}
	// Of several files none is the session's, and stdin cannot be saved to.
	if len(o.files) == 1 && o.files[0] != "-" {
		c.File = o.files[0]
	}
	return c
}

// exportTable writes what podfit compare writes.
func exportTable(format string, q report.Query, options []density.Option) ([]byte, error) {
	o := newCompareOptions()
	o.settings, o.output = *q.Settings, format
	q.Topics = o.topics
	columns, err := o.columnsShown()
	if err != nil {
		return nil, err
	}
	answer := report.NewAnswer(comparison, q, options, report.Each(options, report.NewComparison))
	var b bytes.Buffer
	err = report.Listing{Answer: answer, Options: options, Columns: columns}.Write(&b, format)
	return b.Bytes(), err
}

// lookups are those of a catalogue.
func lookups(c data.Catalogue) tui.Lookups {
	return tui.Lookups{Types: c.Types, Offerings: c.Offerings}
}

// askLive lays what AWS says of one region after the other over the tables.
func (o *screenOptions) askLive() tui.AskLive {
	var mu sync.Mutex
	var catalogue data.Catalogue
	return func(ctx context.Context, region string, progress func(string)) tui.Live {
		aws := o.aws
		aws.live = true
		source := aws.source(func(p live.Progress) {
			_, action, _ := strings.Cut(p.Action, ":")
			progress(fmt.Sprintf("%s %d", action, p.Rows))
		})
		ctx, cancel := context.WithTimeout(ctx, aws.within())
		defer cancel()
		answer, parts := source.Ask(ctx, fresh.Question{Region: region, Prices: true, Spot: aws.spot})
		l := tui.Live{Causes: fresh.Causes(parts, time.Now())}
		for _, p := range parts {
			if p.At.After(time.Time{}) && (l.Label == "" || p.Err == nil) {
				l.Label = "AWS " + p.At.Format("2006-01-02 15:04")
			}
		}
		mu.Lock()
		defer mu.Unlock()
		catalogue = catalogue.With(answer)
		l.Lookups = lookups(catalogue)
		return l
	}
}
