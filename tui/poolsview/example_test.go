package poolsview_test

import (
	"fmt"
	"strings"

	"podfit/tui/tuitest"
)

// The pools as they are typed.
func Example() {
	s := tuitest.OpenPools(120, 32)
	s.Do("3")
	s.GoTo("pool")
	s.Do("enter")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "name=") {
			fmt.Println(strings.Trim(line, "│ \n"))
		}
	}
	// Output:
	// ▸ name=pci,label=team=pci,taint=pci=true:NoSchedule,groups=1
	// name=batch,label=team=batch,groups=1
	// name=pci, label=team=pci, taint=pci=true:NoSchedule, groups=1
}
