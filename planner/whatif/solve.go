package whatif

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/parallel"
	"podfit/planner/plan"
)

// rounds bounds how often lines are offered each other's nodes.
const rounds = 2

// Question is that of a line.
type Question struct {
	plan.Question
	// Relaxes says that the line only gives a constraint up: who keeps it has the plan of the
	// first question.
	Relaxes bool
}

// Solve finds the best plan of each question, the cheapest first where it is sought; first
// answers the first of them. One that costs more than another's is found anew with the nodes
// of the other to try as well: what holds under more constraints holds under fewer, and so
// costs no more. The scheduler does not always oblige, which spreads less evenly without a
// rule: a line that relaxes one then has the first plan. solve finds plans, at most so many; it
// runs at the same time for several.
func Solve(first fargate.Answer, questions []Question, solve func(q *plan.Question, most int) fargate.Answer) []fargate.Answer {
	found := make([]fargate.Answer, len(questions))
	found[0] = cheapestFirst(&questions[0].Question, first)
	work := make([]func(), len(questions)-1)
	for i := range work {
		i++
		work[i-1] = func() { found[i] = cheapestFirst(&questions[i].Question, solve(&questions[i].Question, plan.Shown)) }
	}
	parallel.Do(work...)
	for range rounds {
		if !share(questions, found, solve) {
			break
		}
	}
	for i := range found {
		if questions[i].Relaxes && cost(&found[i]) > cost(&found[0]) && unplaced(&found[0]) <= unplaced(&found[i]) {
			found[i] = found[0]
		}
	}
	return found
}

// share offers each line the nodes of those that cost less, and reports whether some got
// cheaper.
func share(questions []Question, found []fargate.Answer, solve func(q *plan.Question, most int) fargate.Answer) (some bool) {
	next := slices.Clone(found)
	var work []func()
	for i := range questions {
		cheaper := cheaperPlans(&questions[i].Question, found, i)
		if len(cheaper) == 0 {
			continue
		}
		work = append(work, func() {
			q := questions[i].Question
			q.Also = append(cheaper, found[i].Plans[0])
			if len(q.Pools) == 0 {
				q.Candidates = ofTypes(q.Candidates, q.Also)
			}
			shared := cheapestFirst(&q, solve(&q, len(q.Also)))
			bound(&shared, &found[i])
			if len(shared.Plans) > 0 && unplaced(&shared) <= unplaced(&found[i]) && cost(&shared) < cost(&found[i]) {
				next[i] = shared
			}
		})
	}
	parallel.Do(work...)
	for i := range next {
		some = some || cost(&next[i]) != cost(&found[i])
	}
	copy(found, next)
	return some
}

// ofTypes are the candidates of types that plans have: what else there is has been tried.
func ofTypes(candidates []density.Option, plans []plan.Plan) []density.Option {
	var all []density.Option
	for i := range candidates {
		if slices.ContainsFunc(plans, func(p plan.Plan) bool {
			return slices.ContainsFunc(p.Groups, func(g plan.NodeGroup) bool { return g.Option.Type.Name == candidates[i].Type.Name })
		}) {
			all = append(all, candidates[i])
		}
	}
	return all
}

// bound gives plans that were found among a few types the bounds of those found among all.
func bound(shared, among *fargate.Answer) {
	shared.Unpriced = among.Unpriced
	for i := range shared.Plans {
		p, of := &shared.Plans[i], &among.Plans[0]
		p.LowerBound, p.Packed = of.LowerBound, of.Packed
		if least := p.LowerBound.Amount().Or(0); least > 0 {
			p.GapPercent = max(0, 100*(p.Scale()-least)/least)
		}
	}
}

// mostShared bounds the plans that a line is offered.
const mostShared = 4

// cheaperPlans are the best plans of other lines whose nodes cost less than a line's own at its
// prices, the cheapest first, those of the same nodes once.
func cheaperPlans(q *plan.Question, found []fargate.Answer, line int) (all []plan.Plan) {
	own := cost(&found[line])
	if len(found[line].Plans) == 0 {
		return nil
	}
	months := map[*plan.NodeGroup]planner.Money{}
	for i := range found {
		if i == line || len(found[i].Plans) == 0 {
			continue
		}
		p := found[i].Plans[0]
		month := priced(q, &p)
		if month < own && !slices.ContainsFunc(all, func(other plan.Plan) bool { return sameNodes(&other, &p) }) {
			months[&p.Groups[0]] = month
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b plan.Plan) int { return cmp.Compare(months[&a.Groups[0]], months[&b.Groups[0]]) })
	return all[:min(len(all), mostShared)]
}

// priced is what the nodes of a plan cost among a question's candidates: the most there is if
// one of them has no price, or is none of them.
func priced(q *plan.Question, p *plan.Plan) planner.Money {
	candidates := q.AllCandidates()
	same := plan.Plan{Groups: slices.Clone(p.Groups)}
	for i := range same.Groups {
		g := &same.Groups[i]
		at := slices.IndexFunc(candidates, func(o density.Option) bool { return o.Type.Name == g.Option.Type.Name })
		if at < 0 {
			return math.MaxInt64
		}
		g.Option = &candidates[at]
	}
	if len(same.Groups) == 0 {
		return math.MaxInt64
	}
	return same.Bought(q.Settings.Capacity).Or(math.MaxInt64)
}

func sameNodes(a, b *plan.Plan) bool {
	return slices.EqualFunc(a.Groups, b.Groups, func(x, y plan.NodeGroup) bool {
		return x.Option.Type.Name == y.Option.Type.Name && x.Nodes == y.Nodes && x.Zone == y.Zone
	})
}

// cheapestFirst has the cheapest plan first where a plan is to cost little: the recommended
// one may cost a little more than that, and lines are compared by what they cost.
func cheapestFirst(q *plan.Question, found fargate.Answer) fargate.Answer {
	if q.Objective == plan.LeastCost {
		found.Plans = slices.Clone(found.Plans)
		slices.SortStableFunc(found.Plans, func(a, b plan.Plan) int { return cmp.Compare(a.Month.Or(math.MaxInt64), b.Month.Or(math.MaxInt64)) })
	}
	return found
}

func cost(found *fargate.Answer) planner.Money {
	if len(found.Plans) == 0 {
		return math.MaxInt64
	}
	return found.Plans[0].Month.Or(math.MaxInt64)
}

func unplaced(found *fargate.Answer) (pods int) {
	for _, u := range found.Unplaced {
		pods += u.Replicas
	}
	return pods
}
