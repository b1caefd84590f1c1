package typesview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// The table of instance types.
func Example() {
	s := tuitest.Open(120, 32)
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "c6g.xlarge ") {
			_, row, _ := strings.Cut(line, "▸")
			fmt.Println(strings.Trim(row, "│ \n"))
			break
		}
	}
	// Output:
	// c6g.xlarge          4    8       58      18       56   121Mi    $1.77    $99.28  $59.57
}
