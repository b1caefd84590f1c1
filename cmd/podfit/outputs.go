package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/request"
	"podfit/planner/export"
	"podfit/tui"
)

// outputs are the files that the screen writes of the scenario beside what its views show:
// what the commands print.
func outputs() []tui.Output {
	all := []tui.Output{
		{Name: "page: HTML, with plots and alternatives", File: "podfit-report.html", Args: []string{"report"}},
		{Name: "page: Markdown", File: "podfit-report.md", Args: []string{"report", "--format", "markdown"}},
	}
	for i := range export.Exporters {
		e := &export.Exporters[i]
		for k, f := range e.Formats {
			o := tui.Output{Name: e.Tool + ": " + e.Summary, File: f.File, Args: []string{"export", e.Tool}, OfOnePlan: true}
			if len(e.Formats) > 1 {
				what, _, _ := strings.Cut(e.Summary, ":") // what follows is of the formats
				o.Name = fmt.Sprintf("%s %s: %s", e.Tool, f.Name, what)
			}
			if k > 0 { // the first is the default
				o.Args = append(o.Args, "--format", f.Name)
			}
			all = append(all, o)
		}
	}
	return all
}

// runCommand runs a command inside the screen, over scenarios that need not be saved yet:
// the names of their files stand in the arguments. What comes of it is what a shell would
// get once the files are there.
func runCommand(ctx context.Context, args []string, scenarios map[string][]byte) tui.Ran {
	var answer, said bytes.Buffer
	cmd := newCmdFor(args)
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(""))
	cmd.SetOut(&answer)
	cmd.SetErr(&said)
	own := request.System(cmd)
	own.Args, own.Hosted, own.AskMFA = args, true, nil
	own.OutTerminal, own.ErrTerminal = false, false
	open, now := own.Open, own.Now
	own.Open = func(name string) (io.ReadCloser, error) {
		if text, is := scenarios[name]; is {
			return io.NopCloser(bytes.NewReader(text)), nil
		}
		return open(name)
	}
	own.Now = func() time.Time { // searches end by it
		if ctx.Err() != nil {
			return now().Add(time.Hour)
		}
		return now()
	}
	err := cmd.ExecuteContext(context.WithValue(ctx, hostedIO{}, own))
	if ctx.Err() != nil {
		err = errors.New("cancelled")
	}
	return tui.Ran{Out: answer.Bytes(), Said: strings.FieldsFunc(said.String(), func(r rune) bool { return r == '\n' }), Err: err}
}

// hostedIO is the key of the IO of a command that runs inside the screen.
type hostedIO struct{}

// ioOf is the IO of a command: that of a shell, unless the screen runs it.
func ioOf(cmd *cobra.Command) request.IO {
	if own, hosted := cmd.Context().Value(hostedIO{}).(request.IO); hosted {
		return own
	}
	return request.System(cmd)
}
