package cli

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgress(t *testing.T) {
	for after, want := range map[time.Duration]string{
		400 * time.Millisecond:  "",
		1100 * time.Millisecond: "\r\x1b[Kplanning: 0.5 s\r\x1b[Kplanning: 1.0 s\r\x1b[K",
	} {
		synctest.Test(t, func(t *testing.T) {
			var b strings.Builder
			stop := StartProgress(&b, "planning")
			time.Sleep(after)
			stop()
			if b.String() != want {
				t.Errorf("%v: %q, want %q", after, b.String(), want)
			}
		})
	}
}
