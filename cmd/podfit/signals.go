package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"podfit/data/atomicfile"
)

// endings are the signals that end a program: of ctrl+c, of kill, of a terminal that
// goes away.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// endedBy is that one of them came.
type endedBy struct{ os.Signal }

func (e endedBy) Error() string { return e.String() }

// onSignal does something at the first signal, and nothing at others. stop leaves signals
// alone again, and waits for what is being done.
func onSignal(do func(os.Signal)) (stop func()) {
	caught, done := make(chan os.Signal, len(endings)), make(chan struct{})
	for _, s := range endings {
		if !signal.Ignored(s) { // nohup
			signal.Notify(caught, s)
		}
	}
	go func() {
		defer close(done)
		if first, is := <-caught; is {
			do(first)
		}
	}()
	return func() {
		signal.Stop(caught)
		close(caught)
		<-done
	}
}

// wholeAnswer has a signal end the program once what is being written is whole.
func wholeAnswer() (stop func()) {
	return onSignal(func(s os.Signal) {
		atomicfile.Stop()
		die(s)
	})
}

// closeOnSignal is a context that a signal ends, with the signal as its cause.
func closeOnSignal(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := onSignal(func(s os.Signal) { cancel(endedBy{s}) })
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// die ends the program as the signal does where nobody catches it: to a shell the exit
// code is 128 more than its number, and a script that runs podfit ends as well.
func die(s os.Signal) {
	signal.Reset(s)
	if self, err := os.FindProcess(os.Getpid()); err == nil && self.Signal(s) == nil {
		time.Sleep(time.Second) // until it is delivered
	}
	number, _ := s.(syscall.Signal)
	os.Exit(exitSignal + int(number))
}
