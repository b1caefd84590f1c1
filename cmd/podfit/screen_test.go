package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// However the screen ends, it gives the terminal back.
func TestScreenGivesTheTerminalBack(t *testing.T) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) // so that programs do not ignore it, as they do under nohup
	defer signal.Reset(syscall.SIGHUP)
	for name, c := range map[string]struct {
		program string
		end     func(*terminal)
		fails   bool
		says    string
	}{
		"q":      {"podfit", func(s *terminal) { s.write("q") }, false, ""},
		"ctrl+c": {"podfit", func(s *terminal) { s.write("\x03") }, false, ""},
		"ctrl+c while typing": {"podfit", func(s *terminal) {
			s.write("/m5")
			s.waitFor(" / m5")
			s.write("\x03")
		}, false, ""},
		"SIGTERM": {"podfit", func(s *terminal) { s.cmd.Process.Signal(syscall.SIGTERM) }, true, ""},
		"SIGHUP":  {"podfit", func(s *terminal) { s.cmd.Process.Signal(syscall.SIGHUP) }, true, ""},
		"a panic": {"podfit-breaks", func(s *terminal) {
			s.write("\t")
			s.waitFor("enter type a value")
			s.write("\x1b[C") // another region
		}, true, "please report it"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, c.program, 80, 24)
			s.waitFor("TYPE")
			c.end(s)
			err := s.wait()
			if (err != nil) != c.fails {
				t.Errorf("ended with %v", err)
			}
			if exit := new(exec.ExitError); strings.HasPrefix(name, "SIG") && errors.As(err, &exit) && !exit.Sys().(syscall.WaitStatus).Signaled() {
				t.Errorf("ended with %v, not by the signal", err)
			}
			written := s.written()
			for _, back := range []string{"\x1b[?1049l", "\x1b[?25h"} { // the screen, and the cursor
				if !strings.Contains(written, back) {
					t.Errorf("no %q in %q", back, written)
				}
			}
			if !strings.Contains(written, c.says) {
				t.Errorf("no %q in %q", c.says, written)
			}
		})
	}
}

// A sizing session from start to end, and the command line reproduces it.
func TestSizingSession(t *testing.T) {
	s := open(t, "podfit", 200, 50)
	file := filepath.Join(t.TempDir(), "decided.yaml")
	s.waitFor("TYPE")

	s.write(":security-groups-for-pods\r")
	s.waitFor("SG for pods   off")
	s.write("\x1b[C")
	s.waitFor("• SG for pods   on")
	s.write(":(daemonsets)\r")
	s.write("\r6\r")
	s.waitFor("• Unnamed       6")
	s.write("\t/")
	s.waitFor("types")
	s.write("family=m,r size=..4xlarge\r")
	s.waitFor("size=..4xlarge ×")
	s.write("sS") // on to the next column and back, to the cost of a pod
	s.waitFor("sorted by COST/IP ▲")
	s.write(" \x1b[B ")
	s.waitFor("● 2 marked")
	rows := markedRows(s.screen())
	s.write("c")
	s.waitFor("2 types side by side")
	s.write("q")
	s.waitFor("● 2 marked")
	s.write("w")
	s.waitFor("podfit-scenario.yaml")
	s.write("\x15" + file + "\r") // ctrl+u clears the name that is offered
	s.waitFor("saved; podfit -f")
	s.write("q")
	if err := s.wait(); err != nil {
		t.Fatal(err)
	}

	out, err := exec.Command(program(t, "podfit"), "compare", "-f", file, "-o", "json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Items []struct {
			InstanceType                                string
			VCPUs, MemoryMiB, MaxPods, ApplicationPods  int
			WithSecurityGroups                          struct{ MaxPods int }
			RAMPerPodMiB, PerPodMonth, OnDemandPerMonth float64
		}
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	var want [][]string
	for _, o := range answer.Items {
		want = append(want, strings.Fields(fmt.Sprintf("%s %d %d %d %d %d %dMi $%.2f $%.2f", o.InstanceType, o.VCPUs, o.MemoryMiB/1024,
			o.MaxPods, o.WithSecurityGroups.MaxPods, o.ApplicationPods, int(o.RAMPerPodMiB), o.PerPodMonth, o.OnDemandPerMonth)))
	}
	for i := range rows {
		rows[i] = rows[i][:9]
	}
	if len(rows) != 2 || !reflect.DeepEqual(rows, want) {
		t.Errorf("the screen has\n%v, the file gives\n%v", rows, want)
	}
}

// On a slow link a key sends what changed, far less than the screen.
func TestKeysSendLittle(t *testing.T) {
	const most, frame = 3 << 9, 5 << 10
	s := open(t, "podfit", 120, 32)
	s.waitFor("TYPE")
	s.write("x") // a key without a meaning: the hint of the first run goes
	s.until("first frame, of which a key's bytes are few", func() bool { return len(s.written()) >= frame })
	before := s.settled()
	for _, key := range []string{"\x1b[B", "\x1b[B", "\x1b[A", " "} {
		screen := s.screen()
		s.write(key)
		s.until("other screen", func() bool { return s.screen() != screen })
		after := s.settled()
		if n := after - before; n > most {
			t.Errorf("%q sends %d bytes, want at most %d", key, n, most)
		}
		before = after
	}
}

// settled is how much was written once nothing more comes.
func (s *terminal) settled() int {
	s.t.Helper()
	before := -1
	s.until("end", func() bool {
		now := len(s.written())
		same := now == before
		before = now
		return same
	})
	return before
}

// until waits for something to be so.
func (s *terminal) until(what string, so func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(300 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("no %s after %v", what, patience)
		}
	}
}

// A terminal that cannot be drawn on gets the way to commands, as wrong usage.
func TestDumbTerminal(t *testing.T) {
	s := openOn(t, "dumb", "podfit", 80, 24)
	var exit *exec.ExitError
	if err := s.wait(); !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("ended with %v, want exit 2", err)
	}
	written := s.written()
	for _, want := range []string{"TERM=dumb", "podfit --plain", "podfit compare", "podfit max-pods"} {
		if !strings.Contains(written, want) {
			t.Errorf("no %q in %q", want, written)
		}
	}
	if strings.Contains(written, "\x1b") {
		t.Errorf("an escape sequence in %q", written)
	}
}

// markedRows are the cells of the marked rows, without the bars.
func markedRows(screen string) (rows [][]string) {
	for line := range strings.Lines(screen) {
		_, row, marked := strings.Cut(line, "●")
		if !marked || !strings.Contains(row, "$") {
			continue
		}
		row = strings.NewReplacer("▇", " ", "▁", " ", "│", " ").Replace(row)
		rows = append(rows, strings.Fields(row))
	}
	return rows
}

// terminal is a program on a terminal of its own.
type terminal struct {
	t   *testing.T
	cmd *exec.Cmd
	pty *os.File

	mu       sync.Mutex
	emulator vt10x.Terminal
	all      bytes.Buffer
	ended    chan struct{}
}

// open is a program on a terminal, at the table of types.
func open(t *testing.T, name string, width, height int) *terminal {
	s := openOn(t, "xterm-256color", name, width, height)
	if name == "podfit" { // which begins with its first page
		s.waitFor("What do you want to run?")
		s.write("\x1b")
	}
	s.waitFor("TYPE")
	return s
}

// openOn is open on a terminal of a kind, with arguments.
func openOn(t *testing.T, kind, name string, width, height int, args ...string) *terminal {
	return start(t, kind, t.TempDir(), width, height, exec.Command(program(t, name), args...))
}

// start runs a program on a terminal of its own, at home in a folder.
func start(t *testing.T, kind, home string, width, height int, cmd *exec.Cmd) *terminal {
	cmd.Env = append(cmd.Env, "TERM="+kind, "HOME="+home, endAtOnce, "XDG_CONFIG_HOME="+home)
	cmd.Dir = home
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		f.Close()
	})
	s := &terminal{t: t, cmd: cmd, pty: f, emulator: vt10x.New(vt10x.WithSize(width, height)), ended: make(chan struct{})}
	go s.read()
	return s
}

// program is the test binary under a name by which testscript.Main knows what to be.
func program(t *testing.T, name string) string {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	return link
}

func (s *terminal) read() {
	defer close(s.ended)
	b := make([]byte, 1<<16)
	for {
		n, err := s.pty.Read(b)
		s.mu.Lock()
		s.all.Write(b[:n])
		s.emulator.Write(b[:n])
		s.mu.Unlock()
		if err != nil { // the program is gone
			return
		}
	}
}

func (s *terminal) write(keys string) { s.pty.WriteString(keys) }

func (s *terminal) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emulator.String()
}

func (s *terminal) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// patience is far more than a screen takes, even on a busy machine.
const patience = 3 * time.Minute

func (s *terminal) waitFor(text string) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !strings.Contains(s.screen(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("no %q within %v on\n%s", text, patience, s.screen())
		}
	}
}

// wait is how the program ended, once all that it wrote is read.
func (s *terminal) wait() error {
	s.t.Helper()
	select {
	case <-s.ended:
		return s.cmd.Wait()
	case <-time.After(patience):
		s.t.Fatalf("still running after %v:\n%s", patience, s.screen())
		return nil
	}
}

func TestOnlyASCII(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want bool
	}{
		{map[string]string{"LANG": "en_US.UTF-8", "TERM": "xterm"}, false},
		{map[string]string{"LANG": "de_DE.utf8"}, false},
		{map[string]string{"LANG": "C"}, true},
		{map[string]string{"LANG": "de_DE.ISO-8859-1"}, true},
		// The first that is set counts.
		{map[string]string{"LC_ALL": "C.UTF-8", "LANG": "C"}, false},
		{map[string]string{"LC_CTYPE": "POSIX", "LANG": "en_US.UTF-8"}, true},
		{map[string]string{"TERM": "linux", "LANG": "en_US.UTF-8"}, true},
		// Containers have no locale, and terminals that take UTF-8.
		{nil, false},
	} {
		if got := onlyASCII(func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%v: %t", c.env, got)
		}
	}
}
