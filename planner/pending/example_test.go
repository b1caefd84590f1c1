package pending_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/pending"
)

// Why is a pod Pending, and what would place it?
func Example() {
	node := func(name string, cpu int64, taints ...planner.Taint) pending.Node {
		return pending.Node{Name: name, Labels: map[string]string{"kubernetes.io/hostname": name}, Taints: taints, Allocatable: map[string]int64{"cpu": cpu, "memory": 8 << 30}, MaxPods: 29}
	}
	c := &pending.Cluster{
		Version: pending.Version{Minor: 34, Server: true},
		Nodes:   []pending.Node{node("a", 1930), node("b", 3920, planner.Taint{Key: "team", Value: "red", Effect: planner.NoSchedule})},
		Pods:    []pending.Pod{{Name: pending.Name{Namespace: "shop", Name: "web"}, Requests: map[string]int64{"cpu": 2000}}},
	}
	for _, i := range pending.Find(c, pending.Fleet{}, pending.Choice{}).Items {
		fmt.Println(i.Verdict.Message(i.Version))
		for _, f := range i.Fixes {
			fmt.Println(f.Changes[0].Kind)
		}
	}
	// Output:
	// 0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {team: red}.
	// lower-request
	// tolerate
	// remove-taint
}
