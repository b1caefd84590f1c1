package words

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/plan"
)

// The sentences of a report's page.

// Question asks for the plan, by the objective.
func Question(q *plan.Question, pods int) string {
	aim := []string{"for the least money", "on the fewest nodes", "with more memory per pod for a little more money", "on a few large nodes for a little more money"}[q.Objective]
	return fmt.Sprintf("Which EKS node groups in %s hold these %s %s?", q.Settings.Region, CountedGrouped(pods, "pod"), aim)
}

// MoreWorkloads says that a table does not show all.
func MoreWorkloads(n int) string {
	return fmt.Sprintf("And %s more: the scenario at the end has them all.", CountedGrouped(n, "workload"))
}

// ScenarioHasAll says where each workload is, below a table of namespaces.
const ScenarioHasAll = "The scenario at the end has each workload."

// Shape is what a plan must be like.
func Shape(q *plan.Question) string {
	groups := CountedGrouped(q.Groups, "node group")
	if len(q.Pools) > 0 {
		groups += " in each pool,"
	}
	text := fmt.Sprintf("at most %s in %s", groups, CountedGrouped(max(1, q.Zones), "zone"))
	switch q.Spare {
	case plan.SpareNode:
		text += "; survives the loss of any one node"
	case plan.SpareZone:
		text += "; survives the loss of any one zone"
	}
	if q.MaxNodes > 0 {
		text += fmt.Sprintf("; at most %s, if possible", CountedGrouped(q.MaxNodes, "node"))
	}
	return text
}

// Aim is what a plan of the objective is, in a few words.
func Aim(o plan.Objective) string {
	return [...]string{"least cost", "fewest nodes", "most RAM for the money", "few large nodes"}[o]
}

// Survives is the failure that a plan survives.
func Survives(s plan.Spare) string {
	return [...]string{"no spare", "spare node", "spare zone", "spare spot pool"}[s]
}

// BestPlan is the answer in two sentences: what to buy, and how good that is.
func BestPlan(objective plan.Objective, best *plan.Plan, f *fargate.Comparison) string {
	what := []string{"The cheapest plan", "The plan with the fewest nodes", "The plan with the most RAM for its money", "The balanced plan"}[objective]
	cost := "for " + PlanMoney(best.Month, best) + " a month"
	if !best.Month.Known() {
		cost = "at an unknown price"
	}
	if f != nil && len(f.Moved()) > 0 {
		cost += ", plus " + PlanMoney(f.Month, best) + " for " + List(f.Moved()) + " on Fargate"
	}
	return fmt.Sprintf("%s is %s: %s %s. %s; %s.", what, Groups(best), CountedGrouped(best.Nodes, "node"), cost, PlanLimits(best), Bound(best))
}

// NoPlan says why there are no nodes to buy.
func NoPlan(q *plan.Question, found *fargate.Answer, currency string) string {
	if f := found.Fargate; f != nil && len(f.Moved()) > 0 {
		return fmt.Sprintf("No nodes are needed: the pods that can be placed run on Fargate, for %s a month.", OrUnknown(f.Month, func(m planner.Money) string { return Money(m, currency) }))
	}
	switch candidates := q.AllCandidates(); len(candidates) {
	case 0:
		return "There is no plan: there are no candidate instance types."
	case 1:
		return fmt.Sprintf("There is no plan: none of these pods fits on %s, the only candidate.", candidates[0].Type.Name)
	default:
		return fmt.Sprintf("There is no plan: none of these pods fits on any of the %s.", CountedGrouped(len(candidates), "candidate instance type"))
	}
}

// Unplaced counts pods that no plan places.
func Unplaced(pods, workloads int) string {
	return fmt.Sprintf("%s of %s do not fit in any plan.", CountedGrouped(pods, "pod"), CountedGrouped(workloads, "workload"))
}

// Guessed counts workloads without requests.
func Guessed(workloads int) string {
	return CountedGrouped(workloads, "workload") + " without requests: for these the plan is a guess."
}

// Unpriced counts candidates that were skipped.
func Unpriced(types int, region string) string {
	return fmt.Sprintf("Skipped %s without a known price in %s (try --live).", CountedGrouped(types, "instance type"), region)
}

// UnusedNote explains two columns of plans.
const UnusedNote = "Unused is CPU and memory of the nodes that no pod of the workload uses, and unused cost is its share of the cost."

// Assumptions are those of every plan.
func Assumptions(q *plan.Question, currency string) []string {
	const estimate = "the average spot price, else the list price less the Spot Advisor's average saving"
	spot := "Spot is an estimate: " + estimate + "."
	if slices.ContainsFunc(q.AllCandidates(), func(o density.Option) bool { return o.Offering.Spot.Known() }) {
		spot = "Spot is the price that EC2 reported when the figures were fetched or, where it reported none, " + estimate + "."
	}
	return []string{
		fmt.Sprintf("A month has %d hours. Prices are for Linux on shared tenancy in %s, in %s, without tax and traffic.", planner.HoursPerMonth, q.Settings.Region, currency),
		spot,
		fmt.Sprintf("The kubelet reserves %s of memory plus %s for each pod, and evicts below %s.", Memory(density.KubeReservedBase), Memory(density.KubeReservedPerPod), Memory(q.Settings.EvictionMemory)),
		"Pods use what they request. The lower bound covers the pods and one node in each zone, without spare nodes.",
	}
}

// Overhead says how the memory overhead of an option is known.
func Overhead(o *density.Option) string {
	switch {
	case o.Override.AllocatableMemory.Known():
		return "not used: allocatable memory is as you measured it"
	case o.Overhead.Kind == planner.Fitted:
		return "by formula: " + OrDash(o.Overhead.Formula)
	case o.Overhead.Kind == planner.UserMeasured:
		return "as you measured it"
	default:
		return o.Overhead.Kind.String()
	}
}
