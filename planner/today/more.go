package today

import (
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/trial"
)

// More is how many more pods fit on nodes as they are, one workload at a time.
type More struct {
	// Mean is the average request of the workload's pods, and Pods how many pods of that
	// size fit; LimitedBy is what most nodes run out of first.
	Mean      planner.Resources
	Pods      planner.Maybe[int]
	LimitedBy density.Limit
	// Workloads are how many more pods of each kube-scheduler places; nil if it is unknown
	// what the nodes hold, or would take too long to find out.
	Workloads []planner.WorkloadPods
}

// more counts node by node, which is what kube-scheduler places of equal pods that
// nothing keeps apart.
func (q *evaluation) more() (m More) {
	pods, all := q.Workload.Sum()
	if pods == 0 {
		return m
	}
	m.Mean = planner.Resources{CPU: all.CPU / planner.Millis(pods), Memory: all.Memory / planner.Memory(pods)}
	var nodes []trial.Existing
	for i := range q.Fleet.Groups {
		nodes = append(nodes, q.existing(&q.Fleet.Groups[i])...)
	}
	by := map[density.Limit]int{}
	sum, known := 0, true
	for i := range nodes {
		n, limit, ok := q.fit(&nodes[i], &planner.Workload{Request: m.Mean})
		sum, known = sum+n*nodes[i].Nodes, known && ok
		by[limit] += nodes[i].Nodes
	}
	if known {
		m.Pods = planner.Known(sum)
	}
	for limit := density.LimitMaxPods; limit <= density.LimitCPU; limit++ {
		if by[limit] > by[m.LimitedBy] || m.LimitedBy == density.NoLimit && by[limit] > 0 {
			m.LimitedBy = limit
		}
	}
	m.Workloads = q.moreOfEach(nodes)
	return m
}

// affordable bounds the pods times nodes that are tried of all workloads.
const affordable = 400_000_000

// moreOfEach is how many more pods of each workload are placed, by itself.
func (q *evaluation) moreOfEach(nodes []trial.Existing) (all []planner.WorkloadPods) {
	w, ok := q.newWorld(q.Workload, nil, nil)
	if !ok {
		return nil
	}
	effort := 0
	for i := range q.Workload {
		k := &q.Workload[i]
		most := 0 // that requests, slots and addresses allow
		for n := range nodes {
			pods, _, known := q.fit(&nodes[n], k)
			if !known {
				return nil
			}
			most += pods * nodes[n].Nodes
		}
		if effort += (most + len(w.placed.Pods)) * len(w.placed.Nodes); effort > affordable {
			return nil
		}
		placed := w.Continue(w.placed, slices.Repeat([]int32{int32(i)}, most), 0)
		all = append(all, planner.WorkloadPods{Workload: k.Name, Pods: most - placed.Pending})
	}
	return all
}

// fit is how many more pods of a size a node takes, and what it runs out of first. known
// is false if what it has or holds is not.
func (q *evaluation) fit(e *trial.Existing, k *planner.Workload) (pods int, by density.Limit, known bool) {
	if e.Cordoned || !planner.Tolerates(k.Nodes.Tolerations, e.Taints) {
		return 0, density.NoLimit, true
	}
	one := *e
	one.Nodes = 1
	t := q.ofNodes(&one)
	requested, a := t.requested.Value()
	free, b := t.free.Value()
	held, c := t.pods.Value()
	slots, d := t.slots.Value()
	if !a || !b || !c || !d {
		return 0, density.NoLimit, false
	}
	pods, by = max(0, slots-held), density.LimitMaxPods
	least := func(n int, of density.Limit) {
		if n = max(0, n); n < pods {
			pods, by = n, of
		}
	}
	if ips, known := t.podIPs.Value(); known && !k.HostNetwork && !k.SecurityGroups {
		least(ips-t.onPodIPs, density.LimitPodIPs)
	}
	if k.Request.Memory > 0 {
		least(int((free.Memory-requested.Memory)/k.Request.Memory), density.LimitMemory)
	}
	if k.Request.CPU > 0 {
		least(int((free.CPU-requested.CPU)/k.Request.CPU), density.LimitCPU)
	}
	return pods, by, true
}
