package compareview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// Marked types side by side: types are columns, facts are rows.
func Example() {
	s := tuitest.Open(120, 32)
	s.Press("space down space c")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "application pods") {
			fmt.Println(strings.Trim(line, "│╭╮ \n"))
			break
		}
	}
	// Output:
	// ≠ application pods             ★56         ★18             33           0
}
