//go:build unix

package command_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"podfit/data/command"
)

func sh(ctx context.Context, script string) ([]byte, error) {
	return command.Output(ctx, os.Environ(), "sh", "-c", script)
}

func TestOutput(t *testing.T) {
	for _, c := range []struct{ name, script, out, failure, line string }{
		{"stdout alone", "echo a; echo b >&2", "a\n", "", ""},
		{"the last line of stderr", "echo a; echo first >&2; printf 'second\\n\\n' >&2; exit 3", "", "exit status 3", "second"},
		{"a lot on stderr", "head -c 2000000 /dev/zero >&2; echo; exit 1", "", "exit status 1", strings.Repeat("\x00", 4<<10)},
		{"no end of output", "yes", "", "it printed more than 1 MiB", ""},
		// It has no stdin and no terminal to ask at.
		{"a question", "read answer || echo no answer; (: < /dev/tty) 2>/dev/null || echo no terminal", "no answer\nno terminal\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := sh(t.Context(), c.script)
			failed, line := (*command.Failed)(nil), ""
			if errors.As(err, &failed) {
				line = failed.LastLine
			}
			if string(out) != c.out || (err == nil) != (c.failure == "") || err != nil && err.Error() != c.failure || line != c.line {
				t.Errorf("%q, %v (%q)", out, err, line)
			}
		})
	}
	if _, err := command.Output(t.Context(), nil, "no-such-command"); !errors.Is(err, exec.ErrNotFound) {
		t.Error(err)
	}
}

// Its children end with it, whether it is done or the time is up. They hold a pipe
// open for as long as they live.
func TestChildrenEnd(t *testing.T) {
	for name, rest := range map[string]string{"done": "echo done", "hangs": "wait"} {
		t.Run(name, func(t *testing.T) {
			pipe := filepath.Join(t.TempDir(), "pipe")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Fatal(err)
			}
			own, err := os.OpenFile(pipe, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			end, err := os.Open(pipe)
			if err != nil {
				t.Fatal(err)
			}
			defer end.Close()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			heard := make(chan string)
			go func() {
				said, _ := bufio.NewReader(end).ReadString('\n')
				if name == "hangs" {
					cancel()
				}
				rest, _ := io.ReadAll(end) // until no process has it open
				heard <- said + string(rest)
			}()
			out, err := sh(ctx, "(echo started; sleep 60; echo alive) > "+pipe+" & "+rest)
			if name == "done" && (string(out) != "done\n" || err != nil) || name == "hangs" && !errors.Is(err, context.Canceled) {
				t.Errorf("%q, %v", out, err)
			}
			own.Close()
			if said := <-heard; strings.Contains(said, "alive") {
				t.Error("the child still runs")
			}
		})
	}
}
