package export

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
	"podfit/planner/report/words"
)

// part is a node group as the tools know it: nodes of one capacity type. A group of
// the plan that mixes both becomes two parts.
type part struct {
	*plan.NodeGroup
	name     string
	capacity planner.CapacityType
	// options are the planned type and, with spot, its alternatives.
	options []*density.Option
	// nodes is the number for the minimum replicas, most for the maximum.
	nodes, most int
	// mixed: the group has another part, of the other capacity type.
	mixed bool
	kinds []*planner.Workload
}

// maxTypes is how many instance types a group may have.
const maxTypes = density.ManagedGroupTypes

// parts are in the order of the plan, on-demand before spot.
func (r *Request) parts() []part {
	var parts []part
	for i := range r.Plan.Groups {
		g := &r.Plan.Groups[i]
		onDemand := mix(g).OnDemandNodes(g.MaxNodes)
		mixed := onDemand > 0 && onDemand < g.MaxNodes
		options, kinds := r.options(g), r.workloadsOn(g)
		if onDemand > 0 {
			parts = append(parts, part{g, partName(g, planner.OnDemand), planner.OnDemand, options, g.OnDemandNodes, onDemand, mixed, kinds})
		}
		if spot := g.MaxNodes - onDemand; spot > 0 {
			parts = append(parts, part{g, partName(g, planner.Spot), planner.Spot, options, g.Nodes - g.OnDemandNodes, spot, mixed, kinds})
		}
	}
	return parts
}

// mix is how the nodes of a group are bought.
func mix(g *plan.NodeGroup) *planner.Capacity {
	s := g.Option.Settings
	if g.Pool != nil {
		s = g.Pool.Settings(s)
	}
	return &s.Capacity
}

// partName is a DNS label: m5-xlarge-z1-spot, or pci-m5-xlarge-z1-spot in a pool.
func partName(g *plan.NodeGroup, capacity planner.CapacityType) string {
	name := typeLabel(g.Option)
	if g.Zone > 0 {
		name += fmt.Sprintf("-z%d", g.Zone)
	}
	if capacity == planner.Spot {
		name += "-spot"
	}
	return inPool(g.Pool, name)
}

// className names what all parts of a type in a pool share.
func className(g *plan.NodeGroup) string { return inPool(g.Pool, typeLabel(g.Option)) }

// maxLabel is the length of a DNS label, and of a label's value.
const maxLabel = 63

func inPool(pool *plan.Pool, name string) string {
	if pool == nil {
		return name
	}
	return shortened(pool.Name+"-"+name, maxLabel)
}

// shortened cuts a name that is too long; a hash of the whole keeps it unique.
func shortened(name string, most int) string {
	if len(name) <= most {
		return name
	}
	hash := fnv.New32a()
	hash.Write([]byte(name))
	end := fmt.Sprintf("-%08x", hash.Sum32())
	return strings.TrimRight(name[:most-len(end)], "-") + end
}

func typeLabel(o *density.Option) string { return strings.ReplaceAll(o.Type.Name, ".", "-") }

// samePool says that two groups are in the same pool, or that there are none.
func samePool(a, b *plan.NodeGroup) bool {
	return a.Pool == b.Pool || a.Pool != nil && b.Pool != nil && a.Pool.Name == b.Pool.Name
}

// options are the types of a group's parts: without spot, only the planned type.
// Of more alternatives than a node group may have, the cheapest on spot are taken.
func (r *Request) options(g *plan.NodeGroup) []*density.Option {
	options := []*density.Option{g.Option}
	if mix(g).OnDemandPercent == 100 {
		return options
	}
	for _, name := range g.Alternatives {
		o, known := r.option(g, name)
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

func (p *part) types() []string {
	names := make([]string, len(p.options))
	for i, o := range p.options {
		names[i] = o.Type.Name
	}
	return names
}

// typesWhy explains the alternatives.
func (p *part) typesWhy() string {
	if n := len(p.options) - 1; n > 0 {
		return fmt.Sprintf("%s is planned; %s of the same vCPUs and memory can hold the same pods", p.Option.Type.Name, words.Counted(n, "other type"))
	}
	return ""
}

// summary describes the nodes.
func (p *part) summary() string {
	s := fmt.Sprintf("%d × %s, %s", p.nodes, p.Option.Type.Name, p.capacity)
	if p.Zone > 0 {
		s += fmt.Sprintf(", zone %d", p.Zone)
	}
	if p.Pool != nil {
		s += ", pool " + p.Pool.Name
	}
	if p.LimitedBy != density.NoLimit {
		s += fmt.Sprintf(": limited by %s, %.0f%% in use", p.LimitedBy, p.UsedPercent)
	}
	return s
}

// nodesWhy explains the number of nodes.
func (p *part) nodesWhy() string {
	why := fmt.Sprintf("%s for the pods", words.Counted(p.Nodes-p.SpareNodes, "node"))
	if p.SpareNodes > 0 {
		why += fmt.Sprintf(" + %d spare", p.SpareNodes)
	}
	if p.mixed {
		c := mix(p.NodeGroup)
		why += fmt.Sprintf("; on-demand: %d, and %d%% of the rest, %d of %d", c.OnDemandBase, c.OnDemandPercent, p.OnDemandNodes, p.Nodes)
	}
	return why
}

// mostWhy explains the maximum number of nodes.
func (p *part) mostWhy() string {
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
