// Package fargate compares Fargate with node groups: what each workload would be
// billed for there, from how many hours a month nodes are cheaper, and the plans
// for what stays on nodes ([Solve]).
package fargate

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// FargateChoice is which kinds of pods go to Fargate; those that cannot run
// there stay on nodes.
type Choice struct {
	Policy    Policy
	Workloads []string // of FargateKinds
}

// FargatePolicy says how the kinds are chosen.
type Policy uint8

// The policies.
const (
	None    Policy = iota // it is compared, and nothing moves
	All                   // whatever can run there
	Cheaper               // what makes the whole cheaper
	Named                 // by name
)

// Fargate is Fargate beside the best plan that has all pods on nodes.
type Comparison struct {
	Prices    Prices
	Workloads []Workload // in the order of the workload, without those of no replicas
	// Month is what the kinds that moved cost.
	Month planner.Maybe[planner.Money]
	// NodesAlone is what the best plan costs in which nothing moved.
	NodesAlone planner.Maybe[planner.Money]
	// Addresses is how many the pods that moved draw from the VPC: one each.
	Addresses int
}

// FargateKind is one kind of pods on Fargate.
type Workload struct {
	Workload *planner.Workload
	Reasons  []Reason // why it cannot run there; the rest is then unknown
	Size     Size
	Hours    float64                      // a month that each pod is billed for
	Month    planner.Maybe[planner.Money] // of all replicas
	PodMonth planner.Maybe[planner.Money]
	// NodesMonth is the share of the nodes' cost that falls to all replicas, in
	// the plan with all pods on nodes: what the groups cost, stranded parts
	// included, divided by what the requests of their pods are worth.
	NodesMonth planner.Maybe[planner.Money]
	// BreakEven is at how many hours a month a pod on Fargate costs as much as its
	// share of the nodes, which run all month. Above HoursPerMonth Fargate is
	// always the cheaper. Unknown where a price is, and of pods without requests.
	BreakEven planner.Maybe[float64]
	Moved     bool
}

// Moved are the names of the kinds that go to Fargate.
func (f *Comparison) Moved() []string {
	var names []string
	for i := range f.Workloads {
		if f.Workloads[i].Moved {
			names = append(names, f.Workloads[i].Workload.Name)
		}
	}
	return names
}

// Pods are how many go to Fargate.
func (f *Comparison) Pods() (n int) {
	for i := range f.Workloads {
		if f.Workloads[i].Moved {
			n += f.Workloads[i].Workload.Replicas
		}
	}
	return n
}

// Total is what a plan costs with what moved to Fargate.
func (f *Comparison) Total(nodes planner.Maybe[planner.Money]) planner.Maybe[planner.Money] {
	month, known := f.Month.Value()
	rest, priced := nodes.Value()
	if !known || !priced {
		return planner.Maybe[planner.Money]{}
	}
	return planner.Known(rest + month)
}

// FargateAnswer is the best plans for what does not go to Fargate, with Fargate
// compared. What a plan costs is of its nodes alone.
type Answer struct {
	plan.Answer
	Fargate *Comparison
}

// fargateSolver is a question with the prices of Fargate in its region.
type solver struct {
	question *plan.Question
	prices   Prices
	most     int // plans
}

// FargateSolve finds the best plans, most of them at the most, for what does not
// go to Fargate, and compares the two. A share of the nodes' cost is what a
// workload causes, not what goes with it: nodes are whole. So the workloads that
// are cheaper are planned without, and move where that is cheaper in all.
func Solve(q *plan.Question, prices Prices, c Choice, most int) Answer {
	s := solver{q, prices, most}
	base := q.Solve(most)
	f := s.compare(&base)
	switch c.Policy {
	case None:
		f.sum()
		return Answer{base, f}
	case Cheaper:
		return s.moveCheaper(base, f)
	}
	for i := range f.Workloads {
		k := &f.Workloads[i]
		k.Moved = len(k.Reasons) == 0 && (c.Policy == All || slices.Contains(c.Workloads, k.Workload.Name))
	}
	return s.without(f)
}

// compare sets every workload against its share of the best plan's nodes.
func (s *solver) compare(base *plan.Answer) *Comparison {
	f := &Comparison{Prices: s.prices}
	shares := map[string]float64{}
	if len(base.Plans) > 0 {
		f.NodesAlone = base.Plans[0].Month
		shares = sharesOf(&base.Plans[0], s.question.Workload)
	}
	for i := range s.question.Workload {
		if k := &s.question.Workload[i]; k.Replicas > 0 {
			f.Workloads = append(f.Workloads, s.prices.kind(k, shares[k.Name]))
		}
	}
	return f
}

// kind is one kind with its share of the nodes' cost a month; NaN and 0 are unknown.
func (p Prices) kind(k *planner.Workload, share float64) Workload {
	f := Workload{Workload: k, Reasons: Reasons(k), Hours: hoursOf(k)}
	if share > 0 {
		f.NodesMonth = planner.Known(planner.Money(math.Round(share)))
	}
	if len(f.Reasons) > 0 {
		return f
	}
	f.Size, _ = SizeOf(k.Request)
	hour, known := p.hour(f.Size)
	if !known {
		return f
	}
	f.PodMonth = planner.Known(planner.Money(math.Round(hour * f.Hours)))
	f.Month = planner.Known(planner.Money(math.Round(hour * f.Hours * float64(k.Replicas))))
	if share > 0 && hour > 0 {
		f.BreakEven = planner.Known(share / float64(k.Replicas) / hour)
	}
	return f
}

// sharesOf divides what the nodes of each type cost among the kinds on them, spare
// nodes included, by what they request as Fargate prices it. NaN and 0 are
// unknown.
func sharesOf(p *plan.Plan, w planner.Workloads) map[string]float64 {
	worths := map[string]float64{} // of a pod
	for i := range w {
		worths[w[i].Name] = density.Worth(w[i].Request.CPU, w[i].Request.Memory)
	}
	months, all := map[*density.Option]float64{}, map[*density.Option]float64{}
	p.EachWorkload(func(g *plan.NodeGroup, kind string, pods int) { all[g.Option] += worths[kind] * float64(pods) })
	for i := range p.Groups {
		g := &p.Groups[i]
		month, known := g.Month.Value()
		if !known {
			months[g.Option] = math.NaN()
		}
		months[g.Option] += float64(month)
	}
	shares := map[string]float64{}
	p.EachWorkload(func(g *plan.NodeGroup, kind string, pods int) {
		shares[kind] += months[g.Option] * worths[kind] * float64(pods) / all[g.Option]
	})
	return shares
}

// fargateTries is how many sets of kinds are planned without.
const tries = 4

// moveCheaper moves those of the kinds that cost less than their share, the most
// saving ones first, with which the whole is the cheapest.
func (s *solver) moveCheaper(base plan.Answer, f *Comparison) Answer {
	var cheaper []int
	for i := range f.Workloads {
		if f.Workloads[i].saving() > 0 {
			cheaper = append(cheaper, i)
		}
	}
	slices.SortStableFunc(cheaper, func(a, b int) int { return cmp.Compare(f.Workloads[b].saving(), f.Workloads[a].saving()) })
	f.sum()
	best := Answer{base, f}
	tried := 0
	for i := range tries {
		n := planner.CeilDiv(len(cheaper)*(i+1), tries)
		if n == tried || i > 0 && s.question.Stop != nil && s.question.Stop() {
			continue
		}
		tried = n
		with := *f
		with.Workloads = slices.Clone(f.Workloads)
		for _, k := range cheaper[:n] {
			with.Workloads[k].Moved = true
		}
		if a := s.without(&with); a.total() < best.total() {
			best = a
		}
	}
	return best
}

// saving is what the kind costs less on Fargate than its share of the nodes.
func (k *Workload) saving() planner.Money {
	nodes, known := k.NodesMonth.Value()
	month, priced := k.Month.Value()
	if !known || !priced {
		return 0
	}
	return nodes - month
}

// total is what the best plan costs with what moved; what is unknown is never
// the cheaper.
func (a *Answer) total() planner.Money {
	if len(a.Plans) == 0 {
		return math.MaxInt64
	}
	return a.Fargate.Total(a.Plans[0].Month).Or(math.MaxInt64)
}

// without plans for the kinds that stay on nodes. Where none does, the plan is
// the cluster's own cost, without a node group.
func (s *solver) without(f *Comparison) Answer {
	f.sum()
	rest := *s.question
	rest.Workload = slices.DeleteFunc(slices.Clone(rest.Workload), func(k planner.Workload) bool {
		return k.Replicas == 0 || slices.Contains(f.Moved(), k.Name)
	})
	if len(rest.Workload) > 0 {
		return Answer{rest.Solve(s.most), f}
	}
	return Answer{plan.Answer{Plans: []plan.Plan{{Month: planner.Known(rest.Settings.Capacity.ClusterAdder)}}}, f}
}

// sum adds up what moved.
func (f *Comparison) sum() {
	total, known := planner.Money(0), true
	f.Addresses = 0
	for i := range f.Workloads {
		k := &f.Workloads[i]
		if !k.Moved {
			continue
		}
		month, priced := k.Month.Value()
		total, known = total+month, known && priced
		f.Addresses += k.Workload.Replicas
	}
	f.Month = planner.Maybe[planner.Money]{}
	if known {
		f.Month = planner.Known(total)
	}
}
