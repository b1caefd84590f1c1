package planner_test

import (
	"fmt"

	"podfit/planner"
)

// What do the pods of two workloads request together? A price that is not known is
// told apart from 0.
func Example() {
	workloads := planner.Workloads{
		{Name: "web", Replicas: 4, Request: planner.Resources{CPU: 250, Memory: 512 * planner.MiB}},
		{Name: "train", Replicas: 1, Request: planner.Resources{CPU: 4000, Memory: 16 * planner.GiB}, Extended: map[string]int64{planner.GPUResource: 1}},
	}
	pods, sum := workloads.Sum()
	fmt.Println(pods, "pods:", sum.CPU.Cores(), "vCPUs,", sum.Memory.GiB(), "GiB,", workloads.ExtendedResources())

	var price planner.Maybe[planner.Money]
	fmt.Println(price.Known(), planner.Known(96*planner.Unit/1000).Or(0).Float())
	// Output:
	// 5 pods: 5 vCPUs, 18 GiB, [nvidia.com/gpu]
	// false 0.096
}
