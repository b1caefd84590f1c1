package cache

import (
	"context"
	"time"
)

func (s *Store) SetLockTimeout(d time.Duration) { s.lockTimeout = d }

func (s *Store) LockWait(ctx context.Context, now time.Time) time.Duration {
	return s.lockWait(ctx, now)
}
