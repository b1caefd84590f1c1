package dialogs_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// The palette finds a command by a part of its name.
func Example() {
	s := tuitest.Open(120, 32)
	s.Press(":")
	s.Write("undo")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "undo the last") {
			fmt.Println(strings.Trim(line, "│╭╮ \n"))
			break
		}
	}
	// Output:
	// ▸ undo the last change of settings or workloads                                                                     u
}
