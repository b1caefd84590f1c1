package kubernetes_test

import (
	"fmt"
	"strings"

	"podfit/planner/workload/kubernetes"
)

// What does a node report?
func ExampleNodeReader() {
	const node = `
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {node.kubernetes.io/instance-type: m5.large, eks.amazonaws.com/nodegroup: web}}
status:
  capacity: {cpu: "2", memory: 7816499Ki, pods: "29"}
  allocatable: {cpu: 1930m, memory: 7126323Ki, pods: "29"}
`
	r := kubernetes.NewNodeReader()
	err := r.Read("nodes.yaml", strings.NewReader(node))
	for _, n := range r.Nodes() {
		cpu, _ := n.Allocatable.CPU.Value()
		fmt.Printf("%s is %s with %dm allocatable\n", n.Name, n.InstanceType, cpu)
	}
	fmt.Println(err)
	// Output:
	// n1 is m5.large with 1930m allocatable
	// <nil>
}
