package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/words"
)

// pool is a node group as the tools know it: nodes of one capacity type. A group of
// the plan that mixes both becomes two pools.
type pool struct {
	*plan.NodeGroup
	name     string
	capacity planner.CapacityType
	// options are the planned type and, with spot, its alternatives.
	options []*density.Option
	// nodes is the number for the minimum replicas, most for the maximum.
	nodes, most int
	// mixed: the group has another pool, of the other capacity type.
	mixed bool
	kinds []*planner.Workload
}

// maxTypes is how many instance types a group may have.
const maxTypes = density.ManagedGroupTypes

// pools are in the order of the plan, on-demand before spot.
func (r *Request) pools() []pool {
	var pools []pool
	for i := range r.Plan.Groups {
		g := &r.Plan.Groups[i]
		onDemand := g.Option.Settings.Capacity.OnDemandNodes(g.MaxNodes)
		mixed := onDemand > 0 && onDemand < g.MaxNodes
		options, kinds := r.options(g), r.workloadsOn(g)
		if onDemand > 0 {
			pools = append(pools, pool{g, poolName(g, planner.OnDemand), planner.OnDemand, options, g.OnDemandNodes, onDemand, mixed, kinds})
		}
		if spot := g.MaxNodes - onDemand; spot > 0 {
			pools = append(pools, pool{g, poolName(g, planner.Spot), planner.Spot, options, g.Nodes - g.OnDemandNodes, spot, mixed, kinds})
		}
	}
	return pools
}

// poolName is a DNS label: m5-xlarge-z1-spot.
func poolName(g *plan.NodeGroup, capacity planner.CapacityType) string {
	name := typeLabel(g.Option)
	if g.Zone > 0 {
		name += fmt.Sprintf("-z%d", g.Zone)
	}
	if capacity == planner.Spot {
		name += "-spot"
	}
	return name
}

func typeLabel(o *density.Option) string { return strings.ReplaceAll(o.Type.Name, ".", "-") }

// options are the types of a group's pools: without spot, only the planned type.
// Of more alternatives than a node group may have, the cheapest on spot are taken.
func (r *Request) options(g *plan.NodeGroup) []*density.Option {
	options := []*density.Option{g.Option}
	if g.Option.Settings.Capacity.OnDemandPercent == 100 {
		return options
	}
	for _, name := range g.Alternatives {
		o, known := r.option(name)
		if known && o.Type.Spot && image(o.Type) == image(g.Option.Type) {
			options = append(options, o)
		}
	}
	if len(options) > maxTypes {
		slices.SortStableFunc(options[1:], func(a, b *density.Option) int { return cmp.Compare(spotPrice(a), spotPrice(b)) })
		options = options[:maxTypes]
	}
	slices.SortFunc(options[1:], func(a, b *density.Option) int { return planner.CompareNames(a.Type.Name, b.Type.Name) })
	return options
}

func spotPrice(o *density.Option) planner.Money { return o.Cost.SpotMonth.Or(1 << 62) }

func (p *pool) types() []string {
	names := make([]string, len(p.options))
	for i, o := range p.options {
		names[i] = o.Type.Name
	}
	return names
}

// typesWhy explains the alternatives.
func (p *pool) typesWhy() string {
	if n := len(p.options) - 1; n > 0 {
		return fmt.Sprintf("%s is planned; %s of the same vCPUs and memory can hold the same pods", p.Option.Type.Name, words.Counted(n, "other type"))
	}
	return ""
}

// summary describes the nodes.
func (p *pool) summary() string {
	s := fmt.Sprintf("%d × %s, %s", p.nodes, p.Option.Type.Name, p.capacity)
	if p.Zone > 0 {
		s += fmt.Sprintf(", zone %d", p.Zone)
	}
	if p.LimitedBy != density.NoLimit {
		s += fmt.Sprintf(": limited by %s, %.0f%% in use", p.LimitedBy, p.UsedPercent)
	}
	return s
}

// nodesWhy explains the number of nodes.
func (p *pool) nodesWhy() string {
	why := fmt.Sprintf("%s for the pods", words.Counted(p.Nodes-p.SpareNodes, "node"))
	if p.SpareNodes > 0 {
		why += fmt.Sprintf(" + %d spare", p.SpareNodes)
	}
	if p.mixed {
		c := p.Option.Settings.Capacity
		why += fmt.Sprintf("; on-demand: %d, and %d%% of the rest, %d of %d", c.OnDemandBase, c.OnDemandPercent, p.OnDemandNodes, p.Nodes)
	}
	return why
}

// mostWhy explains the maximum number of nodes.
func (p *pool) mostWhy() string {
	why := "no workload scales"
	if p.MaxNodes > p.Nodes {
		why = "sized for maxReplicas"
	}
	if p.mixed {
		why += fmt.Sprintf("; the on-demand and spot groups together may reach %d", p.MaxNodes)
	}
	return why
}

// imageKind is the variant of a node image.
type imageKind uint8

const (
	plainImage imageKind = iota
	nvidiaImage
	neuronImage
)

func image(t *planner.InstanceType) imageKind {
	switch {
	case t.GPUMaker == "NVIDIA":
		return nvidiaImage
	case strings.Contains(t.Accelerator, "Trainium"), strings.Contains(t.Accelerator, "Inferentia"):
		return neuronImage
	}
	return plainImage
}
