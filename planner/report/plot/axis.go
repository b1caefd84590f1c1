// Package plot arranges numbers as shapes on a drawing: bars, and points on two
// axes. Values stay typed: a plot holds shapes, which package page writes as SVG,
// and a grid of the same numbers in words.
package plot

import (
	"math"
)

// Axis places amounts, from 0 at its start to 1 at its end, on the screen and on
// the page alike.
type Axis struct {
	low, high float64
	log       bool
	// Binary says that round amounts are powers of two.
	Binary bool
}

// logFrom is how many times the least amount the largest is on an axis by
// powers: less is read better in even steps.
const logFrom = 8

// NewAxis leaves a margin at both ends, and room around a single amount.
func NewAxis(low, high float64) Axis {
	const margin = 0.04
	if low > 0 && high >= logFrom*low {
		by := math.Pow(high/low, margin)
		return Axis{low: low / by, high: high * by, log: true}
	}
	by := margin * (high - low)
	if by == 0 {
		by = max(high/10, 0.1)
	}
	return Axis{low: max(0, low-by), high: high + by}
}

// At is the place of an amount.
func (a Axis) At(v float64) float64 {
	if a.log {
		return math.Log(v/a.low) / math.Log(a.high/a.low)
	}
	return (v - a.low) / (a.high - a.low)
}

// Ticks are round amounts on the axis, at most so many or, where every second
// power of its base is more, those.
func (a Axis) Ticks(most int) []float64 {
	if a.log {
		if found := a.powers(most); len(found) > 1 {
			return found
		}
	}
	step := a.round((a.high - a.low) / float64(max(1, most)))
	var found []float64
	for n := math.Ceil(a.low / step); n*step <= a.high; n++ {
		found = append(found, n*step)
	}
	return found
}

// powers of the base, each divided as finely as there is room for.
func (a Axis) powers(most int) (found []float64) {
	base, divisions := 10.0, [][]float64{{1, 2, 5}, {1, 3}, {1}}
	if a.Binary {
		base, divisions = 16, [][]float64{{1, 2, 4, 8}, {1, 4}, {1}}
	}
	for _, division := range divisions {
		found = nil
		for power := math.Floor(math.Log(a.low) / math.Log(base)); math.Pow(base, power) <= a.high; power++ {
			for _, d := range division {
				if v := d * math.Pow(base, power); v >= a.low && v <= a.high {
					found = append(found, v)
				}
			}
		}
		if len(found) <= most {
			break
		}
	}
	return found
}

// round is the next of 1, 2, 5, 10, … or of the powers of two.
func (a Axis) round(step float64) float64 {
	if a.Binary {
		return math.Exp2(math.Ceil(math.Log2(step)))
	}
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, d := range []float64{1, 2, 5} {
		if d*power >= step {
			return d * power
		}
	}
	return 10 * power
}
