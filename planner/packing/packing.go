// Package packing places things of many sizes into as few or as cheap nodes as
// it can, and proves how near that comes to the best possible. Things come in
// kinds with counts, so that a million of them cost what their kinds cost; a
// node is filled by whole things within several budgets at once.
//
// The bound is that of Gilmore and Gomory's linear program over ways to fill a
// node, made certain in whole numbers as Farley showed: it holds for any plan
// of any planner.
package packing

import "slices"

// Problem is what there is to place and what there is to buy.
type Problem struct {
	Kinds []Kind
	Nodes []Node
	// Stop, where it is set, is asked now and then; once it says true, Solve
	// makes the best of what it has.
	Stop func() bool
}

// Kind is things that are alike.
type Kind struct {
	Need  []int64 // of each budget, none below 0 and not all of them 0
	Count int64
	Most  int64 // of them on one node; 0 sets no limit
}

// Node is something to buy any number of.
type Node struct {
	Have []int64 // of each budget
	Cost int64   // above 0, in any unit; where all cost 1, Solve counts nodes
	Fits []bool  // which kinds may go there; nil is all
}

// Column is one way to fill a node.
type Column struct {
	Node   int
	Things []Things
}

// Things is how many of a kind are on a node.
type Things struct {
	Kind  int
	Count int64
}

// Filled is a number of nodes that are filled alike.
type Filled struct {
	Column
	Times int64
}

// Solution places every kind.
type Solution struct {
	Filled []Filled
	Cost   int64
	// Bound is a cost that no way to place all kinds goes below.
	Bound int64
}

// manyKinds is from where kinds are taken together for the linear program, which
// takes the cube of their number.
const manyKinds = 150

// exactKinds are as many as the linear program is solved to the end for.
const exactKinds = 30

// fewClasses are what many kinds are taken together to.
const fewClasses = 75

// Solve places all kinds. Each has to fit on some node: see Fits.
func (p *Problem) Solve() Solution {
	s := p.Place()
	s.Bound = min(s.Cost, p.LowerBound())
	return s
}

// Place is Solve without a bound.
func (p *Problem) Place() Solution {
	if len(p.Kinds) <= manyKinds {
		relaxed := p.Estimate()
		if len(p.Kinds) <= exactKinds {
			relaxed = p.Relax()
		}
		return p.Round(relaxed)
	}
	return p.best(append(p.decreasing(), p.largestFirst()))
}

// LowerBound is a cost that no way to place all kinds goes below: by the linear
// program, and by volume.
func (p *Problem) LowerBound() int64 {
	q := p
	if len(p.Kinds) > manyKinds {
		// Smaller things need no more than the things themselves.
		q = p.smaller(fewClasses)
	}
	last := fair
	if len(q.Kinds) <= exactKinds {
		last = exact
	}
	relaxed := q.relax(hasty, quick, last)
	return max(q.Certify(relaxed.Certain), p.Certify(p.volumePrices()))
}

// Fits says whether a kind goes on any node at all.
func (p *Problem) Fits(kind int) bool {
	return slices.ContainsFunc(indices(p.Nodes), func(i int) bool { return p.holds(i, kind, p.Nodes[i].Have) > 0 })
}

func indices[T any](s []T) []int {
	all := make([]int, len(s))
	for i := range all {
		all[i] = i
	}
	return all
}

// holds is how many of a kind go into what is left of a node.
func (p *Problem) holds(node, kind int, left []int64) int64 {
	n, k := &p.Nodes[node], &p.Kinds[kind]
	if n.Fits != nil && !n.Fits[kind] {
		return 0
	}
	most := k.Count
	if k.Most > 0 {
		most = min(most, k.Most)
	}
	for d, need := range k.Need {
		if need > 0 {
			most = min(most, max(0, left[d])/need)
		}
	}
	return most
}

func (p *Problem) stopped() bool { return p.Stop != nil && p.Stop() }

// best is the cheapest of several solutions.
func (p *Problem) best(all []Solution) Solution {
	return slices.MinFunc(all, func(a, b Solution) int {
		switch {
		case a.Cost < b.Cost:
			return -1
		case a.Cost > b.Cost:
			return 1
		}
		return 0
	})
}
