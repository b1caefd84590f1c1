// Package cache keeps what AWS answered under the user's cache folder, so that
// the next run need not ask again. Nothing in it is secret, and nothing is lost
// with it: a folder that cannot be read or written costs questions, no more.
package cache

import (
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Store is a folder of answers, one file to a question. Any number of
// processes and goroutines may share it. The zero Store keeps nothing.
type Store struct {
	dir string
	// Now is the clock that answers are dated and aged by.
	Now   func() time.Time
	sweep sync.Once
}

// Open is the store in a folder, which need not be there yet; in podfit's own
// folder among the user's caches for "". Where the user has none, such as a
// process without HOME, the store keeps nothing.
func Open(dir string) *Store {
	if dir == "" {
		if caches, err := os.UserCacheDir(); err == nil {
			dir = filepath.Join(caches, "podfit")
		}
	}
	return &Store{dir: dir, Now: time.Now}
}

// Entry is an answer, and when AWS gave it.
type Entry struct {
	Body []byte
	At   time.Time
}

// FreshAt says that an entry is younger than maxAge. One from the future is
// not: the clock has gone back, and its age is anyone's guess.
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
