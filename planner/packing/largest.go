package packing

import (
	"cmp"
	"math"
	"slices"
)

// sampleSize is how many kinds are considered for one node: enough different sizes
// to fill it well.
const sampleSize = 100

// largestFit is the state of largestFirst.
type largestFit struct {
	*Problem
	bins   []bin
	at     [][]int // index of each kind in each bin; -1 if it does not fit
	prices []float64
	left   []int64
	// limited and free are scratch space for sample.
	limited, free []int
}

// largestFirst fills node after node with the largest item left and the most
// valuable of a sample of the others, at volume prices, unless it is stopped.
func (p *Problem) largestFirst() (s Solution, ok bool) {
	f := p.largestFit()
	order := p.orders()[0]
	for !p.stopped() {
		order = slices.DeleteFunc(order, func(k int) bool { return f.left[k] == 0 })
		if len(order) == 0 {
			return s, true
		}
		best, most := Column{}, -1.0
		sample := f.sample(order)
		for i := range p.Nodes {
			if c, worth := f.fillAround(order[0], i, sample); worth/float64(p.Nodes[i].Cost) > most {
				best, most = c, worth/float64(p.Nodes[i].Cost)
			}
		}
		s.take(p, best, math.MaxInt64, f.left)
	}
	return s, false
}

func (p *Problem) largestFit() *largestFit {
	f := &largestFit{Problem: p, prices: p.volumePrices(), left: p.counts()}
	for k, v := range f.prices {
		f.prices[k] = max(v, tiny)
	}
	for i := range p.Nodes {
		if p.stopped() {
			return f
		}
		b, at := p.bin(i), make([]int, len(p.Kinds))
		for k := range at {
			at[k] = -1
		}
		for j, kind := range b.kinds {
			at[kind.kind] = j
		}
		f.bins, f.at = append(f.bins, b), append(f.at, at)
	}
	return f
}

// sample takes half from the kinds with a limit per node, if there are as many: if
// these were left to the end, they would need nodes of their own.
func (f *largestFit) sample(order []int) []int {
	f.limited, f.free = f.limited[:0], f.free[:0]
	for _, k := range order {
		if f.Kinds[k].Most > 0 {
			f.limited = append(f.limited, k)
		} else {
			f.free = append(f.free, k)
		}
	}
	some := sampleOf(f.limited, max(sampleSize/2, sampleSize-len(f.free)))
	return slices.Concat(some, sampleOf(f.free, sampleSize-len(some)))
}

// sampleOf takes at most so many of a list, evenly spaced.
func sampleOf(list []int, most int) []int {
	if len(list) <= most {
		return list
	}
	some := make([]int, most)
	for i := range some {
		some[i] = list[i*len(list)/most]
	}
	return some
}

// fillAround fills a node that has one item of the first kind.
func (f *largestFit) fillAround(first, node int, others []int) (Column, float64) {
	b := &f.bins[node]
	if f.at[node][first] < 0 {
		return Column{}, -1
	}
	have := slices.Clone(b.have)
	for d, n := range b.kinds[f.at[node][first]].need {
		have[d] -= n
	}
	kinds := make([]item, 0, len(others))
	for _, k := range others {
		if f.at[node][k] < 0 {
			continue
		}
		kind := b.kinds[f.at[node][k]]
		kind.value, kind.most = f.prices[k], min(kind.most, f.left[k])
		if k == first {
			kind.most--
		}
		for d, n := range kind.need {
			if n > 0 {
				kind.most = min(kind.most, have[d]/n)
			}
		}
		if kind.most > 0 {
			kinds = append(kinds, kind)
		}
	}
	c, worth := Column{node, []Things{{first, 1}}}, f.prices[first]
	if len(kinds) == 0 {
		return c, worth
	}
	things, more, _ := fill(have, kinds, 0, hasty)
	for _, t := range things {
		if t.Kind == first {
			c.Things[0].Count += t.Count
		} else {
			c.Things = append(c.Things, t)
		}
	}
	slices.SortFunc(c.Things, func(a, b Things) int { return cmp.Compare(a.Kind, b.Kind) })
	return c, worth + more
}
