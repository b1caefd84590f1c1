package words

import (
	"cmp"
	"fmt"

	"podfit/eni"
	"podfit/planner"
)

// Addresses says where pods get their IP addresses from.
func Addresses(s *planner.Settings) string {
	text := "IPv4, secondary addresses of the ENIs"
	switch {
	case s.CNI.Family == eni.IPv6:
		text = "IPv6, a /80 for each node"
	case s.CNI.Mode == eni.PrefixDelegation:
		text = "IPv4, prefix delegation: a /28 in each slot of an ENI"
	}
	if s.CNI.CustomNetworking {
		text += "; custom networking, where the primary ENI carries no pods"
	}
	if s.CNI.MaxENI > 0 {
		text += fmt.Sprintf("; at most %s", CountedGrouped(s.CNI.MaxENI, "ENI"))
	}
	return text
}

// SecurityGroups says which pods have security groups.
func SecurityGroups(s *planner.Settings) string {
	switch {
	case !s.CNI.SecurityGroupsForPods:
		return "off"
	case s.SecurityGroupsScope == planner.ScopeApps:
		return "on, for application pods; DaemonSets have none"
	default:
		return "on, for every pod that is not on the host network"
	}
}

// NodeImage names the node image and what it reserves.
func NodeImage(s *planner.Settings) string {
	text := "Amazon Linux 2023"
	switch {
	case s.Windows():
		text = "Windows"
	case s.Bottlerocket():
		text = "Bottlerocket"
	}
	if r := s.KubeReserved; r != (planner.Resources{}) {
		text += "; kube-reserved:" + orFormula(r.CPU > 0, CPU(r.CPU), " CPU") + "," + orFormula(r.Memory > 0, Memory(r.Memory), " of memory")
	}
	if r := s.SystemReserved; r != (planner.Resources{}) {
		text += fmt.Sprintf("; %s and %s reserved for the system", CPU(r.CPU), Memory(r.Memory))
	}
	if s.HugePages > 0 {
		text += fmt.Sprintf("; %s of huge pages", Memory(s.HugePages))
	}
	return text
}

func orFormula(set bool, amount, of string) string {
	if !set {
		return of + " by formula"
	}
	return " " + amount + of
}

// DaemonSetNames lists the DaemonSets.
func DaemonSetNames(s *planner.Settings) string {
	var names []string
	for _, ds := range DaemonSets(s) {
		names = append(names, ds.Name)
	}
	if s.UnnamedDaemonSets > 0 {
		names = append(names, fmt.Sprintf("%d more on the pod network", s.UnnamedDaemonSets))
	}
	if len(names) == 0 {
		return "none"
	}
	return List(names)
}

// DaemonSetNodes are the nodes on which a DaemonSet runs, by their labels and taints.
func DaemonSetNodes(ds *planner.DaemonSet) string {
	nodes := cmp.Or(ds.Nodes.String(), "all")
	switch {
	case ds.Tolerations == nil:
		return nodes
	case len(ds.Tolerations) == 0:
		return nodes + " without taints"
	}
	return nodes + ", tolerates " + List(ds.Tolerations)
}

// DaemonSets are all that have a name or a request.
func DaemonSets(s *planner.Settings) []planner.DaemonSet {
	var all []planner.DaemonSet
	all = append(all, s.SystemPods()...)
	for _, ds := range s.DaemonSets {
		if ds.Name == "" {
			ds.Name = "unnamed"
		}
		all = append(all, ds)
	}
	return all
}

// mix says how many nodes are on demand, in the words of firm.
func mix(base, percent int, firm string) string {
	if percent == 100 {
		return firm
	}
	text := "spot"
	if percent > 0 {
		text = fmt.Sprintf("%d%% %s, the rest spot", percent, firm)
	}
	if base > 0 {
		text = fmt.Sprintf("the first %s of each group on demand, above them %s", CountedGrouped(base, "node"), text)
	}
	return text
}

// Purchase says how nodes are bought.
func Purchase(c *planner.Capacity, currency string) string {
	firm := "on demand"
	if c.Purchase != planner.PurchaseOnDemand {
		firm = "at " + c.Purchase.String() + " prices"
	}
	if term, _ := c.Term(); c.Commitment > 0 {
		firm = fmt.Sprintf("on demand, with a commitment of %s an hour at %s prices", Money(c.Commitment, currency), term)
	}
	text := mix(c.OnDemandBase, c.OnDemandPercent, firm)
	if c.DiscountPPM > 0 {
		text += fmt.Sprintf("; %s off on-demand prices", Plain(float64(c.DiscountPPM)/10_000)+"%")
	}
	if c.NodeAdder > 0 {
		text += fmt.Sprintf("; %s a month more for each node", Money(c.NodeAdder, currency))
	}
	if c.ClusterAdder > 0 {
		text += fmt.Sprintf("; %s a month for the cluster", Money(c.ClusterAdder, currency))
	}
	return text
}
