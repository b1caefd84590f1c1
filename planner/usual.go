package planner

import (
	"slices"
	"strings"
)

// UsualNodes are the nodes that a plan chooses from unless it is told, as
// ParseFilter reads them: images are for amd64 more often than not, and
// burstable types promise less CPU than they have.
func UsualNodes(w Workload, anyArch bool) string {
	conditions := []string{"burstable=no", "metal=no"}
	if anyArch {
		conditions = append(conditions, "arch=amd64")
	}
	if !slices.ContainsFunc(w, func(k PodKind) bool { return len(k.Extended) > 0 }) {
		conditions = append(conditions, "gpus=0", "accelerators=0")
	}
	return strings.Join(conditions, " ")
}

// Sum is all pods of the workload and what they request together.
func (w Workload) Sum() (pods int, all Resources) {
	for i := range w {
		pods += w[i].Replicas
		all.CPU += w[i].Request.CPU * Millis(w[i].Replicas)
		all.Memory += w[i].Request.Memory * Memory(w[i].Replicas)
	}
	return pods, all
}

// Bought is what the nodes of a plan cost a month where they are bought in
// another way; unknown where a price is.
func (p *Plan) Bought(c Capacity) Maybe[Money] {
	total := c.ClusterAdder
	for i := range p.Groups {
		g := p.Groups[i]
		g.OnDemandNodes = c.OnDemandNodes(g.Nodes)
		month, known := c.groupMonth(&g)
		if !known {
			return Maybe[Money]{}
		}
		total += month
	}
	return Known(total)
}
