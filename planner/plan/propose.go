package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
)

// ProposedPool is a pool that a cluster seems to have.
type ProposedPool struct {
	Pool
	// Groups are the names of today's groups that it was made of; Workloads are those of
	// the workloads whose selectors and tolerations alone say it.
	Groups, Workloads []string
}

// GeneralPool is the name of a proposed pool that restricts nothing.
const GeneralPool = "general"

// ProposePools finds the pools of a cluster: nodes with taints that some workload tolerates,
// with the labels that workloads select them by; nodes with such labels alone, where others
// lack them, and other values of these labels that workloads require; and what workloads both
// select and tolerate by one name, such as the label team=pci with the taint dedicated=pci. This is how
// EKS and Karpenter describe dedicated nodes. Taints that say that nodes are not ready, are
// the control plane's or have devices dedicate none. A workload that tolerates a pool and
// does not select it may run elsewhere as well: then there is a pool that restricts nothing.
func ProposePools(w planner.Workloads, today *planner.Today) []ProposedPool {
	p := proposal{w: w, today: today, selected: map[string]bool{}}
	for i := range w {
		for _, r := range w[i].Nodes.Labels {
			p.selected[r.Key] = r.Operator != planner.NotIn && r.Operator != planner.DoesNotExist && CheckPoolLabel(r.Key, "") == nil || p.selected[r.Key]
		}
	}
	for i := range today.Groups {
		g := &today.Groups[i]
		p.addGroup(g.Name, g.Labels, g.Taints)
	}
	for i := range today.Launchers {
		l := &today.Launchers[i]
		p.addGroup(l.Name, l.Labels, l.Taints)
	}
	for i := range w {
		p.addWorkload(&w[i])
	}
	for i := range w {
		p.addValue(&w[i])
	}
	if slices.ContainsFunc(w, func(k planner.Workload) bool { return p.roams(&k) }) {
		p.pools = append(p.pools, ProposedPool{Pool: Pool{Name: p.unused(GeneralPool)}})
	}
	return p.pools
}

type proposal struct {
	w        planner.Workloads
	today    *planner.Today
	selected map[string]bool // keys of labels
	pools    []ProposedPool
}

// addGroup proposes the nodes of a group that some workload can be on.
func (p *proposal) addGroup(name string, labels map[string]string, taints []planner.Taint) {
	own := Pool{Taints: slices.DeleteFunc(slices.Clone(taints), func(t planner.Taint) bool { return CheckPoolTaint(t) != nil })}
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		if p.selected[key] && CheckPoolLabel(key, labels[key]) == nil {
			own.Labels = withLabel(own.Labels, key, labels[key])
		}
	}
	dedicated := slices.ContainsFunc(own.Taints, dedicates)
	if !dedicated && !p.parted(own.Labels) {
		return
	}
	if slices.ContainsFunc(p.w, func(k planner.Workload) bool { return own.takes(&k) && (dedicated || own.selects(&k)) }) {
		pool := p.add(own)
		if name != "" && !slices.Contains(pool.Groups, name) {
			pool.Groups = append(pool.Groups, name)
		}
	}
}

// parted reports whether some nodes of the cluster lack one of the labels.
func (p *proposal) parted(labels map[string]string) bool {
	lacks := func(others map[string]string) bool {
		for key, value := range labels {
			if others[key] != value {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(p.today.Groups, func(g planner.TodayGroup) bool { return lacks(g.Labels) }) ||
		slices.ContainsFunc(p.today.Launchers, func(l planner.Launcher) bool { return lacks(l.Labels) })
}

// addWorkload proposes what a workload selects and tolerates by one name, unless a group is
// like that.
func (p *proposal) addWorkload(k *planner.Workload) {
	var own Pool
	for _, r := range k.Nodes.Labels {
		if r.Operator != planner.In || len(r.Values) != 1 || CheckPoolLabel(r.Key, r.Values[0]) != nil {
			continue
		}
		for _, text := range k.Nodes.Tolerations {
			t, ok := tolerated(text)
			if !ok || !dedicates(t) || !together(r.Key, r.Values[0], t) {
				continue
			}
			if t.Key == r.Key { // a toleration of any value
				t.Value = r.Values[0]
			}
			own.Labels = withLabel(own.Labels, r.Key, r.Values[0])
			if CheckAnotherTaint(own.Taints, t) == nil {
				own.Taints = append(own.Taints, t)
			}
		}
	}
	if own.Labels == nil || slices.ContainsFunc(p.pools, func(other ProposedPool) bool { return other.Groups != nil && other.selects(k) && other.takes(k) }) {
		return
	}
	pool := p.add(own)
	pool.Workloads = append(pool.Workloads, k.Name)
}

// addValue proposes nodes with the labels that a workload requires and no pool has, where
// another value of theirs is a pool's: pools decide a label for all nodes.
func (p *proposal) addValue(k *planner.Workload) {
	accepts := func(pool ProposedPool) bool {
		return !slices.ContainsFunc(k.Nodes.Labels, func(r planner.Requirement) bool {
			value, has := pool.Labels[r.Key]
			return p.decides(r.Key) && !r.Holds(value, has)
		})
	}
	var own Pool
	for _, r := range k.Nodes.Labels {
		if !p.decides(r.Key) {
			continue
		}
		values := r.Values
		if r.Operator == planner.Exists {
			values = p.values(r.Key)
		}
		if (r.Operator == planner.In || r.Operator == planner.Exists) && len(values) > 0 && CheckPoolLabel(r.Key, values[0]) == nil {
			own.Labels = withLabel(own.Labels, r.Key, values[0])
		}
	}
	if own.Labels != nil && !slices.ContainsFunc(p.pools, accepts) {
		pool := p.add(own)
		pool.Workloads = append(pool.Workloads, k.Name)
	}
}

// decides reports whether a proposed pool has a label.
func (p *proposal) decides(key string) bool { return len(p.values(key)) > 0 }

// values are those of a label that proposed pools have.
func (p *proposal) values(key string) (values []string) {
	for i := range p.pools {
		if value, has := p.pools[i].Labels[key]; has {
			values = append(values, value)
		}
	}
	return values
}

// add is the pool with these labels and taints.
func (p *proposal) add(own Pool) *ProposedPool {
	slices.SortFunc(own.Taints, func(a, b planner.Taint) int { return cmp.Compare(a.String(), b.String()) })
	i := slices.IndexFunc(p.pools, func(other ProposedPool) bool {
		return maps.Equal(other.Labels, own.Labels) && slices.Equal(other.Taints, own.Taints)
	})
	if i < 0 {
		i = len(p.pools)
		own.Name = p.unused(poolNameOf(own.word()))
		p.pools = append(p.pools, ProposedPool{Pool: own})
	}
	return &p.pools[i]
}

// unused is a name that no pool has.
func (p *proposal) unused(name string) string {
	for n := 1; ; n++ {
		other := name
		if n > 1 {
			end := fmt.Sprintf("-%d", n)
			other = strings.TrimRight(name[:min(len(name), mostPoolName-len(end))], "-") + end
		}
		if !slices.ContainsFunc(p.pools, func(pool ProposedPool) bool { return pool.Name == other }) {
			return other
		}
	}
}

// roams reports a workload that may be in a pool, but has no need to be in any.
func (p *proposal) roams(k *planner.Workload) bool {
	in := func(pool ProposedPool) bool { return pool.takes(k) }
	bound := func(pool ProposedPool) bool { return pool.takes(k) && pool.selects(k) }
	return slices.ContainsFunc(p.pools, in) && !slices.ContainsFunc(p.pools, bound)
}

// takes reports whether a workload tolerates the pool's taints, and selects no other value
// of its labels.
func (p *Pool) takes(k *planner.Workload) bool {
	return planner.Tolerates(k.Nodes.Tolerations, p.Taints) && !slices.ContainsFunc(k.Nodes.Labels, func(r planner.Requirement) bool {
		value, has := p.Labels[r.Key]
		return has && !r.Holds(value, true)
	})
}

// selects reports whether a workload requires a label of the pool.
func (p *Pool) selects(k *planner.Workload) bool {
	return slices.ContainsFunc(k.Nodes.Labels, func(r planner.Requirement) bool {
		value, has := p.Labels[r.Key]
		return has && r.Holds(value, true) && !r.Holds("", false)
	})
}

// dedicates reports a taint by which people keep nodes for some workloads.
func dedicates(t planner.Taint) bool {
	return t.Effect != planner.PreferNoSchedule && t.Key != "CriticalAddonsOnly" && planner.KindOf(t.Key) == planner.OtherResource && CheckPoolTaint(t) == nil
}

// tolerated is the taint that a toleration, as planner.Tolerates reads it, is for.
func tolerated(toleration string) (planner.Taint, bool) {
	text := toleration
	if !strings.Contains(text, ":") {
		text += ":" + planner.NoSchedule
	}
	return planner.ParseTaint(text)
}

// together reports a label and a taint that name the same nodes.
func together(key, value string, t planner.Taint) bool {
	return key == t.Key && (value == t.Value || t.Value == "") || value == poolWordOf(t)
}

// poolWordOf is the word by which a taint calls its nodes: pci of dedicated=pci, batch of
// batch=true.
func poolWordOf(t planner.Taint) string {
	switch strings.ToLower(t.Value) {
	case "", "true", "yes", "on", "1":
		return t.Key[strings.LastIndexByte(t.Key, '/')+1:]
	}
	return t.Value
}

// word is that by which the taint of a pool calls its nodes, or else its first label.
func (p *Pool) word() string {
	if i := slices.IndexFunc(p.Taints, dedicates); i >= 0 {
		return poolWordOf(p.Taints[i])
	}
	key := slices.Min(slices.Collect(maps.Keys(p.Labels)))
	return poolWordOf(planner.Taint{Key: key, Value: p.Labels[key]})
}

// poolNameOf is a name for the nodes that a word is for.
func poolNameOf(word string) string {
	name := strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
			return c
		}
		return '-'
	}, strings.ToLower(word))
	name = strings.Trim(name[:min(len(name), mostPoolName)], "-")
	if CheckPoolName(name) != nil {
		name = strings.Trim("pool-"+name, "-")
	}
	return name
}

func withLabel(labels map[string]string, key, value string) map[string]string {
	if labels == nil {
		labels = map[string]string{}
	}
	labels[key] = value
	return labels
}
