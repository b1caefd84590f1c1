package subnet

import (
	"fmt"

	"podfit/planner"
)

// Quota is an AWS quota and how much of it the cluster uses.
type Quota struct {
	Name        string
	Used, Limit int
	Fix         string
}

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
	const raise = "ask AWS to raise it (Service Quotas)"
	b.Quotas = []Quota{
		{"network address usage of the VPC", b.NAU, quotaNAU, raise},
		{"network interfaces of the region", b.ENIs, quotaENIs, raise},
		{"nodes of a managed node group", largest, quotaGroupNodes, "split the group, or " + raise},
		{"managed node groups of the cluster", len(groups), quotaGroups, raise},
	}
}

// Warnings are the problems of the budget, the most serious first.
func (b *Budget) Warnings() []planner.Warning {
	var all []planner.Warning
	for _, check := range []func(*ZoneBudget) (planner.Warning, bool){
		(*ZoneBudget).warnFull,
		(*ZoneBudget).warnFragments,
		(*ZoneBudget).warnControlPlane,
	} {
		for i := range b.Zones {
			if w, is := check(&b.Zones[i]); is {
				all = append(all, w)
			}
		}
	}
	for _, quota := range b.Quotas {
		if quota.Used > quota.Limit {
			all = append(all, planner.Warning{
				Code: "quota-exceeded",
				Text: fmt.Sprintf("%s: %d, above the default quota of %d", quota.Name, quota.Used, quota.Limit),
				Fix:  quota.Fix,
			})
		}
	}
	return all
}

func (z *ZoneBudget) place() string {
	if z.ForPods {
		return z.Zone + ", the pods' subnets"
	}
	return z.Zone
}

func (z *ZoneBudget) warnFull() (planner.Warning, bool) {
	w := planner.Warning{Code: "subnet-exhausted", Fix: "add a subnet to the zone, or lower the warm targets"}
	left, best := z.Left.Or(0), z.Best.Or(0)
	if left < 0 {
		w.Text = fmt.Sprintf("%s: %d addresses short", z.place(), -left)
	} else {
		w.Text = fmt.Sprintf("%s: %d whole /28 blocks short", z.place(), z.Prefixes+z.SurgePrefixes-best)
	}
	return w, z.RunsOut()
}

func (z *ZoneBudget) warnFragments() (planner.Warning, bool) {
	worst, known := z.Worst.Value()
	needed := z.Prefixes + z.SurgePrefixes
	return planner.Warning{
		Code: "prefixes-fragmented",
		Text: fmt.Sprintf("%s: %d prefixes need whole /28 blocks, and if the used addresses are scattered there may be only %d", z.place(), needed, worst),
		Fix:  "reserve part of the subnet for prefixes (aws ec2 create-subnet-cidr-reservation --reservation-type prefix)",
	}, known && needed > worst && !z.RunsOut()
}

func (z *ZoneBudget) warnControlPlane() (planner.Warning, bool) {
	left, known := z.Left.Value()
	needed := controlPlaneRecommended * len(z.Subnets)
	return planner.Warning{
		Code: "control-plane-addresses",
		Text: fmt.Sprintf("%s: %d addresses are left for the control plane, which needs %d in each of a cluster's subnets; AWS recommends %d", z.place(), left+z.ControlPlane, ControlPlaneAddresses, controlPlaneRecommended),
		Fix:  "give the control plane subnets of its own",
	}, known && !z.ForPods && left >= 0 && left+z.ControlPlane < needed
}
