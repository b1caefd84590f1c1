package schedule_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
)

// The laws hold for any world. Each is a test on drawn cases and a fuzz target
// on the same check.

func TestPlacementsHold(t *testing.T) { rapid.Check(t, placementsHold) }
func FuzzPlacementsHold(f *testing.F) { fuzz(f, placementsHold) }

func TestSameBytes(t *testing.T) { rapid.Check(t, sameBytes) }
func FuzzSameBytes(f *testing.F) { fuzz(f, sameBytes) }

func TestFewerPods(t *testing.T) { rapid.Check(t, fewerPods) }
func FuzzFewerPods(f *testing.F) { fuzz(f, fewerPods) }

func TestLostNodes(t *testing.T) { rapid.Check(t, lostNodes) }
func FuzzLostNodes(f *testing.F) { fuzz(f, lostNodes) }

// fuzz makes a fuzz target of a law, with seeds long enough that no draw runs dry.
func fuzz(f *testing.F, law func(*rapid.T)) {
	seed := make([]byte, 8192)
	f.Add(seed)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(law))
}

// run is a drawn way to run a world.
type run struct {
	strategy schedule.Strategy
	order    schedule.Order
	ties     schedule.Tiebreak
}

func anyRun(t *rapid.T) run {
	return run{
		strategy: schedule.Strategy(rapid.IntRange(0, 1).Draw(t, "strategy")),
		order:    rapid.SampledFrom([]schedule.Order{schedule.FileOrder, schedule.LargestFirst, schedule.Shuffled(1), schedule.Shuffled(2)}).Draw(t, "order"),
		ties:     schedule.Tiebreak{Ties: schedule.Ties(rapid.IntRange(0, 2).Draw(t, "ties")), Seed: rapid.Uint64().Draw(t, "seed")},
	}
}

func simulator(t *rapid.T, w worlds.World, p schedule.Strategy) *schedule.Simulator {
	s, err := schedule.New(w.Classes, w.Workloads, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// placementsHold: every pod is placed or pending with a reason, no node holds
// more than it has, and required constraints hold.
func placementsHold(t *rapid.T) {
	w, r := worlds.Any(t), anyRun(t)
	s := simulator(t, w, r.strategy)
	result := s.Run(w.Nodes, r.order, r.ties)
	pods := make([]int32, len(w.Workloads))
	pending := make([]int, len(w.Workloads))
	for _, p := range result.Pods {
		pods[p.Workload]++
		if p.Node == schedule.Pending {
			pending[p.Workload]++
		}
	}
	total := 0
	for i, l := range w.Workloads {
		if pods[i] != l.Replicas {
			t.Fatalf("workload %d: %d pods of %d", i, pods[i], l.Replicas)
		}
		total += pending[i]
	}
	for _, f := range result.Failures {
		if pending[f.Workload] != f.Pods {
			t.Fatalf("workload %d: %d pending, and %d explained", f.Workload, pending[f.Workload], f.Pods)
		}
		total -= f.Pods
		explained(t, w, f)
	}
	if total != 0 {
		t.Fatalf("%d pending pods are not explained", total)
	}
	holds(t, w, result)
	fine := result.Pending+result.Unaddressed == 0
	if s.Schedules(w.Nodes, r.order, r.ties) != fine {
		t.Fatalf("%d pending and %d without an address: it schedules: %v", result.Pending, result.Unaddressed, !fine)
	}
}

// explained: each node is ruled out by some reason.
func explained(t *rapid.T, w worlds.World, f schedule.Failure) {
	nodes := 0
	for _, r := range f.Reasons {
		nodes += r.Nodes
	}
	if nodes < len(w.Nodes) {
		t.Fatalf("workload %d: reasons for %d of %d nodes: %v", f.Workload, nodes, len(w.Nodes), f.Reasons)
	}
}

func holds(t *rapid.T, w worlds.World, r *schedule.Result) {
	at := make([][]int32, len(w.Nodes)) // workloads of the pods on each node
	for _, p := range r.Pods {
		if p.Node != schedule.Pending {
			at[p.Node] = append(at[p.Node], p.Workload)
		}
	}
	beyond := 0
	for i, on := range at {
		beyond += nodeHolds(t, w, int32(i), on)
	}
	if beyond != r.Unaddressed {
		t.Fatalf("%d pods without an address, and not %d", beyond, r.Unaddressed)
	}
	for i, on := range at {
		for _, v := range on {
			for _, term := range w.Workloads[v].Terms {
				if term.Weight == 0 {
					termHolds(t, w, at, int32(i), v, term)
				}
			}
			for _, s := range w.Workloads[v].Spreads {
				if !s.Anyway {
					spreadHolds(t, w, at, int32(i), v, s)
				}
			}
		}
	}
}

// nodeHolds checks a node by itself, and is how many pods have no address there.
func nodeHolds(t *rapid.T, w worlds.World, i int32, on []int32) (beyond int) {
	c := &w.Classes[w.Nodes[i]]
	if len(on) > 0 && int32(len(on))+c.UsedPods > c.MaxPods {
		t.Fatalf("node %d: %d pods", i, len(on))
	}
	used := slices.Grow(slices.Clone(c.Used), 3)[:3]
	addresses := [schedule.AddressKinds]int32{}
	for _, v := range on {
		l := &w.Workloads[v]
		if l.Selects != nil && !l.Selects[w.Nodes[i]] || l.Tolerates != nil && !l.Tolerates[w.Nodes[i]] {
			t.Fatalf("node %d: workload %d may not go there", i, v)
		}
		for r := range used {
			if used[r] += l.Need[r]; l.Need[r] > 0 && used[r] > c.Allocatable[r] {
				t.Fatalf("node %d: %d of resource %d, and there are %d", i, used[r], r, c.Allocatable[r])
			}
		}
		if l.Address != schedule.HostNetwork {
			if addresses[l.Address]++; addresses[l.Address] > c.Addresses[l.Address] {
				beyond++
			}
		}
	}
	return beyond
}

func domain(w worlds.World, key schedule.Key, node int32) int32 {
	if key == schedule.Hostname {
		return node
	}
	return w.Classes[w.Nodes[node]].Domains[key]
}

// termHolds checks a required term of a pod of workload v on a node.
func termHolds(t *rapid.T, w worlds.World, at [][]int32, node, v int32, term schedule.Term) {
	d := domain(w, term.Key, node)
	if d == schedule.Unlabelled {
		if !term.Anti {
			t.Fatalf("node %d: workload %d has affinity by key %d, which the node lacks", node, v, term.Key)
		}
		return
	}
	others := 0
	for j, on := range at {
		if domain(w, term.Key, int32(j)) != d {
			continue
		}
		for _, u := range on {
			if slices.Contains(term.Pods, u) {
				others++
			}
		}
	}
	self := 0
	if slices.Contains(term.Pods, v) {
		self = 1
	}
	if term.Anti && others > self || !term.Anti && others == 0 {
		t.Fatalf("node %d: workload %d with %+v has %d pods in its domain", node, v, term, others)
	}
}

// spreadHolds checks a constraint of a pod of workload v on a node at the end,
// where it counts the workload's own pods alone: then it held all along.
func spreadHolds(t *rapid.T, w worlds.World, at [][]int32, node, v int32, s schedule.Spread) {
	if !slices.Equal(s.Counts, schedule.Set{v}) {
		return
	}
	counts := map[int32]int32{}
	l := &w.Workloads[v]
	for j := range at {
		class := w.Nodes[j]
		eligible := (s.IgnoreAffinity || l.Selects == nil || l.Selects[class]) && (!s.HonorTaints || l.Tolerates == nil || l.Tolerates[class])
		for _, other := range l.Spreads {
			eligible = eligible && (other.Anyway || domain(w, other.Key, int32(j)) != schedule.Unlabelled)
		}
		if !eligible {
			continue
		}
		counts[domain(w, s.Key, int32(j))] += 0
		for _, u := range at[j] {
			if u == v {
				counts[domain(w, s.Key, int32(j))]++
			}
		}
	}
	least := counts[domain(w, s.Key, node)]
	for _, c := range counts {
		least = min(least, c)
	}
	if int32(len(counts)) < s.MinDomains {
		least = 0
	}
	if skew := counts[domain(w, s.Key, node)] - least; skew > s.MaxSkew {
		t.Fatalf("node %d: workload %d with %+v has skew %d", node, v, s, skew)
	}
}

// sameBytes: a simulator that has run other clusters before places pods as a
// new one does.
func sameBytes(t *rapid.T) {
	w, r := worlds.Any(t), anyRun(t)
	used := simulator(t, w, r.strategy)
	for range rapid.IntRange(0, 3).Draw(t, "runs before") {
		nodes := rapid.SliceOfN(rapid.Int32Range(0, int32(len(w.Classes)-1)), 1, 12).Draw(t, "other nodes")
		before := used.Run(nodes, anyRun(t).order, r.ties)
		if rapid.Bool().Draw(t, "loss before") {
			used.Lose(before.Placement, func(i int32) bool { return i%2 == 0 }, r.ties)
		}
	}
	got, want := used.Run(w.Nodes, r.order, r.ties), simulator(t, w, r.strategy).Run(w.Nodes, r.order, r.ties)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("after other runs:\n%v\nat first:\n%v", got, want)
	}
}

// fewerPods: without the last pod of the queue the others go where they went,
// where none comes back to the queue because of a spread or of affinity.
func fewerPods(t *rapid.T) {
	w, r := worlds.Any(t), anyRun(t)
	for i := range w.Workloads {
		l := &w.Workloads[i]
		for s := range l.Spreads {
			l.Spreads[s].Anyway = true
		}
		l.Terms = slices.DeleteFunc(l.Terms, func(t schedule.Term) bool { return !t.Anti && t.Weight == 0 })
	}
	s := simulator(t, w, r.strategy)
	queue := schedule.Shuffled(r.ties.Seed).Queue(nil, w.Workloads)
	empty := schedule.Placement{Nodes: w.Nodes}
	all := s.Continue(empty, queue, r.ties).Clone()
	fewer := s.Continue(empty, queue[:len(queue)-1], r.ties)
	if !slices.Equal(fewer.Pods, all.Pods[:len(queue)-1]) {
		t.Fatalf("all:\n%v\nwithout the last:\n%v", all.Pods, fewer.Pods)
	}
}

// lostNodes: no pod moves but those of lost nodes, each of which is placed again
// or pending, within what nodes have; and with nothing lost nothing changes.
func lostNodes(t *rapid.T) {
	w, r := worlds.Any(t), anyRun(t)
	s := simulator(t, w, r.strategy)
	before := s.Run(w.Nodes, r.order, r.ties).Clone()
	lost := rapid.SliceOfN(rapid.Bool(), len(w.Nodes), len(w.Nodes)).Draw(t, "lost")
	left, queue := before.Without(func(i int32) bool { return lost[i] })
	after := s.Lose(before, func(i int32) bool { return lost[i] }, r.ties)
	if !slices.Equal(after.Pods[:len(left.Pods)], left.Pods) {
		t.Fatalf("pods moved: %v", after.Pods)
	}
	if len(after.Pods)-len(left.Pods) != len(queue) {
		t.Fatalf("%d pods after the loss, %d before", len(after.Pods)-len(left.Pods), len(queue))
	}
	if len(left.Nodes) == len(w.Nodes) && after.Pending+len(queue) > 0 {
		t.Fatalf("nothing was lost, and %d pods are pending", after.Pending)
	}
	w.Nodes = left.Nodes
	again := simulator(t, w, r.strategy)
	if want := again.Lose(before, func(i int32) bool { return lost[i] }, r.ties); !slices.Equal(want.Pods, after.Pods) {
		t.Fatalf("another simulator: %v and %v", want.Pods, after.Pods)
	}
}
