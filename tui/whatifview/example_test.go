package whatifview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// 9 plans the workload with one thing done otherwise; enter takes the line at the cursor
// over.
func Example() {
	s := tuitest.OpenWorkload(tuitest.Workload()[1:2], 100, 30)
	s.Do("9 tab tab down down down down enter")
	fmt.Println(s.Settings.CNI.Mode, s.Status.Text[:strings.Index(s.Status.Text, " · ")])
	// Output: prefix-delegation plan: still 20 nodes, $662.02 a month
}
