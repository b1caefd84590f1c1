package tui

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
)

// variant is the settings with one thing done otherwise, to be seen beside
// what was set.
type variant uint8

const (
	asSet variant = iota
	withoutSG
	withSG // on every application pod
	onDemand
	spot
	secondaryIP
	secondaryIPWithSG
	customNetworking
	customNetworkingWithSG
	prefixes
	prefixesWithSG
	variants
)

// settings are nil where the variant does not exist: Auto Mode has no security
// groups for pods.
func (v variant) settings(of *planner.Settings) *planner.Settings {
	s := *of
	switch v {
	case withoutSG:
		s.CNI.SecurityGroupsForPods = false
	case withSG:
		return secured(s)
	case onDemand, spot:
		s.Capacity.OnDemandBase, s.Capacity.OnDemandPercent = 0, map[variant]int{onDemand: 100}[v]
	case secondaryIP, customNetworking, prefixes:
		s = v.mode(s)
	case secondaryIPWithSG, customNetworkingWithSG, prefixesWithSG:
		return secured((v - 1).mode(s))
	}
	return &s
}

func secured(s planner.Settings) *planner.Settings {
	if s.MaxPods.Policy.AutoMode() {
		return nil
	}
	s.CNI.SecurityGroupsForPods, s.SecurityGroupsPercent = true, 100
	return &s
}

// mode sets one of the CNI's modes, on IPv4, without security groups. Max pods
// stay as set, except that a node with prefixes gets what a managed node group
// gives it: by the ENIs' rule it would have no use for them.
func (v variant) mode(s planner.Settings) planner.Settings {
	s.CNI.Family, s.CNI.Mode = eni.IPv4, eni.SecondaryIP
	s.CNI.CustomNetworking = v == customNetworking
	s.CNI.SecurityGroupsForPods = false
	if v == prefixes {
		s.CNI.Mode = eni.PrefixDelegation
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyManaged}
	}
	return s
}

// contender is a type in all variants; one that does not exist is nil.
type contender [variants]*density.Option

func (c *contender) name() string { return c[asSet].Type.Name }

// contenders are types by name, whether the table shows them or not. A name of
// no type is left out.
func (m *Model) contenders(names []string) []contender {
	var settings [variants]*planner.Settings
	for v := range variants {
		settings[v] = v.settings(m.settings)
	}
	var all []contender
	for _, name := range names {
		o := m.option(name)
		if o == nil {
			continue
		}
		var c contender
		for v, s := range settings {
			if s == nil {
				continue
			}
			other := density.Evaluate(o.Type, o.Offering, s)
			c[v] = &other
		}
		all = append(all, c)
	}
	return all
}

// judged is what dominates types, by name: among those in the table, which the
// ones that it does not show join for the occasion.
func (m *Model) judged(names []string) map[string]string {
	by := map[string]string{}
	for i := range m.types.ranked {
		by[m.types.ranked[i].Type.Name] = m.types.ranked[i].DominatedBy
	}
	joined := m.types.ranked
	for _, name := range names {
		if _, shown := by[name]; !shown && m.option(name) != nil {
			joined = append(joined[:len(joined):len(joined)], *m.option(name))
		}
	}
	if len(joined) == len(m.types.ranked) {
		return by
	}
	query.Compare(joined, m.types.by)
	for i := range joined {
		if _, shown := by[joined[i].Type.Name]; !shown {
			by[joined[i].Type.Name] = joined[i].DominatedBy
		}
	}
	return by
}
