package packing

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// maxDives is how often the linear program is rounded. One dive is mostly enough.
	maxDives = 6
	// maxDivePivots is how many pivots dives may have taken before another one starts.
	maxDivePivots = 3_000
	// closeEnough is the gap that no further effort is worth.
	closeEnough = 0.0005
	// roundUpFrom is the fraction from which a column is used once more.
	roundUpFrom = 0.9
)

// dive is one way to round the linear program to whole nodes: it fixes the whole
// parts and the largest fractions of its solution, and solves it again for the items
// that are left, with columns for them.
type dive struct {
	*Problem
	rest  Problem // with the counts that are left
	left  []int64
	pool  []Column
	fixed Solution
	// pivots counts the effort.
	pivots int
	// order varies the fractions, so that one dive differs from another.
	order func(fraction float64) float64
}

// dives improves on Round by dives, until the solution is close to the relaxation's cost.
func (p *Problem) dives(relaxed *Relaxation, pool []Column) Solution {
	best := p.Round(relaxed)
	least := p.wholeCost(relaxed.Cost)
	random := rand.New(rand.NewPCG(1, 2)) // fixed: the same problem has the same solution
	order := func(fraction float64) float64 { return fraction }
	pivots := 0
	for range maxDives {
		if near(least, best.Cost) || pivots >= maxDivePivots || p.stopped() {
			break
		}
		d := dive{Problem: p, rest: *p, left: p.counts(), pool: pool, order: order}
		d.rest.Kinds = slices.Clone(p.Kinds)
		best = d.improve(relaxed, best)
		pivots += d.pivots
		order = func(fraction float64) float64 { return fraction * random.Float64() }
	}
	return best
}

// improve dives until nothing is left, or until the rest cannot lead to a solution
// that is noticeably cheaper than best.
func (d *dive) improve(r *Relaxation, best Solution) Solution {
	for !d.stopped() {
		d.fix(r)
		for k, n := range d.left {
			d.rest.Kinds[k].Count = n
		}
		m := newMaster(&d.rest, d.rest.bins(), d.usable())
		r = m.solve(hasty)
		d.pivots += m.pivots
		if near(d.fixed.Cost+d.wholeCost(r.Cost), best.Cost) {
			break
		}
		if s := d.rest.Round(r); d.fixed.Cost+s.Cost < best.Cost {
			best = Solution{Filled: slices.Concat(d.fixed.Filled, s.Filled), Cost: d.fixed.Cost + s.Cost}
		}
	}
	return best
}

// near reports that a solution can hardly get cheaper than it is.
func near(least, cost int64) bool { return float64(cost-least) <= closeEnough*float64(cost) }

// fix uses each column its whole number of times, and once more if its fraction is
// large or the largest of all.
func (d *dive) fix(r *Relaxation) {
	largest, most := -1, 0.0
	for i, c := range r.Columns {
		whole := math.Floor(r.Amounts[i] + tiny)
		d.fixed.take(d.Problem, c, int64(whole), d.left)
		if f := d.order(r.Amounts[i] - whole); f > most {
			largest, most = i, f
		}
	}
	for i, c := range r.Columns {
		if i == largest || r.Amounts[i]-math.Floor(r.Amounts[i]+tiny) > roundUpFrom {
			d.fixed.take(d.Problem, c, 1, d.left)
		}
	}
}

// usable are the known columns for which there are enough items left.
func (d *dive) usable() []Column {
	return slices.DeleteFunc(slices.Clone(d.pool), func(c Column) bool {
		return slices.ContainsFunc(c.Things, func(t Things) bool { return t.Count > d.left[t.Kind] })
	})
}

// wholeCost rounds a cost up to a multiple of what all nodes' costs are multiples of.
func (p *Problem) wholeCost(cost float64) int64 {
	unit := int64(0)
	for i := range p.Nodes {
		unit = gcd(unit, p.Nodes[i].Cost)
	}
	return int64(math.Ceil(cost/float64(unit)-1e-6)) * unit
}

func gcd(a, b int64) int64 {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}
