package schedule

// Reason is why a pod cannot go to a node, in the order in which the default
// profile's filters run (pkg/scheduler/apis/config/v1/default_plugins.go); the
// first filter that rejects a node gives its reason.
type Reason int8

// Reasons.
const (
	Feasible             Reason = iota
	NodeExcluded                // before all filters here: see Workload.Excluded
	TaintNotTolerated           // TaintToleration
	NodeNotSelected             // NodeAffinity
	PortTaken                   // NodePorts
	TooManyPods                 // NodeResourcesFit
	InsufficientResource        // NodeResourcesFit
	TooManyVolumes              // NodeVolumeLimits
	VolumeElsewhere             // VolumeBinding, VolumeZone
	SpreadLabelMissing          // PodTopologySpread
	SpreadExceeded              // PodTopologySpread
	AffinityUnmet               // InterPodAffinity
	AntiAffinity                // InterPodAffinity, by a term of the pod
	AntiAffinityOfOthers        // InterPodAffinity, by a term of a pod on the node or in its domain
	NoAddress                   // not a filter: the pod would be placed and never start

	reasons = iota
)

var reasonNames = [reasons]string{
	"Feasible", "NodeExcluded", "TaintNotTolerated", "NodeNotSelected", "PortTaken", "TooManyPods", "InsufficientResource", "TooManyVolumes",
	"VolumeElsewhere", "SpreadLabelMissing", "SpreadExceeded", "AffinityUnmet", "AntiAffinity", "AntiAffinityOfOthers", "NoAddress",
}

// String is the reason's name in this package.
func (r Reason) String() string { return reasonNames[r] }
