package plan

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/parallel"
)

// assign has each workload in one pool: where only one takes it, there, and where several
// do, where they are first looked for.
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
		c.places = p.places(c)
		p.put(c, c.places[0])
	}
}

// place is how many pods of each workload of a choice are planned in each pool.
type place map[int]map[int]int

func (at place) add(pool, workload, pods int) {
	if at[pool] == nil {
		at[pool] = map[int]int{}
	}
	at[pool][workload] += pods
}

// mayPart reports whether pods of a workload may be planned in several pools: those that
// belong together are not.
func mayPart(k *planner.Workload) bool {
	return len(k.Claims) == 0 && !slices.ContainsFunc(k.Affinity, func(t planner.PodTerm) bool { return !t.Anti && t.Weight == 0 })
}

// places are where the workloads of a choice may be planned: by the pool of each, what
// should be cheapest first. The scheduler spreads pods over all nodes that take them, and so
// over pools as these have room: pools that have other pods each get a part. Where at most
// one has, all may be in one pool, first in the one that takes them for the least.
func (p *pooled) places(c *choice) (all []place) {
	if spread := p.spread(c); spread != nil {
		all = append(all, spread)
	}
	adds := make([]float64, len(c.pools))
	find := make([]func(), len(c.pools))
	for n, pool := range c.pools {
		own := p.parts[pool].workloads
		find[n] = func() { adds[n] = p.estimate(pool, merged(own, c.workloads)) - p.estimate(pool, own) }
	}
	parallel.Do(find...)
	order := indices(c.pools)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(adds[a], adds[b]) })
	for _, n := range order {
		at := place{c.pools[n]: {}}
		for _, w := range c.workloads {
			at[c.pools[n]][w] = p.Workload[w].Replicas
		}
		all = append(all, at)
	}
	return all
}

// spread has the pods of a choice in its pools in proportion to the load that these have
// already, the largest workloads first; nil unless several have some. So the pods of the
// choice take the same part of each pool, and leave the rest to those that have no other.
func (p *pooled) spread(c *choice) place {
	load := p.loads()
	sum := func(workloads []int) (sum float64) {
		for _, w := range workloads {
			sum += load[w]
		}
		return sum
	}
	has, lacks := make([]float64, len(c.pools)), make([]float64, len(c.pools))
	all, some := 0.0, 0
	for n, pool := range c.pools {
		has[n] = sum(p.parts[pool].workloads)
		all += has[n]
		some += min(1, len(p.parts[pool].workloads))
	}
	if some < 2 || all == 0 { // none of them requests anything
		return nil
	}
	for n := range lacks {
		lacks[n] = sum(c.workloads) * has[n] / all
	}
	at := place{}
	for _, w := range slices.SortedStableFunc(slices.Values(c.workloads), func(a, b int) int { return cmp.Compare(load[b], load[a]) }) {
		k := &p.Workload[w]
		each := load[w] / float64(k.Replicas)
		for left := k.Replicas; left > 0; {
			n := slices.Index(lacks, slices.Max(lacks))
			pods := left
			if lacks[n] < each*float64(left) && mayPart(k) {
				pods = max(1, int(math.Ceil(lacks[n]/each)))
			}
			at.add(c.pools[n], w, pods)
			lacks[n] -= each * float64(pods)
			left -= pods
		}
	}
	return at
}

// loads are the parts that the pods of each workload have of the CPU and the memory that all
// ask for, as one figure.
func (p *pooled) loads() []float64 {
	load := make([]float64, len(p.Workload))
	_, total := p.Workload.Sum()
	for w := range load {
		k := &p.Workload[w]
		n := float64(k.Replicas)
		load[w] = n*float64(k.Request.CPU)/float64(max(1, total.CPU)) + n*float64(k.Request.Memory)/float64(max(1, total.Memory))
	}
	return load
}

// put has the workloads of a choice in pools.
func (p *pooled) put(c *choice, at place) {
	for i := range p.parts {
		part := &p.parts[i]
		part.workloads = slices.DeleteFunc(slices.Clone(part.workloads), func(w int) bool { return slices.Contains(c.workloads, w) })
		part.pods = maps.Clone(part.pods)
		for _, w := range c.workloads {
			delete(part.pods, w)
		}
		for w, pods := range at[i] {
			part.workloads = append(part.workloads, w)
			if pods < p.Workload[w].Replicas {
				if part.pods == nil {
					part.pods = map[int]int{}
				}
				part.pods[w] = pods
			}
		}
		slices.Sort(part.workloads)
	}
}

// mostChoices bounds how many choices are made anew, improveEffort how much is simulated
// before no other is: none where it is used up by so few runs that these tell little.
const (
	mostChoices   = 4
	improveEffort = 15_000_000
	improveRuns   = 100
	finalists     = 3 // whose whole plans are found
)

// improve plans the first choices in other pools, and keeps what is cheaper once the pools
// are tried together: pods that may be in several pools go where the scheduler puts them.
func (p *pooled) improve(most int) {
	if len(p.choices) == 0 || p.First || len(p.Also) > 0 || !p.hold(p.firsts()) {
		return
	}
	if s, start := p.tryTogether(p.firsts()); s.trial.Cost(start.nodes()) > improveEffort/improveRuns {
		return
	}
	tried := []attempt{{p.parts, p.sketch()}}
	for i := range p.choices[:min(mostChoices, len(p.choices))] {
		best := slices.MinFunc(tried, attempt.compare)
		for _, at := range p.choices[i].places[1:] {
			if p.effort > improveEffort || p.Stop != nil && p.Stop() {
				break
			}
			other := *p
			other.parts = best.parts
			other.move(i, at, most)
			tried = append(tried, attempt{other.parts, other.sketch()})
			p.effort = other.effort
		}
	}
	slices.SortStableFunc(tried, attempt.compare)
	for _, next := range tried[:min(finalists, len(tried))] {
		other := *p
		other.parts = next.parts
		whole := other.joined(other.firsts())
		p.effort = other.effort
		if p.whole == nil || whole.better(p.whole) {
			p.parts, p.whole = next.parts, &whole
		}
	}
}

// attempt is the pools with pods of choices in some of them, and what a sketch of them costs.
type attempt struct {
	parts []part
	cost  float64
}

func (a attempt) compare(b attempt) int { return cmp.Compare(a.cost, b.cost) }

// sketchEffort bounds how much is simulated to find cheaper nodes for a sketch.
const sketchEffort = 4_000_000

// sketch is what the first plans of the pools cost in a few orders of the pods, tried
// together, in the objective; pods without a place cost more than any plan.
func (p *pooled) sketch() (cost float64) {
	for _, u := range p.unplaced() {
		cost += unplacedPenalty * float64(u.Replicas)
	}
	s, start := p.tryTogether(p.firsts())
	if len(start) == 0 {
		return math.MaxFloat64
	}
	defer func() { p.effort += s.trial.Effort() }()
	f, ok := s.grown(start, s.trial.Sift)
	if !ok {
		return cost + unplacedPenalty*float64(s.pods())
	}
	last := s.trial.Effort() + sketchEffort
	return cost + float64(s.measure(s.exchanged(s.fewer(f, nil, last, s.trial.Sift), last, s.trial.Sift)))
}

// move has the workloads of a choice in other pools, and those planned again that change.
func (p *pooled) move(of int, at place, most int) {
	before := p.parts
	p.parts = slices.Clone(p.parts)
	p.put(&p.choices[of], at)
	var changed []int
	for i := range p.parts {
		if !slices.Equal(p.parts[i].workloads, before[i].workloads) || !maps.Equal(p.parts[i].pods, before[i].pods) {
			changed = append(changed, i)
		}
	}
	p.solve(most, 0, changed...)
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
