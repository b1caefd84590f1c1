// Package packing solves vector bin packing with several bin types (the
// multidimensional cutting stock problem): it places items at a low cost, and
// proves a lower bound on the cost of any solution. Items come in kinds with
// counts, so the running time depends on the number of kinds only.
//
// It generates columns for Gilmore and Gomory's linear program, rounds its solution
// to whole nodes by diving, and compares that with first-fit and best-fit decreasing.
// The lower bound is Farley's, from the dual prices of the linear program.
//
// P. C. Gilmore, R. E. Gomory, A linear programming approach to the cutting-stock
// problem, Operations Research 9 (1961).
package packing

import "slices"

// Problem is the items to place and the types of nodes to place them on.
type Problem struct {
	Kinds []Kind
	Nodes []Node
	// Stop, if set, is called regularly. Once it returns true, Solve soon returns the
	// best solution and bound that it has. Apart from that, effort is counted in steps,
	// so that a problem has the same solution on any machine.
	Stop func() bool
}

// Kind is a number of equal items.
type Kind struct {
	Need  []int64 // of each resource; none negative and not all 0
	Count int64
	Most  int64 // on one node; 0 is no limit
}

// Node is a type of node; there is no limit to how many.
type Node struct {
	Have []int64 // of each resource
	Cost int64   // positive, in any unit; with 1 for each type, Solve minimizes the number of nodes
	Fits []bool  // which kinds are allowed; nil is all
}

// Column is one way to fill a node: a cutting pattern.
type Column struct {
	Node   int
	Things []Things
}

// Things is how many items of a kind are on a node.
type Things struct {
	Kind  int
	Count int64
}

// Filled is a number of nodes with the same items.
type Filled struct {
	Column
	Times int64
}

// Solution places every item.
type Solution struct {
	Filled []Filled
	Cost   int64
	// Bound is a lower bound on the cost of any solution.
	Bound int64
}

const (
	// MaxKinds is the largest number of kinds in the linear program, which takes
	// cubic time. More are aggregated.
	MaxKinds = 150
	// maxExactKinds is the largest number for which columns are also searched for by
	// branch and bound, which solves it to optimality or nearly so.
	maxExactKinds = 80
	// aggregatedKinds is how many kinds are left after aggregation.
	aggregatedKinds = 75
)

// Solve places all items. Each must fit on some node: see Fits.
func (p *Problem) Solve() Solution {
	s := p.Place()
	s.Bound = min(s.Cost, p.LowerBound())
	return s
}

// Place is Solve without a bound.
func (p *Problem) Place() Solution {
	if len(p.Kinds) <= MaxKinds {
		return p.dives(p.relax())
	}
	all := p.decreasing()
	if s, ok := p.largestFirst(); ok {
		all = append(all, s)
	}
	return p.best(all)
}

// LowerBound is the largest of three lower bounds on the cost of any solution: by
// volume, by volume with whole items, and from the linear program. If it is stopped,
// those that it has no time for are left out.
func (p *Problem) LowerBound() int64 {
	bound := p.volumeBound()
	q := p
	if len(p.Kinds) > MaxKinds {
		q = p.roundedDown(aggregatedKinds)
	}
	if !p.stopped() {
		bound = max(bound, q.Certify(q.Relax().Certified))
	}
	if !p.stopped() {
		bound = max(bound, p.Certify(p.volumePrices()))
	}
	return bound
}

// Fits reports whether a kind fits on any node.
func (p *Problem) Fits(kind int) bool {
	for i := range p.Nodes {
		if p.holds(i, kind, p.Nodes[i].Have) > 0 {
			return true
		}
	}
	return false
}

func indices[T any](s []T) []int {
	all := make([]int, len(s))
	for i := range all {
		all[i] = i
	}
	return all
}

// holds is how many of a kind fit into what is left of a node.
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
