package packing

import (
	"cmp"
	"math"
	"slices"
)

// Coarse is a problem of at most so many kinds, each in the middle of those that
// it stands for, and on the nodes where all of them go: near enough to choose
// nodes by.
func (p *Problem) Coarse(kinds int) *Problem {
	if len(p.Kinds) <= kinds {
		return p
	}
	return p.classes(kinds, p.middle, func(node int, members []int) bool {
		return !slices.ContainsFunc(members, func(k int) bool { return p.holds(node, k, p.Nodes[node].Have) == 0 })
	})
}

// smaller is a problem of at most so many kinds, each of which needs no more than
// any that it stands for and goes where one of them does.
func (p *Problem) smaller(kinds int) *Problem {
	return p.classes(kinds, p.smallest, func(node int, members []int) bool {
		return slices.ContainsFunc(members, func(k int) bool { return p.Nodes[node].Fits == nil || p.Nodes[node].Fits[k] })
	})
}

func (p *Problem) classes(most int, class func(members []int) Kind, fits func(node int, members []int) bool) *Problem {
	groups := p.groups(most)
	q := &Problem{Nodes: slices.Clone(p.Nodes), Stop: p.Stop}
	for _, members := range groups {
		q.Kinds = append(q.Kinds, class(members))
	}
	for i := range q.Nodes {
		q.Nodes[i].Fits = make([]bool, len(groups))
		for g, members := range groups {
			q.Nodes[i].Fits[g] = fits(i, members)
		}
	}
	return q
}

// groups are kinds of like sizes. They are cut at the median of the budget in
// which they differ the most, again and again.
func (p *Problem) groups(most int) [][]int {
	groups := [][]int{indices(p.Kinds)}
	for len(groups) < most {
		i, d := p.widest(groups)
		if i < 0 {
			break
		}
		g := groups[i]
		slices.SortFunc(g, func(a, b int) int { return cmp.Compare(p.Kinds[a].Need[d], p.Kinds[b].Need[d]) })
		groups[i] = g[:len(g)/2]
		groups = append(groups, g[len(g)/2:])
	}
	return groups
}

// smallest needs the least that any of the kinds does. There may be as many on a
// node as of all of them.
func (p *Problem) smallest(kinds []int) Kind {
	class := Kind{Need: slices.Clone(p.Kinds[kinds[0]].Need)}
	for _, k := range kinds {
		kind := &p.Kinds[k]
		class.Count += kind.Count
		class.Most += p.mostOf(k)
		for d, need := range kind.Need {
			class.Need[d] = min(class.Need[d], need)
		}
	}
	return class
}

// middle needs the mean of what the things do. There may be as many on a node as
// of the kind of which the fewest may be.
func (p *Problem) middle(kinds []int) Kind {
	class := Kind{Need: make([]int64, len(p.Kinds[kinds[0]].Need)), Most: math.MaxInt32}
	sums := make([]float64, len(class.Need))
	for _, k := range kinds {
		kind := &p.Kinds[k]
		class.Count += kind.Count
		class.Most = min(class.Most, p.mostOf(k))
		for d, need := range kind.Need {
			sums[d] += float64(need) * float64(kind.Count)
		}
	}
	for d, sum := range sums {
		class.Need[d] = int64(math.Ceil(sum / float64(class.Count)))
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
