package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
	"podfit/cmd/internal/userfiles"
	"podfit/data"
	"podfit/data/fresh"
	"podfit/data/live"
	"podfit/planner/parallel"
	"podfit/tui"
)

// origin is where the source came from; the Makefile sets it.
var origin string

// newCmdScreen is podfit without a command.
func newCmdScreen() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "podfit [FILE|FOLDER… | - | --context NAME]",
		Short: "Plan how many pods fit on EKS nodes, what each gets, and what it costs",
		Long: `podfit sizes Amazon EKS node groups: how many pods have an address on an
instance type, with and without security groups for pods, what DaemonSets
leave, RAM and CPU per pod, and cost on demand beside spot.

Without a command it opens the screen, with what is named: scenarios, and whatever
podfit import reads, told apart by content, or the live cluster of --context. With -,
which is stdin, keys are read from the terminal. Neither credentials nor a network
are needed otherwise: all figures come from tables in the binary, each with its date.

Every setting can be a flag, a PODFIT_ variable (PODFIT_POD_MEMORY=512Mi), or
a line of podfit.yaml (pod-memory: 512Mi) in the current folder or in the
podfit folder of the user's configuration, in this order of precedence.`,
		Example: `  podfit
  podfit scenario.yaml
  podfit manifests/ daemonsets.yaml
  kubectl get deploy,ds,pods,nodes -A -o json | podfit -
  podfit --context prod
  podfit max-pods r5.xlarge --security-groups-for-pods --daemonsets 6
  podfit compare 'm5.*' 'r5.*' --pod-memory 512Mi --by cost-per-pod
  podfit explain m5.large --prefix-delegation --max-pods managed`,
	}
	var plain bool
	var from objects.Source
	f := request.NewFlags(cmd).Settings().Usage()
	from.Add(cmd)
	from.AddNamespace(cmd)
	from.AddRender(cmd)
	from.AddChoices(cmd)
	f.AWSUsed(func(string) bool { return true }) // the screen asks AWS later
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	}
	cmd.Flags().BoolVar(&plain, "plain", false, "print the screen once as text and exit")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := needsTerminal(cmd, plain, slices.Contains(args, "-") || slices.Contains(*f.Files(), "-")); err != nil {
			return err
		}
		if !plain {
			stayOpen()
		}
		run := userfiles.NewRun(time.Now())
		defer run.End()
		c, io, err := startConfig(cmd, f, from, args, run)
		if err != nil {
			return err
		}
		if !plain {
			c.At = firstPlace(cmd, &c)
			return openScreen(c)
		}
		defer wholeAnswer()()
		width, height := plainSize()
		if _, err = fmt.Fprint(io.Out, tui.Plain(c, width, height)); err != nil {
			return err
		}
		return io.Finish()
	}
	return cmd
}

// firstPlace is what the screen shows first: the plan of the workload that was opened, or
// the form that asks for one if the command line names nothing.
func firstPlace(cmd *cobra.Command, c *tui.Config) tui.Place {
	switch {
	case len(c.Workload) > 0:
		return tui.Plan
	case cmd.Flags().NFlag() == 0 && c.File == "" && c.Imported == nil && !c.Settings.Pod.Given():
		return tui.NewWorkload
	}
	return ""
}

// needsTerminal refuses to open the screen where nobody could use it. Keys come from the
// terminal even if the input comes from stdin.
func needsTerminal(cmd *cobra.Command, plain, stdin bool) error {
	keys := request.IsTerminal(os.Stdin)
	if stdin && !keys {
		tty, err := os.Open("/dev/tty")
		if keys = err == nil; keys {
			tty.Close()
		}
	}
	switch {
	case plain:
		return nil
	case !keys, !request.IsTerminal(os.Stdout):
		cmd.SetOut(cmd.ErrOrStderr())
		cmd.Usage()
		return cli.Usagef("the screen needs a terminal; podfit --plain, podfit compare and podfit max-pods answer without one")
	case os.Getenv("TERM") == "dumb":
		return cli.Usagef("the screen needs more than TERM=dumb; podfit --plain, podfit compare and podfit max-pods answer without it")
	}
	return nil
}

// startConfig is the screen with what the command line names.
func startConfig(cmd *cobra.Command, f *request.Flags, from objects.Source, args []string, run *userfiles.Run) (tui.Config, request.IO, error) {
	io := request.System(cmd)
	h := newHeads(io.Open)
	io.Open = h.Open
	if err := startInput(f, &from, args, h); err != nil {
		return tui.Config{}, io, err
	}
	reads := len(from.Files) > 0 || cmd.Flags().Changed("context") || cmd.Flags().Changed("kubeconfig")
	if reads {
		if err := from.Args(cmd, from.Files, "manifests.yaml"); err != nil {
			return tui.Config{}, io, err
		}
	}
	r, err := f.Request(io, nil, configKeys)
	if err != nil {
		return tui.Config{}, io, err
	}
	r.AWS.Timeout = from.Cluster.Timeout // one flag for both
	var im *tui.Import
	if reads {
		if r, im, err = importOver(cmd.Context(), r, from, io); err != nil {
			return tui.Config{}, io, err
		}
		r.Files = nil // no file has it all
	}
	c := screenConfig(r)
	c.Imported, c.Open = im, openInput(r, from, h.open)
	c.Files.Complete = completeInput(from.Cluster.Kubeconfig)
	c.Files.Run, c.Files.Keep = run.Name, run.Keep
	c.Files.Left = func() (all []tui.Left) {
		for _, l := range run.Left(tui.SessionNote, time.Now(), tui.ViewNote) {
			all = append(all, tui.Left(l))
		}
		return all
	}
	return c, io, nil
}

// stayOpen prepares for a program that stays open beside others, before it reads
// anything: it frees early what it drew and what a search left, the more so above the
// limit, and leaves a thread to the screen.
func stayOpen() {
	const softLimit = 48 << 20 // bytes of Go's heap; the program itself takes 25 MB more
	debug.SetGCPercent(50)
	debug.SetMemoryLimit(softLimit)
	parallel.KeepThreads()
}

// openScreen runs the screen, and closes it in order on a signal or if the terminal
// goes away.
func openScreen(c tui.Config) error {
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
		ASCII:    onlyASCII(os.Getenv),
		Settings: s.Settings,
		Table:    r.Table,
		Lookups:  lookups(request.Tables().Catalogue().On(request.Today())),
		Live:     askLive(r.AWS), LiveAtOnce: r.AWS.Asked(),
		Options:  s.Options,
		By:       s.By,
		Workload: s.Workload, Plan: r.Plan.Terms, Subnets: s.Subnets, PodSubnets: s.PodSubnets, Today: s.Today,
		Notes: s.Notes, Doubts: request.TablesDoubts(),
		Files: tui.Files{
			Read:     func(name string) ([]byte, error) { return userfiles.Read(userfiles.AtHome(name)) },
			Create:   func(name string, text []byte) error { return userfiles.Create(userfiles.AtHome(name), text) },
			Replace:  func(name string, text []byte) error { return userfiles.Replace(userfiles.AtHome(name), text) },
			Edit:     editText,
			Complete: userfiles.Complete, Recall: userfiles.Recall, Keep: userfiles.Keep, Forget: userfiles.Forget,
		},
		Outputs: outputs(), Run: runCommand,
	}
	// Of several files none is the session's, and stdin cannot be saved to.
	if len(r.Files) == 1 && r.Files[0] != "-" {
		c.File = r.Files[0]
		if info, err := os.Stat(c.File); err == nil && info.Mode().IsRegular() {
			c.FileText, _ = userfiles.Read(c.File) // without it, saving does not notice that others wrote to it
		}
	}
	return c
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
	return tui.Lookups{Origin: tablesName(c.Tables()), Types: c.Types, Fargate: request.FargatePrices, Offerings: c.OfferingsWithReserved}
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

// onlyASCII says that the terminal cannot be relied on for more: the console of Linux,
// or a locale that says something else than UTF-8. Where no locale is set at all, as in
// containers, terminals nearly always take UTF-8.
func onlyASCII(env func(string) string) bool {
	if env("TERM") == "linux" {
		return true
	}
	locale := cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG"))
	plain := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	return locale != "" && !strings.Contains(plain, "utf8")
}
