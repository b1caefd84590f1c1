package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// E has the scenario in an editor, which has the terminal to itself; what it leaves is the
// session, or is there again where it cannot be read.
func TestEditor(t *testing.T) {
	dir := t.TempDir()
	shop := "apiVersion: podfit/v1\nkind: Scenario\nworkload:\n  - {name: web, replicas: 3, cpu: 100m, memory: 64Mi}\n"
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(shop), 0o600); err != nil {
		t.Fatal(err)
	}
	// An editor that fails after it wrote, then writes nonsense, and then what was meant.
	editor := filepath.Join(dir, "editor")
	script := "#!/bin/sh\nif grep -q 'replicas: many' \"$2\"; then sed -i 's/many/7/' \"$2\"; elif grep -q 'replicas: 5' \"$2\"; then sed -i 's/replicas: 5/replicas: many/' \"$2\"; else sed -i 's/replicas: 3/replicas: 5/' \"$2\"; exit 1; fi\n"
	if err := os.WriteFile(editor, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program(t, "podfit"), "shop.yaml")
	cmd.Env = append(cmd.Env, "EDITOR="+editor+" -w", "PATH="+os.Getenv("PATH"), "TMPDIR="+t.TempDir())
	s := start(t, "xterm-256color", dir, 120, 32, cmd)
	s.waitFor("nodes")
	s.does("E", "the editor failed; its text is kept, E opens it again")
	s.does("E", "(E opens the text again)")
	s.does("E", "edited, u undoes it")
	s.does("2", "7")
	s.does("w\r", "saved; podfit -f shop.yaml")
	s.leave()
	text, err := os.ReadFile(filepath.Join(dir, "shop.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(text), "replicas: 7"; !strings.Contains(got, want) {
		t.Errorf("no %q in\n%s", want, got)
	}
}
