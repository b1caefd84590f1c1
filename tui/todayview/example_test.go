package todayview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// How full today's nodes are.
func Example() {
	s := tuitest.OpenToday(tuitest.Today(), 236, 50)
	s.Do("6")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "today:") {
			_, page, _ := strings.Cut(line, "││") // beside the settings
			fmt.Println(strings.Trim(page, "│ \n"))
			break
		}
	}
	// Output:
	// today: 47 nodes, 225 pods (4.8 a node), $6712.61 a month, 63% of CPU used, $2949.38 a month unused, 272 pod addresses
}
