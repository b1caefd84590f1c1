package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// The screen opens on a real terminal, draws, and gives the terminal back.
func TestScreenOnATerminal(t *testing.T) {
	podfit := program(t)
	for _, quit := range []string{"q", "\x03"} {
		cmd := exec.Command(podfit)
		cmd.Env = []string{"TERM=xterm-256color", "HOME=" + t.TempDir()}
		terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
		if err != nil {
			t.Fatal(err)
		}
		defer terminal.Close()
		output := watch(terminal)
		output.waitFor(t, "TYPE")
		terminal.WriteString(quit)
		if err := waitExit(cmd); err != nil {
			t.Fatalf("after %q: %v", quit, err)
		}
		output.waitFor(t, "\x1b[?1049l") // leaves the alternate screen
		output.waitFor(t, "\x1b[?25h")   // shows the cursor
	}
}

// program is the test binary under the name by which testscript.Main knows it
// for the program.
func program(t *testing.T) string {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	podfit := t.TempDir() + "/podfit"
	if err := os.Symlink(self, podfit); err != nil {
		t.Fatal(err)
	}
	return podfit
}

func waitExit(cmd *exec.Cmd) error {
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		cmd.Process.Kill()
		return os.ErrDeadlineExceeded
	}
}

// watched is all that a program writes to its terminal.
type watched struct {
	more chan []byte
	all  bytes.Buffer
}

func watch(terminal *os.File) *watched {
	w := &watched{more: make(chan []byte, 1024)}
	go func() {
		defer close(w.more)
		for {
			b := make([]byte, 4096)
			n, err := terminal.Read(b)
			if n > 0 {
				w.more <- b[:n]
			}
			if err != nil { // the program is gone
				return
			}
		}
	}()
	return w
}

func (w *watched) waitFor(t *testing.T, text string) {
	t.Helper()
	timeout := time.After(10 * time.Second)
	for !strings.Contains(w.all.String(), text) {
		select {
		case b, open := <-w.more:
			if !open {
				t.Fatalf("the program ended without writing %q:\n%q", text, w.all.String())
			}
			w.all.Write(b)
		case <-timeout:
			t.Fatalf("no %q within 10 s:\n%q", text, w.all.String())
		}
	}
}
