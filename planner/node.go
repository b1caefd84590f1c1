package planner

import "podfit/eni"

// Node is what a node of a cluster says of itself.
type Node struct {
	Name         string
	InstanceType string // empty where no label has it
	Kind         NodeKind
	// Image is the operating system's name with its version, and AMI what is
	// known of it.
	Image string
	AMI   Maybe[AMI]
	// Policy is who set the kubelet's max pods, as far as labels tell.
	Policy Maybe[eni.Policy]

	Capacity, Allocatable NodeResources
}

// NodeResources are the capacity of a node, or what of it is allocatable.
type NodeResources struct {
	CPU    Maybe[Millis]
	Memory Maybe[Memory]
	Pods   Maybe[int]
	// BranchENIs are 0 on a node that advertises none.
	BranchENIs Maybe[int]
	HugePages  Memory
}

// NodeKind is what a node runs on.
type NodeKind uint8

// What nodes run on. Of all but the first two nothing is predicted.
const (
	NodeEC2 NodeKind = iota
	NodeAutoMode
	NodeFargate
	NodeHybrid // on somebody's own machine
	NodeWindows
)

var nodeWords = []string{"ec2", "auto-mode", "fargate", "hybrid", "windows"}

func (k NodeKind) String() string               { return nodeWords[k] }
func (k NodeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
