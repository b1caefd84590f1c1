package subnetsview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// The VPC addresses that the plan uses.
func Example() {
	s := tuitest.OpenWorkload(tuitest.Workload(), 148, 32)
	s.Press("4")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "room for") {
			_, page, _ := strings.Cut(line, "││") // beside the settings
			fmt.Println(strings.Trim(page, "│ \n"))
			break
		}
	}
	// Output:
	// no subnets given · room for 2× the pods · WARM_ENI_TARGET 1
}
