package packing

import (
	"math"
	"slices"
)

// Round turns a fractional solution into whole nodes: it rounds each column down,
// and packs the rest node by node with the column of the best ratio of value to
// cost. The result is never worse than first-fit or best-fit decreasing.
func (p *Problem) Round(r *Relaxation) Solution {
	left := p.counts()
	var s Solution
	for i, c := range r.Columns {
		s.take(p, c, int64(r.Amounts[i]+tiny), left)
	}
	all := p.decreasing()
	if p.packRest(&s, left, r.Prices) {
		all = append(all, s)
	}
	return p.best(all)
}

// counts is the number of items of each kind.
func (p *Problem) counts() []int64 {
	counts := make([]int64, len(p.Kinds))
	for k := range counts {
		counts[k] = p.Kinds[k].Count
	}
	return counts
}

// take uses a column up to so many times, as long as there are items for it.
func (s *Solution) take(p *Problem, c Column, times int64, left []int64) {
	for _, t := range c.Things {
		times = min(times, left[t.Kind]/t.Count)
	}
	if times == 0 {
		return
	}
	for _, t := range c.Things {
		left[t.Kind] -= t.Count * times
	}
	s.Filled = append(s.Filled, Filled{c, times})
	s.Cost += p.Nodes[c.Node].Cost * times
}

// packRest packs what is left, node by node; it fails if an item
// does not fit on any node, or if it is stopped.
func (p *Problem) packRest(s *Solution, left []int64, prices []float64) bool {
	few := Problem{Kinds: slices.Clone(p.Kinds), Nodes: p.Nodes}
	bins := p.bins()
	for !p.stopped() {
		done := true
		for k := range few.Kinds {
			few.Kinds[k].Count = left[k]
			done = done && left[k] == 0
		}
		if done {
			return true
		}
		c, ok := few.bestColumn(bins, prices)
		if !ok {
			return false
		}
		s.take(p, c, math.MaxInt64, left)
	}
	return false
}

func (p *Problem) bestColumn(bins []bin, prices []float64) (best Column, ok bool) {
	positive := make([]float64, len(prices))
	for k, v := range prices {
		positive[k] = max(v, tiny) // items with a price of 0 have to be placed, too
	}
	most := 0.0
	for i := range p.Nodes {
		kinds, _ := bins[i].priced(nil, p.Kinds, positive)
		if len(kinds) == 0 {
			continue
		}
		things, worth, _ := fill(bins[i].have, kinds, 0, hasty)
		if r := worth / float64(p.Nodes[i].Cost); r > most {
			most, best, ok = r, Column{i, things}, true
		}
	}
	return best, ok
}
