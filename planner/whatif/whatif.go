// Package whatif has what can be done otherwise about a plan ([Lines]), each as a change of
// what is asked ([Line.Over]), and finds the plans of all so that they share their nodes
// ([Solve]).
package whatif

import (
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/settings"
)

// Line is one thing done otherwise.
type Line uint8

// The lines, in the order in which they are shown.
const (
	AsSet Line = iota
	WithoutSG
	WithSG // on every application pod
	SecondaryIPs
	Prefixes
	CustomNetworking
	IPv6
	Arm64
	Bottlerocket
	AllSpot
	NoSpread
	MostAllocated
	WithoutHeadroom
	SizeUp
	SizeDown
	OtherRequests // those that are not planned with, if what pods use is known

	all int = iota
)

// Case is what a plan is asked for, beside the types that it chooses from.
type Case struct {
	Settings planner.Settings
	Workload planner.Workloads
	Terms    plan.Terms
	// Arm64 adds the types of that architecture to choose from.
	Arm64 bool
	// Types are the only ones to choose from, if there are some.
	Types []string
}

// Known is what a line may depend on beside the case.
type Known struct {
	// Best is the best plan of the case as it is set; nil if there is none.
	Best *plan.Plan
	// Types are all that a region has.
	Types []planner.InstanceType
}

// Effect is what the change of a line comes to.
type Effect uint8

// The effects.
const (
	Changes Effect = iota
	Same           // the case is so already
	Absent         // there is no such thing for the case
)

func unless(is bool, effect Effect) Effect {
	if is {
		return effect
	}
	return Changes
}

// lines say what each does. To add a line, add its constant and its row, and what it needs to
// planner/report/words.
var lines = [all]struct {
	name   string
	change func(*Case, Known) Effect
}{
	AsSet:            {"as set", nil},
	WithoutSG:        {settings.WithoutSG.String(), variant(settings.WithoutSG)},
	WithSG:           {settings.WithSG.String(), variant(settings.WithSG)},
	SecondaryIPs:     {settings.SecondaryIPs.String(), variant(settings.SecondaryIPs)},
	Prefixes:         {settings.Prefixes.String(), variant(settings.Prefixes)},
	CustomNetworking: {settings.CustomNetworking.String(), variant(settings.CustomNetworking)},
	IPv6: {"IPv6", func(c *Case, _ Known) Effect {
		if c.Settings.Windows() {
			return Absent
		}
		effect := unless(c.Settings.CNI.Family == eni.IPv6, Same)
		c.Settings.CNI.Family, c.Settings.CNI.CustomNetworking = eni.IPv6, false
		return effect
	}},
	Arm64: {"arm64", func(c *Case, _ Known) Effect {
		c.Arm64 = true
		return unless(c.Settings.Windows() || len(c.Terms.Pools) > 0 && !slices.ContainsFunc(c.Terms.Pools, func(p plan.Pool) bool { return p.ChoosesOpenly() }), Absent)
	}},
	Bottlerocket: {"Bottlerocket", func(c *Case, _ Known) Effect {
		if c.Settings.Windows() {
			return Absent
		}
		effect := unless(c.Settings.Bottlerocket(), Same)
		c.Settings.AMI = planner.Bottlerocket
		return effect
	}},
	AllSpot: {"all spot", func(c *Case, k Known) Effect {
		mixed := slices.ContainsFunc(c.Terms.Pools, func(p plan.Pool) bool { return p.Mix.Known() })
		c.Terms.Pools = slices.Clone(c.Terms.Pools)
		for i := range c.Terms.Pools {
			c.Terms.Pools[i].Mix = planner.Maybe[plan.Mix]{}
		}
		if effect := variant(settings.Spot)(c, k); !mixed {
			return effect
		}
		return Changes
	}},
	NoSpread: {"no topology spread", noSpread},
	MostAllocated: {"scheduler most-allocated", func(c *Case, _ Known) Effect {
		effect := unless(c.Terms.Scheduler == plan.MostAllocated, Same)
		c.Terms.Scheduler = plan.MostAllocated
		return effect
	}},
	WithoutHeadroom: {"without headroom", withoutHeadroom},
	SizeUp:          {"one size up", func(c *Case, k Known) Effect { return sized(c, k, true) }},
	SizeDown:        {"one size down", func(c *Case, k Known) Effect { return sized(c, k, false) }},
	OtherRequests: {"other requests", func(c *Case, k Known) Effect {
		if !c.Workload.UsageKnown() {
			return Absent
		}
		return variant(settings.OtherRequests(&c.Settings))(c, k)
	}},
}

// All are the lines, the case as it is set first.
func All() (every []Line) {
	for i := range all {
		every = append(every, Line(i))
	}
	return every
}

// Name is what the line does to a case.
func (l Line) Name(c *Case) string {
	if l == OtherRequests {
		return settings.OtherRequests(&c.Settings).String()
	}
	return lines[l].name
}

// Relaxes says that a line only gives up a constraint of the case.
func (l Line) Relaxes() bool {
	return l == WithoutSG || l == Arm64 || l == NoSpread || l == WithoutHeadroom
}

// Over is the case with the line's change.
func (l Line) Over(c Case, k Known) (Case, Effect) {
	if lines[l].change == nil {
		return c, Same
	}
	effect := lines[l].change(&c, k)
	return c, effect
}

func variant(v settings.Variant) func(*Case, Known) Effect {
	return func(c *Case, _ Known) Effect {
		if c.Settings.Windows() && v == settings.WithSG {
			return Absent
		}
		before := *c
		c.Settings = v.Over(c.Settings)
		c.Workload = v.Workloads(c.Workload, &c.Settings)
		return unless(sameVaried(&before.Settings, &c.Settings) && slices.EqualFunc(before.Workload, c.Workload, sameSecurityGroups), Same)
	}
}

// sameVaried reports whether settings are the same in all that variants change.
func sameVaried(a, b *planner.Settings) bool {
	return a.CNI == b.CNI && a.MaxPods == b.MaxPods && a.Capacity == b.Capacity && a.Requests == b.Requests
}

func sameSecurityGroups(a, b planner.Workload) bool { return a.SecurityGroups == b.SecurityGroups }

// noSpread drops the spreads that the scheduler requires.
func noSpread(c *Case, _ Known) Effect {
	c.Workload = slices.Clone(c.Workload)
	some := false
	for i := range c.Workload {
		k := &c.Workload[i]
		soft := slices.DeleteFunc(slices.Clone(k.Spreads), func(s planner.Spread) bool { return !s.Anyway })
		some = some || Spreads(k)
		k.ZoneSkew, k.HostSkew, k.Spreads = 0, 0, soft
	}
	return unless(!some, Same)
}

// Spreads reports whether the scheduler requires a topology spread of a workload.
func Spreads(k *planner.Workload) bool {
	return k.ZoneSkew > 0 || k.HostSkew > 0 || slices.ContainsFunc(k.Spreads, func(s planner.Spread) bool { return !s.Anyway })
}

func withoutHeadroom(c *Case, _ Known) Effect {
	some := c.Terms.Headroom > 0
	c.Terms.Headroom, c.Terms.Pools = 0, slices.Clone(c.Terms.Pools)
	for i := range c.Terms.Pools {
		p := &c.Terms.Pools[i]
		some = some || p.Headroom.Or(0) > 0
		p.Headroom = planner.Maybe[plan.Percent]{}
	}
	return unless(!some, Same)
}

// sized has the types of the best plan one size larger or smaller to choose from; those of
// which there is none stay out.
func sized(c *Case, k Known, up bool) Effect {
	if k.Best == nil || len(c.Terms.Pools) > 0 {
		return Absent
	}
	c.Types = nil
	for i := range k.Best.Groups {
		if name := nextSize(k.Best.Groups[i].Option.Type, k.Types, up); name != "" && !slices.Contains(c.Types, name) {
			c.Types = append(c.Types, name)
		}
	}
	return unless(len(c.Types) == 0, Absent)
}

// nextSize is the next larger or smaller type of a family; empty if there is none.
func nextSize(of *planner.InstanceType, types []planner.InstanceType, up bool) (name string) {
	best := 0
	for i := range types {
		t := &types[i]
		if t.Family() != of.Family() || t.BareMetal || !t.Node() {
			continue
		}
		better := t.VCPUs > of.VCPUs && (best == 0 || t.VCPUs < best)
		if !up {
			better = t.VCPUs < of.VCPUs && t.VCPUs > best
		}
		if better {
			best, name = t.VCPUs, t.Name
		}
	}
	return name
}
