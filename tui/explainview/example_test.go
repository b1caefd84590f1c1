package explainview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// How a figure is computed: its sum and its source.
func Example() {
	s := tuitest.Open(120, 32)
	s.Press("enter")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "max pods  ") {
			fmt.Println(strings.Trim(line, "│╭╮ \n"))
			break
		}
	}
	// Output:
	// max pods                      58 pods  4 ENIs × (15 − 1) + 2
}
