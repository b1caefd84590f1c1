package packing

import "testing"

func five() *Problem {
	kind := func(n, cpu, mib int64) Kind { return Kind{Need: []int64{cpu, mib << 20, 1}, Count: n} }
	return &Problem{
		Kinds: []Kind{kind(3000, 100, 128), kind(2500, 250, 512), kind(2000, 500, 1024), kind(1500, 1000, 4096), kind(1000, 2000, 8192)},
		Nodes: []Node{{Have: []int64{7910, 29317 << 20, 58}, Cost: 1}},
	}
}

// 10,000 pods of five sizes, by which packers are compared: first-fit decreasing
// takes 734 nodes, and 687 are enough.
func TestFive(t *testing.T) {
	p := five()
	s := p.Solve()
	if err := check(p, &s); err != nil {
		t.Fatal(err)
	}
	if s.Cost != 687 || s.Bound != 687 {
		t.Errorf("%d nodes with a bound of %d, and 687 is optimal", s.Cost, s.Bound)
	}
}

func many(kinds int, count int64) *Problem {
	p := &Problem{Nodes: []Node{{Have: []int64{7910, 29317 << 20, 58}, Cost: 1}}}
	seed := uint64(12345)
	next := func(n int64) int64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int64(seed>>33) % n
	}
	for range kinds {
		p.Kinds = append(p.Kinds, Kind{Need: []int64{50 + next(2000), (64 + next(8000)) << 20, 1}, Count: count})
	}
	return p
}

func benchmark(b *testing.B, p *Problem) {
	b.ReportAllocs()
	for b.Loop() {
		s := p.Solve()
		b.ReportMetric(float64(s.Cost), "cost")
		b.ReportMetric(float64(s.Cost-s.Bound)/float64(s.Bound)*100, "gap%")
	}
}

func BenchmarkFive(b *testing.B)     { benchmark(b, five()) }
func BenchmarkHundred(b *testing.B)  { benchmark(b, many(100, 10_000)) }
func BenchmarkDistinct(b *testing.B) { benchmark(b, many(8_000, 1)) }
