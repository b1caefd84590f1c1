package packing

import (
	"cmp"
	"slices"
)

// decreasing is first-fit and best-fit decreasing by each order of sizes: what
// schedulers do. A new node is the one that is cheapest for the kind at hand.
func (p *Problem) decreasing() []Solution {
	var all []Solution
	for _, order := range p.orders() {
		for _, choose := range []func([]*room, *Problem, int) *room{firstFit, bestFit} {
			all = append(all, p.place(order, choose))
			if p.stopped() {
				return all
			}
		}
	}
	return all
}

// orders are the kinds by what they need of each of the first two budgets, and
// by the largest share of any, the greatest first.
func (p *Problem) orders() [][]int {
	by := func(size func(k *Kind) float64) []int {
		order := indices(p.Kinds)
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(size(&p.Kinds[b]), size(&p.Kinds[a])) })
		return order
	}
	orders := [][]int{by(p.share)}
	for d := range min(2, len(p.Kinds[0].Need)) {
		orders = append(orders, by(func(k *Kind) float64 { return float64(k.Need[d]) }))
	}
	return orders
}

// share is the largest part that one of a kind takes of any budget of the node
// that has the most of it.
func (p *Problem) share(k *Kind) (most float64) {
	for d, need := range k.Need {
		have := int64(1)
		for i := range p.Nodes {
			have = max(have, p.Nodes[i].Have[d])
		}
		most = max(most, float64(need)/float64(have))
	}
	return most
}

// room is a number of nodes that are filled alike, and what each has left.
type room struct {
	Filled
	left []int64
}

func (p *Problem) place(order []int, choose func([]*room, *Problem, int) *room) Solution {
	var rooms []*room
	for _, k := range order {
		for n := p.Kinds[k].Count; n > 0; {
			r := choose(rooms, p, k)
			if r == nil {
				r = p.open(k, n)
				rooms = append(rooms, r)
			}
			var rest *room
			n, rest = p.put(r, k, n)
			if rest != nil { // it stays where it was in the order
				rooms = slices.Insert(rooms, slices.Index(rooms, r)+1, rest)
			}
		}
	}
	var s Solution
	for _, r := range rooms {
		s.Filled = append(s.Filled, r.Filled)
		s.Cost += p.Nodes[r.Node].Cost * r.Times
	}
	return s
}

// open buys nodes for n of a kind.
func (p *Problem) open(kind int, n int64) *room {
	c := p.alone(kind)
	each := c.Things[0].Count
	return &room{Filled{Column{Node: c.Node}, (n + each - 1) / each}, slices.Clone(p.Nodes[c.Node].Have)}
}

// takes is how many more of a kind each of the nodes of a room takes.
func (p *Problem) takes(r *room, kind int) int64 {
	for d, need := range p.Kinds[kind].Need { // most rooms are full: that comes without a division
		if r.left[d] < need {
			return 0
		}
	}
	n := p.holds(r.Node, kind, r.left)
	if most := p.Kinds[kind].Most; most > 0 {
		n = min(n, most-r.of(kind))
	}
	return n
}

// of is how many of a kind are in a room; what came last is asked for the most.
func (r *room) of(kind int) int64 {
	for i := len(r.Things) - 1; i >= 0; i-- {
		if r.Things[i].Kind == kind {
			return r.Things[i].Count
		}
	}
	return 0
}

func (r *room) add(kind int, n int64) {
	for i := range r.Things {
		if r.Things[i].Kind == kind {
			r.Things[i].Count += n
			return
		}
	}
	r.Things = append(r.Things, Things{kind, n})
}

func firstFit(rooms []*room, p *Problem, kind int) *room {
	for _, r := range rooms {
		if p.takes(r, kind) > 0 {
			return r
		}
	}
	return nil
}

// bestFit is the room with the least left.
func bestFit(rooms []*room, p *Problem, kind int) *room {
	var best *room
	for _, r := range rooms {
		if (best == nil || slices.Compare(r.left, best.left) < 0) && p.takes(r, kind) > 0 {
			best = r
		}
	}
	return best
}

// put places some of n into a room, all of its nodes alike; the nodes for which
// there are not enough left are a room of their own from then on.
func (p *Problem) put(r *room, kind int, n int64) (left int64, rest *room) {
	each := min(p.takes(r, kind), n)
	times := min(r.Times, n/each)
	if times < r.Times {
		rest = &room{Filled{Column{r.Node, slices.Clone(r.Things)}, r.Times - times}, slices.Clone(r.left)}
		r.Times = times
	}
	r.add(kind, each)
	for d, need := range p.Kinds[kind].Need {
		r.left[d] -= need * each
	}
	return n - each*times, rest
}
