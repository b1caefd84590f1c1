package packing

import (
	"math"
	"math/rand/v2"
	"testing"
)

// trace is a workload as in the traces of large clusters: 25 to 60 sizes, CPU in
// steps, memory with a heavy tail, and a node that the largest pod fits on k times.
func trace(seed uint64) *Problem {
	r := rand.New(rand.NewPCG(seed, 11))
	cores := []float64{0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 16}
	k := []float64{2, 2.4, 3, 4, 5, 7, 9, 12}[seed%8]
	cpu := 16_000 * k * 1.01
	mib := cpu / 1000 * []float64{2, 4, 8}[r.IntN(3)] * 1024 * 0.95
	p := &Problem{Nodes: []Node{{Have: []int64{int64(cpu), int64(mib), 110}, Cost: 1}}}
	for range 25 + r.IntN(36) {
		need := cores[len(cores)-1-int(float64(len(cores))*math.Pow(r.Float64(), 1.5))]
		memory := need * 1024 * 2.5 * math.Exp(r.NormFloat64()*1.1)
		if seed%3 > 0 {
			memory = math.Ceil(memory/256) * 256
		}
		memory = min(memory, mib/k)
		p.Kinds = append(p.Kinds, Kind{Need: []int64{int64(need * 1000), int64(max(64, memory)), 1}, Count: int64(1 + r.IntN(40))})
	}
	return p
}

// Traces whose best solutions are known from long runs, most of them proven optimal.
func TestTraces(t *testing.T) {
	best := []int64{279, 218, 141, 151, 97, 102, 44, 40, 232, 152, 178, 150, 106, 37, 24, 22, 206, 262, 134, 124, 124, 42, 44, 16, 188, 162, 95, 141, 131, 71, 53, 49, 248, 217, 116, 78, 48, 49, 38, 45, 158}
	for seed, best := range best {
		p := trace(uint64(seed))
		s := p.Solve()
		if err := check(p, &s); err != nil {
			t.Errorf("trace %d: %v", seed, err)
		}
		if s.Bound > best {
			t.Errorf("trace %d: the bound is %d, and there is a solution of %d", seed, s.Bound, best)
		}
		if float64(s.Cost) > 1.01*float64(best) || float64(s.Bound) < 0.99*float64(best) {
			t.Errorf("trace %d of %d kinds: %d nodes with a bound of %d, and the best known takes %d", seed, len(p.Kinds), s.Cost, s.Bound, best)
		}
	}
}

// With prices, and with types of several shapes.
func TestTracesOnSeveralTypes(t *testing.T) {
	for seed := range uint64(4) {
		p := trace(8 * seed)
		have := p.Nodes[0].Have
		p.Nodes = []Node{{Have: have, Cost: 1_000_000}, {Have: []int64{have[0] / 2, have[1], 58}, Cost: 743_211}, {Have: []int64{have[0] * 2, have[1], 234}, Cost: 1_712_111}}
		s := p.Solve()
		if err := check(p, &s); err != nil {
			t.Errorf("trace %d: %v", 8*seed, err)
		}
		if float64(s.Cost) > 1.02*float64(s.Bound) {
			t.Errorf("trace %d: it costs %d with a bound of %d", 8*seed, s.Cost, s.Bound)
		}
	}
}

// A small kind of which each node takes one fits beside any others, if there are as
// many nodes.
func TestOnePerNodeCostsNothing(t *testing.T) {
	for name, p := range map[string]*Problem{"trace": trace(18), "coarse trace": trace(36), "many kinds": many(400, 1)} {
		before := p.Place().Cost
		p.Kinds = append(p.Kinds, Kind{Need: []int64{20, 16 << 20, 1}, Count: before / 2, Most: 1})
		if p.Nodes[0].Have[1] < 1<<30 {
			p.Kinds[len(p.Kinds)-1].Need[1] = 16 // the trace counts MiB
		}
		s := p.Solve()
		if err := check(p, &s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if s.Cost > before {
			t.Errorf("%s: %d nodes with a bound of %d, and %d without the small kind", name, s.Cost, s.Bound, before)
		}
	}
}

// Whenever a search of many kinds is stopped, it has a usable solution and a bound.
func TestStoppedWithManyKinds(t *testing.T) {
	for _, kinds := range []int{60, MaxKinds, 2_000} {
		for _, calls := range []int{0, 10, 1_000, 20_000} {
			p := many(kinds, 1)
			left := calls
			p.Stop = func() bool { left--; return left < 0 }
			s := p.Solve()
			if err := check(p, &s); err != nil {
				t.Errorf("%d kinds, stopped after %d calls: %v", kinds, calls, err)
			}
			if volume := volumeBound(p); s.Bound < volume || float64(s.Cost) > 1.3*float64(volume) {
				t.Errorf("%d kinds, stopped after %d calls: %d nodes with a bound of %d, and by volume %d", kinds, calls, s.Cost, s.Bound, volume)
			}
		}
	}
}

func BenchmarkTrace(b *testing.B)  { benchmark(b, trace(4)) }
func BenchmarkTwenty(b *testing.B) { benchmark(b, many(20_000, 1)) }
