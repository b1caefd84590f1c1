package settingsview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// A setting changes with an arrow key.
func Example() {
	s := tuitest.Open(120, 32)
	s.GoTo("prefix-delegation")
	s.Press("right")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "Prefixes") {
			setting, _, _ := strings.Cut(line, "││")
			fmt.Println(strings.Trim(setting, "│ \n"))
			break
		}
	}
	// Output:
	// • Prefixes      on
}
