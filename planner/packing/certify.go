package packing

import (
	"math"
	"math/big"
)

// Certify makes a bound of prices. It rounds them down to whole numbers, bounds
// what any node can hold at them, and shrinks them until no node holds more than
// it costs: then what all things cost at them is what every plan has to pay. It
// holds for any prices, however they were found.
//
// A. A. Farley, A note on bounding a class of linear programming problems,
// including cutting stock problems, Operations Research 38 (1990).
func (p *Problem) Certify(prices []float64) int64 {
	whole, total := p.wholePrices(prices)
	var least *big.Rat // cost over worth, of the node that is worth most for its cost
	ratio := math.Inf(1)
	for i := range p.Nodes {
		b := p.bin(i)
		kinds, most := b.worthwhile(nil, p.Kinds, whole)
		cost := float64(p.Nodes[i].Cost)
		if len(kinds) == 0 || cost/most > ratio*(1+tiny) {
			continue // another is worth more for its cost in any case
		}
		by := exact
		if len(kinds) > manyKinds {
			by = effort{} // none would do
		}
		_, _, bound := fill(b.have, kinds, 0, by)
		worth := int64(math.Ceil(bound*(1+tiny))) + 1
		r := new(big.Rat).SetFrac64(p.Nodes[i].Cost, worth)
		if least == nil || r.Cmp(least) < 0 {
			least, ratio = r, cost/float64(worth)
		}
	}
	if least == nil {
		return 0
	}
	paid := least.Mul(least, new(big.Rat).SetInt(total))
	// Costs are whole numbers: round up.
	up := new(big.Int).Add(paid.Num(), new(big.Int).Sub(paid.Denom(), big.NewInt(1)))
	return up.Quo(up, paid.Denom()).Int64()
}

// volumePrices are what each kind costs by what it needs: they certify the bound
// by volume.
func (p *Problem) volumePrices() []float64 {
	each, prices := p.budgetPrices(), make([]float64, len(p.Kinds))
	for k := range p.Kinds {
		prices[k] = cost(each, p.Kinds[k].Need)
	}
	return prices
}

// Worth is what of its cost each node is worth, full to the brim: 1 where none
// does better by volume.
func (p *Problem) Worth() []float64 {
	each, worth := p.budgetPrices(), make([]float64, len(p.Nodes))
	for i, n := range p.Nodes {
		worth[i] = cost(each, n.Have) / float64(n.Cost)
	}
	return worth
}

// budgetPrices are those that make everything dearest without any node having
// more than it costs.
func (p *Problem) budgetPrices() (each []float64) {
	budgets := len(p.Kinds[0].Need)
	total := make([]float64, budgets)
	for _, k := range p.Kinds {
		for d, need := range k.Need {
			total[d] += float64(need) * float64(k.Count)
		}
	}
	scale := make([]float64, budgets)
	for d := range scale {
		for _, n := range p.Nodes {
			scale[d] = max(scale[d], float64(n.Have[d]))
		}
		scale[d] = max(1, scale[d])
		total[d] /= scale[d]
	}
	used, costs := make([][]float64, len(p.Nodes)), make([]float64, len(p.Nodes))
	for i, n := range p.Nodes {
		costs[i] = float64(n.Cost)
		for d, have := range n.Have {
			used[i] = append(used[i], float64(have)/scale[d])
		}
	}
	each, _ = relax(total, used, costs)
	for d := range each {
		each[d] /= scale[d]
	}
	return each
}

// wholePrices scales prices to whole numbers of some 40 bits, which floating
// point adds exactly, and sums up what all things cost at them.
func (p *Problem) wholePrices(prices []float64) ([]float64, *big.Int) {
	dearest := tiny
	for _, v := range prices {
		dearest = max(dearest, v)
	}
	whole, total := make([]float64, len(prices)), new(big.Int)
	for k, v := range prices {
		whole[k] = math.Floor(max(0, v) / dearest * (1 << 40))
		n := new(big.Int).Mul(big.NewInt(int64(whole[k])), big.NewInt(p.Kinds[k].Count))
		total.Add(total, n)
	}
	return whole, total
}
