// Package fargate compares Fargate with node groups: what each workload would be
// billed for there, from how many hours a month nodes are cheaper, and the plans
// for what stays on nodes ([Solve]).
package fargate

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// Choice is which workloads move to Fargate; those that cannot run there stay on
// nodes, and so do system pods that are not named.
type Choice struct {
	Policy    Policy
	Workloads []string // names, for the policy Named
}

// Policy is how the workloads that move are chosen.
type Policy uint8

// The policies.
const (
	None    Policy = iota // only compare
	All                   // every workload that can run there, and if all do the cluster's own pods
	Cheaper               // those that make the total cheaper
	Named                 // those of Choice.Workloads
)

// Comparison is Fargate compared with the best plan that has all pods on nodes.
type Comparison struct {
	Prices    Prices
	Workloads []Workload // in the order of the question, without those with 0 replicas
	// Month is the cost of the workloads that move.
	Month planner.Maybe[planner.Money]
	// NodesAlone is the cost of the best plan with all pods on nodes.
	NodesAlone planner.Maybe[planner.Money]
	// Addresses is how many VPC addresses the pods that move draw: one each.
	Addresses int
}

// Workload is a workload on Fargate.
type Workload struct {
	Workload *planner.Workload
	Reasons  []Reason // why it cannot run there; if any, the other fields are unknown
	Size     Size
	Hours    float64                      // that each pod is billed for in a month
	Month    planner.Maybe[planner.Money] // of all replicas
	PodMonth planner.Maybe[planner.Money]
	// NodesMonth is the share of all replicas in the cost of the plan with all pods on
	// nodes: the cost of each group, unused parts included, is divided among its pods
	// in proportion to what their requests are worth.
	NodesMonth planner.Maybe[planner.Money]
	// BreakEven is the number of hours a month at which a pod on Fargate costs as much
	// as its share of the nodes, which run all month. Above HoursPerMonth, Fargate is
	// always cheaper. Unknown if a price is, and for pods without requests.
	BreakEven planner.Maybe[float64]
	Moved     bool
}

// Moved are the names of the workloads that move to Fargate.
func (f *Comparison) Moved() []string {
	var names []string
	for i := range f.Workloads {
		if f.Workloads[i].Moved {
			names = append(names, f.Workloads[i].Workload.Name)
		}
	}
	return names
}

// Pods is how many pods move to Fargate.
func (f *Comparison) Pods() (n int) {
	for i := range f.Workloads {
		if f.Workloads[i].Moved {
			n += f.Workloads[i].Workload.Replicas
		}
	}
	return n
}

// Total is the cost of a plan's nodes and of the pods on Fargate.
func (f *Comparison) Total(nodes planner.Maybe[planner.Money]) planner.Maybe[planner.Money] {
	month, known := f.Month.Value()
	rest, priced := nodes.Value()
	if !known || !priced {
		return planner.Maybe[planner.Money]{}
	}
	return planner.Known(rest + month)
}

// Answer is the best plans for the workloads that stay on nodes, and the comparison.
// The cost of a plan is only that of its nodes.
type Answer struct {
	plan.Answer
	Fargate *Comparison
}

// solver holds a question and the prices of Fargate in its region.
type solver struct {
	question *plan.Question
	prices   Prices
	most     int // plans
}

// ParseChoice reads what plan.ParseFargate accepted; empty is None.
func ParseChoice(text string) Choice {
	switch i := slices.Index(plan.FargateWords, text); {
	case text == "":
		return Choice{}
	case i >= 0:
		return Choice{Policy: Policy(i)}
	}
	return Choice{Policy: Named, Workloads: strings.Split(text, ",")}
}

// Plans finds the best plans, beside Fargate if the terms' choice says something of it.
func Plans(q *plan.Question, prices Prices, choice string, most int) Answer {
	if choice == "" {
		return Answer{Answer: q.Solve(most)}
	}
	return Solve(q, prices, ParseChoice(choice), most)
}

// Solve finds the best plans for the workloads that stay on nodes, at most so many,
// and compares Fargate with them. Moving a workload seldom saves its whole share of
// the nodes' cost, because nodes are bought whole. So the policy Cheaper plans again
// without the workloads that look cheaper, and moves them if the total is lower.
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
	f.move(func(k *Workload) bool {
		return c.Policy == All && !plan.SystemPod(k.Workload.Name) || slices.Contains(c.Workloads, k.Workload.Name)
	})
	if c.Policy == All && !slices.ContainsFunc(f.Workloads, func(k Workload) bool { return !k.Moved && !plan.SystemPod(k.Workload.Name) }) {
		f.move(func(*Workload) bool { return true }) // no node is left for the cluster's own pods
	}
	return s.without(f)
}

// move moves the workloads that are chosen and can run on Fargate.
func (f *Comparison) move(chosen func(*Workload) bool) {
	for i := range f.Workloads {
		k := &f.Workloads[i]
		k.Moved = len(k.Reasons) == 0 && chosen(k)
	}
}

// compare compares each workload with its share of the best plan's nodes.
func (s *solver) compare(base *plan.Answer) *Comparison {
	f := &Comparison{Prices: s.prices}
	shares := map[string]float64{}
	if len(base.Plans) > 0 {
		f.NodesAlone = base.Plans[0].Month
		shares = sharesOf(&base.Plans[0], s.question.Workload)
	}
	for i := range s.question.Workload {
		if k := &s.question.Workload[i]; k.Replicas > 0 {
			f.Workloads = append(f.Workloads, s.prices.workload(k, shares[k.Name]))
		}
	}
	return f
}

// workload is a workload with its share of the nodes' cost a month; a share of NaN or
// 0 is unknown.
func (p Prices) workload(k *planner.Workload, share float64) Workload {
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

// sharesOf divides the cost of the nodes of each type, spare ones included, among the
// workloads on them, in proportion to density.Worth of their requests; the nodes of a
// type that are all spare are shared by all workloads. NaN and 0 are unknown.
func sharesOf(p *plan.Plan, w planner.Workloads) map[string]float64 {
	worths := map[string]float64{} // of a pod
	for i := range w {
		worths[w[i].Name] = density.Worth(w[i].Request.CPU, w[i].Request.Memory)
	}
	months, all := map[*density.Option]float64{}, map[*density.Option]float64{}
	spare, total := 0.0, 0.0
	p.EachWorkload(func(g *plan.NodeGroup, kind string, pods int) {
		all[g.Option] += worths[kind] * float64(pods)
		total += worths[kind] * float64(pods)
	})
	for i := range p.Groups {
		g := &p.Groups[i]
		month, known := g.Month.Value()
		if !known {
			months[g.Option] = math.NaN()
		}
		months[g.Option] += float64(month)
	}
	for o, month := range months {
		if all[o] == 0 {
			spare += month
		}
	}
	shares := map[string]float64{}
	p.EachWorkload(func(g *plan.NodeGroup, kind string, pods int) {
		shares[kind] += worths[kind] * float64(pods) * (months[g.Option]/all[g.Option] + spare/total)
	})
	return shares
}

// tries is how many sets of workloads are tried on Fargate.
const tries = 4

// moveCheaper sorts the workloads that cost less than their share by what they save,
// tries the first quarter, half and so on, and moves those with the lowest total.
func (s *solver) moveCheaper(base plan.Answer, f *Comparison) Answer {
	var cheaper []int
	for i := range f.Workloads {
		if k := &f.Workloads[i]; k.saving() > 0 && !plan.SystemPod(k.Workload.Name) {
			cheaper = append(cheaper, i)
		}
	}
	slices.SortStableFunc(cheaper, func(a, b int) int { return cmp.Compare(f.Workloads[b].saving(), f.Workloads[a].saving()) })
	f.sum()
	start := Answer{base, f}
	best := start
	last := 0
	for i := range tries {
		n := planner.CeilDiv(len(cheaper)*(i+1), tries)
		if n == last || i > 0 && s.question.Stop != nil && s.question.Stop() {
			continue
		}
		last = n
		with := *f
		with.Workloads = slices.Clone(f.Workloads)
		for _, k := range cheaper[:n] {
			with.Workloads[k].Moved = true
		}
		// Pods that need others beside them may have no place once those have moved.
		if a := s.without(&with); a.pending() <= start.pending() && a.total() < best.total() {
			best = a
		}
	}
	return best
}

// saving is how much less a workload costs on Fargate than its share of the nodes.
func (k *Workload) saving() planner.Money {
	nodes, known := k.NodesMonth.Value()
	month, priced := k.Month.Value()
	if !known || !priced {
		return 0
	}
	return nodes - month
}

// pending is how many pods have no place on nodes.
func (a *Answer) pending() (pods int) {
	for _, u := range a.Unplaced {
		pods += u.Replicas
	}
	return pods
}

// total is the cost of the best plan and of the pods on Fargate; an unknown cost is
// never cheaper.
func (a *Answer) total() planner.Money {
	if len(a.Plans) == 0 {
		return math.MaxInt64
	}
	return a.Fargate.Total(a.Plans[0].Month).Or(math.MaxInt64)
}

// without plans for the workloads that stay on nodes. If none does, the plan has no
// node groups and costs only the cluster's adder.
func (s *solver) without(f *Comparison) Answer {
	f.sum()
	rest := *s.question
	rest.Workload = slices.DeleteFunc(slices.Clone(rest.Workload), func(k planner.Workload) bool {
		return k.Replicas == 0 || slices.Contains(f.Moved(), k.Name)
	})
	if len(rest.Workload) > 0 {
		return Answer{rest.Solve(s.most), f}
	}
	none := plan.Plan{Currency: planner.RegionCurrency(rest.Settings.Region), Month: planner.Known(rest.Settings.Capacity.ClusterAdder)}
	return Answer{plan.Answer{Plans: []plan.Plan{none}}, f}
}

// sum adds up the workloads that move.
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
