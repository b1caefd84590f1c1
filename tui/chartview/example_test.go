package chartview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// RAM per pod by cost: the type at the cursor is named with its figures.
func Example() {
	s := tuitest.Open(154, 32)
	s.Press("5")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "$1.77 per pod") {
			_, page, _ := strings.Cut(line, "││") // beside the settings
			fmt.Println(strings.Trim(page, "│ \n"))
			break
		}
	}
	// Output:
	// c6g.xlarge  $1.77 per pod and month · 121Mi RAM per pod · 56 application pods · $99.28 per node and month on-demand …
}
