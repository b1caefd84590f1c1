package plan

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"podfit/planner/packing"
)

// How many types are tried together, and how many of the choices that the
// linear program likes best are made whole. Their number decides how long a plan
// takes, so that many kinds of pods get fewer.
const (
	typesTried      = 24
	typesTriedMany  = 7
	manyPodKinds    = 30
	coarseKinds     = 40  // that stand for more, while types are chosen
	fineKinds       = 150 // up to so many the best sets are looked at again
	setsLookedAgain = 4
	choicesMade     = 16
	choicesMadeMany = 3
	choicesBeside   = 3 // of other types, to have them beside the best
)

// undominated are the nodes that no other betters in every budget, for every
// kind, for no more money: no plan needs any but these.
func (s *solver) undominated() []int {
	var kept []int
	for i := range s.problem.Nodes {
		if !s.bettered(i) {
			kept = append(kept, i)
		}
	}
	return kept
}

func (s *solver) bettered(node int) bool {
	for by := range s.problem.Nodes {
		if s.betters(by, node) {
			return true
		}
	}
	return false
}

// betters says that node a does for node b; of two that are alike the first.
func (s *solver) betters(a, b int) bool {
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
	return !alike || a < b
}

// choice is a set of nodes and an estimate of what a plan of them costs.
type choice struct {
	nodes []int
	cost  float64
}

// choices are the sets of nodes that are worth a plan, as many nodes as there may
// be groups at the most; none where no set holds everything.
func (s *solver) choices(few []int) [][]int {
	nodes := s.tried(few)
	tried := s.only(nodes)
	all := s.grown(tried.Coarse(coarseKinds).Menu(), len(nodes))
	if kinds := len(s.kinds); kinds > coarseKinds && kinds <= fineKinds {
		all = s.lookedAgain(tried.Menu(), all, len(nodes))
	}
	if len(all) == 0 { // no class of kinds fits where its members do
		nodes = s.covering(few)
		if only := s.only(nodes); !fitsAll(&only) {
			return nil
		}
		all = []choice{{nodes: indices(nodes)}}
	}
	made, besides := choicesMade, choicesBeside
	if len(s.kinds) > manyPodKinds {
		made, besides = choicesMadeMany, 1
	}
	var sets [][]int
	made = min(made, len(all))
	for _, c := range append(all[:made:made], others(all, made, besides)...) {
		sets = append(sets, pick(nodes, c.nodes))
	}
	return sets
}

// others are a few of the sets behind the first, to have plans of other types
// beside the best: those that are no other set with nodes besides, which as often
// as not would not be bought.
func others(all []choice, first, most int) (kept []choice) {
	seen := slices.Clone(all[:min(1, len(all))])
	for i, c := range all {
		same := slices.ContainsFunc(seen, func(other choice) bool {
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

// lookedAgain orders the best sets by what they cost for the kinds themselves, in
// the place of those that stand for them.
func (s *solver) lookedAgain(menu *packing.Menu, all []choice, nodes int) []choice {
	if len(all) == 0 {
		return s.grown(menu, nodes)
	}
	all = all[:min(setsLookedAgain, len(all))]
	for i := range all {
		all[i] = s.estimate(menu, all[i].nodes)
	}
	slices.SortStableFunc(all, cheaper)
	return all
}

// grown are sets that hold everything, the cheapest first: the best of each size
// grow by each of the nodes.
func (s *solver) grown(menu *packing.Menu, nodes int) (all []choice) {
	sets := []choice{{}}
	for range min(s.Groups, MaxGroups) {
		var larger []choice
		seen := map[string]bool{}
		for _, set := range sets {
			for node := range nodes {
				grown := with(set.nodes, node)
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
		sets = larger[:min(len(larger), max(6, 300/len(s.kinds)))]
		all = append(all, larger...)
	}
	slices.SortStableFunc(all, cheaper)
	return slices.DeleteFunc(all, func(c choice) bool { return c.cost >= misfit })
}

// misfit is what a pod costs that goes on none of a set's nodes: more than all
// else.
const misfit = 1e30

func (s *solver) estimate(menu *packing.Menu, nodes []int) choice {
	cost, unplaced := menu.Estimate(nodes)
	all := float64(cost)
	if s.Spare == SpareZone && s.Zones > 1 {
		all += all / float64(s.Zones-1)
	}
	for _, i := range nodes {
		all += float64(menu.Nodes[i].Cost) * s.sparesOf()
	}
	return choice{nodes, all + misfit*float64(unplaced)}
}

// sparesOf is how many nodes a group has in the mean besides what it loses: one to
// lose or, as it is even over the zones, half of one in each.
func (s *solver) sparesOf() float64 {
	switch {
	case s.Spare == SpareNode:
		return 1
	case s.Spare == SpareZone && s.Zones > 1:
		return float64(s.Zones) / 2
	}
	return 0
}

func cheaper(a, b choice) int {
	return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(len(a.nodes), len(b.nodes)))
}

// with is a set with one more; nil where it is in the set.
func with(set []int, node int) []int {
	at, has := slices.BinarySearch(set, node)
	if has {
		return nil
	}
	return slices.Insert(slices.Clone(set), at, node)
}

// tried are the nodes worth trying together: those that the linear program buys,
// those of each shape that are cheapest alone, and as many as there may be groups
// that hold the most pods between them.
func (s *solver) tried(few []int) []int {
	problem := s.only(few)
	coarse := problem.Coarse(coarseKinds)
	if !fitsAll(coarse) {
		coarse = &problem
	}
	relaxed := coarse.Estimate()
	spent := make([]float64, len(s.problem.Nodes))
	for i, c := range relaxed.Columns {
		spent[few[c.Node]] += relaxed.Amounts[i] * float64(s.problem.Nodes[few[c.Node]].Cost)
	}
	most := typesTried
	if len(s.kinds) > manyPodKinds {
		most = typesTriedMany
	}
	bought := sorted(few, func(i int) float64 { return -spent[i] })
	worth := map[int]float64{}
	for i, w := range problem.Worth() {
		worth[few[i]] = w
	}
	dense := sorted(few, func(i int) float64 { return -worth[i] })
	alone := s.byShape(sorted(few, s.alone))
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
				add(alike[i], !math.IsInf(s.alone(alike[i]), 1))
			}
		}
	}
	nodes = append(nodes, s.covering(few)...)
	slices.Sort(nodes)
	return slices.Compact(nodes)
}

// byShape parts nodes by how much memory they have for a CPU, to a power of two:
// nodes of one shape seldom complement each other.
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

// sorted has the node with the least first.
func sorted(nodes []int, of func(int) float64) []int {
	values := map[int]float64{}
	for _, i := range nodes {
		values[i] = of(i)
	}
	all := slices.Clone(nodes)
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	return all
}

// covering are as many nodes as there may be groups, chosen one after the other
// for the pods that those before it do not take.
func (s *solver) covering(few []int) []int {
	var nodes []int
	left := make([]bool, len(s.kinds))
	for k := range left {
		left[k] = true
	}
	for range min(s.Groups, MaxGroups) {
		best, most, cheapest := -1, int64(0), int64(0)
		for _, i := range few {
			one, pods, cost := s.only([]int{i}), int64(0), s.problem.Nodes[i].Cost
			for k := range s.kinds {
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
		one := s.only([]int{best})
		for k := range left {
			left[k] = left[k] && !one.Fits(k)
		}
	}
	return nodes
}

// leaveOut takes the kinds that fit on none of some nodes out of the problem.
func (s *solver) leaveOut(nodes []int) {
	sub := s.only(nodes)
	var kept []int
	for k, kind := range s.kinds {
		if sub.Fits(k) {
			kept = append(kept, k)
			continue
		}
		s.unplaced = append(s.unplaced, Unplaced{kind.Name, kind.Replicas, Reason{Groups: true}})
	}
	kinds, problem := s.kinds, s.problem.Kinds
	s.kinds, s.problem.Kinds = nil, nil
	fits := make([][]bool, len(s.problem.Nodes))
	for _, k := range kept {
		s.kinds, s.problem.Kinds = append(s.kinds, kinds[k]), append(s.problem.Kinds, problem[k])
		for i := range fits {
			fits[i] = append(fits[i], s.problem.Nodes[i].Fits[k])
		}
	}
	for i := range fits {
		s.problem.Nodes[i].Fits = fits[i]
	}
}

// alone is what everything would cost on one node's type, by volume, in whole
// nodes.
func (s *solver) alone(node int) float64 {
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

// only is the problem with some of its nodes.
func (s *solver) only(nodes []int) packing.Problem {
	sub := packing.Problem{Kinds: s.problem.Kinds, Stop: s.problem.Stop}
	for _, i := range nodes {
		sub.Nodes = append(sub.Nodes, s.problem.Nodes[i])
	}
	return sub
}

func fitsAll(p *packing.Problem) bool {
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

func pick(of, at []int) []int {
	picked := make([]int, len(at))
	for i, k := range at {
		picked[i] = of[k]
	}
	return picked
}
