package planview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// Node groups for the workload, with what limits each.
func Example() {
	s := tuitest.OpenWorkload(tuitest.Workload(), 148, 32)
	s.Press("3")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "least cost") {
			_, page, _ := strings.Cut(line, "││") // beside the settings
			fmt.Println(strings.Trim(page, "│ \n"))
			break
		}
	}
	// Output:
	// least cost · up to 3 groups · 3 zones · no spare · 30% on-demand
}
