package trial

import (
	"slices"

	"podfit/planner"
)

// Pool is what the nodes carry that are bought for a named part of a cluster.
type Pool struct {
	Labels map[string]string
	Taints []planner.Taint
	// OnDemand and Spot are which nodes may be bought for it.
	OnDemand, Spot bool
	// Zones are the zones, as indices of Question.Zones, that it has nodes in.
	Zones []int
}

// pool is that of an option; nil without pools.
func (q *Question) pool(option int) *Pool {
	if len(q.PoolOf) == 0 {
		return nil
	}
	return &q.Pools[q.PoolOf[option]]
}

// zonesOf are the zones that nodes of an option may be in.
func (q *Question) zonesOf(option int) []int {
	if p := q.pool(option); p != nil {
		return p.Zones
	}
	all := make([]int, len(q.Zones))
	for z := range all {
		all[z] = z
	}
	return all
}

// bought reports whether the question buys nodes of a class: in its zone, and of its
// capacity type.
func (t *Trial) bought(c int32) bool {
	k := &t.kinds[c]
	if k.existing != nil {
		return false
	}
	onDemand, spot := t.OnDemand, t.Spot
	if k.pool != nil {
		if onDemand, spot = k.pool.OnDemand, k.pool.Spot; !slices.Contains(k.pool.Zones, k.zone) {
			return false
		}
	}
	if k.buys == planner.Known(planner.Spot) {
		return spot
	}
	return onDemand
}

// taints are those of a class's nodes, but for what keeps pods from a cordoned node.
func (k *kind) taints() []planner.Taint {
	switch {
	case k.existing != nil:
		return k.existing.Taints
	case k.pool != nil:
		return k.pool.Taints
	}
	return nil
}

// keepsAway are the taints that keep pods away, in order.
func (k *kind) keepsAway() (all []string) {
	for _, t := range k.taints() {
		if t.Effect != planner.PreferNoSchedule {
			all = append(all, t.String())
		}
	}
	slices.Sort(all)
	return all
}

// Decides reports whether pools say which nodes have a label: those whose pool names it.
func Decides(pools []Pool, key string) bool {
	return slices.ContainsFunc(pools, func(p Pool) bool { _, has := p.Labels[key]; return has })
}

// Admits reports whether the labels of a pool meet the conditions of pods that pools decide,
// and whether the pods tolerate its taints.
func Admits(pools []Pool, pool int, n *planner.NodeSelector) (labels, taints bool) {
	p := &pools[pool]
	labels = !slices.ContainsFunc(n.Labels, func(r planner.Requirement) bool {
		value, has := p.Labels[r.Key]
		return !planner.FollowsFromNode(r.Key) && Decides(pools, r.Key) && !r.Holds(value, has)
	})
	return labels, planner.Tolerates(n.Tolerations, p.Taints)
}

// Tainted reports whether nodes of an option keep a workload away.
func (t *Trial) Tainted(workload, option int) bool {
	by := t.workloads[workload].Tolerates
	return by != nil && !by[t.class(option, 0, false)]
}

// prefersNot is how many taints with PreferNoSchedule of each class pods do not tolerate;
// nil if there are none.
func (t *Trial) prefersNot(n *planner.NodeSelector) []int32 {
	if !slices.ContainsFunc(t.kinds, func(k kind) bool {
		return slices.ContainsFunc(k.taints(), func(by planner.Taint) bool { return by.Effect == planner.PreferNoSchedule })
	}) {
		return nil
	}
	all := make([]int32, len(t.kinds))
	for c := range t.kinds {
		for _, by := range t.kinds[c].taints() {
			if by.Effect == planner.PreferNoSchedule {
				by.Effect = planner.NoSchedule
				if !planner.Tolerates(n.Tolerations, []planner.Taint{by}) {
					all[c]++
				}
			}
		}
	}
	return all
}
