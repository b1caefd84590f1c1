package packing

import (
	"math"
	"math/big"
	"slices"
)

// Certify computes Farley's lower bound from dual prices. It scales the prices down
// until no node can hold items worth more than it costs, which makes them dual
// feasible: then the value of all items is a lower bound on the cost of any
// solution. That holds for any prices, however they were found. The arithmetic is
// in integers, so that rounding cannot make the bound too high. If it is stopped, it
// returns 0.
//
// A. A. Farley, A note on bounding a class of linear programming problems,
// including cutting stock problems, Operations Research 38 (1990).
func (p *Problem) Certify(prices []float64) int64 {
	whole, total := p.integerPrices(prices)
	scale := farley{ratio: math.Inf(1)}
	for i := range p.Nodes {
		if p.stopped() {
			return 0
		}
		b := p.bin(i)
		kinds, most := b.priced(nil, p.Kinds, whole)
		cost := float64(p.Nodes[i].Cost)
		if len(kinds) == 0 || cost/most > scale.ratio*(1+tiny) {
			continue // another node limits the scale more
		}
		by := exact
		if len(kinds) > MaxKinds {
			by = effort{} // a search would not finish
		}
		_, _, bound := fill(b.have, kinds, cost/scale.ratio, by)
		scale.limit(p.Nodes[i].Cost, big.NewInt(int64(math.Ceil(bound*(1+tiny)))+1))
	}
	return scale.bound(total)
}

// farley is the smallest ratio of cost to value over all nodes.
type farley struct {
	scale *big.Rat
	ratio float64
}

// limit adds a node that holds items of at most that value.
func (f *farley) limit(cost int64, value *big.Int) {
	r := new(big.Rat).SetFrac(big.NewInt(cost), value)
	if f.scale == nil || r.Cmp(f.scale) < 0 {
		f.scale = r
		f.ratio, _ = r.Float64()
	}
}

// bound is the scaled value of all items, rounded up, because costs are integers.
func (f *farley) bound(total *big.Int) int64 {
	if f.scale == nil {
		return 0
	}
	bound := new(big.Rat).Mul(f.scale, new(big.Rat).SetInt(total))
	up := new(big.Int).Add(bound.Num(), new(big.Int).Sub(bound.Denom(), big.NewInt(1)))
	return up.Quo(up, bound.Denom()).Int64()
}

// volumeBound is the bound of the volume prices without knapsacks: a node holds no
// items worth more than its resources. It takes time for one pass over the kinds.
func (p *Problem) volumeBound() int64 {
	each := p.resourcePrices()
	highest := slices.Max(each)
	if highest == 0 {
		return 0 // the items need nothing
	}
	value := func(amounts []int64) *big.Int {
		sum := new(big.Int)
		for d, price := range each {
			whole := big.NewInt(int64(price / highest * (1 << 60)))
			sum.Add(sum, whole.Mul(whole, big.NewInt(amounts[d])))
		}
		return sum
	}
	total, scale := new(big.Int), farley{}
	for k := range p.Kinds {
		total.Add(total, new(big.Int).Mul(value(p.Kinds[k].Need), big.NewInt(p.Kinds[k].Count)))
	}
	for _, n := range p.Nodes {
		if worth := value(n.Have); worth.Sign() > 0 {
			scale.limit(n.Cost, worth)
		}
	}
	return scale.bound(total)
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
