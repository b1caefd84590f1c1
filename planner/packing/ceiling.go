package packing

import "slices"

// gridSize is the largest number of units into which a ceiling divides a node.
const gridSize = 1024

// ceiling is an upper bound on the value that items add to a node: the Lagrangian
// relaxation of all resources but one. What remains is a knapsack with one resource,
// solved by dynamic programming, which rounds needs down to a grid if it has to.
type ceiling struct {
	resource int
	unit     int64
	prices   []float64   // multipliers of the other resources
	most     [][]float64 // value net of prices, by first item and units left
}

// tightResources are those that limit the value, and whose grid is finer than any
// item's need.
func (k *knapsack) tightResources() (tight []int) {
	for d, price := range k.kinds[0].prices {
		if price > 0 && !slices.ContainsFunc(k.kinds, func(i *item) bool { return i.need[d] > 0 && i.need[d] < k.unit(d) }) {
			tight = append(tight, d)
		}
	}
	return tight
}

// unit is the greatest common divisor of all needs, unless the node has too many.
func (k *knapsack) unit(resource int) (unit int64) {
	for _, kind := range k.kinds {
		unit = gcd(unit, kind.need[resource])
	}
	return max(unit, k.have[resource]/gridSize+1)
}

// ceilingsOf are two for each resource: with the prices of the linear program, and
// with prices of 0, which bind where a few large items use up the resource.
func (k *knapsack) ceilingsOf(resources []int) (all []ceiling) {
	for _, d := range resources {
		others := slices.Clone(k.kinds[0].prices)
		others[d] = 0
		all = append(all, k.ceilingOf(d, others))
		if slices.Max(others) > 0 {
			all = append(all, k.ceilingOf(d, make([]float64, len(others))))
		}
	}
	return all
}

func (k *knapsack) ceilingOf(resource int, prices []float64) ceiling {
	c := ceiling{resource: resource, unit: k.unit(resource), prices: prices, most: make([][]float64, len(k.kinds)+1)}
	most := make([]float64, k.have[resource]/c.unit+1)
	c.most[len(k.kinds)] = most
	for i, kind := range slices.Backward(k.kinds) {
		if net := kind.value - cost(prices, kind.need); net > 0 {
			most = slices.Clone(most)
			addItem(most, net, kind.need[resource]/c.unit, kind.most)
		}
		c.most[i] = most
	}
	return c
}

// addItem allows up to count of an item, in bundles of 1, 2, 4, ….
func addItem(most []float64, value float64, units, count int64) {
	for bundle := int64(1); count > 0; bundle *= 2 {
		n := min(bundle, count)
		count -= n
		if n*units >= int64(len(most)) {
			return
		}
		for u := int64(len(most)) - 1; u >= n*units; u-- {
			most[u] = max(most[u], most[u-n*units]+float64(n)*value)
		}
	}
}

// of bounds the value of items from first on in what is left.
func (c *ceiling) of(first int, left []int64) float64 {
	return c.most[first][left[c.resource]/c.unit] + cost(c.prices, left)
}
