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
	var labels, taints, types, also []string
	for _, key := range slices.Sorted(maps.Keys(p.Labels)) {
		labels = append(labels, key+"="+p.Labels[key])
	}
	for _, t := range p.Taints {
		taints = append(taints, t.String())
	}
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
