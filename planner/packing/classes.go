package packing

import (
	"math"
	"slices"
)

// rounding is how a class stands for its members.
type rounding struct {
	need func(a, b int64) int64
	most func(a, b int64) int64 // on one node, where both have a limit
	fits func(a, b bool) bool
}

// A class that is rounded down asks for less than any of its members, one that
// is rounded up for more.
var (
	roundDown = rounding{
		need: func(a, b int64) int64 { return min(a, b) },
		most: func(a, b int64) int64 { return a + b },
		fits: func(a, b bool) bool { return a || b },
	}
	roundUp = rounding{
		need: func(a, b int64) int64 { return max(a, b) },
		most: func(a, b int64) int64 { return min(a, b) },
		fits: func(a, b bool) bool { return a && b },
	}
)

// classed is a problem of classes, and who is in each.
type classed struct {
	Problem
	of      *Problem
	members [][]int
}

// expand solves the classes and puts their members where the classes are. With
// classes that are rounded up it is a solution, unless some class fits nowhere.
func (c *classed) expand() []Solution {
	for g := range c.Kinds {
		if !c.Fits(g) {
			return nil
		}
	}
	left := make([][]Things, len(c.members))
	for g, members := range c.members {
		for _, k := range members {
			left[g] = append(left[g], Things{k, c.of.Kinds[k].Count})
		}
	}
	solved := c.Round(c.Relax())
	s := Solution{Cost: solved.Cost}
	for _, f := range solved.Filled {
		for times := f.Times; times > 0; {
			alike := max(1, min(times, sameMembers(left, f.Things)))
			col := Column{Node: f.Node}
			for _, t := range f.Things {
				col.Things = append(col.Things, next(&left[t.Kind], t.Count, alike)...)
			}
			s.Filled = append(s.Filled, Filled{col, alike})
			times -= alike
		}
	}
	return []Solution{s}
}

// sameMembers is on how many nodes the first member of each class stands for it
// alone.
func sameMembers(left [][]Things, things []Things) int64 {
	nodes := int64(math.MaxInt64)
	for _, t := range things {
		if len(left[t.Kind]) == 0 {
			return 0
		}
		nodes = min(nodes, left[t.Kind][0].Count/t.Count)
	}
	return nodes
}

// next takes n things for each of some nodes that are alike off a list.
func next(left *[]Things, n, nodes int64) (taken []Things) {
	for n > 0 && len(*left) > 0 {
		first := &(*left)[0]
		t := Things{first.Kind, min(n, first.Count)}
		taken = append(taken, t)
		n -= t.Count
		if first.Count -= t.Count * nodes; first.Count <= 0 {
			*left = (*left)[1:]
		}
	}
	return taken
}

// classes takes kinds of like sizes together until there are few enough. They
// are cut at the median of the budget in which they differ the most, again and
// again.
func (p *Problem) classes(round rounding, most int) *classed {
	q := &classed{Problem: Problem{Nodes: slices.Clone(p.Nodes), Stop: p.Stop}, of: p}
	groups := [][]int{indices(p.Kinds)}
	for len(groups) < most {
		i, d := p.widest(groups)
		if i < 0 {
			break
		}
		g := groups[i]
		slices.SortFunc(g, func(a, b int) int { return int(min(1, max(-1, p.Kinds[a].Need[d]-p.Kinds[b].Need[d]))) })
		groups[i] = g[:len(g)/2]
		groups = append(groups, g[len(g)/2:])
	}
	q.members = groups
	for i := range q.Nodes {
		q.Nodes[i].Fits = make([]bool, len(groups))
	}
	for g, members := range groups {
		q.Kinds = append(q.Kinds, p.class(members, round))
		for i := range q.Nodes {
			fits := p.fits(i, members[0])
			for _, k := range members[1:] {
				fits = round.fits(fits, p.fits(i, k))
			}
			q.Nodes[i].Fits[g] = fits
		}
	}
	return q
}

func (p *Problem) fits(node, kind int) bool {
	return p.Nodes[node].Fits == nil || p.Nodes[node].Fits[kind]
}

// class stands for its members. A kind without a limit on a node has that of
// its own number.
func (p *Problem) class(members []int, round rounding) Kind {
	class := p.Kinds[members[0]]
	class.Need, class.Most = slices.Clone(class.Need), p.mostOf(members[0])
	for _, k := range members[1:] {
		kind := &p.Kinds[k]
		class.Count += kind.Count
		class.Most = round.most(class.Most, p.mostOf(k))
		for d, need := range kind.Need {
			class.Need[d] = round.need(class.Need[d], need)
		}
	}
	return class
}

func (p *Problem) mostOf(kind int) int64 {
	if most := p.Kinds[kind].Most; most > 0 {
		return most
	}
	return math.MaxInt32
}

// widest is the group and the budget in which its kinds differ most, beside
// what the nodes have.
func (p *Problem) widest(groups [][]int) (group, budget int) {
	group, most := -1, 0.0
	for i, g := range groups {
		for d := range p.Kinds[g[0]].Need {
			low, high, have := p.Kinds[g[0]].Need[d], int64(0), int64(1)
			for _, k := range g {
				low, high = min(low, p.Kinds[k].Need[d]), max(high, p.Kinds[k].Need[d])
			}
			for n := range p.Nodes {
				have = max(have, p.Nodes[n].Have[d])
			}
			if w := float64(high-low) / float64(have) * float64(len(g)); w > most {
				group, budget, most = i, d, w
			}
		}
	}
	return group, budget
}
