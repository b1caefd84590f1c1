package packing

import (
	"math"
	"math/rand/v2"
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
