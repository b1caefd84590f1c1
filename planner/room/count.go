package room

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/schedule"
	"podfit/planner/trial"
)

// Nodes is nodes of a trial with their pods.
type Nodes struct {
	*trial.Trial
	Placed schedule.Placement
}

// Room is how many more pods of a workload kube-scheduler places on nodes as they are, and
// gives an address.
type Room struct {
	Pods int
	// AtLeast says that no more were tried: there may be room for others.
	AtLeast bool
	// LimitedBy is what the next pod lacks.
	LimitedBy Cause
}

// Cause is a resource that runs out, or the scheduler's rule that keeps a pod from nodes
// with room. The zero Cause is that there are no nodes.
type Cause struct {
	Limit    density.Limit
	Resource string          // the name of an extended resource
	Rule     schedule.Reason // where Limit is NoLimit
}

// ties is in how many ways ties are broken: the least room of them counts.
const ties = 4

// mostEffort bounds the pods times nodes of one run.
const mostEffort = 4_000_000

// More is the room for a workload of the trial.
func (n Nodes) More(workload int) Room {
	least := Room{Pods: -1}
	for seed := range uint64(ties) {
		if r := n.more(workload, seed); least.Pods < 0 || r.Pods < least.Pods {
			least = r
		}
	}
	return least
}

// without takes nodes away and has their pods placed again, without moving others; waiting is
// how many find no place.
func (n Nodes) without(lost func(node int32) bool, seed uint64) (left Nodes, waiting int) {
	placed, queue := n.Evict(n.Placed, lost)
	if len(placed.Nodes) == 0 {
		return Nodes{n.Trial, placed}, len(queue)
	}
	again := n.Continue(placed, queue, seed)
	return Nodes{n.Trial, again.Clone()}, again.Pending
}

// more is the room with ties broken by a seed. Pods of one workload are alike: once one is
// left pending, so are all that follow.
func (n Nodes) more(workload int, seed uint64) Room {
	if len(n.Placed.Nodes) == 0 {
		return Room{}
	}
	ask, bounded := n.mostPods(workload), false
	if most := mostEffort / schedule.Sampled(len(n.Placed.Nodes)); ask > most {
		ask, bounded = most, true
	}
	before := n.add(workload, 0, seed).Unaddressed
	all := n.add(workload, ask, seed)
	if all.Unaddressed > before {
		return n.addressed(workload, ask-all.Pending, before, seed)
	}
	pods := ask - all.Pending
	if bounded && pods == ask {
		return Room{Pods: pods, AtLeast: true}
	}
	return Room{Pods: pods, LimitedBy: n.cause(workload, pods, seed)}
}

// add places so many pods of a workload.
func (n Nodes) add(workload, pods int, seed uint64) *schedule.Result {
	return n.Continue(n.Placed, slices.Repeat([]int32{int32(workload)}, pods), seed)
}

// addressed is the room where nodes run out of addresses, which the scheduler does not know,
// before they run out of what it does: the pods up to the first that never starts.
func (n Nodes) addressed(workload, most, before int, seed uint64) Room {
	low, high := 0, most
	for high-low > 1 {
		if mid := (low + high) / 2; n.add(workload, mid, seed).Unaddressed > before {
			high = mid
		} else {
			low = mid
		}
	}
	limit := density.LimitPodIPs
	if n.Workloads[workload].SecurityGroups {
		limit = density.LimitBranchENIs
	}
	return Room{Pods: low, LimitedBy: Cause{Limit: limit}}
}

// mostPods is how many pods the nodes' slots and resources allow, whatever rules say.
func (n Nodes) mostPods(workload int) (most int) {
	classes, workloads := n.World()
	w := &workloads[workload]
	type free struct {
		pods      int64
		resources []int64
	}
	nodes := make([]free, len(n.Placed.Nodes))
	for i, c := range n.Placed.Nodes {
		class := &classes[c]
		nodes[i] = free{int64(class.MaxPods - class.UsedPods), slices.Clone(class.Allocatable)}
		for r, used := range class.Used {
			nodes[i].resources[r] -= used
		}
	}
	held := 0
	for _, p := range n.Placed.Pods {
		if p.Node == schedule.Pending {
			continue
		}
		if int(p.Workload) == workload {
			held++
		}
		nodes[p.Node].pods--
		for r, need := range workloads[p.Workload].Need {
			nodes[p.Node].resources[r] -= need
		}
	}
	onePod := func(c planner.Claim) bool { return c.Access == planner.ReadWriteOncePod }
	if slices.ContainsFunc(n.Workloads[workload].Claims, onePod) {
		return max(0, 1-held)
	}
	for i, c := range n.Placed.Nodes {
		if w.Selects != nil && !w.Selects[c] || w.Tolerates != nil && !w.Tolerates[c] || w.Reaches != nil && !w.Reaches[c] {
			continue
		}
		pods := nodes[i].pods
		for r, need := range w.Need {
			if need > 0 {
				pods = min(pods, nodes[i].resources[r]/need)
			}
		}
		most += int(max(0, pods))
	}
	return most
}

// cause is what a pod lacks after so many.
func (n Nodes) cause(workload, pods int, seed uint64) Cause {
	for _, f := range n.add(workload, pods+1, seed).Failures {
		if int(f.Workload) == workload {
			return causeOf(f.Reasons, n.Resources())
		}
	}
	return Cause{Rule: schedule.VolumeElsewhere} // a claim for one pod, which the scheduler is not asked about
}

// causeOf is the rule that keeps a pod from a node with room or, without one, what most
// nodes lack; else why no node may have the pod at all.
func causeOf(reasons []schedule.ReasonCount, resources []string) Cause {
	var rule, never schedule.Reason
	lacking := schedule.ReasonCount{}
	for _, r := range reasons {
		switch r.Reason {
		case schedule.TooManyPods, schedule.InsufficientResource, schedule.TooManyVolumes, schedule.PortTaken:
			if r.Nodes > lacking.Nodes {
				lacking = r
			}
		case schedule.NodeExcluded, schedule.TaintNotTolerated, schedule.NodeNotSelected, schedule.VolumeElsewhere:
			never = max(never, r.Reason)
		default:
			rule = max(rule, r.Reason)
		}
	}
	switch {
	case rule != schedule.Feasible:
		return Cause{Rule: rule}
	case lacking.Nodes == 0:
		return Cause{Rule: never}
	}
	switch lacking.Reason {
	case schedule.TooManyPods:
		return Cause{Limit: density.LimitMaxPods}
	case schedule.TooManyVolumes:
		return Cause{Limit: density.LimitVolumes}
	case schedule.InsufficientResource:
		return resourceCause(resources[lacking.Resource])
	}
	return Cause{Rule: lacking.Reason}
}

func resourceCause(name string) Cause {
	switch name {
	case "cpu":
		return Cause{Limit: density.LimitCPU}
	case "memory":
		return Cause{Limit: density.LimitMemory}
	case planner.BranchENIResource:
		return Cause{Limit: density.LimitBranchENIs}
	}
	return Cause{Limit: density.LimitOf(name), Resource: name}
}
