package userfiles

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Run is one run of the screen among others: a lock, which the system takes away however
// the run ends, says that it still goes on.
type Run struct {
	Name string
	mu   sync.Mutex
	lock *flock.Flock // nil until something is kept
}

// NewRun has a name that no other run has.
func NewRun(now time.Time) *Run {
	return &Run{Name: fmt.Sprintf("%s-%d", now.UTC().Format("20060102-150405"), os.Getpid())}
}

const lockEnding = ".lock"

// Keep is Keep, and has others know that the run goes on.
func (r *Run) Keep(name string, text []byte) error {
	if err := r.hold(); err != nil {
		return err
	}
	return Keep(name, text)
}

func (r *Run) hold() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lock != nil {
		return nil
	}
	path, err := notePath(r.Name + lockEnding)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	lock := flock.New(path)
	if _, err := lock.TryLock(); err == nil { // a disk without locks keeps notes all the same
		r.lock = lock
	}
	return nil
}

// End lets go of what the run held.
func (r *Run) End() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lock != nil {
		os.Remove(r.lock.Path())
		r.lock.Unlock()
	}
}

// Left is a run that kept a note and has ended.
type Left struct {
	Run string
	At  time.Time // of the note
}

// mostLeft and longest are how many notes of a kind stay, and for how long.
const (
	mostLeft = 20
	longest  = 60 * 24 * time.Hour
)

// Left are the runs of which a note stays, the latest first. The notes of a run have its
// name before their ending: those of session.yaml are session-RUN.yaml. others are
// further notes that go with it once it is too old.
func (r *Run) Left(note string, now time.Time, others ...string) []Left {
	first, err := notePath(note)
	if err != nil {
		return nil
	}
	var all []Left
	if info, err := os.Stat(first); err == nil { // of a version that named no runs
		all = append(all, Left{"", info.ModTime()})
	}
	before, ending, _ := strings.Cut(note, ".")
	found, _ := filepath.Glob(filepath.Join(filepath.Dir(first), before+"-*."+ending))
	for _, path := range found {
		run := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), before+"-"), "."+ending)
		if info, err := os.Stat(path); err == nil && run != r.Name && ended(run) {
			all = append(all, Left{run, info.ModTime()})
		}
	}
	slices.SortFunc(all, func(a, b Left) int { return b.At.Compare(a.At) })
	kept := all[:0]
	for i, l := range all {
		if i < mostLeft && now.Sub(l.At) < longest {
			kept = append(kept, l)
			continue
		}
		for _, name := range append(others, note) {
			_ = Forget(ofRun(name, l.Run))
		}
	}
	return kept
}

func ofRun(note, run string) string {
	if run == "" {
		return note
	}
	before, ending, _ := strings.Cut(note, ".")
	return before + "-" + run + "." + ending
}

// ended says that nobody holds the lock of a run.
func ended(run string) bool {
	path, err := notePath(run + lockEnding)
	if err != nil {
		return true
	}
	if _, err := os.Stat(path); err != nil {
		return true
	}
	lock := flock.New(path)
	free, err := lock.TryLock()
	if free {
		os.Remove(path)
		lock.Unlock()
	}
	return free || err != nil
}
