package packing_test

import (
	"fmt"

	"podfit/planner/packing"
)

// How many nodes of 4 cores and 16 GiB do ten web and three database pods take?
func Example() {
	p := packing.Problem{
		Kinds: []packing.Kind{
			{Need: []int64{500, 1024}, Count: 10},
			{Need: []int64{1000, 8192}, Count: 3, Most: 1}, // at most one on each node
		},
		Nodes: []packing.Node{{Have: []int64{4000, 16384}, Cost: 1}},
	}
	s := p.Solve()
	fmt.Println("nodes:", s.Cost, "lower bound:", s.Bound)
	// Output:
	// nodes: 3 lower bound: 3
}
