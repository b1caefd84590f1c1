package packing

import (
	"cmp"
	"math"
	"slices"
)

// knapsack is the pricing problem of column generation: the most valuable set of
// items for one node, a multidimensional bounded knapsack. Greedy filling and
// local search find a good one; depth-first branch and bound proves that it is the
// best. The upper bound is the LP relaxation's, tightened by ceilings.
type knapsack struct {
	have  []int64
	kinds []*item // by decreasing efficiency
	// branchesLeft is how many branches may still be explored.
	branchesLeft int

	left       []int64
	count      []int64
	saved      []int64 // count before a swap
	minNeed    []int64 // smallest need of any item, by resource
	ceilings   []ceiling
	value      float64
	slackValue float64 // of what is left, at the LP's dual prices
	best       []Things
	bestValue  float64
}

// item is a kind in the knapsack.
type item struct {
	kind  int
	need  []int64
	value float64
	most  int64 // on one node
	// efficiency is value per cost of need, at the dual prices of the relaxation
	// over all items; reducedCost is that cost minus value.
	efficiency, reducedCost float64
	// prices are the dual prices of the relaxation over this item and those after it.
	prices []float64
}

// effort limits the search. Any effort, even none, gives a valid upper bound.
type effort struct{ swaps, branches int }

var (
	hasty = effort{swaps: 200}
	quick = effort{swaps: 2_000}
	fair  = effort{swaps: 2_000, branches: 3_000}
	exact = effort{swaps: 2_000, branches: 20_000}
)

// maxSuffixPrices is the largest number of items for which each has dual prices
// without the items before it. They prune more, but cost one linear program each.
const maxSuffixPrices = 10

// fill is the most valuable set of items for a node, if it is worth more than
// threshold, and an upper bound on the value of any set. The bound allows for one
// part in 10⁹ of floating-point error.
func fill(have []int64, kinds []item, threshold float64, by effort) (best []Things, worth, bound float64) {
	k := knapsack{have: have, kinds: make([]*item, len(kinds)), count: make([]int64, len(kinds)), saved: make([]int64, len(kinds)), bestValue: threshold}
	for i := range kinds {
		k.kinds[i] = &kinds[i]
	}
	bound = k.orderByEfficiency()
	if bound <= threshold {
		return nil, threshold, bound
	}
	k.localSearch(by.swaps)
	if k.bestValue*(1+tiny) < bound && by.branches > 0 {
		bound = min(bound, k.search(by.branches))
	}
	return k.best, k.bestValue, bound
}

// localSearch fills the node greedily and then exchanges items as long as that
// raises the value.
func (k *knapsack) localSearch(tries int) {
	k.clear()
	k.fillGreedily()
	k.recordBest()
	k.slackValue = cost(k.kinds[0].prices, k.left)
	for better := true; better; {
		better = false
		for in := range k.kinds {
			for out := range k.kinds {
				if in == out || k.count[out] == 0 || k.count[in] == k.kinds[in].most {
					continue
				}
				if tries--; tries < 0 {
					return
				}
				better = k.swap(in, out) || better
			}
		}
	}
}

// swap exchanges as many of item out as necessary for one of item in and fills up
// greedily. If that does not raise the value, it undoes everything.
func (k *knapsack) swap(in, out int) bool {
	a, b := k.kinds[in], k.kinds[out]
	if a.reducedCost-float64(k.count[out])*b.reducedCost >= k.slackValue {
		return false // the gain is at most the slack value
	}
	n := int64(0)
	for d, need := range a.need {
		if lack := need - k.left[d]; lack > 0 {
			if b.need[d] == 0 {
				return false
			}
			n = max(n, (lack+b.need[d]-1)/b.need[d])
		}
	}
	if n > k.count[out] {
		return false
	}
	value := k.value
	copy(k.saved, k.count)
	k.put(b, out, -n)
	k.put(a, in, 1)
	k.fillGreedily()
	if k.value > value*(1+tiny) {
		k.recordBest()
		k.slackValue = cost(k.kinds[0].prices, k.left)
		return true
	}
	for i, kind := range k.kinds {
		if n := k.saved[i] - k.count[i]; n != 0 {
			k.put(kind, i, n)
		}
	}
	k.value = value
	return false
}

func (k *knapsack) clear() {
	k.left = append(k.left[:0], k.have...)
	clear(k.count)
	k.value = 0
}

// fillGreedily adds what fits, by decreasing efficiency.
func (k *knapsack) fillGreedily() {
	if k.full() {
		return
	}
	for i, kind := range k.kinds {
		if n := min(k.fits(kind), kind.most-k.count[i]); n > 0 {
			k.put(kind, i, n)
			if k.full() {
				return
			}
		}
	}
}

// full reports whether some resource has less left than any item needs.
func (k *knapsack) full() bool {
	for d, n := range k.minNeed {
		if k.left[d] < n {
			return true
		}
	}
	return false
}

// recordBest remembers the current set if it is the best so far.
func (k *knapsack) recordBest() {
	if k.value <= k.bestValue {
		return
	}
	k.bestValue = k.value
	k.best = k.best[:0]
	for i, n := range k.count {
		if n > 0 {
			k.best = append(k.best, Things{k.kinds[i].kind, n})
		}
	}
}

// search explores at most so many branches, and returns an upper bound. With
// ceilings, which tell sets of large items apart, large items come first.
func (k *knapsack) search(branches int) float64 {
	k.branchesLeft = branches
	k.clear()
	if tight := k.tightResources(); len(k.kinds) > maxSuffixPrices && len(tight) > 0 {
		slices.SortStableFunc(k.kinds, func(a, b *item) int { return cmp.Compare(k.share(b), k.share(a)) })
		k.ceilings = k.ceilingsOf(tight)
	}
	most := k.ceiling(0)
	k.branch(0)
	if k.branchesLeft > 0 {
		most = k.bestValue
	}
	return most * (1 + tiny)
}

// share is the largest that an item needs of any resource.
func (k *knapsack) share(i *item) (most float64) {
	for d, n := range i.need {
		most = max(most, float64(n)/float64(max(1, k.have[d])))
	}
	return most
}

// orderByEfficiency solves the LP relaxation, sorts the items by efficiency at its
// dual prices, and returns its value, an upper bound.
func (k *knapsack) orderByEfficiency() (bound float64) {
	prices := k.prices(k.kinds)
	k.minNeed = slices.Clone(k.kinds[0].need)
	for i := range k.kinds {
		for d, n := range k.kinds[i].need {
			k.minNeed[d] = min(k.minNeed[d], n)
		}
		uses := cost(prices, k.kinds[i].need)
		k.kinds[i].efficiency = k.kinds[i].value / max(uses, tiny)
		k.kinds[i].reducedCost = uses - k.kinds[i].value
	}
	slices.SortFunc(k.kinds, func(a, b *item) int {
		return cmp.Or(cmp.Compare(b.efficiency, a.efficiency), cmp.Compare(b.most*b.need[0], a.most*a.need[0]), cmp.Compare(a.kind, b.kind))
	})
	for i := range k.kinds {
		k.kinds[i].prices = prices
		if i > 0 && len(k.kinds) <= maxSuffixPrices {
			k.kinds[i].prices = k.prices(k.kinds[i:])
		}
	}
	return cost(prices, k.have) * (1 + tiny)
}

// prices are the dual prices of the LP relaxation, in value per unit of each
// resource. Amounts are scaled to the node's, because bytes and millicores differ
// by nine orders of magnitude.
func (k *knapsack) prices(kinds []*item) []float64 {
	value := make([]float64, len(kinds))
	used := make([][]float64, len(k.have))
	have := make([]float64, len(k.have))
	for d := range used {
		used[d] = make([]float64, len(kinds))
		have[d] = 1
		if k.have[d] == 0 { // no item needs it
			have[d] = 0
		}
	}
	for i, kind := range kinds {
		value[i] = kind.value
		for d, n := range kind.need {
			if k.have[d] > 0 {
				used[d][i] = float64(n) / float64(k.have[d])
			}
		}
	}
	_, prices := relax(value, used, have)
	scaled := make([]float64, len(prices))
	for d, p := range prices {
		if k.have[d] > 0 {
			scaled[d] = max(0, p) / float64(k.have[d])
		}
	}
	// Rounding may leave a price slightly too low for dual feasibility.
	worst := 1.0
	for _, kind := range kinds {
		if c := cost(scaled, kind.need); c > 0 {
			worst = max(worst, kind.value/c)
		}
	}
	for d := range scaled {
		scaled[d] *= worst
	}
	return scaled
}

func cost(prices []float64, amounts []int64) (sum float64) {
	for d, p := range prices {
		sum += p * float64(amounts[d])
	}
	return sum
}

func (k *knapsack) branch(i int) {
	k.recordBest()
	for i < len(k.kinds) && k.fits(k.kinds[i]) == 0 {
		i++
	}
	if i == len(k.kinds) || k.branchesLeft <= 0 {
		return
	}
	kind := k.kinds[i]
	if k.value+min(cost(kind.prices, k.left), k.ceiling(i)) <= k.bestValue*(1+tiny) {
		return
	}
	for n := k.fits(kind); n >= 0 && k.branchesLeft > 0; n-- {
		k.branchesLeft--
		k.put(kind, i, n)
		k.branch(i + 1)
		k.put(kind, i, -n)
		if k.canPrune(i, n-1) {
			return
		}
	}
}

// canPrune reports that no set with n or fewer of item i can beat the best one. The
// bound falls with n only if the item is worth more than its need at the dual
// prices of the items after it.
func (k *knapsack) canPrune(i int, n int64) bool {
	if n < 0 {
		return true
	}
	kind := k.kinds[i]
	if i+1 == len(k.kinds) {
		return true // fewer of the last item cannot be better
	}
	prices := k.kinds[i+1].prices
	if kind.value < cost(prices, kind.need) {
		return false
	}
	bound := k.value + float64(n)*kind.value
	for d, p := range prices {
		bound += p * float64(k.left[d]-n*kind.need[d])
	}
	return bound <= k.bestValue*(1+tiny)
}

// ceiling is the lowest of the ceilings on what items from i on can add.
func (k *knapsack) ceiling(i int) float64 {
	most := math.Inf(1)
	for c := range k.ceilings {
		most = min(most, k.ceilings[c].of(i, k.left))
	}
	return most
}

func (k *knapsack) fits(kind *item) int64 {
	for d, n := range kind.need { // most do not fit; this saves the division
		if k.left[d] < n {
			return 0
		}
	}
	most := kind.most
	for d, n := range kind.need {
		if n > 0 {
			most = min(most, k.left[d]/n)
		}
	}
	return most
}

func (k *knapsack) put(kind *item, i int, n int64) {
	for d, need := range kind.need {
		k.left[d] -= n * need
	}
	k.count[i] += n
	k.value += float64(n) * kind.value
}
