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

// WhatIfRecommended is said of the plan as it is set where another one is recommended.
func WhatIfRecommended(month planner.Money, currency string) string {
	return fmt.Sprintf("the recommended plan costs %s, as fewer groups or a smaller share of the pods on one node may cost a little more; lines are compared by the cheapest plans, and have the nodes of each other to try", Money(month, currency))
}

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
		return arm64Needs(c)
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

// arm64Needs are of the workloads that may go to arm64 nodes, and with a list of images of those
// that stay.
func arm64Needs(c *whatif.Case) (all []string) {
	may, stay, onAMD64 := 0, 0, c.Terms.OnAMD64(c.Workload)
	for i := range c.Workload {
		switch k := &c.Workload[i]; {
		case k.Replicas == 0 || !k.Nodes.Accepts(planner.ARM64):
		case onAMD64[i]:
			stay++
		case k.Nodes.Accepts(planner.AMD64):
			may++
		}
	}
	switch {
	case c.Terms.Arm64Images == nil:
		return []string{fmt.Sprintf("every image of %s is built for arm64, and so are those of the DaemonSets", Counted(may, "workload"))}
	case may == 0:
		return []string{"a workload with all its images in arm64-images"}
	}
	all = append(all, fmt.Sprintf("the images of the DaemonSets are built for arm64, as those of %s are", Counted(may, "workload")))
	if stay > 0 {
		all = append(all, fmt.Sprintf("the nodeSelector kubernetes.io/arch: amd64 in %s, whose images are not all in arm64-images", Counted(stay, "workload")))
	}
	return all
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
