package words

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/whatif"
)

// WhatIfSame is what a line needs that changes nothing.
const WhatIfSame = "nothing: it is so already"

// WhatIfNeeds says what has to be true for a line; c is the case as it is set.
func WhatIfNeeds(l whatif.Line, c *whatif.Case) []string {
	count := func(has func(*planner.Workload) bool) int {
		n := 0
		for i := range c.Workload {
			if has(&c.Workload[i]) {
				n++
			}
		}
		return n
	}
	switch l {
	case whatif.WithoutSG:
		if n := count(func(k *planner.Workload) bool { return k.SecurityGroups }); n > 0 {
			return []string{fmt.Sprintf("%s with security groups of their own do with those of the node", Counted(n, "workload"))}
		}
	case whatif.WithSG:
		return []string{"a SecurityGroupPolicy selects every application pod, and the VPC CNI has ENABLE_POD_ENI"}
	case whatif.SecondaryIPs:
		return []string{"the VPC CNI has no ENABLE_PREFIX_DELEGATION"}
	case whatif.Prefixes:
		return []string{"the VPC CNI has ENABLE_PREFIX_DELEGATION, the subnets have free blocks of 16 addresses, and max pods is that of a managed node group"}
	case whatif.CustomNetworking:
		return []string{"each zone has a subnet for pods and an ENIConfig"}
	case whatif.IPv6:
		return []string{"a new cluster: the address family of one does not change", "the subnets have IPv6 blocks"}
	case whatif.Arm64:
		n := count(func(k *planner.Workload) bool { return k.Replicas > 0 && len(k.Nodes.Arch) == 0 })
		return []string{fmt.Sprintf("images of %s are built for arm64, and so are those of the DaemonSets", Counted(n, "workload"))}
	case whatif.Bottlerocket:
		return []string{"no pod needs a shell or packages of the node"}
	case whatif.AllSpot:
		return []string{"pods stand an interruption two minutes after its notice"}
	case whatif.NoSpread:
		return []string{fmt.Sprintf("%s may be in one zone or on one node", Counted(count(whatif.Spreads), "workload"))}
	case whatif.MostAllocated:
		return []string{"the control plane's scheduler has the profile most-allocated"}
	case whatif.WithoutHeadroom:
		return []string{"more pods may wait for a node"}
	case whatif.SizeUp:
		return []string{"the loss of a node may take more pods"}
	case whatif.OtherRequests:
		return []string{"what pods used is what they will use"}
	}
	return nil
}

// WhatIfLines are what each line needs, for people.
func WhatIfLines(names []string, needs [][]string) (all []string) {
	for i := range names {
		if len(needs[i]) > 0 {
			all = append(all, names[i]+": "+strings.Join(needs[i], "; "))
		}
	}
	return all
}

// Density is how many pods each node of a plan has, on average.
func Density(p *plan.Plan) string {
	if p.Nodes == 0 {
		return Unknown
	}
	return fmt.Sprintf("%.1f", float64(p.Pods())/float64(p.Nodes))
}
