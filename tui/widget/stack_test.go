package widget_test

import (
	"fmt"
	"testing"

	"podfit/tui/widget"
)

func TestStack(t *testing.T) {
	for _, c := range []struct {
		amounts []int64
		width   int
		want    string
	}{
		{[]int64{50, 30, 20}, 10, "[5 3 2]"},
		{[]int64{1, 998, 1}, 10, "[1 8 1]"}, // each has a cell
		{[]int64{0, 5, 0}, 4, "[0 4 0]"},
		{[]int64{0, 0}, 4, "[0 0]"},
		{[]int64{1, 1, 1, 1}, 3, "[0 1 1 1]"}, // no room for all
		{[]int64{1 << 60, 1 << 60}, 8, "[4 4]"},
		{[]int64{-3, 1, 1}, 5, "[0 3 2]"}, // what rounding leaves goes to the largest
	} {
		if got := fmt.Sprint(widget.Stack(c.amounts, c.width)); got != c.want {
			t.Errorf("%v over %d: %s, want %s", c.amounts, c.width, got, c.want)
		}
	}
}
