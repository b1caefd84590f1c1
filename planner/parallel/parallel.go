// Package parallel runs pure functions at the same time. It is the only place of the
// planner where anything does: what comes of it depends neither on the number of
// processors nor on who is first.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// kept is how many threads more than processors the program has.
var kept atomic.Int32

// KeepThreads gives the program threads beyond those that functions use, so that
// something else, such as a screen, never waits for a function to end. It is called once,
// at the start.
func KeepThreads() {
	const beside = 2 // for the screen, and for a function that Start runs beside others
	kept.Store(beside)
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + beside)
}

// Processors is how many functions run at the same time.
func Processors() int { return runtime.GOMAXPROCS(0) - int(kept.Load()) }

// Do runs functions, as many at the same time as there are processors, and returns when
// all have. The caller's own goroutine is one of those that run them, and begins with the
// first.
func Do(functions ...func()) {
	var taken atomic.Int64
	takeFrom := func(i int) {
		for ; i < len(functions); i = int(taken.Add(1)) {
			functions[i]()
		}
	}
	others := make([]func(), max(0, min(len(functions), Processors())-1))
	for i := range others {
		others[i] = func() { takeFrom(int(taken.Add(1))) }
	}
	wait := Start(others...)
	takeFrom(0)
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
