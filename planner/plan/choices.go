package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/packing"
)

// Search effort: how many instance types are combined, and how many of the sets
// that the linear program ranks first are solved in whole nodes. The effort grows
// with the number of workloads, so many workloads get fewer of each.
const (
	maxCandidates     = 24
	maxCandidatesMany = 7
	manyWorkloads     = 30
	maxClasses        = 16 // of workloads, while type sets are ranked
	maxReranked       = 40 // workloads up to which the best sets are ranked again without classes
	rerankedSets      = 4
	solvedSets        = 6
	solvedSetsMany    = 2
	alternativeSets   = 3 // of other types, listed after the best
)

// undominated are the nodes that no other node dominates: an optimal plan exists
// that uses no others.
func (s *solver) undominated() []int {
	var kept []int
	for i := range s.problem.Nodes {
		if !s.dominated(i) {
			kept = append(kept, i)
		}
	}
	return kept
}

func (s *solver) dominated(node int) bool {
	for by := range s.problem.Nodes {
		if s.dominates(by, node) {
			return true
		}
	}
	return false
}

// dominates reports whether node a offers at least as much of every resource as
// node b, to at least the same workloads, for no more money. Of two equal nodes
// the first dominates.
func (s *solver) dominates(a, b int) bool {
	x, y := &s.problem.Nodes[a], &s.problem.Nodes[b]
	if a == b || x.Cost > y.Cost {
		return false
	}
	alike := x.Cost == y.Cost
	for d := range x.Have {
		if x.Have[d] < y.Have[d] {
			return false
		}
		alike = alike && x.Have[d] == y.Have[d]
	}
	for k := range x.Fits {
		if !x.Fits[k] && y.Fits[k] {
			return false
		}
		alike = alike && x.Fits[k] == y.Fits[k]
	}
	if s.Objective == LeastCost {
		if !s.neverDearer(a, b) {
			return false
		}
		alike = alike && s.neverDearer(b, a)
	}
	return !alike || a < b
}

// neverDearer reports whether nodes of option a cost no more than as many of b, however
// many of them are on-demand, spot or paid by a commitment. The cost of a node in the
// problem is the least of these.
func (s *solver) neverDearer(a, b int) bool {
	c := &s.Settings.Capacity
	x, y := s.options[a].Rates(), s.options[b].Rates()
	atMost := func(p, q planner.Maybe[planner.Money]) bool {
		left, known := p.Value()
		right, other := q.Value()
		return !other || known && left+x.Adder <= right+y.Adder
	}
	firm := !c.BuysOnDemand() || atMost(c.Uncovered(x), c.Uncovered(y))
	return firm && (!c.BuysSpot() || atMost(x.Spot, y.Spot))
}

// typeSet is a set of nodes with an estimate of what a plan on them costs.
type typeSet struct {
	nodes []int
	cost  float64
}

// typeSets are the sets of nodes worth solving, each of at most as many nodes as
// the question allows groups; none if no set fits every workload.
func (s *solver) typeSets(few []int) [][]int {
	nodes := s.candidates(few)
	tried := s.restrictedTo(nodes)
	all := s.growSets(tried.Coarse(maxClasses).Menu(), len(nodes))
	if kinds := len(s.workloads); kinds > maxClasses && kinds <= maxReranked {
		all = s.rerank(tried.Menu(), all, len(nodes))
	}
	if len(all) == 0 { // a class may fit on no node that its members fit on
		nodes = s.coverGreedily(few)
		if only := s.restrictedTo(nodes); !allFit(&only) {
			return nil
		}
		all = []typeSet{{nodes: indices(nodes)}}
	}
	made, others := solvedSets, alternativeSets
	if len(s.workloads) > manyWorkloads {
		made, others = solvedSetsMany, 1
	}
	var sets [][]int
	made = min(made, len(all))
	for _, c := range append(all[:made:made], alternatives(all, made, others)...) {
		sets = append(sets, pick(nodes, c.nodes))
	}
	return sets
}

// alternatives are a few sets ranked after the first ones, so that the answer also
// has plans of other types. A superset of an earlier set is skipped: the extra
// types are often bought 0 times.
func alternatives(all []typeSet, first, most int) (kept []typeSet) {
	seen := slices.Clone(all[:min(1, len(all))])
	for i, c := range all {
		same := slices.ContainsFunc(seen, func(other typeSet) bool {
			return !slices.ContainsFunc(other.nodes, func(n int) bool { return !slices.Contains(c.nodes, n) })
		})
		if same {
			continue
		}
		seen = append(seen, c)
		if i >= first && len(kept) < most {
			kept = append(kept, c)
		}
	}
	return kept
}

// rerank orders the best sets by their estimate over the workloads themselves
// instead of classes of them.
func (s *solver) rerank(menu *packing.Menu, all []typeSet, nodes int) []typeSet {
	if len(all) == 0 {
		return s.growSets(menu, nodes)
	}
	all = all[:min(rerankedSets, len(all))]
	for i := range all {
		all[i] = s.estimate(menu, all[i].nodes)
	}
	slices.SortStableFunc(all, cheaper)
	return all
}

// growSets are sets that fit every workload, the cheapest first: a beam search that
// adds each node to the best sets of the size before.
func (s *solver) growSets(menu *packing.Menu, nodes int) (all []typeSet) {
	sets := []typeSet{{}}
	for range min(s.Groups, MaxGroups) {
		var larger []typeSet
		seen := map[string]bool{}
		for _, set := range sets {
			for node := range nodes {
				grown := inserted(set.nodes, node)
				if name := fmt.Sprint(grown); grown != nil && !seen[name] {
					seen[name] = true
					larger = append(larger, s.estimate(menu, grown))
				}
				if s.Stop != nil && s.Stop() && len(larger) > 0 {
					break
				}
			}
		}
		slices.SortStableFunc(larger, cheaper)
		sets = larger[:min(len(larger), max(6, 300/len(s.workloads)))]
		all = append(all, larger...)
	}
	slices.SortStableFunc(all, cheaper)
	return slices.DeleteFunc(all, func(c typeSet) bool { return c.cost >= unplacedPenalty })
}

// unplacedPenalty is the estimated cost of a pod that fits no node of a set: above
// every real cost.
const unplacedPenalty = 1e30

func (s *solver) estimate(menu *packing.Menu, nodes []int) typeSet {
	cost, unplaced := menu.Estimate(nodes)
	return typeSet{nodes, float64(cost) + unplacedPenalty*float64(unplaced)}
}

func cheaper(a, b typeSet) int {
	return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(len(a.nodes), len(b.nodes)))
}

// inserted is a sorted set with one more node; nil if the set already has it.
func inserted(set []int, node int) []int {
	at, has := slices.BinarySearch(set, node)
	if has {
		return nil
	}
	return slices.Insert(slices.Clone(set), at, node)
}

// candidates are the nodes worth combining: those that the linear program buys,
// those with the most value for their price, the cheapest alone of each shape, and
// those of coverGreedily.
func (s *solver) candidates(few []int) []int {
	problem := s.restrictedTo(few)
	coarse := problem.Coarse(maxClasses)
	if !allFit(coarse) {
		coarse = &problem
	}
	relaxed := coarse.Estimate()
	spent := make([]float64, len(s.problem.Nodes))
	for i, c := range relaxed.Columns {
		spent[few[c.Node]] += relaxed.Amounts[i] * float64(s.problem.Nodes[few[c.Node]].Cost)
	}
	most := maxCandidates
	if len(s.workloads) > manyWorkloads {
		most = maxCandidatesMany
	}
	bought := sorted(few, func(i int) float64 { return -spent[i] })
	worth := map[int]float64{}
	for i, w := range problem.Worth() {
		worth[few[i]] = w
	}
	dense := sorted(few, func(i int) float64 { return -worth[i] })
	alone := s.byShape(sorted(few, s.costAlone))
	var nodes []int
	add := func(n int, useful bool) {
		if useful && len(nodes) < most && !slices.Contains(nodes, n) {
			nodes = append(nodes, n)
		}
	}
	for i := range few {
		add(bought[i], spent[bought[i]] > 0)
		add(dense[i], true)
		for _, alike := range alone {
			if i < len(alike) {
				add(alike[i], !math.IsInf(s.costAlone(alike[i]), 1))
			}
		}
	}
	nodes = append(nodes, s.coverGreedily(few)...)
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// byShape groups nodes by memory per CPU, to a power of two: nodes of one shape
// seldom complement each other.
func (s *solver) byShape(nodes []int) [][]int {
	var alike [][]int
	at := map[float64]int{} // of a shape in alike
	for _, i := range nodes {
		have := s.problem.Nodes[i].Have
		shape := math.Round(math.Log2(float64(have[memoryBudget]) / float64(max(1, have[cpuBudget]))))
		if _, known := at[shape]; !known {
			at[shape] = len(alike)
			alike = append(alike, nil)
		}
		alike[at[shape]] = append(alike[at[shape]], i)
	}
	return alike
}

// sorted orders nodes by a value, the smallest first.
func sorted(nodes []int, of func(int) float64) []int {
	values := map[int]float64{}
	for _, i := range nodes {
		values[i] = of(i)
	}
	all := slices.Clone(nodes)
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	return all
}

// coverGreedily picks one node per allowed group, each the one that fits the most
// pods that the nodes before it do not fit; the cheaper wins a tie.
func (s *solver) coverGreedily(few []int) []int {
	var nodes []int
	left := make([]bool, len(s.workloads))
	for k := range left {
		left[k] = true
	}
	for range min(s.Groups, MaxGroups) {
		best, most, cheapest := -1, int64(0), int64(0)
		for _, i := range few {
			one, pods, cost := s.restrictedTo([]int{i}), int64(0), s.problem.Nodes[i].Cost
			for k := range s.workloads {
				if left[k] && one.Fits(k) {
					pods += s.problem.Kinds[k].Count
				}
			}
			if pods > most || pods == most && pods > 0 && cost < cheapest {
				best, most, cheapest = i, pods, cost
			}
		}
		if best < 0 {
			break
		}
		nodes = append(nodes, best)
		one := s.restrictedTo([]int{best})
		for k := range left {
			left[k] = left[k] && !one.Fits(k)
		}
	}
	return nodes
}

// dropUncovered removes the workloads that fit on none of the nodes from the
// problem and reports them as unplaced.
func (s *solver) dropUncovered(nodes []int) {
	sub := s.restrictedTo(nodes)
	var kept []int
	for k := range s.workloads {
		if sub.Fits(k) {
			kept = append(kept, k)
			continue
		}
		s.drop(s.index[k], Reason{Groups: true})
	}
	s.keepKinds(kept)
}

// costAlone is what all workloads would cost on one node type, by the most used
// resource and in whole nodes; infinite if a workload does not fit.
func (s *solver) costAlone(node int) float64 {
	n, nodes := &s.problem.Nodes[node], 0.0
	for d, have := range n.Have {
		used := 0.0
		for k, kind := range s.problem.Kinds {
			if !n.Fits[k] || kind.Need[d] > have {
				return math.Inf(1)
			}
			used += float64(kind.Need[d]) * float64(kind.Count)
		}
		if used > 0 {
			nodes = max(nodes, used/float64(have))
		}
	}
	return math.Ceil(nodes-1e-9) * float64(n.Cost)
}

// restrictedTo is the problem with only some of its nodes.
func (s *solver) restrictedTo(nodes []int) packing.Problem {
	sub := packing.Problem{Kinds: s.problem.Kinds, Stop: s.problem.Stop}
	for _, i := range nodes {
		sub.Nodes = append(sub.Nodes, s.problem.Nodes[i])
	}
	return sub
}

func allFit(p *packing.Problem) bool {
	for k := range p.Kinds {
		if !p.Fits(k) {
			return false
		}
	}
	return true
}

func indices[T any](of []T) []int {
	all := make([]int, len(of))
	for i := range all {
		all[i] = i
	}
	return all
}

func pick[T any](of []T, at []int) []T {
	picked := make([]T, len(at))
	for i, k := range at {
		picked[i] = of[k]
	}
	return picked
}
