package plan

import (
	"slices"

	"podfit/planner/parallel"
)

// assign has each workload in one pool: where only one takes it, there, and where several
// do, all that have the same choice where they add the least.
func (p *pooled) assign() {
	for w := range p.Workload {
		var pools []int
		for i := range p.pools {
			if p.fits[i][w] {
				pools = append(pools, i)
			}
		}
		switch at := slices.IndexFunc(p.choices, func(c choice) bool { return slices.Equal(c.pools, pools) }); {
		case len(pools) == 1:
			p.parts[pools[0]].workloads = append(p.parts[pools[0]].workloads, w)
		case len(pools) == 0:
		case at >= 0:
			p.choices[at].workloads = append(p.choices[at].workloads, w)
		default:
			p.choices = append(p.choices, choice{pools: pools, workloads: []int{w}})
		}
	}
	for i := range p.choices {
		c := &p.choices[i]
		adds := make([]float64, len(c.pools))
		find := make([]func(), len(c.pools))
		for n, pool := range c.pools {
			own := p.parts[pool].workloads
			find[n] = func() { adds[n] = p.estimate(pool, merged(own, c.workloads)) - p.estimate(pool, own) }
		}
		parallel.Do(find...)
		c.at = c.pools[slices.Index(adds, slices.Min(adds))]
		p.parts[c.at].workloads = merged(p.parts[c.at].workloads, c.workloads)
	}
}

// mostChoices bounds how many choices are made anew.
const mostChoices = 4

// improve plans the first choices in other pools, and keeps what is cheaper once the pools
// are tried together: pods that may be in several pools go where the scheduler puts them.
func (p *pooled) improve(most int) {
	if len(p.choices) == 0 || p.First || len(p.Also) > 0 {
		return
	}
	best, unplaced := p.joined(p.firsts())
	for i := range p.choices[:min(mostChoices, len(p.choices))] {
		for _, pool := range p.choices[i].pools {
			if pool == p.choices[i].at || p.Stop != nil && p.Stop() {
				continue
			}
			other := p.moved(i, pool, most)
			plan, left := other.joined(other.firsts())
			if len(plan.Groups) > 0 && plan.measure < best.measure && pods(other.unplaced(), left) <= pods(p.unplaced(), unplaced) {
				best, unplaced = plan, left
				p.parts, p.choices = other.parts, other.choices
			}
		}
	}
}

func pods(unplaced ...[]Unplaced) (n int) {
	for _, u := range slices.Concat(unplaced...) {
		n += u.Replicas
	}
	return n
}

// moved has the workloads of a choice in another pool, and both pools planned again.
func (p *pooled) moved(of, pool, most int) *pooled {
	other := *p
	other.parts, other.choices = slices.Clone(p.parts), slices.Clone(p.choices)
	c := &other.choices[of]
	from, to := &other.parts[c.at], &other.parts[pool]
	from.workloads = slices.DeleteFunc(slices.Clone(from.workloads), func(w int) bool { return slices.Contains(c.workloads, w) })
	to.workloads = merged(to.workloads, c.workloads)
	other.solve(most, 0, c.at, pool)
	c.at = pool
	return &other
}

// firsts are the recommended plans of the pools; nil of one without nodes.
func (p *pooled) firsts() []*Plan {
	firsts := make([]*Plan, len(p.parts))
	for i := range p.parts {
		if plans := p.parts[i].answer.Plans; len(plans) > 0 {
			firsts[i] = &plans[0]
		}
	}
	return firsts
}

// merged are indices in order.
func merged(a, b []int) []int { return slices.Sorted(slices.Values(slices.Concat(a, b))) }

// estimate is the first plan of a pool in the objective; pods without a place cost more
// than any plan.
func (p *pooled) estimate(pool int, workloads []int) float64 {
	if len(workloads) == 0 {
		return 0
	}
	q := p.question(pool, workloads)
	q.First = true
	a, _ := q.solve(1)
	cost := 0.0
	for _, u := range a.Unplaced {
		cost += unplacedPenalty * float64(u.Replicas)
	}
	if len(a.Plans) > 0 {
		cost += float64(a.Plans[0].measure)
	}
	return cost
}
