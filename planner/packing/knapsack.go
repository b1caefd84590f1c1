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

	left  []int64
	count []int64
	value float64
	best  []Things
	most  float64
}

// packed is one kind as the knapsack sees it.
type packed struct {
	kind  int
	need  []int64
	value float64
	most  int64   // that may be on one node
	ratio float64 // of its value to what it uses
	// prices are of the fractional knapsack of this kind and those after it.
	prices []float64
}

// knapsackBranches is enough to be exact for a handful of kinds; for many kinds
// the answer is a good one, and the bound stays a bound. quickBranches finds a
// good one soon.
const (
	knapsackBranches = 20_000
	quickBranches    = 1_000
	fairBranches     = 10_000
)

// Up to fewKinds each has prices of its own, without the kinds before it, which
// cut off more and cost a linear program each.
const fewKinds = 10

// fill is the best that a node with these amounts can hold of kinds that are
// worth value each, where that is worth more than over, and an upper bound on
// what that is worth, to the part in 10⁹ by which floating point may be off.
func fill(have []int64, kinds []packed, over float64, branches int) (best []Things, worth, bound float64) {
	k := knapsack{have: have, kinds: make([]*packed, len(kinds)), count: make([]int64, len(kinds)), most: over}
	for i := range kinds {
		k.kinds[i] = &kinds[i]
	}
	bound = k.relaxed()
	if bound <= over || k.search(branches) {
		return k.best, k.most, min(bound, k.most*(1+tiny))
	}
	// Kinds of the same ratio, as at the end of a linear program all are, leave
	// the order to chance: what is large or worth much comes first.
	for _, first := range []func(a, b *packed) int{
		func(a, b *packed) int { return cmp.Compare(b.value, a.value) },
		func(a, b *packed) int { return cmp.Compare(b.value*float64(b.most), a.value*float64(a.most)) },
	} {
		slices.SortStableFunc(k.kinds, first)
		k.search(branches / 4)
	}
	return k.best, k.most, bound
}

// search looks at so many branches in the order of the kinds, and says whether
// those were all.
func (k *knapsack) search(branches int) bool {
	k.budget = branches
	k.left = append(k.left[:0], k.have...)
	k.branch(0)
	return k.budget > 0
}

// relaxed prices what a node has by the fractional knapsack, and orders the
// kinds by what they are worth beside what they use at these prices.
func (k *knapsack) relaxed() (bound float64) {
	prices := k.prices(k.kinds)
	for i := range k.kinds {
		k.kinds[i].ratio = k.kinds[i].value / max(cost(prices, k.kinds[i].need), tiny)
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
	if k.value > k.most {
		k.most = k.value
		k.best = k.best[:0]
		for i, n := range k.count {
			if n > 0 {
				k.best = append(k.best, Things{k.kinds[i].kind, n})
			}
		}
	}
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
