package request

import (
	"context"
	"testing"
	"time"
)

// While a person is asked, the time doesn't run: not even one that would be up at once.
func TestTimeStandsStill(t *testing.T) {
	w := newWithin(t.Context(), time.Hour)
	defer w.cancel(context.Canceled)
	before, _ := w.Deadline()
	resume := w.hold()
	if w.timer.Stop() {
		t.Error("the clock still ran")
	}
	resume()
	if after, _ := w.Deadline(); after.Before(before) || !w.timer.Stop() {
		t.Errorf("ends at %v, before %v", after, before)
	}
	short := newWithin(t.Context(), time.Nanosecond)
	<-short.Done()
	if context.Cause(short) != context.DeadlineExceeded {
		t.Error(context.Cause(short))
	}
}
