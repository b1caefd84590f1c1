package packing

import (
	"math"
	"slices"
	"testing"

	_ "podfit/planner/sample/steady"

	"pgregory.net/rapid"
)

func TestRoundedDown(t *testing.T) { rapid.Check(t, roundedDownIsRelaxation) }

// roundedDownIsRelaxation: aggregated kinds that need the least of their members
// cost no more than these.
func roundedDownIsRelaxation(t *rapid.T) {
	p := tinySize.problem(t)
	q := p.roundedDown(rapid.IntRange(1, 2).Draw(t, "classes"))
	if cost, optimum := q.optimum(), p.optimum(); cost > optimum {
		t.Fatalf("aggregated %d, and the problem itself %d: %+v", cost, optimum, q)
	}
	sameCounts(t, p, q)
}

func sameCounts(t *rapid.T, p, q *Problem) {
	sum := func(p *Problem) (n int64) {
		for _, k := range p.Kinds {
			n += k.Count
		}
		return n
	}
	if sum(p) != sum(q) {
		t.Fatalf("%d items became %d", sum(p), sum(q))
	}
}

func TestCoarse(t *testing.T) { rapid.Check(t, coarseIsBetween) }

// coarseIsBetween: an aggregated kind needs no less than the smallest and no more
// than the largest of its members, and is allowed on a node only if they are.
func coarseIsBetween(t *rapid.T) {
	p := middleSize.problem(t)
	q := p.Coarse(rapid.IntRange(1, len(p.Kinds)).Draw(t, "classes"))
	sameCounts(t, p, q)
	for d := range p.Kinds[0].Need {
		low, high, total, aggregated := int64(math.MaxInt64), int64(0), int64(0), int64(0)
		for _, k := range p.Kinds {
			low, high = min(low, k.Need[d]), max(high, k.Need[d])
			total += k.Need[d] * k.Count
		}
		for _, k := range q.Kinds {
			if k.Need[d] < low || k.Need[d] > high {
				t.Fatalf("need %d of resource %d, not from %d to %d", k.Need[d], d, low, high)
			}
			aggregated += k.Need[d] * k.Count
		}
		items := int64(0)
		for _, k := range q.Kinds {
			items += k.Count
		}
		if aggregated < total || aggregated >= total+items { // each mean is rounded up
			t.Fatalf("resource %d: %d became %d", d, total, aggregated)
		}
	}
	if len(q.Kinds) == 1 && len(p.Kinds) > 1 {
		most := int64(math.MaxInt32)
		for k := range p.Kinds {
			most = min(most, p.mostOf(k))
		}
		if q.Kinds[0].Most != most {
			t.Fatalf("%d on a node, and %d of the most restricted kind", q.Kinds[0].Most, most)
		}
		for i := range p.Nodes {
			all := !slices.ContainsFunc(indices(p.Kinds), func(k int) bool { return p.holds(i, k, p.Nodes[i].Have) == 0 })
			if q.Nodes[i].Fits[0] != all {
				t.Fatalf("node %d holds all kinds: %t", i, all)
			}
		}
	}
}

func TestWorth(t *testing.T) { rapid.Check(t, worthIsAtMostOne) }

// worthIsAtMostOne: no node has resources worth more than it costs, and some node's
// are worth that.
func worthIsAtMostOne(t *rapid.T) {
	p := middleSize.problem(t)
	worth := p.Worth()
	if most := slices.Max(worth); math.Abs(most-1) > 1e-6 {
		t.Fatalf("worth %v", worth)
	}
	// At the same prices per resource, a node that costs twice as much is worth half.
	p.Nodes = append(p.Nodes, Node{Have: slices.Clone(p.Nodes[0].Have), Cost: 2 * p.Nodes[0].Cost})
	if again := p.Worth(); math.Abs(again[len(again)-1]-again[0]/2) > 1e-6 {
		t.Fatalf("worth %v", again)
	}
}

func TestMenu(t *testing.T) { rapid.Check(t, menuEstimates) }

// menuEstimates: whatever subsets came before, an estimate is the cost of a
// solution, and no worse than the best of first-fit and best-fit decreasing.
func menuEstimates(t *rapid.T) {
	p := tinySize.problem(t)
	menu := p.Menu()
	for range rapid.IntRange(1, 4).Draw(t, "subsets") {
		subset := rapid.SliceOfNDistinct(rapid.IntRange(0, len(p.Nodes)-1), 1, len(p.Nodes), rapid.ID[int]).Draw(t, "subset")
		sub := Problem{Kinds: p.Kinds}
		for _, i := range subset {
			sub.Nodes = append(sub.Nodes, p.Nodes[i])
		}
		missing := int64(0)
		for k := range sub.Kinds {
			if !sub.Fits(k) {
				missing += sub.Kinds[k].Count
			}
		}
		cost, unplaced := menu.Estimate(subset)
		if unplaced != missing {
			t.Fatalf("%v: %d items do not fit on any node, not %d", subset, missing, unplaced)
		}
		if missing > 0 {
			continue
		}
		if optimum := sub.optimum(); cost < optimum {
			t.Fatalf("%v: estimated %d, and the optimum is %d", subset, cost, optimum)
		}
		if best := sub.best(sub.decreasing()).Cost; cost > best {
			t.Fatalf("%v: estimated %d, and first-fit or best-fit decreasing costs %d", subset, cost, best)
		}
	}
}

// LowerBound has the larger of both bounds.
func TestLowerBound(t *testing.T) {
	for seed := range uint64(20) {
		p := random(seed)
		bound := p.LowerBound()
		if volume := p.Certify(p.volumePrices()); bound < volume {
			t.Errorf("workload %d: %d, and by volume %d", seed, bound, volume)
		}
		if lp := p.Certify(p.Relax().Certified); bound < lp {
			t.Errorf("workload %d: %d, and by the linear program %d", seed, bound, lp)
		}
	}
}

func TestHeuristics(t *testing.T) { rapid.Check(t, heuristicsHold) }

// heuristicsHold: each way to find a solution finds a valid one, not only the best
// of them, and for any number of kinds.
func heuristicsHold(t *rapid.T) {
	p := middleSize.problem(t)
	largest, ok := p.largestFirst()
	if !ok {
		t.Fatal("largestFirst was not stopped")
	}
	all := append(p.decreasing(), largest, p.Round(p.Estimate()))
	for i := range all {
		if err := check(p, &all[i]); err != nil {
			t.Fatalf("solution %d: %v", i, err)
		}
	}
}
