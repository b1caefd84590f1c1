package planner

import (
	"cmp"
	"slices"
)

// Compare sorts options by a field, the best first, and marks those that
// another dominates. Options without a value for the field come last, and
// ties go by name, so that the order is total.
func Compare(options []Option, by *Field) {
	markDominated(options)
	Sort(options, by, false)
}

// Sort orders options by a field; reversed puts the worst first, but never
// an unknown value before a known one.
func Sort(options []Option, by *Field, reversed bool) {
	sign := 1
	if by.Highest != reversed {
		sign = -1
	}
	// An Option is large: sort pointers, then move each option once.
	sorted := make([]*Option, len(options))
	for i, clone := 0, slices.Clone(options); i < len(clone); i++ {
		sorted[i] = &clone[i]
	}
	slices.SortFunc(sorted, func(a, b *Option) int {
		if c := by.compare(a, b, sign); c != 0 {
			return c
		}
		return CompareNames(a.Type.Name, b.Type.Name)
	})
	for i, o := range sorted {
		options[i] = *o
	}
}

// markDominated sets DominatedBy to the cheapest per pod of the options that
// offer at least as much RAM per pod for less money a pod. All options are of
// one region, and so of one currency.
func markDominated(options []Option) {
	type candidate struct {
		option *Option
		ram    Memory
		cost   Money
	}
	var candidates []candidate
	for i := range options {
		o := &options[i]
		o.DominatedBy = ""
		ram, ramKnown := o.RAMPerPod.Value()
		cost, costKnown := o.Cost.PerPod.Value()
		if ramKnown && costKnown {
			candidates = append(candidates, candidate{o, ram, cost})
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(
			-cmp.Compare(a.ram, b.ram),
			cmp.Compare(a.cost, b.cost),
			CompareNames(a.option.Type.Name, b.option.Type.Name),
		)
	})
	// With the most RAM first, whatever came before offers at least as much.
	var cheapest *candidate
	for i := range candidates {
		c := &candidates[i]
		if cheapest == nil || c.cost < cheapest.cost {
			cheapest = c
		} else if cheapest.cost < c.cost {
			c.option.DominatedBy = cheapest.option.Type.Name
		}
	}
}
