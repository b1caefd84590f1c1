package planner

import (
	"slices"

	"podfit/eni"
)

// Settings are the cluster, its pods and its pricing, as far as an Option depends on
// them. Default is a cluster as EKS installs it.
type Settings struct {
	Region string
	// RegionSource is who named Region.
	RegionSource RegionSource

	CNI     eni.Config
	Warm    eni.WarmTargets
	MaxPods eni.MaxPods
	AMI     AMI

	// With CNI.SecurityGroupsForPods, SecurityGroupsScope decides which pods take a
	// branch ENI, and SecurityGroupsPercent how many of the application pods.
	SecurityGroupsScope   Scope
	SecurityGroupsPercent int

	// UnnamedDaemonSets run on the pod network and request nothing.
	UnnamedDaemonSets int
	// DaemonSets do not include aws-node and kube-proxy.
	DaemonSets []DaemonSet

	// KubeReserved replaces the launcher's formula; 0 is the formula.
	KubeReserved   Resources
	SystemReserved Resources
	// HugePages is the memory that is set aside for huge pages, all of one size.
	HugePages    Memory
	HugePageSize PageSize
	// RootVolume is the size of the volume that has the pods' ephemeral storage, and
	// part of a node's cost; 0 is DefaultRootVolume, whose cost is not counted.
	RootVolume Memory
	// LocalDisks is what the node does with its instance store.
	LocalDisks LocalDisks
	// EvictionMemory is the kubelet's evictionHard for memory.available.
	EvictionMemory Memory
	// VMMemoryOverheadPPM is Karpenter's VM_MEMORY_OVERHEAD_PERCENT, in millionths.
	VMMemoryOverheadPPM int
	// ExtraVolumes is how many EBS volumes a launch template attaches to each node
	// besides those of the image.
	ExtraVolumes int
	// MemoryCapacity is what the user's own nodes report, by type; it takes precedence
	// over the tables.
	MemoryCapacity map[string]Memory
	// Overrides are measured on the user's own nodes, by type; they take precedence
	// over every rule.
	Overrides map[string]Override

	Pod      PodRequest
	Requests Requests
	Capacity Capacity
}

// Default is a cluster as EKS installs it, in us-east-1, with on-demand nodes.
func Default() Settings {
	return Settings{
		Region:                "us-east-1",
		SecurityGroupsPercent: 100,
		EvictionMemory:        100 * MiB,
		VMMemoryOverheadPPM:   DefaultVMMemoryOverheadPPM,
		Capacity:              Capacity{OnDemandPercent: 100},
	}
}

// DaemonSet is what one DaemonSet needs on each node on which it runs.
type DaemonSet struct {
	Name           string
	Request        Resources
	HostNetwork    bool
	SecurityGroups bool // matched by a SecurityGroupPolicy in any scope
	// Nodes are conditions on the labels of the nodes; empty is every node.
	Nodes Selector
	// Tolerations are written as those of NodeSelector, without any of them if it tolerates
	// no taint. Nil are unknown, or all: it is counted on every tainted node.
	Tolerations []string
}

// Equal reports whether two DaemonSets are the same.
func (d DaemonSet) Equal(other DaemonSet) bool {
	return d.Nodes.Equal(other.Nodes) && (d.Tolerations == nil) == (other.Tolerations == nil) && slices.Equal(d.Tolerations, other.Tolerations) && d.Name == other.Name && d.Request == other.Request && d.HostNetwork == other.HostNetwork && d.SecurityGroups == other.SecurityGroups
}

// Always are the DaemonSets of every Linux node outside Auto Mode, with the default
// requests of the EKS add-ons as of 2026-08.
var Always = []DaemonSet{
	{Name: "aws-node", Request: Resources{CPU: 50}, HostNetwork: true},
	{Name: "kube-proxy", Request: Resources{CPU: 100}, HostNetwork: true},
}

// PodRequest is the average pod of the cluster. A resource at 0 is not requested and
// does not limit how many pods fit.
type PodRequest struct {
	Resources
	GPUs    int
	Volumes int // EBS volumes of its own
}

// Given reports whether the pod requests anything.
func (p PodRequest) Given() bool { return p != PodRequest{} }

// Capacity is how the nodes are bought: on-demand or spot, and at what price.
type Capacity struct {
	// Nodes is the size of the group that OnDemandBase is a part of and that shares
	// ClusterAdder; 0 is a group of unknown size.
	Nodes int
	// The first OnDemandBase nodes are on-demand, and OnDemandPercent of the others,
	// like in an Auto Scaling group; the rest is spot.
	OnDemandBase    int
	OnDemandPercent int
	// Purchase is how the nodes that are not spot are bought.
	Purchase Purchase
	// Commitment is what an existing commitment pays an hour, at reserved prices.
	Commitment Money
	// DiscountPPM is a discount on on-demand prices, not on spot or reserved ones, in
	// millionths.
	DiscountPPM int
	// NodeAdder is another cost of each node a month, such as its root volume.
	NodeAdder Money
	// ClusterAdder is another cost of the cluster a month, such as its control plane.
	ClusterAdder Money
}

// RegionSource is who named the region.
type RegionSource uint8

// Who can name the region.
const (
	RegionByDefault RegionSource = iota
	RegionByProfile
	RegionByAWSDefaultRegion
	RegionByAWSRegion
	RegionByConfig
	RegionByVariable
	RegionByScenario
	RegionByObjects
	RegionByFlag
	RegionByScreen
)

var regionSourceWords = []string{
	"default", "AWS profile", "AWS_DEFAULT_REGION", "AWS_REGION", "podfit.yaml", "PODFIT_REGION", "scenario", "imported objects", "--region", "screen",
}

func (r RegionSource) String() string               { return regionSourceWords[r] }
func (r RegionSource) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
func (r *RegionSource) UnmarshalText(b []byte) error {
	return eni.UnmarshalWord(r, b, regionSourceWords)
}

// Scope is which pods have security groups of their own.
type Scope uint8

// The scopes of security groups for pods.
const (
	ScopeAll  Scope = iota // all pods that are not on the host network
	ScopeApps              // only application pods
)

// AMI is the node image, as far as it decides how much the kubelet reserves.
type AMI uint8

// The images.
const (
	AL2023       AMI = iota // nodeadm reserves for max pods by the ENI formula
	Bottlerocket            // reserves for the configured max pods
)

// PageSize is the size of huge pages.
type PageSize uint8

// The sizes.
const (
	Pages2Mi PageSize = iota
	Pages1Gi
)

// Resource is the name of the extended resource.
func (p PageSize) Resource() string { return HugePagesPrefix + p.String() }

// Bytes is the size of a page.
func (p PageSize) Bytes() Memory { return []Memory{2 * MiB, GiB}[p] }

// LocalDisks is what a node uses its instance store for, by the word of Karpenter's
// instanceStorePolicy and of nodeadm's localStorage.
type LocalDisks uint8

// What a node can do with its instance store.
const (
	DisksUnused LocalDisks = iota
	DisksRAID0             // ephemeral storage of pods, images and logs
)

// DefaultRootVolume is the root volume of a managed node group and of Karpenter's
// node classes.
const DefaultRootVolume = 20 * GiB

var (
	pageSizeWords   = []string{"2Mi", "1Gi"}
	localDisksWords = []string{"none", "raid0"}

	scopeWords = []string{"all", "apps"}
	amiWords   = []string{"al2023", "bottlerocket"}
)

func (s Scope) String() string                { return scopeWords[s] }
func (s Scope) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Scope) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, scopeWords) }

func (p PageSize) String() string                { return pageSizeWords[p] }
func (p PageSize) MarshalText() ([]byte, error)  { return []byte(p.String()), nil }
func (p *PageSize) UnmarshalText(b []byte) error { return eni.UnmarshalWord(p, b, pageSizeWords) }

func (l LocalDisks) String() string                { return localDisksWords[l] }
func (l LocalDisks) MarshalText() ([]byte, error)  { return []byte(l.String()), nil }
func (l *LocalDisks) UnmarshalText(b []byte) error { return eni.UnmarshalWord(l, b, localDisksWords) }

func (a AMI) String() string                { return amiWords[a] }
func (a AMI) MarshalText() ([]byte, error)  { return []byte(a.String()), nil }
func (a *AMI) UnmarshalText(b []byte) error { return eni.UnmarshalWord(a, b, amiWords) }

// AutoMode reports whether AWS runs the CNI and kube-proxy outside of pods.
func (s *Settings) AutoMode() bool { return s.MaxPods.Policy == eni.PolicyAutoMode }
