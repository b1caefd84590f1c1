package plan

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
)

// PoolNodes are the pools of a question with so many zones by name. choose gives the
// candidates of one.
func (t *Terms) PoolNodes(zones []string, choose func(*Pool) ([]density.Option, error)) ([]PoolNodes, error) {
	var all []PoolNodes
	for i := range t.Pools {
		nodes := PoolNodes{Pool: t.Pools[i]}
		nodes.decided = decides(t.Pools)
		nodes.Zones = t.zonesHere(nodes.Zones, zones)
		err := zonesAmong(nodes.Zones, zones)
		if err == nil {
			nodes.Candidates, err = choose(&nodes.Pool)
		}
		if err != nil {
			return nil, fmt.Errorf("pool %s: %w", nodes.Name, err)
		}
		all = append(all, nodes)
	}
	return all, nil
}

// zonesHere are zones of a pool by the names of a plan's: where the plan's own names are in
// another region, each stands for another.
func (t *Terms) zonesHere(own, zones []string) []string {
	if len(t.Zones.Names) != len(zones) || len(own) == 0 {
		return own
	}
	here := slices.Clone(own)
	for i, zone := range own {
		if at := slices.Index(t.Zones.Names, zone); at >= 0 {
			here[i] = zones[at]
		}
	}
	return here
}

// ChoosesAsPlan reports that the pool's candidates are those of its plan, at the same cost.
func (p *Pool) ChoosesAsPlan(s *planner.Settings) bool {
	return p.ChoosesOpenly() && p.settingsAreThe(s)
}

// ChoosesOpenly reports that the pool's types are those of its plan.
func (p *Pool) ChoosesOpenly() bool { return p.Candidates == "" && len(p.Arch) == 0 }

// settingsAreThe reports that nodes of the pool are bought as the plan's, and run the same
// DaemonSets.
func (p *Pool) settingsAreThe(s *planner.Settings) bool {
	own := p.Settings(s)
	return own.Capacity == s.Capacity && len(own.DaemonSets) == len(s.DaemonSets)
}

// Evaluate are options with the pool's mix and DaemonSets.
func (p *Pool) Evaluate(options []density.Option, s *planner.Settings) []density.Option {
	if p.settingsAreThe(s) {
		return options
	}
	own := p.Settings(s)
	all := make([]density.Option, len(options))
	for i := range options {
		all[i] = density.Evaluate(options[i].Type, options[i].Offering, own)
	}
	return all
}
