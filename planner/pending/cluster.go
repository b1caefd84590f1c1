// Package pending says why pods of a cluster are Pending: which filter of kube-scheduler
// turns away each node, in the scheduler's own words and counts, whether anything could
// launch a node on which a pod fits, and the smallest changes that place it.
//
// A Cluster is what was read of it; Find is the whole analysis. What filters do that look
// at one node and one pod is here (taints, affinity, volumes); resources, ports, spreads
// and affinity between pods are planner/schedule's, which is given each node as a class of
// its own and the other pods by what they are to the pod in question.
//
// It follows k8s.io/kubernetes v1.35.4; "plugins/..." in comments is a path below
// pkg/scheduler/framework. Not judged, and said so: pods of other schedulers, and claims
// for devices (dynamic resource allocation).
package pending

import "podfit/planner"

// Cluster is a cluster at one time. Nothing changes it.
type Cluster struct {
	Version        Version
	Nodes          []Node
	Pods           []Pod
	Claims         map[Name]Claim          // PersistentVolumeClaims
	Volumes        map[string]Volume       // PersistentVolumes
	StorageClasses map[string]StorageClass // by name
	Attachments    []Attachment
	Namespaces     map[string]map[string]string // labels
	// LimitsKnown is set if the input has CSINodes.
	LimitsKnown bool
}

// Name is the name of an object in a namespace.
type Name struct{ Namespace, Name string }

func (n Name) String() string { return n.Namespace + "/" + n.Name }

// Version is the minor version of Kubernetes 1: 35 for v1.35. 0 is unknown.
type Version struct {
	Minor int
	// Server is set if it is the API server's. Otherwise it is the newest kubelet's, and
	// the API server may be newer.
	Server bool
}

// Node is a node as kube-scheduler sees it.
type Node struct {
	Name          string
	Labels        map[string]string
	Taints        []planner.Taint
	Unschedulable bool
	// Allocatable is in millicores of cpu, bytes of memory and ephemeral-storage, and
	// numbers of other resources.
	Allocatable map[string]int64
	MaxPods     int64
	// VolumeLimits are by CSI driver, from the CSINode.
	VolumeLimits map[string]int64
}

// Pod is a pod, whether it is on a node or not.
type Pod struct {
	Name
	Labels    map[string]string
	Owner     Owner
	Node      string // empty if it is on none
	Nominated string // the node where preemption makes room for it
	Priority  int64
	Scheduler string // empty is kube-scheduler
	Gates     []string
	// Deleted is set while it ends.
	Deleted bool

	Requests map[string]int64 // as the scheduler counts them
	// ScoringCPU and ScoringMemory are what it counts for when nodes are scored.
	ScoringCPU, ScoringMemory int64
	HostNetwork               bool
	Devices                   bool // it has claims for devices

	Selector    planner.Selector // its node selector
	Affinity    []NodeTerm       // alternatives of required node affinity
	Affine      bool             // required node affinity is set: without a term it matches no node
	Prefers     []NodePreference
	Tolerations []Toleration
	Ports       []planner.HostPort
	Spreads     []Spread
	Terms       []PodTerm
	Claims      []ClaimRef

	Events []Event // those that say why it waits, the latest of each reason
	// Condition is the message of its condition PodScheduled, if that is false.
	Condition string
}

// Owner is the controller of a pod.
type Owner struct{ Kind, Name string }

// NodeTerm is a term of node affinity: all of its conditions must hold. One without any
// matches no node.
type NodeTerm struct {
	Labels planner.Selector
	Names  planner.Selector // on metadata.name, with In and NotIn
}

// NodePreference is a term of preferred node affinity.
type NodePreference struct {
	NodeTerm
	Weight int32
}

// Toleration is a toleration, word by word.
type Toleration struct{ Key, Operator, Value, Effect string }

// Spread is a topology spread constraint. Its selector has matchLabelKeys applied; an
// empty one counts no pod.
type Spread struct {
	Topology            string
	MaxSkew, MinDomains int32
	Anyway              bool
	Selector            planner.Selector
	IgnoreNodeAffinity  bool
	HonorTaints         bool
}

// PodTerm is a term of affinity or anti-affinity to other pods.
type PodTerm struct {
	Topology string
	Selector planner.Selector
	// Namespaces are those of the pods, its own if there are neither those nor a selector
	// of namespaces.
	Namespaces        []string
	NamespaceSelector *planner.Selector
	Anti              bool
	Weight            int32 // 0 is required
}

// ClaimRef is a volume of a pod by its claim.
type ClaimRef struct {
	Claim     string
	Ephemeral bool
}

// Claim is a PersistentVolumeClaim.
type Claim struct {
	Class    string
	Volume   string
	Bound    bool // completely
	Lost     bool
	Deleted  bool
	OnePod   bool   // ReadWriteOncePod
	Selected string // the node for which it is being provisioned
	Modes    []string
	Storage  int64 // bytes
}

// Volume is a PersistentVolume.
type Volume struct {
	Class          string
	Driver, Handle string     // of CSI; in-tree EBS volumes by their driver of today
	Affinity       []NodeTerm // alternatives; nil is every node
	Labels         map[string]string
	Claim          Name // empty if it is free
	Modes          []string
	Storage        int64
}

// StorageClass says how volumes are made.
type StorageClass struct {
	Provisioner string
	// Waits is volumeBindingMode WaitForFirstConsumer.
	Waits bool
	// Topologies are the alternatives of allowedTopologies; nil is every node.
	Topologies []planner.Selector
}

// Attachment is a VolumeAttachment.
type Attachment struct{ Node, Driver, Volume string }

// Event is what happened to a pod.
type Event struct {
	Reason, Text string
	Time         string // RFC 3339
}
