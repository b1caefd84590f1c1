package words

import (
	"fmt"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/subnet"
)

// Prefixes is how many prefixes are needed, of how many that are free where used
// addresses are scattered and where they are not; unknown without subnets.
func Prefixes(needed int, worst, best planner.Maybe[int]) string {
	free, known := best.Value()
	switch {
	case !known:
		return fmt.Sprint(needed)
	case worst == best:
		return fmt.Sprintf("%d of %d", needed, free)
	default:
		return fmt.Sprintf("%d of %d-%d", needed, worst.Or(0), free)
	}
}

// FullFirst names the zone that is full first, with room for an update.
func FullFirst(zone, what string, nodes, atFull, podsAtFull int) string {
	difference := fmt.Sprintf("%d more", atFull-nodes)
	if short := nodes - atFull; short > 0 {
		difference = fmt.Sprintf("%d fewer", short)
	}
	return fmt.Sprintf("%s (%s) is full first: at %s and %s there, %s than planned, with room for an update", zone, what, Counted(atFull, "node"), Counted(podsAtFull, "pod"), difference)
}

// WarmSaving is what the warm targets that draw the fewest addresses save.
func WarmSaving(targets string, addresses int, calls, now float64) string {
	return fmt.Sprintf("%s saves the most: %d addresses, at %.1f EC2 calls per 10 pods instead of %.1f", targets, addresses, calls, now)
}

// What the figures of a budget assume.
const (
	PrefixNote = "a prefix needs a whole free /28 block. LOW-HIGH is the number of free blocks: LOW if used addresses are scattered, HIGH if a subnet CIDR reservation keeps prefixes together. NODES-AT-FULL and SUBNET-FOR-… assume HIGH"
	ZoneNote   = "each zone is counted with the most nodes that its Auto Scaling groups may put there. One group updates at a time, which adds up to twice its number of zones in nodes, or its maxUnavailable"
)

// DrawnInAll is the sum beside the zones' figures.
func DrawnInAll(addresses int) string {
	return fmt.Sprintf("addresses drawn: %d in all. MOST-DRAWN is what a zone needs where it gets the most nodes", addresses)
}

// QuotaName says what a quota counts.
func QuotaName(q subnet.QuotaRow) string {
	switch q.Kind {
	case subnet.QuotaAddressUsage:
		return "network address usage of the VPC"
	case subnet.QuotaNetworkInterfaces:
		return "network interfaces of the region"
	case subnet.QuotaGroupNodes:
		return "nodes of a managed node group"
	case subnet.QuotaOnDemandVCPUs:
		return "vCPUs of on-demand " + q.Class + " instances"
	case subnet.QuotaSpotVCPUs:
		return "vCPUs of spot " + q.Class + " instances"
	default:
		return "managed node groups of the cluster"
	}
}

// WarmTargets is the targets as aws-node's variables.
func WarmTargets(w eni.WarmTargets, mode eni.Mode) string {
	var parts []string
	switch {
	case w.IP > 0 || w.MinimumIP > 0:
		for _, v := range []struct {
			name string
			n    int
		}{{"WARM_IP_TARGET", w.IP}, {"MINIMUM_IP_TARGET", w.MinimumIP}} {
			if v.n > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", v.name, v.n))
			}
		}
	case mode == eni.PrefixDelegation:
		parts = append(parts, fmt.Sprintf("WARM_PREFIX_TARGET %d", w.Prefix.Or(1)))
	default:
		parts = append(parts, fmt.Sprintf("WARM_ENI_TARGET %d", w.ENI.Or(1)))
	}
	return strings.Join(parts, ", ")
}
