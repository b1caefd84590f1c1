package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// pool is a node group as the tools have it: nodes of one capacity type. A
// group of the plan that mixes two is two pools.
type pool struct {
	*plan.NodeGroup
	name     string
	capacity planner.CapacityType
	// options are the planned type and, where spot is bought, the alternatives.
	options []*density.Option
	// nodes are for the replicas asked for, and most for the most replicas.
	nodes, most int
	// mixed says that the group has a pool of the other capacity type, too.
	mixed bool
	kinds []*planner.Workload
}

// mostTypes is how many instance types an EKS managed node group takes.
const mostTypes = 20

// pools are those of the plan, in its order, on-demand before spot.
func (r *Request) pools() []pool {
	var pools []pool
	for i := range r.Plan.Groups {
		g := &r.Plan.Groups[i]
		onDemand := g.Option.Settings.Capacity.OnDemandNodes(g.MaxNodes)
		mixed := onDemand > 0 && onDemand < g.MaxNodes
		options, kinds := r.options(g), r.kindsOn(g)
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

// options are the types of a group's pools: of more than a node group takes,
// those of the lowest spot price. Where nothing is bought as spot, that is the
// planned type alone.
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
	if len(options) > mostTypes {
		slices.SortStableFunc(options[1:], func(a, b *density.Option) int { return cmp.Compare(spotPrice(a), spotPrice(b)) })
		options = options[:mostTypes]
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

// typesWhy says why the pool has the types that it has.
func (p *pool) typesWhy() string {
	if n := len(p.options) - 1; n > 0 {
		return fmt.Sprintf("%s is planned; %d more of its vCPUs and memory hold the same pods", p.Option.Type.Name, n)
	}
	return ""
}

// summary is what the plan says of the nodes.
func (p *pool) summary() string {
	s := fmt.Sprintf("%d × %s, %s", p.nodes, p.Option.Type.Name, p.capacity)
	if p.Zone > 0 {
		s += fmt.Sprintf(", zone %d", p.Zone)
	}
	if p.LimitedBy != density.NoLimit {
		s += fmt.Sprintf(": %s binds, %.0f%% in use", p.LimitedBy, p.UsedPercent)
	}
	return s
}

// nodesWhy says where the number of nodes comes from.
func (p *pool) nodesWhy() string {
	why := fmt.Sprintf("%s for the pods", counted(p.Nodes-p.SpareNodes, "node"))
	if p.SpareNodes > 0 {
		why += fmt.Sprintf(" + %d spare", p.SpareNodes)
	}
	if p.mixed {
		c := p.Option.Settings.Capacity
		why += fmt.Sprintf("; on-demand are %d and %d%% of those above, %d of %d", c.OnDemandBase, c.OnDemandPercent, p.OnDemandNodes, p.Nodes)
	}
	return why
}

// mostWhy says what the most nodes are for.
func (p *pool) mostWhy() string {
	why := "no workload scales"
	if p.MaxNodes > p.Nodes {
		why = "for the most replicas"
	}
	if p.mixed {
		why += fmt.Sprintf("; %d with both capacity types", p.MaxNodes)
	}
	return why
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// imageKind is which build of a node image a type takes.
type imageKind uint8

const (
	plainImage imageKind = iota
	nvidiaImage
	neuronImage
)

func image(t *planner.InstanceType) imageKind {
	switch {
	case strings.Contains(t.GPU, "NVIDIA"):
		return nvidiaImage
	case strings.Contains(t.Accelerator, "Trainium"), strings.Contains(t.Accelerator, "Inferentia"):
		return neuronImage
	}
	return plainImage
}
