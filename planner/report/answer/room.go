package answer

import (
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/words"
	"podfit/planner/room"
)

// Room is how many more pods of a workload kube-scheduler places on nodes with the pods
// that they have.
type Room struct {
	Workload string `json:"workload"`
	// Pods is null without a plan. AtLeast says that no more were tried.
	Pods    planner.Maybe[int] `json:"pods"`
	AtLeast bool               `json:"atLeast"`
	// LimitedBy is the resource or the rule that the next pod lacks.
	LimitedBy planner.Maybe[string] `json:"limitedBy"`
	// Asked is how many pods there should be room for; null if nothing says.
	Asked planner.Maybe[int] `json:"asked"`
	// NextNode is the cheapest further node of the plan's groups that takes a pod without a
	// place: its type is null if none does, and its cost if the price is unknown.
	NextNodePerMonth planner.Maybe[float64] `json:"nextNodePerMonth"`
	NextNodeType     planner.Maybe[string]  `json:"nextNodeInstanceType"`
	NextNodeZone     planner.Maybe[string]  `json:"nextNodeZone"`
	// AfterZoneLoss is the room after the loss of LostZone, the worst of the plan's zones,
	// once its pods are placed again.
	AfterZoneLoss planner.Maybe[int]    `json:"afterZoneLoss"`
	LostZone      planner.Maybe[string] `json:"lostZone"`
	// Waiting is how many pods of that zone find no place then.
	Waiting planner.Maybe[int] `json:"afterZoneLossPending"`
	// Today is the room on the nodes that the cluster has; null if these or what they hold
	// are unknown.
	Today          planner.Maybe[int]    `json:"today"`
	TodayLimitedBy planner.Maybe[string] `json:"todayLimitedBy"`
}

// newRoom is the room on a plan and on today's nodes.
func newRoom(a *room.Answer, p *plan.Plan) Room {
	item := newRoomToday(a)
	item.Pods, item.AtLeast, item.LimitedBy = planner.Known(a.Pods), a.AtLeast, nonZero(words.RoomLimit(a.LimitedBy))
	if next, found := a.Next.Value(); found {
		item.NextNodePerMonth, item.NextNodeType, item.NextNodeZone = units(next.Month), planner.Known(p.Groups[next.Group].Option.Type.Name), planner.Known(next.Zone)
	}
	item.AfterZoneLoss, item.LostZone = planner.Known(a.AfterZoneLoss.Pods), nonZero(a.Zone)
	item.Waiting = planner.Known(a.Waiting)
	return item
}

// newRoomToday is the room on today's nodes.
func newRoomToday(a *room.Answer) Room {
	return Room{
		Workload: a.Workload, Asked: nonZero(a.Asked),
		Today:          eni.Map(a.Today, func(r room.Room) int { return r.Pods }),
		TodayLimitedBy: nonZero(words.RoomLimit(a.Today.Or(room.Room{}).LimitedBy)),
	}
}

// addRoom sets the room on plans.
func addRoom(items []Plan, found []plan.Plan, all []room.Answer) {
	for i := range min(len(items), len(found), len(all)) {
		items[i].Room = planner.Known(newRoom(&all[i], &found[i]))
	}
}
