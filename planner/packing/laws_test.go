package packing

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The laws hold for any problem. Each is a test on drawn cases and a fuzz
// target on the same check.

func TestSolutionsHold(t *testing.T) { rapid.Check(t, solutionsHold) }
func FuzzSolutionsHold(f *testing.F) { fuzz(f, solutionsHold) }

func TestNoPlanBelowBound(t *testing.T) { rapid.Check(t, noPlanBelowBound) }
func FuzzNoPlanBelowBound(f *testing.F) { fuzz(f, noPlanBelowBound) }

func TestCertifyAnyPrices(t *testing.T) { rapid.Check(t, certifyAnyPrices) }
func FuzzCertifyAnyPrices(f *testing.F) { fuzz(f, certifyAnyPrices) }

func TestFill(t *testing.T) { rapid.Check(t, fillsBest) }
func FuzzFill(f *testing.F) { fuzz(f, fillsBest) }

func TestRelaxLP(t *testing.T) { rapid.Check(t, relaxesBest) }
func FuzzRelaxLP(f *testing.F) { fuzz(f, relaxesBest) }

func TestOrder(t *testing.T) { rapid.Check(t, orderOfInput) }
func FuzzOrder(f *testing.F) { fuzz(f, orderOfInput) }

func TestStopped(t *testing.T) { rapid.Check(t, stopped) }
func FuzzStopped(f *testing.F) { fuzz(f, stopped) }

// fuzz makes a fuzz target of a law, with seeds long enough that no draw runs dry.
func fuzz(f *testing.F, law func(*rapid.T)) {
	seed := make([]byte, 4096)
	f.Add(seed)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(law))
}

// size of the problems that are drawn.
type size struct {
	kinds, nodes, resources int
	count, have             int64
}

var (
	// Few enough things to try every way.
	tinySize   = size{kinds: 3, nodes: 3, resources: 3, count: 3, have: 12}
	middleSize = size{kinds: 12, nodes: 4, resources: 3, count: 40, have: 1000}
)

// problem draws one of which every kind fits on some node: on the last of them,
// which is the largest.
func (z size) problem(t *rapid.T) *Problem {
	p := &Problem{}
	resources := rapid.IntRange(1, z.resources).Draw(t, "resources")
	largest := make([]int64, resources)
	for range rapid.IntRange(1, z.nodes).Draw(t, "nodes") {
		n := Node{Cost: rapid.Int64Range(1, 20).Draw(t, "cost")}
		for d := range resources {
			n.Have = append(n.Have, rapid.Int64Range(0, z.have).Draw(t, "have"))
			largest[d] = max(largest[d], n.Have[d])
		}
		p.Nodes = append(p.Nodes, n)
	}
	largest[0] = max(1, largest[0])
	p.Nodes[len(p.Nodes)-1].Have = largest
	for range rapid.IntRange(1, z.kinds).Draw(t, "kinds") {
		k := Kind{Count: rapid.Int64Range(1, z.count).Draw(t, "count"), Most: rapid.Int64Range(0, 3).Draw(t, "most")}
		for d := range resources {
			k.Need = append(k.Need, rapid.Int64Range(0, largest[d]).Draw(t, "need"))
		}
		k.Need[0] = max(1, k.Need[0]) // everything needs something: a pod, its slot
		p.Kinds = append(p.Kinds, k)
	}
	for i := range p.Nodes {
		if rapid.Bool().Draw(t, "selects") {
			for range p.Kinds {
				p.Nodes[i].Fits = append(p.Nodes[i].Fits, i == len(p.Nodes)-1 || rapid.Bool().Draw(t, "fits"))
			}
		}
	}
	return p
}

// check says what is wrong with a solution: it counts everything anew.
func check(p *Problem, s *Solution) error {
	placed, cost := make([]int64, len(p.Kinds)), int64(0)
	for _, f := range s.Filled {
		if f.Times < 1 || f.Node < 0 || f.Node >= len(p.Nodes) {
			return fmt.Errorf("%d times node %d", f.Times, f.Node)
		}
		n := &p.Nodes[f.Node]
		cost += n.Cost * f.Times
		on, used := make([]int64, len(p.Kinds)), make([]int64, len(n.Have))
		for _, t := range f.Things {
			if t.Count < 1 {
				return fmt.Errorf("%d of kind %d", t.Count, t.Kind)
			}
			if n.Fits != nil && !n.Fits[t.Kind] {
				return fmt.Errorf("kind %d may not go on node %d", t.Kind, f.Node)
			}
			on[t.Kind] += t.Count
			placed[t.Kind] += t.Count * f.Times
			for d, need := range p.Kinds[t.Kind].Need {
				used[d] += need * t.Count
			}
		}
		for d, u := range used {
			if u > n.Have[d] {
				return fmt.Errorf("node %d is over-committed in resource %d: %d of %d", f.Node, d, u, n.Have[d])
			}
		}
		for k, c := range on {
			if most := p.Kinds[k].Most; most > 0 && c > most {
				return fmt.Errorf("%d of kind %d on one node, and the most is %d", c, k, most)
			}
		}
	}
	for k, c := range placed {
		if c != p.Kinds[k].Count {
			return fmt.Errorf("%d of kind %d are placed, and there are %d", c, k, p.Kinds[k].Count)
		}
	}
	if cost != s.Cost {
		return fmt.Errorf("it costs %d, not %d", cost, s.Cost)
	}
	if s.Bound > s.Cost || s.Bound < 0 {
		return fmt.Errorf("the bound is %d, and the cost %d", s.Bound, s.Cost)
	}
	return nil
}

func solutionsHold(t *rapid.T) {
	p := middleSize.problem(t)
	s := p.Solve()
	if err := check(p, &s); err != nil {
		t.Fatal(err)
	}
	if again := p.Solve(); !reflect.DeepEqual(again, s) {
		t.Fatal("the same problem has another solution the second time")
	}
}

// optimum tries every way to fill every node.
func (p *Problem) optimum() int64 {
	known := map[string]int64{}
	var least func(left []int64) int64
	least = func(left []int64) int64 {
		if !slices.ContainsFunc(left, func(n int64) bool { return n > 0 }) {
			return 0
		}
		key := fmt.Sprint(left)
		if c, ok := known[key]; ok {
			return c
		}
		best := int64(math.MaxInt64)
		for i := range p.Nodes {
			var fill func(k int, have []int64, rest []int64, any bool)
			fill = func(k int, have []int64, rest []int64, any bool) {
				if k == len(p.Kinds) {
					if any {
						if c := least(rest); c < math.MaxInt64 {
							best = min(best, c+p.Nodes[i].Cost)
						}
					}
					return
				}
				have, rest = slices.Clone(have), slices.Clone(rest)
				for n := int64(0); ; n++ {
					fill(k+1, have, rest, any || n > 0)
					kind := &p.Kinds[k]
					if rest[k] == 0 || kind.Most > 0 && n == kind.Most || p.Nodes[i].Fits != nil && !p.Nodes[i].Fits[k] {
						return
					}
					rest[k]--
					for d, need := range kind.Need {
						if have[d] -= need; have[d] < 0 {
							return
						}
					}
				}
			}
			fill(0, p.Nodes[i].Have, slices.Clone(left), false)
		}
		known[key] = best
		return best
	}
	return least(p.counts())
}

func noPlanBelowBound(t *rapid.T) {
	p := tinySize.problem(t)
	s, optimum := p.Solve(), p.optimum()
	if s.Bound > optimum {
		t.Fatalf("the bound is %d, and there is a solution of %d", s.Bound, optimum)
	}
	if s.Cost < optimum {
		t.Fatalf("the solution costs %d, and none costs less than %d", s.Cost, optimum)
	}
}

func certifyAnyPrices(t *rapid.T) {
	p := tinySize.problem(t)
	prices := make([]float64, len(p.Kinds))
	for k := range prices {
		prices[k] = rapid.Float64Range(0, 10).Draw(t, "price")
	}
	if bound, optimum := p.Certify(prices), p.optimum(); bound > optimum {
		t.Fatalf("at prices %v the bound is %d, and there is a solution of %d", prices, bound, optimum)
	}
	if bound := p.Certify(make([]float64, len(p.Kinds))); bound != 0 {
		t.Fatalf("where everything is worth nothing the bound is %d", bound)
	}
}

// fillsBest: with branches enough for every way the knapsack is exact, with any
// number it is a way, and its bound is one.
func fillsBest(t *rapid.T) {
	resources := rapid.IntRange(1, 3).Draw(t, "resources")
	have := make([]int64, resources)
	for d := range have {
		have[d] = rapid.Int64Range(int64(1-min(1, d)), 20).Draw(t, "have")
	}
	var kinds []item
	for i := range rapid.IntRange(1, 4).Draw(t, "kinds") {
		k := item{kind: i, value: float64(rapid.IntRange(1, 30).Draw(t, "value")), most: rapid.Int64Range(1, 4).Draw(t, "most")}
		for d := range resources {
			k.need = append(k.need, rapid.Int64Range(0, have[d]).Draw(t, "need"))
		}
		k.need[0] = max(1, k.need[0])
		kinds = append(kinds, k)
	}
	most := mostWorth(have, kinds)
	by := rapid.SampledFrom([]effort{exact, fair, quick, hasty, {}, {branches: 1}, {branches: 10}, {swaps: 1}}).Draw(t, "effort")
	things, worth, bound := fill(have, slices.Clone(kinds), 0, by)
	left, sum := slices.Clone(have), 0.0
	for _, thing := range things {
		kind := kinds[thing.Kind]
		if thing.Count < 0 || thing.Count > kind.most {
			t.Fatalf("%d of a kind, and the most is %d", thing.Count, kind.most)
		}
		sum += float64(thing.Count) * kind.value
		for d, need := range kind.need {
			if left[d] -= thing.Count * need; left[d] < 0 {
				t.Fatalf("over-committed: %v of %+v in %v", things, kinds, have)
			}
		}
	}
	if math.Abs(sum-worth) > 1e-6 {
		t.Fatalf("worth %g, not %g", sum, worth)
	}
	if bound < most-1e-6 {
		t.Fatalf("the bound is %g with %+v, and one way is worth %g: %+v in %v", bound, by, most, kinds, have)
	}
	if by == exact && worth < most-1e-6 {
		t.Fatalf("worth %g, and one way is worth %g: %+v in %v", worth, most, kinds, have)
	}
}

func TestUndominated(t *testing.T) { rapid.Check(t, undominatedSuffice) }
func FuzzUndominated(f *testing.F) { fuzz(f, undominatedSuffice) }

// undominatedSuffice: what fits in the resources that can bind fits in all.
func undominatedSuffice(t *rapid.T) {
	p := Problem{Nodes: []Node{{Cost: 1}}}
	resources := rapid.IntRange(1, 5).Draw(t, "resources")
	for range resources {
		p.Nodes[0].Have = append(p.Nodes[0].Have, rapid.Int64Range(0, 30).Draw(t, "have"))
	}
	for range rapid.IntRange(1, 4).Draw(t, "kinds") {
		k := Kind{Count: 100}
		for range resources {
			k.Need = append(k.Need, rapid.Int64Range(0, 6).Draw(t, "need"))
		}
		if slices.Max(k.Need) > 0 {
			p.Kinds = append(p.Kinds, k)
		}
	}
	b := p.bin(0)
	used, binding := make([]int64, resources), make([]int64, len(b.have))
	for _, kind := range b.kinds {
		n := rapid.Int64Range(0, 8).Draw(t, "count")
		for d, need := range p.Kinds[kind.kind].Need {
			used[d] += need * n
		}
		for d, need := range kind.need {
			binding[d] += need * n
		}
	}
	within := func(used, have []int64) bool {
		return !slices.ContainsFunc(indices(used), func(d int) bool { return used[d] > have[d] })
	}
	if within(used, p.Nodes[0].Have) != within(binding, b.have) {
		t.Fatalf("%v of %v, and of the undominated resources %v of %v", used, p.Nodes[0].Have, binding, b.have)
	}
}

// mostWorth tries every way to fill a node.
func mostWorth(have []int64, kinds []item) (most float64) {
	if len(kinds) == 0 {
		return 0
	}
	left := slices.Clone(have)
	for n := int64(0); n <= kinds[0].most; n++ {
		most = max(most, float64(n)*kinds[0].value+mostWorth(left, kinds[1:]))
		for d, need := range kinds[0].need {
			if left[d] -= need; left[d] < 0 {
				return most
			}
		}
	}
	return most
}

// relaxesBest: the prices of the linear program pay for every kind, and for all
// that is had they come to what its best corner is worth.
func relaxesBest(t *rapid.T) {
	rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(1, 4).Draw(t, "columns")
	value, have, used := make([]float64, columns), make([]float64, rows), make([][]float64, rows)
	for k := range value {
		value[k] = float64(rapid.IntRange(0, 20).Draw(t, "value"))
	}
	for i := range used {
		have[i] = float64(rapid.IntRange(0, 20).Draw(t, "have"))
		for range columns {
			used[i] = append(used[i], float64(rapid.IntRange(1, 10).Draw(t, "used")))
		}
	}
	x, prices := relax(value, used, have)
	const off = 1e-6
	worth := 0.0
	for k := range x {
		worth += value[k] * x[k]
	}
	for i := range used {
		sum := 0.0
		for k := range x {
			sum += used[i][k] * x[k]
		}
		if sum > have[i]+off {
			t.Fatalf("x uses %g of %g: %v", sum, have[i], x)
		}
	}
	paid := 0.0
	for i := range have {
		paid += prices[i] * have[i]
	}
	for k := range value {
		sum := 0.0
		for i := range prices {
			sum += prices[i] * used[i][k]
		}
		if sum < value[k]-off {
			t.Fatalf("column %d is worth %g, and its price is %g", k, value[k], sum)
		}
	}
	if most := bestCorner(value, used, have); math.Abs(paid-most) > off {
		t.Fatalf("at its prices %g, and the best corner is worth %g: %v %v %v", paid, most, value, used, have)
	} else if math.Abs(worth-most) > off {
		t.Fatalf("x is worth %g, and the best corner %g: %v %v %v", worth, most, value, used, have)
	}
}

// bestCorner solves every set of equations that may make a corner: the optimum
// of a linear program is at one.
func bestCorner(value []float64, used [][]float64, have []float64) (most float64) {
	rows, columns := len(used), len(value)
	for set := range 1 << (columns + rows) {
		var in []int
		for k := range columns + rows {
			if set>>k&1 == 1 {
				in = append(in, k)
			}
		}
		if len(in) != rows {
			continue
		}
		m := make([][]float64, rows)
		for i := range m {
			for _, k := range in {
				switch {
				case k < columns:
					m[i] = append(m[i], used[i][k])
				case k == columns+i:
					m[i] = append(m[i], 1)
				default:
					m[i] = append(m[i], 0)
				}
			}
			m[i] = append(m[i], have[i])
		}
		x, ok := gauss(m)
		if !ok || slices.ContainsFunc(x, func(v float64) bool { return v < -1e-9 }) {
			continue
		}
		worth := 0.0
		for i, k := range in {
			if k < columns {
				worth += value[k] * x[i]
			}
		}
		most = max(most, worth)
	}
	return most
}

func gauss(m [][]float64) ([]float64, bool) {
	n := len(m)
	for c := range n {
		at := c
		for r := c; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[at][c]) {
				at = r
			}
		}
		if math.Abs(m[at][c]) < 1e-9 {
			return nil, false
		}
		m[c], m[at] = m[at], m[c]
		for r := range n {
			if r != c {
				f := m[r][c] / m[c][c]
				for k := range m[r] {
					m[r][k] -= f * m[c][k]
				}
			}
		}
	}
	x := make([]float64, n)
	for c := range x {
		x[c] = m[c][n] / m[c][c]
	}
	return x, true
}

// decreasingOneByOne is first-fit or best-fit decreasing as the textbook has
// it, thing by thing, on nodes of one type.
func decreasingOneByOne(p *Problem, bigger func(a, b *Kind) bool, best bool) (nodes int64) {
	order := indices(p.Kinds)
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case bigger(&p.Kinds[a], &p.Kinds[b]):
			return -1
		case bigger(&p.Kinds[b], &p.Kinds[a]):
			return 1
		}
		return 0
	})
	type node struct {
		left []int64
		on   map[int]int64
	}
	have := p.Nodes[0].Have
	free := func(n *node) (sum float64) {
		for d, l := range n.left {
			sum += float64(l) / float64(max(1, have[d]))
		}
		return sum
	}
	var open []*node
	for _, k := range order {
		kind := &p.Kinds[k]
		for range kind.Count {
			var to *node
			for _, n := range open {
				fits := kind.Most == 0 || n.on[k] < kind.Most
				for d, need := range kind.Need {
					fits = fits && need <= n.left[d]
				}
				if !fits {
					continue
				}
				if to == nil || free(n) < free(to) {
					to = n
				}
				if !best {
					break
				}
			}
			if to == nil {
				to = &node{slices.Clone(have), map[int]int64{}}
				open = append(open, to)
			}
			for d, need := range kind.Need {
				to.left[d] -= need
			}
			to.on[k]++
		}
	}
	return int64(len(open))
}

// bestDecreasing is the fewest nodes by first-fit and best-fit decreasing, by
// the largest share of a node, by the first and by the second resource.
func bestDecreasing(p *Problem) int64 {
	share := func(k *Kind) (most float64) {
		for d, need := range k.Need {
			most = max(most, float64(need)/float64(max(1, p.Nodes[0].Have[d])))
		}
		return most
	}
	fewest := int64(math.MaxInt64)
	for _, best := range []bool{false, true} {
		fewest = min(fewest, decreasingOneByOne(p, func(a, b *Kind) bool { return share(a) > share(b) }, best))
		for d := range min(2, len(p.Kinds[0].Need)) {
			fewest = min(fewest, decreasingOneByOne(p, func(a, b *Kind) bool { return a.Need[d] > b.Need[d] }, best))
		}
	}
	return fewest
}

// orderOfInput: in which order kinds and nodes are given decides ties, and with
// them which of several good solutions is found; the proof holds for them all.
func orderOfInput(t *rapid.T) {
	p := middleSize.problem(t)
	kinds, nodes := rapid.Permutation(indices(p.Kinds)).Draw(t, "kinds"), rapid.Permutation(indices(p.Nodes)).Draw(t, "nodes")
	q := &Problem{}
	for _, k := range kinds {
		q.Kinds = append(q.Kinds, p.Kinds[k])
	}
	for _, i := range nodes {
		n := p.Nodes[i]
		if n.Fits != nil {
			n.Fits = nil
			for _, k := range kinds {
				n.Fits = append(n.Fits, p.Nodes[i].Fits[k])
			}
		}
		q.Nodes = append(q.Nodes, n)
	}
	a, b := p.Solve(), q.Solve()
	if err := check(q, &b); err != nil {
		t.Fatal(err)
	}
	if a.Bound > b.Cost || b.Bound > a.Cost {
		t.Fatalf("bounds %d and %d, costs %d and %d", a.Bound, b.Bound, a.Cost, b.Cost)
	}
}

// stopped: whenever it is told to stop, it has a solution and a bound.
func stopped(t *rapid.T) {
	p := middleSize.problem(t)
	calls := rapid.IntRange(0, 20).Draw(t, "calls")
	p.Stop = func() bool { calls--; return calls < 0 }
	s := p.Solve()
	if err := check(p, &s); err != nil {
		t.Fatal(err)
	}
}

// random is a workload as clusters have them: requests in steps, a few kinds
// with many replicas and many with few.
func random(seed uint64) *Problem {
	r := rand.New(rand.NewPCG(seed, 7))
	p := &Problem{Nodes: []Node{{Have: []int64{[]int64{1780, 3770, 7760, 15740}[r.IntN(4)], []int64{2900, 6900, 14200, 29300, 58000}[r.IntN(5)] << 20, 58}, Cost: 1}}}
	have := p.Nodes[0].Have
	for range 1 + r.IntN(30) {
		cpu := min(have[0], int64(50*(1+r.IntN(40))))
		memory := min(have[1], int64(64*(1+r.IntN(100)))<<20)
		p.Kinds = append(p.Kinds, Kind{Need: []int64{cpu, memory, 1}, Count: int64(1 + r.ExpFloat64()*60)})
		if r.IntN(8) == 0 {
			p.Kinds[len(p.Kinds)-1].Most = 1
		}
	}
	return p
}

// On 200 workloads the solution is valid and never worse than first-fit or best-fit
// decreasing, and the bound is not below the volume bound.
func TestRandomWorkloads(t *testing.T) {
	better, optimal, gap := 0, 0, 0.0
	for seed := range uint64(200) {
		p := random(seed)
		s := p.Solve()
		if err := check(p, &s); err != nil {
			t.Errorf("workload %d: %v", seed, err)
		}
		others := bestDecreasing(p)
		if s.Cost > others {
			t.Errorf("workload %d: %d nodes, and first-fit or best-fit decreasing takes %d", seed, s.Cost, others)
		}
		if volume := volumeBound(p); s.Bound < volume {
			t.Errorf("workload %d: the bound is %d nodes, and by volume %d", seed, s.Bound, volume)
		}
		if s.Cost < others {
			better++
		}
		if s.Cost == s.Bound {
			optimal++
		}
		gap += 100 * float64(s.Cost-s.Bound) / float64(s.Bound)
	}
	t.Logf("better than first-fit and best-fit decreasing in %d of 200, optimal in %d, mean gap %.2f%%", better, optimal, gap/200)
}

// volumeBound is the fewest nodes of one type that have enough of each resource.
func volumeBound(p *Problem) (most int64) {
	for d, have := range p.Nodes[0].Have {
		sum := int64(0)
		for _, k := range p.Kinds {
			sum += k.Need[d] * k.Count
		}
		most = max(most, (sum+have-1)/have)
	}
	return most
}
