package packing

import (
	"cmp"
	"slices"
)

// decreasing is first-fit and best-fit decreasing, once for each order of sizes. A
// new node is of the type that is cheapest per item of the kind.
func (p *Problem) decreasing() []Solution {
	var all []Solution
	for _, order := range p.orders() {
		for _, choose := range []func([]*openNodes, *Problem, int) *openNodes{firstFit, bestFit} {
			all = append(all, p.place(order, choose))
			if p.stopped() {
				return all
			}
		}
	}
	return all
}

// orders sort the kinds by dominant share, and by their need of each of the first
// two resources, largest first.
func (p *Problem) orders() [][]int {
	by := func(size func(k *Kind) float64) []int {
		sizes := make([]float64, len(p.Kinds))
		for k := range sizes {
			sizes[k] = size(&p.Kinds[k])
		}
		order := indices(p.Kinds)
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
		return order
	}
	orders := [][]int{by(p.dominantShare())}
	for d := range min(2, len(p.Kinds[0].Need)) {
		orders = append(orders, by(func(k *Kind) float64 { return float64(k.Need[d]) }))
	}
	return orders
}

// dominantShare is the largest share that an item uses of any resource, relative to
// the node that has the most of it.
func (p *Problem) dominantShare() func(k *Kind) float64 {
	have := make([]int64, len(p.Kinds[0].Need))
	for d := range have {
		for i := range p.Nodes {
			have[d] = max(have[d], p.Nodes[i].Have[d], 1)
		}
	}
	return func(k *Kind) (most float64) {
		for d, need := range k.Need {
			most = max(most, float64(need)/float64(have[d]))
		}
		return most
	}
}

// recentNodes is how many of the open nodes are tried once the search is stopped.
const recentNodes = 8

// openNodes are nodes with the same items, and what each has left.
type openNodes struct {
	Filled
	left []int64
}

func (p *Problem) place(order []int, choose func([]*openNodes, *Problem, int) *openNodes) Solution {
	var open []*openNodes
	from := 0
	for _, k := range order {
		if p.stopped() {
			from = max(0, len(open)-recentNodes)
		}
		for n := p.Kinds[k].Count; n > 0; {
			r := choose(open[from:], p, k)
			if r == nil {
				r = p.open(k, n)
				open = append(open, r)
			}
			var rest *openNodes
			n, rest = p.put(r, k, n)
			if rest != nil { // the order of the nodes stays
				open = slices.Insert(open, slices.Index(open, r)+1, rest)
			}
		}
	}
	var s Solution
	for _, r := range open {
		s.Filled = append(s.Filled, r.Filled)
		s.Cost += p.Nodes[r.Node].Cost * r.Times
	}
	return s
}

// open adds nodes for n of a kind.
func (p *Problem) open(kind int, n int64) *openNodes {
	c := p.alone(kind)
	each := c.Things[0].Count
	return &openNodes{Filled{Column{Node: c.Node}, (n + each - 1) / each}, slices.Clone(p.Nodes[c.Node].Have)}
}

// fitsMore is how many more of a kind fit on each of the nodes.
func (p *Problem) fitsMore(r *openNodes, kind int) int64 {
	for d, need := range p.Kinds[kind].Need { // most nodes are full; this saves the division
		if r.left[d] < need {
			return 0
		}
	}
	n := p.holds(r.Node, kind, r.left)
	if most := p.Kinds[kind].Most; most > 0 {
		n = min(n, most-r.countOf(kind))
	}
	return n
}

// countOf is how many of a kind are on each node. It looks at the last one first,
// which is most often the one in question.
func (r *openNodes) countOf(kind int) int64 {
	for i := len(r.Things) - 1; i >= 0; i-- {
		if r.Things[i].Kind == kind {
			return r.Things[i].Count
		}
	}
	return 0
}

func (r *openNodes) add(kind int, n int64) {
	for i := range r.Things {
		if r.Things[i].Kind == kind {
			r.Things[i].Count += n
			return
		}
	}
	r.Things = append(r.Things, Things{kind, n})
}

func firstFit(open []*openNodes, p *Problem, kind int) *openNodes {
	for _, r := range open {
		if p.fitsMore(r, kind) > 0 {
			return r
		}
	}
	return nil
}

// bestFit takes the nodes with the least left, compared resource by resource.
func bestFit(open []*openNodes, p *Problem, kind int) *openNodes {
	var best *openNodes
	for _, r := range open {
		if (best == nil || slices.Compare(r.left, best.left) < 0) && p.fitsMore(r, kind) > 0 {
			best = r
		}
	}
	return best
}

// put places up to n of a kind, the same number on each node. Nodes for which there
// are not enough items become rest.
func (p *Problem) put(r *openNodes, kind int, n int64) (left int64, rest *openNodes) {
	each := min(p.fitsMore(r, kind), n)
	times := min(r.Times, n/each)
	if times < r.Times {
		rest = &openNodes{Filled{Column{r.Node, slices.Clone(r.Things)}, r.Times - times}, slices.Clone(r.left)}
		r.Times = times
	}
	r.add(kind, each)
	for d, need := range p.Kinds[kind].Need {
		r.left[d] -= need * each
	}
	return n - each*times, rest
}
