package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Ctrl+c ends a plan that takes long at once, with nothing of it printed.
func TestPlanIsBrokenOff(t *testing.T) {
	var b strings.Builder
	b.WriteString("apiVersion: podfit/v1\nkind: Scenario\nworkload:\n")
	for i, k := range sizes(30_000, 1) {
		fmt.Fprintf(&b, "- {name: k%d, replicas: 3, cpu: %dm, memory: %d}\n", i, k.Request.CPU, k.Request.Memory)
	}
	file := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := openOn(t, "xterm", "podfit", 100, 20, "plan", "-f", file, "--time-limit", "1m")
	s.waitFor("planning, at most 1m0s: ")
	s.write("\x03")
	err := s.wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != os.Interrupt {
		t.Errorf("ended with %v, not by the signal", err)
	}
	if strings.Contains(s.written(), "PLAN") {
		t.Errorf("printed %q", s.written())
	}
}

// A signal that comes while an answer is written to a file leaves the whole answer.
func TestSignalLeavesAWholeFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "answer.json")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cmd := exec.Command(program(t, "podfit"), "compare", "--all-types", "-o", "json")
	cmd.Env = append(os.Environ(), endAtOnce)
	cmd.Stdout = file
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for waiting := true; waiting; {
		info, err := file.Stat()
		if err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-ended: // it was quick
			ended <- err
			waiting = false
		default:
			waiting = info.Size() == 0
		}
	}
	cmd.Process.Signal(syscall.SIGTERM)
	var exit *exec.ExitError
	if err := <-ended; err != nil && (!errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM) {
		t.Errorf("ended with %v", err)
	}
	text, err := os.ReadFile(name)
	if err != nil || !json.Valid(text) {
		t.Errorf("%v: %d bytes that are no answer", err, len(text))
	}
}
