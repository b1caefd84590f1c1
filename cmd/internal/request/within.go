package request

import (
	"context"
	"sync"
	"time"
)

// within is a context with a time limit that can stand still. Its end is the cause of
// the context, as that of a deadline is.
type within struct {
	context.Context
	cancel context.CancelCauseFunc
	mu     sync.Mutex
	end    time.Time
	timer  *time.Timer
}

func newWithin(ctx context.Context, limit time.Duration) *within {
	w := &within{end: time.Now().Add(limit)}
	w.Context, w.cancel = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(limit, func() { w.cancel(context.DeadlineExceeded) })
	return w
}

// Deadline implements context.Context.
func (w *within) Deadline() (time.Time, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.end, true
}

// hold stops the clock until resume is called.
func (w *within) hold() (resume func()) {
	w.timer.Stop()
	stopped := time.Now()
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.end = w.end.Add(time.Since(stopped))
		w.timer.Reset(time.Until(w.end))
	}
}
