package words

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// UseName is the resource of a use.
func UseName(u *plan.Use) string {
	if u.Resource != "" {
		return u.Resource
	}
	return u.Of.String()
}

// UseAmount writes an amount of the resource, of CPU in vCPUs.
func UseAmount(u *plan.Use, n int64) string {
	switch {
	case u.Resource != "":
		return ResourceAmount(u.Resource, n)
	case u.Of == density.LimitCPU && n < int64(planner.Millis(100)):
		return CPU(planner.Millis(n))
	case u.Of == density.LimitCPU:
		return Cores(planner.Millis(n)) + " vCPU"
	case u.Of == density.LimitMemory && n < int64(planner.GiB):
		return Memory(planner.Memory(n))
	case u.Of == density.LimitMemory:
		return GiB(planner.Memory(n))
	}
	return Grouped(float64(n))
}

// UseUnused says how much is left, and what that is worth a month.
func UseUnused(u *plan.Use, currency string) string {
	if u.Of == density.LimitPodIPs && u.Free >= eni.IPv6NodeIPs/2 {
		return "a /80 each: never used up"
	}
	text := UseAmount(u, u.Free) + " unused"
	if m, known := u.UnusedMonth.Value(); known {
		text += ", " + Money(m, currency) + " a month"
	}
	return text
}

// BoundFigures are the three figures of a plan: what no plan goes below, what a perfect
// packer needs, and what the scheduler does.
func BoundFigures(p *plan.Plan) (bound, packs, schedules string) {
	count := func(n int) string { return Counted(n, "node") }
	money := func(m planner.Money) string { return Money(m, p.Currency) }
	switch {
	case p.LowerBound.Nodes.Known():
		return OrUnknown(p.LowerBound.Nodes, count), OrUnknown(p.Packed.Nodes, count), count(p.Nodes)
	case p.LowerBound.Month.Known():
		return OrUnknown(p.LowerBound.Month, money), OrUnknown(p.Packed.Month, money), OrUnknown(p.Month, money)
	}
	return Unknown, OrUnknown(p.Packed.Nodes, count), count(p.Nodes)
}

// ScheduledIn says what the scheduler leaves Pending, in how many orders and with which
// profile.
func ScheduledIn(p *plan.Plan) string {
	if p.Scheduled.Orders == 0 {
		return cutBeforeOrders
	}
	return fmt.Sprintf("%s in %s, %s", leftPending(p), Counted(p.Scheduled.Orders, "order"), p.Scheduled.Profile)
}

const cutBeforeOrders = "the time limit ended the search before all orders were tried"

func leftPending(p *plan.Plan) string {
	if n := p.Scheduled.Pending; n > 0 {
		return Counted(n, "pod") + " Pending"
	}
	return "none Pending"
}

// LargestShare says what the loss of one node takes.
func LargestShare(p *plan.Plan) string {
	return fmt.Sprintf("the fullest has %.0f%% of the pods", 100*p.LargestShare)
}
