package widget

import (
	"math"
	"strings"
)

// Bar draws an amount as a part of the largest, at least one cell where there
// is any.
func Bar(amount, most float64, width int) string {
	full := 0
	if most > 0 && amount > 0 {
		full = min(width, max(1, int(math.Round(amount*float64(width)/most))))
	}
	return strings.Repeat("▇", full) + strings.Repeat("▁", width-full)
}

// Cells is an amount's part of a width, at least one where there is any.
func Cells(amount, most, width int) int {
	if amount <= 0 {
		return 0
	}
	return max(1, min(width, (amount*width+most/2)/most))
}
