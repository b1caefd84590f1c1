package today

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// migration moves pods from today's nodes to those of a plan.
type migration struct {
	*evaluation
	*world
	plan    *plan.Plan
	options []*density.Option
	keep    bool
	more    []int        // nodes for the time of the steps, by group of the plan
	kept    map[int]bool // nodes of today
	adds    []addition   // by group of the plan
	// temporary are among adds and go at the end.
	temporary []addition
	old       []Group
	waiting   []int32 // pods that have no node, as indexes of workloads
	placer    Placer  // nil for the simulation
}

// addition is the nodes that a group of a plan has and today's cluster does not.
type addition struct {
	Nodes
	classes []int32
}

// newMigration finds out which nodes are kept, added and removed.
func (q *evaluation) newMigration(p *plan.Plan, w planner.Workloads, zones []string, keep bool, more []int) (*migration, bool) {
	m := &migration{evaluation: q, plan: p, keep: keep, more: more, kept: map[int]bool{}, old: q.groups()}
	var groups []trial.Group
	for i := range p.Groups {
		g := &p.Groups[i]
		m.options = append(m.options, g.Option)
		zone := trial.EveryZone
		if g.Zone > 0 {
			zone = g.Zone - 1
		}
		groups = append(groups, trial.Group{Option: i, Nodes: g.Nodes, OnDemand: g.OnDemandNodes, Zone: zone})
	}
	var ok bool
	if m.world, ok = q.newWorld(w, p, zones); !ok {
		return nil, false
	}
	classes := slices.Clone(m.Nodes(groups))
	held := m.fullest()
	for i := range groups {
		add := addition{Nodes: Nodes{Group: p.GroupName(i), InstanceType: m.options[i].Type.Name}}
		for _, c := range classes[:groups[i].Nodes] {
			if node := m.like(c, held); keep && node >= 0 {
				m.kept[node] = true
				continue
			}
			add.classes = append(add.classes, c)
		}
		classes = classes[groups[i].Nodes:]
		m.describe(&add)
		if len(add.classes) > 0 {
			m.adds = append(m.adds, add)
		}
	}
	m.addMore()
	m.settle(w)
	m.sortOld()
	return m, true
}

// addMore adds nodes for the time of the steps, in one zone after the other.
func (m *migration) addMore() {
	for i, n := range m.more {
		if n == 0 {
			continue
		}
		zone := trial.EveryZone
		if in := m.plan.Groups[i].Zone; in > 0 {
			zone = in - 1
		}
		add := addition{
			Nodes:   Nodes{Group: m.plan.GroupName(i), InstanceType: m.options[i].Type.Name},
			classes: slices.Clone(m.Nodes([]trial.Group{{Option: i, Nodes: n, OnDemand: n, Zone: zone}})),
		}
		m.describe(&add)
		m.temporary = append(m.temporary, add)
	}
	m.adds = append(m.adds, m.temporary...)
}

// sortOld has the groups first that hold the largest pods, which find a place more
// easily while there is much room.
func (m *migration) sortOld() {
	_, all := m.evaluation.Workload.Sum()
	largest := func(g *Group) (most float64) {
		for _, row := range g.rows {
			for _, h := range m.Fleet.Groups[row].Holds {
				for _, k := range h.Pods {
					if w := m.workload(k.Workload); w != nil {
						most = max(most, float64(w.Request.CPU)/float64(max(1, all.CPU))+float64(w.Request.Memory)/float64(max(1, all.Memory)))
					}
				}
			}
		}
		return most
	}
	slices.SortStableFunc(m.old, func(a, b Group) int { return cmp.Compare(largest(&b), largest(&a)) })
}

// describe counts the nodes of an addition.
func (m *migration) describe(add *addition) {
	add.Nodes.Nodes = len(add.classes)
	buys := map[planner.CapacityType]int{}
	for _, c := range add.classes {
		_, zone, spot := m.Class(c)
		kind := planner.OnDemand
		if spot {
			kind = planner.Spot
		}
		buys[kind]++
		add.Zones = counted(add.Zones, m.Trial.Zones[zone], 1)
	}
	for kind, n := range buys {
		if n == len(add.classes) {
			add.CapacityType = planner.Known(kind)
		}
	}
}

func counted(zones []plan.ZoneNodes, zone string, nodes int) []plan.ZoneNodes {
	if i := slices.IndexFunc(zones, func(z plan.ZoneNodes) bool { return z.Zone == zone }); i >= 0 {
		zones[i].Nodes += nodes
		return zones
	}
	return append(zones, plan.ZoneNodes{Zone: zone, Nodes: nodes})
}

// fullest are today's nodes, those with the most pods first.
func (m *migration) fullest() []int {
	pods := make([]int, len(m.placed.Nodes))
	order := make([]int, len(m.placed.Nodes))
	for i := range order {
		order[i] = i
	}
	for _, p := range m.placed.Pods {
		pods[p.Node]++
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(pods[b], pods[a]) })
	return order
}

// like is a node of today that is as those of a class of the plan, and not kept yet; -1 if
// there is none.
func (m *migration) like(class int32, among []int) int {
	for _, node := range among {
		if m.kept[node] || m.strangers[node] || !m.Alike(m.placed.Nodes[node], class) {
			continue
		}
		return node
	}
	return -1
}

// settle takes away the pods that a plan has no more, from the nodes that go first, and
// finds those that wait.
func (m *migration) settle(w planner.Workloads) {
	left := make([]int, len(w))
	for i := range w {
		left[i] = w[i].Replicas
	}
	pods := m.placed.Pods
	m.placed.Pods = nil
	for _, stays := range []bool{true, false} {
		for _, p := range pods {
			if m.kept[int(p.Node)] == stays && left[p.Workload] > 0 {
				left[p.Workload]--
				m.placed.Pods = append(m.placed.Pods, p)
			}
		}
	}
	for i, n := range left {
		m.waiting = append(m.waiting, slices.Repeat([]int32{int32(i)}, n)...)
	}
}

// effort is the pods times nodes of all tries.
func (m *migration) effort() int64 {
	nodes := m.plan.Nodes + len(m.placed.Nodes)
	return int64(m.seeds()) * int64(nodes) * int64(len(m.placed.Pods)+len(m.waiting))
}

// seeds is how many ways of breaking ties and orders of nodes are tried; fewer where a
// cluster is large.
func (m *migration) seeds() int {
	const most, effort = 64, 10_000_000
	nodes := m.plan.Nodes + len(m.placed.Nodes)
	return max(2, min(most, effort/max(1, nodes*(len(m.placed.Pods)+len(m.waiting)))))
}

// try finds steps with the first seed, and then holds them against others, until one
// leaves pods Pending.
func (m *migration) try() Steps {
	s := m.run(0)
	s.keeps, s.more = m.keep, m.more
	s.Seeds, s.Kept = 1, m.keptNodes()
	s.More = m.temporaryNodes()
	for seeds := m.seeds(); s.Seeds < seeds && s.Pending == 0; s.Seeds++ {
		again := m.run(uint64(s.Seeds))
		s.Pending = again.Pending
		for i := range s.Steps {
			s.Steps[i].Pending = max(s.Steps[i].Pending, again.Steps[i].Pending)
			s.Steps[i].Moved = max(s.Steps[i].Moved, again.Steps[i].Moved)
		}
		maps.Copy(s.waits, again.waits)
	}
	return s
}

// state is a cluster between two steps. Names of nodes are their indexes of today, or -1
// of those that were added.
type state struct {
	placed  schedule.Placement
	of      []int
	waiting []int32
	random  *rand.Rand
	seed    uint64
}

// run adds all nodes, so that the scheduler spreads pods over all of them as the plan does,
// and drains one group after the other.
func (m *migration) run(seed uint64) (s Steps) {
	now := &state{placed: m.placed.Clone(), waiting: slices.Clone(m.waiting), seed: seed, random: rand.New(rand.NewPCG(seed, 1))}
	for i := range now.placed.Nodes {
		now.of = append(now.of, i)
	}
	s.Peak, s.waits = len(now.of), map[int32]bool{}
	record := func(step Step, moved int) {
		step.Moved, step.Pending, step.Nodes = moved, len(now.waiting), len(now.of)
		s.Peak, s.Pending = max(s.Peak, step.Nodes), max(s.Pending, step.Pending)
		s.Steps = append(s.Steps, step)
		for _, workload := range now.waiting {
			s.waits[workload] = true
		}
	}
	m.cordon(now)
	var added Step
	for i := range m.adds {
		m.add(now, &m.adds[i])
		added.Add = append(added.Add, m.adds[i].Nodes)
	}
	if moved := m.place(now, nil); len(added.Add) > 0 {
		record(added, moved)
	}
	for i, g := range m.going() {
		moved := m.drain(now, &g)
		record(Step{Drain: []Nodes{m.nodesOf(&g)}, Cordon: i == 0}, moved)
	}
	if more := m.temporaryNodes(); more != nil {
		moved := m.dropTemporary(now)
		record(Step{Drain: more}, moved)
	}
	s.Pending = max(s.Pending, len(now.waiting))
	return s
}

func (m *migration) temporaryNodes() (all []Nodes) {
	for i := range m.temporary {
		all = append(all, m.temporary[i].Nodes)
	}
	return all
}

// dropTemporary drains as many nodes of the plan's types as were added for the time of the
// steps: those with the fewest pods in their zones.
func (m *migration) dropTemporary(now *state) (moved int) {
	for i := range m.temporary {
		for _, class := range m.temporary[i].classes {
			pods := make([]int, len(now.of))
			for _, p := range now.placed.Pods {
				pods[p.Node]++
			}
			emptiest := -1
			for at, of := range now.of {
				if of < 0 && now.placed.Nodes[at] == class && (emptiest < 0 || pods[at] < pods[emptiest]) {
					emptiest = at
				}
			}
			moved += m.remove(now, []int{emptiest})
		}
	}
	return moved
}

// going are the groups with nodes that the plan does not keep.
func (m *migration) going() (all []Group) {
	for i := range m.old {
		if m.nodesOf(&m.old[i]).Nodes > 0 {
			all = append(all, m.old[i])
		}
	}
	return all
}

// nodesOf are the nodes of a group that go.
func (m *migration) nodesOf(g *Group) Nodes {
	return m.some(g, func(node int) bool { return !m.kept[node] })
}

func (m *migration) keptNodes() (all []Nodes) {
	for i := range m.old {
		if n := m.some(&m.old[i], func(node int) bool { return m.kept[node] }); n.Nodes > 0 {
			all = append(all, n)
		}
	}
	return all
}

func (m *migration) some(g *Group, which func(node int) bool) Nodes {
	n := Nodes{Group: g.Name, InstanceType: g.InstanceType, CapacityType: g.CapacityType}
	for node, row := range m.row {
		if slices.Contains(g.rows, row) && which(node) {
			n.Nodes++
			n.Zones = counted(n.Zones, m.Fleet.Groups[row].Zone, 1)
		}
	}
	return n
}

// cordon has the nodes that go take no new pods.
func (m *migration) cordon(now *state) {
	for node := range now.placed.Nodes {
		if !m.kept[node] {
			now.placed.Nodes[node] = m.ExistingClass(m.world.held[node], true)
		}
	}
}

func (m *migration) add(now *state, a *addition) {
	for _, c := range a.classes {
		now.placed.Nodes = append(now.placed.Nodes, c)
		now.of = append(now.of, -1)
	}
}

// place places pods, and those that waited before, and is how many it could.
func (m *migration) place(now *state, queue []int32) int {
	queue = append(slices.Clone(now.waiting), queue...)
	if len(queue) == 0 {
		return 0
	}
	var result []schedule.Pod
	if m.placer != nil {
		result = slices.Concat(now.placed.Pods, m.placer(now.placed.Nodes, now.placed.Pods, queue))
	} else {
		result = m.Continue(now.placed, queue, now.seed).Pods
	}
	now.waiting, now.placed.Pods = nil, nil
	for _, p := range result {
		if p.Node == schedule.Pending {
			now.waiting = append(now.waiting, p.Workload)
		} else {
			now.placed.Pods = append(now.placed.Pods, p)
		}
	}
	return len(queue) - len(now.waiting)
}

// drain evicts the pods of the nodes of a group that go, node by node or, in a very large
// cluster, some at a time, and removes the nodes.
func (m *migration) drain(now *state, g *Group) (moved int) {
	var nodes []int
	for node, row := range m.row {
		if slices.Contains(g.rows, row) && !m.kept[node] {
			nodes = append(nodes, node)
		}
	}
	now.random.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	each := 1 + len(nodes)*len(now.placed.Pods)/oneByOne
	for some := range slices.Chunk(nodes, each) {
		var ats []int
		for _, node := range some {
			ats = append(ats, slices.Index(now.of, node))
		}
		moved += m.remove(now, ats)
	}
	return moved
}

// oneByOne is the nodes times pods up to which nodes are drained one by one.
const oneByOne = 20_000_000

// remove drains nodes and takes them away. While they are there, their domains count; what
// waits is tried again without them.
func (m *migration) remove(now *state, ats []int) (moved int) {
	gone := make([]bool, len(now.of))
	for _, at := range ats {
		gone[at] = true
	}
	there := func(n int32) bool { return gone[n] }
	_, evicted := m.Evict(now.placed, there)
	now.placed.Pods = slices.DeleteFunc(now.placed.Pods, func(p schedule.Pod) bool { return there(p.Node) })
	if m.Exists(now.placed.Nodes[ats[0]]) { // and cordoned
		moved = m.place(now, evicted)
		evicted = nil
	}
	now.placed, _ = now.placed.Without(there)
	var left []int
	for i, of := range now.of {
		if !gone[i] {
			left = append(left, of)
		}
	}
	now.of = left
	return moved + m.place(now, evicted)
}
