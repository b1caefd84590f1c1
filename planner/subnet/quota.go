package subnet

// Quota is an AWS quota and how much of it the cluster uses.
type Quota struct {
	Kind        QuotaKind
	Used, Limit int
}

// QuotaKind is what a quota counts.
type QuotaKind uint8

// The quotas.
const (
	QuotaAddressUsage      QuotaKind = iota // of the VPC
	QuotaNetworkInterfaces                  // of the region
	QuotaGroupNodes                         // of a managed node group
	QuotaNodeGroups                         // of the cluster
)

// The default quotas. The first two are those of the VPC and the region, which other
// clusters and services use as well.
const (
	quotaNAU        = 64_000
	quotaENIs       = 5_000
	quotaGroupNodes = 450
	quotaGroups     = 30
)

// total adds up the cluster. For network address usage, each address, each ENI but
// the first of a node, each prefix and each pod on the pod network counts as 1.
// https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html
func (b *Budget) total() {
	q := b.question
	groups := q.groupNodes()
	for i, h := range b.Held {
		n := &q.Nodes[i]
		b.Addresses += n.Nodes * drawn(h)
		b.ENIs += n.Nodes * (h.ENIs + h.BranchENIs)
		b.Prefixes += n.Nodes * h.Prefixes
		addresses, more := h.ENIs+h.IPs+h.BranchENIs, h.ENIs-1+h.BranchENIs
		b.NAU += n.Nodes * (addresses + more + h.Prefixes + n.Pods.Ordinary + n.Pods.Secured)
	}
	b.Addresses += q.FargatePods
	b.ENIs += q.FargatePods + controlPlaneENIs
	b.NAU += 2*q.FargatePods + controlPlaneENIs
	largest := 0
	for _, nodes := range groups {
		largest = max(largest, nodes)
	}
	b.Quotas = []Quota{
		{QuotaAddressUsage, b.NAU, quotaNAU},
		{QuotaNetworkInterfaces, b.ENIs, quotaENIs},
		{QuotaGroupNodes, largest, quotaGroupNodes},
		{QuotaNodeGroups, len(groups), quotaGroups},
	}
}
