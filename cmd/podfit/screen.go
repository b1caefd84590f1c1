package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/cmd/internal/userfiles"
	"podfit/data"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/tui"
)

// origin is where the source came from; the Makefile sets it.
var origin string

// newCmdScreen is podfit without a command.
func newCmdScreen() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "podfit",
		Short: "Plan how many pods fit on EKS nodes, what each gets, and what it costs",
		Long: `podfit sizes Amazon EKS node groups: how many pods have an address on an
instance type, with and without security groups for pods, what DaemonSets
leave, RAM and CPU per pod, and cost on demand beside spot.

Without a command it opens the screen. Neither credentials nor a network are
needed: all figures come from tables in the binary, each with its date.

Every setting can be a flag, a PODFIT_ variable (PODFIT_POD_MEMORY=512Mi), or
a line of podfit.yaml (pod-memory: 512Mi) in the current folder or in the
podfit folder of the user's configuration, in this order of precedence.`,
		Example: `  podfit
  podfit max-pods r5.xlarge --security-groups-for-pods --daemonsets 6
  podfit compare 'm5.*' 'r5.*' --pod-memory 512Mi --by cost-per-pod
  podfit explain m5.large --prefix-delegation --max-pods managed`,
	}
	var plain bool
	f := request.NewFlags(cmd).Settings().AWSUsed(func(string) bool { return true }) // the screen asks AWS later
	cmd.Flags().BoolVar(&plain, "plain", false, "print the screen once as text and exit")
	printed := runs(f, func(_ context.Context, r request.Request, io request.IO) error {
		width, height := plainSize()
		_, err := fmt.Fprint(io.Out, tui.Plain(screenConfig(r), width, height))
		return err
	})
	opened := requests(f, func(_ context.Context, r request.Request, io request.IO) error {
		if !request.IsTerminal(os.Stdin) || !io.OutTerminal {
			cmd.SetOut(cmd.ErrOrStderr())
			cmd.Usage()
			return cli.Usagef("the screen needs a terminal; podfit --plain, podfit compare and podfit max-pods answer without one")
		}
		if os.Getenv("TERM") == "dumb" {
			return cli.Usagef("the screen needs more than TERM=dumb; podfit --plain, podfit compare and podfit max-pods answer without it")
		}
		return openScreen(screenConfig(r))
	})
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if plain {
			return printed(cmd, args)
		}
		return opened(cmd, args)
	}
	return cmd
}

// openScreen runs the screen, and closes it in order on a signal or if the terminal
// goes away.
func openScreen(c tui.Config) error {
	debug.SetGCPercent(100) // a screen stays open: free what it drew
	ctx, stop := closeOnSignal(context.Background())
	defer stop()
	err := tui.Run(ctx, c)
	switch {
	case errors.Is(err, tui.ErrStopped):
		return context.Cause(ctx)
	case errors.Is(err, tui.ErrPanicked):
		where := ""
		if origin != "" {
			where = " at " + origin
		}
		return fmt.Errorf("%w, and the terminal is restored: please report it%s, with the lines above and the output of podfit version", err, where)
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

func screenConfig(r request.Request) tui.Config {
	s := r.Scenario
	c := tui.Config{
		Settings: s.Settings,
		Table:    r.Table,
		Lookups:  lookups(request.Tables().Catalogue().On(request.Today())),
		Live:     askLive(r.AWS), LiveAtOnce: r.AWS.Asked(),
		Options:  s.Options,
		By:       s.By,
		Workload: s.Workload, Plan: r.Plan.Terms, Subnets: s.Subnets, PodSubnets: s.PodSubnets, Fargate: s.Fargate, Today: s.Today,
		Notes: s.Notes, Doubts: request.TablesDoubts(),
		Files: tui.Files{
			Read:     func(name string) ([]byte, error) { return userfiles.Read(userfiles.AtHome(name)) },
			Create:   func(name string, text []byte) error { return userfiles.Create(userfiles.AtHome(name), text) },
			Replace:  func(name string, text []byte) error { return userfiles.Replace(userfiles.AtHome(name), text) },
			Complete: userfiles.Complete, Recall: userfiles.Recall, Keep: userfiles.Keep, Forget: userfiles.Forget,
		},
		Export: exportTable, Outputs: outputs(), Run: runCommand,
	}
	// Of several files none is the session's, and stdin cannot be saved to.
	if len(r.Files) == 1 && r.Files[0] != "-" {
		c.File = r.Files[0]
	}
	return c
}

// exportTable writes what podfit compare writes.
func exportTable(format string, q answer.Query, options []density.Option) ([]byte, error) {
	q.Topics = comparison.topics
	columns, err := comparison.columns(nil, format, q.Settings)
	if err != nil {
		return nil, err
	}
	compared := answer.New(comparison.kind, q, options, answer.Each(options, comparison.item))
	var b bytes.Buffer
	err = report.Listing(compared, options, columns).Write(&b, format)
	return b.Bytes(), err
}

// tablesName names the tables below AWS's figures, and the date of those that replace
// the bundled ones.
func tablesName(t *data.Tables) string {
	if t.Name() == data.Bundled().Name() {
		return t.Name()
	}
	return t.Name() + " " + t.AsOf()
}

// lookups are those of a catalogue.
func lookups(c data.Catalogue) tui.Lookups {
	return tui.Lookups{Origin: tablesName(c.Tables()), Types: c.Types, Offerings: c.OfferingsWithReserved}
}

// askLive lays AWS's answers about one region after the other over the tables.
func askLive(aws request.AWS) tui.AskLive {
	var mu sync.Mutex
	catalogue := request.Tables().Catalogue().On(request.Today())
	return func(ctx context.Context, region string, progress func(string)) tui.Live {
		source := aws.Source(live.Options{Progress: func(p live.Progress) {
			_, action, _ := strings.Cut(p.Action, ":")
			progress(fmt.Sprintf("%s %d", action, p.Rows))
		}})
		ctx, cancel := context.WithTimeout(ctx, aws.Within())
		defer cancel()
		answer, parts := source.Ask(ctx, fresh.Question{Region: region, Prices: true, Spot: aws.Spot})
		answer.Warnings = fresh.Failures(region, parts, time.Now(), request.Tables().Name())
		var l tui.Live
		for _, p := range parts {
			if p.At.After(time.Time{}) && (l.Label == "" || p.Err == nil) {
				l.Label = "AWS " + p.At.Format("2006-01-02 15:04")
			}
		}
		mu.Lock()
		defer mu.Unlock()
		catalogue = catalogue.With(answer)
		l.Lookups, l.Warnings = lookups(catalogue), catalogue.Warnings(region)
		return l
	}
}
