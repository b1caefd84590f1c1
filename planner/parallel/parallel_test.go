package parallel_test

import (
	"fmt"
	"testing"

	"podfit/planner/parallel"
)

func ExampleDo() {
	var squares [5]int
	var all []func()
	for i := range squares {
		all = append(all, func() { squares[i] = i * i })
	}
	parallel.Do(all...)
	fmt.Println(squares)
	// Output: [0 1 4 9 16]
}

// Functions beside the caller have run when it has waited, and a poll is one at a time:
// the race detector would say.
func TestStart(t *testing.T) {
	polls := 0
	poll := parallel.OneByOne(func() bool { polls++; return true })
	const times = 100
	wait := parallel.Start(
		func() {
			for range times {
				poll()
			}
		},
		func() {
			for range times {
				poll()
			}
		},
	)
	wait()
	if polls != 2*times {
		t.Errorf("%d of %d polls", polls, 2*times)
	}
	if parallel.OneByOne(nil) != nil {
		t.Error("nothing to poll is something")
	}
	if parallel.Processors() < 1 {
		t.Error("no processor")
	}
}
