package plan

import (
	"slices"

	"podfit/planner/density"
	"podfit/planner/parallel"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// findFits finds which pools each workload may be in. Those that fit none go to the default
// pool.
func (p *pooled) findFits() {
	var all []int
	for w := range p.Workload {
		if p.Workload[w].Replicas > 0 {
			all = append(all, w)
		}
	}
	fits, reasons := make([][]bool, len(p.pools), len(p.pools)+1), make([]map[string]Reason, len(p.pools))
	find := make([]func(), len(p.pools))
	for i := range p.pools {
		find[i] = func() { fits[i], reasons[i] = p.fit(i, all) }
	}
	parallel.Do(find...)
	p.fits = fits
	rest := slices.DeleteFunc(slices.Clone(all), func(w int) bool {
		return slices.ContainsFunc(p.fits, func(fits []bool) bool { return fits[w] })
	})
	if len(rest) == 0 {
		return
	}
	p.pools = append(p.pools, Pool{Name: DefaultPool})
	p.parts = append(p.parts, part{candidates: p.Candidates})
	ofDefault, why := p.fit(len(p.pools)-1, rest)
	switch {
	case slices.Contains(ofDefault, true): // its nodes take others as well
		more, _ := p.fit(len(p.pools)-1, all)
		p.fits = append(p.fits, more)
	default:
		p.pools, p.parts = p.pools[:len(p.pools)-1], p.parts[:len(p.parts)-1]
	}
	for _, w := range rest {
		name := p.Workload[w].Name
		if r, lacks := why[name]; lacks {
			p.why[name] = r
			for _, of := range reasons {
				if r := of[name]; closer(r, p.why[name]) {
					p.why[name] = r
				}
			}
		}
	}
}

// closer reports whether a reason says more than another: that pods lack a resource in a
// pool that takes them, or that they do not tolerate it.
func closer(a, b Reason) bool {
	rank := func(r Reason) int {
		switch {
		case r.Limit != density.NoLimit:
			return 2
		case r.Rule != 0:
			return 1
		}
		return 0
	}
	return rank(a) > rank(b)
}

// fit is which workloads have a candidate in a pool, and why the others have none.
func (p *pooled) fit(pool int, workloads []int) (fits []bool, why map[string]Reason) {
	why = map[string]Reason{}
	pools := p.trialPools()
	workloads = slices.DeleteFunc(slices.Clone(workloads), func(w int) bool {
		if pool == len(pools) { // the default pool, which restricts nothing
			return false
		}
		k := &p.Workload[w]
		labels, taints := trial.Admits(pools, pool, &k.Nodes)
		if labels && !taints {
			why[k.Name] = Reason{Rule: schedule.TaintNotTolerated}
		}
		return !labels || !taints
	})
	q := p.question(pool, workloads)
	s, err := open(&q)
	if err != nil {
		panic(err) // a trial is made of checked values
	}
	fits = make([]bool, len(p.Workload))
	for _, w := range s.index {
		fits[workloads[w]] = true
	}
	for _, u := range s.unplaced {
		why[u.Workload] = u.Reason
	}
	return fits, why
}
