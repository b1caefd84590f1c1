package trial

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/schedule"
)

// workload is a workload as the scheduler sees it.
func (t *Trial) workload(at int) schedule.Workload {
	k := &t.Workloads[at]
	w := schedule.Workload{
		Need:     []int64{schedule.CPU: int64(k.Request.CPU), schedule.Memory: int64(k.Request.Memory), podENI: 0},
		Scoring:  scoring(k),
		Replicas: int32(min(k.Replicas, math.MaxInt32)),
		Priority: int32(k.Priority),
		Volumes:  int32(k.Volumes),
		Rollout:  rollout(k),
	}
	switch {
	case k.HostNetwork:
		w.Address = schedule.HostNetwork
	case k.SecurityGroups:
		w.Address, w.Need[podENI] = schedule.BranchENI, 1
	}
	for _, name := range t.resources {
		w.Need = append(w.Need, k.Extended[name])
	}
	for _, p := range k.HostPorts {
		w.Ports = append(w.Ports, schedule.Port{IP: p.IP, Protocol: p.Protocol, Port: int32(p.Port)})
	}
	w.Selects, w.Tolerates = t.selects(&k.Nodes), t.tolerates(&k.Nodes)
	w.Prefers, w.Taints = t.prefers(k), t.prefersNot(&k.Nodes)
	t.addClaims(&w, k, at)
	w.Spreads = t.spreads(k, at)
	w.Terms = append(w.Terms, t.terms(k, at)...)
	// A pod alone has none to spread from.
	w.DefaultSpread = k.Replicas > 1 && len(w.Spreads) == 0 && (k.Controller <= planner.StatefulSet || k.Service && k.Controller != planner.Job)
	return w
}

// scoring is what a pod counts when nodes are scored. A workload without a request
// has at least one container without it.
func scoring(k *planner.Workload) schedule.Scoring {
	cpu, memory := k.WithoutCPU, k.WithoutMemory
	if k.Request.CPU == 0 {
		cpu = max(1, cpu)
	}
	if k.Request.Memory == 0 {
		memory = max(1, memory)
	}
	return schedule.Scoring{CPU: int64(k.Request.CPU) + int64(cpu)*schedule.ScoringCPU, Memory: int64(k.Request.Memory) + int64(memory)*schedule.ScoringMemory}
}

func rollout(k *planner.Workload) schedule.Rollout {
	if k.Controller != planner.Deployment || k.Rollout.Recreate {
		return schedule.Rollout{Strategy: schedule.Recreate}
	}
	limit := func(m planner.Maybe[planner.Portion]) *schedule.Limit {
		p, said := m.Value()
		if !said {
			return nil
		}
		return &schedule.Limit{Pods: int32(p.Pods), Percent: int32(p.Percent)}
	}
	return schedule.Rollout{MaxSurge: limit(k.Rollout.MaxSurge), MaxUnavailable: limit(k.Rollout.MaxUnavailable)}
}

// selects is which classes the selector of pods allows; nil if all.
func (t *Trial) selects(n *planner.NodeSelector) []bool {
	if len(n.Arch)+len(n.Types)+len(n.CapacityTypes)+len(n.Zones)+len(n.Labels) == 0 {
		return nil
	}
	alike := *n
	alike.Tolerations = nil
	return t.once(fmt.Sprintf("selects %v", alike), func(c int32) bool { return t.selected(n, c) })
}

// once is byClass for the first of the pods that ask the same; it is not to be changed.
func (t *Trial) once(asked string, of func(c int32) bool) []bool {
	all, known := t.asked[asked]
	if !known {
		all = t.byClass(of)
		t.asked[asked] = all
	}
	return all
}

// byClass is a value for each class; nil if it is true of all.
func (t *Trial) byClass(of func(c int32) bool) []bool {
	all := make([]bool, len(t.classes))
	for c := range all {
		all[c] = of(int32(c))
	}
	if !slices.Contains(all, false) {
		return nil
	}
	return all
}

// selected reports whether pods with a selector may run on a class.
func (t *Trial) selected(n *planner.NodeSelector, c int32) bool {
	k := &t.kinds[c]
	if o := k.option; o == nil {
		if len(n.Arch)+len(n.Types) > 0 {
			return false
		}
	} else if len(n.Arch) > 0 && !slices.Contains(n.Arch, o.Type.Arch) || len(n.Types) > 0 && !slices.Contains(n.Types, o.Type.Name) {
		return false
	}
	buys, bought := k.buys.Value()
	return (len(n.CapacityTypes) == 0 || bought && slices.Contains(n.CapacityTypes, buys)) && t.inZones(n.Zones, c) && t.meets(n.Labels, c)
}

// inZones reports whether a class is in one of some zones; none are any.
func (t *Trial) inZones(zones []string, c int32) bool {
	at := t.kinds[c].zone
	return len(zones) == 0 || at >= 0 && slices.Contains(zones, t.allZones[at])
}

// tolerates is which classes' taints the pods tolerate; nil if all. Nothing tolerates
// what a node is cordoned with.
func (t *Trial) tolerates(n *planner.NodeSelector) []bool {
	if len(t.Existing)+len(t.Pools) == 0 {
		return nil
	}
	return t.once(fmt.Sprintf("tolerates %q", n.Tolerations), func(c int32) bool {
		k := &t.kinds[c]
		return !k.cordoned && planner.Tolerates(n.Tolerations, k.taints())
	})
}

// meets reports whether the labels of a class meet conditions. Nodes get the labels
// that pods select and that do not follow from what the nodes are.
func (t *Trial) meets(conditions planner.Selector, c int32) bool {
	for i := range conditions {
		r := &conditions[i]
		value, has, known := t.label(c, r.Key)
		if !known && (r.Operator == planner.In || r.Operator == planner.Exists || r.Operator == planner.Gt || r.Operator == planner.Lt) {
			continue
		}
		if !r.Holds(value, has) {
			return false
		}
	}
	return true
}

// Assumed are the conditions of a workload that hold only if someone gives nodes
// the label; not those that pools decide.
func Assumed(k *planner.Workload, pools []Pool) (all planner.Selector) {
	for _, r := range k.Nodes.Labels {
		if !planner.FollowsFromNode(r.Key) && !Decides(pools, r.Key) && (r.Operator == planner.In || r.Operator == planner.Exists || r.Operator == planner.Gt || r.Operator == planner.Lt) {
			all = append(all, r)
		}
	}
	return all
}

func (t *Trial) prefers(k *planner.Workload) []int32 {
	if len(k.Prefers) == 0 {
		return nil
	}
	weights := make([]int32, len(t.classes))
	for c := range weights {
		for _, p := range k.Prefers {
			if holdsNow(t, p.Nodes, int32(c)) {
				weights[c] += int32(p.Weight)
			}
		}
	}
	return weights
}

// holdsNow is meets without assuming a label: what is only preferred is not given to
// nodes.
func holdsNow(t *Trial, conditions planner.Selector, c int32) bool {
	for i := range conditions {
		value, has, _ := t.label(c, conditions[i].Key)
		if !conditions[i].Holds(value, has) {
			return false
		}
	}
	return true
}

// addClaims adds claims that pods share: where their volumes are, the attachment,
// and that a ReadWriteOnce claim keeps all its pods on one node.
func (t *Trial) addClaims(w *schedule.Workload, k *planner.Workload, at int) {
	for _, c := range k.Claims {
		if len(c.Zones) > 0 {
			w.Reaches = both(w.Reaches, t.byClass(func(class int32) bool { return t.inZones(c.Zones, class) }))
		}
		switch c.Access {
		case planner.ReadWriteOncePod:
			w.Volumes++
			w.Replicas = min(w.Replicas, 1)
		case planner.ReadWriteOnce:
			w.SharedVolumes++
			if k.Replicas > 1 && !slices.ContainsFunc(w.Terms, func(s schedule.Term) bool { return !s.Anti && s.Key == schedule.Hostname }) {
				w.Terms = append(w.Terms, schedule.Term{Key: schedule.Hostname, Pods: schedule.Set{int32(at)}})
			}
		}
	}
}

func both(a, b []bool) []bool {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	for i := range a {
		a[i] = a[i] && b[i]
	}
	return a
}

// key is a topology as the scheduler numbers it; ok is false for a label that no
// node has.
func (t *Trial) key(topology string) (schedule.Key, bool) {
	switch planner.NewerLabel(topology) {
	case planner.HostTopology:
		return schedule.Hostname, true
	case planner.ZoneTopology:
		return schedule.Zone, true
	}
	return 0, false
}

// matching are the workloads whose pods a selector selects; an empty one selects the
// workload's own.
func (t *Trial) matching(selector planner.Selector, at int, namespaces []string) (set schedule.Set) {
	if len(selector) == 0 && len(namespaces) == 0 {
		return schedule.Set{int32(at)}
	}
	for i := range t.Workloads {
		if selector.Selects(&t.Workloads[at], &t.Workloads[i], namespaces) {
			set = append(set, int32(i))
		}
	}
	return set
}

// UnknownTopologies are the topology keys of a workload that nodes do not have: its
// constraints by them are left out.
func UnknownTopologies(k *planner.Workload) (keys []string) {
	t := Trial{}
	add := func(key string) {
		if _, known := t.key(key); !known && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, s := range k.Spreads {
		add(s.Topology)
	}
	for _, p := range k.Affinity {
		add(p.Topology)
	}
	return keys
}

func (t *Trial) spreads(k *planner.Workload, at int) (all []schedule.Spread) {
	own := schedule.Set{int32(at)}
	if k.ZoneSkew > 0 {
		all = append(all, schedule.Spread{Key: schedule.Zone, MaxSkew: int32(k.ZoneSkew), Counts: own})
	}
	if k.HostSkew > 0 {
		all = append(all, schedule.Spread{Key: schedule.Hostname, MaxSkew: int32(k.HostSkew), Counts: own})
	}
	for _, s := range k.Spreads {
		key, known := t.key(s.Topology)
		if !known {
			continue // a warning says so
		}
		all = append(all, schedule.Spread{
			Key: key, MaxSkew: int32(max(1, s.MaxSkew)), MinDomains: int32(s.MinDomains), Anyway: s.Anyway,
			Counts: t.matching(s.Selector, at, nil), IgnoreAffinity: s.IgnoreNodeAffinity, HonorTaints: s.HonorTaints,
		})
	}
	return all
}

func (t *Trial) terms(k *planner.Workload, at int) (all []schedule.Term) {
	if k.OnePerNode {
		all = append(all, schedule.Term{Key: schedule.Hostname, Pods: schedule.Set{int32(at)}, Anti: true})
	}
	for _, p := range k.Affinity {
		if key, known := t.key(p.Topology); known {
			all = append(all, schedule.Term{Key: key, Pods: t.matching(p.Selector, at, p.Namespaces), Anti: p.Anti, Weight: int32(p.Weight)})
		}
	}
	return all
}

// pin adds a copy of each workload with volumes of its own for each zone, without
// replicas: its pods after a loss.
func (t *Trial) pin() {
	if !t.LoseNode && !t.LoseZone && !t.LoseSpotPool && len(t.Existing) == 0 {
		return
	}
	copies := map[int32][]int32{}
	for w := range t.Workloads {
		if t.Workloads[w].Volumes == 0 {
			continue
		}
		if t.pinned == nil {
			t.pinned = make([][]int32, len(t.Workloads))
		}
		for zone := range t.allZones {
			c := t.workloads[w]
			c.Replicas = 0
			c.Reaches = both(slices.Clone(c.Reaches), t.byClass(func(class int32) bool { return t.kinds[class].zone == zone }))
			copies[int32(w)] = append(copies[int32(w)], int32(len(t.workloads)))
			t.pinned[w] = append(t.pinned[w], int32(len(t.workloads)))
			t.workloads = append(t.workloads, c)
		}
	}
	if t.pinned == nil {
		return
	}
	withCopies := func(s schedule.Set) schedule.Set {
		all := slices.Clone(s)
		for _, w := range s {
			all = append(all, copies[w]...)
		}
		slices.Sort(all)
		return all
	}
	for w := range t.workloads {
		k := &t.workloads[w]
		k.Spreads, k.Terms = slices.Clone(k.Spreads), slices.Clone(k.Terms)
		for i := range k.Spreads {
			k.Spreads[i].Counts = withCopies(k.Spreads[i].Counts)
		}
		for i := range k.Terms {
			k.Terms[i].Pods = withCopies(k.Terms[i].Pods)
		}
	}
}

// Settle takes out the pods that no number of nodes has a place for: a third
// zone that does not exist, a second pod of a claim for one.
func (t *Trial) Settle() {
	for w := range t.Workloads {
		if lacks := t.Workloads[w].Replicas - int(t.workloads[w].Replicas); lacks > 0 && t.workloads[w].Replicas > 0 {
			t.Unplaced = append(t.Unplaced, Unplaced{w, lacks, schedule.VolumeElsewhere}) // a claim for one pod
		}
	}
	if !t.constrained() {
		return
	}
	nodes, ties := t.everywhere(), schedule.Tiebreak{Ties: schedule.ListedTies}
	for _, f := range slices.Clone(t.withRoom().Run(nodes, schedule.FileOrder, ties).Failures) {
		t.TakeOut(Unplaced{int(f.Workload), f.Pods, Why(f)})
	}
	t.roomy.Run(nodes, schedule.FileOrder, ties) // of those that are left
	t.addStuck(t.roomy.Rollouts())
}

// GiveUpRollouts takes the rollouts for stuck that make no progress on groups, and says
// whether there are some.
func (t *Trial) GiveUpRollouts(groups []Group) bool {
	t.Place(groups)
	before := len(t.Stuck)
	t.addStuck(t.sim.Rollouts())
	return len(t.Stuck) > before
}

func (t *Trial) addStuck(rollouts []schedule.Failure) {
	for _, f := range rollouts {
		if w := int(f.Workload); !slices.Contains(t.Stuck, w) {
			t.Stuck = append(t.Stuck, w)
		}
	}
}

// Why is the reason that says the most about a failure: that of the last filter that
// rejects a node.
func Why(f schedule.Failure) (why schedule.Reason) {
	for _, c := range f.Reasons {
		why = max(why, c.Reason)
	}
	return why
}

// constrained reports whether anything but room may keep pods from nodes.
func (t *Trial) constrained() bool {
	return slices.ContainsFunc(t.workloads, func(w schedule.Workload) bool {
		hard := slices.ContainsFunc(w.Spreads, func(s schedule.Spread) bool { return !s.Anyway })
		return hard || w.Selects != nil || w.Tolerates != nil || w.Reaches != nil || len(w.Ports) > 0 ||
			slices.ContainsFunc(w.Terms, func(s schedule.Term) bool { return s.Weight == 0 })
	})
}

// mostEverywhere bounds the nodes of everywhere.
const mostEverywhere = 4000

// everywhere is nodes of every zone and capacity type of options that pods tell apart,
// so many that pods that keep apart have a node each, and a spread over nodes as many
// as it asks for, or as it takes beside nodes that its pods do not tolerate.
func (t *Trial) everywhere() (nodes []int32) {
	apart := 0
	for w := range t.Workloads {
		for _, s := range t.workloads[w].Spreads {
			if s.Key != schedule.Hostname || s.Anyway {
				continue
			}
			apart = max(apart, int(s.MinDomains))
			if k := &t.workloads[w]; k.Tolerates != nil && !s.HonorTaints { // nodes that they do not tolerate stay empty, and count
				apart = max(apart, planner.CeilDiv(int(k.Replicas), int(s.MaxSkew)))
			}
		}
	}
	for w := range t.Workloads {
		k := &t.workloads[w]
		if len(k.Ports) > 0 || slices.ContainsFunc(k.Terms, func(s schedule.Term) bool { return s.Anti && s.Weight == 0 }) {
			apart += int(k.Replicas)
		}
	}
	seen := map[string]bool{}
	var classes []int32
	for o := range t.Options {
		if name := t.signature(o); !seen[name] {
			seen[name] = true
			for z := range t.Zones {
				for _, spot := range []bool{false, true} {
					if c := t.class(o, z, spot); t.bought(c) {
						classes = append(classes, c)
					}
				}
			}
		}
	}
	each := min(1+apart, max(1, mostEverywhere/len(classes)))
	for range each {
		nodes = append(nodes, classes...)
	}
	return nodes
}

// signature tells options apart by the workloads that may run there.
func (t *Trial) signature(option int) string {
	var b strings.Builder
	first, last := t.class(option, 0, false), t.class(option, len(t.Zones)-1, true)
	if len(t.PoolOf) > 0 {
		fmt.Fprintf(&b, "%d:", t.PoolOf[option])
	}
	for w := range t.Workloads {
		for _, by := range [][]bool{t.workloads[w].Selects, t.workloads[w].Reaches} {
			for c := first; by != nil && c <= last; c++ {
				b.WriteByte('0' + map[bool]byte{true: 1}[by[c]])
			}
		}
	}
	return b.String()
}

// Exclusive are sets of workloads of which a node takes one pod at most: all select
// each other in required anti-affinity by host, or take the same port of the node.
func (t *Trial) Exclusive() (sets [][]int) {
	seen := map[string]bool{}
	add := func(set []int) {
		name := fmt.Sprint(set)
		if len(set) > 0 && !seen[name] {
			seen[name] = true
			sets = append(sets, set)
		}
	}
	for w := range t.Workloads {
		for _, term := range t.workloads[w].Terms {
			if term.Anti && term.Weight == 0 && term.Key == schedule.Hostname && len(term.Pods) > 1 && t.mutual(term.Pods) {
				var set []int
				for _, other := range term.Pods {
					if int(other) < len(t.Workloads) {
						set = append(set, int(other))
					}
				}
				add(set)
			}
		}
		for _, port := range t.workloads[w].Ports {
			var set []int
			for other := range t.Workloads {
				if slices.Contains(t.workloads[other].Ports, port) {
					set = append(set, other)
				}
			}
			add(set)
		}
	}
	return sets
}

// mutual reports whether all workloads of a set keep away from the whole set on hosts.
func (t *Trial) mutual(set schedule.Set) bool {
	for _, w := range set {
		if !slices.ContainsFunc(t.workloads[w].Terms, func(s schedule.Term) bool {
			return s.Anti && s.Weight == 0 && s.Key == schedule.Hostname && slices.Equal(s.Pods, set)
		}) {
			return false
		}
	}
	return true
}
