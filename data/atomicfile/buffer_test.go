package atomicfile_test

import (
	"strings"
	"testing"

	"podfit/data/atomicfile"
)

// Nothing is written before Flush, and then all of it at once.
func TestBuffer(t *testing.T) {
	var file writes
	b := &atomicfile.Buffer{To: &file}
	for _, part := range []string{"one ", "two ", "three"} {
		if _, err := b.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if len(file) > 0 {
		t.Errorf("%q is written early", file)
	}
	for range 2 { // the second one has nothing to write
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(file, "|"); got != "one two three" {
		t.Errorf("writes: %s", got)
	}
}

type writes []string

func (w *writes) Write(text []byte) (int, error) {
	*w = append(*w, string(text))
	return len(text), nil
}

// slow is a file whose one write ends when the test says.
type slow struct {
	begun, end chan struct{}
	written    bool
}

func (s *slow) Write(text []byte) (int, error) {
	close(s.begun)
	<-s.end
	s.written = true
	return len(text), nil
}

// Stop waits for a write that has begun.
func TestStopWaits(t *testing.T) {
	s := &slow{begun: make(chan struct{}), end: make(chan struct{})}
	b := &atomicfile.Buffer{To: s}
	b.Write([]byte("an answer"))
	go b.Flush()
	<-s.begun
	stopped := make(chan bool)
	go func() {
		atomicfile.Stop()
		stopped <- s.written
		atomicfile.Resume()
	}()
	close(s.end)
	if !<-stopped {
		t.Error("stopped while a file was written")
	}
}
