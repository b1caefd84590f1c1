package packing

import (
	"cmp"
	"slices"
)

// knapsack is what to put on one node so that its value is the greatest: the
// question that pricing asks for every instance type. It branches over the
// kinds, the most valuable for what they use first, and cuts off with the
// prices of the fractional knapsack.
type knapsack struct {
	have  []int64
	kinds []*packed
	// budget is how many branches may still be looked at.
	budget int

	left   []int64
	count  []int64
	before []int64 // count, before a swap
	least  []int64 // that any kind needs, of each budget
	value  float64
	empty  float64 // what is left is worth, at the prices of the first kind
	best   []Things
	most   float64
}

// packed is one kind as the knapsack sees it.
type packed struct {
	kind  int
	need  []int64
	value float64
	most  int64   // that may be on one node
	ratio float64 // of its value to what it uses
	loss  float64 // what it uses beyond its value, at the prices of the first
	// prices are of the fractional knapsack of this kind and those after it.
	prices []float64
}

// effort is how long a knapsack looks for a better filling: swaps find a good one
// soon, branches prove for a handful of kinds that there is no better one. The
// bound is one with any effort, or none.
type effort struct{ swaps, branches int }

var (
	hasty = effort{swaps: 200}
	quick = effort{swaps: 2_000}
	fair  = effort{swaps: 2_000, branches: 3_000}
	exact = effort{swaps: 2_000, branches: 20_000}
)

// Up to fewKinds each has prices of its own, without the kinds before it, which
// cut off more and cost a linear program each.
const fewKinds = 10

// fill is the best that a node with these amounts can hold of kinds that are
// worth value each, where that is worth more than over, and an upper bound on
// what that is worth, to the part in 10⁹ by which floating point may be off.
func fill(have []int64, kinds []packed, over float64, by effort) (best []Things, worth, bound float64) {
	k := knapsack{have: have, kinds: make([]*packed, len(kinds)), count: make([]int64, len(kinds)), before: make([]int64, len(kinds)), most: over}
	for i := range kinds {
		k.kinds[i] = &kinds[i]
	}
	bound = k.relaxed()
	if bound <= over {
		return nil, over, bound
	}
	k.exchange(by.swaps)
	if k.most*(1+tiny) >= bound || by.branches > 0 && k.search(by.branches) {
		return k.best, k.most, min(bound, k.most*(1+tiny))
	}
	return k.best, k.most, bound
}

// exchange fills the node in the order of the kinds and then, as long as that is
// worth more, puts one of a kind in for some of another.
func (k *knapsack) exchange(tries int) {
	k.clear()
	k.refill()
	k.keep()
	k.empty = cost(k.kinds[0].prices, k.left)
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

// swap says whether the node is worth more with one of kind in for as many of
// kind out as it takes, and what then goes in besides; if not, nothing changes.
func (k *knapsack) swap(in, out int) bool {
	a, b := k.kinds[in], k.kinds[out]
	if a.loss-float64(k.count[out])*b.loss >= k.empty {
		return false // no more can be gained than what is empty is worth
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
	copy(k.before, k.count)
	k.put(b, out, -n)
	k.put(a, in, 1)
	k.refill()
	if k.value > value*(1+tiny) {
		k.keep()
		k.empty = cost(k.kinds[0].prices, k.left)
		return true
	}
	for i, kind := range k.kinds {
		if n := k.before[i] - k.count[i]; n != 0 {
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

// refill puts in what fits, in the order of the kinds.
func (k *knapsack) refill() {
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

// full says that of some budget less is left than any kind needs.
func (k *knapsack) full() bool {
	for d, n := range k.least {
		if k.left[d] < n {
			return true
		}
	}
	return false
}

// keep makes what is in the node the best so far, if it is.
func (k *knapsack) keep() {
	if k.value <= k.most {
		return
	}
	k.most = k.value
	k.best = k.best[:0]
	for i, n := range k.count {
		if n > 0 {
			k.best = append(k.best, Things{k.kinds[i].kind, n})
		}
	}
}

// search looks at so many branches in the order of the kinds, and says whether
// those were all.
func (k *knapsack) search(branches int) bool {
	k.budget = branches
	k.clear()
	k.branch(0)
	return k.budget > 0
}

// relaxed prices what a node has by the fractional knapsack, and orders the
// kinds by what they are worth beside what they use at these prices.
func (k *knapsack) relaxed() (bound float64) {
	prices := k.prices(k.kinds)
	k.least = slices.Clone(k.kinds[0].need)
	for i := range k.kinds {
		for d, n := range k.kinds[i].need {
			k.least[d] = min(k.least[d], n)
		}
		uses := cost(prices, k.kinds[i].need)
		k.kinds[i].ratio = k.kinds[i].value / max(uses, tiny)
		k.kinds[i].loss = uses - k.kinds[i].value
	}
	slices.SortFunc(k.kinds, func(a, b *packed) int {
		return cmp.Or(cmp.Compare(b.ratio, a.ratio), cmp.Compare(b.most*b.need[0], a.most*a.need[0]), cmp.Compare(a.kind, b.kind))
	})
	for i := range k.kinds {
		k.kinds[i].prices = prices
		if i > 0 && len(k.kinds) <= fewKinds {
			k.kinds[i].prices = k.prices(k.kinds[i:])
		}
	}
	return cost(prices, k.have) * (1 + tiny)
}

// prices of a fractional knapsack are in value a unit; amounts are scaled to
// the node, as bytes and millicores are far apart.
func (k *knapsack) prices(kinds []*packed) []float64 {
	value := make([]float64, len(kinds))
	used := make([][]float64, len(k.have))
	have := make([]float64, len(k.have))
	for d := range used {
		used[d] = make([]float64, len(kinds))
		have[d] = 1
		if k.have[d] == 0 { // then nothing that needs it is among the kinds
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
	// Floating point may leave a kind a hair above its price.
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
	k.keep()
	if i == len(k.kinds) || k.budget <= 0 {
		return
	}
	kind := k.kinds[i]
	if k.value+cost(kind.prices, k.left) <= k.most*(1+tiny) {
		return
	}
	most := k.fits(kind)
	for n := most; n >= 0 && k.budget > 0; n-- {
		k.budget--
		k.put(kind, i, n)
		k.branch(i + 1)
		k.put(kind, i, -n)
		if k.hopeless(i, n-1) {
			return
		}
	}
}

// hopeless says that with n of kind i or fewer, what the kinds after it can add
// is not enough. The fewer there are the less hope there is only where the kind
// is worth more than what it takes is to those after it.
func (k *knapsack) hopeless(i int, n int64) bool {
	if n < 0 {
		return true
	}
	kind := k.kinds[i]
	if i+1 == len(k.kinds) {
		return true // more of the last is always better
	}
	prices := k.kinds[i+1].prices
	if kind.value < cost(prices, kind.need) {
		return false
	}
	bound := k.value + float64(n)*kind.value
	for d, p := range prices {
		bound += p * float64(k.left[d]-n*kind.need[d])
	}
	return bound <= k.most*(1+tiny)
}

func (k *knapsack) fits(kind *packed) int64 {
	for d, n := range kind.need { // most do not, and that comes without a division
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

func (k *knapsack) put(kind *packed, i int, n int64) {
	for d, need := range kind.need {
		k.left[d] -= n * need
	}
	k.count[i] += n
	k.value += float64(n) * kind.value
}
