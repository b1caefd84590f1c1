package packing

import (
	"slices"
	"testing"
)

// Cases whose optimum a person can see.
func TestExact(t *testing.T) {
	node := func(cost int64, have ...int64) Node { return Node{Have: have, Cost: cost} }
	kind := func(count int64, need ...int64) Kind { return Kind{Need: need, Count: count} }
	for _, c := range []struct {
		name        string
		kinds       []Kind
		nodes       []Node
		cost, bound int64
	}{
		{"one thing, one node", []Kind{kind(1, 1)}, []Node{node(7, 1)}, 7, 7},
		{"exactly full", []Kind{kind(12, 3)}, []Node{node(1, 9)}, 4, 4},
		// The last node holds one thing.
		{"one over", []Kind{kind(13, 3)}, []Node{node(1, 9)}, 5, 5},
		// Each needs more than half a node: 6 nodes by volume, but one item per node.
		{"more than half", []Kind{kind(10, 6)}, []Node{node(1, 10)}, 10, 10},
		// 7+3 twice and 5+5: first-fit decreasing finds it, too.
		{"pairs", []Kind{kind(2, 7), kind(2, 3), kind(2, 5)}, []Node{node(1, 10)}, 3, 3},
		// 6+4, 6+4, 3+3+4 … where first-fit decreasing takes a node more.
		{"threes and twos", []Kind{kind(4, 3), kind(6, 2)}, []Node{node(1, 6)}, 4, 4},
		// One is all CPU and one all memory: together they fill a node.
		{"complements", []Kind{kind(5, 10, 1), kind(5, 1, 10)}, []Node{node(1, 11, 11)}, 5, 5},
		// Slots run out before the rest.
		{"slots", []Kind{kind(29, 1, 1, 1)}, []Node{node(1, 100, 100, 10)}, 3, 3},
		// Something that needs nothing at all goes somewhere, for one node's cost.
		{"needs nothing", []Kind{kind(1000, 0, 0)}, []Node{node(3, 1, 1)}, 3, 3},
		// A resource that no node has and nothing needs.
		{"empty resource", []Kind{kind(4, 5, 0)}, []Node{node(1, 10, 0)}, 2, 2},
		// Two small for the price of one large hold less.
		{"large is cheaper", []Kind{kind(8, 1)}, []Node{node(3, 2), node(5, 4)}, 10, 10},
		{"small is cheaper", []Kind{kind(8, 1)}, []Node{node(2, 2), node(5, 4)}, 8, 8},
		// Two large ones and a small one for the rest.
		{"mixed", []Kind{kind(9, 1)}, []Node{node(2, 1), node(5, 4)}, 12, 12},
	} {
		p := &Problem{Kinds: c.kinds, Nodes: c.nodes}
		if optimum := p.optimum(); c.name != "needs nothing" && c.name != "slots" && optimum != c.cost {
			t.Errorf("%s: the optimum is %d, and the case says %d", c.name, optimum, c.cost)
		}
		s := p.Solve()
		if err := check(p, &s); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if s.Cost != c.cost || s.Bound > c.bound {
			t.Errorf("%s: costs %d with a bound of %d, and %d with %d is best", c.name, s.Cost, s.Bound, c.cost, c.bound)
		}
		if s.Bound < c.bound {
			t.Logf("%s: the bound is %d, the optimum %d", c.name, s.Bound, c.cost)
		}
	}
}

// A limit of things on one node, and what may go where.
func TestMostAndFits(t *testing.T) {
	p := &Problem{
		Kinds: []Kind{{Need: []int64{1}, Count: 6, Most: 1}, {Need: []int64{1}, Count: 3}},
		Nodes: []Node{{Have: []int64{10}, Cost: 1, Fits: []bool{true, false}}, {Have: []int64{10}, Cost: 2, Fits: []bool{true, true}}},
	}
	s := p.Solve()
	if err := check(p, &s); err != nil || s.Cost != 7 || s.Bound > 7 {
		t.Errorf("%+v, %v", s, err)
	}
	if !p.Fits(0) || !p.Fits(1) {
		t.Error("each fits somewhere")
	}
	p.Nodes = p.Nodes[:1]
	if p.Fits(1) {
		t.Error("the second kind may not go on the first node")
	}
	if p.Kinds[0].Need[0] = 11; p.Fits(0) {
		t.Error("11 of 10 fit")
	}
}

// Kinds beyond MaxKinds are taken together: the laws hold there as well.
func TestManyKinds(t *testing.T) {
	for _, c := range []struct {
		kinds int
		count int64
	}{{MaxKinds, 3}, {MaxKinds + 1, 3}, {400, 1}} {
		p := many(c.kinds, c.count)
		for k := range p.Kinds {
			if k%9 == 0 {
				p.Kinds[k].Most = 1
			}
		}
		s := p.Solve()
		if err := check(p, &s); err != nil {
			t.Errorf("%d kinds: %v", c.kinds, err)
		}
		if others := bestDecreasing(p); s.Cost > others {
			t.Errorf("%d kinds: %d nodes, and first-fit or best-fit decreasing takes %d", c.kinds, s.Cost, others)
		}
		if gap := float64(s.Cost-s.Bound) / float64(s.Bound); gap > 0.2 && c.kinds != MaxKinds { // see weak
			t.Errorf("%d kinds: %d nodes with a bound of %d", c.kinds, s.Cost, s.Bound)
		}
	}
}

// Nodes on which the cheapest for what it uses is in the way of what is worth
// most: the knapsack has to leave it out altogether.
func TestFillLeavesOut(t *testing.T) {
	for _, c := range []struct {
		have  []int64
		kinds []item
		most  float64
	}{
		{[]int64{7, 17, 2}, []item{{need: []int64{4, 10, 1}, value: 16, most: 1}, {need: []int64{3, 4, 1}, value: 6, most: 2}, {need: []int64{7, 17, 2}, value: 25, most: 1}}, 25},
		{[]int64{4, 10}, []item{{need: []int64{1, 6}, value: 30, most: 1}, {need: []int64{2, 2}, value: 22, most: 2}, {need: []int64{2, 5}, value: 29, most: 2}, {need: []int64{4, 6}, value: 9, most: 1}}, 58},
		{[]int64{17, 11, 17}, []item{{need: []int64{2, 1, 4}, value: 18, most: 1}, {need: []int64{2, 4, 1}, value: 3, most: 2}, {need: []int64{1, 11, 14}, value: 25, most: 1}}, 25},
	} {
		if _, worth, bound := fill(c.have, c.kinds, 0, exact); worth != c.most || bound < c.most {
			t.Errorf("worth %g and bounded by %g, and one way is worth %g: %+v", worth, bound, c.most, c.kinds)
		}
	}
}

// 102 nodes hold it all: each of the third kind fills one, and the others take
// two. No prices may prove that it takes more.
func TestCertifyLeavesOut(t *testing.T) {
	p := &Problem{
		Kinds: []Kind{{Need: []int64{4, 10, 1}, Count: 1}, {Need: []int64{3, 4, 1}, Count: 2}, {Need: []int64{7, 17, 2}, Count: 100}},
		Nodes: []Node{{Have: []int64{7, 17, 2}, Cost: 1}},
	}
	if bound := p.Certify([]float64{16, 6, 25}); bound > 102 {
		t.Errorf("the bound is %d, and 102 are enough", bound)
	}
}

// Of the resources, only those that no other one is at least as tight as for every
// kind; of equal ones, the first.
func TestUndominatedResources(t *testing.T) {
	for _, c := range []struct {
		name string
		have []int64
		need [][]int64 // by kind
		want []int
	}{
		{"one", []int64{10}, [][]int64{{1}}, []int{0}},
		{"equal shares", []int64{10, 20, 5}, [][]int64{{2, 4, 1}, {4, 8, 2}}, []int{0}},
		{"a smaller share", []int64{10, 20}, [][]int64{{1, 3}, {1, 2}}, []int{1}},
		{"equal for one kind, smaller for another", []int64{10, 10}, [][]int64{{2, 2}, {2, 1}}, []int{0}},
		{"each for one kind", []int64{10, 10}, [][]int64{{2, 1}, {1, 2}}, []int{0, 1}},
		{"two pairs", []int64{10, 10, 20, 20}, [][]int64{{2, 1, 4, 2}, {1, 2, 2, 4}}, []int{0, 1}},
		{"one that the node lacks", []int64{10, 0}, [][]int64{{1, 0}}, []int{0}},
		{"products beyond 64 bits", []int64{1 << 60, 1<<60 - 1}, [][]int64{{1 << 59, 1 << 59}}, []int{1}},
	} {
		p := &Problem{Nodes: []Node{{Have: c.have, Cost: 1}}}
		for _, need := range c.need {
			p.Kinds = append(p.Kinds, Kind{Need: need, Count: 1})
		}
		if got := p.undominated(0, indices(p.Kinds)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
