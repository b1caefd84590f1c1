package live

import (
	"strconv"
	"strings"

	"podfit/planner"
)

// money reads a decimal price, such as 0.0960000000, to the nearest millionth
// and without a float on the way. It is false for what is no price: no number,
// below half a millionth (the price list has free products that no node is
// billed by), or more than a Money holds.
func money(text string) (planner.Money, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	const places = 7 // one more than a Money has, to round by
	if len(fraction) > places {
		if strings.Trim(fraction[places:], "0123456789") != "" {
			return 0, false
		}
		fraction = fraction[:places]
	}
	fraction += strings.Repeat("0", places-len(fraction))
	n, err := strconv.ParseUint(whole+fraction, 10, 62)
	price := planner.Money((n + 5) / 10)
	return price, err == nil && price > 0
}
