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

// childVar says what the test binary is to do in place of the tests, in the
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

// bodies are long enough for a process to be killed while it writes one.
var bodies = [][]byte{bytes.Repeat([]byte("old "), 1<<18), bytes.Repeat([]byte("new "), 1<<18)}

func child(t *testing.T, what, dir string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	// The race detector has a process wait for a second before it ends.
	cmd.Env = append(os.Environ(), childVar+"="+what, folderVar+"="+dir, "GORACE=atexit_sleep_ms=0")
	return cmd
}

// Two processes write, one of them is killed in the middle of it over and over,
// and a third reads.
func TestKilledWhileWriting(t *testing.T) {
	s, dir := atNoon(t)
	mustSave(t, s, "k", string(bodies[0]), noon)
	other := start(t, dir)
	half := 0
	for range 12 {
		cmd := start(t, dir)
		for give := time.Now().Add(5 * time.Second); len(halfWritten(dir, cmd)) == 0 && time.Now().Before(give); {
			checkWhole(t, s)
		}
		kill(cmd)
		half += len(halfWritten(dir, cmd))
		checkWhole(t, s)
	}
	kill(other)
	if half == 0 {
		t.Error("never killed while it wrote")
	}
	for _, f := range halfWritten(dir, nil) {
		os.Chtimes(f, time.Time{}, time.Now().Add(-2*time.Hour))
	}
	mustSave(t, cache.Open(dir), "other", "body", noon)
	if left := halfWritten(dir, nil); len(left) > 0 {
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

func checkWhole(t *testing.T, s *cache.Store) {
	t.Helper()
	e, ok := s.Load("k")
	if !ok || !bytes.Equal(e.Body, bodies[0]) && !bytes.Equal(e.Body, bodies[1]) {
		t.Fatalf("%v, %d bytes", ok, len(e.Body))
	}
}

// halfWritten are the temporary files of a process, of all for nil.
func halfWritten(dir string, by *exec.Cmd) []string {
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

// A disk that fills up while an entry is written leaves the old one, and costs
// nobody the answer. The limit on a file's size stands for the disk's.
func TestFullDisk(t *testing.T) {
	s, dir := atNoon(t)
	mustSave(t, s, "k", "old", noon.Add(-2*time.Hour))
	before := names(dir)
	out, err := child(t, "full", dir).CombinedOutput()
	if want := "fetched 1048576, <nil>; saved: file too large; kept old\n"; string(out) != want || err != nil {
		t.Errorf("%s, %v, want %s", out, err, want)
	}
	if after := names(dir); after != before {
		t.Error("left behind:", after)
	}
}

func full(s *cache.Store) {
	signal.Ignore(syscall.SIGXFSZ) // so that write fails, as on a full disk
	syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 64 << 10, Max: 64 << 10})
	s.Now = func() time.Time { return noon }
	fetched, err := s.Fetch(context.Background(), "k", time.Hour, func(context.Context) ([]byte, error) { return bodies[1], nil })
	saved := fmt.Sprint(s.Save("k", fetched))
	kept, _ := s.Load("k")
	fmt.Printf("fetched %d, %v; saved%s; kept %s\n", len(fetched.Body), err, saved[strings.LastIndex(saved, ":"):], kept.Body)
}
