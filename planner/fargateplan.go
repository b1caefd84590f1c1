package planner

import (
	"cmp"
	"math"
	"slices"
)

// FargateChoice is which kinds of pods go to Fargate; those that cannot run
// there stay on nodes.
type FargateChoice struct {
	Policy FargatePolicy
	Kinds  []string // of FargateKinds
}

// FargatePolicy says how the kinds are chosen.
type FargatePolicy uint8

// The policies.
const (
	FargateNone    FargatePolicy = iota // it is compared, and nothing moves
	FargateAll                          // whatever can run there
	FargateCheaper                      // what makes the whole cheaper
	FargateKinds                        // by name
)

// Fargate is Fargate beside the best plan that has all pods on nodes.
type Fargate struct {
	Kinds []FargateKind // in the order of the workload, without those of no replicas
	// Month is what the kinds that moved cost.
	Month Maybe[Money]
	// NodesAlone is what the best plan costs in which nothing moved.
	NodesAlone Maybe[Money]
	// Addresses is how many the pods that moved draw from the VPC: one each.
	Addresses int
}

// FargateKind is one kind of pods on Fargate.
type FargateKind struct {
	Kind     *PodKind
	Reasons  []FargateReason // why it cannot run there; the rest is then unknown
	Size     FargateSize
	Hours    float64      // a month that each pod is billed for
	Month    Maybe[Money] // of all replicas
	PodMonth Maybe[Money]
	// NodesMonth is the share of the nodes' cost that falls to all replicas, in
	// the plan with all pods on nodes: what the groups cost, stranded parts
	// included, divided by what the requests of their pods are worth.
	NodesMonth Maybe[Money]
	// BreakEven is at how many hours a month a pod on Fargate costs as much as its
	// share of the nodes, which run all month. Above HoursPerMonth Fargate is
	// always the cheaper. Unknown where a price is, and of pods without requests.
	BreakEven Maybe[float64]
	Moved     bool
}

// Moved are the names of the kinds that go to Fargate.
func (f *Fargate) Moved() []string {
	var names []string
	for i := range f.Kinds {
		if f.Kinds[i].Moved {
			names = append(names, f.Kinds[i].Kind.Name)
		}
	}
	return names
}

// Pods are how many go to Fargate.
func (f *Fargate) Pods() (n int) {
	for i := range f.Kinds {
		if f.Kinds[i].Moved {
			n += f.Kinds[i].Kind.Replicas
		}
	}
	return n
}

// Total is what a plan costs with what moved to Fargate.
func (f *Fargate) Total(nodes Maybe[Money]) Maybe[Money] {
	month, known := f.Month.Value()
	rest, priced := nodes.Value()
	if !known || !priced {
		return Maybe[Money]{}
	}
	return Known(rest + month)
}

// SolveBeside finds the best plans for what does not go to Fargate, with Fargate
// beside them. A share of the nodes' cost is what a kind causes, not what goes
// with it: nodes are whole. So the kinds that are cheaper are planned without,
// and move where that is cheaper in all.
func (q *Question) SolveBeside(c FargateChoice, most int) Answer {
	base := q.Solve(most)
	f := q.beside(&base)
	switch c.Policy {
	case FargateNone:
		f.sum()
		base.Fargate = f
		return base
	case FargateCheaper:
		return q.moveCheaper(base, f, most)
	}
	for i := range f.Kinds {
		k := &f.Kinds[i]
		k.Moved = len(k.Reasons) == 0 && (c.Policy == FargateAll || slices.Contains(c.Kinds, k.Kind.Name))
	}
	return q.without(f, most)
}

// beside compares every kind with its share of the best plan's nodes.
func (q *Question) beside(base *Answer) *Fargate {
	f := &Fargate{}
	shares := map[string]float64{}
	if len(base.Plans) > 0 {
		f.NodesAlone = base.Plans[0].Month
		shares = base.Plans[0].shares(q.Workload)
	}
	for i := range q.Workload {
		if k := &q.Workload[i]; k.Replicas > 0 {
			f.Kinds = append(f.Kinds, q.FargatePrices.kind(k, shares[k.Name]))
		}
	}
	return f
}

// kind is one kind with its share of the nodes' cost a month; NaN and 0 are unknown.
func (p FargatePrices) kind(k *PodKind, share float64) FargateKind {
	f := FargateKind{Kind: k, Reasons: k.FargateReasons(), Hours: k.hours()}
	if share > 0 {
		f.NodesMonth = Known(Money(math.Round(share)))
	}
	if len(f.Reasons) > 0 {
		return f
	}
	f.Size, _ = FargateSizeOf(k.Request)
	hour, known := p.hour(f.Size)
	if !known {
		return f
	}
	f.PodMonth = Known(Money(math.Round(hour * f.Hours)))
	f.Month = Known(Money(math.Round(hour * f.Hours * float64(k.Replicas))))
	if share > 0 && hour > 0 {
		f.BreakEven = Known(share / float64(k.Replicas) / hour)
	}
	return f
}

// shares divide what the nodes of each type cost among the kinds on them, spare
// nodes included, by what they request as Fargate prices it. NaN and 0 are
// unknown.
func (p *Plan) shares(w Workload) map[string]float64 {
	worths := map[string]float64{} // of a pod
	for i := range w {
		worths[w[i].Name] = worth(w[i].Request.CPU, w[i].Request.Memory)
	}
	months, all := map[*Option]float64{}, map[*Option]float64{}
	p.eachKind(func(g *NodeGroup, kind string, pods int) { all[g.Option] += worths[kind] * float64(pods) })
	for i := range p.Groups {
		g := &p.Groups[i]
		month, known := g.Month.Value()
		if !known {
			months[g.Option] = math.NaN()
		}
		months[g.Option] += float64(month)
	}
	shares := map[string]float64{}
	p.eachKind(func(g *NodeGroup, kind string, pods int) {
		shares[kind] += months[g.Option] * worths[kind] * float64(pods) / all[g.Option]
	})
	return shares
}

func (p *Plan) eachKind(do func(g *NodeGroup, kind string, pods int)) {
	for i := range p.Groups {
		g := &p.Groups[i]
		for _, nodes := range g.Patterns {
			for _, k := range nodes.Pods {
				do(g, k.Kind, k.Pods*nodes.Nodes)
			}
		}
	}
}

// fargateTries is how many sets of kinds are planned without.
const fargateTries = 4

// moveCheaper moves those of the kinds that cost less than their share, the most
// saving ones first, with which the whole is the cheapest.
func (q *Question) moveCheaper(base Answer, f *Fargate, most int) Answer {
	var cheaper []int
	for i := range f.Kinds {
		if f.Kinds[i].saving() > 0 {
			cheaper = append(cheaper, i)
		}
	}
	slices.SortStableFunc(cheaper, func(a, b int) int { return cmp.Compare(f.Kinds[b].saving(), f.Kinds[a].saving()) })
	f.sum()
	best := base
	best.Fargate = f
	tried := 0
	for i := range fargateTries {
		n := ceilDiv(len(cheaper)*(i+1), fargateTries)
		if n == tried || i > 0 && q.Stop != nil && q.Stop() {
			continue
		}
		tried = n
		with := *f
		with.Kinds = slices.Clone(f.Kinds)
		for _, k := range cheaper[:n] {
			with.Kinds[k].Moved = true
		}
		if a := q.without(&with, most); a.total() < best.total() {
			best = a
		}
	}
	return best
}

// saving is what the kind costs less on Fargate than its share of the nodes.
func (k *FargateKind) saving() Money {
	nodes, known := k.NodesMonth.Value()
	month, priced := k.Month.Value()
	if !known || !priced {
		return 0
	}
	return nodes - month
}

// total is what the best plan costs with what moved; what is unknown is never
// the cheaper.
func (a *Answer) total() Money {
	if len(a.Plans) == 0 {
		return math.MaxInt64
	}
	return a.Fargate.Total(a.Plans[0].Month).Or(math.MaxInt64)
}

// without plans for the kinds that stay on nodes. Where none does, the plan is
// the cluster's own cost, without a node group.
func (q *Question) without(f *Fargate, most int) Answer {
	f.sum()
	rest := *q
	rest.Workload = slices.DeleteFunc(slices.Clone(q.Workload), func(k PodKind) bool {
		return k.Replicas == 0 || slices.Contains(f.Moved(), k.Name)
	})
	a := Answer{Plans: []Plan{{Month: Known(q.Settings.Capacity.ClusterAdder)}}}
	if len(rest.Workload) > 0 {
		a = rest.Solve(most)
	}
	a.Fargate = f
	return a
}

// sum adds up what moved.
func (f *Fargate) sum() {
	total, known := Money(0), true
	f.Addresses = 0
	for i := range f.Kinds {
		k := &f.Kinds[i]
		if !k.Moved {
			continue
		}
		month, priced := k.Month.Value()
		total, known = total+month, known && priced
		f.Addresses += k.Kind.Replicas
	}
	f.Month = Maybe[Money]{}
	if known {
		f.Month = Known(total)
	}
}
