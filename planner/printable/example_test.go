package printable_test

import (
	"fmt"
	"os"

	"podfit/planner/printable"
)

func Example() {
	name := "web\x1b[31m\nadmin\u202e"
	fmt.Println(printable.Text(name))
	fmt.Fprintf(printable.Messages{To: os.Stdout}, "unplaced: %s\n", name)
	fmt.Println(printable.Cell("=1+1"), printable.Cell("-1.5"))
	// Output:
	// web\x1b[31m\nadmin\u202e
	// unplaced: web\x1b[31m\nadmin\u202e
	// '=1+1 -1.5
}
