// Package request is what a command was asked, read once: a Request is made of
// flags, the environment, podfit.yaml and scenario files, and never changed. With
// and Over give copies. What a command needs of the world around it comes as an IO.
package request

import (
	"context"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"podfit/cmd/internal/cli"
	"podfit/data"
	"podfit/data/fresh"
	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
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

	flagged []flagged
}

// flagged is a setting of the command line, parsed.
type flagged struct {
	setting *settings.Setting
	value   any
}

// List is how a command lists instance types.
type List struct {
	By      string
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
	return r, r.putFlags()
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
	Err io.Writer // what is said to a person about it
	// OutTerminal and ErrTerminal say that a person reads them now.
	OutTerminal, ErrTerminal bool
	Now                      func() time.Time
	// Open opens a file to read, or In by the name of -.
	Open func(name string) (io.ReadCloser, error)
	// AskAWS gets live figures, or what is cached of them.
	AskAWS func(context.Context, AWS, fresh.Question) (data.Live, []fresh.Part)
}

// Clock is the time in a shell, by which the limits of searches run too. Tests stop it:
// their answers must not depend on how busy the machine is.
var Clock = time.Now

// System is the IO of a program in a shell.
func System(cmd *cobra.Command) IO {
	in := cmd.InOrStdin()
	return IO{
		In: in, Out: cmd.OutOrStdout(), Err: cmd.ErrOrStderr(),
		OutTerminal: IsTerminal(os.Stdout), ErrTerminal: IsTerminal(os.Stderr),
		Now: Clock,
		Open: func(name string) (io.ReadCloser, error) {
			if name == "-" {
				return io.NopCloser(in), nil
			}
			return os.Open(name)
		},
		AskAWS: func(ctx context.Context, a AWS, q fresh.Question) (data.Live, []fresh.Part) {
			return a.Source(nil).Ask(ctx, q)
		},
	}
}

// ReadFile reads a file as a whole, or In by the name of -.
func (o *IO) ReadFile(name string) ([]byte, error) {
	f, err := o.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// IsTerminal says whether a person is at the other end.
func IsTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// Progress shows on a terminal that something takes its time.
func (o *IO) Progress(what string) (stop func()) {
	if !o.ErrTerminal {
		return func() {}
	}
	return cli.StartProgress(o.Err, what)
}
