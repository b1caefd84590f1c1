// Package boundedfile opens the files that a user names without the risk that the
// program hangs or fills the memory: a folder and a device are refused, a FIFO has to
// have a writer soon, and a file that is read as a whole has a largest size.
package boundedfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// Limit is the largest size of a file that is read as a whole.
type Limit struct {
	Bytes int64
	Of    string // the kind of file, with its article
}

// The limits are far above the size of any such file: one that is picked by mistake
// must not fill the memory.
var (
	Scenario      = Limit{8 << 20, "a scenario"}
	Configuration = Limit{1 << 20, "podfit.yaml"}
	Quotas        = Limit{8 << 20, "a list of quotas"}
	Terms         = Limit{8 << 20, "a list of a plan's terms"}
	Kubeconfig    = Limit{8 << 20, "a kubeconfig"}
)

// writerWait is how long a FIFO may be without a writer. A shell's <(command) has one
// before podfit starts, which may then take as long as it likes to write.
const writerWait = time.Second

var (
	errFolder = errors.New("a folder; give the names of files")
	errDevice = errors.New("a device or a socket; give a file, or - for stdin")
)

// Open opens a regular file or a pipe to read it.
func Open(name string) (*os.File, error) { return open(name, writerWait) }

func open(name string, wait time.Duration) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return os.Open(name) // which says why
	}
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return os.Open(name)
	case mode.IsDir():
		return nil, &fs.PathError{Op: "open", Path: name, Err: errFolder}
	case mode&fs.ModeNamedPipe != 0:
		return openFIFO(name, wait)
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: errDevice}
}

// openFIFO opens a FIFO, which blocks until a program opens it to write.
func openFIFO(name string, wait time.Duration) (*os.File, error) {
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		f, err := os.Open(name)
		done <- opened{f, err}
	}()
	limit := time.NewTimer(wait)
	defer limit.Stop()
	select {
	case o := <-done:
		return o.file, o.err
	case <-limit.C:
	}
	// A writer, for a moment, ends the call that still waits for one.
	if w, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
		w.Close()
		if o := <-done; o.err == nil {
			o.file.Close()
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("no program has opened this FIFO to write within %v", wait)}
}

// Read reads a file as a whole.
func Read(name string, most Limit) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadAll(f, name, most)
}

// ReadAll reads what has a name to its end.
func ReadAll(r io.Reader, name string, most Limit) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most.Bytes+1))
	if err == nil && int64(len(text)) > most.Bytes {
		return nil, fmt.Errorf("%s: larger than %d MiB, the limit of %s", name, most.Bytes>>20, most.Of)
	}
	return text, err
}
