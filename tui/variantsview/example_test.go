package variantsview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// V pins the session; what differs from it after a change stands beside it.
func Example() {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:2], 150, 40)
	s.Do("V 7 tab down right")
	for line := range strings.Lines(s.Text()) {
		if _, page, _ := strings.Cut(line, "││"); strings.Contains(page, "cni.mode") {
			fmt.Println(strings.Join(strings.Fields(strings.Trim(page, "│ \n")), " "))
		}
	}
	// Output:
	// cluster.cni.mode secondary-ip prefix-delegation
}
