package report

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/report/table"
	"podfit/planner/report/words"
	"podfit/planner/subnet"
)

// Subnets is the report of subnets: a budget of addresses.
type Subnets struct {
	Report
	Item answer.SubnetBudget

	first *answer.SubnetZone // the one that runs out first
}

// NewSubnets is the report of a budget.
func NewSubnets(q answer.Query, asked *subnet.Question, b *subnet.Budget, options []density.Option) Subnets {
	s := Subnets{Item: answer.NewSubnetBudget(asked, b)}
	for i := range b.Zones {
		if &b.Zones[i] == b.FirstToRunOut() {
			s.first = &s.Item.Zones[i]
		}
	}
	a := answer.New("SubnetBudget", q, options, []answer.SubnetBudget{s.Item})
	var defaults []*planner.Source
	for _, q := range b.Quotas {
		if !q.Known && !slices.Contains(defaults, q.Source) {
			defaults = append(defaults, q.Source)
			a.AddSource(q.Source)
		}
	}
	a.AddWarnings(b.Warnings()...)
	s.Report = Report{Answer: a, text: func(bool) []part { return append(s.grids(), lines(s.Lines()...)) }, markdown: s.grids, csv: s.zones, names: s.fullZones}
	return s
}

// Tables are zones, nodes, quotas and warm targets.
func (s *Subnets) Tables() []table.Grid {
	all := []table.Grid{s.zones(), s.nodes(), s.quotas()}
	if len(s.Item.Warm) > 0 {
		all = append(all, s.warm())
	}
	return all
}

func (s *Subnets) grids() (parts []part) {
	for _, g := range s.Tables() {
		parts = append(parts, grid(g))
	}
	return parts
}

// fullZones are the zones that run out.
func (s *Subnets) fullZones() (names []string) {
	for _, z := range s.Item.Zones {
		if z.RunsOut {
			names = append(names, z.Zone)
		}
	}
	return names
}

func (s *Subnets) zones() table.Grid {
	g := table.New([]string{
		"ZONE", "FOR", "SUBNETS", "FREE", "NODES", "MOST-DRAWN", "FARGATE", "EKS", "UPDATE", "LEFT", "PREFIXES", "NODES-AT-FULL", "PODS-AT-FULL",
		"SUBNET-FOR-" + words.Plain(s.Item.Growth) + "X",
	}, "ZONE", "FOR", "SUBNETS")
	for i := range s.Item.Zones {
		z := &s.Item.Zones[i]
		g.Add(z.Zone, z.For, words.OrDash(strings.Join(z.Subnets, " ")), cell(z.Free), fmt.Sprint(z.Nodes), fmt.Sprint(z.Drawn), fmt.Sprint(z.Fargate),
			fmt.Sprint(z.Control), fmt.Sprint(z.Surge), cell(z.Left), words.Prefixes(z.Prefixes, z.PrefixesWorst, z.PrefixesFree), cell(z.NodesAtFull), cell(z.PodsAtFull), cell(z.Recommended))
	}
	return g
}

func (s *Subnets) nodes() table.Grid {
	g := table.New([]string{"NODE", "NODES", "PODS", "ENIS", "IPS", "PREFIXES", "BRANCH-ENIS", "NODE-SUBNET", "POD-SUBNET"}, "NODE")
	for _, n := range s.Item.Nodes {
		g.Add(append([]string{n.InstanceType}, numbers(n.Nodes, n.Pods, n.ENIs, n.IPs, n.Prefixes, n.BranchENIs, n.NodeSubnet, n.PodSubnet)...)...)
	}
	return g
}

func (s *Subnets) quotas() table.Grid {
	g := table.New([]string{"QUOTA", "USED", "LIMIT"}, "QUOTA")
	for _, q := range s.Item.Quotas {
		g.Add(append([]string{q.Name}, numbers(q.Used, q.Limit)...)...)
	}
	return g
}

func (s *Subnets) warm() table.Grid {
	g := table.New([]string{"WARM-TARGETS", "ADDRESSES", "ENIS", "EC2-CALLS/10-PODS", "WITHOUT-ADDRESS", ""}, "WARM-TARGETS", "")
	for _, w := range s.Item.Warm {
		note := ""
		if w.AsSet {
			note = "as set"
		}
		g.Add(w.Targets, fmt.Sprint(w.Addresses), fmt.Sprint(w.ENIs), fmt.Sprintf("%.1f", w.Calls), fmt.Sprint(w.Without), note)
	}
	return g
}

func numbers(values ...int) []string {
	cells := make([]string, len(values))
	for i, n := range values {
		cells[i] = fmt.Sprint(n)
	}
	return cells
}

// Lines say which zone is full first, and what the figures assume.
func (s *Subnets) Lines() (all []string) {
	if z := s.first; z != nil {
		all = append(all, words.FullFirst(z.Zone, z.For, z.Nodes, z.NodesAtFull.Or(0), z.PodsAtFull.Or(0)))
	}
	if len(s.Item.Warm) > 0 {
		least, set := s.Item.Warm[0], s.Item.Warm[slices.IndexFunc(s.Item.Warm, func(w answer.SubnetWarm) bool { return w.AsSet })]
		if least.Addresses < set.Addresses {
			all = append(all, words.WarmSaving(least.Targets, set.Addresses-least.Addresses, least.Calls, set.Calls))
		}
	}
	if slices.ContainsFunc(s.Item.Zones, func(z answer.SubnetZone) bool { return z.Prefixes > 0 }) {
		all = append(all, words.PrefixNote)
	}
	return append(all, words.DrawnInAll(s.Item.Addresses), words.ZoneNote)
}
