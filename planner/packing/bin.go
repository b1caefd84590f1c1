package packing

import (
	"math"
	"math/bits"
	"slices"
)

// bin is a node in the knapsack. It has only the undominated resources: a resource
// is dropped if another is at least as tight for every item.
type bin struct {
	have  []int64
	kinds []item // those that fit; value and demand are not set
}

func (p *Problem) bins() (all []bin) {
	for i := range p.Nodes {
		all = append(all, p.bin(i))
	}
	return all
}

func (p *Problem) bin(node int) bin {
	var fit []int
	for k := range p.Kinds {
		if p.holds(node, k, p.Nodes[node].Have) > 0 {
			fit = append(fit, k)
		}
	}
	resources := p.undominated(node, fit)
	b := bin{have: pick(p.Nodes[node].Have, resources), kinds: make([]item, 0, len(fit))}
	for _, k := range fit {
		kind := &p.Kinds[k]
		most := kind.Most
		if most == 0 {
			most = math.MaxInt64
		}
		need := pick(kind.Need, resources)
		for d, n := range need {
			if n > 0 {
				most = min(most, b.have[d]/n)
			}
		}
		b.kinds = append(b.kinds, item{kind: k, need: need, most: most})
	}
	return b
}

func pick(amounts []int64, resources []int) []int64 {
	picked := make([]int64, len(resources))
	for i, d := range resources {
		picked[i] = amounts[d]
	}
	return picked
}

// undominated are the resources that no other one dominates; of equal ones, the
// first.
func (p *Problem) undominated(node int, kinds []int) []int {
	have := p.Nodes[node].Have
	var undominated []int
	for d := range have {
		if have[d] > 0 && !slices.ContainsFunc(indices(have), func(e int) bool {
			return e != d && have[e] > 0 && p.dominates(have, e, d, kinds) && (e < d || !p.dominates(have, d, e, kinds))
		}) {
			undominated = append(undominated, d)
		}
	}
	return undominated
}

// dominates reports whether resource d is at least as tight as e for every kind:
// none uses a larger share of e than of d.
func (p *Problem) dominates(have []int64, d, e int, kinds []int) bool {
	for _, k := range kinds {
		need := p.Kinds[k].Need
		// need[e]/have[e] > need[d]/have[d], in whole numbers
		high, low := bits.Mul64(uint64(need[e]), uint64(have[d]))
		atMostHigh, atMostLow := bits.Mul64(uint64(need[d]), uint64(have[e]))
		if high > atMostHigh || high == atMostHigh && low > atMostLow {
			return false
		}
	}
	return true
}

// priced are the items with a positive price and a remaining demand, and a quick
// upper bound on the value of a node: that of the best single-resource relaxation.
// It reuses the memory of kinds.
func (b *bin) priced(kinds []item, of []Kind, prices []float64) ([]item, float64) {
	bound := math.Inf(1)
	ratio := make([]float64, len(b.have))
	kinds = kinds[:0]
	for _, kind := range b.kinds {
		kind.value, kind.most = prices[kind.kind], min(kind.most, of[kind.kind].Count)
		if kind.most == 0 || kind.value <= 0 {
			continue
		}
		kinds = append(kinds, kind)
		for d, n := range kind.need {
			if n == 0 {
				ratio[d] = math.Inf(1)
				continue
			}
			ratio[d] = max(ratio[d], kind.value/float64(n))
		}
	}
	if len(kinds) == 0 {
		return kinds, 0
	}
	for d, r := range ratio {
		if !math.IsInf(r, 1) {
			bound = min(bound, r*float64(b.have[d]))
		}
	}
	return kinds, bound
}
