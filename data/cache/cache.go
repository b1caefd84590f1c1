// Package cache stores answers from AWS in the user's cache folder, so that the
// next run doesn't have to ask again. The cache has no secrets and can be deleted
// at any time. If its folder can't be read or written, every run asks AWS.
package cache

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"podfit/data/atomicfile"
)

// Store is a folder with one file per answer. Any number of processes and
// goroutines may share it. The zero Store stores nothing.
type Store struct {
	dir string
	// Now is the clock that answers are dated and aged by.
	Now     func() time.Time
	cleanUp sync.Once
	// lockTimeout is how long to wait for another process that asks the same question.
	lockTimeout time.Duration
	write       func(path string, text []byte, mode os.FileMode) error
}

// Open is the store in a folder, which doesn't have to exist yet, or in podfit's
// folder in the user's cache folder for "". A user without a cache folder, such
// as a process without HOME, gets a store that stores nothing.
func Open(dir string) *Store {
	if dir == "" {
		dir = Folder()
	}
	return &Store{dir: dir, Now: time.Now, lockTimeout: lockTimeout, write: atomicfile.Write}
}

// Folder is podfit's folder in the user's cache folder; empty if there is none.
func Folder() string {
	caches, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(caches, "podfit")
}

// Entry is an answer, and when AWS gave it.
type Entry struct {
	Body []byte
	At   time.Time
	// Unsaved is why Fetch could not store the answer; nil if it is stored.
	Unsaved error
}

// FreshAt reports whether an entry is younger than maxAge. An entry from the
// future isn't: the clock was set back, so its age is unknown.
func (e Entry) FreshAt(now time.Time, maxAge time.Duration) bool {
	age := now.Sub(e.At)
	return age >= 0 && age < maxAge
}

func (s *Store) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}
