package settings

import (
	"strconv"

	"podfit/planner"
)

// addressSettings are the CNI's warm targets, which decide what a node draws
// from its subnets, and not how many pods fit.
func addressSettings() Table {
	return Table{
		warmTarget("warm-eni-target", "Warm ENIs", "the CNI's WARM_ENI_TARGET: spare ENIs of each node, without prefixes", mostENIs,
			func(s *planner.Settings) *planner.Maybe[int] { return &s.Warm.ENI }),
		count("warm-ip-target", "Warm IPs", Addresses, "the CNI's WARM_IP_TARGET: spare addresses of each node, in the place of ENIs and prefixes; 0 sets none", 0, mostMaxPods,
			func(s *planner.Settings) *int { return &s.Warm.IP }),
		count("minimum-ip-target", "Minimum IPs", Addresses, "the CNI's MINIMUM_IP_TARGET: addresses of each node from the start; 0 sets none", 0, mostMaxPods,
			func(s *planner.Settings) *int { return &s.Warm.MinimumIP }),
		warmTarget("warm-prefix-target", "Warm /28s", "the CNI's WARM_PREFIX_TARGET: spare prefixes of each node", mostENIs,
			func(s *planner.Settings) *planner.Maybe[int] { return &s.Warm.Prefix }),
	}
}

// warmTarget is 1 where nobody sets it, and 1 is as if nobody did.
func warmTarget(name, title, usage string, most int, at func(*planner.Settings) *planner.Maybe[int]) Setting {
	return Setting{
		Name: name, Title: title, Group: Addresses, Kind: Number, Usage: usage, Value: "N",
		text: func(s *planner.Settings) []string { return []string{strconv.Itoa(at(s).Or(1))} },
		set: func(s *planner.Settings, v []string) error {
			n, err := parseCount(v[0], 0, most)
			if err != nil {
				return err
			}
			*at(s) = planner.Maybe[int]{}
			if n != 1 {
				*at(s) = planner.Known(n)
			}
			return nil
		},
	}
}
