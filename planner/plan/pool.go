package plan

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
)

// Pool is a named part of a cluster's nodes: what they carry, and what may be bought for
// it. A workload goes where its selectors and tolerations lead.
type Pool struct {
	Name   string
	Labels map[string]string
	Taints []planner.Taint
	// Candidates are conditions of types as Terms.Candidates are, and Arch architectures;
	// empty are those of the plan.
	Candidates string
	Arch       []string
	// Mix is what is bought on demand; that of the settings if it is unknown.
	Mix planner.Maybe[Mix]
	// Zones are some of the plan's; empty are all.
	Zones []string
	// Groups is the maximum number of node groups of the pool; 0 is the plan's.
	Groups int
	// Spare and Headroom are those of the plan if they are unknown.
	Spare    planner.Maybe[Spare]
	Headroom planner.Maybe[Percent]
	// decided are the keys of labels that some pool of the plan names: nodes of one that
	// does not lack them.
	decided []string
}

// Mix is how many nodes of each group are on-demand, as planner.Capacity has it.
type Mix struct{ OnDemandBase, OnDemandPercent int }

// DefaultPool is the name of the pool of the workloads that no other takes: it restricts
// nothing.
const DefaultPool = "default"

// PoolNodes is a pool with the options to choose from, evaluated with its mix.
type PoolNodes struct {
	Pool
	Candidates []density.Option
}

// Settings are those of a plan with the pool's mix, and with the DaemonSets that run on its
// nodes; s itself if it has no others.
func (p *Pool) Settings(s *planner.Settings) *planner.Settings {
	mix, own := p.Mix.Value()
	here := func(ds planner.DaemonSet) bool { return p.runs(&ds) }
	if !own && !slices.ContainsFunc(s.DaemonSets, func(ds planner.DaemonSet) bool { return !here(ds) }) {
		return s
	}
	changed := *s
	if own {
		changed.Capacity.OnDemandBase, changed.Capacity.OnDemandPercent = mix.OnDemandBase, mix.OnDemandPercent
	}
	changed.DaemonSets = slices.DeleteFunc(slices.Clone(s.DaemonSets), func(ds planner.DaemonSet) bool { return !here(ds) })
	return &changed
}

// runs reports whether a DaemonSet runs on the pool's nodes, by the labels that pools decide and
// by their taints. One with unknown tolerations is counted, which is on the safe side.
func (p *Pool) runs(ds *planner.DaemonSet) bool {
	return p.tolerated(ds) && p.meets(ds.Nodes)
}

// meets reports whether the pool's nodes meet conditions on the labels that pools decide.
func (p *Pool) meets(conditions planner.Selector) bool {
	return !slices.ContainsFunc(conditions, func(r planner.Requirement) bool {
		value, has := p.Labels[r.Key]
		return slices.Contains(p.decided, r.Key) && !r.Holds(value, has)
	})
}

// tolerated reports whether a DaemonSet tolerates the pool's taints, as far as podfit knows.
func (p *Pool) tolerated(ds *planner.DaemonSet) bool {
	return ds.Tolerations == nil || planner.Tolerates(ds.Tolerations, p.Taints)
}

// LargestFor is the group with the most memory for pods of a node, among those of the pools
// whose taints a workload tolerates and whose labels it selects; ok is false if there is none.
func (p *Plan) LargestFor(k *planner.Workload) (group int, ok bool) {
	var pools []Pool
	for i := range p.Groups {
		if of := p.Groups[i].Pool; of != nil {
			pools = append(pools, *of)
		}
	}
	keys := decides(pools)
	for i := range p.Groups {
		g, pool := &p.Groups[i], Pool{}
		if g.Pool != nil {
			pool = *g.Pool
		}
		pool.decided = keys
		takes := planner.Tolerates(k.Nodes.Tolerations, pool.Taints) && pool.meets(k.Nodes.Labels)
		if takes && (!ok || g.Option.Memory.Free > p.Groups[group].Option.Memory.Free) {
			group, ok = i, true
		}
	}
	return group, ok
}

// decides are the keys of labels that some of the pools name, and that nothing else says.
func decides(pools []Pool) (keys []string) {
	for i := range pools {
		for key := range pools[i].Labels {
			if !planner.FollowsFromNode(key) && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}
