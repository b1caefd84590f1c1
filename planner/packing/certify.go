package packing

import (
	"math"
	"math/big"
)

// Certify computes Farley's lower bound from dual prices. It scales the prices down
// until no node can hold items worth more than it costs, which makes them dual
// feasible: then the value of all items is a lower bound on the cost of any
// solution. That holds for any prices, however they were found. The arithmetic is
// in integers, so that rounding cannot make the bound too high.
//
// A. A. Farley, A note on bounding a class of linear programming problems,
// including cutting stock problems, Operations Research 38 (1990).
func (p *Problem) Certify(prices []float64) int64 {
	whole, total := p.integerPrices(prices)
	var scale *big.Rat // the smallest ratio of cost to value over all nodes
	ratio := math.Inf(1)
	for i := range p.Nodes {
		b := p.bin(i)
		kinds, most := b.priced(nil, p.Kinds, whole)
		cost := float64(p.Nodes[i].Cost)
		if len(kinds) == 0 || cost/most > ratio*(1+tiny) {
			continue // another node limits the scale more
		}
		by := exact
		if len(kinds) > maxKinds {
			by = effort{} // a search would not finish
		}
		_, _, bound := fill(b.have, kinds, 0, by)
		worth := int64(math.Ceil(bound*(1+tiny))) + 1
		r := new(big.Rat).SetFrac64(p.Nodes[i].Cost, worth)
		if scale == nil || r.Cmp(scale) < 0 {
			scale, ratio = r, cost/float64(worth)
		}
	}
	if scale == nil {
		return 0
	}
	bound := scale.Mul(scale, new(big.Rat).SetInt(total))
	// Costs are integers: round up.
	up := new(big.Int).Add(bound.Num(), new(big.Int).Sub(bound.Denom(), big.NewInt(1)))
	return up.Quo(up, bound.Denom()).Int64()
}

// volumePrices price each kind by the resources that it needs. Certify makes the
// volume bound of them.
func (p *Problem) volumePrices() []float64 {
	each, prices := p.resourcePrices(), make([]float64, len(p.Kinds))
	for k := range p.Kinds {
		prices[k] = cost(each, p.Kinds[k].Need)
	}
	return prices
}

// Worth is the value of each node's resources per cost, at the prices of the volume
// bound: at most 1, and 1 for the nodes that the volume bound is made of.
func (p *Problem) Worth() []float64 {
	each, worth := p.resourcePrices(), make([]float64, len(p.Nodes))
	for i, n := range p.Nodes {
		worth[i] = cost(each, n.Have) / float64(n.Cost)
	}
	return worth
}

// resourcePrices maximize the value of all items, subject to no node's resources
// being worth more than it costs: the dual of packing by volume.
func (p *Problem) resourcePrices() (each []float64) {
	resources := len(p.Kinds[0].Need)
	total := make([]float64, resources)
	for _, k := range p.Kinds {
		for d, need := range k.Need {
			total[d] += float64(need) * float64(k.Count)
		}
	}
	scale := make([]float64, resources)
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

// integerPrices scales prices to integers of about 40 bits, which float64 adds
// exactly, and sums the value of all items.
func (p *Problem) integerPrices(prices []float64) ([]float64, *big.Int) {
	highest := tiny
	for _, v := range prices {
		highest = max(highest, v)
	}
	whole, total := make([]float64, len(prices)), new(big.Int)
	for k, v := range prices {
		whole[k] = math.Floor(max(0, v) / highest * (1 << 40))
		n := new(big.Int).Mul(big.NewInt(int64(whole[k])), big.NewInt(p.Kinds[k].Count))
		total.Add(total, n)
	}
	return whole, total
}
