package planner

import "podfit/eni"

// Settings is everything about a cluster, its pods and its purse that an
// Option depends on. Default is what EKS installs.
type Settings struct {
	Region  string
	CNI     eni.Config
	Warm    eni.WarmTargets
	MaxPods eni.MaxPods
	AMI     AMI

	// SecurityGroupsScope says which pods take a branch ENI where
	// CNI.SecurityGroupsForPods is on, and SecurityGroupsPercent how many of
	// the application pods do.
	SecurityGroupsScope   Scope
	SecurityGroupsPercent int

	// UnnamedDaemonSets run on the pod network and request nothing.
	UnnamedDaemonSets int
	// DaemonSets are those besides aws-node and kube-proxy.
	DaemonSets []DaemonSet

	SystemReserved Resources
	HugePages      Memory
	// MemoryCapacity is what the user's own nodes report, by type; it wins
	// over every table.
	MemoryCapacity map[string]Memory
	// Overrides are what nodes of a type were measured to offer; they win over
	// every rule.
	Overrides map[string]Override

	Pod      PodRequest
	Capacity Capacity
}

// Default is a cluster as EKS makes it, in us-east-1, bought on demand.
func Default() Settings {
	return Settings{
		Region:                "us-east-1",
		SecurityGroupsPercent: 100,
		Capacity:              Capacity{OnDemandPercent: 100},
	}
}

// DaemonSet is what one DaemonSet takes of every node.
type DaemonSet struct {
	Name           string
	Request        Resources
	HostNetwork    bool
	SecurityGroups bool // matched by a SecurityGroupPolicy, whatever the scope
}

// Always are the DaemonSets of every node outside Auto Mode. Their requests
// are those of the EKS add-ons' defaults, as of 2026-08.
var Always = []DaemonSet{
	{Name: "aws-node", Request: Resources{CPU: 50}, HostNetwork: true},
	{Name: "kube-proxy", Request: Resources{CPU: 100}, HostNetwork: true},
}

// PodRequest is the workload's mean pod. A resource at 0 is not requested,
// and does not limit how many pods fit.
type PodRequest struct {
	Resources
	GPUs    int
	Volumes int // EBS volumes of its own
}

// Given says whether anything is requested at all.
func (p PodRequest) Given() bool { return p != PodRequest{} }

// Capacity is how the nodes are bought.
type Capacity struct {
	// Nodes is the size of the group, over which OnDemandBase and
	// ClusterAdder spread; 0 is a group of unknown size.
	Nodes int
	// OnDemandBase nodes are on-demand, and OnDemandPercent of those above,
	// as an Auto Scaling group has it; the rest is spot.
	OnDemandBase    int
	OnDemandPercent int
	// DiscountPPM comes off on-demand prices, in millionths; never off spot.
	DiscountPPM int
	// NodeAdder is what each node costs besides, a month: a root volume.
	NodeAdder Money
	// ClusterAdder is what the cluster costs besides, a month: its control plane.
	ClusterAdder Money
}

// Scope says which pods have security groups of their own.
type Scope uint8

// The scopes of security groups for pods.
const (
	ScopeAll  Scope = iota // every pod that is not on the host network
	ScopeApps              // application pods alone
)

// AMI is the node image, as far as it decides what the kubelet reserves.
type AMI uint8

// The images.
const (
	AL2023       AMI = iota // nodeadm reserves for its own idea of max pods
	Bottlerocket            // reserves for the configured max pods
)

var (
	scopeWords = []string{"all", "apps"}
	amiWords   = []string{"al2023", "bottlerocket"}
)

func (s Scope) String() string                { return scopeWords[s] }
func (s Scope) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Scope) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, scopeWords) }

func (a AMI) String() string                { return amiWords[a] }
func (a AMI) MarshalText() ([]byte, error)  { return []byte(a.String()), nil }
func (a *AMI) UnmarshalText(b []byte) error { return eni.UnmarshalWord(a, b, amiWords) }

// AutoMode says that AWS runs the CNI and kube-proxy outside of pods.
func (s *Settings) AutoMode() bool { return s.MaxPods.Policy == eni.PolicyAutoMode }
