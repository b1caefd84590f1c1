package schedule

// Profile is how the scheduler scores and breaks ties. The zero value is
// kube-scheduler's default.
type Profile struct {
	Strategy Strategy
	Ties     Ties
}

// Strategy is how NodeResourcesFit scores.
type Strategy int8

// Strategies.
const (
	LeastAllocated Strategy = iota
	MostAllocated
)

// Ties is which node gets a pod when several have the highest score.
type Ties int8

const (
	// RandomTies takes any of them: a random one by the seed. Kubernetes up to
	// v1.34 does so. v1.35 means to, but gives nodes their random number only
	// where an extender scored them (pkg/scheduler/schedule_one.go, prioritizeNodes);
	// then the order in which parallel workers found the nodes decides, which
	// favors nodes at the head of the list more or less, by its load.
	RandomTies Ties = iota
	// ListedTies is v1.35 with a single worker: the top of a heap over the
	// feasible nodes as they are listed.
	ListedTies
)

// The weights of scores in the default profile
// (pkg/scheduler/apis/config/v1/default_plugins.go). That of image locality is
// left out, because no image is known to be on any node.
const (
	weightTaints   = 3
	weightAffinity = 2 // node affinity
	weightSpread   = 2
	weightPods     = 2 // inter-pod affinity
	// NodeResourcesFit and NodeResourcesBalancedAllocation have 1.

	// weightHardAffinity is what a required affinity term of a pod on a node
	// counts for a pod that it selects (HardPodAffinityWeight of
	// pkg/scheduler/apis/config/v1/defaults.go).
	weightHardAffinity = 1
)

// maxScore is the highest score of a plugin (MaxNodeScore of
// k8s.io/kube-scheduler/framework/interface.go).
const maxScore = 100

// What pods without constraints of their own spread by, ScheduleAnyway
// (plugins/podtopologyspread/plugin.go, systemDefaultConstraints).
const (
	defaultHostSkew = 3
	defaultZoneSkew = 5
)

// sampled is how many feasible nodes the scheduler looks for among n before it
// scores (pkg/scheduler/schedule_one.go, numFeasibleNodesToFind).
func sampled(n int) int {
	const atLeast, atLeastPercent = 100, 5
	if n < atLeast {
		return n
	}
	return max(atLeast, n*max(atLeastPercent, 50-n/125)/100)
}
