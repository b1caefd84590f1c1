package packing

import "math"

// Relaxation is a solution of Gilmore and Gomory's linear program: columns hold
// whole items, but may be used a fractional number of times.
type Relaxation struct {
	Columns []Column
	Amounts []float64 // of each column
	Prices  []float64 // dual prices, of an item of each kind
	Cost    float64
	// Certified are the dual prices with the highest Farley bound. These need not be
	// the last ones, because pricing may miss columns.
	Certified []float64
}

// Column generation stops if no column has a reduced cost below -minSaving of its
// node's cost, and after maxPivots in any case. Certify is valid for any prices.
const (
	minSaving = 1e-6
	maxPivots = 3_000
)

// Relax solves the linear program by column generation.
func (p *Problem) Relax() *Relaxation {
	r, _ := p.relax()
	return r
}

// relax is Relax, with all columns that it has found.
func (p *Problem) relax() (*Relaxation, []Column) {
	m := newMaster(p, p.bins(), nil)
	if len(p.Kinds) > maxExactKinds {
		return m.solve(hasty, quick), m.pool
	}
	return m.solve(hasty, quick, fair), m.pool
}

// Estimate is Relax with heuristic pricing only: its cost may be slightly too high.
func (p *Problem) Estimate() *Relaxation { return newMaster(p, p.bins(), nil).solve(hasty, quick) }

// master is the restricted master problem, solved by the revised simplex method
// with an explicit inverse of the basis.
type master struct {
	*Problem
	pivots    int // a measure of the effort
	pool      []Column
	basis     []int // indices of pool; ^k is the surplus variable of kind k
	inverse   [][]float64
	amounts   []float64
	prices    []float64
	certified []float64 // the prices with the highest bound
	bound     float64
	bins      []bin
	kinds     []item // scratch space for pricing
}

// newMaster starts from a basis of columns with one kind each; further columns may
// be known.
func newMaster(p *Problem, bins []bin, columns []Column) *master {
	m := &master{Problem: p, prices: make([]float64, len(p.Kinds)), certified: make([]float64, len(p.Kinds)), bins: bins}
	for k := range p.Kinds {
		row := make([]float64, len(p.Kinds))
		m.inverse = append(m.inverse, row)
		if p.Kinds[k].Count == 0 {
			row[k] = -1
			m.basis = append(m.basis, ^k)
			m.amounts = append(m.amounts, 0)
			continue
		}
		c := p.alone(k)
		each := float64(c.Things[0].Count)
		row[k] = 1 / each
		m.pool = append(m.pool, c)
		m.basis = append(m.basis, len(m.pool)-1)
		m.amounts = append(m.amounts, float64(p.Kinds[k].Count)/each)
	}
	m.pool = append(m.pool, columns...)
	return m
}

// solve pivots until no column is found with any of the efforts, which it tries in
// order.
func (m *master) solve(efforts ...effort) *Relaxation {
	for m.pivots = range maxPivots {
		m.price()
		at, ok := m.entering()
		for i := 0; !ok && i < len(efforts); i++ {
			at, ok = m.generate(efforts[i])
		}
		if !ok || !m.pivot(at) || m.stopped() {
			break
		}
	}
	m.price()
	r := &Relaxation{Prices: m.prices, Certified: m.certified}
	for i, b := range m.basis {
		if b >= 0 && m.amounts[i] > tiny {
			r.Columns = append(r.Columns, m.pool[b])
			r.Amounts = append(r.Amounts, m.amounts[i])
			r.Cost += m.amounts[i] * float64(m.Nodes[m.pool[b].Node].Cost)
		}
	}
	return r
}

// alone is the column of one kind that is cheapest per item.
func (p *Problem) alone(kind int) Column {
	c, cheapest := Column{}, math.Inf(1)
	for i := range p.Nodes {
		n := p.holds(i, kind, p.Nodes[i].Have)
		if n == 0 {
			continue
		}
		if each := float64(p.Nodes[i].Cost) / float64(n); each < cheapest {
			cheapest, c = each, Column{i, []Things{{kind, n}}}
		}
	}
	return c
}

// price computes the dual prices of the basis.
func (m *master) price() {
	clear(m.prices)
	for i, b := range m.basis {
		if b < 0 {
			continue
		}
		cost, prices := float64(m.Nodes[m.pool[b].Node].Cost), m.prices
		for k, v := range m.inverse[i][:len(prices)] {
			prices[k] += cost * v
		}
	}
}

func (m *master) value(c *Column) (sum float64) {
	for _, t := range c.Things {
		sum += m.prices[t.Kind] * float64(t.Count)
	}
	return sum
}

// entering is the column of the pool with the best ratio of value to cost or, if
// none is worth more than its cost, the surplus variable of a negative price.
func (m *master) entering() (at int, ok bool) {
	best := 1 + minSaving
	for i := range m.pool {
		value, cost := m.value(&m.pool[i]), float64(m.Nodes[m.pool[i].Node].Cost)
		if value <= cost { // most are; this saves the division
			continue
		}
		if r := value / cost; r > best {
			best, at, ok = r, i, true
		}
	}
	if ok {
		return at, true
	}
	least := -minSaving
	for k, v := range m.prices {
		if v < least {
			least, at, ok = v, ^k, true
		}
	}
	return at, ok
}

// generate solves the pricing problem for each node, and adds the columns that are
// worth more than they cost to the pool.
func (m *master) generate(by effort) (at int, ok bool) {
	best, scale := 1+minSaving, 1.0
	for i := range m.Nodes {
		if m.stopped() {
			return at, ok
		}
		cost := float64(m.Nodes[i].Cost)
		var bound float64
		m.kinds, bound = m.bins[i].priced(m.kinds, m.Kinds, m.prices)
		if bound <= cost*(1+minSaving) {
			continue
		}
		things, worth, bound := fill(m.bins[i].have, m.kinds, cost*(1+minSaving), by)
		scale = min(scale, cost/bound)
		if r := worth / cost; r > 1+minSaving {
			m.pool = append(m.pool, Column{i, things})
			if r > best {
				best, at, ok = r, len(m.pool)-1, true
			}
		}
	}
	m.certify(scale)
	return at, ok
}

// certify remembers the prices with the highest Farley bound. Scaled down by scale,
// they are dual feasible.
func (m *master) certify(scale float64) {
	total := 0.0
	for k, v := range m.prices {
		total += max(0, v) * float64(m.Kinds[k].Count)
	}
	if total *= scale; total > m.bound {
		m.bound, m.certified = total, append(m.certified[:0], m.prices...)
	}
}

// pivot brings a column into the basis, in place of the variable that reaches 0
// first. It returns false if none does.
func (m *master) pivot(at int) bool {
	direction := m.direction(at)
	leave, ratio := -1, math.Inf(1)
	for i, d := range direction {
		if d > tiny && m.amounts[i]/d < ratio {
			leave, ratio = i, m.amounts[i]/d
		}
	}
	if leave < 0 {
		return false
	}
	for i, d := range direction {
		m.amounts[i] = max(0, m.amounts[i]-ratio*d)
	}
	m.amounts[leave], m.basis[leave] = ratio, at
	row := m.inverse[leave]
	for k := range row {
		row[k] /= direction[leave]
	}
	for i, d := range direction {
		if i != leave && d != 0 {
			other := m.inverse[i][:len(row)]
			for k, v := range row {
				other[k] -= d * v
			}
		}
	}
	return true
}

// direction is how much each basic variable falls per unit of a column.
func (m *master) direction(at int) []float64 {
	direction := make([]float64, len(m.basis))
	for i, row := range m.inverse {
		if at < 0 {
			direction[i] = -row[^at]
			continue
		}
		for _, t := range m.pool[at].Things {
			direction[i] += row[t.Kind] * float64(t.Count)
		}
	}
	return direction
}
