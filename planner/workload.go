package planner

import (
	"maps"
	"slices"

	"podfit/eni"
)

// Workload is the pods to place, in kinds: a million pods cost what their
// number of kinds costs.
type Workloads []Workload

// PodKind is pods that are alike.
type Workload struct {
	// Name is unique in a workload: namespace/name, or what the scenario calls it.
	Name string
	// Replicas are at least so many; MaxReplicas is 0 where they do not scale.
	Replicas    int
	MaxReplicas int
	// Request is the pod's as the scheduler counts it, overhead included.
	Request Resources
	// Extended are further resources by name, such as nvidia.com/gpu.
	Extended map[string]int64
	// Volumes are EBS volumes of its own.
	Volumes        int
	SecurityGroups bool
	HostNetwork    bool
	// OnePerNode says that a pod does not share its node with another of its kind.
	OnePerNode bool
	// ZoneSkew is the most by which the pods of two zones may differ in number; 0
	// does not spread them.
	ZoneSkew int
	// HostSkew is the same of two nodes.
	HostSkew int
	Nodes    NodeSelector
	// HoursPerMonth that each pod runs; 0 is all of them.
	HoursPerMonth float64
	// NoRequests says that the requests are missing, not zero: a plan for such
	// pods is a guess.
	NoRequests bool
}

// NodeSelector is on which nodes a pod may run. An empty list sets no condition.
type NodeSelector struct {
	Arch          []string
	Types         []string
	CapacityTypes []CapacityType
	Zones         []string // names or ids, as the workload has them
	// Labels are the others, key=value, that nodes must have; a plan takes for
	// granted that they do.
	Labels      []string
	Tolerations []string
}

// CapacityType is how EC2 sells an instance.
type CapacityType uint8

// The capacity types.
const (
	OnDemand CapacityType = iota
	Spot
)

var capacityWords = []string{"on-demand", "spot"}

func (c CapacityType) String() string               { return capacityWords[c] }
func (c CapacityType) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads on-demand or spot.
func (c *CapacityType) UnmarshalText(b []byte) error { return eni.UnmarshalWord(c, b, capacityWords) }

// Sum is all pods of the workload and what they request together.
func (w Workloads) Sum() (pods int, all Resources) {
	for i := range w {
		pods += w[i].Replicas
		all.CPU += w[i].Request.CPU * Millis(w[i].Replicas)
		all.Memory += w[i].Request.Memory * Memory(w[i].Replicas)
	}
	return pods, all
}

// ExtendedResources are the names of those that any kind requests.
func (w Workloads) ExtendedResources() []string {
	names := map[string]bool{}
	for i := range w {
		for name := range w[i].Extended {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
