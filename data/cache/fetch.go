package cache

import (
	"context"
	"os"
	"time"

	"github.com/gofrs/flock"
)

const (
	// lockTimeout is about as long as AWS may take to answer.
	lockTimeout = 10 * time.Second
	lockPoll    = 20 * time.Millisecond
)

// Fetch is the entry of a key if it is younger than maxAge. Otherwise it calls ask
// and stores the answer. If several processes or goroutines fetch the same key
// at the same time, one asks and the others wait for the answer, but at most for
// half of the time until ctx's deadline, so that they can still ask themselves.
//
// The error is ask's or ctx's; failing to store the answer is Entry.Unsaved. With an error
// comes the last stored entry, however old it is (or from the future); its At is
// zero if there is none.
func (s *Store) Fetch(ctx context.Context, key string, maxAge time.Duration, ask func(context.Context) ([]byte, error)) (Entry, error) {
	stored, ok := s.Load(key)
	if ok && stored.FreshAt(s.now(), maxAge) {
		return stored, nil
	}
	unlock, locked := s.lock(ctx, key)
	defer unlock()
	if locked {
		s.quarantine(key)
	}
	if stored, ok = s.Load(key); ok && stored.FreshAt(s.now(), maxAge) {
		return stored, nil
	}
	if err := ctx.Err(); err != nil {
		return stored, err
	}
	body, err := ask(ctx)
	if err != nil {
		return stored, err
	}
	e := Entry{Body: body, At: s.now()}
	e.Unsaved = s.Save(key, e)
	return e, nil
}

// lock locks a key, between processes and within this one, or gives up: without
// the lock the same question may be asked twice, but nothing else goes wrong.
func (s *Store) lock(ctx context.Context, key string) (unlock func(), locked bool) {
	if s.dir == "" || os.MkdirAll(s.dir, 0o700) != nil {
		return func() {}, false
	}
	ctx, cancel := context.WithTimeout(ctx, s.lockWait(ctx, time.Now()))
	defer cancel()
	l := flock.New(s.path(key, lockFile))
	if locked, _ := l.TryLockContext(ctx, lockPoll); !locked {
		return func() {}, false
	}
	return func() {
		// For a moment two may hold a lock, one on the removed file and one on a
		// new one. That is harmless: both load the entry again before they ask.
		os.Remove(l.Path())
		l.Close()
	}, true
}

// lockWait leaves half of the time until the deadline for asking.
func (s *Store) lockWait(ctx context.Context, now time.Time) time.Duration {
	wait := s.lockTimeout
	if end, has := ctx.Deadline(); has {
		wait = min(wait, end.Sub(now)/2)
	}
	return wait
}
