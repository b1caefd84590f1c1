package daemonsets_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// DaemonSets as a table of cells.
func Example() {
	s := tuitest.Open(120, 32)
	s.GoTo("daemonset")
	s.Press("enter")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "NAME") {
			fmt.Println(strings.Trim(line, "│╭╮ \n"))
			break
		}
	}
	// Output:
	// NAME                                          CPU    MEMORY  HOST-NET  SG
}
