package main

import (
	"fmt"
	"io"
	"time"
)

// progressAfter is the time from which somebody wants to know what is going on.
const progressAfter = 500 * time.Millisecond

// startProgress says on w, a terminal, what is worked on and for how long. What
// it returns takes the line away again.
func startProgress(w io.Writer, what string) (stop func()) {
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
