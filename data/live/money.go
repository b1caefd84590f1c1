package live

import (
	"strconv"
	"strings"

	"podfit/planner"
)

// money parses a decimal price, such as 0.0960000000, and rounds it to the
// nearest millionth without using floats. ok is false for anything that is not a
// price: not a number, below half a millionth (the price list has free products,
// which nodes are never billed by), or more than a Money can hold.
func money(text string) (price planner.Money, ok bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	const places = 7 // one more than a Money has, for rounding
	if len(fraction) > places {
		if strings.Trim(fraction[places:], "0123456789") != "" {
			return 0, false
		}
		fraction = fraction[:places]
	}
	fraction += strings.Repeat("0", places-len(fraction))
	n, err := strconv.ParseUint(whole+fraction, 10, 62)
	price = planner.Money((n + 5) / 10)
	return price, err == nil && price > 0
}
