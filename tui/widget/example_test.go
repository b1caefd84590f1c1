package widget_test

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"podfit/tui/widget"
)

// A list keeps its cursor in view; a box draws the rows of it that are.
func Example() {
	rows := []string{"m5.large", "m5.xlarge", "r5.xlarge", "c5.xlarge"}
	var list widget.List
	list.Show(len(rows), 2)
	list.MoveTo(2)

	style := widget.NewStyle(true, true)
	from, to := list.Visible()
	var lines []string
	for i := from; i < to; i++ {
		lines = append(lines, style.Row(i == list.Cursor, rows[i], 16))
	}
	box := style.Box(widget.Rect{W: 18, H: 4}, "Types"+list.More(), true, lines)
	fmt.Println(ansi.Strip(strings.Join(box, "\n")))
	// Output:
	// ╭ Types ↑↓ ──────╮
	// │  m5.xlarge     │
	// │▸ r5.xlarge     │
	// ╰────────────────╯
}
