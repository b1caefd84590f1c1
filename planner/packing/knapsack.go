package packing

import "slices"

// knapsack is what to put on one node so that its value is the greatest: the
// question that pricing asks for every instance type. It branches over the
// kinds, the most valuable for what they use first, and cuts off with the
// prices of the fractional knapsack.
type knapsack struct {
	have  []int64
	kinds []packed
	// budget is how many branches may still be looked at.
	budget int

	left  []int64
	count []int64
	value float64
	best  []int64
	most  float64
}

// packed is one kind as the knapsack sees it.
type packed struct {
	kind  int
	need  []int64
	value float64
	most  int64 // that may be on one node
	// prices are of the fractional knapsack of this kind and those after it.
	prices []float64
}

// knapsackBranches is enough to be exact for a handful of kinds; for many kinds
// the answer is a good one, and the bound stays a bound. quickBranches finds a
// good one soon.
const (
	knapsackBranches = 20_000
	quickBranches    = 1_000
)

// Up to fewKinds each has prices of its own, without the kinds before it, which
// cut off more and cost a linear program each.
const fewKinds = 10

// fill is the best that a node with these amounts can hold of kinds that are
// worth value each, and an upper bound on what that is worth, to the part in
// 10⁹ by which floating point may be off.
func fill(have []int64, kinds []packed, branches int) (best []int64, worth, bound float64) {
	k := knapsack{have: have, kinds: kinds, budget: branches}
	bound = k.relaxed()
	k.left = slices.Clone(have)
	k.count = make([]int64, len(kinds))
	k.best = make([]int64, len(kinds))
	k.branch(0)
	if k.budget > 0 {
		bound = min(bound, k.most*(1+tiny))
	}
	return k.best, k.most, bound
}

// relaxed prices what a node has by the fractional knapsack, and orders the
// kinds by what they are worth beside what they use at these prices.
func (k *knapsack) relaxed() (bound float64) {
	prices := k.prices(k.kinds)
	slices.SortStableFunc(k.kinds, func(a, b packed) int {
		x, y := a.value*cost(prices, b.need), b.value*cost(prices, a.need)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return int(b.most*b.need[0] - a.most*a.need[0])
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
func (k *knapsack) prices(kinds []packed) []float64 {
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
		copy(k.best, k.count)
	}
	if i == len(k.kinds) || k.budget <= 0 {
		return
	}
	kind := &k.kinds[i]
	if k.value+cost(kind.prices, k.left) <= k.most*(1+tiny) {
		return
	}
	most := k.fits(kind)
	for n := most; n >= 0 && k.budget > 0; n-- {
		k.budget--
		k.put(kind, i, n)
		k.branch(i + 1)
		k.put(kind, i, -n)
		// With one less of this kind the others, at their best ratio, cannot
		// make up for it.
		if k.value+float64(n-1)*kind.value+k.after(i, kind, n-1) <= k.most*(1+tiny) {
			return
		}
	}
}

// after bounds what the kinds after i can add once n of kind i are in.
func (k *knapsack) after(i int, kind *packed, n int64) float64 {
	if n < 0 || i+1 == len(k.kinds) {
		return 0
	}
	rest := 0.0
	for d, p := range kind.prices {
		rest += p * float64(k.left[d]-n*kind.need[d])
	}
	return rest
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
