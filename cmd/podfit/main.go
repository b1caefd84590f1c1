// Podfit plans the capacity of Amazon EKS node groups: how many pods fit on an
// instance type, what each of them gets, and what it costs.
//
// Each command has a file. newCmdX has its flags and help; it makes one
// [request.Request] of them and hands it to runX, which reads the request, writes
// to an [request.IO] and changes neither.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"podfit/cmd/internal/cli"
	"podfit/data/atomicfile"
	"podfit/planner/printable"
)

func main() {
	// A run is over in milliseconds: memory is cheaper than collecting it.
	debug.SetGCPercent(400)
	os.Exit(exitCode(newCmdFor(os.Args[1:]).Execute()))
}

// The exit codes of the program.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitCheck  = 3 // of --check
	exitSignal = 128
)

// exitCode says what went wrong, and gives the code for it.
func exitCode(err error) int {
	var usage cli.UsageError
	var check cli.CheckError
	var ended endedBy
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &ended): // whoever sent the signal knows
		atomicfile.Stop()
		die(ended.Signal)
	}
	fmt.Fprintln(printable.Messages{To: os.Stderr}, "podfit:", err)
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &check):
		return exitCheck
	}
	return exitFailed
}
