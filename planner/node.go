package planner

import "podfit/eni"

// Node is what a node of a cluster reports.
type Node struct {
	Name         string
	InstanceType string // empty without the label
	Region       string // empty without the label
	Kind         NodeKind
	// Image is the operating system's name and version; AMI is known if podfit has
	// rules for that image.
	Image string
	AMI   Maybe[AMI]
	// Policy is who set the kubelet's max pods, if labels show it.
	Policy Maybe[eni.Policy]

	Capacity, Allocatable NodeResources
}

// NodeResources are a node's capacity or its allocatable part.
type NodeResources struct {
	CPU    Maybe[Millis]
	Memory Maybe[Memory]
	Pods   Maybe[int]
	// BranchENIs is 0 if the node advertises none.
	BranchENIs Maybe[int]
	HugePages  Memory
}

// NodeKind is where a node runs.
type NodeKind uint8

// The kinds of nodes. podfit predicts only the first two.
const (
	NodeEC2 NodeKind = iota
	NodeAutoMode
	NodeFargate
	NodeHybrid // on a machine of the user
	NodeWindows
)

var nodeWords = []string{"ec2", "auto-mode", "fargate", "hybrid", "windows"}

func (k NodeKind) String() string               { return nodeWords[k] }
func (k NodeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
