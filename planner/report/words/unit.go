package words

import (
	"fmt"
	"math"
	"strings"

	"podfit/planner"
)

// Unit is of a figure: money, Mi, m for millicores, %, mean for a mean number,
// and nothing for a number.
type Unit string

// Text writes a figure of 0 or more.
func (u Unit) Text(v float64, currency string) string {
	switch u {
	case "money":
		return Money(planner.Money(math.Round(v*float64(planner.Unit))), currency)
	case "Mi":
		return Memory(planner.Memory(v * float64(planner.MiB)))
	case "m":
		return CPU(planner.Millis(v))
	case "%":
		return Percent(v)
	case "mean":
		return Plain(math.Round(v*10) / 10)
	default:
		return Plain(v)
	}
}

// Difference writes by how much a figure is more or less than the first one, and
// what share of that it is.
func (u Unit) Difference(by, first float64, currency string) string {
	text := u.Text(math.Abs(by), currency)
	if text == u.Text(0, currency) {
		return "0"
	}
	sign := "+"
	if by < 0 {
		sign = "-"
	}
	switch {
	case u == "%":
		return sign + strings.TrimSuffix(text, "%") + " points"
	case first == 0:
		return sign + text
	}
	return fmt.Sprintf("%s%s (%+.1f%%)", sign, text, 100*by/first)
}
