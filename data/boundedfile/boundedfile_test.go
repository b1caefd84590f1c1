//go:build unix

package boundedfile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func fifo(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	return name
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.yaml")
	if err := os.WriteFile(large, make([]byte, 10), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, want string }{
		{dir, "open " + dir + ": a folder; give the names of files"},
		// Endless ones, and one that never answers.
		{"/dev/zero", "open /dev/zero: a device or a socket; give a file, or - for stdin"},
		{"/dev/tty", "open /dev/tty: a device or a socket; give a file, or - for stdin"},
		{filepath.Join(dir, "none"), "open " + filepath.Join(dir, "none") + ": no such file or directory"},
		{large, large + ": larger than 0 MiB, the limit of a test"},
	} {
		// The limit has no part in what is refused before it is read.
		_, err := Read(c.name, Limit{9, "a test"})
		if c.name == "/dev/tty" && os.IsNotExist(err) { // a container without one
			continue
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	if text, err := Read(large, Limit{10, "a test"}); err != nil || len(text) != 10 {
		t.Error("a file of the limit:", len(text), err)
	}
}

// Nobody writes: the wait ends, and leaves nobody waiting, so that a later writer finds
// no reader.
func TestFIFOWithoutAWriter(t *testing.T) {
	name := fifo(t)
	_, err := open(name, time.Millisecond)
	if want := "open " + name + ": no program has opened this FIFO to write within 1ms"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if w, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
		t.Error("a reader is left")
		w.Close()
	}
}

// A writer may take its time to come, and to write.
func TestFIFOWithAWriter(t *testing.T) {
	name := fifo(t)
	go func() {
		w, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err == nil {
			fmt.Fprint(w, "late")
			w.Close()
		}
	}()
	f, err := open(name, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if text, err := io.ReadAll(f); string(text) != "late" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}

// A shell's <(command) is a pipe by the name of its descriptor.
func TestProcessSubstitution(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := Open(fmt.Sprintf("/dev/fd/%d", r.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	go func() {
		fmt.Fprint(w, "objects")
		w.Close()
	}()
	if text, err := io.ReadAll(f); string(text) != "objects" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}
