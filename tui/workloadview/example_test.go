package workloadview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// The workloads to plan for, one in each row.
func Example() {
	s := tuitest.OpenWorkload(tuitest.Workload(), 120, 32)
	s.Press("2")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "▸") {
			fmt.Println(strings.Trim(line, "│╭╮ \n"))
			break
		}
	}
	// Output:
	// ▸ shop/web                                     120   250m     1Gi yes    ·      ·    ·    ·   all
}
