package notesview_test

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/tuitest"
)

// What an import guessed, and what it skipped.
func Example() {
	s := tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) {
		c.Imported = &tui.Import{From: "shop.yaml", Notes: []planner.Warning{
			planner.ImportNote{Kind: planner.Skipped, Text: "runs no pods", Objects: []string{"ConfigMap web"}},
			planner.ImportNote{Kind: planner.Assumed, Text: "one pod on each node", Objects: []string{"DaemonSet agent"}},
		}}
	})
	s.Do("8")
	for line := range strings.Lines(s.Text()) {
		if strings.Contains(line, "note") || strings.Contains(line, "unknown") {
			fmt.Println(strings.Trim(line, "│╭╮ \n"))
		}
	}
	// Output:
	// Import of shop.yaml · 2 notes
	// unknown  assumed: DaemonSet agent: one pod on each node
	// note     skipped: ConfigMap web: runs no pods
}
