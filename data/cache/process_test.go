//go:build unix

package cache_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"podfit/data/cache"
)

// childVar is what the test binary does instead of running the tests, with the
// store in folderVar.
const childVar, folderVar = "PODFIT_CACHE_CHILD", "PODFIT_CACHE_FOLDER"

func TestMain(m *testing.M) {
	s := cache.Open(os.Getenv(folderVar))
	switch os.Getenv(childVar) {
	case "":
		os.Exit(m.Run())
	case "save": // until killed
		for {
			for _, b := range bodies {
				s.Save("k", cache.Entry{Body: b, At: noon})
			}
		}
	case "fetch":
		e, err := s.Fetch(context.Background(), "k", time.Hour, func(context.Context) ([]byte, error) {
			fmt.Println("asked")
			return []byte("body"), nil
		})
		if string(e.Body) != "body" || err != nil {
			fmt.Printf("%q, %v\n", e.Body, err)
		}
	case "full":
		full(s)
	}
}

// bodies are large enough that a process can be killed while it writes one.
var bodies = [][]byte{bytes.Repeat([]byte("old "), 1<<18), bytes.Repeat([]byte("new "), 1<<18)}

func child(t *testing.T, what, dir string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	// With the race detector, a process waits for a second before it exits.
	cmd.Env = append(os.Environ(), childVar+"="+what, folderVar+"="+dir, "GORACE=atexit_sleep_ms=0")
	return cmd
}

// Two processes write and a third one reads, while one of the writers is killed
// over and over in the middle of a write.
func TestKilledWhileWriting(t *testing.T) {
	s, dir := atNoon(t)
	mustSave(t, s, "k", string(bodies[0]), noon)
	other := start(t, dir)
	for partial := 0; partial < 3; { // as often as it takes
		cmd := start(t, dir)
		for len(temporary(dir, cmd)) == 0 {
			checkComplete(t, s)
		}
		kill(cmd)
		partial += len(temporary(dir, cmd))
		checkComplete(t, s)
	}
	kill(other)
	for _, f := range temporary(dir, nil) {
		os.Chtimes(f, time.Time{}, time.Now().Add(-2*time.Hour))
	}
	mustSave(t, cache.Open(dir), "other", "body", noon)
	if left := temporary(dir, nil); len(left) > 0 {
		t.Error("left behind:", left)
	}
}

func start(t *testing.T, dir string) *exec.Cmd {
	cmd := child(t, "save", dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func kill(cmd *exec.Cmd) {
	cmd.Process.Kill()
	cmd.Wait()
}

func checkComplete(t *testing.T, s *cache.Store) {
	t.Helper()
	e, ok := s.Load("k")
	if !ok || !bytes.Equal(e.Body, bodies[0]) && !bytes.Equal(e.Body, bodies[1]) {
		t.Fatalf("%v, %d bytes", ok, len(e.Body))
	}
}

// temporary are the temporary files of a process, or of all for nil.
func temporary(dir string, by *exec.Cmd) []string {
	pid := "*"
	if by != nil {
		pid = fmt.Sprint(by.Process.Pid)
	}
	found, _ := filepath.Glob(filepath.Join(dir, ".*.entry."+pid+"-*"))
	return found
}

func TestOneProcessAsks(t *testing.T) {
	_, dir := atNoon(t)
	out := make([][]byte, 6)
	var all sync.WaitGroup
	for i := range out {
		all.Go(func() { out[i], _ = child(t, "fetch", dir).CombinedOutput() })
	}
	all.Wait()
	if got := string(bytes.Join(out, nil)); got != "asked\n" {
		t.Error(got)
	}
}

// If the disk is full, the old entry stays and Fetch still returns the answer. A
// limit on the file size simulates the full disk.
func TestFullDisk(t *testing.T) {
	s, dir := atNoon(t)
	mustSave(t, s, "k", "old", noon.Add(-2*time.Hour))
	before := names(dir)
	out, err := child(t, "full", dir).CombinedOutput()
	if want := "fetched 1048576, <nil>; saved: file too large; stored old\n"; string(out) != want || err != nil {
		t.Errorf("%s, %v, want %s", out, err, want)
	}
	if after := names(dir); after != before {
		t.Error("left behind:", after)
	}
}

func full(s *cache.Store) {
	signal.Ignore(syscall.SIGXFSZ) // so that write returns an error, as on a full disk
	syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 64 << 10, Max: 64 << 10})
	s.Now = func() time.Time { return noon }
	fetched, err := s.Fetch(context.Background(), "k", time.Hour, func(context.Context) ([]byte, error) { return bodies[1], nil })
	saved := fmt.Sprint(s.Save("k", fetched))
	stored, _ := s.Load("k")
	fmt.Printf("fetched %d, %v; saved%s; stored %s\n", len(fetched.Body), err, saved[strings.LastIndex(saved, ":"):], stored.Body)
}
