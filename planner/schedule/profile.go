package schedule

// Strategy is how NodeResourcesFit scores: what scheduler profiles differ in here.
type Strategy int8

// Strategies.
const (
	LeastAllocated Strategy = iota // kube-scheduler's default
	MostAllocated
)

// Tiebreak is which node gets a pod when several have the highest score.
type Tiebreak struct {
	Ties Ties
	Seed uint64
}

// Ties is a way to choose.
type Ties int8

const (
	// WorkerTies is v1.35. It means to choose at random, but gives nodes their
	// random number only where an extender scored them
	// (pkg/scheduler/schedule_one.go, prioritizeNodes; kubernetes/kubernetes#141024).
	// So the first node found wins, more or less; 16 workers find them in about
	// the order of the list. Mostly ListedTies here, and once in a while RandomTies.
	WorkerTies Ties = iota
	// RandomTies takes any of them, as Kubernetes up to v1.34 does.
	RandomTies
	// ListedTies takes the top of a heap over the feasible nodes as they are
	// listed: v1.35 with a single worker. It needs no seed.
	ListedTies
)

// workersDiffer is how rarely WorkerTies does not take the first node listed: once
// in so many times. Measured on two cores with 3 to 100 equal nodes, the
// scheduler took another in 8 to 21 of 100.
const workersDiffer = 8

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

// Sampled is how many feasible nodes the scheduler looks for among n before it
// scores (pkg/scheduler/schedule_one.go, numFeasibleNodesToFind).
func Sampled(n int) int {
	const atLeast, atLeastPercent = 100, 5
	if n < atLeast {
		return n
	}
	return max(atLeast, n*max(atLeastPercent, 50-n/125)/100)
}
