package tui_test

import (
	"fmt"
	"strings"

	"podfit/tui"
	"podfit/tui/tuitest"
)

// The screen as it opens, without a terminal: its frame is the header, the view of
// the first tab, and the keys.
func ExamplePlain() {
	frame := tui.Plain(tuitest.Config(), 60, 15)
	lines := strings.Split(frame, "\n")
	fmt.Println(lines[0])
	fmt.Println(lines[1])
	fmt.Println(lines[14])
	// Output:
	//  podfit  us-east-1  1 Types  2  3  4  5  6  7  8  9  ? keys
	// ╭ 8 of 12 types · sorted by COST/IP ▲ · ▾ dominated ───────╮
	//  tab settings  / filter  space mark  c compare
}
