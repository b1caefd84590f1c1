package plan

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/trial"
)

// parts is how the candidates of a question belong to pools.
type parts struct {
	pools []Pool
	of    []int // index of the pool of each candidate
	// groups is how many a pool may have that does not say it; set where pools are tried together.
	groups int
	// headroom is the percentage of each workload; set where pools are tried together.
	headroom []int
}

// joins reports whether pools are tried together, each with the nodes of its own plan.
func (q *Question) joins() bool { return q.parts != nil && q.parts.headroom != nil }

// headroomOf is the percentage of a workload's pods that is kept free.
func (q *Question) headroomOf(workload int) int {
	if q.joins() {
		return q.parts.headroom[workload]
	}
	return q.Headroom
}

// poolOf is the pool of an option; nil without pools.
func (s *solver) poolOf(option int) *Pool {
	if s.parts == nil {
		return nil
	}
	return &s.parts.pools[s.pools[option]]
}

// zones are the names of the zones: numbers where none are known.
func (q *Question) zones() []string {
	names := slices.Clone(q.ZoneNames[:min(len(q.ZoneNames), max(1, q.Zones))])
	for i := len(names); i < max(1, q.Zones); i++ {
		names = append(names, fmt.Sprintf("zone %d", i+1))
	}
	return names
}

// zoneCount is how many zones the nodes of an option spread over.
func (s *solver) zoneCount(option int) int {
	if pool := s.poolOf(option); pool != nil {
		return len(s.zonesOfPool(pool))
	}
	return len(s.zones())
}

// zonesOfPool are the indices of the zones that a pool has nodes in: those of the plan
// that it names, or all if it names none of them.
func (q *Question) zonesOfPool(p *Pool) (zones []int) {
	all := q.zones()
	for z, name := range all {
		if len(p.Zones) == 0 || slices.Contains(p.Zones, name) {
			zones = append(zones, z)
		}
	}
	if len(zones) == 0 {
		return indices(all)
	}
	return zones
}

// poolsOfTrial are the pools as the scheduler's nodes have them, and that of each option.
func (s *solver) poolsOfTrial() (pools []trial.Pool, of []int) {
	if s.parts == nil {
		return nil, nil
	}
	for i := range s.parts.pools {
		pools = append(pools, s.trialPool(&s.parts.pools[i], s.Settings))
	}
	return pools, s.pools
}

// trialPools are the pools that decide labels.
func (q *Question) trialPools() (pools []trial.Pool) {
	for i := range q.Pools {
		pools = append(pools, trial.Pool{Labels: q.Pools[i].Labels, Taints: q.Pools[i].Taints})
	}
	return pools
}

// capacity is what is bought of a group's nodes: the mix of its pool.
func (g *NodeGroup) capacity(s *planner.Settings) *planner.Capacity {
	if g.Pool == nil {
		return &s.Capacity
	}
	return &g.Pool.Settings(s).Capacity
}

// TrialPools are the pools of a plan's groups as a trial of them has them, and the index of
// the pool of each group: nodes in the zones of the plan, by name. Both are nil without
// pools.
func (p *Plan) TrialPools(s *planner.Settings, zones []string) (pools []trial.Pool, of []int) {
	q := Question{Zones: len(zones), ZoneNames: zones}
	var seen []*Pool
	for i := range p.Groups {
		pool := p.Groups[i].Pool
		if pool == nil {
			return nil, nil
		}
		at := slices.Index(seen, pool)
		if at < 0 {
			at, seen = len(seen), append(seen, pool)
			pools = append(pools, q.trialPool(pool, s))
		}
		of = append(of, at)
	}
	return pools, of
}

// trialPool is a pool as the scheduler's nodes have it.
func (q *Question) trialPool(p *Pool, s *planner.Settings) trial.Pool {
	c := &p.Settings(s).Capacity
	return trial.Pool{Labels: p.Labels, Taints: p.Taints, OnDemand: c.BuysOnDemand(), Spot: c.BuysSpot(), Zones: q.zonesOfPool(p)}
}
