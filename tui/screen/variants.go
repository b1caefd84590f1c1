package screen

import (
	"podfit/eni"
	"podfit/planner"
)

// Variant is the settings with one thing done otherwise, to be seen beside
// what was set.
type Variant uint8

// The variants.
const (
	AsSet Variant = iota
	WithoutSG
	WithSG // on every application pod
	OnDemand
	Spot
	SecondaryIP
	SecondaryIPWithSG
	CustomNetworking
	CustomNetworkingWithSG
	Prefixes
	PrefixesWithSG
	Variants
)

// Settings are nil where the variant does not exist: Auto Mode has no security
// groups for pods.
func (v Variant) Settings(of *planner.Settings) *planner.Settings {
	s := *of
	switch v {
	case WithoutSG:
		s.CNI.SecurityGroupsForPods = false
	case WithSG:
		return secured(s)
	case OnDemand, Spot:
		s.Capacity.OnDemandBase, s.Capacity.OnDemandPercent = 0, map[Variant]int{OnDemand: 100}[v]
	case SecondaryIP, CustomNetworking, Prefixes:
		s = v.mode(s)
	case SecondaryIPWithSG, CustomNetworkingWithSG, PrefixesWithSG:
		return secured((v - 1).mode(s))
	}
	return &s
}

func secured(s planner.Settings) *planner.Settings {
	if s.MaxPods.Policy == eni.PolicyAutoMode {
		return nil
	}
	s.CNI.SecurityGroupsForPods, s.SecurityGroupsPercent = true, 100
	return &s
}

// mode sets one of the CNI's modes, on IPv4, without security groups. Max pods
// stay as set, except that a node with Prefixes gets what a managed node group
// gives it: by the ENIs' rule it would have no use for them.
func (v Variant) mode(s planner.Settings) planner.Settings {
	s.CNI.Family, s.CNI.Mode = eni.IPv4, eni.SecondaryIP
	s.CNI.CustomNetworking = v == CustomNetworking
	s.CNI.SecurityGroupsForPods = false
	if v == Prefixes {
		s.CNI.Mode = eni.PrefixDelegation
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyManaged}
	}
	return s
}

// Contender is a type in all Variants; one that does not exist is nil.
type Contender [Variants]*planner.Option

// Name is the type's.
func (c *Contender) Name() string { return c[AsSet].Type.Name }

// Contenders are types by name, whether the table shows them or not. A name of
// no type is left out.
func (s *Session) Contenders(names []string) []Contender {
	var under [Variants]*planner.Settings
	for v := range Variants {
		under[v] = v.Settings(s.Settings)
	}
	var all []Contender
	for _, name := range names {
		o := s.Option(name)
		if o == nil {
			continue
		}
		var c Contender
		for v, set := range under {
			if set == nil {
				continue
			}
			other := planner.Evaluate(o.Type, o.Offering, set)
			c[v] = &other
		}
		all = append(all, c)
	}
	return all
}
