package schedule

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// fleet is a case for benchmarks: workloads of pods over nodes of three zones,
// with a little more room than they need.
func fleet(workloads int, pods int32, nodes int, spread bool) ([]Class, []Workload, []int32) {
	r := rand.New(rand.NewPCG(1, 2))
	loads := make([]Workload, workloads)
	need := [2]int64{}
	for w := range loads {
		c, m := 100+50*r.Int64N(30), (256+128*r.Int64N(30))<<20
		n := max(1, pods/int32(workloads))
		loads[w] = Workload{Need: []int64{c, m}, Scoring: Scoring{c, m}, Replicas: n, DefaultSpread: spread}
		need[0] += c * int64(n)
		need[1] += m * int64(n)
	}
	classes := make([]Class, 3)
	for z := range classes {
		classes[z] = Class{
			Allocatable: []int64{need[0] * 115 / 100 / int64(nodes), need[1] * 115 / 100 / int64(nodes)}, MaxPods: 250,
			Domains: []int32{0, int32(z)}, VolumeLimit: NoLimit, Addresses: [AddressKinds]int32{250, 0},
		}
	}
	at := make([]int32, nodes)
	for i := range at {
		at[i] = int32(i % 3)
	}
	return classes, loads, at
}

func BenchmarkRun(b *testing.B) {
	for _, c := range []struct {
		workloads   int
		pods, nodes int
	}{{60, 1000, 20}, {60, 1000, 90}, {5, 10000, 100}, {5, 10000, 700}, {200, 10000, 700}, {8000, 8000, 300}} {
		for _, spread := range []bool{false, true} {
			for _, o := range []struct {
				name  string
				order Order
			}{{"file", FileOrder}, {"shuffled", Shuffled(1)}} {
				name := fmt.Sprintf("%d-workloads/%d-pods/%d-nodes/spread=%v/%s", c.workloads, c.pods, c.nodes, spread, o.name)
				b.Run(name, func(b *testing.B) {
					classes, loads, nodes := fleet(c.workloads, int32(c.pods), c.nodes, spread)
					s, err := New(classes, loads, LeastAllocated)
					if err != nil {
						b.Fatal(err)
					}
					pods, looks := 0, 0
					b.ReportAllocs()
					for b.Loop() {
						r := s.Run(nodes, o.order, Tiebreak{Seed: 1})
						pods = len(r.Pods)
						looks = pods * Sampled(c.nodes)
						if r.Pending > pods/10 {
							b.Fatal(r.Pending)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(looks), "ns/pod·node")
				})
			}
		}
	}
}
