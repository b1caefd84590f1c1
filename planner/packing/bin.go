package packing

import (
	"math"
	"math/bits"
	"slices"
)

// bin is a node as the knapsack sees it, with the budgets alone that can bind. A
// budget of which no kind takes a larger part than of another never does.
type bin struct {
	have  []int64
	kinds []packed // that fit, without a value, and no matter how many there are
}

func (p *Problem) bin(node int) bin {
	var fit []int
	for k := range p.Kinds {
		if p.holds(node, k, p.Nodes[node].Have) > 0 {
			fit = append(fit, k)
		}
	}
	budgets := p.binding(node, fit)
	b := bin{have: pick(p.Nodes[node].Have, budgets), kinds: make([]packed, 0, len(fit))}
	for _, k := range fit {
		kind := &p.Kinds[k]
		most := kind.Most
		if most == 0 {
			most = math.MaxInt64
		}
		need := pick(kind.Need, budgets)
		for d, n := range need {
			if n > 0 {
				most = min(most, b.have[d]/n)
			}
		}
		b.kinds = append(b.kinds, packed{kind: k, need: need, most: most})
	}
	return b
}

func pick(amounts []int64, budgets []int) []int64 {
	picked := make([]int64, len(budgets))
	for i, d := range budgets {
		picked[i] = amounts[d]
	}
	return picked
}

// binding are the budgets of which some of the kinds takes a larger part than of
// any other; of those that are alike the first.
func (p *Problem) binding(node int, kinds []int) []int {
	have := p.Nodes[node].Have
	var kept []int
	for d := range have {
		if have[d] > 0 && !slices.ContainsFunc(indices(have), func(e int) bool {
			return e != d && have[e] > 0 && p.covers(have, e, d, kinds) && (e < d || !p.covers(have, d, e, kinds))
		}) {
			kept = append(kept, d)
		}
	}
	return kept
}

// covers says that each kind takes no larger a part of budget e than of d.
func (p *Problem) covers(have []int64, d, e int, kinds []int) bool {
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

// worthwhile is the kinds that are worth something, in the place of a list that
// is no longer wanted, and a first bound on what a node of them is worth: each
// budget by itself, full of what is worth most for it.
func (b *bin) worthwhile(kinds []packed, of []Kind, prices []float64) ([]packed, float64) {
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
