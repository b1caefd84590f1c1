package density

import (
	"cmp"
	"slices"

	"podfit/planner"
)

// MarkDominated sets DominatedBy to the option with the lowest cost per pod among
// those with at least as much RAM per pod at a lower cost, or more at the same. All options must be of one
// region, and so in one currency.
func MarkDominated(options []Option) {
	type candidate struct {
		option *Option
		ram    planner.Memory
		cost   planner.Money
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
		if c := cmp.Or(-cmp.Compare(a.ram, b.ram), cmp.Compare(a.cost, b.cost)); c != 0 {
			return c
		}
		return planner.CompareNames(a.option.Type.Name, b.option.Type.Name)
	})
	// The most RAM per pod comes first, so each option before has at least as much.
	var cheapest *candidate
	for i := range candidates {
		c := &candidates[i]
		if cheapest == nil || c.cost < cheapest.cost {
			cheapest = c
		} else if cheapest.cost < c.cost || cheapest.ram > c.ram { // as cheap, with more RAM
			c.option.DominatedBy = cheapest.option.Type.Name
		}
	}
}
