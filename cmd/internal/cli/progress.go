package cli

import (
	"fmt"
	"io"
	"time"
)

// progressAfter is when somebody begins to wonder what is going on.
const progressAfter = 500 * time.Millisecond

// StartProgress shows on w, a terminal, what is being done and for how long. stop
// removes the line again.
func StartProgress(w io.Writer, what string) (stop func()) {
	const clear = "\r\x1b[K"
	begun, stopped, gone := time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		next := time.NewTimer(progressAfter)
		defer next.Stop()
		for shown := false; ; shown = true {
			select {
			case <-stopped:
				if shown {
					fmt.Fprint(w, clear)
				}
				return
			case <-next.C:
				fmt.Fprintf(w, "%s%s: %.1f s", clear, what, time.Since(begun).Seconds())
				next.Reset(progressAfter)
			}
		}
	}()
	return func() {
		close(stopped)
		<-gone
	}
}
