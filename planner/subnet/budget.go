// Package subnet counts the VPC addresses that nodes and pods draw, by zone,
// against the subnets: a [Question] has a [Budget] that names the zone that runs
// out first, quotas, and what other warm targets would draw.
package subnet

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"podfit/eni"
	"podfit/planner"
)

// SubnetQuestion is what a cluster draws of its VPC, and from where.
type Question struct {
	Settings *planner.Settings
	Nodes    []Nodes
	// FargatePods each draw an address of the nodes' subnets: Fargate knows no
	// custom networking.
	FargatePods int
	// Subnets are the nodes' and the cluster's, PodSubnets those of ENIConfigs,
	// with custom networking alone. Their zones, in the order of their names, are
	// the zones of the nodes; without subnets there are Zones of them.
	Subnets, PodSubnets []planner.Subnet
	Zones               int
	MaxUnavailable      MaxUnavailable
	// Growth is how many times the nodes and pods a recommended subnet lasts for.
	Growth float64
}

// MaxUnavailable is how many nodes a managed node group replaces at once: a
// number or, where Percent is set, a part of the group.
type MaxUnavailable struct{ Nodes, Percent int }

// mostUnavailable is where EKS caps it.
const mostUnavailable = 100

// surge is how many nodes an update adds to a group before it drains any: EKS
// raises the Auto Scaling group by twice its zones, or by what may be
// unavailable where that is more.
// https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
func (m MaxUnavailable) surge(nodes, zones int) int {
	atOnce := m.Nodes
	if m.Percent > 0 {
		atOnce = planner.CeilDiv(nodes*m.Percent, 100)
	}
	return max(2*zones, min(atOnce, mostUnavailable))
}

// What the control plane wants of each of a cluster's subnets: at least, and as
// AWS advises; its network interfaces are among them.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
const (
	ControlPlaneAddresses = 6
	controlPlaneAdvised   = 16
	controlPlaneENIs      = 4 // 2 to 4 in all
)

// SubnetBudget is what is drawn in every zone, and what is left there.
type Budget struct {
	Zones []ZoneBudget
	Held  []eni.Held // of a node, for each of the question's Nodes
	// The cluster as a whole, at rest: without the nodes of an update.
	Addresses, ENIs, Prefixes, NAU int
	Quotas                         []Quota
	Warm                           []WarmChoice

	question *Question
}

// ZoneBudget is one zone's share, of the subnets of nodes or of pods. Where
// nodes do not divide evenly it is the share of a zone with the most and
// fullest of each group: which zone that is the Auto Scaling group decides.
type ZoneBudget struct {
	Zone    string
	ForPods bool
	Subnets []planner.Subnet
	// Free is what the subnets have left before all this; unknown without any.
	Free  planner.Maybe[int]
	Nodes int
	Pods  int // of the workload, on the nodes
	ENIs  int // of nodes, branch ENIs and pods on Fargate
	// Drawn by the nodes, by pods on Fargate, by the control plane, and by an
	// update of the group that draws the most for it.
	Drawn, Fargate, ControlPlane, Surge int
	// Prefixes of the nodes and of an update, whose addresses are among Drawn and
	// Surge; and how many the subnets take, see Subnet.Prefixes.
	Prefixes, SurgePrefixes int
	Best, Worst             planner.Maybe[int]
	// Left of Free; below 0 where there is too little.
	Left planner.Maybe[int]
	// MoreNodes fit besides, such as there are on average, the prefixes at best;
	// NodesAtFull and PodsAtFull is where the zone ends.
	MoreNodes, NodesAtFull, PodsAtFull planner.Maybe[int]
	// Bits is the smallest subnet that alone lasts for the growth, its prefixes at
	// best, and BitsWorst at worst; unknown where no /16 does.
	Bits, BitsWorst planner.Maybe[int]
}

// RunsOut says that the zone has less than is drawn.
func (z *ZoneBudget) RunsOut() bool {
	best, known := z.Best.Value()
	return z.Left.Or(0) < 0 || known && z.Prefixes+z.SurgePrefixes > best
}

// Budget counts what is drawn. The error names a type of which that is unknown.
func (q *Question) Budget() (Budget, error) {
	b := Budget{question: q}
	for i := range q.Nodes {
		held, known := q.Nodes[i].Held(q.Settings.Warm).Value()
		if !known {
			return b, fmt.Errorf("%s: how many branch ENIs it takes is in no table, and so what its nodes draw is unknown", q.Nodes[i].Option.Type.Name)
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
		names = append(names, fmt.Sprintf("zone %d", i+1))
	}
	return names
}

// share is how many of each of the question's nodes a zone may get: of every
// group its part rounded up, those that draw the most first.
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

// groupNodes is how many nodes each group has.
func (q *Question) groupNodes() map[int]int {
	groups := map[int]int{}
	for i := range q.Nodes {
		groups[q.Nodes[i].Group] += q.Nodes[i].Nodes
	}
	return groups
}

func drawn(h eni.Held) int { return h.NodeSubnet + h.PodSubnet }

// from is what a node draws of the subnets in question, with prefixes among it.
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

// surge is what an update draws besides in a zone: one group at a time, and of
// those the one that draws the most.
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

// compare sets what is drawn against what is free.
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

// recommend finds the smallest subnet that holds the growth, an update and what
// AWS advises for the control plane.
func (z *ZoneBudget) recommend(growth float64) {
	grown := func(n int) int { return int(math.Ceil(growth * float64(n))) }
	addresses := grown(z.Drawn+z.Fargate) + z.Surge
	if !z.ForPods {
		addresses += controlPlaneAdvised
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

// FirstToRunOut is the zone that takes the fewest more nodes; nil where no
// subnets are known.
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
