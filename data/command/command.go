// Package command runs the credential commands that AWS's configuration files and
// kubeconfigs name, and the tools that render manifests. They are programs of others,
// so each is bounded in time and in output, has no terminal, and ends together with the
// processes that it started.
package command

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

const (
	// maxOutput is far above any credentials.
	maxOutput = 1 << 20
	// maxStderr is how much of the end of stderr is looked at.
	maxStderr = 4 << 10
	// lingering is how long output is read after the command has ended, if processes
	// that it started still have it open.
	lingering = 200 * time.Millisecond
)

// TooLong means that the command printed more bytes than this.
type TooLong int

func (t TooLong) Error() string { return fmt.Sprintf("it printed more than %d MiB", int(t)>>20) }

// ErrTooLong is that of Output.
var ErrTooLong error = TooLong(maxOutput)

// Failed means that the command could not be started, or ended with a failure.
type Failed struct {
	// LastLine is the last line that it printed on stderr.
	LastLine string
	Err      error
}

func (e *Failed) Error() string { return e.Err.Error() }
func (e *Failed) Unwrap() error { return e.Err }

// Output runs a command and returns what it prints on stdout. The error is ctx's if
// ctx ended first, ErrTooLong, or a *Failed.
func Output(ctx context.Context, environ []string, name string, args ...string) ([]byte, error) {
	return OutputUpTo(maxOutput, ctx, environ, name, args...)
}

// OutputUpTo is Output with another limit, in bytes.
func OutputUpTo(most int, ctx context.Context, environ []string, name string, args ...string) ([]byte, error) {
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tooLong := TooLong(most)
	out := &head{most: most, full: func() { cancel(tooLong) }}
	said := &tail{}
	c := exec.CommandContext(limited, name, args...)
	c.Env, c.Stdout, c.Stderr, c.WaitDelay = environ, out, said, lingering
	apart(c)
	c.Cancel = func() error { return kill(c) }
	if err := c.Start(); err != nil {
		return nil, &Failed{Err: err}
	}
	err := c.Wait()
	kill(c) // what it left running
	switch {
	case context.Cause(limited) == tooLong:
		return nil, tooLong
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return nil, &Failed{said.lastLine(), err}
	}
	return out.text, nil
}

// head is the beginning of an output. full is called if there is more.
type head struct {
	text []byte
	most int
	full func()
}

func (h *head) Write(p []byte) (int, error) {
	if len(h.text)+len(p) > h.most {
		h.full()
		return 0, TooLong(h.most)
	}
	h.text = append(h.text, p...)
	return len(p), nil
}

// tail is the end of an output.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p[max(0, len(p)-maxStderr):]...)
	t.text = t.text[max(0, len(t.text)-maxStderr):]
	return len(p), nil
}

func (t *tail) lastLine() string {
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
