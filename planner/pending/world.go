package pending

import (
	"fmt"
	"maps"
	"slices"

	"podfit/planner"
	"podfit/planner/schedule"
)

// own is the workload of the pod in question.
const own = 0

// world is a scene as planner/schedule has it, for the sake of one pod: each node is a
// class, with what its pods take as used. Those pods that a constraint of the pod selects,
// or that have one which selects it, are workloads too, without requests: one for all
// that are alike in this.
type world struct {
	simulator *schedule.Simulator
	placement schedule.Placement
	resources []string // names, by index
	names     map[string]bool
	only      bool // names are the only nodes that are looked at
	nominated string
}

// looksAt reports whether a node is filtered at all. The one where preemption makes room
// for the pod is, in any case (evaluateNominatedNode of pkg/scheduler/schedule_one.go).
func (w *world) looksAt(n *Node) bool { return !w.only || w.names[n.Name] || n.Name == w.nominated }

func (s *scene) world(p *Pod) *world {
	b := builder{scene: s, pod: p, keys: map[string]schedule.Key{}, relatives: map[string]int32{}}
	w := &world{resources: []string{cpu, memory}, nominated: p.Nominated}
	for _, name := range slices.Sorted(maps.Keys(p.Requests)) {
		if name != cpu && name != memory && p.Requests[name] > 0 {
			w.resources = append(w.resources, name)
		}
	}
	w.names, w.only = p.named()
	b.workloads = []schedule.Workload{b.ownWorkload(w)}
	b.relate()
	classes := b.classes(w)
	for i := range s.Nodes {
		w.placement.Nodes = append(w.placement.Nodes, int32(i))
	}
	w.placement.Pods = b.pods
	var err error
	if w.simulator, err = schedule.New(classes, b.workloads, schedule.LeastAllocated); err != nil {
		panic(err) // all lists are of these nodes and workloads
	}
	return w
}

// The resources that are not extended ones.
const (
	cpu    = "cpu"
	memory = "memory"
)

type builder struct {
	*scene
	pod       *Pod
	keys      map[string]schedule.Key // of topologies
	workloads []schedule.Workload
	relatives map[string]int32 // workloads by what they are to the pod
	pods      []schedule.Pod
}

// key is that of a topology.
func (b *builder) key(topology string) schedule.Key {
	switch {
	case topology == planner.HostTopology && b.hosts:
		return schedule.Hostname
	case topology == planner.ZoneTopology:
		return schedule.Zone
	}
	if _, has := b.keys[topology]; !has {
		b.keys[topology] = schedule.Keys + schedule.Key(len(b.keys))
	}
	return b.keys[topology]
}

func (b *builder) ownWorkload(w *world) schedule.Workload {
	p, n := b.pod, len(b.Nodes)
	load := schedule.Workload{Replicas: 1, Need: make([]int64, len(w.resources)), Scoring: schedule.Scoring{CPU: p.ScoringCPU, Memory: p.ScoringMemory}, Ports: portsOf(p),
		Selects: make([]bool, n), Tolerates: make([]bool, n), Reaches: make([]bool, n), Excluded: make([]bool, n), Prefers: make([]int32, n), Taints: make([]int32, n)}
	for r, name := range w.resources {
		load.Need[r] = p.Requests[name]
	}
	for i := range b.Nodes {
		node := &b.Nodes[i]
		load.Selects[i], load.Tolerates[i] = p.affine(node), len(p.untolerated(node)) == 0
		load.Excluded[i] = !w.looksAt(node) || p.keptOut(node)
		load.Reaches[i] = b.volumes(p, int32(i)) == nil
		for _, t := range p.Prefers {
			if t.matches(node) {
				load.Prefers[i] += t.Weight
			}
		}
		load.Taints[i] = p.softTaints(node)
	}
	for i := range p.Spreads {
		c := &p.Spreads[i]
		load.Spreads = append(load.Spreads, schedule.Spread{
			Key: b.key(c.Topology), MaxSkew: max(1, c.MaxSkew), MinDomains: c.MinDomains, Anyway: c.Anyway, IgnoreAffinity: c.IgnoreNodeAffinity, HonorTaints: c.HonorTaints,
		})
		if c.counts(p.Namespace, p) {
			load.Spreads[i].Counts = schedule.Set{own}
		}
	}
	for i := range p.Terms {
		t := &p.Terms[i]
		load.Terms = append(load.Terms, schedule.Term{Key: b.key(t.Topology), Anti: t.Anti, Weight: t.Weight})
		if t.selects(p.Namespace, p, b.Namespaces) {
			load.Terms[i].Pods = schedule.Set{own}
		}
	}
	return load
}

// relate finds the pods that are something to the pod in question.
func (b *builder) relate() {
	constrained := len(b.pod.Spreads)+len(b.pod.Terms) > 0
	for i := range b.Nodes {
		pods := b.byNode[i]
		if !constrained {
			pods = b.anti[i]
		}
		for _, other := range pods {
			if w, is := b.relative(other); is {
				b.pods = append(b.pods, schedule.Pod{Workload: w, Node: int32(i)})
			}
		}
	}
}

// relative is the workload of a pod that a constraint is about.
func (b *builder) relative(other *Pod) (workload int32, is bool) {
	p := b.pod
	var spreads, terms []int
	var against []schedule.Key
	for i := range p.Spreads {
		if p.Spreads[i].counts(p.Namespace, other) {
			spreads = append(spreads, i)
		}
	}
	for i := range p.Terms {
		if p.Terms[i].selects(p.Namespace, other, b.Namespaces) {
			terms = append(terms, i)
		}
	}
	for i := range other.Terms {
		if t := &other.Terms[i]; t.Anti && t.Weight == 0 && !b.tolerant && t.selects(other.Namespace, p, b.Namespaces) {
			against = append(against, b.key(t.Topology))
		}
	}
	if len(spreads)+len(terms)+len(against) == 0 {
		return 0, false
	}
	name := fmt.Sprint(spreads, terms, against)
	if w, known := b.relatives[name]; known {
		return w, true
	}
	w := int32(len(b.workloads))
	b.relatives[name] = w
	load := schedule.Workload{}
	for _, key := range against {
		load.Terms = append(load.Terms, schedule.Term{Key: key, Anti: true, Pods: schedule.Set{own}})
	}
	b.workloads = append(b.workloads, load)
	mine := &b.workloads[own]
	for _, i := range spreads {
		mine.Spreads[i].Counts = append(mine.Spreads[i].Counts, w)
	}
	for _, i := range terms {
		mine.Terms[i].Pods = append(mine.Terms[i].Pods, w)
	}
	return w, true
}

// classes are the nodes, each a class of its own.
func (b *builder) classes(w *world) []schedule.Class {
	all := make([]schedule.Class, len(b.Nodes))
	for i := range b.Nodes {
		n, c, u := &b.Nodes[i], &all[i], &b.used[i]
		c.Allocatable, c.Used = make([]int64, len(w.resources)), make([]int64, len(w.resources))
		for r, name := range w.resources {
			c.Allocatable[r], c.Used[r] = n.Allocatable[name], u.requests[name]
		}
		// Pods that are workloads here take their places by themselves.
		c.MaxPods, c.UsedPods = int32(n.MaxPods), int32(len(b.byNode[i]))
		c.UsedScoring, c.UsedPorts, c.VolumeLimit = u.scoring, u.ports, schedule.NoLimit
		c.Domains = make([]int32, int(schedule.Keys)+len(b.keys))
	}
	for _, p := range b.pods {
		all[p.Node].UsedPods--
	}
	b.label(all, planner.ZoneTopology, schedule.Zone)
	for topology, key := range b.keys {
		b.label(all, topology, key)
	}
	return all
}

// label numbers the domains of a topology.
func (b *builder) label(classes []schedule.Class, topology string, key schedule.Key) {
	domains := map[string]int32{}
	for i := range classes {
		value, has := b.Nodes[i].Labels[topology]
		if !has {
			classes[i].Domains[key] = schedule.Unlabelled
			continue
		}
		if _, known := domains[value]; !known {
			domains[value] = int32(len(domains))
		}
		classes[i].Domains[key] = domains[value]
	}
}
