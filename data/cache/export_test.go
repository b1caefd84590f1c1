package cache

import (
	"context"
	"os"
	"time"
)

// SetWrite replaces how files are written.
func (s *Store) SetWrite(write func(string, []byte, os.FileMode) error) { s.write = write }

func (s *Store) SetLockTimeout(d time.Duration) { s.lockTimeout = d }

func (s *Store) LockWait(ctx context.Context, now time.Time) time.Duration {
	return s.lockWait(ctx, now)
}
