package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/parallel"
	"podfit/planner/systempods"
)

// pooled is a question whose pools are planned side by side: each workload in one of those
// that its selectors and tolerations allow. What they need is then tried together, because
// kube-scheduler knows nodes and no pools.
type pooled struct {
	*Question
	pools []Pool // the default pool last, if it is needed
	parts []part
	fits  [][]bool          // by pool and workload
	why   map[string]Reason // of the workloads that fit no pool
	// choices are workloads that may be in several pools.
	choices []choice
	// effort is how much was simulated to try pools together.
	effort int64
	// whole is the best plan of all; nil until it is known.
	whole *whole
}

// choice is workloads that the same pools take.
type choice struct {
	pools, workloads []int
	places           []place // where they may be planned, what should be cheapest first
}

// part is the question of a pool.
type part struct {
	candidates []density.Option
	workloads  []int       // of the whole question
	pods       map[int]int // of the workloads that other pools have pods of as well
	answer     Answer
	solver     *solver
}

// solvePools plans every pool, and joins the plans.
func (q *Question) solvePools(most int) Answer {
	own := *q
	own.Stop = parallel.OneByOne(q.Stop)
	p := &pooled{Question: &own, why: map[string]Reason{}}
	for i := range q.Pools {
		p.pools = append(p.pools, q.Pools[i].Pool)
		p.parts = append(p.parts, part{candidates: q.Pools[i].Candidates})
	}
	p.findFits()
	p.assign()
	p.solveParts(most, 0)
	p.improve(most)
	return p.join(most)
}

// question is that of a pool about some of the workloads.
func (p *pooled) question(pool int, workloads []int) Question {
	own, q := &p.pools[pool], *p.Question
	q.Candidates, q.Settings = p.parts[pool].candidates, own.Settings(p.Settings)
	q.Workload, q.AsSet, q.Doubts, q.MaxNodes = p.workloadsIn(pool, workloads), nil, nil, 0
	q.Groups = cmp.Or(own.Groups, q.Groups)
	q.Spare, q.Headroom = own.Spare.Or(q.Spare), int(own.Headroom.Or(Percent(q.Headroom)))
	if zones := q.zonesOfPool(own); len(own.Zones) > 0 {
		q.ZoneNames, q.Zones = pick(q.zones(), zones), len(zones)
	}
	q.MaxNodeShare = p.shareIn(pool, workloads)
	q.Also = nil
	for i := range p.Also {
		q.Also = append(q.Also, p.Also[i].of(own.Name))
	}
	q.parts = &parts{pools: p.pools, of: slices.Repeat([]int{pool}, len(q.Candidates))}
	return q
}

// of is the part of a plan that is a pool's.
func (p *Plan) of(pool string) Plan {
	own := *p
	own.Groups = slices.DeleteFunc(slices.Clone(p.Groups), func(g NodeGroup) bool { return g.Pool == nil || g.Pool.Name != pool })
	return own
}

// shareIn is the largest percentage of the pods of a pool that one of its nodes may hold.
func (p *pooled) shareIn(pool int, workloads []int) int {
	if p.MaxNodeShare == 0 {
		return 0
	}
	all, own := 0, 0
	for w := range p.Workload {
		if slices.ContainsFunc(p.fits, func(fits []bool) bool { return fits[w] }) {
			all += p.Workload[w].Replicas
		}
	}
	for _, w := range workloads {
		own += cmp.Or(p.parts[pool].pods[w], p.Workload[w].Replicas)
	}
	share := p.MaxNodeShare * max(all, own) / max(1, own)
	if share >= 100 {
		return 0
	}
	return share
}

// workloadsIn are workloads with the pods that a pool has, and without the affinity that they
// require to pods of other pools only: it is tried once these are there.
func (p *pooled) workloadsIn(pool int, workloads []int) planner.Workloads {
	all := make(planner.Workloads, 0, len(workloads))
	for _, w := range workloads {
		k := p.Workload[w]
		if pods, some := p.parts[pool].pods[w]; some {
			k.MaxReplicas = (k.MaxReplicas*pods + k.Replicas - 1) / k.Replicas
			k.Replicas = pods
		}
		k.Affinity = slices.DeleteFunc(slices.Clone(k.Affinity), func(t planner.PodTerm) bool {
			return !t.Anti && t.Weight == 0 && !slices.ContainsFunc(workloads, func(other int) bool { return t.Selector.Selects(&k, &p.Workload[other], t.Namespaces) })
		})
		all = append(all, k)
	}
	return all
}

// solveParts plans the pools that have workloads, each with so many nodes at most; 0 is no
// limit.
func (p *pooled) solveParts(most, maxNodes int) { p.solve(most, maxNodes, indices(p.parts)...) }

// solve plans some of the pools.
func (p *pooled) solve(most, maxNodes int, pools ...int) {
	used := 0
	for i := range p.parts {
		used += min(1, len(p.parts[i].workloads))
	}
	if used > 1 {
		most = min(most, 2) // the recommended one, and its next
	}
	var solve []func()
	for _, i := range pools {
		of := &p.parts[i]
		if of.answer, of.solver = (Answer{}), nil; len(of.workloads) > 0 {
			q := p.question(i, of.workloads)
			q.MaxNodes = maxNodes
			solve = append(solve, func() { of.answer, of.solver = q.solve(most) })
		}
	}
	parallel.Do(solve...)
}

// join is the answer of all pools: the recommended plan of each first, then those in which
// one pool has its next.
func (p *pooled) join(most int) Answer {
	a := Answer{Workload: p.Workload, Complete: true, Unplaced: p.unplaced()}
	firsts := p.firsts()
	for i := range p.parts {
		a.Unpriced = max(a.Unpriced, p.parts[i].answer.Unpriced)
	}
	var found []planner.Warning
	only, single := onlyOne(firsts)
	single = single && len(p.choices) == 0
	switch {
	case !p.hold(firsts):
	case single: // as without pools
		a.Plans = slices.Clone(p.parts[slices.Index(firsts, only)].answer.Plans)
		found = p.foundIn(&a)
	default:
		if p.whole == nil {
			first := p.joined(firsts)
			p.whole = &first
		}
		if p.MaxNodes > 0 && p.whole.Nodes > p.MaxNodes {
			if fewer, ok := p.withFewestNodes(); ok && fewer.Nodes < p.whole.Nodes {
				p.whole = &fewer
			}
		}
		if a.Unplaced = append(a.Unplaced, p.whole.unplaced...); len(p.whole.Groups) > 0 {
			a.Plans = inOrder(append([]Plan{p.whole.Plan}, p.others(firsts, most-1)...))
			found = p.foundIn(&a)
		}
	}
	if !single { // otherwise it has its own
		bounds := p.sums()
		for i := range a.Plans {
			bounds.over(&a.Plans[i], p)
		}
	}
	a.findCheapest()
	a.Complete = p.Stop == nil || !p.Stop()
	a.Plans = a.Plans[:min(most, len(a.Plans))]
	var skipped []planner.Warning
	for i := range p.parts {
		if s := p.parts[i].solver; s != nil {
			skipped = appendNew(skipped, s.skipped()...)
		}
	}
	a.Warnings = p.warnings(&a, skipped, found)
	return a
}

// hold reports whether plans hold pods other than those of the system.
func (p *pooled) hold(plans []*Plan) bool {
	own, placed, any := false, false, false
	for i := range p.Workload {
		own = own || p.Workload[i].Replicas > 0 && !systempods.Is(p.Workload[i].Name)
	}
	for _, of := range plans {
		if of != nil {
			of.EachWorkload(func(_ *NodeGroup, workload string, _ int) {
				any, placed = true, placed || !systempods.Is(workload)
			})
		}
	}
	return any && (placed || !own)
}

// unplaced are the pods without a place in any pool, in the order of the workloads.
func (p *pooled) unplaced() (all []Unplaced) {
	for i := range p.Workload {
		if why, lacks := p.why[p.Workload[i].Name]; lacks {
			all = append(all, Unplaced{p.Workload[i].Name, p.Workload[i].Replicas, why})
		}
	}
	for i := range p.parts {
		for _, u := range p.parts[i].answer.Unplaced {
			at := slices.IndexFunc(all, func(other Unplaced) bool { return other.Workload == u.Workload && other.Reason == u.Reason })
			if at < 0 {
				all = append(all, u)
			} else {
				all[at].Replicas += u.Replicas
			}
		}
	}
	return all
}

// foundIn is what the solvers of the pools lack, each once.
func (p *pooled) foundIn(a *Answer) (all []planner.Warning) {
	for i := range p.parts {
		if of := &p.parts[i]; of.solver != nil {
			all = appendNew(all, of.solver.found(&of.answer)...)
		}
	}
	all = append(all, p.shared(&a.Plans[0])...)
	if p.whole != nil && p.whole.spareUnmet {
		all = appendNew(all, SpareUnmet{p.Spare})
	}
	if p.MaxNodes > 0 && a.Plans[0].Nodes > p.MaxNodes {
		all = append(all, MoreNodes{p.MaxNodes, a.Plans[0].Nodes})
	}
	return all
}

// shared are the workloads that may be in several of the pools that have nodes: the
// scheduler has no idea of what these cost. What a pool without nodes takes is in others.
func (p *pooled) shared(best *Plan) (all []planner.Warning) {
	unused := map[int][]string{}
	for _, c := range p.choices {
		var w PoolsShared
		for _, i := range c.workloads {
			if name := p.Workload[i].Name; !systempods.Is(name) {
				w.Workloads = append(w.Workloads, name)
			}
		}
		for _, i := range c.pools {
			if len(best.of(p.pools[i].Name).Groups) > 0 {
				w.Pools = append(w.Pools, p.pools[i].Name)
			} else {
				unused[i] = append(unused[i], w.Workloads...)
			}
		}
		if len(w.Pools) > 1 && len(w.Workloads) > 0 {
			all = append(all, w)
		}
	}
	for i := range p.pools {
		if len(unused[i]) > 0 {
			all = append(all, PoolUnused{p.pools[i].Name, unused[i]})
		}
	}
	return all
}

// appendNew adds warnings that are not there. What several pools have for the same reason is
// one.
func appendNew(all []planner.Warning, more ...planner.Warning) []planner.Warning {
	for _, w := range more {
		if room, of := w.(RolloutRoom); of {
			at := slices.IndexFunc(all, func(other planner.Warning) bool { _, same := other.(RolloutRoom); return same })
			if at >= 0 {
				all[at] = RolloutRoom{slices.Concat(all[at].(RolloutRoom).Workloads, room.Workloads)}
				continue
			}
		}
		if !slices.ContainsFunc(all, func(other planner.Warning) bool { return w.About() == other.About() }) {
			all = append(all, w)
		}
	}
	return all
}

// withFewestNodes joins the plans of the pools that have the fewest nodes.
func (p *pooled) withFewestNodes() (w whole, ok bool) {
	fewest := *p
	fewest.parts = slices.Clone(p.parts)
	fewest.solveParts(1, 1)
	firsts := fewest.firsts()
	for i := range firsts {
		if firsts[i] == nil && len(fewest.parts[i].workloads) > 0 {
			return w, false
		}
	}
	return fewest.joined(firsts), true
}

// joinEffort bounds how much is simulated before no other plans are looked for.
const joinEffort = 60_000_000

// others are plans in which one of the pools has its next, the cheapest first.
func (p *pooled) others(firsts []*Plan, most int) (plans []Plan) {
	var changed []int
	for i := range p.parts {
		if len(p.parts[i].answer.Plans) > 1 {
			changed = append(changed, i)
		}
	}
	adds := func(i int) int64 { return p.parts[i].answer.Plans[1].measure - p.parts[i].answer.Plans[0].measure }
	slices.SortStableFunc(changed, func(a, b int) int { return cmp.Compare(adds(a), adds(b)) })
	for _, i := range changed[:min(max(0, most), len(changed))] {
		if p.effort > joinEffort {
			break
		}
		next := slices.Clone(firsts)
		next[i] = &p.parts[i].answer.Plans[1]
		other := p.joined(next)
		same := func(known Plan) bool { return known.nodes() == other.nodes() }
		if len(other.Groups) > 0 && !same(p.whole.Plan) && !slices.ContainsFunc(plans, same) {
			plans = append(plans, other.Plan)
		}
	}
	return plans
}

// nodes are what a plan buys, in a text that is the same for equal nodes.
func (p *Plan) nodes() string {
	var all []string
	for i := range p.Groups {
		g := &p.Groups[i]
		all = append(all, fmt.Sprintln(g.PoolName(), g.Option.Type.Name, g.ZoneName(), g.Nodes))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

// inOrder has the recommended plan first, as choose does, and the others by cost. Among
// equal plans the first one is that of the pools' recommended plans.
func inOrder(plans []Plan) []Plan {
	slices.SortStableFunc(plans, func(a, b Plan) int { return cmp.Compare(a.measure, b.measure) })
	near := nearBest * float64(plans[0].measure)
	recommended := 0
	for i := range plans {
		a, b := &plans[i], &plans[recommended]
		if cmp.Or(
			cmp.Compare(max(near, float64(a.measure)), max(near, float64(b.measure))), cmp.Compare(len(a.Groups), len(b.Groups)),
			cmp.Compare(int(100*a.LargestShare), int(100*b.LargestShare))) < 0 {
			recommended = i
		}
	}
	best := plans[recommended]
	return slices.Insert(slices.Delete(plans, recommended, recommended+1), 0, best)
}
