package plan

import (
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

// Settings are those of a plan with the pool's mix.
func (p *Pool) Settings(s *planner.Settings) *planner.Settings {
	mix, own := p.Mix.Value()
	if !own {
		return s
	}
	changed := *s
	changed.Capacity.OnDemandBase, changed.Capacity.OnDemandPercent = mix.OnDemandBase, mix.OnDemandPercent
	return &changed
}
