package query

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
)

// Compare sorts options by a field, the best first, and marks those that
// another dominates. Options without a value for the field come last, and
// ties go by name, so that the order is total.
func Compare(options []density.Option, by *Field) {
	density.MarkDominated(options)
	Sort(options, by, false)
}

// Sort orders options by a field; reversed puts the worst first, but never
// an unknown value before a known one.
func Sort(options []density.Option, by *Field, reversed bool) {
	copy(options, Sorted(options, by, reversed))
}

// Sorted is Sort that leaves the options as they are.
func Sorted(options []density.Option, by *Field, reversed bool) []density.Option {
	sign := 1
	if by.Highest != reversed {
		sign = -1
	}
	// An Option is large: sort pointers, then move each option once.
	order := make([]*density.Option, len(options))
	for i := range options {
		order[i] = &options[i]
	}
	slices.SortFunc(order, func(a, b *density.Option) int {
		if c := by.compare(a, b, sign); c != 0 {
			return c
		}
		return planner.CompareNames(a.Type.Name, b.Type.Name)
	})
	sorted := make([]density.Option, len(options))
	for i, o := range order {
		sorted[i] = *o
	}
	return sorted
}
