// Package subnet counts the VPC addresses that nodes and pods draw in each zone and
// compares them with the subnets. The [Budget] of a [Question] names the zone that
// runs out first, the AWS quotas, and the addresses with other warm targets.
package subnet

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
)

// Question is a cluster and the subnets that it draws addresses from.
type Question struct {
	Settings *planner.Settings
	Nodes    []Nodes
	// Groups are the node groups of the nodes, by which quotas count; their indexes are
	// those of Nodes.
	Groups []plan.NodeGroup
	// Limits are the quotas of the account; nil is AWS's defaults.
	Limits Limits
	// Doubts are about the question itself.
	Doubts []planner.Warning
	// FargatePods is the number of pods on Fargate. Each draws an address of the nodes'
	// subnets: Fargate does not support custom networking.
	FargatePods int
	// Subnets are those of the nodes and the cluster. PodSubnets are those of
	// ENIConfigs, only with custom networking. The zones of the nodes are the zones of
	// the subnets, sorted by name; without subnets there are Zones zones.
	Subnets, PodSubnets []planner.Subnet
	Zones               int
	// ZoneNames are those of the zones, as far as they are known.
	ZoneNames      []string
	MaxUnavailable MaxUnavailable
	// Growth is how many times the nodes and pods of now a recommended subnet holds.
	Growth float64
}

// MaxUnavailable is how many nodes a managed node group replaces at once: a number
// or, if Percent is set, a part of the group.
type MaxUnavailable struct{ Nodes, Percent int }

// maxUnavailableCap is the most that EKS accepts.
const maxUnavailableCap = 100

// surge is how many nodes an update adds to a group before it drains any: EKS raises
// the Auto Scaling group by twice its zones, or by the maximum unavailable nodes if
// they are more.
// https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
func (m MaxUnavailable) surge(nodes, zones int) int {
	atOnce := m.Nodes
	if m.Percent > 0 {
		atOnce = planner.CeilDiv(nodes*m.Percent, 100)
	}
	return max(2*zones, min(atOnce, maxUnavailableCap))
}

// The addresses that the control plane needs in each of a cluster's subnets, its
// network interfaces included, and the number that AWS recommends.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
const (
	ControlPlaneAddresses   = 6
	controlPlaneRecommended = 16
	controlPlaneENIs        = 4 // 2 to 4 in all
)

// Budget is the addresses that are drawn and left in each zone.
type Budget struct {
	Zones []ZoneBudget
	Held  []eni.Held // by one node, for each of the question's Nodes
	// Sums of the whole cluster, without the nodes that an update adds.
	Addresses, ENIs, Prefixes int
	// Quotas count the most nodes and an update.
	Quotas []Quota
	Warm   []WarmChoice

	question *Question
}

// ZoneBudget is the share of a zone, in the subnets of nodes or of pods. If nodes do
// not divide evenly, each zone counts as the one with the most and fullest nodes of
// each group, because the Auto Scaling group decides which zone that is.
type ZoneBudget struct {
	Zone    string
	ForPods bool
	Subnets []planner.Subnet
	// Free is the number of free addresses before the cluster; unknown without subnets.
	Free  planner.Maybe[int]
	Nodes int
	Pods  int // of workloads, on the nodes
	ENIs  int // of nodes and of pods on Fargate, branch ENIs included
	// Addresses drawn by the nodes, by pods on Fargate, by the control plane, and by the
	// update of the group that needs the most.
	Drawn, Fargate, ControlPlane, Surge int
	// Prefixes of the nodes and of an update, with their addresses in Drawn and Surge.
	// Best and Worst are how many the subnets hold: see planner.Subnet.Prefixes.
	Prefixes, SurgePrefixes int
	Best, Worst             planner.Maybe[int]
	// Left is the rest of Free; negative if there are too few.
	Left planner.Maybe[int]
	// MoreNodes is how many more average nodes fit, with the best number of prefixes.
	// NodesAtFull and PodsAtFull are the totals once the zone is full.
	MoreNodes, NodesAtFull, PodsAtFull planner.Maybe[int]
	// Bits is the prefix length of the smallest single subnet that holds the growth with
	// the best number of prefixes, BitsWorst with the worst; unknown if a /16 does not.
	Bits, BitsWorst planner.Maybe[int]
}

// RunsOut reports whether the zone has too few addresses or /28 blocks.
func (z *ZoneBudget) RunsOut() bool {
	best, known := z.Best.Value()
	return z.Left.Or(0) < 0 || known && z.Prefixes+z.SurgePrefixes > best
}

// Budget counts the addresses. It fails if they are unknown for a type.
func (q *Question) Budget() (Budget, error) {
	b := Budget{question: q}
	for i := range q.Nodes {
		held, known := q.Nodes[i].Held(q.Settings.Warm).Value()
		if !known {
			return b, fmt.Errorf("%s: its number of branch ENIs is not in the tables, so the addresses of its nodes are unknown", q.Nodes[i].Option.Type.Name)
		}
		b.Held = append(b.Held, held)
	}
	zones := q.zoneNames()
	for i, name := range zones {
		nodes := b.share(i+1, len(zones))
		b.Zones = append(b.Zones, b.zone(name, nodes, len(zones), false))
		if q.Settings.CNI.CustomNetworking {
			b.Zones = append(b.Zones, b.zone(name, nodes, len(zones), true))
		}
	}
	b.total()
	b.Warm = q.warmChoices()
	return b, nil
}

func (q *Question) zoneNames() []string {
	var names []string
	for _, s := range slices.Concat(q.Subnets, q.PodSubnets) {
		names = append(names, s.Zone)
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > 0 {
		return names
	}
	for i := range max(1, q.Zones) {
		if i < len(q.ZoneNames) {
			names = append(names, q.ZoneNames[i])
			continue
		}
		names = append(names, fmt.Sprintf("zone %d", i+1))
	}
	return names
}

// share is how many of each of the question's nodes a zone may get: its part of each
// group, rounded up, and the nodes that draw the most first.
func (b *Budget) share(zone, zones int) []int {
	q, nodes := b.question, make([]int, len(b.Held))
	order, parts := make([]int, len(nodes)), q.groupNodes()
	for i := range order {
		order[i] = i
	}
	for group, n := range parts {
		parts[group] = planner.CeilDiv(n, zones)
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(drawn(b.Held[y]), drawn(b.Held[x])) })
	for _, i := range order {
		switch n := &q.Nodes[i]; n.Zone {
		case zone:
			nodes[i] = n.Nodes
		case 0:
			nodes[i] = min(n.Nodes, parts[n.Group])
			parts[n.Group] -= nodes[i]
		}
	}
	return nodes
}

// groupNodes is the number of nodes of each group.
func (q *Question) groupNodes() map[int]int {
	groups := map[int]int{}
	for i := range q.Nodes {
		groups[q.Nodes[i].Group] += q.Nodes[i].Nodes
	}
	return groups
}

func drawn(h eni.Held) int { return h.NodeSubnet + h.PodSubnet }

// from is how many addresses a node draws from the subnets of this budget, those of
// prefixes included, and how many prefixes.
func (z *ZoneBudget) from(h eni.Held, s *planner.Settings) (addresses, prefixes int) {
	if s.CNI.Family == eni.IPv4 && s.CNI.CustomNetworking == z.ForPods {
		prefixes = h.Prefixes
	}
	if z.ForPods {
		return h.PodSubnet, prefixes
	}
	return h.NodeSubnet, prefixes
}

func (b *Budget) zone(name string, nodes []int, zones int, forPods bool) ZoneBudget {
	q := b.question
	z := ZoneBudget{Zone: name, ForPods: forPods}
	all := q.Subnets
	if forPods {
		all = q.PodSubnets
	}
	for _, s := range all {
		if s.Zone == name {
			z.Subnets = append(z.Subnets, s)
		}
	}
	for i, n := range nodes {
		addresses, prefixes := z.from(b.Held[i], q.Settings)
		z.Nodes += n
		z.Pods += n * q.Nodes[i].Applications
		z.Drawn += n * addresses
		z.Prefixes += n * prefixes
		if !forPods {
			z.ENIs += n * (b.Held[i].ENIs + b.Held[i].BranchENIs)
		}
	}
	if !forPods {
		z.Fargate = planner.CeilDiv(q.FargatePods, zones)
		z.ENIs += z.Fargate
		z.ControlPlane = ControlPlaneAddresses * max(1, len(z.Subnets))
	}
	z.Surge, z.SurgePrefixes = b.surge(&z, nodes, zones)
	z.compare()
	z.recommend(q.Growth)
	return z
}

// surge is how many more addresses and prefixes an update draws in a zone: groups
// are updated one at a time, and the one that needs the most counts.
func (b *Budget) surge(z *ZoneBudget, nodes []int, zones int) (addresses, prefixes int) {
	q := b.question
	groups := q.groupNodes()
	for i, n := range nodes {
		if n == 0 {
			continue
		}
		of := zones
		if q.Nodes[i].Zone > 0 {
			of = 1
		}
		more := planner.CeilDiv(q.MaxUnavailable.surge(groups[q.Nodes[i].Group], of), of)
		a, p := z.from(b.Held[i], q.Settings)
		addresses, prefixes = max(addresses, more*a), max(prefixes, more*p)
	}
	return addresses, prefixes
}

// compare compares the drawn addresses with the free ones.
func (z *ZoneBudget) compare() {
	if len(z.Subnets) == 0 {
		return
	}
	free, best, worst := 0, 0, 0
	for _, s := range z.Subnets {
		b, w := s.Prefixes()
		free, best, worst = free+s.FreeAddresses(), best+b, worst+w
	}
	left := free - z.Drawn - z.Fargate - z.ControlPlane - z.Surge
	z.Free, z.Left = planner.Known(free), planner.Known(left)
	more := math.MaxInt
	if z.Nodes > 0 && z.Drawn > 0 {
		more = floorDiv(left, planner.CeilDiv(z.Drawn, z.Nodes))
	}
	if z.Prefixes > 0 {
		z.Best, z.Worst = planner.Known(best), planner.Known(worst)
		more = min(more, floorDiv(best-z.Prefixes-z.SurgePrefixes, planner.CeilDiv(z.Prefixes, z.Nodes)))
	}
	if more == math.MaxInt {
		return
	}
	full := max(0, z.Nodes+more)
	z.MoreNodes, z.NodesAtFull, z.PodsAtFull = planner.Known(max(0, more)), planner.Known(full), planner.Known(full*z.Pods/z.Nodes)
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -planner.CeilDiv(-a, b)
	}
	return a / b
}

// recommend finds the smallest subnet that holds the growth, an update and the
// addresses that AWS recommends for the control plane.
func (z *ZoneBudget) recommend(growth float64) {
	grown := func(n int) int { return int(math.Ceil(growth * float64(n))) }
	addresses := grown(z.Drawn+z.Fargate) + z.Surge
	if !z.ForPods {
		addresses += controlPlaneRecommended
	}
	prefixes := grown(z.Prefixes) + z.SurgePrefixes
	single := addresses - prefixes*eni.PrefixIPs
	for bits := planner.LargestCIDR; bits <= planner.SmallestCIDR; bits++ {
		if planner.AddressesOf(bits) < addresses || planner.BlocksOf(bits) < prefixes {
			break
		}
		z.Bits = planner.Known(bits)
		if prefixes == 0 || planner.BlocksOf(bits)-single >= prefixes {
			z.BitsWorst = planner.Known(bits)
		}
	}
}

// FirstToRunOut is the zone with room for the fewest more nodes; nil without subnets.
func (b *Budget) FirstToRunOut() *ZoneBudget {
	var first *ZoneBudget
	for i := range b.Zones {
		z := &b.Zones[i]
		more, known := z.MoreNodes.Value()
		if known && (first == nil || more < first.MoreNodes.Or(0) || more == first.MoreNodes.Or(0) && z.Left.Or(0) < first.Left.Or(0)) {
			first = z
		}
	}
	return first
}
