//go:build unix

package cluster_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"podfit/data/cluster"
)

// A FIFO is a kubeconfig if a program writes one, such as a shell's <(command), and no
// hang if none does.
func TestFIFO(t *testing.T) {
	name := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := cluster.Open(cluster.Options{Kubeconfig: name}); err == nil || !strings.Contains(err.Error(), "no program has opened this FIFO to write") {
		t.Errorf("without a writer: %v", err)
	}
	text := read(t, kubeconfig(t, "https://127.0.0.1:1", "insecure-skip-tls-verify: true", bearer))
	go func() {
		if w, err := os.OpenFile(name, os.O_WRONLY, 0); err == nil {
			w.Write(text)
			w.Close()
		}
	}()
	c, err := cluster.Open(cluster.Options{Kubeconfig: name})
	if err != nil || c.Server() != "127.0.0.1:1" {
		t.Errorf("with one: %v", err)
	}
}
