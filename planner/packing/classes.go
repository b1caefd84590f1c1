package packing

import (
	"cmp"
	"math"
	"slices"
)

// Coarse aggregates the kinds into at most so many, each with the mean need of its
// members, and allowed where all of them are. It is an estimate, to choose nodes by.
func (p *Problem) Coarse(kinds int) *Problem {
	if len(p.Kinds) <= kinds {
		return p
	}
	return p.aggregate(kinds, p.mean, func(node int, members []int) bool {
		return !slices.ContainsFunc(members, func(k int) bool { return p.holds(node, k, p.Nodes[node].Have) == 0 })
	})
}

// roundedDown aggregates the kinds into at most so many, each with the smallest need
// of its members, and allowed where any of them is: a relaxation, whose bounds are
// valid for p (linear grouping, Fernandez de la Vega and Lueker 1981).
func (p *Problem) roundedDown(kinds int) *Problem {
	return p.aggregate(kinds, p.componentwiseMin, func(node int, members []int) bool {
		return slices.ContainsFunc(members, func(k int) bool { return p.Nodes[node].Fits == nil || p.Nodes[node].Fits[k] })
	})
}

// aggregate replaces each cluster of kinds by one kind.
func (p *Problem) aggregate(most int, class func(members []int) Kind, fits func(node int, members []int) bool) *Problem {
	groups := p.clusters(most)
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

// clusters are kinds of similar sizes: the widest cluster is split at the median of
// the resource in which it is widest, until there are enough (median cut).
func (p *Problem) clusters(most int) [][]int {
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

// componentwiseMin has the smallest need of the kinds, and allows as many on a node
// as all of them together.
func (p *Problem) componentwiseMin(kinds []int) Kind {
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

// mean has the mean need of the items, and allows as many on a node as the most
// restricted of the kinds.
func (p *Problem) mean(kinds []int) Kind {
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

// widest finds the cluster and the resource with the largest spread of needs,
// relative to the largest node and times the number of kinds.
func (p *Problem) widest(groups [][]int) (group, resource int) {
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
				group, resource, most = i, d, w
			}
		}
	}
	return group, resource
}
