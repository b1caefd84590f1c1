package cache

import (
	"context"
	"os"
	"time"

	"github.com/gofrs/flock"
)

const (
	// patience is how long a process waits for another to ask the same
	// question: about as long as AWS may take to answer.
	patience = 10 * time.Second
	// lookEvery is how often it looks whether the other is done.
	lookEvery = 20 * time.Millisecond
)

// Fetch is the entry of a key if it is younger than maxAge, else what ask
// answers, which it keeps. Of several who fetch the same key at once, one asks
// and the others wait for its answer, but never past half of the time that ctx
// leaves, so that they can still ask for themselves.
//
// The error is ask's, or ctx's. The entry that comes with it is the last that
// was kept, however old, or even from the future; its At is zero where there
// is none. An answer that could not be kept is an answer all the same.
func (s *Store) Fetch(ctx context.Context, key string, maxAge time.Duration, ask func(context.Context) ([]byte, error)) (Entry, error) {
	kept, ok := s.Load(key)
	if ok && kept.FreshAt(s.now(), maxAge) {
		return kept, nil
	}
	unlock, locked := s.lock(ctx, key)
	defer unlock()
	if locked {
		s.putAside(key)
	}
	if kept, ok = s.Load(key); ok && kept.FreshAt(s.now(), maxAge) {
		return kept, nil
	}
	if err := ctx.Err(); err != nil {
		return kept, err
	}
	body, err := ask(ctx)
	if err != nil {
		return kept, err
	}
	e := Entry{Body: body, At: s.now()}
	_ = s.Save(key, e) // as the doc comment says
	return e, nil
}

// lock takes the lock of a key, in this process too, or gives up: what it
// saves is a question that is asked twice, and nothing can go wrong without it.
func (s *Store) lock(ctx context.Context, key string) (unlock func(), locked bool) {
	if s.dir == "" || os.MkdirAll(s.dir, 0o700) != nil {
		return func() {}, false
	}
	wait := patience
	if end, has := ctx.Deadline(); has {
		wait = min(wait, time.Until(end)/2)
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	l := flock.New(s.path(key, lockFile))
	if locked, _ := l.TryLockContext(ctx, lookEvery); !locked {
		return func() {}, false
	}
	return func() {
		// Two may then hold a lock for a moment, one of the file that is gone
		// and one of a new one. Both look again before they ask.
		os.Remove(l.Path())
		l.Close()
	}, true
}
