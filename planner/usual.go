package planner

import (
	"slices"
	"strings"
)

// UsualNodes are the nodes that a plan chooses from unless it is told, as
// ParseFilter reads them: types before Nitro have neither prefixes nor branch
// ENIs; burstable types promise less CPU than they have; containers are for
// amd64 more often than not; A1 is before what Amazon Linux 2023 starts on.
// Previous generations stay, as some are all that a region sells cheaply
// (ap-northeast-3: 13 % less with m5 and c5 than without). What asked has a
// condition of is left to it; a family, or a part of names, is taken as it is.
func UsualNodes(w Workload, asked Filter) string {
	usual := []string{"hypervisor=nitro", "burstable=no", "metal=no", "arch=amd64", "family!=a1"}
	if !slices.ContainsFunc(w, func(k PodKind) bool { return len(k.Extended) > 0 }) {
		usual = append(usual, "gpus=0", "accelerators=0")
	}
	for _, c := range asked {
		if c.Field == "family" || c.Field == "" {
			return ""
		}
		usual = slices.DeleteFunc(usual, func(condition string) bool {
			field := condition[:strings.IndexAny(condition, "!=")]
			return field == c.Field || field == "hypervisor" && c.Field == "metal" // which has none
		})
	}
	return strings.Join(usual, " ")
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
