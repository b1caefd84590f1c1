// Package steady, once imported, has rapid draw the same cases at every run of a test,
// so that a commit which passed passes again. Other cases are drawn by fuzzing, and by
//
//	go test ./planner/density -rapid.seed=0
package steady

import (
	"flag"

	_ "pgregory.net/rapid" // registers the flag
)

func init() {
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
}
