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
}

// The linear program stops at savings below betterBy of a node's cost, and
// after mostPivots in any case: the certified bound holds for any prices.
const (
	betterBy   = 1e-7
	mostPivots = 3_000
)

// Relax solves the linear program by generating columns as they are worth it.
func (p *Problem) Relax() *Relaxation { return p.relax(quickBranches, knapsackBranches) }

// Estimate is Relax with less care: its cost may be a little too high.
func (p *Problem) Estimate() *Relaxation { return p.relax(quickBranches) }

// relax looks for columns with so many branches at first, and with more only
// when it finds none.
func (p *Problem) relax(branches ...int) *Relaxation {
	m := newMaster(p)
	for range mostPivots {
		m.price()
		at, ok := m.entering()
		for i := 0; !ok && i < len(branches); i++ {
			at, ok = m.generate(branches[i])
		}
		if !ok {
			break
		}
		if !m.enter(at) || p.stopped() {
			break
		}
	}
	m.price()
	r := &Relaxation{Prices: m.prices}
	for i, b := range m.basis {
		if b >= 0 && m.amounts[i] > tiny {
			r.Columns = append(r.Columns, m.pool[b])
			r.Amounts = append(r.Amounts, m.amounts[i])
			r.Cost += m.amounts[i] * float64(p.Nodes[m.pool[b].Node].Cost)
		}
	}
	return r
}

// master is the revised simplex method, with the inverse of its basis.
type master struct {
	*Problem
	pool    []Column
	basis   []int // of the pool; ^k is the surplus of kind k
	inverse [][]float64
	amounts []float64
	prices  []float64
	kinds   []packed // of the node at hand
}

// newMaster begins with nodes of one kind each.
func newMaster(p *Problem) *master {
	m := &master{Problem: p, prices: make([]float64, len(p.Kinds))}
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
	return m
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
func (m *master) generate(branches int) (at int, ok bool) {
	best := 1 + betterBy
	for i := range m.Nodes {
		if m.stopped() {
			break
		}
		cost := float64(m.Nodes[i].Cost)
		var bound float64
		m.kinds, bound = m.worthwhileIn(m.kinds, i, m.prices)
		if bound <= cost*(1+betterBy) {
			continue
		}
		things, worth, _ := fill(m.Nodes[i].Have, m.kinds, cost*(1+betterBy), branches)
		if r := worth / cost; r > 1+betterBy {
			m.pool = append(m.pool, Column{i, things})
			if r > best {
				best, at, ok = r, len(m.pool)-1, true
			}
		}
	}
	return at, ok
}

// worthwhile is the kinds that are worth something on a node, and a first bound
// on what a node of them is worth: each budget by itself, full of what is worth
// most for it.
func (p *Problem) worthwhile(node int, prices []float64) (kinds []packed, bound float64) {
	return p.worthwhileIn(nil, node, prices)
}

// worthwhileIn is worthwhile in the place of a list that is no longer wanted.
func (p *Problem) worthwhileIn(kinds []packed, node int, prices []float64) ([]packed, float64) {
	bound := math.Inf(1)
	have := p.Nodes[node].Have
	ratio := make([]float64, len(have))
	kinds = kinds[:0]
	for k := range p.Kinds {
		most := p.holds(node, k, have)
		if most == 0 || prices[k] <= 0 {
			continue
		}
		need := p.Kinds[k].Need
		kinds = append(kinds, packed{kind: k, need: need, value: prices[k], most: most})
		for d, n := range need {
			if n == 0 {
				ratio[d] = math.Inf(1)
				continue
			}
			ratio[d] = max(ratio[d], prices[k]/float64(n))
		}
	}
	if len(kinds) == 0 {
		return kinds, 0
	}
	for d, r := range ratio {
		if !math.IsInf(r, 1) {
			bound = min(bound, r*float64(have[d]))
		}
	}
	return kinds, bound
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
