package conformance

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
	"podfit/planner/trial"
)

var shuffles = flag.Int("shuffles", 3, "shuffled orders in which each plan's pods arrive")

// freshSeed is above the seeds of the orders that plans are made with.
const freshSeed = 1000

// TestPlans has the scheduler carry out the first plan of every workload of the
// table: in the file's order, the largest first and shuffled. It leaves no pod
// pending, and puts none on a node without an address for it. The scheduler breaks
// ties in its own way each time, so one run in twenty may leave one pod.
func TestPlans(t *testing.T) {
	if len(table()) < 40 {
		t.Errorf("%d workloads", len(table()))
	}
	runs, one := 0, 0
	for _, c := range table() {
		t.Run(c.name, func(t *testing.T) {
			m := c.made(t)
			m.checkZones(t)
			left := 0
			for i, order := range orders() {
				pods := m.carryOut(t, order)
				runs++
				switch pending := countPending(pods); {
				case pending == 1:
					left++
					t.Logf("order %d leaves one pod", i)
				case pending > 1:
					t.Errorf("order %d leaves %d pods pending", i, pending)
				}
				if n := m.world.unaddressed(pods); n > 0 {
					t.Errorf("order %d: %d pods without an address", i, n)
				}
			}
			if one += left; 20*left > max(20, len(orders())) {
				t.Errorf("%d of %d orders leave one pod", left, len(orders()))
			}
		})
	}
	if 20*one > runs {
		t.Errorf("%d of %d runs leave one pod", one, runs)
	}
}

func orders() []schedule.Order {
	all := []schedule.Order{schedule.FileOrder, schedule.LargestFirst}
	for i := range *shuffles {
		all = append(all, schedule.Shuffled(freshSeed+uint64(i)))
	}
	return all
}

// TestPlansSurvive has the scheduler carry out plans with a spare node or zone, and
// takes the fullest node or each zone away: it leaves no pod pending but those that
// no number of nodes would help.
func TestPlansSurvive(t *testing.T) {
	for _, c := range slices.Concat(spares(), pooled()) {
		if q := c.question(t); q.Spare == plan.SpareNothing {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			m := c.made(t)
			before, err := m.world.Schedule(m.strategy, nil, schedule.Shuffled(freshSeed).Queue(nil, m.world.Workloads))
			if err != nil {
				t.Fatal(err)
			}
			if before.Pending > 0 {
				t.Fatalf("%d pending before: %v", before.Pending, before.Why)
			}
			for name, lost := range m.losses(before.Pods) {
				after, err := m.world.Lose(m.strategy, before.Pods, lost, nil)
				if err != nil {
					t.Fatal(err)
				}
				if after.Pending == 0 {
					continue
				}
				anyway, err := m.world.Lose(m.strategy, before.Pods, lost, m.others(lost))
				if err != nil {
					t.Fatal(err)
				}
				if after.Pending > anyway.Pending {
					t.Errorf("without %s %d pods are pending, and %d with any number of nodes: %v", name, after.Pending, anyway.Pending, after.Why)
				}
				for _, p := range anyway.Pods {
					if w := m.names[p.Workload]; p.Node == schedule.Pending && !slices.Contains(m.wait, w) {
						t.Errorf("without %s pods of %s have no place anywhere, and no warning says so: %v", name, w, anyway.Why)
						break
					}
				}
				t.Logf("without %s %d pods have no place anywhere", name, anyway.Pending)
			}
		})
	}
}

// TestPlansCut takes up to five nodes of plans away, but no more than a third: as
// many pods stay pending in the simulation as the scheduler leaves in some of 20
// tries, in 19 of 20 cases.
func TestPlansCut(t *testing.T) {
	const most = 300 // pods
	n, missed := 0, 0
	for i, c := range table() {
		if sum, _ := c.workload.Sum(); sum > most || slices.ContainsFunc(c.workload, func(k planner.Workload) bool { return k.Volumes+len(k.Claims) > 0 }) {
			continue
		}
		m := c.made(t)
		r := rand.New(rand.NewPCG(freshSeed, uint64(i)))
		cut := min(i%6, len(m.world.Nodes)/3)
		for range cut {
			at := r.IntN(len(m.world.Nodes))
			m.world.Nodes = slices.Delete(m.world.Nodes, at, at+1)
		}
		order := orders()[i%len(orders())]
		got := m.world.simulate(t, m.strategy, order, schedule.Tiebreak{Seed: uint64(i)}).Pending
		least, largest := m.world.pendingOf(t, m.strategy, order)
		t.Logf("%s without %d nodes: %d pending, and the scheduler leaves %d to %d", c.name, cut, got, least, largest)
		if n++; got < least || got > largest {
			missed++
		}
	}
	if 20*missed > n {
		t.Errorf("%d of %d outside the scheduler's range", missed, n)
	}
}

// made is the first plan of a workload as the scheduler gets it.
type made struct {
	world    World
	strategy schedule.Strategy
	plan     *plan.Plan
	spare    plan.Spare
	zones    []string
	names    []string // of the workloads
	wait     []string // those of them that warnings say wait for a lost zone
}

func (c *planned) question(t *testing.T) plan.Question {
	t.Helper()
	s := planner.Default()
	if c.settings != nil {
		c.settings(&s)
	}
	terms := plan.DefaultTerms()
	if c.terms != nil {
		c.terms(&terms)
	}
	catalogue := data.Bundled().Catalogue()
	table, _ := data.Bundled().Region(s.Region)
	names, filter := c.types, query.Filter(nil)
	if names == nil {
		usual, err := query.ParseFilter(plan.DefaultFilter(c.workload, nil))
		if err != nil {
			t.Fatal(err)
		}
		names, filter = catalogue.TypeNames(), append(query.Filter{query.OfferedNodes()}, usual...)
	}
	q := terms.Ask(c.workload, &s, len(table.Zones), nil)
	q.Candidates = filter.Select(candidates(t, &s, names))
	for _, p := range c.pools {
		own := q.Candidates
		if p.Mix.Known() {
			own = filter.Select(candidates(t, p.Settings(&s), names))
		}
		q.Pools = append(q.Pools, plan.PoolNodes{Pool: p, Candidates: own})
	}
	return q
}

// candidates are the options of types in the region of settings.
func candidates(t *testing.T, s *planner.Settings, names []string) (options []density.Option) {
	t.Helper()
	catalogue := data.Bundled().Catalogue()
	offering, _ := catalogue.Offerings(s.Region)
	for _, name := range names {
		it, known := catalogue.Type(name)
		if !known {
			t.Fatalf("no type %s", name)
		}
		options = append(options, density.Evaluate(&it, offering(name), s))
	}
	return options
}

// made solves the question, and gives the nodes of its first plan and the pods that
// the plan places to a trial of these nodes alone.
func (c *planned) made(t *testing.T) *made {
	t.Helper()
	q := c.question(t)
	a := q.Solve(1)
	if len(a.Plans) == 0 || !a.Complete || len(a.Unplaced) > 0 {
		t.Fatalf("%d plans, complete: %t; unplaced: %+v", len(a.Plans), a.Complete, a.Unplaced)
	}
	m := &made{plan: &a.Plans[0], spare: q.Spare, strategy: schedule.Strategy(q.Scheduler), zones: q.ZoneNames}
	for _, w := range a.Warnings {
		switch w := w.(type) {
		case plan.SpareUnmet:
			t.Fatal("no plan survives the loss")
		case plan.VolumesStay:
			m.wait = append(m.wait, w.Workloads...)
		case plan.PodsWait:
			m.wait = append(m.wait, w.Workloads...)
		}
	}
	for i := range a.Workload {
		m.names = append(m.names, a.Workload[i].Name)
	}
	tq := trial.Question{Workloads: placedBy(&q, &a), Zones: q.ZoneNames, Strategy: m.strategy, OnDemand: true, Spot: q.Settings.Capacity.OnDemandPercent < 100}
	var groups []trial.Group
	for i := range m.plan.Groups {
		g := &m.plan.Groups[i]
		tq.Options = append(tq.Options, g.Option)
		groups = append(groups, trial.Group{Option: i, Nodes: g.Nodes, OnDemand: g.OnDemandNodes, Zone: g.Zone - 1})
	}
	tq.Pools, tq.PoolOf = m.plan.TrialPools(q.Settings, q.ZoneNames)
	tr, err := trial.New(tq)
	if err != nil {
		t.Fatal(err)
	}
	classes, workloads := tr.World()
	m.world = World{worlds.World{Classes: classes, Workloads: workloads, Nodes: slices.Clone(tr.Nodes(groups))}}
	pods, _ := tq.Workloads.Sum()
	t.Logf("%d pods on %d nodes", pods, len(m.world.Nodes))
	return m
}

// placedBy are the pods that a plan places: with headroom, without those that have no
// place on any node.
func placedBy(q *plan.Question, a *plan.Answer) planner.Workloads {
	w := slices.Clone(a.Workload)
	for i := range w {
		w[i].Replicas += planner.CeilDiv(w[i].Replicas*q.Headroom, 100)
		for _, u := range a.Unplaced {
			if u.Workload == w[i].Name {
				w[i].Replicas -= u.Replicas
			}
		}
	}
	return w
}

// checkZones holds that each group has as many nodes in each zone as the plan says.
func (m *made) checkZones(t *testing.T) {
	at := 0
	for i := range m.plan.Groups {
		g := &m.plan.Groups[i]
		in := map[string]int{}
		for _, class := range m.world.Nodes[at : at+g.Nodes] {
			in[m.zones[m.world.Classes[class].Domains[schedule.Zone]]]++
		}
		for _, z := range g.ZoneNodes {
			if in[z.Zone] != z.Nodes {
				t.Errorf("%s: %d nodes in %s, and the plan has %d", g.Option.Type.Name, in[z.Zone], z.Zone, z.Nodes)
			}
		}
		at += g.Nodes
	}
}

// carryOut is where the scheduler puts the pods. Where there are volumes, and in the
// file's order, that is the whole scheduler with its queue.
func (m *made) carryOut(t *testing.T, order schedule.Order) []schedule.Pod {
	t.Helper()
	queue := order.Queue(nil, m.world.Workloads)
	if order != schedule.FileOrder && !slices.ContainsFunc(m.world.Workloads, claims) {
		pods, err := m.world.Place(m.strategy, nil, queue, Workers)
		if err != nil {
			t.Fatal(err)
		}
		return pods
	}
	o, err := m.world.Schedule(m.strategy, nil, queue)
	if err != nil {
		t.Fatal(err)
	}
	if o.Pending > 0 {
		t.Log(strings.Join(o.Why, "\n"))
	}
	return o.Pods
}

func countPending(pods []schedule.Pod) (n int) {
	for _, p := range pods {
		if p.Node == schedule.Pending {
			n++
		}
	}
	return n
}

// unaddressed is how many pods are on nodes that have no address left for them.
func (w *World) unaddressed(pods []schedule.Pod) (n int) {
	used := map[int32][schedule.AddressKinds]int32{}
	for _, p := range pods {
		kind := w.Workloads[p.Workload].Address
		if p.Node == schedule.Pending || kind == schedule.HostNetwork {
			continue
		}
		on := used[p.Node]
		if on[kind]++; on[kind] > w.Classes[w.Nodes[p.Node]].Addresses[kind] {
			n++
		}
		used[p.Node] = on
	}
	return n
}

// losses are what a plan has to survive.
func (m *made) losses(pods []schedule.Pod) map[string]func(int32) bool {
	all := map[string]func(int32) bool{}
	if m.spare == plan.SpareNode {
		held := make([]int, len(m.world.Nodes))
		for _, p := range pods {
			held[p.Node]++
		}
		fullest := int32(slices.Index(held, slices.Max(held)))
		all["the fullest node"] = func(n int32) bool { return n == fullest }
		return all
	}
	for z, name := range m.zones {
		all[name] = func(n int32) bool { return m.world.Classes[m.world.Nodes[n]].Domains[schedule.Zone] == int32(z) }
	}
	return all
}

// others are plenty of further nodes where a plan may have some after the loss: for a
// lost node, another takes its place.
func (m *made) others(lost func(int32) bool) (more []int32) {
	var kept []int32
	for n, class := range m.world.Nodes {
		if m.spare == plan.SpareNode || !lost(int32(n)) {
			kept = append(kept, class)
		}
	}
	kept = slices.Compact(slices.Sorted(slices.Values(kept)))
	const each = 50
	for range each {
		more = append(more, kept...)
	}
	return more
}
