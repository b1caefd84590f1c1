// Package request is what a command was asked, read once: a Request is made of
// flags, the environment, podfit.yaml and scenario files, and never changed. With
// and Over give copies. What a command needs of the world around it comes as an IO.
package request

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"podfit/cmd/internal/cli"
	"podfit/data"
	"podfit/data/atomicfile"
	"podfit/data/boundedfile"
	"podfit/data/fresh"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/printable"
	"podfit/planner/scenario"
	"podfit/planner/settings"
	"podfit/planner/workload/usage"
)

// Request is what was asked. A command reads the parts for which it has flags.
type Request struct {
	Table settings.Table
	// Scenario is the question, its settings included: flags over files over the
	// environment over podfit.yaml.
	Scenario scenario.Scenario
	Files    []string // of the scenario
	Types    []string // named on the command line
	// Options are the flags that are not settings, as words of a command line.
	Options []string

	AWS    AWS
	Output string
	// Strict is to exit 3 if the answer is in doubt.
	Strict bool
	Select Select
	List   List
	Plan   Plan
	// UsageFiles are files of what pods use.
	UsageFiles []string

	usage     usage.Samples
	unmatched []string // in the usage
	flagged   []flagged
	// flaggedTerms are those of a plan that the command line names.
	flaggedTerms struct {
		plan.Terms
		changed []flaggedTerm
	}
}

// flagged is a setting of the command line, parsed.
type flagged struct {
	setting *settings.Setting
	value   any
}

// List is how a command lists instance types.
type List struct {
	By      string
	Reverse bool
	Limit   int
	Columns []string
}

// Settings are those of the scenario.
func (r *Request) Settings() *planner.Settings { return &r.Scenario.Settings }

// With is the request under a variant of its settings.
func (r Request) With(v settings.Variant) Request {
	r.Scenario.Settings = v.Over(r.Scenario.Settings)
	r.Scenario.Workload = v.Workloads(r.Scenario.Workload, r.Settings())
	return r
}

// Over is the request with a scenario file over what it has, and its flags over
// the file.
func (r Request) Over(name string, text []byte) (Request, error) {
	var err error
	if r.Scenario, err = scenario.Read(name, text, r.Scenario, r.Table); err != nil {
		return r, cli.UsageError{Err: err}
	}
	if err := r.putTerms(); err != nil {
		return r, err
	}
	if err := r.putFlags(); err != nil {
		return r, err
	}
	r.PutUsage(nil)
	return r, nil
}

// From is the request of a scenario, in which the flags of the command line have had their
// say.
func (r Request) From(s scenario.Scenario) Request {
	r.Scenario, r.Plan.Terms = s, s.Plan
	r.flagged, r.flaggedTerms.changed = nil, nil
	return r
}

// PutFlags puts the settings of the command line over all others, without those
// that are named.
func (r *Request) PutFlags(except ...string) {
	for _, f := range r.flagged {
		if !slices.Contains(except, f.setting.Name) {
			f.setting.Put(r.Settings(), f.value)
			if f.setting.Name == settings.RegionName {
				r.Settings().RegionSource = planner.RegionByFlag
			}
		}
	}
}

// putFlags checks what they make of the settings.
func (r *Request) putFlags() error {
	r.PutFlags()
	if err := settings.Check(r.Settings()); err != nil {
		return cli.UsageError{Err: err}
	}
	return nil
}

// IO is what a command reads and writes, whom it asks and what time it is.
type IO struct {
	In  io.Reader
	Out io.Writer // the answer
	Err io.Writer // what is said to a person about it, a line with each Write
	// OutTerminal and ErrTerminal say that a person reads them now.
	OutTerminal, ErrTerminal bool
	Now                      func() time.Time
	// Open opens a file to read, or In by the name of -.
	Open func(name string) (io.ReadCloser, error)
	// AskAWS gets live figures, or what is cached of them.
	AskAWS func(context.Context, *fresh.Source, fresh.Question) (data.Live, []fresh.Part)
	// AskMFA asks a person for the code of an MFA device; nil if nobody is there.
	AskMFA func(ctx context.Context, device string) (string, error)
	// Finish writes what of the answer is not written yet.
	Finish func() error
	// Args is the command line, for files that say where they come from.
	Args []string
	// Hosted says that the screen runs the command, and takes the signals itself.
	Hosted bool

	progress io.Writer // the terminal, as it is
}

// Clock is the time in a shell, by which the limits of searches run too. Tests stop it:
// their answers must not depend on how busy the machine is.
var Clock = time.Now

// System is the IO of a program in a shell. Terminals and files get only what is
// printable; a file gets the answer as a whole, before anything is said about it.
func System(cmd *cobra.Command) IO {
	in, out, talk := cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	o := IO{
		In: in, Out: printable.NewWriter(out), Err: printable.Messages{To: talk}, progress: talk,
		OutTerminal: IsTerminal(os.Stdout), ErrTerminal: IsTerminal(os.Stderr),
		Now: Clock,
		Open: func(name string) (io.ReadCloser, error) {
			if name == "-" {
				return io.NopCloser(in), nil
			}
			return boundedfile.Open(name)
		},
		AskAWS: func(ctx context.Context, s *fresh.Source, q fresh.Question) (data.Live, []fresh.Part) {
			return s.Ask(ctx, q)
		},
		AskMFA: askMFA(cmd),
		Finish: func() error { return nil },
		Args:   os.Args[1:],
	}
	if f, is := out.(*os.File); is && isRegular(f) {
		whole := &atomicfile.Buffer{To: f}
		o.Out, o.Finish = printable.NewWriter(whole), whole.Flush
		o.Err = printable.Messages{To: &after{o.Finish, talk}}
	}
	return o
}

// askMFA asks at the terminal, if the program has one.
func askMFA(cmd *cobra.Command) func(context.Context, string) (string, error) {
	if !IsTerminal(os.Stdin) || !IsTerminal(os.Stderr) {
		return nil
	}
	return func(ctx context.Context, device string) (string, error) {
		fmt.Fprintf(printable.Messages{To: cmd.ErrOrStderr()}, "MFA code of %s: ", device)
		type entered struct {
			line string
			err  error
		}
		done := make(chan entered, 1)
		go func() { // a read from a terminal cannot be interrupted
			line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
			done <- entered{strings.TrimSpace(line), err}
		}()
		select {
		case e := <-done:
			return e.line, e.err
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
	}
}

func isRegular(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular()
}

// after writes once something else is written. Its error is the other's to report.
type after struct {
	finish func() error
	to     io.Writer
}

func (a *after) Write(text []byte) (int, error) {
	if err := a.finish(); err != nil {
		return 0, err
	}
	return a.to.Write(text)
}

// ReadScenario reads a scenario as text.
func (o *IO) ReadScenario(name string) ([]byte, error) { return o.read(name, boundedfile.Scenario) }

// read reads a file as a whole, or In by the name of -.
func (o *IO) read(name string, limit boundedfile.Limit) ([]byte, error) {
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if name == "-" {
		name = "stdin"
	}
	return boundedfile.ReadAll(f, name, limit)
}

// IsTerminal says whether a person is at the other end.
func IsTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// Progress shows on a terminal that something takes its time.
func (o *IO) Progress(what string) (stop func()) {
	if !o.ErrTerminal {
		return func() {}
	}
	return cli.StartProgress(o.progress, printable.Text(what))
}
