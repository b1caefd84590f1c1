package share

import (
	"cmp"
	"math/bits"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// part is the pods of a workload on the nodes of a pool.
type part struct {
	workload        *planner.Workload // nil if no pod is placed
	pool            string
	pods            int
	requested, idle amounts
}

// amounts are integers, so that their sums do not depend on an order.
type amounts struct {
	month       int64 // in thousandths of planner.Money
	nodes       int64 // in the unit of node
	cpu, memory int64 // unused; as planner.Resources has them
}

const (
	exact = 1000              // of planner.Money
	node  = 1_000_000_000_000 // a node in amounts.nodes
)

func (a *amounts) add(b amounts) {
	a.month, a.nodes, a.cpu, a.memory = a.month+b.month, a.nodes+b.nodes, a.cpu+b.cpu, a.memory+b.memory
}

func (a *amounts) subtract(b amounts) {
	a.add(amounts{-b.month, -b.nodes, -b.cpu, -b.memory})
}

// portion is of ÷ all of the amounts, rounded down.
func (a amounts) portion(of, all int64) amounts {
	return amounts{mulDiv(a.month, of, all), mulDiv(a.nodes, of, all), mulDiv(a.cpu, of, all), mulDiv(a.memory, of, all)}
}

// mulDiv is a × b ÷ c without overflow, where b is at most c.
func mulDiv(a, b, c int64) int64 {
	if a < 0 {
		return -mulDiv(-a, b, c)
	}
	high, low := bits.Mul64(uint64(a), uint64(b))
	quotient, _ := bits.Div64(high, low, uint64(c))
	return int64(quotient)
}

// division is a plan being divided.
type division struct {
	workloads map[string]*planner.Workload
	parts     map[string]map[string]*part // by pool and workload
	priced    bool
}

// divide is the parts of a plan, by workload and pool. Their amounts sum to its own.
func divide(p *plan.Plan, w planner.Workloads) []*part {
	d := division{workloads: make(map[string]*planner.Workload, len(w)), parts: map[string]map[string]*part{}}
	for i := range w {
		d.workloads[w[i].Name] = &w[i]
	}
	month, priced := p.Month.Value()
	d.priced = priced
	total := amounts{month: int64(month) * exact}
	without := map[string]amounts{} // groups without pods, by pool
	left := amounts{month: total.month}
	for i := range p.Groups {
		g := &p.Groups[i]
		all := amountsOf(g)
		total.add(amounts{nodes: all.nodes, cpu: all.cpu, memory: all.memory})
		left.month -= all.month
		if !d.group(g, all) {
			rest := without[poolOf(g)]
			rest.add(all)
			without[poolOf(g)] = rest
		}
	}
	for pool, rest := range without {
		if !spread(rest, byName(d.parts[pool]), d.cost) {
			left.add(rest)
		}
	}
	var parts []*part
	for _, of := range d.parts {
		parts = append(parts, byName(of)...)
	}
	slices.SortFunc(parts, func(a, b *part) int { return cmp.Or(byNames(a, b), cmp.Compare(a.pool, b.pool)) })
	if !spread(left, parts, d.cost) {
		if total == (amounts{}) {
			return nil
		}
		return []*part{{pool: plan.DefaultPool, idle: total}}
	}
	settle(parts, total)
	return parts
}

// poolOf is a plan's one pool if it has none.
func poolOf(g *plan.NodeGroup) string { return cmp.Or(g.PoolName(), plan.DefaultPool) }

func amountsOf(g *plan.NodeGroup) amounts {
	return amounts{int64(g.Month.Or(0)) * exact, int64(g.Nodes) * node, int64(g.Unused.CPU), int64(g.Unused.Memory)}
}

// cost is by what a part takes of what no group alone has: the cost of what it requests or,
// without prices, the nodes.
func (d *division) cost(t *part) int64 {
	if d.priced {
		return t.requested.month
	}
	return t.requested.nodes
}

// group divides the nodes of a group among its pods; false if it has none.
func (d *division) group(g *plan.NodeGroup, all amounts) bool {
	taken, pods := map[*part]int64{}, map[*part]int64{} // nodes, and pods
	for i := range g.Patterns {
		d.pattern(g, &g.Patterns[i], taken, pods)
	}
	parts := make([]*part, 0, len(pods))
	left := all
	for t, nodes := range taken {
		own := amounts{month: all.month, nodes: all.nodes}.portion(nodes, all.nodes)
		t.requested.add(own)
		left.subtract(own)
		parts = append(parts, t)
	}
	return spread(left, parts, func(t *part) int64 {
		if left.nodes == all.nodes { // no pod requests anything
			return pods[t]
		}
		return taken[t]
	})
}

// pattern adds how much of the nodes of a pattern each part takes, and its pods.
func (d *division) pattern(g *plan.NodeGroup, on *plan.Pattern, taken, pods map[*part]int64) {
	larger, all := make([]int64, len(on.Pods)), int64(0)
	for i, k := range on.Pods {
		if w := d.workloads[k.Workload]; w != nil {
			larger[i] = largerShare(w.Request, g.Option)
			all += larger[i] * int64(k.Pods)
		}
	}
	for i, k := range on.Pods {
		w := d.workloads[k.Workload]
		if w == nil {
			continue
		}
		if all > node {
			larger[i] = mulDiv(node, larger[i], all)
		}
		t, of := d.part(w, poolOf(g)), int64(k.Pods)*int64(on.Nodes)
		t.pods += int(of)
		taken[t] += larger[i] * of
		pods[t] += of
	}
}

// largerShare is how much of a node a pod requests: the larger of its shares of CPU and
// memory, in the unit of node.
func largerShare(request planner.Resources, o *density.Option) (larger int64) {
	for _, of := range [][2]int64{{int64(request.CPU), int64(o.CPU.Free)}, {int64(request.Memory), int64(o.Memory.Free)}} {
		if requested, free := of[0], of[1]; free > 0 && requested > 0 {
			larger = max(larger, mulDiv(node, min(requested, free), free))
		}
	}
	return larger
}

func (d *division) part(k *planner.Workload, pool string) *part {
	of := d.parts[pool]
	if of == nil {
		of = map[string]*part{}
		d.parts[pool] = of
	}
	t := of[k.Name]
	if t == nil {
		t = &part{workload: k, pool: pool}
		of[k.Name] = t
	}
	return t
}

// spread adds to each part its portion of what nobody requests, by weight or, where nobody
// has any, by pods; false if there are no pods.
func spread(left amounts, among []*part, weight func(*part) int64) bool {
	sum := func(of func(*part) int64) (all int64) {
		for _, t := range among {
			all += of(t)
		}
		return all
	}
	all := sum(weight)
	if all == 0 {
		weight = func(t *part) int64 { return int64(t.pods) }
		if all = sum(weight); all == 0 {
			return false
		}
	}
	for _, t := range among {
		t.idle.add(left.portion(weight(t), all))
	}
	return true
}

// settle gives what rounding left, which is less than a cent, to the largest part.
func settle(parts []*part, total amounts) {
	largest := parts[0]
	for _, t := range parts {
		t.requested.month -= t.requested.month % exact
		t.idle.month -= t.idle.month % exact
		total.subtract(t.requested)
		total.subtract(t.idle)
		if t.requested.month > largest.requested.month {
			largest = t
		}
	}
	if largest.requested.month > 0 {
		largest.requested.month += total.month
		total.month = 0
	}
	largest.idle.add(total)
}

// line is the share of a part.
func (t *part) line(priced bool) Line {
	l := Line{
		Pods: t.pods, Nodes: float64(t.requested.nodes+t.idle.nodes) / node,
		Unused: planner.Resources{CPU: planner.Millis(t.idle.cpu), Memory: planner.Memory(t.idle.memory)},
	}
	if t.workload != nil {
		l.Requested.CPU = t.workload.Request.CPU * planner.Millis(t.pods)
		l.Requested.Memory = t.workload.Request.Memory * planner.Memory(t.pods)
	}
	if priced {
		l.RequestedMonth = planner.Known(planner.Money(t.requested.month / exact))
		l.IdleMonth = planner.Known(planner.Money(t.idle.month / exact))
	}
	return l
}

func byNames(a, b *part) int { return cmp.Compare(a.workload.Name, b.workload.Name) }

func byName(of map[string]*part) []*part {
	parts := make([]*part, 0, len(of))
	for _, t := range of {
		parts = append(parts, t)
	}
	slices.SortFunc(parts, byNames)
	return parts
}
