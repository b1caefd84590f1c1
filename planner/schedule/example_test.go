package schedule_test

import (
	"fmt"

	"podfit/planner/schedule"
)

// Three pods of an application over two nodes of 2 vCPU in two zones. Pods of
// 900m go to the emptier node, and the third has room on neither.
func Example() {
	classes := []schedule.Class{
		{Allocatable: []int64{1930, 7 << 30}, MaxPods: 29, Domains: []int32{0, 0}, VolumeLimit: schedule.NoLimit},
		{Allocatable: []int64{1930, 7 << 30}, MaxPods: 29, Domains: []int32{0, 1}, VolumeLimit: schedule.NoLimit},
	}
	web := schedule.Workload{
		Need: []int64{900, 1 << 30}, Scoring: schedule.Scoring{CPU: 900, Memory: 1 << 30},
		Replicas: 5, Address: schedule.HostNetwork, DefaultSpread: true,
	}
	s, err := schedule.New(classes, []schedule.Workload{web}, schedule.LeastAllocated)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := s.Run([]int32{0, 1}, schedule.FileOrder, schedule.Tiebreak{})
	fmt.Println(r.Pods)
	for _, f := range r.Failures {
		fmt.Printf("%d pending: %v\n", f.Pods, f.Reasons)
	}
	before := r.Clone()
	r = s.Lose(before, func(node int32) bool { return node == 1 }, schedule.Tiebreak{})
	fmt.Printf("without node 1: %d of its pods pending\n", r.Pending)
	// Output:
	// [{0 0} {0 1} {0 0} {0 1} {0 -1}]
	// 1 pending: [{InsufficientResource 0 2}]
	// without node 1: 2 of its pods pending
}
