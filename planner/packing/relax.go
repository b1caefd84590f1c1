package packing

import "math"

// Relaxation is the answer of the linear program: nodes may be bought in parts,
// but each is filled with whole things. Prices are what a thing of each kind
// costs at the least.
type Relaxation struct {
	Columns []Column
	Amounts []float64 // of each column
	Prices  []float64
	Cost    float64
	// Certain are the prices met on the way that make the highest bound: the last
	// ones do only where no column was overlooked.
	Certain []float64
}

// The linear program stops at savings below betterBy of a node's cost, and
// after mostPivots in any case: the certified bound holds for any prices.
const (
	betterBy   = 1e-6
	mostPivots = 3_000
)

// Relax solves the linear program by generating columns as they are worth it.
func (p *Problem) Relax() *Relaxation { return p.relax(hasty, quick, exact) }

// Estimate is Relax with less care: its cost may be a little too high.
func (p *Problem) Estimate() *Relaxation { return p.relax(hasty, quick) }

func (p *Problem) relax(efforts ...effort) *Relaxation {
	var bins []bin
	for i := range p.Nodes {
		bins = append(bins, p.bin(i))
	}
	return newMaster(p, bins, nil).solve(efforts...)
}

// master is the revised simplex method, with the inverse of its basis.
type master struct {
	*Problem
	pool    []Column
	basis   []int // of the pool; ^k is the surplus of kind k
	inverse [][]float64
	amounts []float64
	prices  []float64
	certain []float64 // the prices that make the highest bound
	bound   float64
	bins    []bin    // the nodes
	kinds   []packed // of the node at hand
}

// newMaster begins with nodes of one kind each, and knows some columns more.
func newMaster(p *Problem, bins []bin, columns []Column) *master {
	m := &master{Problem: p, prices: make([]float64, len(p.Kinds)), certain: make([]float64, len(p.Kinds)), bins: bins}
	for k := range p.Kinds {
		c := p.alone(k)
		row := make([]float64, len(p.Kinds))
		each := float64(c.Things[0].Count)
		row[k] = 1 / each
		m.pool = append(m.pool, c)
		m.basis = append(m.basis, k)
		m.inverse = append(m.inverse, row)
		m.amounts = append(m.amounts, float64(p.Kinds[k].Count)/each)
	}
	m.pool = append(m.pool, columns...)
	return m
}

// solve looks for columns with so much effort at first, and with more only when
// it finds none.
func (m *master) solve(efforts ...effort) *Relaxation {
	for range mostPivots {
		m.price()
		at, ok := m.entering()
		for i := 0; !ok && i < len(efforts); i++ {
			at, ok = m.generate(efforts[i])
		}
		if !ok || !m.enter(at) || m.stopped() {
			break
		}
	}
	m.price()
	r := &Relaxation{Prices: m.prices, Certain: m.certain}
	for i, b := range m.basis {
		if b >= 0 && m.amounts[i] > tiny {
			r.Columns = append(r.Columns, m.pool[b])
			r.Amounts = append(r.Amounts, m.amounts[i])
			r.Cost += m.amounts[i] * float64(m.Nodes[m.pool[b].Node].Cost)
		}
	}
	return r
}

// alone fills a node with one kind, where that is cheapest for each.
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

// price sets what each thing is worth by the basis.
func (m *master) price() {
	clear(m.prices)
	for i, b := range m.basis {
		if b < 0 {
			continue
		}
		cost := float64(m.Nodes[m.pool[b].Node].Cost)
		for k, v := range m.inverse[i] {
			m.prices[k] += cost * v
		}
	}
}

func (m *master) worth(c *Column) (sum float64) {
	for _, t := range c.Things {
		sum += m.prices[t.Kind] * float64(t.Count)
	}
	return sum
}

// entering is the known column that is worth the most for its cost or, where
// none is worth more than that, a surplus of things whose price is below 0.
func (m *master) entering() (at int, ok bool) {
	best := 1 + betterBy
	for i := range m.pool {
		if r := m.worth(&m.pool[i]) / float64(m.Nodes[m.pool[i].Node].Cost); r > best {
			best, at, ok = r, i, true
		}
	}
	if ok {
		return at, true
	}
	least := -betterBy
	for k, v := range m.prices {
		if v < least {
			least, at, ok = v, ^k, true
		}
	}
	return at, ok
}

// generate looks on every node for a column that is worth more than it costs,
// and takes all that it finds into the pool.
func (m *master) generate(by effort) (at int, ok bool) {
	best, least := 1+betterBy, 1.0
	for i := range m.Nodes {
		if m.stopped() {
			return at, ok
		}
		cost := float64(m.Nodes[i].Cost)
		var bound float64
		m.kinds, bound = m.bins[i].worthwhile(m.kinds, m.Kinds, m.prices)
		if bound <= cost*(1+betterBy) {
			continue
		}
		things, worth, bound := fill(m.bins[i].have, m.kinds, cost*(1+betterBy), by)
		least = min(least, cost/bound)
		if r := worth / cost; r > 1+betterBy {
			m.pool = append(m.pool, Column{i, things})
			if r > best {
				best, at, ok = r, len(m.pool)-1, true
			}
		}
	}
	m.certify(least)
	return at, ok
}

// certify keeps the prices if, shrunk so that no node holds more than it costs,
// they make a higher bound than any before.
func (m *master) certify(shrunk float64) {
	total := 0.0
	for k, v := range m.prices {
		total += max(0, v) * float64(m.Kinds[k].Count)
	}
	if total *= shrunk; total > m.bound {
		m.bound, m.certain = total, append(m.certain[:0], m.prices...)
	}
}

// enter takes a column into the basis, and out of it what is used up first.
func (m *master) enter(at int) bool {
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
			for k, v := range row {
				m.inverse[i][k] -= d * v
			}
		}
	}
	return true
}

// direction is what a column takes of each in the basis.
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
