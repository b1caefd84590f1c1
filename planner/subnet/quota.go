package subnet

import (
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// QuotaKind is what a quota counts.
type QuotaKind uint8

// The quotas.
const (
	QuotaAddressUsage      QuotaKind = iota // of the VPC
	QuotaNetworkInterfaces                  // of the region
	QuotaGroupNodes                         // of a managed node group
	QuotaNodeGroups                         // of the cluster
	QuotaOnDemandVCPUs                      // of a class of instance types
	QuotaSpotVCPUs                          // the same
)

// QuotaRow is a quota of AWS.
type QuotaRow struct {
	Kind  QuotaKind
	Class string // of instance types, as in AWS's name of the quota
	Code  string
	// Default is what a new account has, by what AWS documents.
	Default int
	Source  *planner.Source
}

// The pages of AWS that have the defaults, and when they had them.
var (
	ec2Quotas = &planner.Source{Name: "AWS documentation: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html", AsOf: "2026-11"}
	vpcQuotas = &planner.Source{Name: "AWS documentation: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html", AsOf: "2026-11"}
	eksQuotas = &planner.Source{Name: "AWS documentation: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html", AsOf: "2026-11"}
)

// quotaRows are AWS's quotas. An account in use usually has more vCPUs: AWS raises them
// as they are used.
var quotaRows = []QuotaRow{
	{QuotaAddressUsage, "", "L-BB24F6E5", 64_000, vpcQuotas},
	{QuotaNetworkInterfaces, "", "L-DF5E4CA3", 5_000, vpcQuotas},
	{QuotaGroupNodes, "", "L-BD136A63", 450, eksQuotas},
	{QuotaNodeGroups, "", "L-6D54EA21", 30, eksQuotas},
	{QuotaOnDemandVCPUs, standard, "L-1216C47A", 5, ec2Quotas},
	{QuotaSpotVCPUs, standard, "L-34B43A08", 5, ec2Quotas},
	{QuotaOnDemandVCPUs, "DL", "L-6E869C2A", 0, ec2Quotas},
	{QuotaSpotVCPUs, "DL", "L-85EED4F7", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "F", "L-74FC7D96", 0, ec2Quotas},
	{QuotaSpotVCPUs, "F", "L-88CF9481", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "G and VT", "L-DB2E81BA", 0, ec2Quotas},
	{QuotaSpotVCPUs, "G and VT", "L-3819A6DF", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "HPC", "L-F7808C92", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "High Memory", "L-43DA4232", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "Inf", "L-1945791B", 0, ec2Quotas},
	{QuotaSpotVCPUs, "Inf", "L-B5D1601B", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "P", "L-417A185B", 0, ec2Quotas},
	{QuotaSpotVCPUs, "P4, P3 and P2", "L-7212CCBC", 0, ec2Quotas},
	{QuotaSpotVCPUs, "P5", "L-C4BD4855", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "Trn", "L-2C3B7624", 0, ec2Quotas},
	{QuotaSpotVCPUs, "Trn", "L-6B0D517C", 0, ec2Quotas},
	{QuotaOnDemandVCPUs, "X", "L-7295265B", 0, ec2Quotas},
	{QuotaSpotVCPUs, "X", "L-E3A00192", 0, ec2Quotas},
}

// standard are the classes A, C, D, H, I, M, R, T and Z.
const standard = "Standard"

// classes are those of types by the letters that their names begin with, but for
// standard.
var classes = map[string]string{
	"dl": "DL", "f": "F", "g": "G and VT", "gr": "G and VT", "vt": "G and VT", "hpc": "HPC",
	"u": "High Memory", "u-": "High Memory", "inf": "Inf", "p": "P", "trn": "Trn", "x": "X",
}

// quotaClass is the class of a type's vCPU quota.
func quotaClass(kind QuotaKind, family string) string {
	letters := family[:strings.IndexAny(family+"0", "0123456789")]
	class, is := classes[letters]
	switch {
	case !is:
		return standard
	case class == "P" && kind == QuotaSpotVCPUs && family >= "p5":
		return strings.ToUpper(family[:2])
	case class == "P" && kind == QuotaSpotVCPUs:
		return "P4, P3 and P2"
	}
	return class
}

// Quota is an AWS quota and how much of it the cluster uses at its largest.
type Quota struct {
	QuotaRow
	Used, Limit int
	// Known is set if Limit is the account's own; otherwise it is AWS's default.
	Known bool
}

// Limits are the quotas of an account, by code; nil if nobody has given them.
type Limits map[string]float64

// QuotaExceeded is quotas that the cluster passes at its largest.
type QuotaExceeded struct {
	Quotas []Quota
	// Own is set if they are those of the account.
	Own bool
}

// QuotaUnknown are quotas that the cluster uses and the account's file lacks.
type QuotaUnknown struct{ Quotas []Quota }

// About identifies the warning: AWS's defaults may long be raised.
func (w QuotaExceeded) About() planner.WarningID {
	if w.Own {
		return planner.WarningID{Code: "quota-exceeded", Severity: planner.SeverityWrong, Fails: true, Subject: codesOf(w.Quotas)}
	}
	return planner.WarningID{Code: "quota-exceeded", Severity: planner.SeverityNote, Subject: codesOf(w.Quotas)}
}

// About identifies the warning.
func (w QuotaUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "quota-unknown", Severity: planner.SeverityUnknown, Subject: codesOf(w.Quotas)}
}

func codesOf(quotas []Quota) string {
	var codes []string
	for _, q := range quotas {
		codes = append(codes, q.Code)
	}
	return strings.Join(codes, ", ")
}

// QuotaWarnings are the quotas that are passed, and those that a file lacks.
func QuotaWarnings(quotas []Quota, limits Limits) (all []planner.Warning) {
	var own, byDefault, unknown []Quota
	for _, q := range quotas {
		switch {
		case limits != nil && !q.Known:
			unknown = append(unknown, q)
		case q.Used <= q.Limit:
		case q.Known:
			own = append(own, q)
		default:
			byDefault = append(byDefault, q)
		}
	}
	if own != nil {
		all = append(all, QuotaExceeded{own, true})
	}
	if unknown != nil {
		all = append(all, QuotaUnknown{unknown})
	}
	if byDefault != nil {
		all = append(all, QuotaExceeded{byDefault, false})
	}
	return all
}

// Quotas are those that a plan uses with the most nodes of every group, and with the
// nodes that an update adds. Groups are updated one at a time, and for each quota the one
// counts that needs the most of it.
func (q *Question) Quotas(groups []plan.NodeGroup) []Quota {
	used := map[quotaKey]int{}
	surge := map[quotaKey]int{}
	perNode := q.perNode(groups)
	managed := 0
	for i := range groups {
		g := &groups[i]
		most := max(g.Nodes, g.MaxNodes)
		if most == 0 {
			continue
		}
		managed++
		extra := q.updates(most, max(1, g.Zones))
		onDemand := g.Option.Settings.Capacity.OnDemandNodes(most)
		if most == g.Nodes {
			onDemand = g.OnDemandNodes
		}
		used[quotaKey{QuotaGroupNodes, ""}] = max(used[quotaKey{QuotaGroupNodes, ""}], most+extra)
		count := func(k quotaKey, nodes, each int) {
			used[k] += nodes * each
			if nodes > 0 {
				surge[k] = max(surge[k], extra*each)
			}
		}
		vcpus := func(kind QuotaKind, nodes int) {
			count(quotaKey{kind, quotaClass(kind, g.Option.Type.Family())}, nodes, g.Option.Type.VCPUs)
		}
		vcpus(QuotaOnDemandVCPUs, onDemand)
		vcpus(QuotaSpotVCPUs, most-onDemand)
		count(quotaKey{QuotaNetworkInterfaces, ""}, most, perNode[i].enis)
		count(quotaKey{QuotaAddressUsage, ""}, most, perNode[i].nau)
	}
	used[quotaKey{QuotaNetworkInterfaces, ""}] += q.FargatePods + controlPlaneENIs
	used[quotaKey{QuotaAddressUsage, ""}] += 2*q.FargatePods + controlPlaneENIs
	used[quotaKey{QuotaNodeGroups, ""}] = managed
	for k, n := range surge {
		used[k] += n
	}
	var all []Quota
	for _, row := range quotaRows {
		quota := Quota{QuotaRow: row, Used: used[quotaKey{row.Kind, row.Class}], Limit: row.Default}
		if quota.Used == 0 || !q.applies(row.Kind) {
			continue
		}
		if limit, known := q.Limits[row.Code]; known {
			quota.Limit, quota.Known = int(limit), true
		}
		all = append(all, quota)
	}
	return all
}

type quotaKey struct {
	kind  QuotaKind
	class string
}

// applies: Karpenter and Auto Mode have no managed node groups.
func (q *Question) applies(k QuotaKind) bool {
	p := q.Settings.MaxPods.Policy
	return k != QuotaGroupNodes && k != QuotaNodeGroups || !p.Karpenter() && !q.Settings.AutoMode()
}

// updates is how many nodes an update adds to a group. Karpenter and Auto Mode replace a
// tenth of a node pool at once (the default of its disruption budget).
func (q *Question) updates(nodes, zones int) int {
	if !q.applies(QuotaGroupNodes) {
		return planner.CeilDiv(nodes, 10)
	}
	return q.MaxUnavailable.surge(nodes, zones)
}

// nodeUse is what a node counts for the quotas of the VPC.
type nodeUse struct{ enis, nau int }

// perNode is the use of the node of each group that uses the most; nothing where the
// type's branch ENIs are unknown.
func (q *Question) perNode(groups []plan.NodeGroup) []nodeUse {
	uses := make([]nodeUse, len(groups))
	for i := range q.Nodes {
		n := &q.Nodes[i]
		if use, known := n.use(q); known && n.Group < len(uses) {
			uses[n.Group] = nodeUse{max(uses[n.Group].enis, use.enis), max(uses[n.Group].nau, use.nau)}
		}
	}
	for i := range groups { // one that only grows has no nodes yet: like the others of its type
		for k := range groups {
			if uses[i] == (nodeUse{}) && groups[i].Option == groups[k].Option {
				uses[i] = uses[k]
			}
		}
	}
	return uses
}

// use: for network address usage, each address, each ENI but the first of a node, each
// prefix and each pod on the pod network counts as 1.
// https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html
func (n *Nodes) use(q *Question) (use nodeUse, known bool) {
	h, known := n.Held(q.Settings.Warm).Value()
	addresses, more := h.ENIs+h.IPs+h.BranchENIs, h.ENIs-1+h.BranchENIs
	return nodeUse{h.ENIs + h.BranchENIs, addresses + more + h.Prefixes + n.Pods.Ordinary + n.Pods.Secured}, known
}

// PlanQuotas are the quotas of a plan.
func PlanQuotas(p *plan.Plan, w planner.Workloads, s *planner.Settings, fargatePods int, limits Limits) []Quota {
	q := Question{Settings: s, Nodes: NodesOf(p, w), FargatePods: fargatePods, MaxUnavailable: MaxUnavailable{Nodes: 1}, Limits: limits}
	return q.Quotas(p.Groups)
}

// FullGroup is a node group of full nodes of an option, as FullNodes has them.
func FullGroup(o *density.Option, nodes, zones int) plan.NodeGroup {
	return plan.NodeGroup{Option: o, Nodes: nodes, MaxNodes: nodes, OnDemandNodes: o.Settings.Capacity.OnDemandNodes(nodes), Zones: zones}
}

// total adds up the cluster.
func (b *Budget) total() {
	q := b.question
	for i, h := range b.Held {
		n := &q.Nodes[i]
		b.Addresses += n.Nodes * drawn(h)
		b.ENIs += n.Nodes * (h.ENIs + h.BranchENIs)
		b.Prefixes += n.Nodes * h.Prefixes
	}
	b.Addresses += q.FargatePods
	b.ENIs += q.FargatePods + controlPlaneENIs
	b.Quotas = q.Quotas(q.Groups)
}
