// Package parallel runs pure functions at the same time. It is the only place of the
// planner where anything does: what comes of it depends neither on the number of
// processors nor on who is first.
package parallel

import (
	"runtime"
	"sync"
)

// Processors is how many functions run at the same time.
func Processors() int { return runtime.GOMAXPROCS(0) }

// Do runs functions at the same time, the first one in the caller's own goroutine, and
// returns when all have.
func Do(functions ...func()) {
	wait := Start(functions[1:]...)
	functions[0]()
	wait()
}

// Start runs functions beside the caller, who waits for them later.
func Start(functions ...func()) (wait func()) {
	var all sync.WaitGroup
	for _, f := range functions {
		all.Go(f)
	}
	return all.Wait
}

// OneByOne is a function that may be called from several at the same time; nil stays nil.
func OneByOne(poll func() bool) func() bool {
	if poll == nil {
		return nil
	}
	var once sync.Mutex
	return func() bool {
		once.Lock()
		defer once.Unlock()
		return poll()
	}
}
