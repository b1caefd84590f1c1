package report

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/subnet"
)

// SubnetBudget is the item of `podfit subnets`.
type SubnetBudget struct {
	Zones []SubnetZone `json:"zones"`
	Nodes []SubnetNode `json:"nodes"`
	// The cluster at rest, without the nodes of an update.
	Addresses int           `json:"addresses"`
	ENIs      int           `json:"enis"`
	Prefixes  int           `json:"prefixes"`
	Quotas    []SubnetQuota `json:"quotas"`
	Warm      []SubnetWarm  `json:"warmTargets"`
	// FirstToRunOut is the zone that takes the fewest more nodes.
	FirstToRunOut *string `json:"firstToRunOut"`
	// Growth is how many times the nodes and pods recommended subnets last for.
	Growth float64 `json:"growth"`
}

// SubnetZone is the part of a zone with the most nodes, of the subnets of nodes
// or of pods; null is unknown, without subnets.
type SubnetZone struct {
	Zone      string   `json:"zone"`
	For       string   `json:"for"` // nodes, pods
	Subnets   []string `json:"subnets"`
	Nodes     int      `json:"nodes"`
	Pods      int      `json:"pods"`
	Addresses int      `json:"addresses"` // all that follow
	Drawn     int      `json:"drawnByNodes"`
	Fargate   int      `json:"fargatePods"`
	Control   int      `json:"controlPlane"`
	Surge     int      `json:"update"`
	ENIs      int      `json:"enis"`
	Prefixes  int      `json:"prefixes"` // an update's included
	Free      *int     `json:"freeAddresses"`
	Left      *int     `json:"left"`
	// The prefixes that the subnets take where what is in use stands together,
	// and where it is scattered.
	PrefixesFree  *int `json:"prefixesFree"`
	PrefixesWorst *int `json:"prefixesFreeScattered"`
	RunsOut       bool `json:"runsOut"`
	// NodesUntilFull are more than those planned; NodesAtFull are all.
	NodesUntilFull *int    `json:"nodesUntilFull"`
	NodesAtFull    *int    `json:"nodesAtFull"`
	PodsAtFull     *int    `json:"podsAtFull"`
	Recommended    *string `json:"recommendedCIDR"`
	// RecommendedWorst is for prefixes without a reserved block.
	RecommendedWorst *string `json:"recommendedCIDRScattered"`
}

// SubnetNode is what a node holds, of one type with the same pods.
type SubnetNode struct {
	InstanceType string `json:"instanceType"`
	Nodes        int    `json:"nodes"`
	Pods         int    `json:"pods"` // of the workload
	ENIs         int    `json:"enis"`
	IPs          int    `json:"ips"`
	Prefixes     int    `json:"prefixes"`
	BranchENIs   int    `json:"branchENIs"`
	NodeSubnet   int    `json:"nodeSubnetAddresses"`
	PodSubnet    int    `json:"podSubnetAddresses"`
}

// SubnetQuota is a default quota of AWS.
type SubnetQuota struct {
	Name  string `json:"name"`
	Used  int    `json:"used"`
	Limit int    `json:"limit"`
}

// SubnetWarm is the nodes under other warm targets.
type SubnetWarm struct {
	Targets   string  `json:"targets"`
	AsSet     bool    `json:"asSet"`
	Addresses int     `json:"addresses"`
	ENIs      int     `json:"enis"`
	Calls     float64 `json:"ec2CallsPer10Pods"`
	Without   int     `json:"podsWithoutAddress"`
}

// Subnets is a budget of addresses with what is needed to show it.
type Subnets struct {
	Answer Answer
	Item   SubnetBudget

	first *SubnetZone // of the item's, that runs out first
}

// NewSubnets wraps a budget as the answer to a query.
func NewSubnets(q Query, asked *subnet.Question, b *subnet.Budget, options []density.Option) Subnets {
	item := SubnetBudget{
		Zones: []SubnetZone{}, Nodes: []SubnetNode{}, Addresses: b.Addresses, ENIs: b.ENIs, Prefixes: b.Prefixes, Quotas: []SubnetQuota{}, Warm: []SubnetWarm{}, Growth: asked.Growth,
	}
	for i := range b.Zones {
		item.Zones = append(item.Zones, newSubnetZone(&b.Zones[i]))
	}
	for i, h := range b.Held {
		n := &asked.Nodes[i]
		item.Nodes = append(item.Nodes, SubnetNode{
			n.Option.Type.Name, n.Nodes, n.Applications, h.ENIs, h.IPs, h.Prefixes, h.BranchENIs, h.NodeSubnet, h.PodSubnet,
		})
	}
	for _, quota := range b.Quotas {
		item.Quotas = append(item.Quotas, SubnetQuota{quota.Name, quota.Used, quota.Limit})
	}
	for _, w := range b.Warm {
		text := subnet.WarmText(w.Targets, asked.Settings.CNI.Mode)
		item.Warm = append(item.Warm, SubnetWarm{text, w.AsSet, w.Addresses, w.ENIs, shown(w.Calls, "GiB"), w.Without})
	}
	s := Subnets{}
	for i := range b.Zones {
		if &b.Zones[i] == b.FirstToRunOut() {
			s.first, item.FirstToRunOut = &item.Zones[i], &item.Zones[i].Zone
		}
	}
	s.Item, s.Answer = item, NewAnswer("SubnetBudget", q, options, []SubnetBudget{item})
	for _, w := range b.Warnings() {
		s.Answer.Warnings = append(s.Answer.Warnings, newWarning(w))
	}
	return s
}

func newSubnetZone(z *subnet.ZoneBudget) SubnetZone {
	item := SubnetZone{
		Zone: z.Zone, For: "nodes", Subnets: []string{}, Nodes: z.Nodes, Pods: z.Pods,
		Addresses: z.Drawn + z.Fargate + z.ControlPlane + z.Surge,
		Drawn:     z.Drawn, Fargate: z.Fargate, Control: z.ControlPlane, Surge: z.Surge,
		ENIs: z.ENIs, Prefixes: z.Prefixes + z.SurgePrefixes,
		Free: orNull(z.Free), Left: orNull(z.Left), PrefixesFree: orNull(z.Best), PrefixesWorst: orNull(z.Worst), RunsOut: z.RunsOut(),
		NodesUntilFull: orNull(z.MoreNodes), NodesAtFull: orNull(z.NodesAtFull), PodsAtFull: orNull(z.PodsAtFull),
		Recommended: cidr(z.Bits), RecommendedWorst: cidr(z.BitsWorst),
	}
	if z.ForPods {
		item.For = "pods"
	}
	for _, s := range z.Subnets {
		item.Subnets = append(item.Subnets, s.CIDR.String())
	}
	return item
}

func cidr(bits planner.Maybe[int]) *string {
	n, known := bits.Value()
	if !known {
		return nil
	}
	text := fmt.Sprintf("/%d", n)
	return &text
}
