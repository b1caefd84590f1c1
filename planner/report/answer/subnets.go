package answer

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/report/words"
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
	FirstToRunOut planner.Maybe[string] `json:"firstToRunOut"`
	// Growth is how many times the nodes and pods recommended subnets last for.
	Growth float64 `json:"growth"`
}

// SubnetZone is the part of a zone with the most nodes, of the subnets of nodes
// or of pods; null is unknown, without subnets.
type SubnetZone struct {
	Zone      string             `json:"zone"`
	For       string             `json:"for"` // nodes, pods
	Subnets   []string           `json:"subnets"`
	Nodes     int                `json:"nodes"`
	Pods      int                `json:"pods"`
	Addresses int                `json:"addresses"` // all that follow
	Drawn     int                `json:"drawnByNodes"`
	Fargate   int                `json:"fargatePods"`
	Control   int                `json:"controlPlane"`
	Surge     int                `json:"update"`
	ENIs      int                `json:"enis"`
	Prefixes  int                `json:"prefixes"` // an update's included
	Free      planner.Maybe[int] `json:"freeAddresses"`
	Left      planner.Maybe[int] `json:"left"`
	// The prefixes that the subnets take where what is in use stands together,
	// and where it is scattered.
	PrefixesFree  planner.Maybe[int] `json:"prefixesFree"`
	PrefixesWorst planner.Maybe[int] `json:"prefixesFreeScattered"`
	RunsOut       bool               `json:"runsOut"`
	// NodesUntilFull are more than those planned; NodesAtFull are all.
	NodesUntilFull planner.Maybe[int]    `json:"nodesUntilFull"`
	NodesAtFull    planner.Maybe[int]    `json:"nodesAtFull"`
	PodsAtFull     planner.Maybe[int]    `json:"podsAtFull"`
	Recommended    planner.Maybe[string] `json:"recommendedCIDR"`
	// RecommendedWorst is for prefixes without a reserved block.
	RecommendedWorst planner.Maybe[string] `json:"recommendedCIDRScattered"`
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

// SubnetQuota is a quota and what the most nodes and an update use of it.
type SubnetQuota struct {
	Name    string `json:"name"`
	Code    string `json:"code"`
	Used    int    `json:"used"`
	Limit   int    `json:"limit"`
	Default bool   `json:"default"` // AWS's, not the account's own
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

// NewSubnetBudget makes the item of a budget.
func NewSubnetBudget(asked *subnet.Question, b *subnet.Budget) SubnetBudget {
	item := SubnetBudget{
		Zones: []SubnetZone{}, Nodes: []SubnetNode{}, Addresses: b.Addresses, ENIs: b.ENIs, Prefixes: b.Prefixes, Quotas: []SubnetQuota{}, Warm: []SubnetWarm{}, Growth: asked.Growth,
	}
	for i := range b.Zones {
		item.Zones = append(item.Zones, NewSubnetZone(&b.Zones[i]))
		if &b.Zones[i] == b.FirstToRunOut() {
			item.FirstToRunOut = planner.Known(b.Zones[i].Zone)
		}
	}
	for i, h := range b.Held {
		n := &asked.Nodes[i]
		item.Nodes = append(item.Nodes, SubnetNode{
			n.Option.Type.Name, n.Nodes, n.Applications, h.ENIs, h.IPs, h.Prefixes, h.BranchENIs, h.NodeSubnet, h.PodSubnet,
		})
	}
	for _, quota := range b.Quotas {
		item.Quotas = append(item.Quotas, SubnetQuota{words.QuotaName(quota.QuotaRow), quota.Code, quota.Used, quota.Limit, !quota.Known})
	}
	for _, w := range b.Warm {
		text := words.WarmTargets(w.Targets, asked.Settings.CNI.Mode)
		item.Warm = append(item.Warm, SubnetWarm{text, w.AsSet, w.Addresses, w.ENIs, words.Hundredths(w.Calls), w.Without})
	}
	return item
}

// NewSubnetZone makes the part of an item that is of a zone.
func NewSubnetZone(z *subnet.ZoneBudget) SubnetZone {
	item := SubnetZone{
		Zone: z.Zone, For: "nodes", Subnets: []string{}, Nodes: z.Nodes, Pods: z.Pods,
		Addresses: z.Drawn + z.Fargate + z.ControlPlane + z.Surge,
		Drawn:     z.Drawn, Fargate: z.Fargate, Control: z.ControlPlane, Surge: z.Surge,
		ENIs: z.ENIs, Prefixes: z.Prefixes + z.SurgePrefixes,
		Free: z.Free, Left: z.Left, PrefixesFree: z.Best, PrefixesWorst: z.Worst, RunsOut: z.RunsOut(),
		NodesUntilFull: z.MoreNodes, NodesAtFull: z.NodesAtFull, PodsAtFull: z.PodsAtFull,
		Recommended: eni.Map(z.Bits, cidr), RecommendedWorst: eni.Map(z.BitsWorst, cidr),
	}
	if z.ForPods {
		item.For = "pods"
	}
	for _, s := range z.Subnets {
		item.Subnets = append(item.Subnets, s.CIDR.String())
	}
	return item
}

// cidr is the size of a block, such as /22.
func cidr(bits int) string { return fmt.Sprintf("/%d", bits) }
