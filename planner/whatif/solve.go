package whatif

import (
	"cmp"
	"math"
	"slices"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/parallel"
	"podfit/planner/plan"
)

// rounds bounds how often lines are offered each other's nodes.
const rounds = 2

// Solve finds the best plan of each question, the cheapest first where it is sought; first
// answers the first of them. One that costs more than another's is found anew with the nodes
// of the other to try as well: what holds under more constraints holds under fewer, and so
// costs no more. solve finds plans, at most so many; it runs at the same time for several.
func Solve(first fargate.Answer, questions []plan.Question, solve func(q *plan.Question, most int) fargate.Answer) []fargate.Answer {
	found := make([]fargate.Answer, len(questions))
	found[0] = cheapestFirst(&questions[0], first)
	work := make([]func(), len(questions)-1)
	for i := range work {
		i++
		work[i-1] = func() { found[i] = cheapestFirst(&questions[i], solve(&questions[i], plan.Shown)) }
	}
	parallel.Do(work...)
	for range rounds {
		if !share(questions, found, solve) {
			break
		}
	}
	return found
}

// share offers each line the nodes of those that cost less, and reports whether some got
// cheaper.
func share(questions []plan.Question, found []fargate.Answer, solve func(q *plan.Question, most int) fargate.Answer) (some bool) {
	next := slices.Clone(found)
	var work []func()
	for i := range questions {
		cheaper := cheaperPlans(found, i)
		if len(cheaper) == 0 {
			continue
		}
		work = append(work, func() {
			q := questions[i]
			q.Also = append(cheaper, found[i].Plans[0])
			shared := cheapestFirst(&q, solve(&q, len(q.Also)))
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

// mostShared bounds the plans that a line is offered.
const mostShared = 4

// cheaperPlans are the best plans of other lines that cost less than a line's, the cheapest
// first, those of the same nodes once.
func cheaperPlans(found []fargate.Answer, line int) (all []plan.Plan) {
	own := cost(&found[line])
	if len(found[line].Plans) == 0 {
		return nil
	}
	for i := range found {
		if len(found[i].Plans) == 0 || cost(&found[i]) >= own {
			continue
		}
		p := found[i].Plans[0]
		if !slices.ContainsFunc(all, func(other plan.Plan) bool { return sameNodes(&other, &p) }) {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b plan.Plan) int { return cmp.Compare(a.Month.Or(math.MaxInt64), b.Month.Or(math.MaxInt64)) })
	return all[:min(len(all), mostShared)]
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
