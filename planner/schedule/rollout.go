package schedule

// Strategy of a rollout.
type RolloutStrategy int8

// Strategies of a Deployment, and of what replaces its pods one for one.
const (
	RollingUpdate RolloutStrategy = iota
	// Recreate stops pods before it starts new ones: a Deployment with Recreate,
	// a StatefulSet, a Job.
	Recreate
)

// Rollout is how a workload replaces its pods. The zero value is a Deployment's
// default, 25 % of both.
type Rollout struct {
	Strategy       RolloutStrategy
	MaxSurge       *Limit // nil is 25 %
	MaxUnavailable *Limit // nil is 25 %
}

// Limit is a number of pods or a percentage of the replicas.
type Limit struct {
	Pods    int32
	Percent int32 // used where it is above 0
}

func (l *Limit) of(replicas int32, up bool) int32 {
	percent := int32(25)
	if l != nil {
		if percent = l.Percent; percent == 0 {
			return l.Pods
		}
	}
	n := int64(percent) * int64(replicas)
	if up {
		n += 99
	}
	return int32(n / 100)
}

// ExtraPods is how many pods more than its replicas a workload needs room for so
// that a rollout makes progress: one where no replica may be unavailable. Of
// percentages, MaxSurge is rounded up and MaxUnavailable down; where both come to 0,
// one replica may be unavailable (pkg/controller/deployment/util/deployment_util.go,
// ResolveFenceposts). By default that is one pod up to three replicas.
func (r Rollout) ExtraPods(replicas int32) int32 {
	if r.Strategy == Recreate || replicas == 0 || r.MaxUnavailable.of(replicas, false) > 0 || r.MaxSurge.of(replicas, true) == 0 {
		return 0
	}
	return 1
}

// Rollouts is the workloads whose rollouts would make no progress after the last
// run, each by itself, with what keeps the extra pod from every node. A node needs
// an address for the pod, too.
func (s *Simulator) Rollouts() []Failure {
	var stuck []Failure
	for w := range s.workloads {
		extra := s.workloads[w].Rollout.ExtraPods(s.workloads[w].Replicas)
		if extra == 0 || s.roomFor(int32(w)) {
			continue
		}
		stuck = append(stuck, Failure{Workload: int32(w), Pods: int(extra), Reasons: s.explain(int32(w), s.rejectStart)})
	}
	return stuck
}

// rejectStart is reject for a pod that has to start as well.
func (s *Simulator) rejectStart(sp *spec, at int32, because because) {
	rejected := false
	s.reject(sp, at, func(r Reason, resource int32) {
		rejected = true
		because(r, resource)
	})
	if !rejected && !s.addressed(sp, at) {
		because(NoAddress, 0)
	}
}

// roomFor says whether some node is feasible for another pod.
func (s *Simulator) roomFor(w int32) bool {
	sp := &s.specs[w]
	for i := range s.nodes {
		at := int32(i)
		if s.cell(sp, at) != infeasible && s.constrained(sp, at) == Feasible && s.addressed(sp, at) {
			return true
		}
	}
	return false
}

// addressed says whether a node has an address for another pod.
func (s *Simulator) addressed(sp *spec, at int32) bool {
	return sp.address == HostNetwork || s.nodes[at].addresses[sp.address] > 0
}
