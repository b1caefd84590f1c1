//go:build unix

package bundle_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"podfit/data/bundle"
)

// childVar is what the test binary does instead of running the tests: it installs the
// file of fileVar in the folder of folderVar.
const childVar, folderVar, fileVar = "PODFIT_BUNDLE_CHILD", "PODFIT_BUNDLE_FOLDER", "PODFIT_BUNDLE_FILE"

func TestMain(m *testing.M) {
	s := bundle.Open(os.Getenv(folderVar))
	what := os.Getenv(childVar)
	if what == "" {
		os.Exit(m.Run())
	}
	file, err := os.ReadFile(os.Getenv(fileVar))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if what == "full" { // a limit on the file size simulates a full disk
		signal.Ignore(syscall.SIGXFSZ) // so that write returns an error
		syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 64 << 10, Max: 64 << 10})
	}
	for {
		_, err := s.Install(context.Background(), file)
		if what == "full" {
			text := fmt.Sprint(err)
			fmt.Println(text[strings.LastIndex(text, ":")+2:])
			return
		}
	}
}

func child(t *testing.T, what, dir, file string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	// With the race detector, a process waits for a second before it exits.
	cmd.Env = append(os.Environ(), childVar+"="+what, folderVar+"="+dir, fileVar+"="+file, "GORACE=atexit_sleep_ms=0")
	return cmd
}

// A process that is killed in the middle of a write leaves a complete file, and the
// next one can install.
func TestKilledWhileInstalling(t *testing.T) {
	dir, from := t.TempDir(), filepath.Join(t.TempDir(), "figures")
	file := of(t, "2026-11-29")
	if err := os.WriteFile(from, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s := bundle.Open(dir)
	install(t, s, file)
	for killed := 0; killed < 2; { // as often as it takes
		cmd := child(t, "install", dir, from)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		temporary := func() []string {
			found, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf(".figures.bundle.%d-*", cmd.Process.Pid)))
			return found
		}
		for len(temporary()) == 0 {
		}
		cmd.Process.Kill()
		cmd.Wait()
		killed += len(temporary())
		if got := inUse(s); got != "updated 2026-11-29, <nil>" {
			t.Fatal(got)
		}
	}
	install(t, s, of(t, "2026-11-30"))
	if got := inUse(s); got != "updated 2026-11-30, <nil>" {
		t.Error(got)
	}
}

func TestFullDisk(t *testing.T) {
	dir, from := t.TempDir(), filepath.Join(t.TempDir(), "figures")
	if err := os.WriteFile(from, of(t, "2026-11-30"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := bundle.Open(dir)
	install(t, s, of(t, "2026-11-29"))
	out, err := child(t, "full", dir, from).CombinedOutput()
	if string(out) != "file too large\n" || err != nil {
		t.Errorf("%s, %v", out, err)
	}
	if got := inUse(s); got != "updated 2026-11-29, <nil>" || names(dir) != "figures.bundle figures.lock" {
		t.Errorf("%s; left: %s", got, names(dir))
	}
}
