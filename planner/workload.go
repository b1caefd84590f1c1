package planner

import (
	"cmp"
	"maps"
	"slices"

	"podfit/eni"
)

// Workloads are the pods to place. Replicas are counted, not listed, so a million
// pods cost no more time than their number of workloads.
type Workloads []Workload

// Workload is a number of equal pods.
type Workload struct {
	// Name is unique: namespace/name, or the name in the scenario.
	Name string
	// Replicas is the current or least number; MaxReplicas is 0 without an autoscaler.
	Replicas    int
	MaxReplicas int
	// Request is what the scheduler counts for a pod, its overhead included.
	Request Resources
	// Extended are other resources by name, such as nvidia.com/gpu.
	Extended map[string]int64
	// Volumes is the number of EBS volumes of each pod.
	Volumes        int
	SecurityGroups bool
	HostNetwork    bool
	// OnePerNode allows one pod of the workload on a node.
	OnePerNode bool
	// ZoneSkew is the largest allowed difference between the numbers of pods in two
	// zones; 0 does not spread them.
	ZoneSkew int
	// HostSkew is the same for two nodes.
	HostSkew int
	Nodes    NodeSelector
	// Labels are those of the pods, which selectors of other workloads read.
	Labels map[string]string
	// Spreads are further topology spread constraints; ZoneSkew and HostSkew are two
	// over the workload's own pods.
	Spreads []Spread
	// Affinity is to pods; OnePerNode is anti-affinity to the workload's own on a node.
	Affinity  []PodTerm
	Prefers   []Preference
	HostPorts []HostPort
	// Priority is that of the priority class; higher ones are placed first.
	Priority int
	// Claims are persistent volume claims that the pods share.
	Claims []Claim
	// Containers without a request for CPU or memory, which count as 100m or 200 MiB
	// when nodes are scored.
	WithoutCPU, WithoutMemory int
	Controller                Controller
	// Service is set if a Service selects the pods.
	Service bool
	Rollout Rollout
	// Notes are what was guessed or left out when the workload was read.
	Notes []string
	// HoursPerMonth is how long each pod runs; 0 is all month.
	HoursPerMonth float64
	// NoRequests is set if the pods have no requests at all: a plan for them is a
	// guess.
	NoRequests bool
	// Init is what its init containers need until it runs, with the pod's overhead: a part
	// of Request, below which no change of the other containers brings it.
	Init Resources
	// Images are those of its containers, in order of their names; none if one is unknown.
	Images []string
	// Usage is what a pod uses, without containers where it is unknown.
	Usage Usage
}

// NodeSelector restricts the nodes of a pod. An empty list sets no condition.
type NodeSelector struct {
	Arch          []string
	Types         []string
	CapacityTypes []CapacityType
	Zones         []string // names or ids
	// Labels are conditions on other labels of nodes. Those that follow from the type,
	// the zone or how a node is bought are checked; a plan assumes others, and says so.
	Labels      Selector
	Tolerations []string
}

// The architectures of nodes.
const (
	AMD64 = "amd64"
	ARM64 = "arm64"
)

// Accepts reports whether the pods may be on nodes of an architecture, as far as their
// conditions on it say.
func (n *NodeSelector) Accepts(arch string) bool {
	return (len(n.Arch) == 0 || slices.Contains(n.Arch, arch)) &&
		!slices.ContainsFunc(n.Labels, func(r Requirement) bool { return NewerLabel(r.Key) == ArchLabel && !r.Holds(arch, true) })
}

// CapacityType is how an instance is bought.
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

// Sum is the number of pods of all workloads and the sum of their requests.
func (w Workloads) Sum() (pods int, all Resources) {
	for i := range w {
		pods += w[i].Replicas
		all.CPU += w[i].Request.CPU * Millis(w[i].Replicas)
		all.Memory += w[i].Request.Memory * Memory(w[i].Replicas)
	}
	return pods, all
}

// Namespaced are the workloads of a namespace.
type Namespaced struct {
	Name string
	Workloads
}

// Namespaces are the workloads by namespace, in the order of the names.
func (w Workloads) Namespaces() (all []Namespaced) {
	at := map[string]int{}
	for i := range w {
		name := w[i].Namespace()
		if _, has := at[name]; !has {
			at[name] = len(all)
			all = append(all, Namespaced{Name: name})
		}
		all[at[name]].Workloads = append(all[at[name]].Workloads, w[i])
	}
	slices.SortFunc(all, func(a, b Namespaced) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// ExtendedResources are the names of all extended resources that pods request.
func (w Workloads) ExtendedResources() []string {
	names := map[string]bool{}
	for i := range w {
		for name := range w[i].Extended {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
