// Package schedule simulates kube-scheduler's default profile: in which order
// pods are taken, which nodes are feasible for a pod, how those are scored, and
// which one gets it. It says what a cluster will do with a set of workloads,
// without Kubernetes, a clock or a goroutine; the same inputs give the same
// placement. planner/schedule/conformance holds it against the real scheduler.
//
// It follows k8s.io/kubernetes v1.35.4; "pkg/..." in comments is a path of that
// module, and "plugins/..." one below pkg/scheduler/framework/plugins.
//
// A Simulator is made once of node classes and workloads; each Run gives it the
// nodes of one candidate cluster and an order in which pods arrive. It reuses
// its memory, so that thousands of candidates cost little more than their pods.
//
// Deliberately not simulated: preemption (no plan relies on it), image locality
// (nodes start without images), nominated nodes, scheduling gates, dynamic
// resource allocation, and opportunistic batching, which v1.35 leaves out for
// every pod while default spread constraints are configured
// (plugins/podtopologyspread/plugin.go, SignPod), as they are by default.
package schedule

// Resources that every cluster has. Callers number their own from Resources on,
// such as nvidia.com/gpu, vpc.amazonaws.com/pod-eni or ephemeral storage.
const (
	CPU       = 0 // millicores
	Memory    = 1 // bytes
	Resources = 2
)

// Key is a topology key: a label whose values divide nodes into domains.
type Key int32

// Keys that every cluster has. Callers number their own from Keys on.
const (
	Hostname Key = 0 // kubernetes.io/hostname: each node is a domain of its own
	Zone     Key = 1 // topology.kubernetes.io/zone
	Keys     Key = 2
)

// Unlabelled is the domain of a node without the label.
const Unlabelled int32 = -1

// Class is nodes that differ in nothing but their names.
type Class struct {
	Allocatable []int64 // of each resource; missing ones are 0
	MaxPods     int32   // the kubelet's
	// Domains has the domain of each key, from 0; Unlabelled or missing where
	// nodes lack the label. That of Hostname is not looked at.
	Domains []int32

	// What DaemonSets use before the first pod of a workload arrives.
	Used        []int64 // of each resource
	UsedScoring Scoring
	UsedPods    int32
	UsedPorts   []Port

	// VolumeLimit is how many volumes of workloads can be attached; NoLimit
	// where the CSI driver reports none.
	VolumeLimit int32

	// Addresses are how many pods of workloads can get an address of each kind.
	// kube-scheduler does not know them: see Result.Unaddressed.
	Addresses [AddressKinds]int32
}

// NoLimit is a VolumeLimit that no number of volumes reaches.
const NoLimit int32 = 1<<31 - 1

// Scoring is what a pod counts for in LeastAllocated and MostAllocated: requests,
// where a container without one counts ScoringCPU or ScoringMemory (pkg/scheduler/util/pod_resources.go).
type Scoring struct{ CPU, Memory int64 }

// What a container without a request counts for when nodes are scored.
const (
	ScoringCPU    = 100               // millicores
	ScoringMemory = 200 * 1024 * 1024 // bytes
)

// AddressKind is where a pod's address comes from.
type AddressKind int8

// Kinds of addresses.
const (
	PodIP       AddressKind = iota // an address of the VPC CNI
	BranchENI                      // security groups for pods
	HostNetwork                    // the node's own

	AddressKinds = 2 // of which nodes can run out
)

// Port is a host port. An empty IP is 0.0.0.0 and an empty protocol TCP.
type Port struct {
	IP, Protocol string
	Port         int32
}

// Set is workloads by their index, ascending, whose pods a label selector
// selects. A selector that is empty ({}) counts no pods in a topology spread
// (plugins/podtopologyspread/common.go, countPodsMatchSelector): leave its Set empty.
type Set []int32

// Workload is pods that are alike.
type Workload struct {
	Need     []int64 // requests of one pod, of each resource; missing ones are 0
	Scoring  Scoring
	Replicas int32
	Priority int32
	Address  AddressKind

	// Which classes a pod may go to; nil is all of them.
	Selects   []bool // node selector and required node affinity
	Tolerates []bool // taints with NoSchedule or NoExecute
	Reaches   []bool // zonal volumes

	// Excluded are the classes that NodeUnschedulable or a PreFilter turns away; nil
	// is none. Their nodes are domains all the same.
	Excluded []bool

	// How much it likes each class; nil is not at all.
	Prefers []int32 // sum of the weights of preferred node affinity
	Taints  []int32 // taints with PreferNoSchedule that it does not tolerate

	Ports []Port
	// Volumes are attached for each pod; SharedVolumes once on each node that
	// has a pod of the workload.
	Volumes, SharedVolumes int32

	Spreads []Spread
	// DefaultSpread spreads the workload's own pods over hosts and zones when
	// nodes are scored. It is for pods that a ReplicaSet, ReplicationController
	// or StatefulSet owns and that have no constraints of their own.
	DefaultSpread bool
	Terms         []Term

	Rollout Rollout
}

// Spread is a topology spread constraint. The zero values are Kubernetes' defaults.
type Spread struct {
	Key        Key
	MaxSkew    int32
	MinDomains int32 // 0 is 1; for DoNotSchedule alone
	Anyway     bool  // whenUnsatisfiable: ScheduleAnyway
	Counts     Set   // which workloads' pods count, with matchLabelKeys applied
	// Which nodes count: nodeAffinityPolicy and nodeTaintsPolicy, by default
	// Honor and Ignore.
	IgnoreAffinity bool
	HonorTaints    bool
}

// Term is a term of inter-pod affinity or anti-affinity.
type Term struct {
	Key    Key
	Pods   Set // the workloads that it selects
	Anti   bool
	Weight int32 // of a preferred term, 1 to 100; 0 is a required one
}

// Pod is one pod and where it is.
type Pod struct {
	Workload int32
	Node     int32 // index into the nodes; Pending where it has none
}

// Pending is the node of a pod that could not be placed.
const Pending int32 = -1

// Placement is pods on nodes, in the order in which they were taken.
type Placement struct {
	Nodes []int32 // the class of each
	Pods  []Pod
}

// Result is what the scheduler made of a queue of pods. It is valid until the
// Simulator is used again.
type Result struct {
	Placement
	// Pending is how many pods could not be placed.
	Pending int
	// Failures say why, for each workload with pending pods.
	Failures []Failure
	// Unaddressed is how many pods are on nodes that have no address left for
	// them. kube-scheduler places them; they never start.
	Unaddressed int
}

// Failure is why pods of a workload are pending.
type Failure struct {
	Workload int32
	Pods     int
	Reasons  []ReasonCount
}

// ReasonCount is how many nodes a reason rules out. A node with too little of
// two resources counts for both.
type ReasonCount struct {
	Reason   Reason
	Resource int32 // of InsufficientResource
	Nodes    int
}
