package words

import (
	"maps"
	"slices"
	"strings"

	"podfit/planner/plan"
)

// PoolCells say what a pool is as tables show it; a dash is as in the whole plan.
type PoolCells struct{ Name, Labels, Taints, Types, Bought, Zones, Also string }

// NewPoolCells writes a pool.
func NewPoolCells(p *plan.Pool) PoolCells {
	labels, taints := carried(p)
	var types, also []string
	if p.Candidates != "" {
		types = append(types, p.Candidates)
	}
	if len(p.Arch) > 0 {
		types = append(types, strings.Join(p.Arch, " or "))
	}
	if p.Groups > 0 {
		also = append(also, "at most "+Counted(p.Groups, "node group"))
	}
	if spare, own := p.Spare.Value(); own {
		also = append(also, Survives(spare))
	}
	if headroom, own := p.Headroom.Value(); own {
		also = append(also, headroom.String()+" headroom")
	}
	return PoolCells{
		Name: p.Name, Bought: OrUnknown(p.Mix, func(m plan.Mix) string { return mix(m.OnDemandBase, m.OnDemandPercent, "on demand") }),
		Labels: OrDash(strings.Join(labels, ", ")), Taints: OrDash(strings.Join(taints, ", ")), Types: OrDash(strings.Join(types, ", ")),
		Zones: OrDash(strings.Join(p.Zones, ", ")), Also: OrDash(strings.Join(also, ", ")),
	}
}

// carried are the labels and taints of a pool's nodes.
func carried(p *plan.Pool) (labels, taints []string) {
	for _, key := range slices.Sorted(maps.Keys(p.Labels)) {
		labels = append(labels, key+"="+p.Labels[key])
	}
	for _, t := range p.Taints {
		taints = append(taints, t.String())
	}
	return labels, taints
}

// PoolProposed says why an import has a pool.
func PoolProposed(p *plan.ProposedPool) string {
	const change = "; change plan.pools of the scenario if it is another"
	labels, taints := carried(&p.Pool)
	carries := "a pool of nodes with " + strings.Join(slices.Concat(labels, taints), ", ")
	switch {
	case p.Groups != nil:
		return carries + ", as those of " + someOf(p.Groups) + " have" + change
	case p.Workloads != nil && p.Taints == nil:
		return carries + ", which " + someOf(p.Workloads) + " select" + change
	case p.Workloads != nil:
		return carries + ", which " + someOf(p.Workloads) + " select and tolerate" + change
	}
	return "a pool that restricts nothing, as some workloads may be on nodes of others and need not be" + change
}
