// Podfit plans the capacity of Amazon EKS node groups: how many pods fit on an
// instance type, what each of them gets, and what it costs.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	// A run is over in milliseconds: memory is cheaper than collecting it.
	debug.SetGCPercent(400)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}
