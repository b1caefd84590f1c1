package density

import (
	"cmp"
	"slices"

	"podfit/planner"
)

// MarkDominated sets DominatedBy to the cheapest per pod of the options that
// offer at least as much RAM per pod for less money a pod. All options are of
// one region, and so of one currency.
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
		return cmp.Or(
			-cmp.Compare(a.ram, b.ram),
			cmp.Compare(a.cost, b.cost),
			planner.CompareNames(a.option.Type.Name, b.option.Type.Name),
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
