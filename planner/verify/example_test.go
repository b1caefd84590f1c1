package verify_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/sample"
	"podfit/planner/verify"
)

// A node reports 110 max pods where 29 are predicted: which settings explain it?
func Example() {
	predicted := sample.Option("m5.large")
	reported := planner.NodeResources{
		CPU: planner.Known[planner.Millis](2000), Memory: planner.Known(predicted.Memory.Capacity), Pods: planner.Known(110),
	}
	node := planner.Node{Name: "ip-10-0-1-7", InstanceType: "m5.large", AMI: planner.Known(planner.AL2023), Capacity: reported, Allocatable: reported}
	node.Allocatable.CPU = planner.Known(predicted.CPU.Allocatable)
	node.Allocatable.Memory = planner.Known(predicted.Memory.Allocatable)

	v := verify.Nodes([]planner.Node{node}, map[string]density.Option{"m5.large": predicted})
	for _, row := range v.Rows {
		fmt.Printf("%s: predicted within 1%%: %t\n", row.InstanceType, row.Within(1))
		for _, c := range row.Causes {
			fmt.Printf("%v: predicted %d, actual %d, with %v and %v\n", c.Kind, c.Predicted, c.Actual, c.Settings.MaxPods.Policy, c.Settings.CNI.Mode)
		}
	}
	// Output:
	// m5.large: predicted within 1%: false
	// max-pods: predicted 29, actual 110, with managed and prefix-delegation
}
