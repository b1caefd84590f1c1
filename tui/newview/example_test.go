package newview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// Three keys from the first page to a plan.
func Example() {
	s := first(&tuitest.Disk{})
	s.Do("2 4 enter")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "▸ 1") {
			_, plan, _ := strings.Cut(line, "▸ ")
			fmt.Println(strings.Trim(plan, "│ \n"))
		}
	}
	// Output:
	// 1  4 nodes  $121.47 a month · optimal
}
