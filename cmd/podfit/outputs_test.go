package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const outputScenario = `apiVersion: podfit/v1
kind: Scenario
cluster: {region: eu-west-1, cni: {securityGroupsForPods: {enabled: true}}}
capacity: {onDemandPercent: 50}
options: [{types: [m6i.large, m6i.xlarge, r6i.large]}]
workload:
- {name: web, replicas: 30, cpu: 250m, memory: 512Mi, securityGroups: true}
- {name: huge, replicas: 1, cpu: "64", memory: 1Gi}
`

// Whatever the screen writes of a scenario is what the command prints, and what is said
// about it is said.
func TestOutputsAreTheCommands(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "sized.yaml")
	if err := os.WriteFile(file, []byte(outputScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	self := program(t, "podfit")
	for _, o := range outputs() {
		args := append(slices.Clone(o.Args), "-f", file)
		var said bytes.Buffer
		cmd := exec.Command(self, args...)
		cmd.Stderr = &said
		want, err := cmd.Output()
		got := runCommand(context.Background(), args, map[string][]byte{file: []byte(outputScenario)})
		if (err != nil) != (got.Err != nil) {
			t.Errorf("%s: %v, in a shell %v", o.Name, got.Err, err)
		}
		if !bytes.Equal(got.Out, want) {
			t.Errorf("%s: prints\n%s\nin a shell\n%s", o.Name, got.Out, want)
		}
		if slices.Contains(o.Args, "requests") {
			if got.Err == nil || !strings.Contains(got.Err.Error(), "--requests as-used") {
				t.Errorf("%s: %v", o.Name, got.Err)
			}
			continue
		}
		if text := strings.Join(got.Said, "\n") + "\n"; text != said.String() || !strings.Contains(text, "huge") {
			t.Errorf("%s: says %q, in a shell %q", o.Name, text, said.String())
		}
	}
}

// A command that the screen cancels ends, and what it found until then is no answer.
func TestCancelledOutput(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got := runCommand(ctx, []string{"plan", "-f", "a.yaml"}, map[string][]byte{"a.yaml": []byte(outputScenario)}); got.Err == nil || got.Err.Error() != "cancelled" {
		t.Error(got.Err)
	}
}
