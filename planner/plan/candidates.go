package plan

import (
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/query"
)

// UsualNodes are the nodes that a plan chooses from unless it is told, as
// ParseFilter reads them: types before Nitro have neither prefixes nor branch
// ENIs; burstable types promise less CPU than they have; containers are for
// amd64 more often than not; A1 is before what Amazon Linux 2023 starts on.
// Previous generations stay, as some are all that a region sells cheaply
// (ap-northeast-3: 13 % less with m5 and c5 than without). What asked has a
// condition of is left to it; a family, or a part of names, is taken as it is.
func DefaultFilter(w planner.Workloads, asked query.Filter) string {
	usual := []string{"hypervisor=nitro", "burstable=no", "metal=no", "arch=amd64", "family!=a1"}
	if !slices.ContainsFunc(w, func(k planner.Workload) bool { return len(k.Extended) > 0 }) {
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

// Bought is what the nodes of a plan cost a month where they are bought in
// another way; unknown where a price is.
func (p *Plan) Bought(c planner.Capacity) planner.Maybe[planner.Money] {
	total := c.ClusterAdder
	for i := range p.Groups {
		g := p.Groups[i]
		g.OnDemandNodes = c.OnDemandNodes(g.Nodes)
		month, known := groupMonth(&c, &g)
		if !known {
			return planner.Maybe[planner.Money]{}
		}
		total += month
	}
	return planner.Known(total)
}
