// Podfit plans the capacity of Amazon EKS node groups: how many pods fit on an
// instance type, what each of them gets, and what it costs.
package main

import (
	"os"
	"runtime/debug"
)

func main() {
	// A run is over in milliseconds: memory is cheaper than collecting it.
	debug.SetGCPercent(400)
	os.Exit(run(os.Args[1:]))
}
